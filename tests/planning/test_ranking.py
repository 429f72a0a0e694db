import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.planning import Entry, rank

values = st.one_of(st.none(), st.floats(allow_nan=True), st.integers(-3, 3).map(float))
peers = st.lists(st.tuples(values, st.integers(0, 20)), max_size=15).map(
    lambda rows: [Entry(f"street {i}", value, volume) for i, (value, volume) in enumerate(rows)]
)


def places(entries: list[Entry], **options: object) -> dict[str, int | None]:
    return {s.entry.key: s.rank for s in rank(entries, **options)}  # type: ignore[arg-type]


STREETS = [
    Entry("天平", 0.9, 50),
    Entry("湖南", 0.95, 60),
    Entry("斜土", 0.9, 70),
    Entry("枫林", 0.8, 9),
]


def test_equal_values_share_a_place_and_the_next_is_skipped() -> None:
    assert places(STREETS) == {"湖南": 1, "天平": 2, "斜土": 2, "枫林": 4}
    assert [s.tied for s in rank(STREETS)] == [False, True, True, False]


def test_lower_can_be_better() -> None:
    assert places(STREETS, higher_is_better=False) == {"枫林": 1, "天平": 2, "斜土": 2, "湖南": 4}


def test_too_few_cases_give_no_rank() -> None:
    standings = rank(STREETS, minimum_volume=10)
    assert [(s.entry.key, s.rank) for s in standings][-1] == ("枫林", None)


@pytest.mark.parametrize("value", [None, math.nan])
def test_without_a_figure_there_is_no_rank(value: float | None) -> None:
    assert places([Entry("天平", value), Entry("湖南", 0.0)]) == {"湖南": 1, "天平": None}


def test_values_that_look_equal_are_equal() -> None:
    entries = [Entry("天平", 0.9512), Entry("湖南", 0.9508)]
    assert places(entries) == {"天平": 1, "湖南": 2}
    assert places(entries, decimals=3) == {"天平": 1, "湖南": 1}


def test_a_rise_is_positive_and_a_newcomer_has_no_change() -> None:
    previous = {"天平": 4, "湖南": 1, "斜土": None}
    changes = {s.entry.key: s.change for s in rank(STREETS, previous=previous)}
    assert changes == {"天平": 2, "湖南": 0, "斜土": None, "枫林": None}


def test_a_peer_is_not_ranked_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        rank([Entry("天平", 1.0), Entry("天平", 2.0)])


@given(peers, st.booleans(), st.integers(0, 10))
def test_a_place_is_one_more_than_the_number_of_better_peers(
    entries: list[Entry], higher: bool, minimum: int
) -> None:
    standings = rank(entries, higher_is_better=higher, minimum_volume=minimum)
    assert sorted(s.entry.key for s in standings) == sorted(e.key for e in entries)
    ranked = [(s.rank, s.entry.value) for s in standings if s.rank is not None]
    for place, value in ranked:
        better = [v for _, v in ranked if (v > value if higher else v < value)]  # type: ignore[operator]
        assert place == 1 + len(better)


@given(peers, st.randoms(use_true_random=False), st.booleans(), st.integers(0, 10))
def test_new_names_in_another_order_leave_every_place_as_it_was(
    entries: list[Entry], chance: Random, higher: bool, minimum: int
) -> None:
    names = [f"unit {n}" for n in range(len(entries))]
    chance.shuffle(names)
    renamed = dict(zip((e.key for e in entries), names, strict=True))
    others = [Entry(renamed[e.key], e.value, e.volume) for e in entries]
    chance.shuffle(others)
    given_ = {"higher_is_better": higher, "minimum_volume": minimum}
    found = places(others, **given_)
    assert {key: found[renamed[key]] for key in renamed} == places(entries, **given_)
