from chengyun.goals import rules_drafts, rules_matters
from chengyun.goals.choices_matters import MatterSource, Slip
from chengyun.goals.transitions import Transition
from chengyun.planning import Thresholds
from tests.docs.texts import GUIDE, codes, rows, sections

PAGE = GUIDE / "supervision.md"
TEXTS = sections(PAGE, 3)
TABLES = {
    "Actions on a matter": rules_matters.TRANSITIONS,
    "Actions on a plan text": rules_drafts.TRANSITIONS,
}
Row = tuple[str, tuple[str, ...], str, tuple[str, ...], str, tuple[str, ...]]


def _documented(title: str) -> list[Row]:
    return [
        (codes(action)[0], codes(at), "".join(codes(to)), codes(who), codes(party)[0], codes(needs))
        for action, _, at, to, who, party, needs in rows(TEXTS[title])
    ]


def _decided(row: Transition) -> Row:
    roles = tuple(role.value for role in row.roles)
    stages = tuple(str(stage) for stage in row.stages)
    return row.action, stages, str(row.to or ""), roles, row.party.value, row.needs


def test_the_tables_of_actions_are_those_that_decide() -> None:
    for title, table in TABLES.items():
        assert _documented(title) == [_decided(row) for row in table], title


def test_every_colour_and_source_is_told() -> None:
    assert [codes(cells[0])[0] for cells in rows(TEXTS["Colours"])] == Slip.values[::-1]
    assert all(f"`{source}`" in PAGE.read_text() for source in MatterSource.values)


def test_the_bounds_are_those_of_the_rules() -> None:
    text = PAGE.read_text()
    assert f"at most {rules_matters.MAX_EXTENSIONS} times" in text
    assert f"within {rules_matters.SIGN_WORKDAYS} workday" in text
    assert f"{Thresholds().near_days} workdays or fewer" in text
    assert f"more than {round(100 * Thresholds().yellow)} points behind" in text
