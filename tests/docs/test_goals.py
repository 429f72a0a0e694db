from chengyun.goals.formulas import AGGREGATES, FORMULAS, HISTORY, VITAL
from tests.docs.texts import GUIDE, codes, rows, sections

TEXTS = sections(GUIDE / "goals.md", 3)


def test_every_formula_is_told() -> None:
    told = [codes(cells[0])[0] for cells in rows(TEXTS["Formulas"])]
    assert told[: len(FORMULAS)] == list(FORMULAS)
    assert [name.partition(":")[0] + ":" for name in told[len(FORMULAS) :]] == [VITAL, HISTORY]
    (history,) = [cells for cells in rows(TEXTS["Formulas"]) if HISTORY in cells[0]]
    assert codes(history[1]) == tuple(AGGREGATES)
