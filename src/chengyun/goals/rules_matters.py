"""The life of a matter under supervision as a table, and its lamp. Nothing here reads or writes.

The chain is that of supervision offices: registered 立项, approved 审批, decomposed 分解, assigned
交办, signed for 签收, handled 办理, reported 反馈, reviewed 复核, struck off 销号 or returned 退回.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chengyun.goals.choices_matters import ENDED, MatterStage, Slip
from chengyun.goals.rights import HANDLERS, LEADERS, OFFICE, READERS
from chengyun.goals.transitions import Guard, Party, Transition
from chengyun.planning import Lamp, deadline_lamp, linear, pace_lamp, roll_up, stepped
from chengyun.planning.workdays import WorkdayLine

MAX_EXTENSIONS = 2
SIGN_WORKDAYS = 1
WHOLE = 100
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """A sub-item as the rules see it: its key, its parent's, its points, and what is done."""

    key: str
    parent: str | None
    share: int
    due: date
    progress: int = 0


@dataclass(frozen=True)
class Facts:
    """What guards and the lamp ask of a matter."""

    due: date
    assigned_on: date | None = None
    sign_due: date | None = None
    signed: bool = False
    reported_on: date | None = None
    returned: bool = False
    progress: int = 0
    asked: bool = False
    extensions: int = 0
    lamp_set: bool = False
    unsigned_support: bool = False
    parts: tuple[Part, ...] = ()


items_done = Guard(
    "items_done", lambda f: all(p.progress == WHOLE for p in leaves(f.parts)),
    _("A sub-item is not finished yet."),
)  # fmt: skip
asked = Guard("asked", lambda f: f.asked, _("Nobody asked for more time."), quiet=True)
nothing_asked = Guard(
    "nothing_asked", lambda f: not f.asked, _("More time is asked for already; decide on it first.")
)
extensible = Guard(
    "extensible", lambda f: f.extensions < MAX_EXTENSIONS,
    _("The date has been moved twice; it cannot be moved again."),
)  # fmt: skip
hand_set = Guard("hand_set", lambda f: f.lamp_set, _("The lamp is not set by hand."), quiet=True)
support_unsigned = Guard(
    "support_unsigned",
    lambda f: f.unsigned_support,
    _("Every supporting unit has signed."),
    quiet=True,
)

S = MatterStage
OPEN = tuple(stage for stage in S if stage not in ENDED)
BEFORE = (S.APPROVED, S.DECOMPOSED)
BOSSES = (*OFFICE, *LEADERS)

TRANSITIONS = (
    Transition(
        "approve", pgettext_lazy("matter", "Approve"), (S.REGISTERED,), S.APPROVED, LEADERS,
        takes=("reason",), note=_("It is to be done. The office decomposes or assigns it."),
    ),
    Transition(
        "reject", pgettext_lazy("matter", "Do not take up"), (S.REGISTERED,), S.CANCELLED, LEADERS,
        ("reason",), note=_("Give the reason. The matter ends here."),
    ),
    Transition(
        "decompose", pgettext_lazy("matter", "Decompose"), BEFORE, S.DECOMPOSED, OFFICE,
        ("items",), note=_("Sub-items with units and dates. Their shares add up to 100."),
    ),
    Transition(
        "assign", pgettext_lazy("matter", "Assign"), BEFORE, S.ASSIGNED, OFFICE, ("unit",),
        ("supporting", "reason"),
        note=_("One unit leads, others support. They have one workday to sign."),
    ),
    Transition(
        "sign", pgettext_lazy("matter", "Sign for it"), (S.ASSIGNED,), S.HANDLING, HANDLERS,
        party=Party.LEAD, note=_("The leading unit takes it up; the work begins."),
    ),
    Transition(
        "sign_support", pgettext_lazy("matter", "Sign as a supporting unit"),
        (S.ASSIGNED, S.HANDLING), None, HANDLERS, party=Party.SUPPORT, guards=(support_unsigned,),
        note=_("A supporting unit takes note of its part."),
    ),
    Transition(
        "decline", pgettext_lazy("matter", "Send back unsigned"), (S.ASSIGNED,), S.APPROVED,
        HANDLERS, ("reason",), party=Party.LEAD,
        note=_("It is not this unit's. The office assigns it anew."),
    ),
    Transition(
        "progress", pgettext_lazy("matter", "Report progress"), (S.HANDLING,), None, HANDLERS,
        ("progress", "result"), ("item", "files"), Party.UNITS,
        note=_("How much is done and what was done. Where there are sub-items, of one of them."),
    ),
    Transition(
        "ask_extension", pgettext_lazy("matter", "Ask for more time"), (S.HANDLING,), None,
        HANDLERS, ("due", "reason"), party=Party.LEAD, guards=(nothing_asked, extensible),
        note=_("A later date and the reason; at most twice. The date stays until it is granted."),
    ),
    Transition(
        "extend", pgettext_lazy("matter", "Grant more time"), (S.HANDLING,), None, LEADERS,
        takes=("reason",), guards=(asked, extensible),
        note=_("The date moves to the one asked for."),
    ),
    Transition(
        "refuse_extension", pgettext_lazy("matter", "Refuse more time"), (S.HANDLING,), None,
        LEADERS, ("reason",), guards=(asked,), note=_("The date stays."),
    ),
    Transition(
        "report", pgettext_lazy("matter", "Report as done"), (S.HANDLING,), S.REPORTED, HANDLERS,
        ("result", "proof"), ("files",), Party.LEAD, (items_done,),
        note=_("What was done, and the proof; every sub-item is finished. The date stands still."),
    ),
    Transition(
        "review", pgettext_lazy("matter", "Review: done"), (S.REPORTED,), S.REVIEWED, OFFICE,
        ("result",), note=_("What the review found. A leader strikes it off."),
    ),
    Transition(
        "return", pgettext_lazy("matter", "Return"), (S.REPORTED, S.REVIEWED), S.HANDLING, BOSSES,
        ("reason",), note=_("It is not done. The lamp is yellow until it is reported again."),
    ),
    Transition(
        "strike_off", pgettext_lazy("matter", "Strike off"), (S.REVIEWED,), S.STRUCK_OFF, LEADERS,
        takes=("reason",), note=_("It is done. The matter ends here."),
    ),
    Transition(
        "reopen", pgettext_lazy("matter", "Open again"), (S.STRUCK_OFF,), S.HANDLING, LEADERS,
        ("reason",), note=_("It was not done after all. The same units go on."),
    ),
    Transition(
        "cancel", pgettext_lazy("matter", "Withdraw"), OPEN[1:], S.CANCELLED, LEADERS, ("reason",),
        note=_("It is no longer wanted. The matter ends here."),
    ),
    Transition(
        "urge", pgettext_lazy("matter", "Urge"), (S.ASSIGNED, S.HANDLING), None, BOSSES,
        ("reason",), note=_("A slip to every unit of the matter, in today's colour."),
    ),
    Transition(
        "set_lamp", pgettext_lazy("matter", "Set the lamp by hand"), OPEN, None, BOSSES,
        ("lamp", "reason"), note=_("Shown beside the computed lamp, with who set it and why."),
    ),
    Transition(
        "clear_lamp", pgettext_lazy("matter", "Take the hand-set lamp away"), OPEN, None, BOSSES,
        guards=(hand_set,), note=_("The computed lamp alone counts again."),
    ),
    Transition(
        "attach", pgettext_lazy("matter", "Add proof files"), (S.HANDLING, S.REPORTED), None,
        READERS, ("files",), ("reason",), Party.UNITS,
        note=_("Photos, videos, recordings, PDF, Word or Excel. They stay with the matter."),
    ),
    Transition(
        "comment", pgettext_lazy("matter", "Comment"), tuple(S), None, READERS, ("reason",),
        party=Party.UNITS, note=_("A line in the history; nothing else changes."),
    ),
)  # fmt: skip
BY_ACTION: Mapping[str, Transition] = {row.action: row for row in TRANSITIONS}


