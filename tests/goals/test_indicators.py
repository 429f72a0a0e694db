"""Figures of units, lamps set by hand, appeals, roll-ups, rankings: who may, what is kept."""

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from chengyun.goals import demo, services
from chengyun.goals.models import Appeal, Indicator, IndicatorValue, Plan, Target
from chengyun.goals.queries import half_year_board, peers
from chengyun.goals.queries.ranking import ranking
from chengyun.people.models import AuditEntry, Unit
from chengyun.people.policy import viewer_of

TODAY = date(2026, 11, 21)
OCTOBER = date(2026, 10, 31)


@pytest.fixture
def streets(district: Any) -> list[Unit]:
    areas = (district.xujiahui, district.tianlin)
    return [
        Unit.objects.create(code=f"street-{n}", name_zh=f"街道{n}", kind="street", area=area)
        for n, area in enumerate(areas)
    ]


@pytest.fixture
def lifts(district: Any, streets: list[Unit]) -> Indicator:
    """加装电梯, led by the water bureau, counted in two sub-districts."""
    plan = Plan.objects.create(
        key="lifts", title_zh="加装电梯", year=2026, unit=district.water,
        area_path=district.root.path,
    )  # fmt: skip
    plan.supporting.set(streets)
    made = Indicator.objects.create(
        plan=plan, key="lifts-done", title_zh="完工", target_year=240, running=True, adding="sum"
    )
    for unit in streets:
        Target.objects.create(
            indicator=made, unit=unit, start=date(2026, 1, 1), end=date(2026, 12, 31), value=120
        )
    return made


def _tell(lifts: Indicator, unit: Unit | None, value: float, period: date = OCTOBER) -> Any:
    return services.record_value(None, lifts, period, value, unit=unit)


def test_a_handler_tells_the_figures_of_the_own_unit_and_no_others(
    lifts: Indicator, streets: list[Unit], liqiang: Any, zhoumin: Any, chenli: Any, zhaoguohua: Any
) -> None:
    liqiang.unit = streets[0]
    liqiang.save()
    services.record_value(liqiang, lifts, OCTOBER, 90, unit=streets[0])
    services.record_value(zhoumin, lifts, OCTOBER, 80, unit=streets[1])
    for actor, unit in ((liqiang, streets[1]), (liqiang, None), (chenli, None), (zhaoguohua, None)):
        with pytest.raises(services.NotYours):
            services.record_value(actor, lifts, OCTOBER, 1, "因", unit=unit)
    told = AuditEntry.objects.filter(action="figure", target="lifts-done")
    assert sorted(told.values_list("actor__username", flat=True)) == ["liqiang", "zhoumin"]


def test_a_lamp_set_by_hand_never_hides_the_computed_one(lifts: Indicator, zhoumin: Any) -> None:
    _tell(lifts, None, 60)
    with pytest.raises(services.Refused):
        services.set_lamp(zhoumin, lifts, "green", " ", timezone.localdate())
    services.set_lamp(zhoumin, lifts, "green", "验收在途", timezone.localdate() + timedelta(9))
    (shown,) = half_year_board(viewer_of(zhoumin), TODAY)["plans"][0]["indicators"]
    assert (shown["lamp"], shown["computed"]) == ("green", "red")
    assert (shown["override"]["by"], shown["override"]["reason"]) == ("周敏", "验收在途")
    services.lift_lamp(zhoumin, lifts)
    (shown,) = half_year_board(viewer_of(zhoumin), TODAY)["plans"][0]["indicators"]
    assert (shown["lamp"], lifts.overrides.count()) == ("red", 1)


def test_who_reports_nothing_falls_behind(lifts: Indicator, zhoumin: Any) -> None:
    _tell(lifts, None, 160, date(2026, 8, 31))
    (shown,) = half_year_board(viewer_of(zhoumin), TODAY)["plans"][0]["indicators"]
    assert (shown["late"], shown["expected"]) == (True, round(304 / 365, 4))


