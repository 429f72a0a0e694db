"""Quiet hours, digests and pauses, as pure decisions."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chengyun.notices.timing import Span, Wish, due, pause, spans

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=SHANGHAI)


def test_a_night_over_midnight_ends_in_the_morning() -> None:
    wish = Wish(spans("22:00-07:00"))
    assert due(at("23 23:30"), wish, 3, SHANGHAI) == at("24 07:00")
    assert due(at("24 06:59"), wish, 3, SHANGHAI) == at("24 07:00")
    assert due(at("24 07:00"), wish, 3, SHANGHAI) == at("24 07:00")


def test_spans_that_touch_are_one_silence() -> None:
    wish = Wish(spans("22:00-07:00，07:00-08:00"))
    assert due(at("23 23:30"), wish, 3, SHANGHAI) == at("24 08:00")


def test_a_list_that_would_come_in_quiet_hours_comes_after_them() -> None:
    assert due(at("23 22:10"), Wish(spans("22:00-07:00"), "hourly"), 3, SHANGHAI) == at("24 07:00")


def test_a_daily_list_comes_at_its_time() -> None:
    wish = Wish((), "daily", time(17, 30))
    assert due(at("23 10:00"), wish, 3, SHANGHAI) == at("23 17:30")
    assert due(at("23 17:30"), wish, 3, SHANGHAI) == at("24 17:30")


# The first draw is slow where the machine is.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.timedeltas(timedelta(0), timedelta(days=365)),
    st.lists(st.tuples(st.integers(0, 1439), st.integers(0, 1439)), max_size=3),
    st.sampled_from(["", "hourly", "daily"]),
)
def test_a_message_never_goes_back_in_time_and_the_gravest_never_waits(
    after: timedelta, minutes: list[tuple[int, int]], digest: str
) -> None:
    now = at("01 00:00") + after
    quiet = tuple(Span(time(*divmod(a, 60)), time(*divmod(b, 60))) for a, b in minutes if a != b)
    wish = Wish(quiet, digest)
    assert now <= due(now, wish, 3, SHANGHAI) <= now + timedelta(days=8)
    assert due(now, wish, 1, SHANGHAI) == now


@pytest.mark.parametrize("text", ["25:00-07:00", "22:00", "22-7", "07:00-07:00"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        spans(text)


def test_pauses_double_up_to_the_longest_and_are_spread() -> None:
    first, longest = timedelta(seconds=10), timedelta(minutes=30)
    assert pause(1, first, longest, 0.5) == first
    assert pause(3, first, longest, 0.5) == 4 * first
    assert pause(99, first, longest, 0.5) == longest
    assert pause(1, first, longest, 0) < first < pause(1, first, longest, 1)
