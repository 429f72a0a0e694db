import re
from importlib import import_module

from chengyun.calendar import ClockUnit
from chengyun.cases import guards, lifecycle, request_rows, rules, tasking
from chengyun.cases.choices import Action, Outcome
from tests.docs.texts import CODE, GUIDE, codes, rows, sections

CASES_PAGE = GUIDE / "cases.md"
TEXTS = sections(CASES_PAGE)
ACTING = ("act", "conflict", "filing", "merging", "parts")
Row = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...], str]


def _documented() -> list[Row]:
    return [
        (codes(action)[0], codes(stages), codes(to), codes(roles), codes(needs), codes(clock)[0])
        for action, _, stages, to, roles, needs, clock in rows(
            TEXTS["Actions"].split("Over HTTP")[0]
        )
    ]


def _decided(row: rules.Transition) -> Row:
    to = (row.to.value,) if row.to else ("before",) if row.back else ()
    return (
        row.action.value,
        tuple(stage.value for stage in row.stages),
        to,
        tuple(role.value for role in row.roles),
        row.needs,
        row.clock.value,
    )


def test_the_table_of_actions_is_the_lifecycle() -> None:
    assert _documented() == [_decided(row) for row in rules.TRANSITIONS]


def test_every_mark_in_the_ledger_is_told() -> None:
    told = {codes(cells[0])[0] for cells in rows(TEXTS["Marks"])}
    assert told == {action.value for action in Action} - set(rules.BY_ACTION)


def test_every_refusal_of_an_action_is_told() -> None:
    told = {code for cells in rows(TEXTS["Guards"]) for code in codes(cells[0])}
    acting = [import_module(f"chengyun.cases.services.{name}") for name in ACTING]
    named = [one for module in (rules, guards, *acting) for one in vars(module).values()]
    decided = [*named, *rules.MISSING.values()]
    assert told == {one.code for one in decided if isinstance(one, rules.Refusal)}


def test_the_bounds_of_suspension_and_extension_are_those_of_the_rules() -> None:
    assert (rules.MAX_SUSPENSIONS, rules.MAX_EXTENSIONS) == (1, 2)
    assert f"after {rules.SUSPENSION_DAYS} days" in TEXTS["Guards"]


def test_the_limits_of_the_steps_between_are_those_of_the_lifecycle() -> None:
    assert (lifecycle.VERIFICATION_LIMIT, lifecycle.CHECK_LIMIT) == ("24uh", "2h")
    assert "within 24 hours" in TEXTS["Actions"] and "within 2 working hours" in TEXTS["Actions"]
    assert lifecycle.OBJECTION_LIMIT == "4h"
    assert "within 4 working hours" in TEXTS["Actions"]


def test_every_outcome_is_told() -> None:
    table = TEXTS["Actions"].split("as its outcome:")[1]
    told = [codes(cells[0])[0] for cells in rows(table)]
    assert told == Outcome.values


def test_every_row_of_the_lifecycle_says_what_it_requires_and_does() -> None:
    assert [row.action for row in rules.TRANSITIONS if not row.note] == []


def test_every_unit_of_the_clock_is_told() -> None:
    table = {codes(cells[0])[0]: cells[1] for cells in rows(TEXTS["Clocks"])}
    assert table == {unit.value: f"{unit.title_zh} {unit.title_en}" for unit in ClockUnit}


def test_the_columns_of_an_import_are_those_that_are_read() -> None:
    text = re.split(r"\. Times", TEXTS["Importing service requests"])[0]
    told = CODE.findall(text.split("are needed:")[1])
    assert set(told) == set(request_rows.COLUMNS)
    assert tuple(told[:2]) == request_rows.NEEDED


def test_the_table_of_moves_is_that_of_tasks() -> None:
    told = [
        (codes(verb)[0], codes(stages), codes(to), codes(roles), codes(needs), codes(kinds))
        for verb, _, stages, to, roles, needs, kinds in rows(TEXTS["Working together"])
    ]
    assert told == [
        (
            move.verb,
            tuple(stage.value for stage in move.stages),
            (move.to.value,),
            tuple(role.value for role in move.roles),
            move.needs,
            tuple(kind.value for kind in move.kinds),
        )
        for move in tasking.MOVES
    ]
