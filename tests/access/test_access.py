"""Every door as every persona, compared with the kept matrix; nothing of others is told."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.access import beside, doors, kept, probing
from tests.access.personas import BY_NAME
from tests.access.places import sides
from tests.access.walking import Walk
from tests.access.world import PARCEL

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Where anybody may write, wherever it is: a resident's report, one's own session.
ANYBODY = ("/report/", "/api/v1/reports", "/field/report/", "/follow/", "/open311/v2/requests.")


@pytest.fixture(scope="module")
def walk(world: Any) -> Iterator[Walk]:
    """The whole walk, once."""
    with beside.a_hub(world):
        walk = Walk(world).go()
        walk.cells.update({(line, who): cell for line, who, cell in beside.cells(walk)})
        kept.keep(walk.cells)
        yield walk


def test_every_door_has_a_line_in_the_matrix(walk: Walk) -> None:
    assert not walk.unknown, "\n".join(walk.unknown)
    missing = kept.without_line(walk.cells)
    assert not missing, "\n".join(missing)
    assert {*map(str, doors.all_doors()), *doors.beside_django()} == set(kept.found(walk.cells))


def test_every_line_of_the_matrix_has_its_door(walk: Walk) -> None:
    assert kept.without_door(walk.cells) == []


def test_everybody_gets_at_every_door_what_the_matrix_says(walk: Walk) -> None:
    told = kept.differences(walk.cells)
    assert not told, "\n".join(told)


def test_no_answer_tells_what_its_reader_may_not_see(walk: Walk) -> None:
    assert [leak for leak in walk.leaks if "?" not in leak.door] == []


def test_no_parameter_reaches_what_is_not_ones_own(walk: Walk) -> None:
    probing.reach(walk)
    assert [leak for leak in walk.leaks if "?" in leak.door] == []


def test_everybody_finds_their_own(walk: Walk) -> None:
    """Else the silence of the other tests would say nothing."""
    for name in ("zhoumin", "liqiang", "sunwei", "wangfang", "zhaojun", "api-token"):
        answer = walk.askers[name].ask("GET", "/api/v1/cases", {"size": "200"})
        parcels = {p for word, p in walk.world.words.items() if word in answer.text}
        cases = {p for p in BY_NAME[name].sees if not p.endswith(("-device", "-shared"))}
        assert cases <= parcels, name


def test_a_telephone_number_is_read_by_those_who_call_back_and_by_nobody_else(walk: Walk) -> None:
    case = walk.world["case_a-water"].number
    numbers = {word for word, of in walk.world.contacts.items() if of == "a-water"}
    reads = {
        name for name in ("zhoumin", "chenli", "liqiang", "wangfang", "zhaoguohua", "admin")
        if any(n in walk.askers[name].ask("GET", f"/desk/cases/{case}/").text for n in numbers)
    }  # fmt: skip
    assert reads == {"zhoumin", "chenli"}


def test_nobody_changes_what_they_may_not_see(walk: Walk) -> None:
    wrong = [
        f"{door} as {name} on side {side}: {cell}"
        for (door, name, side), cell in walk.sided.items()
        if side and not door.reads and _differs(walk, door) and not _sees(door, name, side)
        if not _is_refusal(cell) and not door.route.startswith(ANYBODY)
    ]
    assert wrong == []


def _differs(walk: Walk, door: doors.Door) -> bool:
    """Its address names an object of a side."""
    one, other = sides(walk.world, door).values()
    return one != other


def _sees(door: doors.Door, name: str, side: str) -> bool:
    sees = BY_NAME[name].sees
    # An entry of a register is of an area, not of a unit.
    named = {"number", "receipt", "key"} & set(door.names)
    of_case = (named and not door.route.startswith("/scenes/")) or "/tasks/" in door.route
    return PARCEL[side] in sees if of_case else any(p.startswith(side) for p in sees)


def _is_refusal(cell: str) -> bool:
    """Nothing was changed. A body that no schema takes is refused before its object is looked for,
    and a list that nothing was done to is shown again."""
    return cell in ("sign-in", "no", "none", "clash", "bad", "go", "away")


def test_a_session_writes_nothing_without_its_csrf_token(walk: Walk) -> None:
    assert list(probing.without_token(walk)) == []


def test_no_door_fails_for_anybody(walk: Walk) -> None:
    assert walk.faults == []
