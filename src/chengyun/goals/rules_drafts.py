"""The life of a plan text as a table: drafting 编制, consultation 征求意见, review 审核, approval
审批, publication 发布. Nothing here reads or writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chengyun.goals.choices_drafts import DraftStage
from chengyun.goals.rights import HANDLERS, LEADERS, OFFICE, READERS
from chengyun.goals.transitions import Guard, Party, Transition
from chengyun.planning import Lamp, deadline_lamp

S = DraftStage
WRITERS = (*HANDLERS, *OFFICE)


@dataclass(frozen=True)
class Facts:
    """What guards ask of a plan text. `signed`: a leader signed the latest version."""

    versions: int = 0
    open_opinions: int = 0
    signed: bool = False


has_text = Guard("has_text", lambda f: f.versions > 0, _("There is no text yet."))
all_decided = Guard(
    "all_decided", lambda f: f.open_opinions == 0, _("An opinion is not decided on yet.")
)
is_signed = Guard("is_signed", lambda f: f.signed, _("No leader has signed this version yet."))
unsigned = Guard("unsigned", lambda f: not f.signed, _("This version is signed already."))
OPEN = (S.DRAFTING, S.CONSULTATION, S.REVIEW, S.APPROVAL)

TRANSITIONS = (
    Transition(
        "write", pgettext_lazy("draft", "Write a version"), (S.DRAFTING, S.CONSULTATION), None,
        WRITERS, ("text",), ("reason",), Party.LEAD,
        note=_("A new version; the old ones stay as they are."),
    ),
    Transition(
        "consult", pgettext_lazy("draft", "Ask for opinions"), (S.DRAFTING,), S.CONSULTATION,
        WRITERS, ("units",), party=Party.LEAD, guards=(has_text,),
        note=_("The units asked read the text and say what they think, paragraph by paragraph."),
    ),
    Transition(
        "opine", pgettext_lazy("draft", "Give an opinion"), (S.CONSULTATION, S.REVIEW), None,
        READERS, ("paragraph", "opinion"), party=Party.UNITS, guards=(has_text,),
        note=_("On one paragraph of the latest version."),
    ),
    Transition(
        "decide", pgettext_lazy("draft", "Decide on an opinion"), (S.CONSULTATION, S.REVIEW), None,
        WRITERS, ("opinion", "decision", "reason"), party=Party.LEAD,
        note=_("Adopted, in part, or not, with the reason."),
    ),
    Transition(
        "submit", pgettext_lazy("draft", "Submit for review"), (S.CONSULTATION,), S.REVIEW,
        WRITERS, takes=("reason",), party=Party.LEAD, guards=(all_decided,),
        note=_("Every opinion is decided on. The text does not change from now on."),
    ),
    Transition(
        "pass", pgettext_lazy("draft", "Sign the review"), (S.REVIEW,), S.APPROVAL, OFFICE,
        takes=("reason",), guards=(all_decided,),
        note=_("Signed with the digest of the latest version."),
    ),
    Transition(
        "sign", pgettext_lazy("draft", "Sign"), (S.APPROVAL,), None, LEADERS,
        takes=("reason",), guards=(unsigned,),
        note=_("Signed with the digest of the latest version. Then it can be published."),
    ),
    Transition(
        "publish", pgettext_lazy("draft", "Publish"), (S.APPROVAL,), S.PUBLISHED,
        (*OFFICE, *LEADERS), guards=(is_signed,), note=_("Every officer can read it."),
    ),
    Transition(
        "return", pgettext_lazy("draft", "Return for another draft"), (S.REVIEW, S.APPROVAL),
        S.DRAFTING, (*OFFICE, *LEADERS), ("reason",),
        note=_("The unit writes another version; consultation comes again."),
    ),
    Transition(
        "withdraw", pgettext_lazy("draft", "Withdraw"), OPEN, S.WITHDRAWN, LEADERS, ("reason",),
        note=_("There will be no such plan."),
    ),
)  # fmt: skip
BY_ACTION: Mapping[str, Transition] = {row.action: row for row in TRANSITIONS}
SIGNING = ("pass", "sign")


def stage_lamp(due: date | None, done_on: date | None, today: date) -> Lamp:
    """The lamp of a stage by its date: red late (or done late), yellow near, else green."""
    if due is None:
        return Lamp.GREEN
    late_done = done_on is not None and done_on > due
    return Lamp.RED if late_done else deadline_lamp((due - today).days, done_on is not None)
