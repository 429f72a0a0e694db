"""Plans, figures that are corrected but never overwritten, and the half-year board."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from chengyun.cases.models import Case, CaseType
from chengyun.goals import demo, services
from chengyun.goals.formulas import formula_of
from chengyun.goals.models import Indicator, IndicatorValue, Milestone, Plan
from chengyun.goals.queries import half_year_board
from chengyun.people.policy import viewer_of
from chengyun.vitals.models import VitalReading, VitalSign
from chengyun.vitals.services import minute_of

TODAY = date(2026, 7, 1)
JUNE = date(2026, 6, 30)


@pytest.fixture
def plan(district: Any) -> Plan:
    return Plan.objects.create(
        key="lifts", title_zh="加装电梯", title_en="Lifts", year=2026, unit=district.water,
        area_path=district.root.path,
    )  # fmt: skip


@pytest.fixture
def lifts(plan: Plan) -> Indicator:
    return Indicator.objects.create(
        plan=plan, key="lifts-done", title_zh="完工", unit="台", target_year=200
    )


def test_a_correction_needs_a_reason_and_keeps_the_old_figure(
    lifts: Indicator, zhoumin: Any
) -> None:
    services.record_value(zhoumin, lifts, JUNE, 90)
    services.record_value(zhoumin, lifts, JUNE, 90)
    with pytest.raises(services.Refused):
        services.record_value(zhoumin, lifts, JUNE, 95)
    services.record_value(zhoumin, lifts, JUNE, 95, "漏报五台")
    kept = list(IndicatorValue.objects.values_list("revision", "value", "note"))
    assert kept == [(0, 90.0, ""), (1, 95.0, "漏报五台")]


def test_the_board_sets_what_is_done_beside_the_time_that_is_gone(
    lifts: Indicator, zhaoguohua: Any
) -> None:
    services.record_value(None, lifts, date(2026, 5, 31), 20)
    services.record_value(None, lifts, JUNE, 70)
    board = half_year_board(viewer_of(zhaoguohua), TODAY)
    (plan,) = board["plans"]
    (indicator,) = plan["indicators"]
    assert (indicator["value"], indicator["share_done"], indicator["lamp"]) == (70, 0.35, "yellow")
    assert (plan["share_done"], plan["lamp"], board["lamps"]) == (0.35, "yellow", {"yellow": 1})


def test_what_surpasses_its_target_makes_up_for_nothing_else(
    plan: Plan, lifts: Indicator, zhaoguohua: Any
) -> None:
    other = Indicator.objects.create(plan=plan, key="begun", title_zh="开工", target_year=100)
    services.record_value(None, lifts, JUNE, 600)
    services.record_value(None, other, JUNE, 0)
    (shown,) = half_year_board(viewer_of(zhaoguohua), TODAY)["plans"]
    assert shown["share_done"] == 0.5


def test_an_indicator_without_a_figure_has_no_lamp(lifts: Indicator, zhaoguohua: Any) -> None:
    board = half_year_board(viewer_of(zhaoguohua), TODAY)
    assert board["plans"][0]["indicators"][0]["lamp"] is None
    assert board["lamps"] == {"none": 1}


def test_a_figure_of_a_later_period_is_not_seen_before_its_day(
    lifts: Indicator, zhaoguohua: Any
) -> None:
    services.record_value(None, lifts, date(2026, 12, 31), 200)
    board = half_year_board(viewer_of(zhaoguohua), TODAY)
    assert board["plans"][0]["indicators"][0]["value"] is None


def test_a_handler_sees_the_plans_of_their_own_unit(
    plan: Plan, district: Any, liqiang: Any, wangfang: Any
) -> None:
    Plan.objects.create(
        key="fire", title_zh="消防", year=2026, unit=district.fire, area_path=district.root.path
    )
    shown = half_year_board(viewer_of(liqiang), TODAY)["plans"]
    assert [one["key"] for one in shown] == ["lifts"]
    assert half_year_board(viewer_of(wangfang), TODAY)["plans"] == []


def test_a_milestone_is_late_when_its_day_has_gone_by(plan: Plan, zhaoguohua: Any) -> None:
    step = Milestone.objects.create(plan=plan, title_zh="开工", due=JUNE)
    board = half_year_board(viewer_of(zhaoguohua), TODAY)
    assert board["plans"][0]["milestones"][0]["late"]
    with pytest.raises(services.Refused):
        services.complete(step, timezone.localdate() + timedelta(days=1))


def test_the_on_time_closing_share_is_counted_from_cases(plan: Plan, district: Any) -> None:
    kind = CaseType.objects.create(
        key="flooding", pack="flood", title_zh="积水", severity=2, limit="2uh", unit_kind="water"
    )
    due = datetime(2026, 6, 10, 12, tzinfo=timezone.get_default_timezone())
    for number, closed in enumerate([due - timedelta(hours=1), due + timedelta(hours=1), None]):
        Case.objects.create(
            number=str(number), type=kind, title="积水", severity=2, origin="report",
            area=district.grid, area_path=district.grid.path, opened_at=due - timedelta(hours=2),
            seen_at=due, due_at=due, closed_at=closed, stage="closed" if closed else "handling",
        )  # fmt: skip
    counted = Indicator.objects.create(
        plan=plan, key="on-time", title_zh="按期结案率", target_year=96,
        formula="on_time_closing_share",
    )  # fmt: skip
    assert services.count(date(2026, 1, 1), JUNE) == 1
    assert services.count(date(2026, 1, 1), JUNE) == 1
    assert [v.value for v in counted.values.all()] == [33.33]
    assert services.count(date(2026, 1, 1), date(2026, 5, 31)) == 0


def test_the_demonstration_has_the_shape_of_the_articles_and_is_the_same_for_a_seed(
    district: Any, zhaoguohua: Any, django_assert_max_num_queries: Any
) -> None:
    demo.seed(7, TODAY)
    demo.seed(7, TODAY)
    assert (Plan.objects.count(), Indicator.objects.count()) == (17, 53)
    assert all(Plan.objects.values_list("simulated", flat=True))
    with django_assert_max_num_queries(8):
        first = half_year_board(viewer_of(zhaoguohua), TODAY)
    assert set(first["lamps"]) >= {"green", "yellow"}
    Plan.objects.all().delete()
    demo.seed(7, TODAY)
    assert half_year_board(viewer_of(zhaoguohua), TODAY) == first


def test_the_board_is_read_in_the_readers_language(lifts: Indicator, zhaoguohua: Any) -> None:
    with translation.override("en"):
        assert half_year_board(viewer_of(zhaoguohua), TODAY)["plans"][0]["title"] == "Lifts"
    with translation.override("zh-hans"):
        assert half_year_board(viewer_of(zhaoguohua), TODAY)["plans"][0]["title"] == "加装电梯"


def test_a_vital_sign_may_be_what_an_indicator_counts(plan: Plan, district: Any) -> None:
    sign = VitalSign.objects.create(key="pm25", pack="environment", title_zh="细颗粒物", low=0,
                                    high=35, aggregate="mean")  # fmt: skip
    midnight = datetime(2026, 6, 30, tzinfo=timezone.get_default_timezone())
    for area, hour, value in (
        (district.root, 1, 20),
        (district.root, 9, 30),
        (district.xujiahui, 9, 99),
    ):
        at = minute_of(midnight + timedelta(hours=hour))
        VitalReading.objects.create(vital=sign, area=area, minute=at, value=value)
    for key, formula in (("air", "vital:pm25"), ("noise", "vital:unknown")):
        Indicator.objects.create(plan=plan, key=key, title_zh=key, target_year=28, formula=formula)
    assert services.count(date(2026, 1, 1), JUNE) == 1
    assert IndicatorValue.objects.get().value == 25
    assert "细颗粒物" in str(formula_of("vital:pm25").words)  # type: ignore[union-attr]
