from chengyun.sensing.adapters import discover
from chengyun.sensing.adapters.api import REASONS
from tests.docs.texts import GUIDE, codes, headings, rows, sections

PAGE = GUIDE / "devices.md"
TEXTS = sections(PAGE)


def test_every_adapter_has_its_heading_in_the_guide() -> None:
    told = {heading for page in GUIDE.glob("*.md") for heading in headings(page, 2)}
    assert {adapter.title_en for adapter in discover().values()} - told == set()


def test_every_tcp_adapter_is_told_with_its_key_and_its_usual_port() -> None:
    for adapter in discover().values():
        if adapter.session:
            assert f"Key `{adapter.key}`, usual port {adapter.port}" in TEXTS[adapter.title_en]


def test_every_reason_is_told_as_the_code_says_it() -> None:
    told = {codes(code)[0]: meaning for code, meaning in rows(TEXTS["What is refused"])}
    assert told == REASONS


def test_the_numbers_of_stills_are_those_of_the_code() -> None:
    from chengyun.api.stills import PICTURES
    from chengyun.cases.queries import stills as still_queries
    from chengyun.cases.services import stills

    text = " ".join(TEXTS["Stills of cameras"].split())
    assert f"at most {stills.MOST_MB} MB" in text
    assert f"kept for {stills.KEPT.total_seconds() / 3600:.0f} hours" in text
    assert f"within {still_queries.NEAR_M:.0f} m" in text
    assert f"At most {PICTURES.limit} a minute" in text
    assert all(f"`{kind}`" in text for kind in stills.KINDS)
