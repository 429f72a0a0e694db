from collections import Counter

from chengyun.cases.choices import Stage
from chengyun.people.choices import Role
from tests.docs.texts import GUIDE, rows

PAGE = GUIDE / "glossary.md"
TERMS = [(cells[0], cells[1]) for cells in rows(PAGE.read_text())]
# What the design names; a reader of it looks them up here.
DESIGN = """
    Thing Datastream Observation ObservedProperty ServiceRequest Case Alarm Report Stage Filing
    Dispatch Handling Check Verification Closing Return Rework Extension Suspension Appeal Matter
    Striking-off Unit Area Grid Indicator Target Milestone Lamp Pack
"""


def test_every_term_has_one_meaning_in_both_languages() -> None:
    for column in zip(*TERMS, strict=True):
        assert [term for term, n in Counter(map(str.lower, column)).items() if n > 1] == []


def test_every_term_has_its_word_in_both_languages() -> None:
    assert [pair for pair in TERMS if not all(pair)] == []


def test_the_words_of_the_design_are_all_there() -> None:
    assert [word for word in (*DESIGN.split(), "Vital sign") if word not in dict(TERMS)] == []


def test_every_role_is_explained() -> None:
    terms = {term.lower() for term, _ in TERMS}
    assert [role for role in Role if role.value.replace("_", " ") not in terms] == []


def test_every_stage_of_the_lifecycle_is_explained() -> None:
    words = {"reported": "Report", "filed": "Filing", "dispatched": "Dispatch", "closed": "Closing"}
    terms = {term for term, _ in TERMS}
    assert [s for s in Stage if words.get(s.value, s.value.capitalize()) not in terms] == []
