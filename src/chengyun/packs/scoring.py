"""The score of an inspection. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from chengyun.packs.api import Checklist

OK, FAIL, NONE = "ok", "fail", "none"
STATES = (OK, FAIL, NONE)


@dataclass(frozen=True)
class Answer:
    """What was found of one item: ok, fail, or none where it does not apply; and a note."""

    state: str
    note: str = ""

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"an answer is one of {STATES}, not {self.state!r}")


def score(checklist: Checklist, answers: Mapping[str, Answer]) -> int:
    """Per cent of the points of the items that apply, rounded down: 84.9 is no 85. With nothing
    to apply it is 100."""
    asked = [item for item in checklist.items if answers[item.key].state != NONE]
    points = sum(item.points for item in asked)
    got = sum(item.points for item in asked if answers[item.key].state == OK)
    return 100 * got // points if points else 100


def passes(checklist: Checklist, answers: Mapping[str, Answer]) -> bool:
    """True with the pass mark or more."""
    return score(checklist, answers) >= checklist.pass_mark
