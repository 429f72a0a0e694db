"""Open311 GeoReport v2 as a client: what we ask another city's endpoint, and what it answers.

XML, because the standard requires it and leaves JSON to the server. Redirects are not followed and
answers beyond 20 MB not read: the other side is a stranger.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

import requests
from defusedxml.ElementTree import ParseError, fromstring
from django.utils import timezone
from django.utils.dateparse import parse_datetime

TIMEOUT_S = (5, 20)
MOST_BYTES = 20_000_000
CHUNK = 65_536


class NotAnswered(Exception):
    """The other side did not answer as the standard says; a sentence that names the reason."""


@dataclass(frozen=True)
class There:
    """Where the other side is and how it knows us."""

    endpoint: str
    jurisdiction: str = ""
    key: str = ""


@dataclass(frozen=True)
class Received:
    """What they call the request that we sent: its id, or a token until there is one."""

    request: str
    token: str


@dataclass(frozen=True)
class Update:
    """What happened to a request of theirs."""

    update: str
    request: str
    status: str
    at: datetime
    text: str
    # A state that was looked at, not something that happened.
    polled: bool = False


@dataclass(frozen=True)
class Theirs:
    """A request as they list it."""

    request: str
    service: str
    text: str
    at: datetime | None
    lon: float | None
    lat: float | None
    address: str


def send(there: There, fields: Mapping[str, str]) -> Received:
    """POST a request. Raises NotAnswered."""
    told = {"api_key": there.key, "jurisdiction_id": there.jurisdiction, **fields}
    row = next(_rows(_call("POST", f"{there.endpoint}/requests.xml", data=told), "request"), None)
    received = Received(_text(row, "service_request_id"), _text(row, "token"))
    if not received.request and not received.token:
        raise NotAnswered("the answer has neither service_request_id nor token")
    return received


def request_of(there: There, token: str) -> str:
    """The id behind a token, "" while there is none yet. Raises NotAnswered."""
    root = _get(there, f"tokens/{token}.xml", {})
    row = next(_rows(root, "request"), None)
    return _text(row, "service_request_id")


def updates(there: There, start: datetime, end: datetime) -> list[Update]:
    """What happened in that time, by the extension, in order. Raises NotAnswered."""
    asked = {"start_date": start.isoformat(), "end_date": end.isoformat(), "extensions": "true"}
    root = _get(there, "servicerequestupdates.xml", asked)
    found = [one for row in _rows(root, "request_update") if (one := _update(row))]
    return sorted(found, key=lambda one: one.at)


def states(there: There, ids: list[str]) -> list[Update]:
    """How far requests are, of a server without the extension. Raises NotAnswered."""
    root = _get(there, "requests.xml", {"service_request_id": ",".join(ids)})
    found = [one for row in _rows(root, "request") if (one := _state(row))]
    return sorted(found, key=lambda one: one.at)


def listed(there: There, start: datetime, end: datetime) -> list[Theirs]:
    """Their requests of that time. Raises NotAnswered."""
    asked = {"start_date": start.isoformat(), "end_date": end.isoformat()}
    return [_theirs(row) for row in _rows(_get(there, "requests.xml", asked), "request")]


def _get(there: There, path: str, asked: Mapping[str, str]) -> Element:
    given = {"jurisdiction_id": there.jurisdiction, "api_key": there.key, **asked}
    query = {name: value for name, value in given.items() if value}
    return _call("GET", f"{there.endpoint}/{path}", params=query)


def _call(method: str, url: str, **given: Any) -> Element:
    try:
        with requests.request(
            method, url, timeout=TIMEOUT_S, allow_redirects=False, stream=True, **given
        ) as answer:
            body = _body(answer)
            status = answer.status_code
    except requests.RequestException as error:
        # The address may carry the key; the kind of the fault says enough.
        raise NotAnswered(f"{method} failed: {type(error).__name__}") from None
    if status >= 300:
        raise NotAnswered(f"{method} was answered with {status}{_why(body)}")
    return _parsed(body)


def _body(answer: requests.Response) -> bytes:
    body = b""
    for chunk in answer.iter_content(CHUNK):
        body += chunk
        if len(body) > MOST_BYTES:
            raise NotAnswered("the answer is larger than 20 MB")
    return body


def _parsed(body: bytes) -> Element:
    try:
        root: Element = fromstring(body)
    except (ParseError, ValueError):
        raise NotAnswered("the answer is not XML") from None
    return root


def _why(body: bytes) -> str:
    """What an Open311 server says is wrong."""
    try:
        return f": {_text(_parsed(body).find('.//error'), 'description')[:120]}"
    except NotAnswered:
        return ""


def _rows(root: Element, name: str) -> Iterator[Element]:
    return root.iter(name)


def _text(row: Element | None, name: str) -> str:
    found = row.findtext(name) if row is not None else None
    return (found or "").strip()


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    if found is None:
        return None
    return found if found.tzinfo else timezone.make_aware(found)


def _number(text: str, most: int) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) <= most else None


def _update(row: Element) -> Update | None:
    at, name = _moment(_text(row, "updated_datetime")), _text(row, "update_id")
    if at is None or not name:
        return None
    state, text = _text(row, "status").lower(), _text(row, "description")
    return Update(name, _text(row, "service_request_id"), state, at, text)


def _state(row: Element) -> Update | None:
    """A state as an update; whether it is news is for who knows the state before."""
    request, state = _text(row, "service_request_id"), _text(row, "status").lower()
    at = _moment(_text(row, "updated_datetime")) or _moment(_text(row, "requested_datetime"))
    if at is None or not request:
        return None
    return Update(f"{request}-{state}", request, state, at, _text(row, "status_notes"), polled=True)


def _theirs(row: Element) -> Theirs:
    return Theirs(
        request=_text(row, "service_request_id"),
        service=_text(row, "service_code"),
        text=_text(row, "description") or _text(row, "service_name"),
        at=_moment(_text(row, "requested_datetime")),
        lon=_number(_text(row, "long"), 180),
        lat=_number(_text(row, "lat"), 90),
        address=_text(row, "address"),
    )
