"""Projects: two passes over one network, slips, hand-overs, baselines, funds; who may write."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from chengyun.goals import services
from chengyun.goals.models import BudgetLine, Funding, NodeLink, Project, ProjectNode
from chengyun.goals.networks import Network, Site, Step, Wait
from chengyun.goals.queries import baselines as baseline_queries
from chengyun.goals.queries import projects as queries
from chengyun.goals.queries import sheet as sheets
from chengyun.goals.queries import slips
from chengyun.goals.queries.money import Money
from chengyun.goals.refused import Refused
from chengyun.goals.services import baselines, funding, reports
from chengyun.goals.services import projects as verbs
from chengyun.people.models import AuditEntry
from chengyun.people.policy import viewer_of
from chengyun.planning.handover import Stint, handovers

MONDAY = date(2026, 11, 2)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def make(district: Any, key: str = "renewal", deadline: date = date(2026, 12, 31)) -> Project:
    return Project.objects.create(
        key=key, title_zh=key, unit=district.water, area_path=district.xujiahui.path,
        start=date(2026, 9, 1), deadline=deadline,
    )  # fmt: skip


def node(project: Project, key: str, days: int, *before: ProjectNode, **more: Any) -> ProjectNode:
    order = project.nodes.count()
    made = ProjectNode.objects.create(
        project=project, key=key, title_zh=key, days=days, order=order, **more
    )
    NodeLink.objects.bulk_create(NodeLink(before=one, after=made) for one in before)
    return made


@pytest.fixture
def project(district: Any) -> Project:
    return make(district)


def test_what_is_left_is_scheduled_from_today_and_back_from_the_deadline() -> None:
    net = Network.of(
        [Site(1, MONDAY, MONDAY + timedelta(days=18))],
        [Step(1, 1, 5), Step(2, 1, 3), Step(3, 1, 2), Step(4, 1, 0)],
        [Wait(1, 2), Wait(1, 3), Wait(2, 4), Wait(3, 4)],
        MONDAY,
        weekdays,
    )
    (standing,) = net.standings().values()
    assert (standing.finish, standing.slack_days) == (date(2026, 11, 11), 7)
    assert [one.float_days for one in standing.nodes.values()] == [7, 7, 8, 7]
    assert [one.critical for one in standing.nodes.values()] == [True, True, False, True]
    assert standing.nodes[1].latest_finish == date(2026, 11, 17)


def test_what_is_done_stands_by_its_own_dates_and_half_of_a_node_is_half_the_days() -> None:
    done = Step(1, 1, 5, 1.0, MONDAY, MONDAY + timedelta(days=1))
    half = Step(2, 1, 10, 0.5, MONDAY)
    net = Network.of(
        [Site(1, MONDAY, date(2026, 11, 30))],
        [done, half],
        [Wait(1, 2)],
        date(2026, 11, 9),
        weekdays,
    )
    standing = net.standings()[1]
    assert (standing.nodes[1].start, standing.nodes[1].finish) == (MONDAY, date(2026, 11, 3))
    assert standing.nodes[2].finish == date(2026, 11, 13)
    assert standing.share == pytest.approx(10 / 15)


def test_a_node_waits_for_the_rest_of_a_lag_after_what_is_done() -> None:
    done = Step(1, 1, 2, 1.0, MONDAY, date(2026, 11, 3))
    net = Network.of(
        [Site(1, MONDAY, date(2026, 11, 30))],
        [done, Step(2, 1, 1)],
        [Wait(1, 2, 5)],
        date(2026, 11, 5),
        weekdays,
    )
    assert net.standings()[1].nodes[2].start == date(2026, 11, 11)


def test_what_has_begun_early_ends_no_earlier_than_what_it_follows() -> None:
    net = Network.of(
        [Site(1, MONDAY, date(2026, 12, 31))],
        [Step(1, 1, 10, 0.0, MONDAY), Step(2, 1, 4, 0.5, MONDAY), Step(3, 1, 5)],
        [Wait(1, 2, -3), Wait(2, 3)],
        MONDAY,
        weekdays,
    )
    nodes = net.standings()[1].nodes
    assert nodes[1].finish == nodes[2].finish == date(2026, 11, 13)
    assert nodes[1].float_days == nodes[2].float_days == nodes[3].float_days


def test_a_project_that_waits_for_another_is_late_with_it() -> None:
    net = Network.of(
        [Site(1, MONDAY, date(2026, 12, 31)), Site(2, MONDAY, date(2026, 11, 13))],
        [Step(1, 1, 10), Step(2, 2, 3)],
        [Wait(1, 2)],
        MONDAY,
        weekdays,
    )
    found = net.standings()
    assert found[2].slack_days == -3
    assert found[1].slack_days > 0
    assert found[1].nodes[1].float_days == -3  # its own deadline is far, the other's is not


def test_stages_that_overlap_have_a_negative_gap() -> None:
    stints = [
        Stint("设计", MONDAY, date(2026, 11, 6)),
        Stint("施工", date(2026, 11, 5), date(2026, 11, 13)),
        Stint("验收", date(2026, 11, 18), date(2026, 11, 20)),
    ]
    days = Network.of([Site(1, MONDAY, MONDAY)], [], [], MONDAY, weekdays).days
    gaps = [one.gap_days for one in handovers(stints, days.count_until)]
    assert gaps == [-2, 2]


networks = st.lists(
    st.tuples(st.integers(1, 12), st.sets(st.integers(0, 11)), st.integers(-3, 4)),
    min_size=1,
    max_size=12,
)


def _built(rows: list[tuple[int, set[int], int]], days: int = 150) -> Network:
    steps = [Step(at, 1, length) for at, (length, _before, _lag) in enumerate(rows)]
    waits = [
        Wait(one, at, lag)
        for at, (_length, before, lag) in enumerate(rows)
        for one in before
        if one < at
    ]
    site = Site(1, MONDAY, MONDAY + timedelta(days=days))
    return Network.of([site], steps, waits, MONDAY, weekdays)


@given(networks)
def test_a_slip_of_no_days_moves_nothing(rows: list[tuple[int, set[int], int]]) -> None:
    net = _built(rows)
    assert net.standings() == net.slipped({0: 0}).standings()


@given(networks, st.data())
def test_a_node_that_slips_within_its_float_keeps_the_deadline(
    rows: list[tuple[int, set[int], int]], data: st.DataObject
) -> None:
    """And where it is not critical, within what it has beyond the slack, it moves not even the
    end."""
    net = _built(rows, days=400)
    (standing,) = net.standings().values()
    at = data.draw(st.integers(0, len(rows) - 1))
    room = standing.nodes[at].float_days
    spare = max(0, room - standing.slack_days)
    for slip, finish in ((room, MONDAY + timedelta(days=400)), (spare, standing.finish)):
        assert net.slipped({at: slip}).standings()[1].finish <= finish


@given(networks)
def test_both_passes_agree_on_the_critical_path(rows: list[tuple[int, set[int], int]]) -> None:
    (standing,) = _built(rows).standings().values()
    critical = [one for one in standing.nodes.values() if one.critical]
    assert critical
    assert min(one.float_days for one in standing.nodes.values()) == standing.slack_days


def test_the_list_takes_the_same_queries_for_any_number_of_projects(
    district: Any, zhaoguohua: Any, django_assert_num_queries: Any
) -> None:
    for number in range(4):
        project = make(district, f"p{number}")
        node(project, "B", 3, node(project, "A", 5))
    queries.portfolio(viewer_of(zhaoguohua), MONDAY)
    ProjectNode.objects.update(days=4)
    with django_assert_num_queries(5):  # of the schedule only stamps and nodes
        lines = queries.filled(queries.portfolio(viewer_of(zhaoguohua), MONDAY))
    with django_assert_num_queries(3):
        queries.portfolio(viewer_of(zhaoguohua), MONDAY)
    assert [line.next_node.key for line in lines if line.next_node] == ["A"] * 4


def test_a_handler_sees_what_their_unit_leads_or_supports(
    district: Any, liqiang: Any, project: Project
) -> None:
    other = make(district, "fire-lane")
    Project.objects.filter(pk=other.pk).update(unit=district.fire)
    viewer = viewer_of(liqiang)
    assert list(queries.visible(viewer)) == [project]
    other.supporting.add(district.water)
    assert set(queries.visible(viewer)) == {project, other}


def test_what_lies_elsewhere_does_not_exist(district: Any, project: Project) -> None:
    from tests.conftest import _officer

    leader: Any = _officer("tianlin", "田", "leader", area=district.tianlin)
    with pytest.raises(Project.DoesNotExist):
        sheets.sheet(viewer_of(leader), project.key, MONDAY)
    with pytest.raises(Refused):
        reports.report(leader, project, "x")


def test_a_slip_is_followed_into_other_projects(
    district: Any, project: Project, zhaoguohua: Any
) -> None:
    last = node(project, "B", 5, node(project, "A", 5))
    beyond = make(district, "road", date(2026, 11, 25))
    node(beyond, "R", 5, last)
    viewer = viewer_of(zhaoguohua)
    assert slips.what_if(viewer, last, 0, MONDAY) == []
    own, other = slips.what_if(viewer, last, 4, MONDAY)
    assert (own.project, own.days, [one.node.key for one in own.nodes]) == (project, 4, ["B"])
    assert (other.project, other.days, other.slack_days) == (beyond, 4, -1)


def test_progress_is_written_with_who_did_it(project: Project, liqiang: Any) -> None:
    first = node(project, "A", 5)
    today = timezone.localdate()
    verbs.record(liqiang, first, verbs.Progress(today, None, 0.4))
    first.refresh_from_db()
    assert (first.begun_on, first.share) == (today, 0.4)
    entry = AuditEntry.objects.get(action="project")
    assert (entry.actor, entry.target, entry.detail["node"]) == (liqiang, "renewal", "A")


@pytest.mark.parametrize(
    ("begun", "done", "share"),
    [(None, 0, 1.0), (1, 0, 0.5), (0, None, 1.2), (None, None, 0.3), (0, 1, 0.0)],
)
def test_what_cannot_be_is_refused(
    project: Project, zhoumin: Any, begun: int | None, done: int | None, share: float
) -> None:
    today = timezone.localdate()
    first, last = (None if n is None else today + timedelta(days=n) for n in (begun, done))
    with pytest.raises(Refused):
        verbs.record(zhoumin, node(project, "A", 5), verbs.Progress(first, last, share))
    assert not AuditEntry.objects.exists()


def test_a_grid_officer_reports_but_plans_nothing(
    district: Any, project: Project, wangfang: Any
) -> None:
    Project.objects.filter(pk=project.pk).update(area_path=district.grid.path)
    project.refresh_from_db()
    assert reports.report(wangfang, project, "围挡已搭").week.weekday() == 0
    with pytest.raises(Refused):
        baselines.take_baseline(wangfang, project, MONDAY)


def test_a_risk_above_low_needs_words(project: Project, zhaoguohua: Any) -> None:
    with pytest.raises(Refused):
        verbs.judge_risk(zhaoguohua, project, "high", " ")
    assert verbs.judge_risk(zhaoguohua, project, "high", "管线未探明").risk == "high"


@pytest.fixture
def line(db: None) -> BudgetLine:
    return BudgetLine.objects.create(code="2120501", title_zh="城乡社区公共设施", planned=900)


def test_more_is_released_than_planned_only_with_a_reason(
    project: Project, line: BudgetLine, zhaoguohua: Any
) -> None:
    sums = funding.Sums(Decimal(100), Decimal(120), Decimal(0))
    with pytest.raises(Refused):
        funding.fund(zhaoguohua, node(project, "A", 5), line, sums)
    made = funding.fund(zhaoguohua, project.nodes.get(), line, sums, "雨季抢工")
    assert made.reason == "雨季抢工"


def test_a_handler_does_not_write_funds(project: Project, line: BudgetLine, liqiang: Any) -> None:
    with pytest.raises(Refused):
        funding.fund(liqiang, node(project, "A", 5), line, funding.Sums(*[Decimal(1)] * 3))


def test_funds_add_up_from_nodes_to_projects_to_all(district: Any, zhaoguohua: Any) -> None:
    lines = [BudgetLine.objects.create(code=str(n), title_zh="x") for n in range(3)]
    for number in range(3):
        project = make(district, f"p{number}")
        for at in range(4):
            one = node(project, f"N{at}", 5)
            Funding.objects.bulk_create(
                Funding(node=one, line=line, planned=Decimal(f"{number}.1{at}"), released=at)
                for line in lines
            )
    viewer = viewer_of(zhaoguohua)
    listed = queries.portfolio(viewer, MONDAY)
    for told in listed:
        sheet = sheets.sheet(viewer, told.project.key, MONDAY)
        assert sheet.money == told.money == sum((row.money for row in sheet.rows), Money())
    whole = sum((one.money for one in listed), Money())
    assert whole.planned == sum(row.planned for row in Funding.objects.all())
    assert whole.released == Decimal(3 * 3 * 6)


def test_two_baselines_are_compared_node_by_node(
    district: Any, project: Project, zhaoguohua: Any
) -> None:
    first, gone = node(project, "A", 5), node(project, "C", 1)
    baselines.take_baseline(zhaoguohua, project, MONDAY)
    ProjectNode.objects.filter(pk=first.pk).update(days=8)
    gone.delete()
    node(project, "D", 2)
    baselines.take_baseline(zhaoguohua, project, MONDAY + timedelta(days=1))
    sheet = sheets.sheet(viewer_of(zhaoguohua), project.key, MONDAY + timedelta(days=1))
    told = baseline_queries.compare(sheet, MONDAY, MONDAY + timedelta(days=1))
    assert told is not None
    assert [(one.key, one.days) for one in told.moved] == [("A", 4)]
    assert ([one.key for one in told.added], [one.key for one in told.removed]) == (["D"], ["C"])
    same = baseline_queries.compare(sheet, MONDAY + timedelta(days=1))
    assert same is not None
    assert same.same


def test_each_week_has_one_baseline_of_what_is_unfinished(district: Any, project: Project) -> None:
    node(project, "A", 5)
    finished = make(district, "done")
    node(finished, "A", 5, begun_on=MONDAY, done_on=MONDAY, share=1)
    assert baselines.take_weekly(MONDAY) == 1
    assert baselines.take_weekly(MONDAY + timedelta(days=3)) == 0
    assert baselines.take_weekly(MONDAY + timedelta(days=7)) == 1
    assert set(project.baselines.values_list("taken_on", flat=True)) == {
        MONDAY, MONDAY + timedelta(days=7),
    }  # fmt: skip


def test_a_project_is_made_and_changed_by_those_who_run(
    district: Any, zhoumin: Any, liqiang: Any
) -> None:
    facts = verbs.Facts("口袋公园", "", "park", MONDAY, date(2027, 3, 1), district.water)
    with pytest.raises(Refused):
        verbs.add(liqiang, "park", facts)
    facts = verbs.Facts(
        "口袋公园", "", "park", MONDAY, date(2027, 3, 1), district.water, district.root.path
    )
    made = verbs.add(zhoumin, "park", facts)
    with pytest.raises(Refused):
        verbs.add(zhoumin, "park", facts)
    late = verbs.Facts("口袋公园", "", "park", MONDAY, date(2026, 1, 1), area_path=made.area_path)
    with pytest.raises(Refused):
        verbs.change(zhoumin, made, late)
    assert services.Refused is Refused


def test_an_officer_without_an_area_sees_every_project(district: Any) -> None:
    from tests.conftest import _officer

    make(district, "p1")
    anywhere: Any = _officer("everywhere", "全", "duty_officer")
    assert [one.key for one in queries.visible(viewer_of(anywhere))] == ["p1"]
