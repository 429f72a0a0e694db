"""Values that do not move although the world does."""

from .helpers import engine, minutes, series, stuck


def test_a_value_that_does_not_move_is_stuck_after_its_time() -> None:
    told = engine(stuck(for_s=180, min_readings=2)).process(series([4, 7, 7, 7, 7, 7, 8]))
    assert minutes(told) == [("onset", 4), ("clear", 6)]


def test_standing_still_needs_enough_readings() -> None:
    told = engine(stuck(for_s=60, min_readings=5)).process(series([7, 7, 7, 7, 7]))
    assert minutes(told) == [("onset", 4)]


def test_small_noise_counts_as_standing_still() -> None:
    told = engine(stuck(for_s=180, epsilon=0.1, min_readings=2)).process(
        series([7, 7.05, 6.95, 7.1, 7.2])
    )
    assert minutes(told) == [("onset", 3), ("clear", 4)]


def test_a_slow_drift_is_not_standing_still() -> None:
    drift = [7 + i * 0.08 for i in range(30)]
    assert engine(stuck(for_s=180, epsilon=0.1, min_readings=2)).process(series(drift)) == []


def test_a_stuck_alarm_explains_itself() -> None:
    onset, clear = engine(stuck(for_s=120, min_readings=3)).process(series([7, 7, 7, 7, 9]))
    assert (onset.detail["place"], onset.detail["readings"], onset.detail["held_s"]) == (7, 3, 120)
    assert (clear.detail["place"], clear.value, clear.detail["held_s"]) == (7, 9, 240)
    assert clear.id == onset.id
