"""Long lists: counted so far and honest about it, the same cases whichever way they are found."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chengyun.cases import in_hand, queries, searching
from chengyun.cases.models import Case
from chengyun.cases.queries import CaseFilter, filtering, listing, search
from chengyun.cases.queries import reporting as report_queries
from chengyun.cases.wall import wall_now
from chengyun.people import offices
from chengyun.people.policy import scope_for, viewer_of
from tests.cases.conftest import MONDAY

TEXTS = ("衡山路暴露垃圾 no 12", "永嘉路井盖缺失 cover", "衡山路路灯不亮", "垃圾桶满溢 Café")


@pytest.fixture
def people(liqiang: Any, chenli: Any, zhoumin: Any, wangfang: Any) -> list[Any]:
    return [liqiang, chenli, zhoumin, wangfang]


@pytest.fixture
def many(flood: Any, district: Any, people: Any) -> list[Case]:
    """120 cases of two units in two areas, some closed, opened in another order than made."""
    areas, units = (district.grid, district.tianlin), (district.water, district.fire)
    return _made([_case(flood, areas, units, people, i) for i in range(120)])


def _made(cases: list[Case]) -> list[Case]:
    made = Case.objects.bulk_create(cases)
    searching.index(made)
    return made


def _case(flood: Any, areas: Any, units: Any, people: Any, i: int) -> Case:
    area = areas[i % 3 == 0]
    opened = MONDAY + timedelta(minutes=37 * i % 101)
    return Case(
        number=f"CY20261123-{i:06d}",
        type=flood,
        title=TEXTS[i % 4],
        severity=1 + i % 3,
        origin="report",
        area=area,
        street=_street_of(area),
        area_path=area.path,
        unit=units[i % 2],
        handler=people[i % len(people)],
        stage="closed" if i % 5 else "handling",
        overdue=i % 7 == 0,
        opened_at=opened,
        seen_at=opened,
        closed_at=opened + timedelta(days=1) if i % 5 else None,
    )


def _street_of(area: Any) -> Any:
    while area and area.level != "street":
        area = area.parent
    return area


FILTERS = [
    {},
    {"stage": "closed"},
    {"overdue": True},
    {"open": True},
    {"open": True, "overdue": True},
    {"open": True, "stage": "handling"},
    {"mine": True},
    {"unit": "swj"},
    {"open": True, "unit": "swj"},
    {"severity": 2},
    {"q": "垃圾"},
    {"q": "衡山路"},
    {"q": "圾"},
    {"q": "路 衡山"},
    {"q": "co"},
    {"q": "cafe"},
    {"q": "12"},
    {"q": "CY20261123"},
    {"q": "衡山路 cover"},
    {"q": "垃圾", "open": True},
    {"q": "路", "stage": "closed"},
]


def _plainly(viewer: Any, wanted: CaseFilter) -> list[str]:
    """The list as the plain query of an export gives it."""
    return [case.number for case in queries.matching(viewer, wanted)]


def _paged(viewer: Any, wanted: CaseFilter, size: int) -> list[str]:
    numbers, page = [], 1
    while True:
        found = search(viewer, wanted, page, size)
        numbers += [case.number for case in found.items]
        if not found.more:
            assert found.exact
            assert found.total == len(numbers)
            return numbers
        if found.exact:
            assert found.total > page * size
        page += 1


@pytest.mark.parametrize("asked", FILTERS, ids=str)
@pytest.mark.parametrize("narrow", [False, True], ids=["as it is", "with narrow bounds"])
def test_the_pages_of_a_list_hold_each_of_its_cases_once_in_its_order(
    many: Any, zhoumin: Any, wangfang: Any, liqiang: Any, asked: Any, narrow: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if narrow:
        monkeypatch.setattr(listing, "COUNTED", 10)
        monkeypatch.setattr(filtering, "WIDE", 5)
        for name, bound in {"MANY": 3, "WALK": 16, "GLANCE": 4}.items():
            monkeypatch.setattr(searching, name, bound)
    wanted = CaseFilter(**asked)
    for reader in (zhoumin, wangfang, liqiang):
        viewer = viewer_of(type(reader).objects.get(pk=reader.pk))
        plain = _plainly(viewer, wanted)
        assert _paged(viewer, wanted, 7) == plain
        assert queries.count(viewer, wanted) == len(plain)


def test_a_long_list_says_that_there_are_at_least_so_many(
    many: Any, zhoumin: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "COUNTED", 100)
    page = search(viewer_of(zhoumin), CaseFilter(), size=50)
    assert (page.total, page.exact, page.more) == (100, False, True)
    client.force_login(zhoumin)
    text = client.get("/desk/?stage=closed&severity=1").content.decode()
    assert "至少" not in text
    monkeypatch.setattr(listing, "COUNTED", 50)
    text = client.get("/desk/?stage=closed").content.decode()
    assert "至少 50 件" in text
    assert "page=2" in text


def test_a_page_behind_the_end_is_the_last_one(many: Any, zhoumin: Any) -> None:
    page = search(viewer_of(zhoumin), CaseFilter(), page=9_999, size=50)
    assert (page.page, page.total, page.exact, len(page.items)) == (3, 120, True, 20)


@pytest.fixture(autouse=True)
def slow_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow it is, the calendars are not read again between two pages that are compared."""
    monkeypatch.setattr(offices, "FRESH_S", 3_600)


