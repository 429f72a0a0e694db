from tests.packs.watch import Watch, told


def test_dust_must_last_five_minutes() -> None:
    watch = Watch("environment", "pm25")
    assert watch.see([160, 170, 60]) == []
    assert told(watch.see([160.0 + i for i in range(7)])) == [("pm25_high", "onset", 3)]


def test_very_heavy_dust_is_urgent() -> None:
    watch = Watch("environment", "pm25")
    found = told(watch.see([260.0 + i for i in range(8)]))
    assert ("pm25_high", 2) in [(rule, severity) for rule, _, severity in found]


def test_noise_is_minor_at_75_and_a_case_for_the_day_at_85() -> None:
    watch = Watch("environment", "noise")
    assert told(watch.see([78, 79, 78, 79])) == [("noise_high", "onset", 4)]
    assert told(watch.see([90, 91, 90, 91])) == [("noise_high", "escalate", 3)]


def test_a_station_whose_value_stands_still_is_broken() -> None:
    watch = Watch("environment", "pm25")
    found = told(watch.see([41.0] * 300))
    assert found == [("pm25_stuck", "onset", 4)]
    assert told(watch.see([42.0])) == [("pm25_stuck", "clear", 4)]
