"""Cameras and water tanks of an estate under the pack's rules."""

from tests.packs.watch import Watch, told


def test_turbid_tank_water_is_urgent_once_it_lasts() -> None:
    watch = Watch("community", "tank_turbidity", interval_s=300)
    assert told(watch.see([0.3, 1.4])) == []
    assert told(watch.see([1.5, 1.3])) == [("tank_turbid", "onset", 2)]
    assert told(watch.see([0.9, 0.4])) == [("tank_turbid", "clear", 2)]


def test_a_camera_without_a_picture_is_upkeep() -> None:
    watch = Watch("community", "camera_fault", interval_s=300)
    assert told(watch.see([0, 1, 1, 1])) == [("camera_dark", "onset", 4)]
