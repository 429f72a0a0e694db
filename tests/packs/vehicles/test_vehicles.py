from tests.packs.watch import Watch, told


def test_a_driver_who_calls_for_help_is_the_gravest_case() -> None:
    found = told(Watch("vehicles", "sos", interval_s=10).see([0, 0, 1]))
    assert found == [("vehicle_sos", "onset", 1)]


def test_a_moment_over_the_limit_is_nothing_and_half_a_minute_is() -> None:
    assert Watch("vehicles", "speed", interval_s=10).see([60, 75, 60]) == []
    found = told(Watch("vehicles", "speed", interval_s=10).see([60, 75, 76, 75, 74]))
    assert found == [("vehicle_fast", "onset", 4)]


def test_a_terminal_is_given_half_an_hour_before_it_is_missed() -> None:
    watch = Watch("vehicles", "speed", interval_s=10)
    watch.see([20])
    assert watch.wait(1700) == []
    assert told(watch.wait(400)) == [("vehicle_silent", "onset", 4)]
