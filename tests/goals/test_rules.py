from datetime import date

import pytest

from chengyun.goals import rules


@pytest.mark.parametrize(
    ("value", "baseline", "target", "done"),
    [
        (100, 0, 200, 0.5),
        (30, 32, 28, 0.5),
        (33, 32, 28, 0.0),
        (220, 0, 200, 1.1),
        (0, 0, 0, 1.0),
        (1, 0, 0, 0.0),
    ],
)
def test_the_way_is_measured_from_baseline_to_target_in_either_direction(
    value: float, baseline: float, target: float, done: float
) -> None:
    assert rules.share_done(value, baseline, target) == pytest.approx(done)


def test_half_the_year_is_gone_at_the_end_of_june() -> None:
    assert rules.share_of_year(date(2026, 6, 30), 2026) == pytest.approx(0.496, abs=0.001)
    assert rules.share_of_year(date(2026, 12, 31), 2026) == 1.0
    assert rules.share_of_year(date(2025, 12, 31), 2026) == 0.0
    assert rules.share_of_year(date(2027, 1, 1), 2026) == 1.0


@pytest.mark.parametrize(
    ("done", "lamp"), [(0.5, "green"), (0.45, "green"), (0.44, "yellow"), (0.34, "red")]
)
def test_the_lamp_says_how_far_the_work_is_behind_the_calendar(done: float, lamp: str) -> None:
    assert rules.lamp(0.5, done) == lamp
