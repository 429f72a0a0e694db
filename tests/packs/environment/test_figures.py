"""Limits by zone, classes by the worst item, episodes, equivalent levels, the 90 days."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from chengyun.packs.environment import law, limits, looking
from chengyun.packs.environment.episodes import by_hour, find, leq, time_mean
from chengyun.packs.environment.tracing import Blow

NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def series(*values: float, step: timedelta = MINUTE) -> list[tuple[datetime, float]]:
    return [(NOON + i * step, value) for i, value in enumerate(values)]


@pytest.mark.parametrize(
    ("zone", "hour", "site", "limit"),
    [
        ("0", 12, False, 50), ("1", 5, False, 45), ("2", 6, False, 60), ("2", 22, False, 50),
        ("4a", 21, False, 70), ("4a", 23, False, 55), ("1", 12, True, 70), ("1", 0, True, 55),
    ],
)  # fmt: skip
def test_noise_limits_go_by_zone_and_hour_and_sites_have_their_own(
    zone: str, hour: int, site: bool, limit: int
) -> None:
    assert limits.noise_limit(zone, hour, site) == limit


GOOD = {"oxygen": 8.0, "permanganate": 1.5, "cod": 10, "ammonia": 0.1, "phosphorus": 0.01}


@pytest.mark.parametrize(
    ("changed", "title", "worst"),
    [
        ({"ammonia": 1.0}, "III", "ammonia"),
        ({"ammonia": 1.01}, "IV", "ammonia"),
        ({"oxygen": 3.0, "cod": 20}, "IV", "oxygen"),
        ({"phosphorus": 0.41}, "V-", "phosphorus"),
        ({"oxygen": 7.5}, "I", None),
    ],
)
def test_a_section_is_of_the_class_of_its_worst_item(
    changed: dict[str, float], title: str, worst: str | None
) -> None:
    told = limits.grade(GOOD | changed)
    assert told and told.title == title
    assert worst is None or told.worst == worst


def test_what_is_over_the_class_aimed_at_is_told_with_how_far() -> None:
    told = limits.grade(GOOD | {"ammonia": 2.0, "cod": 22, "oxygen": 4.0}, wanted=2)
    assert told and dict(told.over) == pytest.approx({"ammonia": 1.0, "cod": 0.1, "oxygen": 0.2})
    assert told.over[0][0] == "ammonia"
    assert limits.grade({"note": "x", "cod": ""}) is None


def test_an_episode_has_onset_peak_and_length_and_a_short_dip_does_not_end_it() -> None:
    values = [50] * 5 + [80, 90, 120, 70, 40, 85, 90] + [30] * 20
    (one,) = find(series(*values), lambda at: 60)
    assert one.onset == NOON + 5 * MINUTE
    assert (one.minutes, one.peak, one.peak_at) == (6, 120, NOON + 7 * MINUTE)
    assert one.times == 1.0 and one.ended


def test_what_is_brief_is_no_episode_and_two_far_apart_are_two() -> None:
    brief = [50] * 5 + [80] * 3 + [50] * 20
    assert find(series(*brief), lambda at: 60) == []
    two = [80] * 8 + [50] * 15 + [90] * 8
    found = find(series(*two), lambda at: 60)
    assert [one.peak for one in found] == [80, 90]
    assert [one.ended for one in found] == [True, False]
    assert find([], lambda at: 60) == []


def test_the_limit_may_change_with_the_hour() -> None:
    def limit(at: datetime) -> float:
        return 60 if at < NOON + 10 * MINUTE else 50

    (one,) = find(series(*[55.0] * 30), limit)
    assert one.onset == NOON + 10 * MINUTE and one.limit == 50


def test_levels_are_meant_by_energy() -> None:
    assert leq([60, 60]) == pytest.approx(60)
    assert leq([60, 70]) == pytest.approx(67.4, abs=0.01)
    assert leq([]) is None
    rows = by_hour(series(60, 70, step=timedelta(hours=1)), lambda at: at)
    assert [(hour.hour, round(level), n) for hour, level, n in rows] == [(4, 60, 1), (5, 70, 1)]


def test_hardware_that_speaks_more_often_while_it_is_loud_weighs_no_more() -> None:
    slow = [(NOON, 10.0), (NOON + 10 * MINUTE, 10.0)]
    often = [(NOON + (10 + i / 10) * MINUTE, 100.0) for i in range(11)]
    assert time_mean([*slow, *often]) == pytest.approx((10 * 10 + 100) / 11)
    assert time_mean([]) is None


def test_wind_is_read_as_it_was_written_and_what_is_none_is_passed_over() -> None:
    wind = [(NOON, Blow(130.4, 2.46)), (NOON + timedelta(hours=1), Blow(355, 0.3))]
    told = looking.read_wind(looking.written(wind) + "\n不详\n")
    assert [blow for _, blow in told] == [Blow(130, 2.5), Blow(355, 0.3)]
    assert looking.read_wind("9 90 3") == [(9, Blow(90, 3))]
    assert looking.read_wind(None) == []


def case(filed: int, decided: int | None = None, **values: Any) -> Any:
    stages = {"filed": NOON + timedelta(days=filed)}
    if decided is not None:
        stages["decided"] = NOON + timedelta(days=decided)
    return SimpleNamespace(stages=stages, values=values)


def test_the_ninety_days_run_from_filing_to_the_decision() -> None:
    now = NOON + timedelta(days=91)
    late, done = law.clock(case(0), now), law.clock(case(0, 90), now)
    assert late and (late.left, late.lamp) == (-1, "bad")
    assert done and (done.left, done.lamp) == (0, "good")
    near = law.clock(case(5), now)
    assert near and near.lamp == "watch"
    assert law.clock(SimpleNamespace(stages={}, values={}), now) is None  # type: ignore[arg-type]


def test_decisions_count_in_the_month_they_were_made() -> None:
    rows = [case(0, 30), case(0, 95), case(0, 200), case(0)]
    day = NOON.date()
    assert law.in_time(rows, day, day + timedelta(days=100)) == (1, 2)
    assert law.in_time(rows, date(2020, 1, 1), date(2020, 2, 1)) == (0, 0)


def test_one_officer_and_a_decision_before_the_hearing_term_are_told() -> None:
    day = NOON.date()  # a Monday: the five workdays are over on the Monday after
    early = case(0, 7, notified_on=day.isoformat(), officers="A1, A2")
    assert law.faults(early) == ["early"]
    assert law.faults(case(0, 8, notified_on=day.isoformat(), officers="A1")) == ["officers"]
    assert law.faults(case(0, 8, notified_on=day.isoformat(), officers="A1、A2")) == []