def leaves(parts: Sequence[Part]) -> list[Part]:
    """The sub-items that have no sub-items."""
    inner = {part.parent for part in parts}
    return [part for part in parts if part.key not in inner]


def adds_up(parts: Sequence[Part]) -> bool:
    """True if the shares of every level add up to the one above, and the first to 100."""
    parents: dict[str, str | None] = {"": None} | {p.key: p.parent or "" for p in parts}
    shares: dict[str, float | None] = {"": WHOLE, **{p.key: p.share for p in parts}}
    return not parts or roll_up(parents, shares).adds_up


def rolled_up(parts: Sequence[Part]) -> dict[str, float]:
    """Points of the whole that are done, of each sub-item and, as "", of the matter (0 to 100)."""
    parents: dict[str, str | None] = {"": None} | {p.key: p.parent or "" for p in parts}
    done: dict[str, float | None] = {p.key: p.share * p.progress / WHOLE for p in leaves(parts)}
    return dict(roll_up(parents, done).totals)


def lamp(facts: Facts, today: date, is_workday: Callable[[date], bool]) -> Slip:
    """The computed colour: red after the date, yellow behind the pace, blue near the date.

    Counted to the day of the report, if there is one: what waits for review is not the unit's.
    Yellow is also what was returned, and what nobody signed for in time.
    """
    day = min(today, facts.reported_on) if facts.reported_on else today
    near = deadline_lamp(_days_left(facts.due, day, is_workday), facts.reported_on is not None)
    if day > facts.due:
        return Slip.RED
    if facts.returned or _unsigned(facts, day) or _behind(facts, day):
        return Slip.YELLOW
    return Slip.BLUE if near is not Lamp.GREEN else Slip.GREEN


def expected(facts: Facts, day: date) -> float:
    """The share that should have been done by the end of a day: by the dates of the sub-items,
    evenly where there are none; 0 before the matter was assigned.
    """
    start = facts.assigned_on
    if start is None or day < start:
        return 0.0
    if facts.due <= start:
        return float(day >= facts.due)
    ends = _ends(facts, start)
    curve = stepped(start, facts.due, ends) if ends else linear(start, facts.due)
    return curve.expected(day)


def _ends(facts: Facts, start: date) -> list[tuple[date, float]]:
    """Shares reached by the dates of the sub-items, each date once and within the matter's."""
    points: dict[date, int] = {}
    for part in leaves(facts.parts):
        day = min(max(part.due, start), facts.due)
        points[day] = points.get(day, 0) + part.share
    days = sorted(points)
    reached = accumulate(points[day] for day in days)
    return [(day, total / WHOLE) for day, total in zip(days, reached, strict=True)]


def _behind(facts: Facts, day: date) -> bool:
    """By the end of yesterday: what is to be done today is not late in the morning."""
    behind = pace_lamp(expected(facts, day - _DAY), facts.progress / WHOLE)
    return facts.reported_on is None and behind is not Lamp.GREEN


def _unsigned(facts: Facts, day: date) -> bool:
    return not facts.signed and facts.sign_due is not None and day > facts.sign_due


def _days_left(due: date, day: date, is_workday: Callable[[date], bool]) -> int:
    """Workdays after today up to the date; -1 once it has passed."""
    return -1 if due < day else WorkdayLine(day + _DAY, is_workday).count_until(due)
