from tests.packs.watch import Watch, told


def test_a_tilted_manhole_cover_is_urgent_at_once() -> None:
    watch = Watch("components", "manhole_tilt", interval_s=900)
    assert told(watch.see([1, 40])) == [("manhole_tilted", "onset", 2)]
    assert told(watch.see([12, 2])) == [("manhole_tilted", "clear", 2)]


def test_a_lift_that_reports_a_fault_is_a_case_and_clears_when_it_runs() -> None:
    watch = Watch("components", "lift_fault")
    found = told(watch.see([0, 1, 1, 0]))
    assert found == [("lift_out", "onset", 2), ("lift_out", "clear", 2)]


def test_a_full_bin_stays_one_alarm_until_it_is_emptied() -> None:
    watch = Watch("components", "bin_fill", interval_s=600)
    assert told(watch.see([90, 96, 94, 97, 80])) == [("bin_full", "onset", 4)]
    assert told(watch.see([10])) == [("bin_full", "clear", 4)]
