"""Tasks and milestones of plans come in by table and go out in the same columns."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from chengyun.goals.models import GoalTask, Milestone, Plan
from tests.goals.test_indicators import _bring

TASKS = ["计划编号", "任务", "责任单位", "开始日期", "完成时限", "完成比例", "佐证材料"]
MILESTONES = ["计划编号", "节点", "单位", "完成时限", "完成日期", "安排资金"]


@pytest.fixture
def plan(district: Any) -> Plan:
    year = timezone.localdate().year
    facts = {"year": year, "unit": district.water, "area_path": district.root.path}
    return Plan.objects.create(key="p1", title_zh="节水", **facts)


def _out(client: Client, name: str) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/goals/files/{name}.xlsx").getvalue()))
    return list(book.active.values)[1:]


@pytest.mark.parametrize(
    ("column", "given"),
    [(0, "p9"), (1, ""), (2, "没有的单位"), (3, "2027-01-01"), (4, "不日"), (5, 101), (6, "")],
)
def test_one_bad_task_keeps_the_whole_table_out(
    plan: Plan, zhoumin: Any, client: Client, column: int, given: Any
) -> None:
    client.force_login(zhoumin)
    good = ["p1", "换表", "swj", "2026-03-01", "2026-09-30", 40, ""]
    bad = ["p1", "查漏", "swj", "2026-03-01", "2026-09-30", 100, "验收单"]
    bad[column] = given
    answer, path = _bring(client, "goal_tasks", [TASKS, good, bad])
    assert len(answer.context["problems"]) == 1
    client.post(path)
    assert not GoalTask.objects.exists()


def test_tasks_go_out_as_they_came_in_and_what_is_not_told_stays(
    plan: Plan, district: Any, zhoumin: Any, client: Client
) -> None:
    client.force_login(zhoumin)
    rows: list[list[Any]] = [
        ["p1", "换表", "swj", date(2026, 3, 1), date(2026, 9, 30), 40, "合同"],
        ["p1", "查漏", "区水务局", "", "2026-12-31", "100%", "验收单"],
    ]
    client.post(_bring(client, "goal_tasks", [TASKS, *rows])[1])
    done = GoalTask.objects.get(title_zh="查漏")
    assert (done.unit, done.start, done.share_done) == (district.water, date(2026, 12, 31), 1)
    shorter = [["计划编号", "任务", "完成时限"], ["p1", "换表", "2026-10-31"]]
    client.post(_bring(client, "goal_tasks", shorter)[1])
    kept = GoalTask.objects.get(title_zh="换表")
    assert (kept.due, kept.unit, kept.share_done) == (date(2026, 10, 31), district.water, 0.4)
    assert kept.proof == "合同"
    if plan.year == 2026:
        assert [row[1] for row in _out(client, "goal_tasks")] == ["换表", "查漏"]


def test_milestones_come_in_with_their_money_and_the_day_they_were_reached(
    plan: Plan, zhoumin: Any, client: Client
) -> None:
    client.force_login(zhoumin)
    today = timezone.localdate()
    good = ["p1", "开工", "swj", str(today), str(today), "1,200.50"]
    late = ["p1", "竣工", "swj", str(today), str(today + timedelta(days=1)), ""]
    _, path = _bring(client, "goal_milestones", [MILESTONES, good, late])
    client.post(path)
    assert not Milestone.objects.exists()
    client.post(_bring(client, "goal_milestones", [MILESTONES, good])[1])
    made = Milestone.objects.get()
    assert (made.done_on, made.funds) == (today, Decimal("1200.50"))
    assert [str(row[0]) for row in _out(client, "goal_milestones")] == ["p1"]


def test_of_two_steps_of_one_title_a_table_cannot_tell_which(
    plan: Plan, zhoumin: Any, client: Client
) -> None:
    client.force_login(zhoumin)
    for _ in range(2):
        Milestone.objects.create(plan=plan, title_zh="开工", due=date(2026, 5, 1))
    row = ["p1", "开工", "", "2026-06-01", "", ""]
    answer, _path = _bring(client, "goal_milestones", [MILESTONES, row])
    assert answer.context["problems"][0].column == "节点"


def test_the_page_of_exports_offers_the_tables_of_goals(zhoumin: Any, client: Client) -> None:
    client.force_login(zhoumin)
    assert "/goals/files/goal_tasks.xlsx" in client.get("/desk/export/").content.decode()
