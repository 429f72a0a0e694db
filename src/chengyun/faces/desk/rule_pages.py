"""What the pages of the rules show: the book, one rule with its versions, and its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.cases.choices import Severity
from chengyun.cases.models import CaseType
from chengyun.cases.queries import alarms as alarm_queries
from chengyun.detection.ruledata import KINDS, rule_to_dict
from chengyun.detection.rulefields import FieldSpec, fields_of
from chengyun.detection.rules import Rule
from chengyun.faces.desk import rule_words as words
from chengyun.faces.desk.explain import sentence
from chengyun.packs import registry
from chengyun.packs.queries import active
from chengyun.people.policy import Viewer
from chengyun.places.choices import Level
from chengyun.places.models import Area, in_language
from chengyun.sensing import rulebook
from chengyun.sensing.models import Datastream, ObservedProperty, RuleVersion
from chengyun.sensing.rulebook import Entry

DAYS = 7
RECENT = 10


@dataclass(frozen=True)
class Line:
    """A rule in the list."""

    entry: Entry
    title: str
    kind: words.Words
    watches: str
    unit: str
    text: str
    origin: str
    alarms: int

    @property
    def severity(self) -> str:
        rule = self.entry.rule or self.entry.declared
        return str(Severity(rule.severity).label) if rule else ""


def declared() -> tuple[Rule, ...]:
    """The rules of the packs that are on."""
    return active().rules()


def book(viewer: Viewer, asked: Mapping[str, str]) -> dict[str, Any]:
    """The list of rules with what narrows it."""
    since = timezone.now() - timedelta(days=DAYS)
    counts = alarm_queries.by_rule(viewer, since)
    entries = rulebook.entries(declared())
    around = _Around()
    lines = [around.line(entry, counts.get(entry.key, 0)) for entry in entries]
    kept = [line for line in lines if _fits(line, asked)]
    return {
        "lines": kept,
        "total": len(lines),
        "off": sum(not line.entry.on for line in lines),
        "changed": sum(line.entry.version > 0 for line in lines),
        "asked": asked,
        "narrowed": any(asked.values()),
        "properties": around.used(lines),
        "days": DAYS,
    }


def _fits(line: Line, asked: Mapping[str, str]) -> bool:
    rule = line.entry.rule or line.entry.declared
    text = asked.get("q", "").lower()
    return (
        (not asked.get("property") or bool(rule and rule.property == asked["property"]))
        and (asked.get("show") != "changed" or line.entry.version > 0)
        and (asked.get("show") != "off" or not line.entry.on)
        and (not text or text in f"{line.title} {line.entry.key} {line.watches}".lower())
    )


class _Around:
    """Names that many lines share, read once."""

    def __init__(self) -> None:
        self.properties = {row.code: row for row in ObservedProperty.objects.all()}
        packs = registry.current().packs.values()
        self.origins = {
            rule.key: in_language(pack.manifest.title.zh, pack.manifest.title.en)
            for pack in packs
            for rule in pack.rules
        }

    def line(self, entry: Entry, alarms: int) -> Line:
        rule = entry.rule or entry.declared
        watched = self.properties.get(rule.property) if rule else None
        unit = watched.unit if watched else ""
        return Line(
            entry=entry,
            title=in_language(rule.title_zh, rule.title_en) if rule else entry.key,
            kind=words.kind(rule.kind) if rule else words.Words(""),
            watches=watched.title if watched else (rule.property if rule else ""),
            unit=unit,
            text=sentence(rule, unit) if rule else "",
            origin=self.origins.get(entry.key, ""),
            alarms=alarms,
        )

    def used(self, lines: list[Line]) -> list[ObservedProperty]:
        rules = [line.entry.rule or line.entry.declared for line in lines]
        codes = {rule.property for rule in rules if rule}
        return [row for code, row in self.properties.items() if code in codes]


def page(viewer: Viewer, key: str) -> dict[str, Any]:
    """One rule. Raises LookupError."""
    entry = rulebook.entry(key, declared())
    since = timezone.now() - timedelta(days=DAYS)
    raised = alarm_queries.visible(viewer).filter(rule=key)
    rule = entry.rule or entry.declared
    return {
        "line": _Around().line(entry, raised.filter(onset_at__gte=since).count()),
        "entry": entry,
        "rule": rule,
        "case_type": CaseType.objects.filter(key=rule.case_type).first() if rule else None,
        "streams": _watched(rule) if rule else 0,
        "story": story(entry),
        "alarms": _recent(raised),
        "days": DAYS,
    }


def _watched(rule: Rule) -> int:
    return Datastream.objects.filter(observed_property__code=rule.property).count()


def _recent(raised: Any) -> list[dict[str, Any]]:
    rows = list(raised.order_by("-onset_at")[:RECENT])
    streams = Datastream.objects.select_related("thing").in_bulk([r.datastream_id for r in rows])
    return [{"alarm": row, "stream": streams.get(row.datastream_id)} for row in rows]


@dataclass(frozen=True)
class Change:
    """A field that a version changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """A version with what it changed against the one before."""

    row: RuleVersion
    what: str
    changes: tuple[Change, ...]


def story(entry: Entry) -> list[Step]:
    """The versions of a rule, the newest first, field by field."""
    own = rule_to_dict(entry.declared) if entry.declared else {}
    said: dict[str, Any] = own
    on, steps = True, []
    for row in reversed(rulebook.history(entry.key)):
        data = row.data or own
        steps.append(Step(row, _what(row, on, bool(said)), _changes(said, data)))
        said, on = data, row.on
    return steps[::-1]


def _what(row: RuleVersion, was_on: bool, known: bool) -> str:
    if not known:
        return _("Written")
    if row.on != was_on:
        return _("Switched on") if row.on else _("Switched off")
    return _("Changed") if row.data else _("Back to what the pack declares")


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    if not before:
        return ()
    specs = _specs(str(after.get("kind", "")))
    names = [name for name in after if name in specs and before.get(name) != after[name]]
    return tuple(
        Change(
            _label(name),
            words.told(specs[name], before.get(name)),
            words.told(specs[name], after[name]),
        )
        for name in names
    )


def _specs(kind: str) -> dict[str, FieldSpec]:
    try:
        return {spec.name: spec for spec in fields_of(kind)}
    except ValueError:
        return {}


COMMON = {
    "severity": gettext_lazy("Severity"),
    "case_type": gettext_lazy("Opens a case of the kind"),
    "title_zh": gettext_lazy("Name"),
    "title_en": gettext_lazy("Name in English"),
}


def _label(name: str) -> str:
    return str(COMMON.get(name) or words.field(name).label)


def choices(viewer: Viewer) -> dict[str, Any]:
    """What a new rule can be of: kinds with their words, properties with their devices."""
    properties = ObservedProperty.objects.annotate(devices=Count("datastream")).order_by("-devices")
    return {
        "kinds": [(name, words.kind(name)) for name in KINDS],
        "properties": properties,
    }


def form_around() -> dict[str, Any]:
    """What every form of a rule offers."""
    areas = list(Area.objects.filter(level=Level.STREET).defer("boundary"))
    return {
        "severities": Severity.choices,
        "step_severities": [one for one in Severity.choices if one[0] < Severity.MINOR],
        "case_types": CaseType.objects.all(),
        "areas": areas,
        "area_paths": [area.path for area in areas],
    }
