"""Several units on one case: help, to the scene (吹哨报到), playbooks."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from chengyun.cases import queries, tasking
from chengyun.cases.models import LedgerEntry, OutboxEvent, Playbook, Task
from chengyun.cases.services import Refused, playbooks, tasks, verify
from chengyun.cases.services.journal import writing
from chengyun.cases.services.tasks import Call
from chengyun.people.policy import viewer_of
from tests.cases.conftest import LESHAN, MONDAY

STEPS = [
    {"key": "close", "title_zh": "封路", "title_en": "Close the road", "kind": "scene",
     "unit_kind": "police", "limit": "1uh", "after": []},
    {"key": "pump", "title_zh": "抽排", "title_en": "Pump", "kind": "step",
     "unit_kind": "water", "limit": "2uh", "after": ["close"]},
    {"key": "rescue", "title_zh": "救援", "title_en": "Rescue", "kind": "step",
     "unit_kind": "fire", "limit": "2uh", "after": []},
    {"key": "open", "title_zh": "恢复通行", "title_en": "Open the road", "kind": "step",
     "unit_kind": "police", "limit": "4h", "after": ["pump", "rescue"]},
]  # fmt: skip


@pytest.fixture
def fireman(district: Any) -> Any:
    from chengyun.people.models import User

    return User.objects.create(
        username="fire1", name="高翔", role="handler", unit=district.fire, area=district.root
    )


@pytest.fixture
def with_water(reported: Any, do: Any, zhoumin: Any, chenli: Any, district: Any) -> Any:
    """A case that the water bureau leads."""
    do(zhoumin, reported, "file")
    return do(chenli, reported, "dispatch", unit=district.water)


def called(actor: Any, case: Any, *units: Any, kind: Any = tasking.TaskKind.SCENE) -> list[Task]:
    return tasks.call(actor, case.number, Call(kind, units, "请到现场会商"), at=MONDAY)


def test_a_sub_district_calls_departments_to_the_scene_and_their_arrival_is_recorded(
    with_water: Any, wangfang: Any, fireman: Any, district: Any
) -> None:
    (task,) = called(wangfang, with_water, district.fire)
    assert task.due_at == MONDAY + timedelta(hours=1)
    later = MONDAY + timedelta(minutes=20)
    place = (LESHAN[0] + 0.001, LESHAN[1])
    task = tasks.move(fireman, task.pk, "arrive", place=place, at=later)
    assert (task.stage, task.arrived_at, task.arrived_m) == ("arrived", later, 95)
    row = LedgerEntry.objects.get(action="task_arrive")
    assert row.detail["metres"] == 95
    assert OutboxEvent.objects.filter(subject="event.case.task_arrive").count() == 1
    assert verify().broken is None


def test_a_unit_is_not_called_twice_for_the_same(
    with_water: Any, zhoumin: Any, district: Any
) -> None:
    assert len(called(zhoumin, with_water, district.fire, district.fire)) == 1
    assert called(zhoumin, with_water, district.fire) == []
    assert LedgerEntry.objects.filter(action="whistle").count() == 1


def test_who_helps_reads_the_case_and_no_other(
    with_water: Any, zhoumin: Any, fireman: Any, district: Any
) -> None:
    viewer = viewer_of(fireman)
    assert not queries.shared(viewer).exists()
    called(zhoumin, with_water, district.fire)
    assert queries.get(viewer, with_water.number) == with_water
    assert queries.timeline(viewer, with_water)
    assert [task.case for task in queries.my_tasks(viewer)] == [with_water]
    assert queries.search(viewer, queries.CaseFilter()).total == 0


def test_only_the_called_unit_moves_its_task(
    with_water: Any, zhoumin: Any, liqiang: Any, fireman: Any, district: Any, zhaoguohua: Any
) -> None:
    (task,) = called(zhoumin, with_water, district.fire)
    with pytest.raises(Refused) as refused:
        tasks.move(zhaoguohua, task.pk, "accept")
    assert refused.value.code == "not_yours"
    other = Task.objects.create(
        case=with_water, kind="support", title_zh="x", unit=district.water, severity=3,
        created_at=MONDAY,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        tasks.move(fireman, other.pk, "accept")
    assert refused.value.code == "unknown_task"


@pytest.mark.parametrize(
    ("verb", "said", "code"),
    [("finish", "done", "task_moved_on"), ("decline", "", "needs_reason"),
     ("dance", "", "unknown_action"), ("cancel", "x", "not_yours")],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    with_water: Any, zhoumin: Any, fireman: Any, district: Any, verb: str, said: str, code: str
) -> None:
    (task,) = called(zhoumin, with_water, district.fire)
    rows = LedgerEntry.objects.count()
    with pytest.raises(Refused) as refused:
        tasks.move(fireman, task.pk, verb, said)
    assert refused.value.code == code
    assert LedgerEntry.objects.count() == rows


def test_support_does_not_go_to_the_scene(
    with_water: Any, zhoumin: Any, fireman: Any, district: Any
) -> None:
    (task,) = called(zhoumin, with_water, district.fire, kind=tasking.TaskKind.SUPPORT)
    with pytest.raises(Refused) as refused:
        tasks.move(fireman, task.pk, "arrive")
    assert refused.value.code == "not_to_the_scene"


@pytest.fixture
def playbook(flood: Any) -> Playbook:
    return Playbook.objects.create(
        key="flood.road", pack="flood", title_zh="道路积水联动", case_types=[flood.key],
        severity=2, steps=STEPS,
    )  # fmt: skip


def stages(case: Any) -> dict[str, str]:
    return dict(case.tasks.values_list("key", "stage"))


def test_a_playbook_opens_what_can_begin_and_the_rest_in_turn(
    with_water: Any, zhoumin: Any, playbook: Playbook
) -> None:
    tasks.start(zhoumin, with_water.number, "flood.road", at=MONDAY)
    assert stages(with_water) == {
        "close": "open", "pump": "waiting", "rescue": "open", "open": "waiting",
    }  # fmt: skip
    later = MONDAY + timedelta(minutes=30)

    def end(key: str) -> None:
        task = with_water.tasks.get(key=key)
        tasks.move(zhoumin, task.pk, "accept", at=later)
        tasks.move(zhoumin, task.pk, "finish", "已完成", at=later)

    end("close")
    pump = with_water.tasks.get(key="pump")
    assert (pump.stage, pump.due_at) == ("open", later + timedelta(hours=2))
    end("pump")
    assert with_water.tasks.get(key="open").stage == "waiting"
    tasks.move(zhoumin, with_water.tasks.get(key="rescue").pk, "decline", "无人被困", at=later)
    assert with_water.tasks.get(key="open").stage == "open"


def test_a_playbook_goes_to_the_units_of_its_kinds(
    with_water: Any, zhoumin: Any, playbook: Playbook, district: Any
) -> None:
    tasks.start(zhoumin, with_water.number, "flood.road", at=MONDAY)
    found = dict(with_water.tasks.values_list("key", "unit"))
    assert (found["pump"], found["rescue"], found["close"]) == (
        district.water.pk, district.fire.pk, None,
    )  # fmt: skip


def test_a_playbook_is_started_once(with_water: Any, zhoumin: Any, playbook: Playbook) -> None:
    tasks.start(zhoumin, with_water.number, "flood.road", at=MONDAY)
    with pytest.raises(Refused) as refused:
        tasks.start(zhoumin, with_water.number, "flood.road", at=MONDAY)
    assert refused.value.code == "started"


@pytest.mark.parametrize(("severity", "made"), [(1, 4), (2, 4), (3, 0)])
def test_a_grave_case_starts_its_playbooks_by_itself(
    with_water: Any, playbook: Playbook, severity: int, made: int
) -> None:
    with_water.severity = severity
    for _ in range(2):
        with writing() as journal:
            playbooks.start_for(journal, {with_water.pk: (with_water, MONDAY)})
        assert with_water.tasks.count() == made


def test_a_task_that_is_late_is_told_once(with_water: Any, zhoumin: Any, district: Any) -> None:
    called(zhoumin, with_water, district.fire)
    assert tasks.mark_late(MONDAY + timedelta(minutes=59)) == 0
    assert tasks.mark_late(MONDAY + timedelta(minutes=61)) == 1
    assert tasks.mark_late(MONDAY + timedelta(minutes=62)) == 0
    assert LedgerEntry.objects.filter(action="task_late").count() == 1


def test_nothing_is_kept_of_a_call_that_fails(with_water: Any, zhoumin: Any) -> None:
    with transaction.atomic(), pytest.raises(Refused) as refused:
        called(zhoumin, with_water)
    assert refused.value.code == "no_units"
    assert not Task.objects.exists()
