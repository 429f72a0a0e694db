"""Projects come in as a table, all or none, and go out in the same columns."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.test import Client

from chengyun.goals.models import Plan, Project
from tests.goals.test_indicators import _bring

pytestmark = pytest.mark.django_db
HEAD = [
    "项目编号",
    "项目名称",
    "项目类别",
    "所在街镇",
    "开工日期",
    "竣工期限",
    "牵头单位",
    "责任人",
    "经度",
]
GOOD = [
    "park-9",
    "口袋公园",
    "park",
    "徐家汇街道",
    "2026-09-01",
    "2027-03-31",
    "swj",
    "李强",
    121.44,
]


def _out(client: Client) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(client.get("/goals/files/projects.xlsx").getvalue()))
    head, *rows = book.active.values
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("column", "given"),
    [
        (0, "Park 9"), (0, "map"), (1, ""), (2, "飞船"), (3, "没有的街道"), (4, "开春"),
        (5, "2026-01-01"), (6, "没有的单位"), (7, "没有的人"), (8, 400),
    ],
)  # fmt: skip
def test_one_bad_project_keeps_the_whole_table_out(
    district: Any, zhoumin: Any, liqiang: Any, client: Client, column: int, given: Any
) -> None:
    client.force_login(zhoumin)
    bad = ["road-9", *GOOD[1:]]
    bad[column] = given
    answer, path = _bring(client, "projects", [HEAD, GOOD, bad])
    problem = answer.context["problems"][0]
    assert (problem.row, problem.column) == (3, HEAD[column])
    client.post(path)
    assert not Project.objects.exists()


def test_projects_go_out_as_they_came_in_and_what_is_not_told_stays(
    district: Any, zhoumin: Any, liqiang: Any, client: Client
) -> None:
    Plan.objects.create(key="green", title_zh="公园计划", year=2026, area_path=district.root.path)
    client.force_login(zhoumin)
    client.post(_bring(client, "projects", [[*HEAD, "所属计划"], [*GOOD, "green"]])[1])
    made = Project.objects.get()
    assert (made.owner, made.unit, made.area_path) == (
        liqiang, district.water, district.xujiahui.path,
    )  # fmt: skip
    row = _out(client)[0]
    assert (row["项目编号"], row["责任人"], row["所属计划"]) == ("park-9", "liqiang", "green")
    later = ["park-9", "口袋公园", "park", "徐家汇街道", "2026-09-01", "2027-05-31"]
    client.post(_bring(client, "projects", [HEAD[:6], later])[1])
    made.refresh_from_db()
    assert (made.deadline, made.owner, made.lon) == (date(2027, 5, 31), liqiang, 121.44)
    assert made.plan is not None and made.plan.key == "green"


def test_a_handler_brings_in_no_projects(liqiang: Any, client: Client) -> None:
    client.force_login(liqiang)
    assert client.get("/desk/import/?kind=projects").status_code == 403
