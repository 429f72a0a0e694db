"""Residents, officers and past cases: plausible words, human pace, hands off people's work."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chengyun.simulator import habits, past, phrases
from chengyun.simulator.client import Answer, Client
from chengyun.simulator.gazetteer import Gazetteer
from chengyun.simulator.handlers import PeopleWork, Staff
from chengyun.simulator.helpers import help_out
from chengyun.simulator.incidents import KINDS, Incident
from chengyun.simulator.residents import Residents, about, report
from tests.simulator.server import City, serving

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 3, 18, 15, 30, tzinfo=SHANGHAI)
CASE_TYPES = set(phrases.TITLES)


@pytest.fixture(scope="module")
def gazetteer(seven: dict[str, Any]) -> Gazetteer:
    return Gazetteer(seven)


@pytest.fixture
def city(seven: dict[str, Any]) -> City:
    return City(seven["officers"])


@contextmanager
def officers_at_work(city: City) -> Iterator[PeopleWork]:
    with serving(city) as url, Client(url) as client:
        yield PeopleWork(client, Staff(list(city.officers.values()), "chengyun"))


def rounds(people: PeopleWork, count: int) -> None:
    """Work through long stretches of time."""
    for turn in range(count):
        people.round(turn * 5000.0)


def test_every_kind_of_trouble_can_be_told_with_its_place(gazetteer: Gazetteer) -> None:
    rng = np.random.default_rng(7)
    for kind in phrases.TROUBLE:
        for _ in range(20):
            place = gazetteer.anywhere(rng)
            told = report(place, kind, 0.0, rng)
            assert 8 <= len(told.text) <= 100
            assert any(n in told.text for n in (place.road, place.near, place.town))
            assert "{" not in told.text


def test_a_contact_is_clearly_nobodys(gazetteer: Gazetteer) -> None:
    rng = np.random.default_rng(7)
    body = report(gazetteer.anywhere(rng), "noise", 0.0, rng).body()
    assert re.fullmatch(r"1000000\d{4}", str(body["phone"]))
    assert body["simulated"] is True


def test_kinds_of_trouble_are_case_types() -> None:
    assert set(phrases.TROUBLE) | {"sensor_fault"} == CASE_TYPES
    assert set(phrases.HUMAN) <= CASE_TYPES
    assert {k.case_type for k in KINDS} <= CASE_TYPES
    assert set(past.HABITS) <= CASE_TYPES
    assert set(habits.UNITS) == CASE_TYPES


def test_several_people_tell_one_thing_in_different_words(gazetteer: Gazetteer) -> None:
    incident = Incident(3, "flooding", "water_level", "", (0,), 121.43, 31.19, 0, 5, 900, 0.3, 3)
    told = about(incident, gazetteer, 7)
    assert len({r.text for r in told}) == 3
    assert all(abs(r.lon - 121.43) < 1e-3 and abs(r.lat - 31.19) < 1e-3 for r in told)


def test_residents_bring_matters_of_their_own_all_day(gazetteer: Gazetteer) -> None:
    residents = Residents(gazetteer, 7, 0.0, 25.0)
    told = [r for minute in range(60) for r in residents.until(minute * 60.0)]
    again = Residents(gazetteer, 7, 0.0, 25.0)
    assert told == [r for minute in range(60) for r in again.until(minute * 60.0)]
    assert 60 < len(told) < 240
    assert len({r.kind for r in told}) >= 8


def test_officers_bring_a_case_from_report_to_closing(city: City) -> None:
    for n in range(20):
        city.add(f"A{n:03d}")
    with officers_at_work(city) as people:
        rounds(people, 60)
    ends = Counter(c["stage"] for c in city.cases.values())
    assert ends["closed"] + ends["cancelled"] == 20
    done = Counter(b["action"] for b in city.bodies)
    assert done["dispatch"] >= 15
    assert people.settled.qsize() >= 15


def test_some_work_is_done_badly(city: City) -> None:
    for n in range(80):
        city.add(f"B{n:03d}", stage="dispatched" if n % 2 else "check")
    with officers_at_work(city) as people:
        rounds(people, 30)
    done = Counter(b["action"] for b in city.bodies)
    assert done["return"] >= 1
    assert done["check_fail"] >= 1
    assert all(b["reason"] for b in city.bodies if b["action"] == "return")


def test_a_case_that_is_not_simulated_is_left_alone(city: City) -> None:
    case = city.add("C001", simulated=False)
    with officers_at_work(city) as people:
        rounds(people, 10)
    assert case["stage"] == "reported"


def test_a_case_a_person_is_working_on_is_left_alone(city: City) -> None:
    now = datetime.now(tz=SHANGHAI)
    mine = city.add(
        "D001", timeline=[{"actor": {"name": "陈立", "role": "派遣员"}, "at": now.isoformat()}]
    )
    older = now - timedelta(minutes=5)
    theirs = city.add(
        "D002", timeline=[{"actor": {"name": "陈立", "role": "派遣员"}, "at": older.isoformat()}]
    )
    with officers_at_work(city) as people:
        rounds(people, 10)
    assert mine["stage"] == "reported"
    assert theirs["stage"] != "reported"


def test_personas_are_never_played(city: City) -> None:
    for n in range(10):
        city.add(f"E{n:03d}")
    with officers_at_work(city) as people:
        rounds(people, 20)
    assert not city.signed_in & habits.PERSONAS


def test_every_fifth_case_waits_for_the_person_at_the_desk() -> None:
    people = PeopleWork(Client("http://127.0.0.1:9"), Staff([], "chengyun"))
    cases = [{"number": f"F{n:04d}"} for n in range(1000)]
    waits = [people._delay_s(c, "reported", 0) for c in cases]
    left = [w for w in waits if w >= habits.LEFT_FOR_S]
    assert 150 < len(left) < 300


def test_a_month_of_past_cases_reads_like_a_month(seven: dict[str, Any]) -> None:
    rows = past.past_cases(7, 30, NOW, seven)
    assert rows == past.past_cases(7, 30, NOW, seven)
    assert len(rows) == pytest.approx(30 * 220, rel=0.1)
    closed = [r for r in rows if r["closed_at"]]
    on_time = sum(r["closed_at"] <= r["due_at"] for r in closed) / len(closed)
    assert on_time == pytest.approx(0.93, abs=0.015)
    still_open = [r for r in rows if not r["closed_at"]]
    assert 10 < len(still_open) < 250
    assert any(r["due_at"] < NOW.isoformat() for r in still_open)
    assert max(r["opened_at"] for r in rows) < NOW.isoformat()
    assert [r["number"] for r in rows] == sorted(r["number"] for r in rows)
    lanes = Counter((r["lon"], r["lat"]) for r in rows if r["category"] == past.LANE)
    assert sorted(lanes.values(), reverse=True) == list(past.AGAIN)


def test_past_cases_name_known_units_and_categories(seven: dict[str, Any]) -> None:
    rows = past.past_cases(7, 3, NOW, seven)
    assert {r["unit"] for r in rows} <= {u["code"] for u in seven["units"]}
    assert {r["category"] for r in rows} <= CASE_TYPES | {past.LANE}
    assert len({r["number"] for r in rows}) == len(rows)


def test_past_cases_are_written_as_csv(seven: dict[str, Any], tmp_path: Path) -> None:
    rows = past.past_cases(7, 2, NOW, seven)
    past.write_csv(rows, tmp_path / "past.csv")
    with (tmp_path / "past.csv").open(encoding="utf-8") as file:
        read = list(csv.DictReader(file))
    assert tuple(read[0]) == past.COLUMNS
    assert len(read) == len(rows)


def test_units_that_were_called_move_their_tasks_before_the_lead_unit_answers() -> None:
    case = {"number": "C1", "lon": 121.4, "lat": 31.2, "unit": {"code": "water"}}
    asked: list[tuple[str, str, Any]] = []
    rows = [
        {"id": 1, "kind": "scene", "stage": "open", "unit": {"code": "fire"}},
        {"id": 2, "kind": "step", "stage": "waiting", "unit": {"code": "water"}},
        {"id": 3, "kind": "step", "stage": "accepted", "unit": None},
    ]

    class Doors(Client):
        def get(self, path: str) -> Answer:
            return Answer(200, {"tasks": rows})

        def post(self, path: str, body: Any) -> Answer:
            asked.append((self.token, path, body))
            return Answer(200, {})

    officers = [
        {"username": name, "name": name, "role": role, "unit": unit, "area": ""}
        for name, role, unit in (("f1", "handler", "fire"), ("d1", "duty_officer", ""))
    ]
    staff = Staff(officers, "chengyun", {"f1": "f1", "d1": "d1"})
    with Doors("http://nowhere") as client:
        assert help_out(client, staff, case) == 2
    arrived, finished = asked
    assert arrived == ("f1", "/api/v1/tasks/1/arrive", {"lon": 121.4, "lat": 31.2})
    assert finished[:2] == ("d1", "/api/v1/tasks/3/finish") and finished[2]["said"]
