"""CAP 1.2 (OASIS, 2010; also 1.1): public warnings become levels that rules can act on.

A warning is the datastream `<sender>.<event code>` (the first code of the info, else its event's
name): 4 extreme, 3 severe, 2 moderate, 1 minor or unknown, 0 when it is cancelled or has expired.
China's four colours of the Emergency Response Law stand for the same levels where a sender puts
them in place of a severity. Codes are taken as they come. What is not `Actual` is no warning.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import structlog
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from chengyun.sensing.adapters.api import Adapter, Reading
from chengyun.sensing.adapters.cap_area import Place, place_of, touches
from chengyun.sensing.intake import NO_TIME, Malformed, micros

log = structlog.get_logger()

NAMESPACES = ("urn:oasis:names:tc:emergency:cap:1.2", "urn:oasis:names:tc:emergency:cap:1.1")
NEEDED = ("identifier", "sender", "sent", "status", "msgType", "scope")
NEEDED_OF_INFO = ("category", "event", "urgency", "severity", "certainty")
STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
SPEAKING = ("Alert", "Update", "Cancel")
TYPES = (*SPEAKING, "Ack", "Error")
LEVELS = {
    "extreme": 4.0, "severe": 3.0, "moderate": 2.0, "minor": 1.0, "unknown": 1.0,
    "red": 4.0, "orange": 3.0, "yellow": 2.0, "blue": 1.0,
    "红色": 4.0, "橙色": 3.0, "黄色": 2.0, "蓝色": 1.0,
}  # fmt: skip
LONGEST = 120
REMEMBERED = 5_000


class Wrong(ValueError):
    """Options that cannot be used; the text says what is wrong."""


@dataclass(frozen=True)
class Warned:
    """One event of a message."""

    key: str
    level: float
    time: int


# What each message warned of, for a Cancel that only names the message.
_warned: OrderedDict[tuple[str, str, str], tuple[str, ...]] = OrderedDict()


def check(options: Mapping[str, Any]) -> None:
    """Raise ValueError, with a sentence, for options that cannot be used."""
    if unknown := sorted(set(options) - {"point", "geocodes", "language"}):
        raise Wrong(f"options have '{unknown[0]}'; CAP's are 'point', 'geocodes' and 'language'")
    if not isinstance(options.get("language", ""), str):
        raise Wrong("'language' must be a text such as zh-CN")
    try:
        place_of(options)
    except ValueError as error:
        raise Wrong(str(error)) from None


def read(payload: bytes, options: Mapping[str, Any], topic: str, now_us: int) -> list[Reading]:
    """The levels that a message sets. Raises Malformed for what is not whole CAP."""
    alert = _alert(payload)
    head = {name: _needed(alert, name) for name in NEEDED}
    if head["status"] not in STATUSES or head["msgType"] not in TYPES:
        raise Malformed("'status' or 'msgType' is none that CAP knows")
    sent = _micros("sent", head["sent"])
    if head["status"] != "Actual" or head["msgType"] not in SPEAKING:
        return []
    found = list(_events(alert, head, place_of(options), str(options.get("language", "")), now_us))
    found = found or list(_cancelled(alert, head, str(options.get("source", ""))))
    _remember(str(options.get("source", "")), head, found)
    return [Reading(event.key, event.time or sent, event.level) for event in found]


def _alert(payload: bytes) -> Element:
    try:
        alert: Element = ElementTree.fromstring(payload, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Malformed(f"the body is not safe, whole XML: {type(error).__name__}") from None
    namespace, _, name = alert.tag.removeprefix("{").rpartition("}")
    if name != "alert" or namespace not in NAMESPACES:
        raise Malformed("the body is not an alert of CAP 1.2 or 1.1")
    for element in alert.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    return alert


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _needed(element: Element, name: str) -> str:
    text = _text(element, name)
    if not text:
        raise Malformed(f"'{element.tag}' lacks '{name}'")
    return text


def _micros(name: str, text: str) -> int:
    at = micros(text)
    if at == NO_TIME:
        raise Malformed(f"'{name}' is not a time with a zone")
    return at


def _events(
    alert: Element, head: Mapping[str, str], place: Place, language: str, now_us: int
) -> Iterator[Warned]:
    """The infos of one language that concern the place; the gravest of each event."""
    gravest: dict[str, Warned] = {}
    for info in _of_one_language(alert.findall("info"), language):
        for name in NEEDED_OF_INFO:
            _needed(info, name)
        if not touches(info, place):
            continue
        event = _event(info, head, now_us)
        if event.key not in gravest or event.level > gravest[event.key].level:
            gravest[event.key] = event
    yield from gravest.values()


def _of_one_language(infos: list[Element], wanted: str) -> list[Element]:
    """The language wanted, else that of the first: the same event in two is one event."""
    spoken = [(_text(info, "language") or "en-US").lower() for info in infos]
    fitting = [language for language in spoken if wanted and language.startswith(wanted.lower())]
    chosen = (fitting or spoken or [""])[0]
    return [info for info, language in zip(infos, spoken, strict=True) if language == chosen]


def _event(info: Element, head: Mapping[str, str], now_us: int) -> Warned:
    severity = _text(info, "severity").lower()
    if severity not in LEVELS:
        raise Malformed(f"'severity' {_text(info, 'severity')!r} is none that CAP knows")
    code = _text(info, "eventCode/value") or _text(info, "event")
    expires = _text(info, "expires")
    ends = _micros("expires", expires) if expires else now_us + 1
    log.info("warning", message=head["identifier"], headline=_text(info, "headline")[:200])
    if head["msgType"] == "Cancel":
        return Warned(_key(head, code), 0.0, 0)
    if ends <= now_us:
        return Warned(_key(head, code), 0.0, ends)
    return Warned(_key(head, code), LEVELS[severity], _since(info, head, now_us))


def _key(head: Mapping[str, str], code: str) -> str:
    return f"{head['sender']}.{code}"[:LONGEST]


def _since(info: Element, head: Mapping[str, str], now_us: int) -> int:
    """Onset, else effective, of an Alert; a moment to come is counted from when it was sent.

    An Update holds from when it was sent: its onset is often that of the Alert before it.
    """
    if head["msgType"] == "Update":
        return 0
    told = [
        _micros(name, _text(info, name)) for name in ("onset", "effective") if _text(info, name)
    ]
    return next((at for at in told if at <= now_us), 0)


def _cancelled(alert: Element, head: Mapping[str, str], source: str) -> Iterator[Warned]:
    """What the messages that a Cancel without info refers to had warned of."""
    if head["msgType"] != "Cancel":
        return
    references = _needed(alert, "references").split() if not alert.findall("info") else []
    for reference in references:
        sender, identifier, *_ = (*reference.split(","), "", "")
        for key in _warned.get((source, sender, identifier), ()):
            yield Warned(key, 0.0, 0)


def _remember(source: str, head: Mapping[str, str], found: list[Warned]) -> None:
    _warned[source, head["sender"], head["identifier"]] = tuple(event.key for event in found)
    if len(_warned) > REMEMBERED:
        _warned.popitem(last=False)


ADAPTER = Adapter("cap", "CAP 1.2 预警信息", "CAP 1.2 warnings", "message", read=read)
