"""Tasks in time, by unit: the denominator is said, and each number opens its tasks."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.cases.models import Task, TaskKind

FIRST = timezone.make_aware(datetime(2026, 9, 1))  # noqa: DTZ001
PATH = "/desk/tasks/record/?from=2026-09-01&to=2026-09-30"


@pytest.fixture
def task(dispatched: Any, district: Any) -> Any:
    """Make a task due on a day of September, ended so many days later; None: not yet."""

    def make(day: int, ended: int | None, stage: str = "done", unit: Any = None) -> Task:
        due = FIRST + timedelta(days=day - 1, hours=12)
        return Task.objects.create(
            case=dispatched, kind=TaskKind.SUPPORT, stage=stage, title_zh=f"任务{day}",
            unit=unit or district.fire, limit="1wd", severity=3, created_at=due, opened_at=due,
            due_at=due, ended_at=None if ended is None else due + timedelta(days=ended),
        )  # fmt: skip

    return make


def rows(client: Client, more: str = "") -> dict[str, list[str]]:
    page = client.get(PATH + more).content.decode()
    found = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    return {name: re.findall(r">([\d.—]+)<", cells) for name, cells in found}


def test_open_and_overdue_tasks_count_as_late_until_they_are_done(
    client: Client, zhoumin: Any, task: Any, district: Any
) -> None:
    task(3, 0)
    task(4, 2)
    task(5, None, "open")
    task(-10, None, "accepted")
    task(-9, 1)
    task(6, 0, unit=district.water)
    client.force_login(zhoumin)
    told = rows(client)
    assert told["区消防救援支队"] == ["4", "1", "25.0"]
    assert told["区水务局"] == ["1", "1", "100.0"]
    assert told["全部"] == ["5", "2", "40.0"]


def test_declined_cancelled_and_waiting_tasks_are_left_out(
    client: Client, zhoumin: Any, task: Any
) -> None:
    for stage in ("declined", "cancelled"):
        task(3, 0, stage)
    Task.objects.filter(pk=task(3, None, "waiting").pk).update(due_at=None)
    client.force_login(zhoumin)
    assert rows(client) == {}


def test_each_number_opens_its_tasks(client: Client, zhoumin: Any, task: Any) -> None:
    task(3, 0)
    task(4, 2)
    client.force_login(zhoumin)
    whole = client.get(f"{PATH}&of=xfjy&side=whole").content.decode()
    part = client.get(f"{PATH}&of=xfjy&side=part").content.decode()
    assert "任务3" in whole and "任务4" in whole
    assert "任务3" in part and "任务4" not in part


def test_nobody_reads_of_tasks_out_of_their_sight(
    client: Client, wangfang: Any, task: Any, elsewhere: Any
) -> None:
    made = task(3, 0)
    Task.objects.filter(pk=made.pk).update(case=elsewhere)
    client.force_login(wangfang)
    assert rows(client) == {}
    client.cookies["django_language"] = "en"
    assert "No task was due" in client.get(PATH + "&to=rubbish").content.decode()
