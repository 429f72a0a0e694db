from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chengyun.planning.baselines import Change, Span, Told, compare, summary
from chengyun.planning.network import links, network
from chengyun.planning.whatif import portfolio
from chengyun.planning.workdays import WorkdayLine

MONDAY = date(2026, 6, 8)


def span(start: int, finish: int) -> Span:
    return Span(MONDAY + timedelta(days=start), MONDAY + timedelta(days=finish))


def test_two_baselines_tell_what_moved_came_and_went() -> None:
    then = {"a": span(0, 4), "b": span(7, 9), "c": span(0, 1), "d": span(7, 8)}
    now = {"a": span(0, 4), "b": span(7, 14), "d": span(4, 7), "e": span(0, 1)}
    changes = compare(then, now)
    assert [(c.key, c.change, c.start_days, c.finish_days) for c in changes] == [
        ("a", Change.SAME, 0, 0),
        ("b", Change.MOVED, 0, 5),
        ("d", Change.MOVED, -3, -1),
        ("e", Change.ADDED, None, None),
        ("c", Change.REMOVED, None, None),
    ]
    assert summary(changes) == Told(same=1, later=1, sooner=1, added=1, removed=1, worst=5)


def test_baselines_may_be_told_in_workdays() -> None:
    line = WorkdayLine(MONDAY, lambda day: day.weekday() < 5)
    then, now = {"a": span(0, 4)}, {"a": span(0, 7)}
    (changed,) = compare(then, now, lambda a, b: line.count_until(b) - line.count_until(a))
    assert changed.finish_days == 1


def test_a_date_that_is_not_known_yet_moves_by_no_number() -> None:
    (changed,) = compare({"a": Span(MONDAY, None)}, {"a": span(0, 3)})
    assert (changed.change, changed.finish_days) == (Change.MOVED, None)


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
