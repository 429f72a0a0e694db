from collections import Counter

from chengyun.cases.standards import component_file, editions, files, kinds
from chengyun.places import codes
from chengyun.places.choices import ComponentState
from tests.docs.texts import GUIDE, rows, sections
from tests.docs.texts import codes as marked

PAGE = GUIDE / "standards.md"
TEXTS = sections(PAGE)


def _days(edition: editions.Edition) -> str:
    if edition.until:
        return f"until {edition.until}"
    return f"from {edition.since}"


def _counted(edition: str) -> tuple[int, int]:
    found = Counter(row.is_component for row in files.categories() if row.edition == edition)
    # From 2026 each component is a matter too.
    return found[True], found[False] + (found[True] if edition != "2013" else 0)


def test_the_editions_are_those_of_the_code_with_their_numbers() -> None:
    told = [
        (marked(key)[0], standard, days, int(parts.split()[0]), int(matters.split()[0]))
        for key, standard, days, parts, matters in rows(TEXTS["Editions"])
    ]
    assert told == [
        (one.key, one.standard, _days(one), *_counted(one.key)) for one in editions.EDITIONS
    ]


def test_every_kind_of_file_is_told_with_its_needed_headings() -> None:
    told = {marked(name)[0]: heads for name, _, heads in rows(TEXTS["Tables from Excel"])}
    assert set(told) == set(kinds.FILES)
    for name in ("categories", "conditions"):
        columns = kinds.FILES[name].columns
        lost = [column.key for column in columns if column.names[0] not in told[name]]
        assert lost == []
        needed = {column.names[0] for column in columns if column.needed}
        assert set(told[name].split("**")[1::2]) == needed


def test_the_attributes_of_a_component_are_those_that_are_read() -> None:
    told = [
        (marked(key)[0], heading, marked(short)[0].lower() if short else None, needed == "yes")
        for key, heading, short, needed in rows(TEXTS["Components"])
    ]
    for (key, heading, short, needed), column in zip(told, component_file.COLUMNS, strict=True):
        assert (key, needed) == (column.key, column.needed)
        assert heading in column.names
        assert short is None or short in column.names
    assert len([line for line in told if line[2]]) - 2 == 18


def test_every_state_of_a_component_is_told() -> None:
    words = {word for word, state in component_file.STATES.items() if word not in ComponentState}
    assert [word for word in words if word not in TEXTS["Components"]] == []


def test_the_codes_have_the_digits_that_are_told() -> None:
    told = Counter((name, int(digits)) for name, digits, _, _ in rows(TEXTS["Codes"]))
    made = [
        ("component", len(codes.make_component("310104", "01014", 1))),
        ("component", len(codes.make_component("310104", "0114", 1))),
        ("matter", len(codes.make_matter("310104", "06010"))),
        ("grid", len(codes.make_grid("310104014001", 1))),
        *(("area", length) for length in codes.AREA_LENGTHS),
        ("organisation", len(codes.organisation("91350100M000100Y43"))),
    ]
    assert told == Counter(made)
