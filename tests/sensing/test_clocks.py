import numpy as np

from chengyun.sensing.clocks import DAY_US, ENOUGH, Clocks

NOW = 1_790_000_000_000_000
SECOND = 1_000_000


def listening(*ahead_s: float) -> Clocks:
    clocks = Clocks()
    for ahead in ahead_s:
        clocks.listen(7, "pump-vendor", np.array([NOW + int(ahead * SECOND)]), NOW)
    return clocks


def test_a_clock_that_is_always_ahead_by_as_much_is_measured() -> None:
    clocks = listening(*([312.0, 312.4] * ENOUGH))
    assert clocks.skew_s(7) == 312.2
    assert clocks.ahead(7) == "this source's clock seems 312 s ahead"


def test_nothing_is_said_of_a_clock_before_enough_is_heard() -> None:
    assert listening(*[312.0] * (ENOUGH - 1)).skew_s(7) is None


def test_a_sender_that_brings_readings_in_heaps_has_no_skew() -> None:
    assert listening(*(-60.0 * n for n in range(ENOUGH * 2))).skew_s(7) is None


def test_a_device_that_dreams_of_another_year_does_not_spoil_the_measure() -> None:
    clocks = listening(*[1.5] * ENOUGH)
    clocks.listen(7, "pump-vendor", np.array([NOW + 400 * DAY_US, NOW + 1_500_000]), NOW)
    assert clocks.skew_s(7) == 1.5


def test_late_is_behind_its_own_datastream_or_over_an_hour_old() -> None:
    clocks = Clocks()
    ids = np.array([3, 4, 5_000])
    assert clocks.count(ids, np.array([NOW, NOW - 10 * SECOND, NOW]), NOW) == (0, 0)
    later = np.array([NOW - SECOND, NOW, NOW + 60 * SECOND])
    assert clocks.count(ids, later, NOW) == (1, 1)
    assert clocks.count(np.array([6]), np.array([NOW - DAY_US]), NOW) == (1, 0)
