"""One cell of a table as a key, a time or a value, however it is written."""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from openpyxl.utils.datetime import from_excel

from chengyun.sensing.intake import EPOCH

MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.(\d{1,6})\d*)?)?[分秒]?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)
# Seconds, milliseconds and microseconds since 1970 are told apart by their size (2001 to 2286).
SINCE_1970 = ((1e9, 1e10, 1_000_000), (1e12, 1e13, 1_000), (1e15, 1e16, 1))
# A date whose cell has lost its format, from 2000 to 2100.
EXCEL_DAYS = (36_526, 73_051)


class NoHead:
    """Stands for the key of a column without a heading."""


NO_HEAD = NoHead()


def empty(cell: object) -> bool:
    """True for no cell, and for blanks."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be used; `code` is one of `uploads.PROBLEMS`."""

    code: str


def key_of(cell: object) -> str | Wrong:
    """The key of a datastream."""
    if cell is NO_HEAD:
        return Wrong("no_heading")
    if empty(cell):
        return Wrong("no_datastream")
    # Excel makes a number of a key that is all digits.
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole else cell).strip()  # type: ignore[call-overload]


def time_of(cell: object, zone: tzinfo) -> int | Wrong:
    """µs since 1970 UTC; a time without a zone is of `zone`."""
    if empty(cell):
        return Wrong("no_time")
    try:
        moment = _moment(cell)
    except (ValueError, OverflowError):
        return Wrong("bad_time")
    if isinstance(moment, datetime):
        aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment = (aware - EPOCH) // timedelta(microseconds=1)
    return Wrong("bad_time") if moment is None else moment


def _moment(cell: object) -> datetime | int | None:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _counted(cell)
    text = str(cell).strip()
    found = MOMENT.fullmatch(text)
    if found:
        return _written(found)
    return _counted(float(text)) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def _counted(number: float) -> datetime | int | None:
    """µs since 1970 of a number, or the date of one of Excel's days."""
    if EXCEL_DAYS[0] <= number < EXCEL_DAYS[1]:
        found = from_excel(number)
        return found if isinstance(found, datetime) else None
    for low, high, unit in SINCE_1970:
        if low <= number < high:
            return round(number * unit)
    return None


def _written(found: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    micros = int((found[7] or "0").ljust(6, "0"))
    return datetime(year, month, day, hour, minute, second, micros, _zone(found[8]))


def _zone(text: str | None) -> tzinfo | None:
    if text in (None, ""):
        return None
    if text == "Z":
        return timezone.utc  # noqa: UP017
    away = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-away if text[0] == "-" else away)


def value_of(cell: object, comma: bool) -> float | Wrong:
    """A finite number; with `comma`, 3,5 is three and a half."""
    if empty(cell):
        return Wrong("no_value")
    if isinstance(cell, int | float):
        number = float(cell)
    else:
        text = str(cell).strip()
        number = _float(text.replace(",", ".") if comma else text)
    return number if math.isfinite(number) else Wrong("not_a_number")


def _float(text: str) -> float:
    try:
        return math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan
