from tests.access import kept
from tests.access.personas import PERSONAS
from tests.docs.texts import GUIDE, sections

TEXT = " ".join(sections(GUIDE / "security.md")["The matrix"].split())


def test_the_guide_says_how_many_personas_walk_and_how_the_matrix_is_kept() -> None:
    words = {16: "sixteen", 17: "seventeen", 18: "eighteen"}
    assert f"{words[len(PERSONAS)]} personas" in TEXT
    assert f"`{kept.KEEP}=1 python -m pytest tests/access`" in TEXT
    assert kept.FILE.relative_to(GUIDE.parents[1]).as_posix() in TEXT


def test_the_matrix_has_a_column_for_every_persona_and_no_line_twice() -> None:
    rows = [line for line in kept.FILE.read_text("utf-8").splitlines() if line[:1] not in "#"]
    assert rows[0].split() == ["door", *(persona.name for persona in PERSONAS)]
    assert len(kept.read()) == len(rows) - 1
    assert {len(cells) for cells in kept.read().values()} == {len(PERSONAS)}