def test_an_upheld_appeal_takes_the_figure_out_of_the_ranking_and_keeps_it(
    lifts: Indicator, streets: list[Unit], zhoumin: Any, zhaoguohua: Any
) -> None:
    figures = [_tell(lifts, unit, 120 - 20 * n) for n, unit in enumerate(streets)]
    found = services.appeal(zhoumin, figures[0], "口径有误")
    with pytest.raises(services.NotYours):
        services.decide(zhaoguohua, found, "upheld", "属实")
    assert [line.place for line in _ranked(zhoumin)] == [1, 2]
    services.decide(zhoumin, found, "upheld", "属实")
    first, second = _ranked(zhoumin)
    assert (first.unit, first.place, second.place) == (streets[1], 1, None)
    assert second.cells[0].excluded
    assert IndicatorValue.objects.get(pk=figures[0].pk).value == 120
    services.decide(zhoumin, Appeal.objects.get(), "rejected", "复核后有效")
    assert [line.unit for line in _ranked(zhoumin)] == streets


def _ranked(viewer: Any) -> Any:
    found = ranking(viewer_of(viewer), TODAY)
    assert found is not None
    return found.lines


def test_places_change_with_the_months(lifts: Indicator, streets: list[Unit], zhoumin: Any) -> None:
    for unit, figures in zip(streets, ((50, 110), (60, 90)), strict=True):
        for period, value in zip((date(2026, 9, 30), OCTOBER), figures, strict=True):
            _tell(lifts, unit, value, period)
    assert [(line.unit, line.change) for line in _ranked(zhoumin)] == [
        (streets[0], 1),
        (streets[1], -1),
    ]


def test_figures_add_up_at_every_level_of_the_areas(
    lifts: Indicator, streets: list[Unit], district: Any
) -> None:
    for unit, value in zip(streets, (70, 50), strict=True):
        _tell(lifts, unit, value)
    _tell(lifts, None, 120)
    rolled = peers.added_up(lifts, peers.values_of(lifts), OCTOBER)
    assert rolled is not None
    assert rolled.adds_up
    totals = {key: value for key, value in rolled.totals.items() if key.startswith("area")}
    assert totals == {
        f"area {district.root.code}": 120,
        f"area {district.xujiahui.code}": 70,
        f"area {district.tianlin.code}": 50,
    }
    services.record_value(None, lifts, OCTOBER, 130, "更正")
    rolled = peers.added_up(lifts, peers.values_of(lifts), OCTOBER)
    assert rolled is not None
    assert [one.difference for one in rolled.mismatches] == [10]


def test_a_figure_is_compared_with_the_year_and_the_period_before(lifts: Indicator) -> None:
    for period, value in (
        (date(2025, 10, 31), 90),
        (date(2026, 8, 31), 80),
        (date(2026, 9, 30), 100),
        (OCTOBER, 130),
    ):
        _tell(lifts, None, value, period)
    rows = peers.values_of(lifts)[peers.WHOLE]
    found = peers.compared(lifts, [*peers.counted(rows, 2025, TODAY), *_points(rows)])
    assert found is not None
    assert (found.yearly, found.brought, found.periodic) == (40, 30, 10)


def _points(rows: Any) -> Any:
    return peers.counted(rows, 2026, TODAY)


def test_the_pages_of_the_demonstration_open_in_both_languages(
    streets: list[Unit], zhoumin: Any, client: Client
) -> None:
    demo.seed(7)
    client.force_login(zhoumin)
    key = Indicator.objects.filter(values__unit=streets[0]).first()
    assert key is not None
    pages = ("", "ranking/", "ranking/?tier=departments", f"indicators/{key.key}/",
             f"indicators/{key.key}/?unit={streets[0].code}", "?lamp=red&sort=outlook")  # fmt: skip
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        assert [client.get(f"/goals/{page}").status_code for page in pages] == [200] * len(pages)


def test_what_is_out_of_scope_does_not_exist(
    lifts: Indicator, streets: list[Unit], liqiang: Any, district: Any, client: Client
) -> None:
    client.force_login(liqiang)
    assert client.get("/goals/indicators/lifts-done/").status_code == 200
    liqiang.unit = district.fire
    liqiang.save()
    assert client.get("/goals/indicators/lifts-done/").status_code == 404
    assert client.post("/goals/indicators/lifts-done/figure/", {"value": "1"}).status_code == 404


