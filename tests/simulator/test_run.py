"""The loop: it reaches the server, outlives its absence, and stops when told."""

import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from chengyun.simulator import run as runs
from chengyun.simulator.client import AwayError, Backoff, Client
from chengyun.simulator.readings import SECOND_US
from tests.simulator.server import City, serving

START_US = 1_760_000_000 * SECOND_US


@pytest.fixture
def city(seven: dict[str, Any]) -> City:
    return City(seven["officers"])


@pytest.fixture
def story(seven: dict[str, Any]) -> runs.Story:
    return runs.Story.begin(seven, 7, 1.0, 25.0, START_US)


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def until(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not condition():
        time.sleep(0.05)
    return condition()


def test_at_the_start_every_device_reports_once(city: City, story: runs.Story) -> None:
    with serving(city) as url, Client(url, "key") as client:
        runs._send_readings(story, client)
    assert len({key for key, _, _ in city.readings}) == 20_000
    assert story.tally.sent == 20_000


def test_readings_carry_the_real_time_in_microseconds(city: City, story: runs.Story) -> None:
    story.tell(START_US + 5 * SECOND_US)
    with serving(city) as url, Client(url, "key") as client:
        runs._send_readings(story, client)
    assert all(START_US <= t < START_US + 5 * SECOND_US for _, t, _ in city.readings)


def test_a_server_that_is_away_raises_one_clear_error() -> None:
    with pytest.raises(AwayError):
        Client(closed_port()).get("/healthz")


def test_nothing_is_lost_while_the_server_answers_503(city: City, story: runs.Story) -> None:
    door = runs.Door("observations")
    with serving(city) as url, Client(url, "key") as client:
        city.down = True
        assert not door.tries(lambda: runs._send_readings(story, client), 100.0)
        assert not door.open
        assert not city.readings
        city.down = False
        assert not door.tries(lambda: runs._send_readings(story, client), 100.5)
        assert door.tries(lambda: runs._send_readings(story, client), 102.0)
    assert door.open
    assert len(city.readings) == 20_000


def test_a_connection_closed_while_idle_is_opened_again(city: City) -> None:
    with serving(city) as url, Client(url) as client:
        assert client.get("/api/v1/cases?stage=filed").ok
        assert client._line.sock is not None
        client._line.sock.shutdown(socket.SHUT_RDWR)
        assert client.get("/api/v1/cases?stage=filed").ok


def test_a_server_long_away_is_asked_ever_more_seldom() -> None:
    backoff, waits = Backoff(), []
    for _ in range(7):
        backoff.failed(0.0)
        waits.append(backoff.until_s)
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    backoff.worked()
    assert not backoff.waiting(0.0)


def test_what_waits_too_long_is_dropped_and_counted(story: runs.Story) -> None:
    for minute in range(1, 40):
        story.tell(START_US + minute * 60 * SECOND_US)
    story.batches.extend(story.batches[0] for _ in range(runs.WAITING_BATCHES))
    story.tell(START_US + 2400 * SECOND_US)
    assert len(story.batches) == runs.WAITING_BATCHES
    assert story.tally.dropped > 0


def test_an_unexpected_answer_does_not_fell_the_officers(city: City) -> None:
    city.add("A001", type="not an object", lon="east")
    with serving(city) as url, Client(url) as client:
        people = runs.PeopleWork(client, runs.Staff(list(city.officers.values()), "chengyun"))
        city.cases["A001"]["stage"] = "closed"
        with pytest.raises(AwayError, match="unexpected"):
            runs._round(people)


def test_the_district_lives_and_stops_when_told(city: City, seven: dict[str, Any]) -> None:
    stop = threading.Event()
    with serving(city) as url:
        thread = threading.Thread(
            target=runs.run, args=(url, "key", 7, 60.0, 25.0, stop), kwargs={"district": seven}
        )
        thread.start()
        assert until(lambda: len(city.readings) > 20_000 and len(city.reports) > 0)
        stop.set()
        thread.join(10)
    assert not thread.is_alive()
    assert all(r["simulated"] for r in city.reports)


def test_a_server_that_refuses_does_not_end_the_story(seven: dict[str, Any]) -> None:
    stop = threading.Event()
    args = (closed_port(), "key", 7, 1.0, 25.0, stop)
    thread = threading.Thread(target=runs.run, args=args, kwargs={"district": seven})
    thread.start()
    thread.join(2.5)
    assert thread.is_alive()
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
