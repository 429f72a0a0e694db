"""Cells of the tables of goals, read into what they mean."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from chengyun.faces.desk.import_rows import BadRow, Row
from chengyun.faces.goals import forms
from chengyun.goals.choices import Shape
from chengyun.goals.curves import curve
from chengyun.goals.models import Indicator
from chengyun.goals.refused import Refused
from chengyun.goals.services import funding
from chengyun.people.models import Unit

APART = re.compile(r"[\s,;，；、]+")
LONGEST_KEY = 60
CENT = Decimal("0.01")


def needed(row: Row, column: str, longest: int = 80) -> str:
    """Text that must be there. Raises BadRow, as all of these do."""
    text = str(row.get(column, "")).strip()
    if not text:
        raise BadRow(column, "", _("This must not be empty."))
    if len(text) > longest:
        raise BadRow(column, text, _("This is longer than %(n)d signs.") % {"n": longest})
    return text


def key(row: Row, column: str) -> str:
    """A key, which stands in addresses."""
    text = needed(row, column, LONGEST_KEY)
    if not re.fullmatch(r"[\w.-]+", text):
        raise BadRow(column, text, _("A key has letters, digits, points and dashes only."))
    return text


def number(row: Row, column: str) -> float | None:
    """A figure, None for an empty cell; “1,200” and “96%” are read."""
    given = row.get(column, "")
    if given == "":
        return None
    try:
        found = float(str(given).replace(",", "").rstrip("%％"))
    except ValueError:
        found = float("nan")
    if not isfinite(found):
        raise BadRow(column, str(given), _("This is not a number."))
    return found


def amount(row: Row, column: str) -> Decimal:
    """万元 with two digits; an empty cell is 0."""
    text = str(row.get(column, ""))
    try:
        return funding.checked(forms.amount(text)).quantize(CENT, ROUND_HALF_UP)
    except Refused as refused:
        raise BadRow(column, text[:40], str(refused)) from None


def year(row: Row) -> int:
    """A year of four digits."""
    text = needed(row, "year")
    if not (text.isascii() and text.isdecimal() and 2000 <= int(text) <= 2100):
        raise BadRow("year", text, _("This is not a year."))
    return int(text)


def day(row: Row, column: str) -> date:
    """A day, as Excel has it or as "2026-11-23"."""
    found = row.get(column, "")
    if isinstance(found, datetime):
        return found.date()
    if isinstance(found, date):
        return found
    try:
        day = parse_date(str(found).strip()[:10].replace("/", "-"))
    except ValueError:
        day = None
    if day is None:
        raise BadRow(column, str(found), _("Give a day."))
    return day


def word(row: Row, column: str, choices: Sequence[tuple[Any, Any]]) -> str:
    """A code, or its word as the pages show it."""
    text = needed(row, column)
    found = next((code for code, label in choices if text in (code, str(label))), None)
    if found is None:
        told = {"codes": ", ".join(f"{label} ({code})" for code, label in choices)}
        raise BadRow(column, text, _("It is one of %(codes)s.") % told)
    return str(found)


def unit(row: Row, column: str) -> Unit | None:
    """A unit by its code or name, None for an empty cell."""
    text = str(row.get(column, "")).strip()
    return named_unit(column, text) if text else None


def named_unit(column: str, text: str) -> Unit:
    """A unit by its code or name."""
    rows = Unit.objects.filter(Q(code=text) | Q(name_zh=text) | Q(name_en=text))
    found = list(rows.order_by("pk")[:2])
    if len(found) != 1:
        raise BadRow(column, text, _("There is nothing of this code."))
    return found[0]


def units(row: Row, column: str) -> tuple[Unit, ...] | None:
    """Several units, None where the column says nothing."""
    if column not in row:
        return None
    texts = [text for text in APART.split(str(row[column])) if text]
    return tuple(dict.fromkeys(named_unit(column, text) for text in texts))


def indicator(row: Row) -> Indicator:
    """A known indicator by its key, or by its title where the year has it once."""
    text = needed(row, "indicator")
    rows = Indicator.objects.select_related("plan__unit")
    found = rows.filter(key=text).first()
    if found:
        return found
    like = rows.filter(title_zh=text)
    if "year" in row:
        like = like.filter(plan__year=year(row))
    several = list(like[:2])
    if len(several) != 1:
        raise BadRow("indicator", text, _("There is no indicator of this key or title."))
    return several[0]


def knots(row: Row, shape: str, of_year: int) -> list[Any]:
    """The knots of a curve: twelve weights, or “03-31:0.1 06-30:0.5 12-31:1”."""
    given = str(row.get("knots", ""))
    parts = [part for part in APART.split(given) if part]
    try:
        made: list[Any] = [part.split(":") for part in parts] if ":" in given else parts
        read = [[day, float(share)] for day, share in made] if ":" in given else [*map(float, made)]
        curve(shape or Shape.LINEAR, read, of_year)
    except (ValueError, TypeError, IndexError):
        raise BadRow("knots", given, _("These knots do not make a curve to the whole.")) from None
    return read
