import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.planning import Mismatch, roll_up

# 148 constituencies belong to groups; here a small district.
TREE = {"区": None, "徐家汇": "区", "田林": "区", "乐山": "徐家汇", "汇站": "徐家汇"}


def test_children_that_add_up_raise_nothing() -> None:
    result = roll_up(TREE, {"区": 60, "徐家汇": 40, "乐山": 30, "汇站": 10, "田林": 20})
    assert result.adds_up
    assert result.totals == {"区": 60, "徐家汇": 40, "乐山": 30, "汇站": 10, "田林": 20}


def test_the_parent_that_does_not_agree_is_named() -> None:
    result = roll_up(TREE, {"区": 60, "徐家汇": 41, "乐山": 30, "汇站": 10, "田林": 20})
    assert result.mismatches == (Mismatch("徐家汇", 41, 40, ()),)
    assert result.mismatches[0].difference == 1
    assert result.totals["区"] == 60


def test_a_child_without_a_figure_is_named() -> None:
    result = roll_up(TREE, {"徐家汇": 40, "乐山": 30, "田林": 20})
    assert result.mismatches == (Mismatch("徐家汇", 40, 30, ("汇站",)),)


def test_a_parent_stands_for_children_that_say_nothing() -> None:
    result = roll_up(TREE, {"徐家汇": 40, "田林": 20})
    assert (result.totals["区"], result.adds_up) == (60, True)


def test_rounding_is_no_disagreement() -> None:
    assert roll_up({"a": None, "b": "a", "c": "a"}, {"a": 0.3, "b": 0.1, "c": 0.2}).adds_up


@pytest.mark.parametrize(
    ("tree", "figures", "why"),
    [
        ({"a": "b"}, {}, "parent 'b' of 'a'"),
        ({"a": None}, {"x": 1.0}, "'x' belongs to nothing"),
        ({"a": "b", "b": "a"}, {}, "cycle"),
    ],
)
def test_a_broken_tree_is_refused(
    tree: dict[str, str | None], figures: dict[str, float], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        roll_up(tree, figures)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=30))
def test_the_root_is_the_sum_of_the_leaves(rows: list[tuple[int, int]]) -> None:
    parents = {str(i): str(p % i) if i else None for i, (p, _) in enumerate(rows)}
    inner = set(parents.values())
    leaves = {str(i): float(v) for i, (_, v) in enumerate(rows) if str(i) not in inner}
    result = roll_up(parents, leaves)
    assert result.totals["0"] == sum(leaves.values())
    assert result.adds_up
    assert roll_up(parents, result.totals).adds_up


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=30))
def test_every_level_is_the_sum_of_what_is_below_it(rows: list[tuple[int, int]]) -> None:
    parents = {str(i): str(p % i) if i else None for i, (p, _) in enumerate(rows)}
    inner = set(parents.values())
    leaves = {str(i): float(v) for i, (_, v) in enumerate(rows) if str(i) not in inner}
    totals = roll_up(parents, leaves).totals
    for one in inner - {None}:
        assert totals[str(one)] == sum(totals[k] for k, parent in parents.items() if parent == one)
