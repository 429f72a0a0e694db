import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.bus.batch import BadBatch, Batch, decode, encode, join

ROWS = st.lists(
    st.tuples(
        st.integers(0, 2**31 - 1),
        st.integers(-(2**62), 2**62),
        st.floats(allow_nan=False, allow_infinity=False),
    )
)


def batch(rows: list[tuple[int, int, float]], received: int = 5, source: int = 3) -> Batch:
    streams, times, values = ([row[i] for row in rows] for i in range(3))
    return Batch(
        np.array(streams, np.int32), np.array(times, np.int64), np.array(values), received, source
    )


@given(ROWS)
def test_a_batch_comes_back_as_it_was(rows: list[tuple[int, int, float]]) -> None:
    back = decode(encode(batch(rows)))
    assert back.stream.tolist() == [row[0] for row in rows]
    assert back.time.tolist() == [row[1] for row in rows]
    assert back.value.tolist() == [row[2] for row in rows]
    assert (back.received_us, back.source) == (5, 3)


@given(ROWS.filter(bool), st.integers(0, 10_000))
def test_a_batch_cut_short_is_refused(rows: list[tuple[int, int, float]], cut: int) -> None:
    payload = encode(batch(rows))
    with pytest.raises(BadBatch):
        decode(payload[: cut % len(payload)])


@given(st.binary(max_size=200))
def test_rubbish_is_refused_not_read(payload: bytes) -> None:
    with pytest.raises(BadBatch):
        decode(payload)


def test_batches_are_joined_in_order() -> None:
    joined = join([batch([(1, 10, 1.0)]), batch([(2, 20, 2.0), (3, 30, 3.0)])])
    assert joined.stream.tolist() == [1, 2, 3]
    assert joined.value.tolist() == [1.0, 2.0, 3.0]
