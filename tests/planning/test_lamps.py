from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.planning import Lamp, LampState, Override, Thresholds, deadline_lamp, pace_lamp

shares = st.floats(0, 1)
NOW = datetime(2026, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expected", "actual", "lamp"),
    [
        (0.5, 0.6, Lamp.GREEN),
        (0.5, 0.5, Lamp.GREEN),
        (0.55, 0.5, Lamp.GREEN),  # five points behind, not more
        (0.56, 0.5, Lamp.YELLOW),
        (0.65, 0.5, Lamp.YELLOW),
        (0.66, 0.5, Lamp.RED),
    ],
)
def test_the_lamp_follows_how_far_a_task_is_behind(
    expected: float, actual: float, lamp: Lamp
) -> None:
    assert pace_lamp(expected, actual) is lamp


@given(shares, shares, shares)
def test_doing_more_never_makes_a_lamp_worse(expected: float, a: float, b: float) -> None:
    less, more = pace_lamp(expected, min(a, b)), pace_lamp(expected, max(a, b))
    assert more.order <= less.order


@pytest.mark.parametrize(
    ("days_left", "done", "lamp"),
    [
        (4, False, Lamp.GREEN),
        (3, False, Lamp.YELLOW),
        (0, False, Lamp.YELLOW),
        (-1, False, Lamp.RED),
        (-1, True, Lamp.GREEN),
    ],
)
def test_a_dated_step_is_yellow_near_its_date_and_red_after_it(
    days_left: int, done: bool, lamp: Lamp
) -> None:
    assert deadline_lamp(days_left, done) is lamp


def test_thresholds_can_be_stricter() -> None:
    strict = Thresholds(yellow=0.0, red=0.02, near_days=10)
    assert pace_lamp(0.5, 0.49, strict) is Lamp.YELLOW
    assert deadline_lamp(10, thresholds=strict) is Lamp.YELLOW


@pytest.mark.parametrize("wrong", [{"yellow": 0.3}, {"yellow": -0.1}, {"near_days": -1}])
def test_thresholds_out_of_order_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="thresholds"):
        Thresholds(**wrong)  # type: ignore[arg-type]


def test_an_override_shows_and_keeps_the_computed_lamp() -> None:
    override = Override(Lamp.GREEN, "雨季停工已报备", "赵国华", NOW)
    state = LampState(Lamp.RED, override)
    assert (state.shown, state.computed, state.differs) == (Lamp.GREEN, Lamp.RED, True)
    assert LampState(Lamp.RED).shown is Lamp.RED


def test_an_override_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        Override(Lamp.GREEN, " ", "赵国华", NOW)
