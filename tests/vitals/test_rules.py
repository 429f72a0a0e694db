from datetime import UTC, datetime

import numpy as np
import pytest

from chengyun.vitals import rules

NOW = 1_800_000_000_000_000


def columns(values: list[float], groups: list[int], **more: object) -> rules.Columns:
    n = len(values)
    return rules.Columns(
        np.array(values, float),
        np.array(more.get("fresh", [True] * n)),
        np.array(more.get("state", [0] * n), np.uint8),
        np.array(groups),
        int(more.get("areas", 2)),
    )


def test_a_mean_is_taken_per_area_and_streams_outside_are_left_out() -> None:
    result = rules.aggregate("mean", columns([10, 20, 99, 1000], [0, 0, 1, -1]))
    assert result.tolist() == [15, 99]


def test_an_area_without_a_fresh_reading_has_no_value() -> None:
    given = columns([10, 20], [0, 1], fresh=[True, False])
    for name in rules.AGGREGATES.keys() - {"reporting_share"}:
        assert np.isnan(rules.aggregate(name, given)[1]), name
    assert rules.aggregate("reporting_share", given).tolist() == [100, 0]


@pytest.mark.parametrize(("name", "share"), [("median", 0.5), ("p95", 0.95), ("max", 1.0)])
def test_quantiles_agree_with_numpy(name: str, share: float) -> None:
    draw = np.random.default_rng(7)
    values, groups = draw.normal(size=500), draw.integers(0, 7, 500)
    result = rules.aggregate(name, columns(list(values), list(groups), areas=7))
    expected = [np.quantile(values[groups == i], share) for i in range(7)]
    np.testing.assert_allclose(result, expected)


def test_a_lift_that_reports_a_fault_is_not_in_service_and_a_silent_one_is_not_counted() -> None:
    given = columns([0, 0, 1, 0], [0] * 4, state=[0, 0, 2, 5], fresh=[True, True, True, False])
    assert rules.aggregate("share_normal", given)[0] == pytest.approx(66.67, abs=0.01)


def test_people_in_all_squares_are_added_up() -> None:
    assert rules.aggregate("sum", columns([100, 250, 7], [0, 0, 1])).tolist() == [350, 7]


def test_a_reading_is_fresh_for_three_of_its_intervals() -> None:
    ago = np.array([179, 181, 100, 0]) * rules.MICROS
    times = np.where(ago > 0, NOW - ago, 0)
    interval = np.array([60.0, 60.0, 0.0, 60.0])
    assert rules.fresh(times, interval, NOW).tolist() == [True, False, True, False]


def test_a_value_is_good_in_the_band_watched_near_it_and_bad_beyond() -> None:
    values = np.array([0, 75, 90, 100, -5, np.nan])
    expected = ["good", "good", "watch", "bad", "watch", "stale"]
    assert rules.states(values, 0, 75) == expected


def test_the_night_has_its_own_upper_limit() -> None:
    assert rules.upper(60, 50, datetime(2026, 3, 2, 23, tzinfo=UTC)) == 50
    assert rules.upper(60, 50, datetime(2026, 3, 2, 6, tzinfo=UTC)) == 60
    assert rules.upper(60, None, datetime(2026, 3, 2, 3, tzinfo=UTC)) == 60
