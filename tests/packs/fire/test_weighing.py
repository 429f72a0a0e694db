"""The reckoning of a likelihood: odds, what was stated, what was counted, and the check of it."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.packs.fire import weighing
from chengyun.packs.fire.weighing import SIGNS, Base, Past, device, likelihood, weights

STATED = weights((), 10)
BASE = Base(0.05, 40)
NEW = device((), "a", BASE.share, 4)
QUIET = {"others": "none", "heat": "none", "people": "none", "fault": "sound"}


def share(levels: dict[str, str], own: weighing.Device = NEW) -> float:
    return likelihood(levels, STATED, BASE, own).share


def test_without_any_sign_it_is_the_share_of_fires_among_alarms() -> None:
    assert share({}) == pytest.approx(0.05)
    assert weighing.base((), 0.05, 40).share == pytest.approx(0.05)
    judged = [Past({}, real=n < 10) for n in range(60)]
    assert weighing.base(judged, 0.05, 40).share == pytest.approx((2 + 10) / 100)


def test_the_odds_are_multiplied_by_each_term() -> None:
    found = likelihood(QUIET | {"people": "some"}, STATED, BASE, NEW)
    odds = 0.05 / 0.95
    for term in found.terms:
        odds *= term.ratio
    assert found.share == pytest.approx(odds / (1 + odds))
    assert [term.sign.key for term in found.terms] == ["others", "heat", "people", "fault"]
    assert found.strongest[0].sign.key == "people"


@given(st.sampled_from(SIGNS))
def test_the_stated_shares_of_a_sign_are_shares(sign: weighing.Sign) -> None:
    assert sum(one.real for one in sign.levels) == pytest.approx(1)
    assert sum(one.false for one in sign.levels) == pytest.approx(1)
    assert sign.why_zh and sign.why_en


def test_a_second_detector_and_a_caller_make_it_likely_and_a_quiet_one_unlikely() -> None:
    assert share(QUIET) < 0.03
    assert share(QUIET | {"others": "more", "people": "some"}) > 0.85
    assert share(QUIET | {"others": "one"}) > share(QUIET)


def test_no_evidence_makes_it_certain_or_impossible() -> None:
    most = {"others": "more", "heat": "some", "course": "rising", "people": "some", "hour": "night"}
    assert share(most) <= 0.999
    worst = device([Past({}, False, "a")] * 500, "a", BASE.share, 4)
    assert share(QUIET | {"course": "falling", "fault": "faulty"}, worst) >= 0.001


def test_a_new_device_is_neither_trusted_nor_distrusted() -> None:
    assert NEW.share == BASE.share
    wolf = device([Past({}, False, "a")] * 6, "a", BASE.share, 4)
    sure = device([Past({}, True, "a")] * 2, "a", BASE.share, 4)
    assert wolf.share < BASE.share < sure.share
    assert (wolf.fires, wolf.alarms) == (0, 6)
    assert device([Past({}, False, "b")] * 6, "a", BASE.share, 4).share == BASE.share


def pasts(n: int, real: bool, **levels: str) -> list[Past]:
    return [Past(levels, real)] * n


def test_what_was_stated_counts_until_enough_was_judged() -> None:
    few = pasts(9, True, people="none") + pasts(40, False, people="some")
    assert weights(few, 10)["people", "some"] == STATED["people", "some"]
    enough = few + pasts(1, True, people="none")
    held = weights(enough, 10)["people", "some"]
    assert held.is_learned and (held.fires, held.falses) == (10, 40)
    assert held.real == pytest.approx((20 * 0.5 + 0) / 30)
    assert held.false == pytest.approx((20 * 0.03 + 40) / 60)
    assert held.ratio < 1 < STATED["people", "some"].ratio
    assert not weights(enough, 10)["others", "one"].is_learned


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_counted_shares_are_shares_too(a: int, b: int, c: int, d: int) -> None:
    told = (pasts(a, True, heat="some") + pasts(b, True, heat="none")
            + pasts(c, False, heat="some") + pasts(d, False, heat="none"))  # fmt: skip
    held = weights(told, 3)
    for which in ("real", "false"):
        shares = [getattr(held["heat", level], which) for level in ("none", "some")]
        assert sum(shares) == pytest.approx(1) and min(shares) > 0


def test_the_check_is_the_mean_square_beside_that_of_the_plain_share() -> None:
    told = [Past({}, True, told=0.9), Past({}, False, told=0.1), Past({}, False, told=0.2),
            Past({}, False)]  # fmt: skip
    found = weighing.check(told)
    assert found is not None and (found.n, found.fires) == (3, 1)
    assert found.brier == pytest.approx((0.01 + 0.01 + 0.04) / 3)
    assert found.plain == pytest.approx(2 / 9)
    assert found.skill == pytest.approx(1 - 0.02 / (2 / 9))
    assert [(one.n, one.fires) for one in found.bins] == [(1, 0), (1, 0), (1, 1)]
    assert weighing.check([Past({}, True)]) is None


def test_who_tells_the_opposite_is_worse_than_nothing() -> None:
    told = [Past({}, n % 2 == 0, told=0.1 if n % 2 == 0 else 0.9) for n in range(20)]
    found = weighing.check(told)
    assert found is not None and found.skill is not None and found.skill < 0


def test_counting_brings_the_likelihoods_to_a_town_that_is_not_as_stated() -> None:
    """Where people tell of everything, a report says little: the counted weights learn it."""
    chance, held = Random(7), STATED
    told: list[Past] = []
    for n in range(800):
        real = chance.random() < 0.2
        levels = {"people": "some" if chance.random() < (0.7 if real else 0.6) else "none"}
        held = weights(told, 10) if n % 20 == 0 else held
        share = likelihood(levels, held, weighing.base(told, 0.05, 40), unknown(told)).share
        told.append(Past(levels, real, told=share))
    first, last = weighing.check(told[:60]), weighing.check(told[400:])
    stated = weighing.check([
        Past(one.levels, one.real,
             told=likelihood(one.levels, STATED, BASE, NEW).share) for one in told[400:]
    ])  # fmt: skip
    assert first and last and stated
    assert last.brier < stated.brier
    assert last.brier < last.plain * 1.02


def unknown(told: list[Past]) -> weighing.Device:
    """A device without a record of its own."""
    return device((), "a", weighing.base(told, 0.05, 40).share, 4)
