from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengyun.planning import network_loops
from chengyun.planning.network import CycleError, LinkType, Network, links, network, passes

FF, FS, SF, SS = LinkType.FF, LinkType.FS, LinkType.SF, LinkType.SS
Rows = list[tuple[int, int, int, int]]


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[int], Rows]:
    n = draw(st.integers(1, 12))
    rows = []
    for j in range(1, n):
        for i in sorted(draw(st.sets(st.integers(0, j - 1), max_size=3))):
            rows.append((i, j, draw(st.sampled_from(LinkType)), draw(st.integers(-4, 4))))
    return draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)), rows


def plainly(durations: list[int], rows: Rows) -> list[int]:
    """Earliest starts, straight from the meaning of each link."""
    start = [0] * len(durations)
    for i, j, kind, lag in sorted(rows, key=lambda row: row[1]):
        held = start[i] + (durations[i] if kind in (FS, FF) else 0) + lag
        start[j] = max(start[j], held - (durations[j] if kind in (FF, SF) else 0))
    return start


@given(networks())
def test_the_forward_pass_keeps_every_link_and_no_more(given: tuple[list[int], Rows]) -> None:
    assert passes(network(given[0], links(given[1]))).early_start.tolist() == plainly(*given)


@given(networks(), st.integers(0, 30))
def test_no_float_is_negative_where_the_limit_can_be_kept(
    given: tuple[list[int], Rows], room: int
) -> None:
    net = network(given[0], links(given[1]))
    found = passes(net, passes(net).length + room)
    assert found.float_.min() == room
    assert found.free_float.min() >= 0
    assert (found.free_float <= found.float_).all()


@given(networks(), st.integers(1, 30))
def test_a_missed_limit_is_told_by_how_much(given: tuple[list[int], Rows], missed: int) -> None:
    net = network(given[0], links(given[1]))
    assert passes(net, passes(net).length - missed).float_.min() == -missed


@given(networks(), st.integers(-20, 20))
def test_both_passes_agree_on_the_critical_path(given: tuple[list[int], Rows], room: int) -> None:
    net = network(given[0], links(given[1]))
    found = passes(net, passes(net).length + room)
    linked = {(i, j) for i, j, _, _ in given[1]}
    assert all(pair in linked for pair in pairwise(found.path))
    assert {int(found.float_[i]) for i in found.path} == {room}
    assert found.critical[list(found.path)].all()
    assert found.early_finish[found.path[-1]] == found.length


@given(networks())
def test_the_backward_pass_is_the_latest_that_keeps_the_limit(
    given: tuple[list[int], Rows],
) -> None:
    """Released at its latest start, each node alone delays nothing; one later delays the whole."""
    durations, rows = given
    found = passes(network(durations, links(rows)))
    for i, late in enumerate(found.late_start.tolist()):
        for more in (0, 1):
            release = np.zeros(len(durations))
            release[i] = late + more
            later = passes(network(durations, links(rows), release=release))
            assert later.length == found.length + more


@given(networks())
def test_the_free_float_moves_nobody_else(given: tuple[list[int], Rows]) -> None:
    durations, rows = given
    found = passes(network(durations, links(rows)))
    for i in range(len(durations)):
        release = np.zeros(len(durations), int)
        release[i] = found.early_start[i] + found.free_float[i]
        later = passes(network(durations, links(rows), release=release))
        others = np.arange(len(durations)) != i
        assert (later.early_start[others] == found.early_start[others]).all()


@settings(max_examples=10, deadline=None)
@given(networks())
def test_machine_code_and_plain_python_say_the_same(given: tuple[list[int], Rows]) -> None:
    def said() -> list[list[int]]:
        found = passes(network(given[0], links(given[1])), 40)
        return [column.tolist() for column in (found.float_, found.free_float, found.early_start)]

    plain = said()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(network_loops, "WORTH_COMPILING", 0)
        assert said() == plain


@pytest.mark.parametrize(
    ("kind", "start"), [(FS, 5 + 2), (SS, 2), (FF, 5 + 2 - 3), (SF, max(2 - 3, 0))]
)
def test_each_type_of_link_holds_what_it_says(kind: LinkType, start: int) -> None:
    assert passes(network([5, 3], links([(0, 1, kind, 2)]))).early_start.tolist() == [0, start]


def test_a_cycle_is_named_in_the_order_of_its_links() -> None:
    rows = [(0, 1, FS, 0), (3, 1, FS, 0), (1, 2, FS, 0), (2, 3, FS, 0), (3, 4, FS, 0)]
    with pytest.raises(CycleError) as told:
        network([1] * 5, links(rows))
    assert told.value.nodes == (1, 2, 3, 1)


def chain(**columns: list[int]) -> Network:
    """Five, then four, then three units of work."""
    return network([5, 4, 3], links([(0, 1, FS, 0), (1, 2, FS, 0)]), **columns)


def test_a_node_that_must_finish_sooner_takes_the_float_of_those_before_it() -> None:
    found = passes(chain(due=[99, 10, 99]), 20)
    assert found.float_.tolist() == [1, 1, 8]


def test_what_is_not_to_begin_before_holds_up_what_follows() -> None:
    assert passes(chain(release=[0, 8, 0])).early_start.tolist() == [0, 8, 12]


def test_what_is_done_holds_nobody_up_and_is_not_critical() -> None:
    net = chain(release=[-9, 0, 0], fixed=[1, 0, 0], done=[1, 0, 0])
    found = passes(net)
    assert found.early_start.tolist() == [-9, 0, 4]
    assert found.critical.tolist() == [False, True, True]
    assert found.late_start[0] == -9
    assert found.path == (1, 2)


def test_nothing_at_all_is_done_at_once() -> None:
    found = passes(network([], links([])))
    assert (found.length, found.path) == (0, ())
