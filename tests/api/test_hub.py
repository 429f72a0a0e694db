import asyncio

import numpy as np
import pytest

from chengyun.api import points
from chengyun.api.hub import QUEUE, Event, Hub
from chengyun.api.stream import Subscription, _events, _missed, _shown
from chengyun.people.policy import NOTHING, Scope
from chengyun.sensing.registry import Registry


@pytest.fixture(autouse=True)
def two_streets() -> None:
    points.hold(
        Registry(
            ids={"a": 1, "b": 2},
            properties=["pm25"],
            property_code=np.array([-1, 0, 0], np.int16),
            interval_s=np.array([0, 60, 60], np.float32),
            low=np.zeros(3),
            high=np.ones(3),
            lon=np.zeros(3),
            lat=np.zeros(3),
            paths=["", "310104/310104014/", "310104/310104011/"],
        )
    )


def case_event(seq: int, area_path: str, unit_id: int | None = None) -> Event:
    scope = {"area_path": area_path, "unit_id": unit_id}
    return Event(seq, "cases", {"action": "file", "case": {"number": f"CY-{seq}"}, "scope": scope})


def seeing(area: str, unit: int | None = None, *topics: str) -> Subscription:
    return Subscription(frozenset(topics or ("cases",)), Scope(area, unit))


def test_a_stream_carries_only_cases_within_its_readers_scope() -> None:
    hub = Hub()
    own = case_event(1, "310104/310104014/")
    assert b'"CY-1"' in _shown(hub, own, seeing("310104/310104014/"))
    assert _shown(hub, own, seeing("310104/310104011/")) == b""
    assert _shown(hub, own, seeing("", unit=7)) == b""


def test_the_scope_itself_is_not_told() -> None:
    assert b"scope" not in _shown(Hub(), case_event(1, "310104/"), seeing(""))


def test_live_points_are_cut_to_the_readers_area() -> None:
    hub = Hub(3)
    event = Event(0, "live", {"ids": np.array([1, 2], np.int32), "frame": 1})
    assert b'"ids": "AQAAAA=="' in _shown(hub, event, seeing("310104/310104014/", None, "live"))
    assert _shown(hub, event, seeing("310105/", None, "live")) == b""


def test_one_who_may_see_nothing_gets_no_point_and_no_vital_sign() -> None:
    nobody = Subscription(frozenset(("live", "vitals")), NOTHING)
    live = Event(0, "live", {"ids": np.array([1, 2], np.int32), "frame": 1})
    assert _shown(Hub(3), live, nobody) == b""
    assert b"310104" not in _shown(Hub(), Event(0, "vitals", {"310104": [{"key": "x"}]}), nobody)


def test_topics_not_asked_for_are_not_sent() -> None:
    assert _shown(Hub(), case_event(1, ""), seeing("", None, "vitals")) == b""


def test_a_reader_resumes_where_it_was() -> None:
    hub = Hub()
    hub._events.extend(case_event(n, "") for n in range(10, 20))
    assert [e.seq for e in _missed(hub, 16)] == [17, 18, 19]
    assert _missed(hub, 19) == []
    assert _missed(hub, None) == []


def test_a_reader_away_too_long_is_told_to_start_anew() -> None:
    hub = Hub()
    hub._events.extend(case_event(n, "") for n in range(10, 20))
    assert [e.topic for e in _missed(hub, 3)] == ["reset"]


def test_a_slow_reader_starts_anew_and_holds_up_nobody() -> None:
    async def main() -> list[str]:
        hub = Hub()
        with hub.listen() as slow:
            for n in range(QUEUE + 1):
                hub._tell(case_event(n, ""))
            return [slow.queue.get_nowait().topic for _ in range(slow.queue.qsize())]  # type: ignore[union-attr]

    assert asyncio.run(main()) == ["reset"]


def test_a_quiet_reader_hears_beats_while_others_hear_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("chengyun.api.stream.BEAT_S", 0.05)

    async def first_words() -> bytes:
        hub = Hub()
        stream = _events(hub, seeing("310104/"), None)
        assert b"hello" in await anext(stream)
        busy = asyncio.ensure_future(_talk(hub))
        try:
            return await asyncio.wait_for(anext(stream), 5)
        finally:
            busy.cancel()

    assert b"event: beat" in asyncio.run(first_words())


async def _talk(hub: Hub) -> None:
    while True:
        hub._tell(Event(0, "vitals", {}))
        await asyncio.sleep(0.01)
