import numpy as np

from tests.packs.watch import Watch, told

HOUR = 3600


def test_a_full_square_is_urgent_and_a_packed_one_the_gravest() -> None:
    watch = Watch("crowd", "crowd")
    found = told(watch.see([1000, 4200, 4300, 6500, 6600, 6700]))
    assert found == [("crowd_high", "onset", 2), ("crowd_high", "escalate", 1)]


def test_what_is_usual_at_this_hour_of_the_week_is_learnt() -> None:
    watch = Watch("crowd", "crowd", interval_s=600)
    hours = np.arange(4 * 7 * 24 * 6) / 6
    usual = 800 + 400 * np.sin(hours * np.pi / 12) + np.tile([0, 10, 20], len(hours) // 3)
    assert watch.see(list(usual)) == []
    found = told(watch.see([3000, 3000, 3000]))
    assert found == [("crowd_unusual", "onset", 3)]
