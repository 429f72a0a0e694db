"""Readers: what is out of scope does not exist, and a list costs the same however long it is."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chengyun.cases import queries
from chengyun.cases.models import Case
from chengyun.cases.queries import CaseFilter
from chengyun.cases.services import ReportIn, take_alarms, take_report
from chengyun.people.policy import Viewer, viewer_of
from tests.cases.conftest import LESHAN, MONDAY

COUNTS = json.loads((Path(__file__).parents[1] / "query_counts.json").read_text())
TIANLIN = (121.4191, 31.1825)


@pytest.fixture
def several(flood: Any, bins: Any, alarm: Any) -> list[Case]:
    """In 徐家汇 a flood and six full bins, in 田林 one bin."""
    take_alarms([alarm(severity=1)])
    spots = [(LESHAN[0] + 0.001 * i, LESHAN[1] - 0.002) for i in range(6)]
    for lon, lat in [*spots, TIANLIN]:
        take_report(ReportIn("垃圾桶满了", lon, lat, bins.key), at=MONDAY)
    return list(Case.objects.all())


def who(user: Any) -> Viewer:
    return viewer_of(type(user).objects.get(pk=user.pk))


def counted(name: str, read: Any) -> None:
    with CaptureQueriesContext(connection) as captured:
        read()
    assert len(captured) <= COUNTS[name], [query["sql"][:150] for query in captured]


def test_the_duty_officer_sees_the_district(several: Any, zhoumin: Any) -> None:
    assert queries.search(who(zhoumin), CaseFilter()).total == 8


def test_a_grid_officer_sees_the_grid(several: Any, wangfang: Any) -> None:
    assert queries.search(who(wangfang), CaseFilter()).total == 7


def test_a_handler_sees_what_was_sent_to_the_unit(several: Any, liqiang: Any) -> None:
    assert [c.stage for c in queries.search(who(liqiang), CaseFilter()).items] == ["dispatched"]


def test_a_case_out_of_scope_does_not_exist(several: Any, liqiang: Any) -> None:
    other = Case.objects.filter(unit=None).first()
    with pytest.raises(Case.DoesNotExist):
        queries.get(who(liqiang), other.number)
    assert queries.timeline(who(liqiang), other) == []
    assert queries.reports(who(liqiang), other) == []
    assert queries.allowed_actions(who(liqiang), other) == []


@pytest.mark.parametrize(
    ("wanted", "n"),
    [
        (CaseFilter(stage="reported"), 7),
        (CaseFilter(area="310104011"), 1),
        (CaseFilter(area="nowhere"), 0),
        (CaseFilter(unit="swj"), 1),
        (CaseFilter(severity=1), 1),
        (CaseFilter(q="垃圾"), 7),
        (CaseFilter(q="gauge-1"), 1),
        (CaseFilter(q="CY20261123-000003"), 1),
        (CaseFilter(overdue=True), 0),
        (CaseFilter(open=True, mine=True), 7),
        (CaseFilter(opened_today=True, closed_today=True), 0),
    ],
)
def test_a_list_is_narrowed(several: Any, zhoumin: Any, wanted: CaseFilter, n: int) -> None:
    assert queries.search(who(zhoumin), wanted).total == n


def test_open_cases_come_gravest_first(several: Any, zhoumin: Any) -> None:
    found = queries.search(who(zhoumin), CaseFilter(open=True)).items
    assert [case.severity for case in found] == sorted(case.severity for case in found)


def test_pages_do_not_run_over(several: Any, zhoumin: Any) -> None:
    page = queries.search(who(zhoumin), CaseFilter(), page=99, size=3)
    assert (page.page, page.pages, len(page.items)) == (3, 3, 2)


def test_a_page_costs_the_same_however_long(several: Any, zhoumin: Any) -> None:
    viewer = who(zhoumin)
    for size in (1, 8):
        counted(
            "cases.search",
            lambda size=size: [
                queries.as_dict(case)
                for case in queries.search(viewer, CaseFilter(open=True), size=size).items
            ],
        )


def test_a_case_page_costs_little(several: Any, zhoumin: Any) -> None:
    viewer = who(zhoumin)
    number = several[0].number

    def page() -> None:
        case = queries.get(viewer, number)
        queries.as_dict(case)
        queries.allowed_actions(viewer, case)
        queries.timeline(viewer, case)
        queries.reports(viewer, case)

    counted("cases.page", page)


def test_outlines_are_never_read_for_a_list(several: Any, zhoumin: Any) -> None:
    with CaptureQueriesContext(connection) as captured:
        queries.search(who(zhoumin), CaseFilter())
    assert not any("boundary" in query["sql"] for query in list(captured)[2:])


def test_actions_follow_the_stage_and_the_role(several: Any, zhoumin: Any, liqiang: Any) -> None:
    case = queries.search(who(liqiang), CaseFilter()).items[0]
    allowed = queries.allowed_actions(who(liqiang), case, MONDAY)
    offered = [(a.action, a.needs) for a in allowed]
    assert offered == [
        ("accept", ()),
        ("return", ("reason",)),
        ("transfer", ("unit", "reason")),
        ("object", ("reason",)),
        ("ask_extension", ("reason",)),
        ("comment", ("reason",)),
    ]


def test_the_timeline_tells_who_did_what(reported: Any, do: Any, zhoumin: Any) -> None:
    do(zhoumin, reported, "file")
    steps = queries.timeline(who(zhoumin), reported)
    assert [step["action"] for step in steps] == ["open", "file"]
    assert [step["actor"] and step["actor"]["name"] for step in steps] == [None, "周敏"]


def test_only_those_who_call_back_read_the_number(
    reported: Any, zhoumin: Any, wangfang: Any
) -> None:
    (full,), (hidden,) = (queries.reports(who(w), reported) for w in (zhoumin, wangfang))
    assert (full["name"], full["phone"]) == ("张阿姨", "13812341234")
    assert (hidden["name"], hidden["phone"]) == ("张**", "138****1234")


def test_the_case_object_has_what_the_interface_promises(several: Any) -> None:
    told = queries.as_dict(Case.objects.get(unit__isnull=False))
    assert json.loads(json.dumps(told)) == told
    assert told["area"]["code"] == "310104014001001"
    assert told["street"] == {"code": "310104014", "name": "徐家汇街道"}
    assert told["opened_at"] == "2026-11-23T10:00:00+08:00"


def test_labels_follow_the_reader(several: Any) -> None:
    from django.utils.translation import override

    case = Case.objects.get(unit__isnull=False)
    with override("en"):
        told = queries.as_dict(case)
    assert (told["title"], told["type"]["title"]) == (
        "Water above the warning level", "Flooded road",
    )  # fmt: skip
