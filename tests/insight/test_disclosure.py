"""Small counts are withheld so that no sum gives them away."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chengyun.insight import disclosure

TABLES = st.integers(1, 5).flatmap(
    lambda wide: st.lists(
        st.lists(st.integers(0, 12), min_size=wide, max_size=wide), min_size=1, max_size=5
    )
)


def test_a_lonely_small_count_takes_the_next_with_it() -> None:
    assert disclosure.row([3, 40, 7, 0]) == [None, 40, None, 0]
    assert disclosure.row([3, 2, 40]) == [None, None, 40]
    assert disclosure.row([0, 5, 40]) == [0, 5, 40]


def test_a_share_needs_five() -> None:
    assert disclosure.share(1, 4) is None
    assert disclosure.share(1, 5) == 20


@given(TABLES)
def test_no_row_and_no_column_hides_exactly_one(rows: list[list[int]]) -> None:
    counts = np.array(rows, dtype=np.int64)
    hidden = disclosure.withheld(counts)
    assert hidden[(counts > 0) & (counts < disclosure.LEAST)].all()
    if counts.shape[1] > 1:
        assert not (hidden.sum(axis=1) == 1).any()
    if counts.shape[0] > 1:
        assert not (hidden.sum(axis=0) == 1).any()
