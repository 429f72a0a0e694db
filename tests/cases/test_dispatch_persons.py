"""To whom of a unit a case should go: duty, load and way, in words and numbers."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.cases.dispatching.persons import Candidate, Duty, Held, Load, load_of, ranked
from chengyun.cases.models import Case
from chengyun.cases.queries import persons
from chengyun.people.models import User
from chengyun.people.policy import viewer_of
from tests.cases.conftest import LESHAN, MONDAY

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        key=st.text("abcdef", min_size=1, max_size=4),
        load=st.builds(Load, st.integers(0, 9), st.just(0), st.floats(0, 20)),
        metres=st.none() | st.floats(0, 20_000),
        duty=st.builds(Duty, st.sampled_from([True, False, None])),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)


@given(CANDIDATES)
def test_nobody_off_duty_stands_before_somebody_on_duty(candidates: list[Candidate]) -> None:
    order = [{True: 0, None: 1, False: 2}[one.duty.on] for one in ranked(candidates)]
    assert order == sorted(order)


@given(CANDIDATES, st.randoms())
def test_the_order_does_not_hang_on_how_they_were_given(
    candidates: list[Candidate], chance: Any
) -> None:
    mixed = list(candidates)
    chance.shuffle(mixed)
    assert ranked(mixed) == ranked(candidates)


@given(CANDIDATES.filter(bool), st.integers(0, 11))
def test_who_has_less_and_is_nearer_is_never_behind(
    candidates: list[Candidate], which: int
) -> None:
    one = candidates[which % len(candidates)]
    better = replace(one, key="0", load=Load(0, 0, 0.0), metres=0.0)
    order = ranked([*candidates, better])
    assert order.index(better) < order.index(one)


@given(
    st.lists(st.floats(0, 3_000), min_size=2, max_size=8),
    st.lists(st.integers(1, 4), min_size=1, max_size=60),
    st.data(),
)
def test_a_shift_of_cases_given_as_suggested_spreads_the_load(
    way: list[float], severities: list[int], data: st.DataObject
) -> None:
    """Nobody ends with more than another by a case of the gravest and the way between them."""
    on = data.draw(st.lists(st.booleans(), min_size=len(way), max_size=len(way)).filter(any))
    keys = [f"p{n}" for n in range(len(way))]
    hands: dict[str, list[Held]] = {key: [] for key in keys}
    for severity in severities:
        there = [
            Candidate(key, load_of(hands[key], MONDAY), metres, Duty(duty))
            for key, metres, duty in zip(keys, way, on, strict=True)
        ]
        hands[ranked(there)[0].key].append(Held(severity))
    weights = {key: load_of(held, MONDAY).weight for key, held in hands.items()}
    busy = [key for key, duty in zip(keys, on, strict=True) if duty]
    assert not any(weights[key] for key in set(keys) - set(busy))
    assert max(weights[k] for k in busy) - min(weights[k] for k in busy) <= 4.0 + 3.0


def test_equal_people_take_turns_by_name() -> None:
    hands: Counter[str] = Counter()
    for _ in range(30):
        there = [Candidate(key, Load(hands[key], 0, float(hands[key]))) for key in "cab"]
        hands[ranked(there)[0].key] += 1
    assert hands == {"a": 10, "b": 10, "c": 10}


def test_a_grave_or_late_case_weighs_more() -> None:
    soon, later = MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=9)
    ladder = [Held(4), Held(3, later), Held(3, soon), Held(3, soon, True), Held(1, later)]
    weights = [load_of([held], MONDAY).weight for held in ladder]
    assert weights == sorted(set(weights))
    assert load_of([Held(3, soon, True), Held(3)], MONDAY) == Load(2, 1, 3.0)


def test_whose_way_is_unknown_is_taken_to_come_the_farthest_way() -> None:
    near, far, unknown = Candidate("b", metres=10), Candidate("c", metres=900), Candidate("a")
    assert [one.key for one in ranked([unknown, far, near])] == ["b", "a", "c"]


@pytest.fixture
def sunyan(district: Any) -> User:
    """孙艳, handler at the water bureau, in 徐家汇."""
    return User.objects.create(
        username="sunyan", name="孙艳", role="handler", unit=district.water, area=district.xujiahui
    )


@pytest.fixture
def filed(reported: Any, zhoumin: Any, do: Callable[..., Any]) -> Case:
    reported.area_path = "310104/310104014/"
    reported.save()
    done: Case = do(zhoumin, reported, "file")
    return done


def in_hand(district: Any, flood: Any, who: User, n: int, **more: Any) -> Case:
    facts = {
        "number": f"T-{who.username}-{n}", "type": flood, "title": "积水", "stage": "handling",
        "severity": 3, "origin": "report", "opened_at": MONDAY, "seen_at": MONDAY,
        "unit": district.water, "handler": who, "area_path": district.grid.path,
        "due_at": MONDAY + timedelta(hours=9),
    }  # fmt: skip
    return Case.objects.create(**{**facts, **more})


def test_persons_are_ranked_and_each_says_why(
    filed: Case, chenli: Any, liqiang: Any, sunyan: User, district: Any, flood: Any
) -> None:
    in_hand(district, flood, liqiang, 1)
    in_hand(district, flood, liqiang, 2, overdue=True)
    in_hand(district, flood, liqiang, 3, suspended_at=MONDAY)
    in_hand(district, flood, liqiang, 4, handled_at=MONDAY, closed_at=MONDAY)
    first, second = persons.at_hand(viewer_of(chenli), filed, district.water, MONDAY)
    assert (first.user, second.user) == (sunyan, liqiang)
    assert first.reasons == ["在办 0 件", "距徐家汇街道中心 60 m", "值班情况未知"]
    assert second.reasons == ["在办 2 件", "其中超时 1 件", "距离未知", "值班情况未知"]


def test_somebody_is_where_they_last_had_a_case_today(
    filed: Case, chenli: Any, sunyan: User, district: Any, flood: Any
) -> None:
    there = {"lon": LESHAN[0] + 0.01, "lat": LESHAN[1]}
    in_hand(district, flood, sunyan, 1, **there, accepted_at=MONDAY - timedelta(hours=1))
    old = {"lon": 121.40, "lat": 31.12, "accepted_at": MONDAY - timedelta(hours=30)}
    in_hand(district, flood, sunyan, 2, **old)
    (person,) = persons.at_hand(viewer_of(chenli), filed, district.water, MONDAY)
    assert "距其最近办案地点 950 m" in person.reasons


def test_who_is_on_duty_comes_first_and_until_when_is_told(
    filed: Case, chenli: Any, liqiang: Any, sunyan: User, district: Any, monkeypatch: Any
) -> None:
    until = MONDAY + timedelta(hours=8)
    known = {liqiang.pk: Duty(True, until), sunyan.pk: Duty(False)}
    monkeypatch.setattr(persons, "duties", lambda unit, people, at: known)
    first, second = persons.at_hand(viewer_of(chenli), filed, district.water, MONDAY)
    assert (first.user, first.reasons[-1]) == (liqiang, "在班至 18:00")
    assert (second.user, second.reasons[-1]) == (sunyan, "不在班")


def test_load_is_told_of_cases_in_the_viewers_scope_and_only_to_who_may_dispatch(
    filed: Case, chenli: Any, sunyan: User, zhaoguohua: Any, district: Any, flood: Any
) -> None:
    in_hand(district, flood, sunyan, 1, area_path=district.tianlin.path)
    in_hand(district, flood, sunyan, 2)
    chenli.area = district.xujiahui
    (person,) = persons.at_hand(viewer_of(chenli), filed, district.water, MONDAY)
    assert person.candidate.load.open == 1
    for reader in (zhaoguohua, sunyan):
        assert persons.at_hand(viewer_of(reader), filed, district.water, MONDAY) == []


def test_the_persons_cost_the_same_queries_however_many_they_are(
    filed: Case, chenli: Any, district: Any, flood: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(9):
        who = User.objects.create(username=f"h{n}", role="handler", unit=district.water)
        in_hand(district, flood, who, n)
    with django_assert_max_num_queries(4):
        assert len(persons.at_hand(viewer_of(chenli), filed, district.water, MONDAY)) == 9


def test_the_rota_says_who_is_on_duty_and_until_when(district: Any, liqiang: Any) -> None:

    from chengyun.cases.duty import duties
    from chengyun.people.models import Post, Shift, User

    other = User.objects.create(username="w2", role="handler", unit=district.water)
    assert duties(district.water, [liqiang, other], MONDAY)[liqiang.pk].on is None
    post = Post.objects.create(unit=district.water, kind="handler", title_zh="值班")
    end = MONDAY + timedelta(hours=8)
    Shift.objects.create(post=post, user=liqiang, start=MONDAY, end=end)
    found = duties(district.water, [liqiang, other], MONDAY)
    assert (found[liqiang.pk].on, found[liqiang.pk].until) == (True, end)
    assert found[other.pk].on is False
