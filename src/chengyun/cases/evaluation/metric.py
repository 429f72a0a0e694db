"""What a figure of the evaluation is."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from chengyun.cases.evaluation.predicates import Predicate
from chengyun.cases.rules import Text


class Actor(StrEnum):
    """Whose work a figure is when persons or posts are evaluated."""

    REPORTER = "reporter"
    FILER = "filer"
    DISPATCHER = "dispatcher"
    HANDLER = "handler"
    CHECKER = "checker"


class Kind(StrEnum):
    """A number of cases, a share of cases in per cent, or mean hours."""

    COUNT = "count"
    SHARE = "share"
    HOURS = "hours"


class Section(StrEnum):
    """Where a figure stands in the table."""

    INTAKE = "intake"
    HANDLING = "handling"
    CLOSING = "closing"
    QUALITY = "quality"
    RESIDENTS = "residents"


SECTIONS: dict[Section, Text] = {
    Section.INTAKE: _("Intake and filing"),
    Section.HANDLING: _("Dispatch and handling"),
    Section.CLOSING: _("Closing"),
    Section.QUALITY: _("Quality"),
    Section.RESIDENTS: _("Residents"),
}


@dataclass(frozen=True)
class Metric:
    """One figure. `part` is what it counts, `whole` what that is a share or a mean of.

    `better` is 1 where more is better, -1 where less is, 0 where neither. `part` None says that the
    figure cannot be had from cases; `whole_words` then says what it would take.
    """

    key: str
    title: Text
    section: Section
    part_words: Text
    part: Predicate | None
    whole_words: Text = ""
    whole: Predicate | None = None
    better: int = 0
    actor: Actor = Actor.HANDLER
    kind: Kind = Kind.SHARE
    digits: int = 1

    @property
    def counted(self) -> Predicate:
        """The cases that the figure rests on, for its list and its volume."""
        found = self.whole or self.part
        assert found is not None
        return found