def test_a_refused_figure_stands_on_the_page_with_what_was_typed(
    lifts: Indicator, streets: list[Unit], zhoumin: Any, client: Client
) -> None:
    client.force_login(zhoumin)
    page = "/goals/indicators/lifts-done/figure/"
    told = {"unit": streets[0].code, "period": "1999-01-31", "value": "77.5"}
    answer = client.post(page, told)
    assert answer.status_code == 422
    assert b'value="77.5"' in answer.content


def _sheet(rows: list[list[Any]]) -> io.BytesIO:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "table.xlsx"
    return file


def _bring(client: Client, kind: str, rows: list[list[Any]]) -> Any:
    answer = client.post("/desk/import/", {"kind": kind, "file": _sheet(rows)}, follow=True)
    return answer, answer.request["PATH_INFO"]


def test_months_of_figures_come_in_whole_or_not_at_all(
    lifts: Indicator, streets: list[Unit], zhoumin: Any, client: Client
) -> None:
    year = timezone.localdate().year - 1
    client.force_login(zhoumin)
    head = ["指标", "单位", "年度", "1月", "2月", "更正原因"]
    good = ["lifts-done", streets[0].name_zh, year, 10, 21.5, ""]
    answer, path = _bring(client, "goal_figures", [head, good, ["lifts-done", "x", year, "a", 1]])
    assert "x" in answer.content.decode()
    client.post(path)
    assert not IndicatorValue.objects.exists()
    _, path = _bring(client, "goal_figures", [head, good])
    client.post(path)
    assert list(IndicatorValue.objects.values_list("value", flat=True)) == [10, 21.5]
    answer, path = _bring(client, "goal_figures", [head, [*good[:3], 12, 21.5, ""]])
    client.post(path)
    assert IndicatorValue.objects.count() == 2
    _, path = _bring(client, "goal_figures", [head, [*good[:3], 12, 21.5, "漏报"]])
    client.post(path)
    corrected = IndicatorValue.objects.get(revision=1)
    assert (corrected.value, corrected.note, corrected.recorded_by) == (12, "漏报", zhoumin)


def test_plans_with_indicators_and_targets_come_in_and_go_out_in_the_same_columns(
    district: Any, streets: list[Unit], zhoumin: Any, client: Client
) -> None:
    client.force_login(zhoumin)
    year = timezone.localdate().year
    head = ["计划编号", "计划", "年度", "牵头单位", "指标编号", "指标", "方向", "年度目标",
            "上半年目标", "进度曲线", "曲线节点"]  # fmt: skip
    line = ["p1", "节水", year, "swj", "p1-1", "用水量", "down", 90, 95, "stepped",
            "06-30:0.4 12-31:1"]  # fmt: skip
    answer, path = _bring(client, "goals", [head, line, [*line[:4], "p1-2", "漏损", "up", 5, "",
                                                         "stepped", "06-30:0.4"]])  # fmt: skip
    assert "06-30:0.4" in answer.content.decode()
    client.post(path)
    assert not Plan.objects.exists()
    _, path = _bring(client, "goals", [head, line])
    client.post(path)
    made = Indicator.objects.get()
    assert (made.plan.unit, made.direction, made.target_year) == (district.water, "down", 90)
    assert made.targets.get().value == 95
    _, path = _bring(client, "goal_targets", [["指标", "单位", "年度目标"],
                                              ["用水量", streets[0].code, 44]])  # fmt: skip
    client.post(path)
    assert made.targets.get(unit=streets[0]).value == 44
    for name in ("goals", "goal_targets", "goal_figures", "board", "ranking"):
        out = client.get(f"/goals/files/{name}.xlsx")
        assert out.status_code == 200
        rows = list(openpyxl.load_workbook(io.BytesIO(out.getvalue())).active.values)
        if name == "goal_targets":
            assert rows[1:] == [("p1-1", streets[0].code, year, None, 44)]
        if name == "goals":
            told = dict(zip(rows[0], rows[1], strict=True))
            half, knots = told["上半年目标"], told["曲线节点"]
            assert (told["指标编号"], half, knots) == ("p1-1", 95, line[-1])


