"""What every kind of rule and every field of it is called, for people who write no programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Severity
from chengyun.detection.rulefields import FieldSpec
from chengyun.faces.words import span

Text = str | Promise


@dataclass(frozen=True)
class Words:
    """A name and a sentence of help."""

    label: Text
    help: Text = ""


KINDS: Mapping[str, Words] = {
    "threshold": Words(
        _("Over a limit"), _("The value rises above a limit, or falls below it, and stays there.")
    ),
    "rate": Words(
        _("Changes too fast"), _("The value jumps or drops between one reading and the next.")
    ),
    "silence": Words(_("Falls silent"), _("The device has stopped reporting.")),
    "stuck": Words(
        _("Stands still"), _("The value does not move any more: often a broken sensor.")
    ),
    "baseline": Words(
        _("Unlike its usual self"),
        _("The value is far from what this device gives at this hour of such a day."),
    ),
    "count": Words(_("Too often"), _("Many readings beyond a limit within a time, not in a row.")),
    "trend": Words(
        _("On its way to a limit"), _("Going on like this, the value will soon pass a limit.")
    ),
    "neighbours": Words(
        _("Several at once"), _("Several devices near each other lie beyond a limit.")
    ),
    "peers": Words(
        _("Unlike its neighbours"), _("The value is far from what devices nearby give.")
    ),
    "distinct": Words(
        _("Many different ones"), _("Many devices of an area lie beyond a limit within a time.")
    ),
    "composite": Words(
        _("Several rules together"), _("All of them, any of them, or one after the other.")
    ),
    "drift": Words(_("Drifts away"), _("The value moves away from its usual level, slowly.")),
}
FIELDS: Mapping[str, Words] = {
    "above": Words(_("Alarm above"), _("Leave empty for a rule on low values.")),
    "below": Words(_("Alarm below"), _("Leave empty for a rule on high values.")),
    "clear": Words(
        _("All clear at"),
        _("The alarm ends when it is back here. A little inside the limit keeps it from flapping."),
    ),
    "hold_s": Words(
        _("For at least"), _("It must stay so long before the alarm is raised; 0 is at once.")
    ),
    "steps": Words(
        _("Graver beyond"), _("Further limits, each beyond the one before and graver than it.")
    ),
    "per_minute": Words(_("Change per minute of more than")),
    "direction": Words(_("Direction")),
    "max_gap_s": Words(
        _("Readings no further apart than"), _("After a longer gap a change says nothing.")
    ),
    "intervals": Words(
        _("Missed readings"), _("So many times the rhythm of the device without a reading.")
    ),
    "for_s": Words(_("Stands still for")),
    "epsilon": Words(_("Counts as still within"), _("Smaller movements are taken as none.")),
    "min_readings": Words(_("Readings at least"), _("Fewer readings prove no standstill.")),
    "z": Words(
        _("Deviations from the usual"),
        _("How many times its usual spread; 3 is rare, 6 is very rare."),
    ),
    "side": Words(_("Which side")),
    "floor_sd": Words(
        _("Spread of at least"), _("So that a very even device does not alarm at trifles.")
    ),
    "min_weeks": Words(_("Learns first for"), _("Until then the rule says nothing.")),
    "min_count": Words(_("Readings of an hour to learn from")),
    "memory_weeks": Words(_("Remembers about"), _("Older weeks fade out.")),
    "n": Words(_("How many")),
    "k": Words(_("How many devices")),
    "window_s": Words(_("Within")),
    "horizon_s": Words(_("Will pass it within")),
    "certainty": Words(_("Certainty"), _("Higher means fewer and surer alarms.")),
    "clear_s": Words(_("All clear when further away than")),
    "nearest": Words(_("Of the nearest devices")),
    "within_m": Words(_("No further away than"), _("0 is without a bound.")),
    "level": Words(_("Level of area"), _("district, street, committee or grid")),
    "members": Words(_("Made of the rules"), _("Their keys, with commas between.")),
    "how": Words(_("How they come together")),
    "together": Words(_("What they have in common")),
    "within_s": Words(_("One after the other within")),
    "limit": Words(_("Alarm beyond")),
    "slack": Words(_("Passed over"), _("Movements smaller than this are taken as chance.")),
    "learn_days": Words(_("Learns first for"), _("Until then the rule says nothing.")),
    "min_peers": Words(_("Neighbours at least")),
    "within": Words(_("Only in"), _("Empty: in the whole district.")),
    "streams": Words(
        _("Only these datastreams"), _("Their keys, with commas between; empty: every one.")
    ),
    "report": Words(
        _("Raises alarms of its own"), _("Switched off, it only serves rules made of several.")
    ),
    "escalate_after": Words(
        _("Graver when it lasts"), _("An alarm that stands so long becomes graver.")
    ),
    "downgrade_after_s": Words(
        _("Milder only after"), _("So long it must have been milder; 0 is at once.")
    ),
    "hours": Words(
        _("Other limits at some hours"),
        _("From 22 to 6 runs past midnight; the first row that fits holds."),
    ),
}
CHOICES: Mapping[str, Text] = {
    "rise": _("rising"),
    "fall": _("falling"),
    "both": _("both"),
    "high": _("above the usual"),
    "low": _("below the usual"),
    "and": _("all of them"),
    "or": _("any of them"),
    "sequence": _("one after the other"),
    "stream": _("the same datastream"),
    "thing": _("the same device"),
    "area": _("the same area"),
    "near": _("near each other"),
    "all": _("every day"),
    "work": _("workdays"),
    "rest": _("rest days"),
}
UNITS: Mapping[str, Text] = {
    "s": _("seconds"),
    "min": _("minutes"),
    "h": _("hours"),
    "m": _("metres"),
    "readings": _("readings"),
    "streams": _("devices"),
    "sd": _("times"),
    "weeks": _("weeks"),
    "days": _("days"),
    "intervals": _("times"),
}
# Fields that few will want to touch; they stand folded away.
FINE = frozenset({"max_gap_s", "min_readings", "floor_sd", "min_count", "memory_weeks", "epsilon"})


def kind(name: str) -> Words:
    """The words of a kind; a kind that is not in the table goes by its name."""
    return KINDS.get(name) or Words(_plain(name))


def field(name: str) -> Words:
    return FIELDS.get(name) or Words(_plain(name))


def choice(name: str) -> Text:
    return CHOICES.get(name) or _plain(name)


def unit(name: str, own: str) -> str:
    """A field's unit in words; `own` is the unit of the property."""
    head, _slash, tail = name.partition("/")
    if head == "value":
        return own + (gettext(" per minute") if tail else "")
    return str(UNITS.get(name, name))


