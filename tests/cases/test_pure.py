"""Decisions that need no database: nearness, dispatch, the table of the lifecycle."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chengyun.cases import chain, rules
from chengyun.cases.choices import Action, Stage
from chengyun.cases.dispatching import suggest
from chengyun.cases.nearby import Nearby, Reach, Spot, metres_between
from chengyun.people.choices import Role
from chengyun.people.models import Unit
from chengyun.places.models import Area
from tests.cases.conftest import MONDAY

LON, LAT = st.floats(121.3, 121.6), st.floats(31.0, 31.4)


def test_distances_are_those_of_the_earth() -> None:
    assert abs(metres_between(121.4, 31.1, 121.4, 31.2) - 11_119.5) < 1
    assert abs(metres_between(121.4, 31.2, 121.5, 31.2) - 9_511) < 5


@given(st.lists(st.tuples(LON, LAT), min_size=1, max_size=60), LON, LAT, st.floats(1, 5_000))
def test_cells_find_what_a_full_search_finds(
    spots: list[tuple[float, float]], lon: float, lat: float, metres: float
) -> None:
    near = Nearby(Reach(1, metres, 1))
    for number, (x, y) in enumerate(spots, 1):
        near.put(Spot(number, x, y, MONDAY))
    distances = [metres_between(lon, lat, x, y) for x, y in spots]
    found = near.find(lon, lat, MONDAY)
    if min(distances) > metres:
        assert found is None
    else:
        assert found is not None and distances[found - 1] == min(distances)


def test_nothing_is_joined_beyond_the_hours_or_without_reach() -> None:
    near = Nearby(Reach(1, 50, 1))
    near.put(Spot(1, 121.4, 31.2, MONDAY))
    assert near.find(121.4, 31.2, MONDAY + timedelta(minutes=61)) is None
    apart = Nearby(Reach(1, 0, 1))
    apart.put(Spot(1, 121.4, 31.2, MONDAY))
    assert apart.find(121.4, 31.2, MONDAY) is None


def unit(code: str, kind: str, path: str = "") -> Unit:
    return Unit(code=code, kind=kind, area=Area(code=path, path=path) if path else None)


def test_the_narrowest_unit_of_the_kind_is_suggested() -> None:
    units = [unit("a", "water"), unit("b", "water", "1/"), unit("c", "water", "1/2/"),
             unit("d", "water", "1/3/"), unit("e", "fire", "1/2/9/")]  # fmt: skip
    best = suggest("water", "1/2/9/", units)
    assert best and best.unit.code == "c"
    assert suggest("police", "1/2/", units) is None
    anywhere = suggest("water", "", units)
    assert anywhere and anywhere.unit.code == "a"


def test_every_stage_can_be_left_or_reopened() -> None:
    for stage in Stage:
        leaving = [row for row in rules.TRANSITIONS if stage in row.stages and row.to]
        assert leaving, stage


def test_every_row_is_for_somebody_and_every_action_has_one_row() -> None:
    actions = [row.action for row in rules.TRANSITIONS]
    assert len(actions) == len(set(actions))
    assert all(row.roles and row.stages for row in rules.TRANSITIONS)


def test_a_leader_and_an_administrator_do_not_handle_cases() -> None:
    for role in (Role.LEADER, Role.ADMINISTRATOR):
        allowed = {row.action for row in rules.TRANSITIONS if role in row.roles}
        assert allowed <= {
            Action.COMMENT, Action.REOPEN, Action.GRANT_APPEAL, Action.REFUSE_APPEAL,
        }  # fmt: skip


def test_the_canonical_form_knows_no_order_and_no_whole_floats() -> None:
    assert chain.canonical({"b": 1.0, "a": ["积水", 0.5]}) == '{"a":["积水",0.5],"b":1}'


@given(st.dictionaries(st.text(max_size=5), st.one_of(st.integers(), st.text(), st.booleans())))
def test_a_digest_changes_with_any_fact(detail: dict[str, object]) -> None:
    def facts(note: str) -> chain.Facts:
        return chain.Facts(1, 1, 0, None, "open", "", "reported", note, detail, None)

    assert chain.digest(facts("a"), chain.BEGINNING) != chain.digest(facts("b"), chain.BEGINNING)
    assert chain.digest(facts("a"), "0") != chain.digest(facts("a"), "1")
