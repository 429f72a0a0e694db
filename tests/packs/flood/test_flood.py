from tests.packs.watch import Watch, told


def test_water_over_the_kerb_is_told_and_deep_water_is_graver() -> None:
    watch = Watch("flood", "water_level", interval_s=600)
    found = told(watch.see([0.02, 0.18, 0.35]))
    assert found == [("water_high", "onset", 3), ("water_high", "escalate", 1)]
    assert told(watch.see([0.12, 0.05]))[-1][:2] == ("water_high", "clear")


def test_water_that_keeps_rising_is_urgent_before_it_is_deep() -> None:
    watch = Watch("flood", "water_level")
    assert told(watch.see([0.0, 0.04, 0.08, 0.12])) == [("water_rising", "onset", 2)]


def test_a_ripple_at_a_fast_gauge_is_no_flood() -> None:
    watch = Watch("flood", "water_level", interval_s=8)
    assert watch.see([0.010, 0.016, 0.009, 0.015, 0.010, 0.016]) == []


def test_heavy_rain_sends_a_crew_to_look() -> None:
    watch = Watch("flood", "rain")
    assert told(watch.see([2, 45])) == [("rain_heavy", "onset", 3)]
    assert told(watch.see([20, 5])) == [("rain_heavy", "clear", 3)]


def test_a_dry_gauge_is_not_taken_for_a_stuck_one() -> None:
    assert Watch("flood", "water_level").see([0.0] * 2000) == []