def test_officers_read_indicators_and_rankings_over_http(
    lifts: Indicator, streets: list[Unit], zhoumin: Any, liqiang: Any, district: Any
) -> None:
    from ninja import NinjaAPI
    from ninja.testing import TestClient

    from chengyun.goals.api import router

    _tell(lifts, streets[0], 100)
    api = NinjaAPI(urls_namespace="goals-more-test")
    api.add_router("/goals", router, auth=lambda request: getattr(request, "officer", None))
    client = TestClient(api)
    one = client.get(f"/goals/indicators/lifts-done?unit={streets[0].code}", officer=zhoumin).json()
    assert (one["figures"][0]["value"], one["standing"]["target"]) == (100, 120)
    assert client.get("/goals/ranking", officer=zhoumin).json()["units"][0]["place"] == 1
    liqiang.unit = district.fire
    assert client.get("/goals/indicators/lifts-done", officer=liqiang).status_code == 404
    assert client.get("/goals/ranking", officer=liqiang).json()["units"] == []


def test_what_a_unit_lacks_of_the_next_place_is_told_in_its_figure_and_is_enough(
    district: Any, zhoumin: Any, client: Client
) -> None:
    """Counted by hand: of a target of 120 10/12 are expected by October, so 100 have 100 points,
    and 90, 60, 60 and 30 done as many: places 1, 2=, 2=, 4. The last lacks 30 points of those
    before it, these 30 of the first; each point is one lift.
    """
    plan = Plan.objects.create(
        key="p", title_zh="加梯", year=2026, unit=district.water, area_path=district.root.path
    )
    lifts = Indicator.objects.create(
        plan=plan, key="p1", title_zh="完工", target_year=480, running=True,
        shape="seasonal", knots=[1] * 12,
    )  # fmt: skip
    units = [Unit.objects.create(code=f"s{n}", name_zh=f"街道{n}", kind="street") for n in range(4)]
    year = {"start": date(2026, 1, 1), "end": date(2026, 12, 31)}
    for unit, done in zip(units, (90, 60, 60, 30), strict=True):
        Target.objects.create(indicator=lifts, unit=unit, value=120, **year)
        _tell(lifts, unit, done)
    told = [(one.place, one.tied, one.score, one.climb) for one in _ranked(zhoumin)]
    assert [row[:3] for row in told] == [
        (1, False, 90.0), (2, True, 60.0), (2, True, 60.0), (4, False, 30.0)
    ]  # fmt: skip
    first, second, third, last = (row[3] for row in told)
    assert first is None
    assert (second.points, second.place, second.beside, second.reached) == (30, 1, units[0], 90)
    assert third.points == 30
    assert (last.points, last.place, last.figure, last.reached) == (30, 2, 30, 60)
    client.force_login(zhoumin)
    assert "30 → <strong>60" in client.get("/goals/ranking/").content.decode()
    services.record_value(None, lifts, OCTOBER, last.reached, unit=units[3], reason="漏报")
    assert [one.place for one in _ranked(zhoumin)] == [1, 2, 2, 2]


def test_exported_figures_come_in_again_and_what_is_counted_stays_as_it_was(
    lifts: Indicator, streets: list[Unit], zhoumin: Any, client: Client
) -> None:
    period = date(timezone.localdate().year, 1, 31)
    counted = Indicator.objects.create(
        plan=lifts.plan,
        key="sensed",
        title_zh="主动发现率",
        target_year=60,
        formula="sensed_share",
    )
    services.record_value(None, lifts, period, 12.5, unit=streets[0])
    services.record_value(None, counted, period, 47.08)
    client.force_login(zhoumin)
    out = client.get("/goals/files/goal_figures.xlsx").getvalue()
    rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(out)).active.values]
    assert rows[0][:5] == ["指标", "单位", "年度", "1月", "2月"]
    answer, path = _bring(client, "goal_figures", rows)
    assert not answer.context["problems"]
    client.post(path)
    assert IndicatorValue.objects.count() == 2
    counted.refresh_from_db()
    assert counted.origin != "excel"
    next(row for row in rows if row[0] == "sensed")[3] = 99
    answer, path = _bring(client, "goal_figures", rows)
    assert "该指标由系统自动统计" in answer.content.decode()
    assert "<td>1月</td>" in answer.content.decode()
    client.post(path)
    assert IndicatorValue.objects.count() == 2