def time(seconds: float) -> str:
    """A length of time: “30 s”, “5 min”, “4 h”."""
    if seconds < 60:
        return gettext("%(s)g s") % {"s": seconds}
    return span(timedelta(seconds=seconds))


def told(spec: FieldSpec, value: Any) -> str:
    """A field's value in words."""
    if value is None or value in ([], ()):
        return "—"
    if spec.name == "severity":
        return str(Severity(value).label)
    if spec.type == "steps":
        level = time if spec.unit == "s" else "{:g}".format
        return "; ".join(f"{level(at)} → {Severity(int(grave)).label}" for at, grave in value)
    if spec.type == "hours":
        return "; ".join(f"{a}–{b} {choice(day)}: {at:g}" for a, b, at, day in value)
    if spec.type == "texts":
        return ", ".join(value)
    if spec.type == "flag":
        return gettext("yes") if value else gettext("no")
    if spec.type == "choice":
        return str(choice(value))
    if spec.unit == "s":
        return time(float(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def raised(alarms: int, devices: int) -> str:
    """“14 alarms, on 6 devices”."""
    first = ngettext("%(n)s alarm", "%(n)s alarms", alarms) % {"n": alarms}
    return gettext("%(alarms)s, on %(devices)s") % {"alarms": first, "devices": counted(devices)}


def counted(devices: int) -> str:
    return ngettext("%(n)s device", "%(n)s devices", devices) % {"n": f"{devices:,}"}


def _plain(name: str) -> str:
    return name.removesuffix("_s").replace("_", " ").capitalize()
