from chengyun.goals.networks import LAMPS
from chengyun.goals.project_rows import COLUMNS
from chengyun.goals.rights import PROJECT
from chengyun.people.choices import Role
from tests.docs.texts import GUIDE, codes, rows, sections

TEXTS = sections(GUIDE / "projects.md")


def test_the_columns_of_the_table_are_those_that_are_read() -> None:
    told = {codes(key)[0]: heading for key, heading, _ in rows(TEXTS["Nodes from Excel"])}
    assert told == {key: names[0] for key, names in COLUMNS.items()}


def test_who_may_do_what_is_as_the_code_has_it() -> None:
    told = {codes(what)[0]: roles.split(", ") for what, roles in rows(TEXTS["Who may do what"])}
    named = {
        what: [Role(role).value.replace("_", " ") for role in may] for what, may in PROJECT.items()
    }
    assert told == named


def test_the_lamps_change_where_the_page_says() -> None:
    told = dict(rows(TEXTS["How a project is scheduled"]))
    assert told["▲ yellow"] == f"0 to {LAMPS.near_days} workdays"
