"""Hot topics, the daily brief and suggestions from real rows."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from chengyun.cases.models import Case, CaseType
from chengyun.insight import queries, services
from chengyun.insight.brief import daily_brief
from chengyun.people.policy import viewer_of

DAY = date(2026, 3, 2)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def flooding(db: None) -> CaseType:
    return CaseType.objects.create(
        key="flooding", pack="flood", title_zh="道路积水", title_en="Flooded road",
        severity=2, limit="2uh", unit_kind="water",
    )  # fmt: skip


class Cases:
    """Makes numbered cases."""

    def __init__(self, kind: CaseType) -> None:
        self.kind, self.made = kind, 0

    def open(self, area: Any, when: datetime, **more: Any) -> Case:
        self.made += 1
        facts = {"stage": "handling", "severity": 2, "origin": "report"} | more
        return Case.objects.create(
            number=f"C{self.made}", type=self.kind, title="积水", area=area, area_path=area.path,
            opened_at=when, seen_at=when, **facts,
        )  # fmt: skip


@pytest.fixture
def cases(flooding: CaseType) -> Cases:
    return Cases(flooding)


def test_a_kind_that_suddenly_multiplies_in_one_street_is_a_hot_topic(
    district: Any, zhoumin: Any, cases: Cases
) -> None:
    for back in range(1, 15):
        cases.open(district.grid, at(DAY - timedelta(days=back)))
        cases.open(district.tianlin, at(DAY - timedelta(days=back)))
    for _ in range(8):
        cases.open(district.grid, at(DAY))
    cases.open(district.tianlin, at(DAY))
    (topic,) = queries.hot_topics(viewer_of(zhoumin), at(DAY, 20))
    assert topic.street == district.xujiahui
    assert (topic.count, topic.usual) == (8, 1.0)
    assert topic.chance < 0.001


def test_a_handler_is_told_only_of_topics_of_their_own_unit(
    district: Any, liqiang: Any, cases: Cases
) -> None:
    for _ in range(8):
        cases.open(district.grid, at(DAY), unit=district.fire)
    assert queries.hot_topics(viewer_of(liqiang), at(DAY, 20)) == []


def test_hot_topics_take_three_queries_however_many_cases_there_are(
    district: Any, zhoumin: Any, cases: Cases, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        cases.open(district.grid, at(DAY))
    with django_assert_max_num_queries(4):
        queries.hot_topics(viewer_of(zhoumin), at(DAY, 20))


def test_the_brief_counts_what_was_opened_closed_in_time_and_is_overdue(
    district: Any, zhoumin: Any, cases: Cases
) -> None:
    cases.open(district.grid, at(DAY - timedelta(days=1)), due_at=at(DAY - timedelta(days=1), 12))
    cases.open(district.grid, at(DAY), origin="alarm", due_at=at(DAY, 11))
    done = {"stage": "closed", "closed_at": at(DAY, 10)}
    cases.open(district.grid, at(DAY), due_at=at(DAY, 12), **done)
    brief = daily_brief(viewer_of(zhoumin), DAY)
    assert brief["figures"] == {
        "opened": 2, "opened_before": 1, "closed": 1, "due": 2, "closed_in_time": 1,
        "open_now": 2, "overdue_now": 2,
    }  # fmt: skip
    text = {p["key"]: p for p in brief["paragraphs"]}
    assert "新增案件 2 件，比前一日增加 100.0%" in text["volume"]["zh"]
    assert "感知告警 1 件" in text["volume"]["zh"]
    assert "按期结案率 50.0%" in text["closing"]["zh"]
    assert "2 cases were open, 2 of them overdue" in text["standing"]["en"]
    assert "道路积水 2 件" in text["kinds"]["zh"]


def test_the_brief_of_a_quiet_day_says_so(district: Any, zhoumin: Any) -> None:
    brief = daily_brief(viewer_of(zhoumin), DAY)
    assert all(p["zh"].endswith("。") and p["en"].endswith(".") for p in brief["paragraphs"])
    assert "新增案件 0 件" in brief["paragraphs"][0]["zh"]


def test_a_case_under_suspension_is_not_due(district: Any, zhoumin: Any, cases: Cases) -> None:
    cases.open(district.grid, at(DAY), due_at=at(DAY, 12), suspended_at=at(DAY, 10))
    assert daily_brief(viewer_of(zhoumin), DAY)["figures"]["due"] == 0


def test_phrases_follow_what_the_packs_declare(flooding: CaseType) -> None:
    services.set_phrases({"flooding": ["道路积水", "水漫上来了"]})
    found = queries.suggest("门口道路积水很深")
    assert found is not None
    assert (found.case_type, found.because) == ("flooding", ("道路积水",))
    services.set_phrases({"flooding": ["水漫上来了"]})
    assert queries.suggest("门口道路积水很深") is None
