"""What changes too slowly for any limit."""

from typing import Any

import numpy as np
import pytest

from chengyun.detection import Drift, RuleError

from .helpers import HOUR, _about, engine, phases, series

DAY = 24


def drift(**given: Any) -> Drift:
    return Drift(**_about({"floor_sd": 0.05, **given}))


def hourly(levels: Any) -> Any:
    """A reading an hour, wavering over the day about the level of each day."""
    random = np.random.default_rng(8)
    wave = np.sin(np.arange(DAY) / DAY * 2 * np.pi)
    days = [level + wave + random.normal(0, 0.2, DAY) for level in levels]
    return series(np.concatenate(days), every=HOUR)


STEADY = np.full(60, 20.0)
SLIDING = np.concatenate((np.full(20, 20.0), 20 + 0.02 * np.arange(40)))


def test_a_slow_slide_is_found_though_no_day_stands_out() -> None:
    (told,) = engine(drift()).process(hourly(SLIDING))
    assert (told.phase, told.detail["side"]) == ("onset", "high")
    assert told.detail["mean"] == pytest.approx(20, abs=0.05)
    assert told.detail["sum"] > told.detail["limit"] == 5.0
    assert told.detail["day_mean"] < 20.5


def test_a_steady_level_with_its_days_and_nights_is_no_drift() -> None:
    assert engine(drift()).process(hourly(STEADY)) == []


def test_a_slide_down_is_found_and_one_side_may_be_left_out() -> None:
    assert phases(engine(drift()).process(hourly(40 - SLIDING))) == ["onset"]
    assert engine(drift(side="high")).process(hourly(40 - SLIDING)) == []


def test_it_clears_when_the_level_is_back() -> None:
    levels = np.concatenate((SLIDING[:40], np.full(60, 20.0)))
    assert phases(engine(drift()).process(hourly(levels))) == ["onset", "clear"]


def test_days_of_few_readings_do_not_count() -> None:
    few = hourly(SLIDING)
    assert engine(drift(min_readings=30)).process(few) == []


def test_where_a_batch_is_cut_changes_nothing() -> None:
    whole, parts = engine(drift()), engine(drift())
    readings = hourly(SLIDING)
    rows = range(0, len(readings), 35)
    assert whole.process(readings) == [
        alarm for row in rows for alarm in parts.process(readings[row : row + 35])
    ]
    assert whole.snapshot() == parts.snapshot()


def test_a_drift_that_cannot_be_is_refused() -> None:
    with pytest.raises(RuleError, match="learn_days must be 3 or more"):
        drift(learn_days=2)
