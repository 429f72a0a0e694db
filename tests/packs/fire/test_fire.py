from tests.packs.watch import Watch, told


def test_smoke_that_stays_is_the_gravest_case() -> None:
    watch = Watch("fire", "smoke", interval_s=10)
    assert told(watch.see([0.01, 0.3, 0.4])) == [("smoke_high", "onset", 1)]
    assert told(watch.see([0.1, 0.02])) == [("smoke_high", "clear", 1)]


def test_one_puff_of_smoke_is_no_alarm() -> None:
    assert Watch("fire", "smoke", interval_s=10).see([0.01, 0.3, 0.01, 0.01]) == []


def test_gas_near_its_explosive_limit_becomes_graver() -> None:
    watch = Watch("fire", "gas")
    assert told(watch.see([1, 12])) == [("gas_high", "onset", 2)]
    assert told(watch.see([30])) == [("gas_high", "escalate", 1)]
    assert told(watch.see([2]))[-1] == ("gas_high", "clear", 1)


def test_a_hot_charger_is_urgent_before_it_burns() -> None:
    watch = Watch("fire", "charger_temp")
    found = told(watch.see([40, 72, 90]))
    assert found == [("charger_hot", "onset", 2), ("charger_hot", "escalate", 1)]


def test_a_smoke_detector_that_says_nothing_is_a_minor_case() -> None:
    watch = Watch("fire", "smoke")
    watch.see([0.01, 0.01])
    assert watch.wait(60) == []
    assert told(watch.wait(600)) == [("smoke_silent", "onset", 4)]
