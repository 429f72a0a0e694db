"""A month of past cases, so that a new installation has a history to compare with."""

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from chengyun.calendar import Limit, WorkCalendar
from chengyun.simulator import district, phrases
from chengyun.simulator.atlas import ground as atlas
from chengyun.simulator.gazetteer import Gazetteer
from chengyun.simulator.residents import told

CASES_A_DAY = 220
OFFICE = WorkCalendar()
ON_TIME = 0.93
OPEN_STAGES = ("filed", "dispatched", "handling", "handling", "handling", "check")
COLUMNS = (
    "number", "opened_at", "closed_at", "due_at", "category", "title", "description", "lon", "lat",
    "address", "unit", "status", "severity", "source", "rating",
)  # fmt: skip


@dataclass(frozen=True)
class Habit:
    """How a category is usually worked: share, limit, severity 1..4, unit, source.

    Limit and severity are the packs'; a test holds them equal.
    """

    often: float
    limit: str
    severity: int
    unit: str
    source: str


HABITS = {
    "illegal_parking": Habit(16, "2h", 4, "police", "report"),
    "exposed_garbage": Habit(15, "4h", 4, "street", "report"),
    "street_vending": Habit(11, "2uh", 4, "urban-enforcement", "patrol"),
    "bin_overflow": Habit(10, "4h", 4, "greening", "alarm"),
    "clutter": Habit(8, "1wd", 4, "street", "patrol"),
    "noise": Habit(7, "2uh", 3, "urban-enforcement", "report"),
    "streetlight": Habit(5, "1wd", 4, "power", "report"),
    "manhole": Habit(5, "2uh", 2, "construction", "alarm"),
    "road_damage": Habit(4, "5wd", 3, "construction", "report"),
    "greenery": Habit(4, "3wd", 4, "greening", "report"),
    "charger_overheat": Habit(3, "1uh", 2, "fire", "alarm"),
    "lift_fault": Habit(3, "1uh", 2, "lift", "alarm"),
    "construction_dust": Habit(2.5, "2h", 3, "construction", "patrol"),
    "smoke_alarm": Habit(2, "1uh", 1, "fire", "alarm"),
    "gas_leak": Habit(1.2, "1uh", 1, "gas", "alarm"),
    "air_pollution": Habit(1, "4h", 3, "environment", "alarm"),
    "flooding": Habit(0.8, "2uh", 2, "water", "alarm"),
    "crowding": Habit(0.5, "1uh", 2, "police", "alarm"),
    "other": Habit(2, "5wd", 4, "street", "report"),
}
# Lanes that engines must pass, parked up again and again: how often at each of the places.
LANE = "fire_exit_blocked"
BLOCKED = Habit(0, "1wd", 2, "fire", "patrol")
AGAIN = (5, 4, 2, 1)
# How the hours of the day and the days of the week (Monday first) share the cases.
HOURS = (2, 1, 1, 1, 1, 3, 8, 14, 18, 18, 16, 13, 11, 12, 14, 14, 13, 13, 14, 12, 10, 8, 5, 3)
WEEK = (1.12, 1.06, 1.04, 1.02, 1.02, 0.90, 0.84)


def past_cases(
    seed: int, days: int, now: datetime, built: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Rows for `chengyun import requests`, in COLUMNS, oldest first, none after `now`.

    now: aware. built: the district of this seed, if at hand (building it takes seconds).
    Open cases have an empty closed_at; some of those are past their due_at.
    """
    rng = np.random.default_rng([seed, 70])
    gazetteer = Gazetteer(built or district.build(seed))
    streets = {s.name: f"street-{s.code[-3:]}" for s in atlas.STREETS}
    first = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
    times = [t for d in range(days + 1) for t in _day(first + timedelta(days=d), rng) if t < now]
    rows = [_case(opened, now, gazetteer, streets, rng) for opened in sorted(times)]
    rows += _lanes(first, now, gazetteer, np.random.default_rng([seed, 71]))
    rows.sort(key=lambda row: row["opened_at"])
    return [_numbered(row, place) for place, row in enumerate(rows)]


def write_csv(rows: list[dict[str, Any]], path: Path) -> None:
    """Write past cases as the CSV file that `chengyun import requests` reads."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def _day(start: datetime, rng: np.random.Generator) -> list[datetime]:
    count = int(rng.poisson(CASES_A_DAY * WEEK[start.weekday()]))
    share = np.array(HOURS) / sum(HOURS)
    hours = rng.choice(24, size=count, p=share) + rng.random(count)
    return [start + timedelta(seconds=int(h * 3600)) for h in hours]


def _case(
    opened: datetime,
    now: datetime,
    gazetteer: Gazetteer,
    streets: dict[str, str],
    rng: np.random.Generator,
) -> dict[str, Any]:
    often = np.array([h.often for h in HABITS.values()])
    category = list(HABITS)[int(rng.choice(len(often), p=often / often.sum()))]
    habit, place = HABITS[category], gazetteer.anywhere(rng)
    unit = streets[place.street] if habit.unit == "street" else habit.unit
    row = {
        "category": category,
        "title": f"{place.road}{place.door}号{phrases.TITLES[category]}",
        "description": told(place, category, rng),
        "lon": place.lon,
        "lat": place.lat,
        "address": place.address,
        "unit": unit,
        "severity": habit.severity,
        "source": habit.source,
    }
    return row | _course(opened, now, habit, rng)


def _lanes(
    first: datetime, now: datetime, gazetteer: Gazetteer, rng: np.random.Generator
) -> list[dict[str, Any]]:
    """The same few lanes found blocked again and again, some days apart."""
    rows: list[dict[str, Any]] = []
    for times in AGAIN:
        place, every = gazetteer.anywhere(rng), (now - first) / (times + 1)
        for n in range(times):
            opened = first + every * (n + float(rng.uniform(0.5, 1)))
            row = {
                "category": LANE,
                "title": f"{place.road}{place.door}号消防车通道被占堵",
                "description": f"{place.road}{place.door}号消防车通道停有车辆，消防车无法通行。",
                "lon": place.lon,
                "lat": place.lat,
                "address": place.address,
                "unit": BLOCKED.unit,
                "severity": BLOCKED.severity,
                "source": BLOCKED.source,
            }
            rows.append(row | _course(opened, now, BLOCKED, rng))
    return rows


def _course(
    opened: datetime, now: datetime, habit: Habit, rng: np.random.Generator
) -> dict[str, Any]:
    """When it was due and when it was closed: most in good time, some late, a few still open."""
    limit = Limit.parse(habit.limit)
    due = OFFICE.add(opened, limit)
    share = rng.beta(2.2, 2.6) if rng.random() < ON_TIME else 1.05 + rng.exponential(0.8)
    closed = OFFICE.advance(opened, limit.span * float(share), limit.unit)
    times = {"opened_at": opened, "due_at": due}
    if closed >= now:
        stage = OPEN_STAGES[int(rng.integers(len(OPEN_STAGES)))]
        return times | {"closed_at": None, "status": stage, "rating": ""}
    rating = int(rng.choice([5, 5, 5, 4, 4, 3, 2, 1])) if rng.random() < 0.4 else ""
    return times | {"closed_at": closed, "status": "closed", "rating": rating}


def _numbered(row: dict[str, Any], place: int) -> dict[str, Any]:
    opened: datetime = row["opened_at"]
    row["number"] = f"SIM{opened:%Y%m%d}{place:05d}"
    times = ("opened_at", "closed_at", "due_at")
    written = {k: row[k].isoformat(timespec="seconds") if row[k] else "" for k in times}
    return {column: (row | written)[column] for column in COLUMNS}