PAGES = {
    "list": "/desk/?stage=closed",
    "queue": "/desk/",
    "search": "/desk/?q=衡山路",
    "evaluation": "/desk/evaluation/?from=2026-11-01&to=2026-11-30",
    "list over REST": "/api/v1/cases?size=200",
    "search over REST": "/api/v1/cases?size=200&q=衡山路",
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_asks_the_database_as_often_for_many_rows_as_for_few(
    flood: Any,
    district: Any,
    people: Any,
    client: Any,
    zhoumin: Any,
    path: str,
) -> None:
    areas, units = (district.grid, district.tianlin), (district.water, district.fire)
    cases = [_case(flood, areas, units, people, i) for i in range(200)]
    client.force_login(zhoumin)
    _made(cases[:40])
    asked = []
    for more in ([], cases[40:]):
        _made(more)
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        asked.append(len(captured))
    assert all(few == lots for few, lots in pairwise(asked)), asked


def test_a_case_page_asks_as_often_for_a_long_ledger_as_for_a_short_one(
    reported: Any, do: Any, client: Any, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    asked = []
    for times in (2, 20):
        for _ in range(times):
            do(zhoumin, reported, "comment", "看过了")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/desk/cases/{reported.number}/").status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    "wanted", [{"open": True}, {"mine": True}, {"open": True, "overdue": True}]
)
@pytest.mark.parametrize("sort", ["", "due", "new", "old"])
def test_a_queue_never_walks_all_the_cases_there_were(
    wanted: dict[str, Any], sort: str, many: list[Case], zhoumin: Any
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("other databases know how many rows there are")
    with CaptureQueriesContext(connection) as asked:
        search(viewer_of(zhoumin), CaseFilter(**wanted, sort=sort))
        queries.count(viewer_of(zhoumin), CaseFilter(**wanted, sort=sort))
    assert not _walks(asked)


def _walks(asked: CaptureQueriesContext) -> list[str]:
    """How SQLite goes through all the cases, or all of an area, for any of these."""
    of_some = {index.name for index in Case._meta.indexes if index.condition is not None}
    ways = [way for query in asked if '"cases_case"' in query["sql"] for way in _ways(query["sql"])]
    return [
        way
        for way in ways
        if " cases_case" in way and not of_some & set(way.split())
        # One value, or a time, narrows enough.
        if "=?" not in way and "_at>?" not in way
    ]


def _ways(sql: str) -> list[str]:
    """How SQLite finds what is asked for."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [str(row[-1]) for row in cursor.fetchall()]


def test_nothing_that_is_counted_of_open_cases_walks_all_there_were(
    many: list[Case], district: Any, zhoumin: Any
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("other databases know how many rows there are")
    viewer = viewer_of(zhoumin)
    with CaptureQueriesContext(connection) as asked:
        in_hand.by_stage(queries.still_open(viewer))
        in_hand.by_unit(queries.still_open(viewer))
        list(queries.my_tasks(viewer))
        list(report_queries.call_backs(viewer))
        wall_now(scope_for(viewer), district.root)
    assert not _walks(asked)
