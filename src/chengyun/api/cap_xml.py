"""An alarm as a warning of CAP 1.2 (OASIS, 2010), and the Atom feed that lists them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils import timezone

from chengyun.cases.models import Alarm, Case
from chengyun.sensing.models import Datastream

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM = "http://www.w3.org/2005/Atom"
# CAP's categories of our packs; what a pack of one's own warns of is 'Other'.
CATEGORIES = {
    "fire": "Fire",
    "flood": "Met",
    "environment": "Env",
    "components": "Infra",
    "crowd": "Safety",
}
SEVERITIES = {1: "Extreme", 2: "Severe", 3: "Moderate", 4: "Minor"}
RULE, AREA = "chengyun:rule", "chengyun:area"
# A sensor speaks of where it stands.
RADIUS_KM = "0.1"
CHANGED = ("escalate", "downgrade")


@dataclass(frozen=True)
class Warned:
    """An alarm with its case and where it was sensed; `sender` is the district."""

    alarm: Alarm
    case: Case
    stream: Datastream | None
    sender: str

    @property
    def kind(self) -> str:
        """CAP's msgType of the alarm as it is now."""
        if self.alarm.cleared_at:
            return "Cancel"
        return "Update" if self.alarm.detail.get("phase") in CHANGED else "Alert"

    @property
    def sent(self) -> datetime:
        return self.alarm.onset_at if self.kind == "Alert" else self.alarm.changed_at

    @property
    def identifier(self) -> str:
        return _identifier(self.alarm, self.sent)


def message(warned: Warned) -> bytes:
    """The alarm as it is now: an Alert, then Updates, at last a Cancel, each with its own name."""
    alert = Element("alert", xmlns=CAP)
    _put(alert, "identifier", warned.identifier)
    _put(alert, "sender", warned.sender)
    _put(alert, "sent", moment(warned.sent))
    _put(alert, "status", "Exercise" if warned.case.simulated else "Actual")
    _put(alert, "msgType", warned.kind)
    _put(alert, "scope", "Restricted")
    _put(alert, "restriction", "Officers and screens of the district")
    if warned.kind != "Alert":
        _put(alert, "references", _first(warned))
    _put(alert, "incidents", warned.case.number)
    for language, title in _titles(warned.case):
        _info(alert, warned, language, title)
    return _bytes(alert)


def _first(warned: Warned) -> str:
    onset = warned.alarm.onset_at
    return f"{warned.sender},{_identifier(warned.alarm, onset)},{moment(onset)}"


def _identifier(alarm: Alarm, sent: datetime) -> str:
    return f"{alarm.key}-{int(sent.timestamp())}"


def _titles(case: Case) -> list[tuple[str, str]]:
    both = [("zh-CN", case.title), ("en-US", case.title_en)]
    return [(language, title) for language, title in both if title]


def _info(alert: Element, warned: Warned, language: str, title: str) -> None:
    info = SubElement(alert, "info")
    alarm, case = warned.alarm, warned.case
    _put(info, "language", language)
    _put(info, "category", CATEGORIES.get(case.type.pack, "Other"))
    _put(info, "event", title)
    _put(info, "urgency", "Past" if alarm.cleared_at else "Immediate")
    _put(info, "severity", SEVERITIES[alarm.severity])
    _put(info, "certainty", "Observed")
    _named(info, "eventCode", RULE, alarm.rule)
    _put(info, "onset", moment(alarm.onset_at))
    _put(info, "headline", f"{title} · {case.address}" if case.address else title)
    _named(info, "parameter", "chengyun:value", f"{alarm.value:g}")
    if warned.stream:
        _named(info, "parameter", "chengyun:datastream", warned.stream.key)
    _area(info, warned)


def _area(info: Element, warned: Warned) -> None:
    place = warned.stream.thing if warned.stream else warned.case
    area = SubElement(info, "area")
    _put(area, "areaDesc", getattr(place, "name", "") or warned.case.address or warned.sender)
    if place.lon is not None and place.lat is not None:
        _put(area, "circle", f"{place.lat:.6f},{place.lon:.6f} {RADIUS_KM}")
    if place.area:
        _named(area, "geocode", AREA, place.area.code)


def _named(parent: Element, tag: str, name: str, value: str) -> None:
    pair = SubElement(parent, tag)
    _put(pair, "valueName", name)
    _put(pair, "value", value)


def feed(warnings: Iterable[Warned], sender: str, address: str, links: Mapping[str, str]) -> bytes:
    """The Atom feed; `links` gives each alarm's address by its key."""
    listed = list(warnings)
    newest = max((w.alarm.changed_at for w in listed), default=datetime.fromtimestamp(0, UTC))
    root = Element("feed", xmlns=ATOM)
    _put(root, "id", address)
    _put(root, "title", f"CAP · {sender}")
    _put(root, "updated", moment(newest))
    SubElement(root, "link", rel="self", href=address)
    _put(SubElement(root, "author"), "name", sender)
    for warned in listed:
        _entry(root, warned, links[warned.alarm.key])
    return _bytes(root)


def _entry(root: Element, warned: Warned, link: str) -> None:
    entry = SubElement(root, "entry")
    _put(entry, "id", f"urn:chengyun:cap:{warned.sender}:{warned.identifier}")
    _put(entry, "title", warned.case.headline)
    _put(entry, "updated", moment(warned.alarm.changed_at))
    _put(entry, "summary", f"{warned.kind} · {SEVERITIES[warned.alarm.severity]}")
    SubElement(entry, "link", rel="alternate", type="application/cap+xml", href=link)


def moment(at: datetime) -> str:
    """CAP's and Atom's form of a time: whole seconds, the zone as an offset."""
    return timezone.localtime(at).isoformat(timespec="seconds")


def _put(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = "".join(c for c in text if c >= " " or c in "\t\n")


def _bytes(root: Element) -> bytes:
    whole: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return whole
