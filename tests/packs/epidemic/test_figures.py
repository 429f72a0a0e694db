"""The sums of the epidemic scene: R, detectors, warnings weighed, teams placed. By hand and by
simulation."""

from datetime import date, timedelta
from math import exp
from random import Random

import pytest

from chengyun.packs.epidemic import aberrations, spread, teams, weighing
from chengyun.packs.epidemic.weighing import Record, Wave

# Influenza in a school in Pennsylvania, 2009 (Cauchemez et al., PNAS 108 (2011) 2825): cases a day.
SCHOOL = [1, 1, 0, 2, 5, 3, 3, 3, 6, 2, 5, 9, 13, 12, 13, 11, 12, 6, 6, 6, 3, 1, 0, 2] + [0] * 4
SCHOOL += [2, 0, 2, 0]
FLU = spread.serial_interval(2.6, 1.5)


def test_the_serial_interval_in_days_is_the_published_one() -> None:
    told = [0, 0.233, 0.359, 0.198, 0.103, 0.053, 0.027, 0.014, 0.007, 0.003, 0.002, 0.001]
    assert FLU[:12] == pytest.approx(told, abs=0.0005)
    assert sum(FLU) == pytest.approx(1)
    assert sum(k * w for k, w in enumerate(FLU)) == pytest.approx(2.6, abs=0.01)


def test_r_of_the_school_is_what_the_authors_package_gives() -> None:
    first, second = spread.estimates(SCHOOL, FLU)[:2]
    assert (first.mean, second.mean) == pytest.approx((1.735798, 1.749168), abs=1e-6)
    assert (first.day, first.cases) == (7, 17)
    assert first.low == pytest.approx(1.028744, abs=1e-6)
    assert first.high == pytest.approx(2.624781, abs=1e-6)


@pytest.mark.parametrize("shape", [1.0, 3.5, 18.0, 400.0])
def test_a_quantile_and_the_distribution_undo_each_other(shape: float) -> None:
    for p in (0.025, 0.5, 0.975):
        assert spread.gamma_cdf(spread.gamma_quantile(p, shape), shape) == pytest.approx(p)


def test_the_gamma_distribution_is_the_exponential_and_the_erlang_one() -> None:
    assert spread.gamma_cdf(2.0, 1) == pytest.approx(1 - exp(-2))
    assert spread.gamma_cdf(3.0, 2) == pytest.approx(1 - exp(-3) * 4)
    assert spread.gamma_cdf(9.0, 2) == pytest.approx(1 - exp(-9) * 10)
    assert spread.gamma_cdf(0.0, 2) == 0


def epidemic(chance: Random, r: float, days: int, begun: int) -> list[int]:
    """Cases a day where each case infects r others, by the renewal equation."""
    told = [begun] * 3
    while len(told) < days:
        due = spread.infectiousness([*told, 0], FLU)[-1]
        told.append(poisson(chance, r * due))
    return told


def poisson(chance: Random, mean: float) -> int:
    limit, told, product = exp(-mean), 0, chance.random()
    while product > limit:
        told, product = told + 1, product * chance.random()
    return told


@pytest.mark.parametrize("r", [0.8, 1.2, 1.6])
def test_of_simulated_epidemics_the_interval_holds_the_r_they_were_made_with(r: float) -> None:
    chance, within, means = Random(1), 0, []
    for _ in range(100):
        last = spread.estimates(epidemic(chance, r, 16, 20), FLU)[-1]
        within += last.low <= r <= last.high
        means.append(last.mean)
    assert 89 <= within <= 100
    assert sum(means) / 100 == pytest.approx(r, rel=0.05)


def test_few_cases_leave_the_interval_wide_and_nobody_infectious_leaves_none() -> None:
    few, many = (spread.estimates([n] * 20, FLU)[-1] for n in (1, 50))
    assert few.high - few.low > 5 * (many.high - many.low)
    assert spread.estimates([0] * 20, FLU) == []


SERIES = [1, 2, 3, 4, 5, 6, 7, 4, 4, 9, 8, 10]


def test_c1_c2_and_c3_are_those_worked_out_by_hand() -> None:
    assert aberrations.c1([1, 2, 3, 4, 5, 6, 7, 12])[-1] == pytest.approx(3.703280, abs=1e-5)
    two = aberrations.c2(SERIES)
    assert two[:9] == [None] * 9
    assert two[9:] == pytest.approx([2.314550, 2.078529, 3.829864], abs=1e-5)
    three = aberrations.c3(SERIES)
    assert three[:11] == [None] * 11
    assert three[11] == pytest.approx(1.314550 + 1.078529 + 2.829864, abs=1e-5)


def test_cusum_adds_up_what_lies_beyond_the_slack() -> None:
    told = aberrations.cusum([9, 11] * 14 + [10, 10, 13, 13])
    assert told[:30] == [None] * 30
    assert told[30:] == pytest.approx([2.445942, 4.912193], abs=1e-5)
    alarms = aberrations.DETECTORS["cusum"].alarms([9, 11] * 14 + [10, 10, 13, 13], 0.2)
    assert alarms[29:] == [False, False, True]


def test_a_flat_series_does_not_alarm_at_the_least_stir() -> None:
    flat = [5.0] * 40 + [5.1]
    assert not any(any(one.alarms(flat, 0.2)) for one in aberrations.DETECTORS.values())
    assert aberrations.c2([5.0] * 9 + [7.0], 0.5)[-1] == 4.0


