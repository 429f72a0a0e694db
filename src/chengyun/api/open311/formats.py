"""One answer in either format: JSON as it is, XML with the element names of GeoReport v2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec
from django.http import HttpResponse
from django.utils import timezone

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# What one item of a list is called.
ITEMS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "media": "url",
}
# XML 1.0 has no place for these.
UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


@dataclass(frozen=True)
class Answer:
    """A root element and what is in it: a list of items, or the fields of one thing."""

    root: str
    body: Sequence[Mapping[str, Any]] | Mapping[str, Any]


def respond(answer: Answer, fmt: str, status: int = 200) -> HttpResponse:
    """The answer in `fmt`, xml or json."""
    text = _json(answer) if fmt == "json" else _xml(answer)
    return HttpResponse(text, content_type=TYPES[fmt], status=status)


def w3(moment: datetime | None) -> str | None:
    """W3C date and time with the zone."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None


def _json(answer: Answer) -> bytes:
    return msgspec.json.encode(answer.body)


def _xml(answer: Answer) -> bytes:
    root = Element(answer.root)
    _fill(root, answer.body)
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _fill(element: Element, value: Any) -> None:
    if isinstance(value, Mapping):
        for name, part in value.items():
            _fill(SubElement(element, name), part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            _fill(SubElement(element, ITEMS[element.tag]), part)
    else:
        element.text = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).translate(UNWRITABLE)
