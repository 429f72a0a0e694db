"""Who asks, and for what: the key, the dates, the pages and the lists of an Open311 request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from chengyun.api.open311.problems import Problem
from chengyun.cases.models import Partner
from chengyun.cases.services import partners
from chengyun.people.refused import Refused
from chengyun.people.throttle import Throttle

WINDOW = timedelta(days=90)
MOST = 1_000
PAGE = 50
# One address may stand for a city's whole middleware; it reads every few minutes.
READS = Throttle("open311-read", limit=3_600, seconds=3_600)
WRITES = Throttle("open311-write", limit=3_600, seconds=3_600)

Given = Mapping[str, str]


def partner(request: HttpRequest) -> Partner:
    """The partner whose key came along. Problem 403 without one, or with a wrong one."""
    found = maybe_partner(request)
    if found is None:
        raise Problem(403, "api_key is missing; the district gives you one")
    return found


def maybe_partner(request: HttpRequest) -> Partner | None:
    """The partner, or None where no key came along. Problem 403 for a wrong key."""
    key = request.POST.get("api_key") or request.GET.get("api_key") or ""
    if not key:
        return None
    found = partners.by_key(key)
    if found is None:
        raise Problem(403, "api_key is not known, or it was revoked")
    return found


def slow_down(throttle: Throttle, request: HttpRequest, known: Partner | None) -> None:
    """Count the request. Problem 429 when there were too many."""
    try:
        throttle.take(known.name if known else request.META.get("REMOTE_ADDR", ""))
    except Refused as error:
        raise Problem(429, str(error)) from None


def listed(given: Given, name: str) -> list[str]:
    """Values with commas between."""
    return [part.strip() for part in given.get(name, "").split(",") if part.strip()]


def flag(given: Given, name: str) -> bool:
    return given.get(name, "").lower() in ("true", "1", "yes")


def number(given: Given, name: str) -> float | None:
    """A number, None where none is given. Problem 400 for anything else."""
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise Problem(400, f"{name} {text!r} is not a number") from None


def moment(given: Given, name: str) -> datetime | None:
    """A W3C time with its zone, or a date. Problem 400 for anything else."""
    text = given.get(name, "").strip().replace(" ", "+")
    if not text:
        return None
    try:
        found = parse_datetime(text) or _day(text)
    except ValueError:
        found = None
    if found is None:
        raise Problem(400, f"{name} {text!r} is not a time such as 2026-11-21T08:15:30+08:00")
    return found if found.tzinfo else timezone.make_aware(found)


def _day(text: str) -> datetime | None:
    day = parse_date(text)
    return datetime(day.year, day.month, day.day) if day else None  # noqa: DTZ001  made aware above


@dataclass(frozen=True)
class Span:
    """From when until when; by default the last 90 days."""

    start: datetime
    end: datetime


def span(given: Given) -> Span:
    """start_date and end_date; of one alone the other lies 90 days away."""
    start, end = moment(given, "start_date"), moment(given, "end_date")
    try:
        end = end or (start + WINDOW if start else timezone.now())
        start = start or end - WINDOW
    except OverflowError:
        raise Problem(400, "start_date or end_date is beyond any calendar") from None
    if start > end:
        raise Problem(400, "start_date lies after end_date")
    return Span(start, end)


@dataclass(frozen=True)
class Paged:
    """Which part of the list, as a slice."""

    first: int
    last: int


def paged(given: Given) -> Paged:
    """page (from 1) and page_size (at most 1,000); without them the first 1,000."""
    if not given.get("page") and not given.get("page_size"):
        return Paged(0, MOST)
    page, size = _whole(given, "page", 1), _whole(given, "page_size", PAGE)
    size = min(size, MOST)
    return Paged((page - 1) * size, page * size)


def _whole(given: Given, name: str, default: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 1_000_000):
        raise Problem(400, f"{name} {text!r} is not a whole number from 1")
    return int(text)
