import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chengyun.planning.network import links, network
from chengyun.planning.whatif import portfolio


def test_a_slip_goes_through_a_link_to_another_project_less_its_float() -> None:
    rows = [(0, 1, 1, 0), (2, 3, 1, 0), (1, 3, 1, 0)]
    whole = portfolio(network([4, 3, 5, 2], links(rows)), np.array([0, 0, 1, 1]))
    assert whole.end.tolist() == [7, 9]
    slip = whole.slip({2: 5})
    assert (slip.nodes.tolist(), slip.projects.tolist()) == ([0, 0, 5, 3], [0, 3])
    assert slip.touched.tolist() == [1]
    assert whole.slip({0: 2}).touched.tolist() == [0, 1]
    assert whole.missed(slip, np.array([7, 10])).tolist() == [1]
    assert whole.missed(slip, np.array([7, 8])).tolist() == []


@given(st.integers(2, 12), st.integers(0, 9), st.data())
def test_a_slip_never_moves_anything_by_more_than_itself(
    n: int, days: int, data: st.DataObject
) -> None:
    rows = [(data.draw(st.integers(0, j - 1)), j, 1, 0) for j in range(1, n)]
    durations = data.draw(st.lists(st.integers(0, 5), min_size=n, max_size=n))
    whole = portfolio(network(durations, links(rows)), np.arange(n) % 3)
    slip = whole.slip({data.draw(st.integers(0, n - 1)): days})
    assert slip.nodes.min() >= 0
    assert slip.nodes.max() == days
    assert slip.projects.max() <= days