def test_on_noise_alone_each_detector_alarms_about_as_rarely_as_it_should() -> None:
    chance = Random(5)
    noise = [chance.gauss(100, 10) for _ in range(4000)]
    rates = {key: sum(one.alarms(noise, 0.2)) / 4000 for key, one in aberrations.DETECTORS.items()}
    # With seven figures of baseline C1 follows a t distribution: 3 / √(8/7) on six degrees of
    # freedom is passed by 1.5 % of figures.
    assert rates["c1"] == pytest.approx(0.015, abs=0.006)
    assert rates["c2"] == pytest.approx(0.015, abs=0.006)
    assert 0 < rates["cusum"] < 0.06


TODAY = date(2026, 11, 22)
WAVE = Wave(TODAY - timedelta(200), TODAY - timedelta(150))


def test_an_alarm_is_false_only_while_nothing_is_about() -> None:
    days = [TODAY - timedelta(n) for n in range(365, 0, -1)]
    states = dict.fromkeys(days, False)
    for n in (300, 290, 210, 205, 180, 20):
        states[TODAY - timedelta(n)] = True
    told = weighing.record(states, [WAVE], TODAY)
    # The wave with 14 days before and 7 after it: 72 days; its beginning: 22.
    assert (told.false, told.quiet) == (3, 365 - 72)
    assert (told.hits, told.opening) == (2, 22)
    assert (told.caught, told.waves, told.ahead) == (1, 1, (10,))
    assert told.false_rate == pytest.approx(3.5 / 294)
    assert told.ratio(True) == pytest.approx((2.5 / 23) / (3.5 / 294))
    assert told.ratio(False) == pytest.approx((1 - 2.5 / 23) / (1 - 3.5 / 294))
    assert told.ratio(None) == 1.0


def test_odds_before_times_the_ratios_are_the_odds_after() -> None:
    assert weighing.weighed(0.1, [9.0]) == pytest.approx(0.5)
    assert weighing.weighed(0.1, [9.0, 1.0, 1.0]) == pytest.approx(0.5)
    assert weighing.weighed(0.2, [2.0, 2.0, 0.25]) == pytest.approx(0.2)


def test_two_sources_that_agree_say_more_than_either_and_a_crier_says_nothing() -> None:
    sound = Record(5, 280, 12, 20, 2, 2, (5, 6))
    crier = Record(140, 280, 10, 20, 2, 2, (14, 14))
    alone = weighing.weighed(0.06, [sound.ratio(True)])
    assert weighing.weighed(0.06, [sound.ratio(True)] * 2) > alone > 0.5
    assert crier.ratio(True) == pytest.approx(1, abs=0.01)
    assert weighing.weighed(0.06, [sound.ratio(False)]) < 0.06


def test_a_state_lasts_over_the_days_without_a_figure_and_no_longer() -> None:
    day = date(2026, 11, 20)
    told = weighing.lasting([day, day + timedelta(1)], [True, False], 3)
    assert [told.get(day + timedelta(n)) for n in range(5)] == [True, True, True, False, None]


def test_the_rate_before_is_never_nought() -> None:
    assert 0 < weighing.base_rate([], TODAY) < 0.002
    assert weighing.base_rate([WAVE], TODAY) == pytest.approx(22.5 / 366)


def place(key: str, lon: float, people: int, done: int, metres: float = 0.0) -> teams.Place:
    return teams.Place(key, key, lon, 31.19, people, done, metres)


def test_a_team_goes_where_gap_times_way_is_greatest_not_where_either_is() -> None:
    most = place("most", 121.40, 1000, 100, 200)
    farthest = place("farthest", 121.42, 100, 60, 3000)
    both = place("both", 121.44, 800, 300, 900)
    (first, *_rest) = teams.stops([most, farthest, both], 3, 200, 0.9, 0.5)
    assert first.place.key == "both"
    assert (first.gap, first.metres, first.doses, first.after) == (420, 900, 200, 500)
    assert first.worth == 420 * 900


def test_a_stop_spares_its_neighbours_the_way() -> None:
    near = [place(f"n{i}", 121.40 + i * 0.0005, 500, 100, 2000 - i) for i in range(3)]
    other = place("other", 121.46, 300, 100, 1200)
    told = [one.place.key for one in teams.stops([*near, other], 2, 100, 0.9, 1.0)]
    assert told == ["n0", "other"]


def test_where_nobody_lacks_a_dose_no_team_goes() -> None:
    assert teams.stops([place("done", 121.4, 100, 95, 900)], 3, 50, 0.9, 1.0) == []
    assert teams.stops([], 3, 50, 0.9, 1.0) == []


def test_the_way_on_foot_is_longer_than_the_straight_line() -> None:
    assert teams.walk_m((121.40, 31.19), (121.40, 31.20)) == pytest.approx(1105.74 * 1.3)
    (one,) = teams.placed([place("a", 121.40, 1, 0)], [(121.40, 31.20), (121.40, 31.191)])
    assert one.metres == pytest.approx(110.574 * 1.3, rel=1e-6)
    assert teams.placed([place("a", 121.4, 1, 0)], [])[0].metres == 5000


def test_the_share_of_nobody_is_unknown() -> None:
    assert teams.share([]) is None
    assert teams.share([place("a", 121.4, 200, 50), place("b", 121.4, 200, 150)]) == 0.5
