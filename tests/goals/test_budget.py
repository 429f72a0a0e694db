"""Budget lines and what nodes have from them: by form, by table, and who may."""

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client

from chengyun.faces.goals.import_budget import FUNDS
from chengyun.goals.models import BudgetLine, Funding, Project
from chengyun.goals.queries import budget as queries
from chengyun.goals.refused import Refused
from chengyun.goals.services import budget, funding
from chengyun.people.models import AuditEntry, User
from chengyun.people.policy import viewer_of
from tests.goals.test_indicators import _bring
from tests.goals.test_projects import make, node

HEAD = ["项目编号", "节点编号", "预算科目编码", "计划安排", "已拨付", "已支出", "原因"]


@pytest.fixture
def project(district: Any) -> Project:
    made = make(district)
    node(made, "B1", 8, node(made, "A1", 5))
    return made


@pytest.fixture
def line(db: None) -> BudgetLine:
    return BudgetLine.objects.create(code="2120501", title_zh="城乡社区公共设施", planned=900)


def _put(client: Client, project: Project, **told: str) -> Any:
    form = {"node": "A1", "line": "2120501", "planned": "100", "released": "60", "spent": "20"}
    return client.post(f"/goals/projects/{project.key}/do/funds/", form | told, follow=True)


def test_a_budget_line_is_made_changed_and_removed_on_its_page(
    client: Client, zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    new = {"code": "2129901", "title_zh": "其他支出", "planned": "1,200.50"}
    client.post("/goals/budget/do/put/", new)
    client.post("/goals/budget/do/put/", new | {"planned": "1500"})
    assert BudgetLine.objects.get().planned == 1500
    changed = AuditEntry.objects.filter(action="project").order_by("pk").last()
    assert changed.detail["fields"]["planned"] == ["1200.50", "1500"]  # type: ignore[union-attr]
    bad = client.post("/goals/budget/do/put/", new | {"planned": "-1"}, follow=True)
    assert "notice bad" in bad.content.decode()
    client.post("/goals/budget/do/remove/", {"code": "2129901"})
    assert not BudgetLine.objects.exists()


def test_a_line_that_pays_for_nodes_stays(
    project: Project, line: BudgetLine, zhaoguohua: Any
) -> None:
    first = project.nodes.get(key="A1")
    funding.fund(zhaoguohua, first, line, funding.Sums(*map(Decimal, (5, 5, 0))))
    with pytest.raises(Refused):
        budget.remove_line(zhaoguohua, line)
    funding.unfund(zhaoguohua, first, line)
    budget.remove_line(zhaoguohua, line)
    assert not BudgetLine.objects.exists()


def test_funds_of_a_node_are_changed_on_the_form_that_holds_them_and_taken_away(
    client: Client, project: Project, line: BudgetLine, zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    _put(client, project)
    shown = client.get(f"/goals/projects/{project.key}/?fund=A1&line=2120501")
    assert shown.context["fund"].spent == 20
    _put(client, project, spent="30")
    assert Funding.objects.get().spent == 30
    kept = _put(client, project, remove="1")
    assert "notice bad" in kept.content.decode()  # money was spent
    _put(client, project, spent="0")
    _put(client, project, remove="1")
    assert not Funding.objects.exists()


def test_a_line_shows_whom_it_pays_and_what_lies_out_of_sight_only_as_a_sum(
    client: Client, district: Any, project: Project, line: BudgetLine, zhaoguohua: Any
) -> None:
    far = make(district, "far-away")
    Project.objects.filter(pk=far.pk).update(area_path=district.tianlin.path)
    nodes = [project.nodes.get(key="A1"), node(far, "Z1", 3)]
    for one, planned in zip(nodes, (700, 300), strict=True):
        funding.fund(zhaoguohua, one, line, funding.Sums(Decimal(planned), Decimal(0), Decimal(0)))
    (account,) = queries.accounts()
    assert (account.left, account.projects) == (-100, 2)
    local = User.objects.create(username="xjh", role="leader", area=district.xujiahui)
    told = queries.uses(viewer_of(local), account)
    assert [one.node.key for one in told.seen] == ["A1"]
    assert told.elsewhere.planned == 300
    client.force_login(local)
    shown = client.get("/goals/budget/?line=2120501").content.decode()
    assert "far-away" not in shown and "do/put" not in shown
    with pytest.raises(Refused):
        budget.put_line(local, "1", "x", Decimal(1))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["nowhere", "A1", "2120501", 1, 0, 0, ""], "project"),
        (["renewal", "Z9", "2120501", 1, 0, 0, ""], "node"),
        (["renewal", "B1", "999", 1, 0, 0, ""], "line"),
        (["renewal", "B1", "2120501", "x", 0, 0, ""], "planned"),
        (["renewal", "B1", "2120501", -3, 0, 0, ""], "planned"),
        (["renewal", "B1", "2120501", 1, 2, 0, ""], "released"),
        (["renewal", "B1", "2120501", 5, 2, 3, ""], "spent"),
        (["renewal", "A1", "2120501", 5, 2, 1, ""], "node"),
    ],
)
def test_one_bad_row_of_funds_is_shown_and_keeps_all_of_them_out(
    client: Client, project: Project, line: BudgetLine, zhoumin: Any, row: list[Any], column: str
) -> None:
    client.force_login(zhoumin)
    good = ["renewal", "A1", "2120501", 100.5, 60, 20, ""]
    answer, path = _bring(client, "project_funds", [HEAD, good, row])
    assert [(one.row, one.column) for one in answer.context["problems"]] == [
        (3, HEAD[list(FUNDS.columns).index(column)])
    ]
    client.post(path)
    assert not Funding.objects.exists()
    _, path = _bring(client, "project_funds", [HEAD, good])
    client.post(path)
    assert Funding.objects.get().planned == Decimal("100.50")


def test_lines_and_funds_go_out_in_the_columns_in_which_they_come_in(
    client: Client, project: Project, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    lines = [
        ["科目编码", "科目名称", "预算安排"],
        ["2120501", "公共设施", 900],
        ["214", "交通", 50.25],
    ]
    _, path = _bring(client, "budget_lines", lines)
    client.post(path)
    rows = [
        HEAD,
        ["renewal", "A1", "2120501", 10, 12, 3, "抢工"],
        ["renewal", "A1", "214", 5, 0, 0, ""],
    ]
    _, path = _bring(client, "project_funds", rows)
    client.post(path)

    def facts() -> tuple[Any, ...]:
        funds = Funding.objects.order_by("pk").values_list("line__code", "planned", "reason")
        return [*BudgetLine.objects.values_list("code", "planned")], [*funds]

    before = facts()
    assert len(before[1]) == 2
    for name in ("budget_lines", "project_funds"):
        out = client.get(f"/goals/files/{name}.xlsx").getvalue()
        table = [list(row) for row in openpyxl.load_workbook(io.BytesIO(out)).active.values]
        answer, path = _bring(client, name, table)
        assert answer.context["problems"] == []
        client.post(path)
    assert facts() == before
