from importlib import import_module

from chengyun.cases.files import media, pictures
from chengyun.cases.rules import Refusal
from chengyun.cases.services import attachments
from tests.docs.texts import GUIDE, codes, rows, sections

TEXTS = sections(GUIDE / "files.md")


def test_the_types_that_are_taken_are_told() -> None:
    told = [mime for cells in rows(TEXTS["What is taken"]) for mime in codes(cells[0])]
    assert told == [one.mime for one in media.TYPES]


def test_every_refusal_of_a_file_is_told() -> None:
    told = {code for cells in rows(TEXTS["Refusals"]) for code in codes(cells[0])}
    modules = [import_module("chengyun.cases.files.intake"), attachments]
    decided = [one for module in modules for one in vars(module).values()]
    assert told == {one.code for one in decided if isinstance(one, Refusal)}


def test_the_numbers_are_those_of_the_code() -> None:
    text = TEXTS["What is taken"]
    assert f"{pictures.MOST_PIXELS // 1_000_000} million pixels" in text
    assert f"up to {attachments.MOST_OF_CASE} files, a\nreport {attachments.MOST_OF_REPORT}" in text
    assert "at most {} and {} pixels".format(*pictures.SIZES) in TEXTS["What happens to a photo"]


def test_every_address_is_one_of_the_doors() -> None:
    from chengyun.api.files import router

    made = {
        (method, f"/api/v1{path}")
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }
    told = {tuple(codes(cells[0])[0].split(" ")) for cells in rows(TEXTS["Over HTTP"])}
    names = {"{number}": "NUMBER", "{follow}": "FOLLOW", "{key}": "ID"}
    for old, new in names.items():
        made = {(method, path.replace(old, new)) for method, path in made}
    assert told == made | {("GET", "/attachments/ID/SIZE")}


def test_the_number_of_photos_in_a_case_file_is_told() -> None:
    from chengyun.cases.casefile.gather import MOST_PHOTOS

    assert f"up to {MOST_PHOTOS} photos" in TEXTS["The case file"]


TABLES = sections(GUIDE / "tables.md")


def test_every_list_that_can_be_taken_out_is_told_with_who_may() -> None:
    from chengyun.faces.export.lists import TABLES as LISTS

    told = {codes(cells[0])[0]: codes(cells[2]) for cells in rows(TABLES["Taking out"])}
    made = {key: tuple(str(role.value) for role in t.roles or ()) for key, t in LISTS.items()}
    assert told == made


def test_every_table_that_can_be_brought_in_is_told_with_its_columns() -> None:
    from chengyun.faces.desk.import_kinds import KINDS

    told = {codes(c[0])[0]: (codes(c[1]), codes(c[2])) for c in rows(TABLES["Bringing in"])}
    assert set(told) == set(KINDS)
    for key, (needed, also) in told.items():
        assert needed == KINDS[key].needed
        if key != "cases":
            assert {*needed, *also} == set(KINDS[key].columns)
