"""Service requests of other systems as rows: reading, checking and naming what is wrong. Pure.

Our own schema has the columns of `COLUMNS`. The schema of New York's open data ("311 Service
Requests from 2010 to Present", 41 columns, local times) is turned into ours.
"""

import csv
import hashlib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from chengyun.cases.choices import Origin, Stage

COLUMNS = (
    "number", "opened_at", "closed_at", "due_at", "category", "title", "description", "lon", "lat",
    "address", "unit", "status", "severity", "source", "rating",
)  # fmt: skip
NEEDED = ("opened_at", "category")
NEW_YORK_NEEDED = ("Unique Key", "Created Date", "Complaint Type")
NEW_YORK = ZoneInfo("America/New_York")
NEW_YORK_TIME = "%m/%d/%Y %I:%M:%S %p"
ENDED = (Stage.CLOSED, Stage.CANCELLED)
STAGES = {stage.value: stage for stage in Stage} | {
    "": Stage.REPORTED,
    "open": Stage.REPORTED,
    "unspecified": Stage.REPORTED,
    "pending": Stage.FILED,
    "assigned": Stage.DISPATCHED,
    "started": Stage.HANDLING,
    "in progress": Stage.HANDLING,
}

Row = Mapping[str, Any]


class BadFile(Exception):
    """A file that cannot be read as service requests at all."""


class BadRow(Exception):
    """What is wrong with one row, for the person who will mend it."""


@dataclass(frozen=True)
class Refused:
    """A row that was left out: its line in the file, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Request:
    """One service request, checked. Times are aware; `key` is the same on every import."""

    key: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    category: str
    title: str
    description: str
    lon: float | None
    lat: float | None
    address: str
    unit: str
    stage: Stage
    severity: int | None
    origin: Origin
    rating: int | None
    result: str = ""


def read(path: Path) -> Iterator[tuple[int, Row | Refused]]:
    """Rows of a CSV file in our schema with their lines; a row that is torn comes as Refused.

    Raises BadFile when the file or its heading cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            yield from _rows(csv.reader(file), path.name)
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}") from None


def _rows(reader: Any, name: str) -> Iterator[tuple[int, Row | Refused]]:
    heading: list[str] = next(reader, [])
    convert = _converter(heading, name)
    for line, cells in _lines(reader):
        if cells is None or len(cells) != len(heading):
            yield line, Refused(line, f"has {len(cells or ())} cells, the heading {len(heading)}")
        else:
            yield line, convert(dict(zip(heading, cells, strict=True)))


def _lines(reader: Any) -> Iterator[tuple[int, list[str] | None]]:
    """Line number and cells; None for what the CSV reader cannot make sense of."""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield reader.line_num, None
            continue
        if cells:
            yield reader.line_num, cells


def _converter(heading: list[str], name: str) -> Callable[[dict[str, str]], Row]:
    if all(column in heading for column in NEW_YORK_NEEDED):
        return from_new_york
    if all(column in heading for column in NEEDED):
        return dict
    raise BadFile(
        f"{name} has neither our columns ({', '.join(NEEDED)} and more) nor New York's "
        f"({', '.join(NEW_YORK_NEEDED)} and more)"
    )


def from_new_york(row: Row) -> Row:
    """A row of the New York schema in ours."""
    parts = [row.get("Complaint Type", ""), row.get("Descriptor", "")]
    return {
        "key": f"nyc311:{row['Unique Key']}",
        "opened_at": _new_york_time(row["Created Date"]),
        "closed_at": _new_york_time(row.get("Closed Date", "")),
        "due_at": _new_york_time(row.get("Due Date", "")),
        "category": row["Complaint Type"],
        "title": ": ".join(part for part in parts if part),
        "description": _new_york_words(row),
        "lon": row.get("Longitude", ""),
        "lat": row.get("Latitude", ""),
        "address": ", ".join(
            part for part in (row.get("Incident Address"), row.get("City")) if part
        ),
        "unit": row.get("Agency", ""),
        "status": row.get("Status", ""),
        "source": Origin.IMPORT.value,
        "result": row.get("Resolution Description", ""),
    }


def _new_york_words(row: Row) -> str:
    columns = ("Complaint Type", "Descriptor", "Location Type", "Agency Name", "Borough")
    return "\n".join(f"{column}: {row[column]}" for column in columns if row.get(column))


def _new_york_time(text: str) -> datetime | str:
    """The time, or the text as it is if it is none, to be refused with the rest of its row."""
    try:
        return datetime.strptime(text, NEW_YORK_TIME).replace(tzinfo=NEW_YORK)
    except ValueError:
        return text


def parse(row: Row, zone: ZoneInfo) -> Request:
    """Check a row of our schema; times without a zone are in `zone`. Raises BadRow."""
    opened = _time(row, "opened_at", zone)
    if opened is None:
        raise BadRow("opened_at is empty")
    closed = _time(row, "closed_at", zone)
    stage = _stage(row, closed)
    lon, lat = _place(row)
    if closed and closed < opened:
        raise BadRow(f"closed_at {closed:%Y-%m-%d %H:%M} is before opened_at")
    return Request(
        key=_key(row),
        opened_at=opened,
        closed_at=(closed or opened) if stage in ENDED else None,
        due_at=_time(row, "due_at", zone),
        category=_text(row, "category"),
        title=_text(row, "title") or _text(row, "category"),
        description=_text(row, "description"),
        lon=lon,
        lat=lat,
        address=_text(row, "address"),
        unit=_text(row, "unit"),
        stage=stage,
        severity=_whole(row, "severity", 1, 4),
        origin=_origin(row),
        rating=_whole(row, "rating", 1, 5),
        result=_text(row, "result"),
    )


def _text(row: Row, column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()


def _time(row: Row, column: str, zone: ZoneInfo) -> datetime | None:
    value = row.get(column)
    if isinstance(value, datetime):
        moment = value
    elif not _text(row, column):
        return None
    else:
        try:
            moment = datetime.fromisoformat(_text(row, column))
        except ValueError:
            raise BadRow(f"{column} {_text(row, column)!r} is not a time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _stage(row: Row, closed: datetime | None) -> Stage:
    status = _text(row, "status").lower()
    if status not in STAGES:
        raise BadRow(f"status {status!r} is not known")
    return Stage.CLOSED if closed and status == "" else STAGES[status]


def _place(row: Row) -> tuple[float | None, float | None]:
    lon, lat = _number(row, "lon", 180), _number(row, "lat", 90)
    if (lon is None) != (lat is None):
        raise BadRow("lon and lat go together, one of them is empty")
    return lon, lat


def _number(row: Row, column: str, limit: float) -> float | None:
    text = _text(row, column)
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not abs(value) <= limit:
        raise BadRow(f"{column} {text!r} is not a number of degrees")
    return value


def _whole(row: Row, column: str, least: int, most: int) -> int | None:
    text = _text(row, column)
    if not text:
        return None
    if not text.isdecimal() or not least <= int(text) <= most:
        raise BadRow(f"{column} {text!r} is not a whole number from {least} to {most}")
    return int(text)


def _origin(row: Row) -> Origin:
    source = _text(row, "source").lower() or Origin.IMPORT.value
    if source not in Origin.values:
        raise BadRow(f"source {source!r} is none of {', '.join(Origin.values)}")
    return Origin(source)


def _key(row: Row) -> str:
    given = _text(row, "key") or _text(row, "number")
    if given:
        return given[:80]
    facts = "|".join(_text(row, column) for column in COLUMNS)
    return f"row:{hashlib.sha256(facts.encode()).hexdigest()[:32]}"
