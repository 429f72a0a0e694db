"""The dispatch list in the desk: its order, its form, its trial on past cases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.cases import services
from chengyun.cases.dispatching import Rule
from chengyun.cases.models import Case, DispatchRule
from chengyun.cases.services.dispatching import lines

LIST = "/desk/dispatch/"
HTMX = {"HX-Request": "true"}
FIRE = Rule(0, "积水先消防", "Fire first", on=False, types=("road_flooded",), unit="xfjy")
TYPED = {
    "name_zh": "田林积水", "target": "unit:xfjy", "types": ["road_flooded"], "place": "1",
    "hour_from": "22:00", "hour_until": "06:00", "days": "workday", "severity": "3",
    "on": "1", "note": "汛期试行",
}  # fmt: skip


def page(client: Client, path: str, **more: Any) -> str:
    answer = client.get(path, **more)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def two(flood: Any, zhoumin: Any) -> tuple[DispatchRule, DispatchRule]:
    first = services.write_rule(zhoumin, FIRE)
    return first, services.write_rule(zhoumin, replace(FIRE, name_zh="兜底归中心", unit="cyzx"))


@pytest.fixture
def handled(case: Any, zhoumin: Any, district: Any, do: Callable[..., Any]) -> Any:
    """Sent to the fire brigade, returned, then handled by the water bureau."""
    do(zhoumin, case, "file")
    do(zhoumin, case, "dispatch", unit=district.fire)
    do(zhoumin, case, "return", "不属本单位职责")
    do(zhoumin, case, "dispatch", unit=district.water)
    do(zhoumin, case, "accept")
    return do(zhoumin, case, "handle", "已抽排")


def test_every_officer_reads_the_list_and_only_writers_change_it(
    client: Client, two: Any, chenli: Any
) -> None:
    client.force_login(chenli)
    shown = page(client, LIST)
    assert shown.index("积水先消防") < shown.index("兜底归中心") and "道路积水" in shown
    assert "/dispatch/new/" not in shown and "up-" not in shown
    assert client.get("/desk/dispatch/new/").status_code == 403
    assert client.get("/desk/dispatch/trial/").status_code == 403
    for path in (f"{two[0].pk}/move/", f"{two[0].pk}/switch/", f"{two[0].pk}/withdraw/"):
        assert client.post(LIST + path).status_code == 403


def test_a_line_is_moved_with_its_button(client: Client, two: Any, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    path = f"{LIST}{two[1].pk}/move/"
    shown = client.post(path, {"by": "up"}, headers=HTMX).content.decode()
    assert shown.index("兜底归中心") < shown.index("积水先消防") and "<html" not in shown
    client.post(path, {"by": "down"})
    assert [row.pk for row in lines()] == [two[0].pk, two[1].pk]


def test_a_typed_rule_is_kept_where_it_was_put_and_says_so(
    client: Client, two: Any, zhoumin: Any, district: Any
) -> None:
    client.force_login(zhoumin)
    typed = TYPED | {"areas": [district.tianlin.code], "other_areas": "310104014001， "}
    answer = client.post("/desk/dispatch/new/", typed, follow=True)
    assert "“田林积水”已保存在第 1 位" in answer.content.decode()
    row = lines()[0]
    assert (row.name_zh, row.on, row.areas) == ("田林积水", True, ["310104011", "310104014001"])
    shown = page(client, f"{LIST}{row.pk}/")
    assert "22:00–06:00" in shown and "汛期试行" in shown and "田林街道" in shown
    form = page(client, f"{LIST}{row.pk}/edit/")
    assert 'value="22:00"' in form and 'value="310104014001"' in form


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    client: Client, flood: Any, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    wrong = TYPED | {"target": "", "other_areas": "999", "hour_until": ""}
    answer = client.post("/desk/dispatch/new/", wrong)
    shown = answer.content.decode()
    assert answer.status_code == 422 and not DispatchRule.objects.exists()
    for said in ("没有这样的区域", "起止时间都要填写", "请指定一个单位或一类单位"):
        assert said in shown


def test_a_change_on_top_of_anothers_is_refused_with_what_was_typed(
    client: Client, two: Any, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    services.switch_rule(zhoumin, two[0].pk, True)
    answer = client.post(f"{LIST}{two[0].pk}/edit/", TYPED | {"seen": "1"})
    assert answer.status_code == 409 and "田林积水" in answer.content.decode()
    assert lines()[0].name_zh == "积水先消防"


def test_versions_tell_who_changed_what(client: Client, two: Any, zhoumin: Any, admin: Any) -> None:
    services.write_rule(admin, replace(FIRE, key=two[0].pk, severity=2), note="只管紧急")
    services.move_rule(zhoumin, two[0].pk, 2)
    client.force_login(zhoumin)
    shown = page(client, f"{LIST}{two[0].pk}/")
    assert "管理员" in shown and "只管紧急" in shown and "紧急及以上" in shown
    assert "清单位次" in shown


def test_a_draft_is_tried_on_past_cases_before_it_is_kept(
    client: Client, handled: Any, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    typed = {"name_zh": "积水归中心", "target": "unit:cyzx", "place": "1", "try": "30"}
    shown = client.post("/desk/dispatch/new/", typed, headers=HTMX).content.decode()
    assert "有 1 起案件将改派" in shown and handled.number in shown
    assert "回退 1 次" in shown and not DispatchRule.objects.exists()
    assert "<html" not in shown
    whole = client.post("/desk/dispatch/new/", typed).content.decode()
    assert "有 1 起案件将改派" in whole and 'value="积水归中心"' in whole


def test_the_trial_says_how_often_each_list_would_have_been_right(
    client: Client, handled: Any, two: Any, zhoumin: Any
) -> None:
    """As it was: sent to the wrong unit first. In force: kind and area, right. On trial: wrong."""
    client.force_login(zhoumin)
    answer = client.get(f"{LIST}trial/?days=90&on={two[0].pk}")
    trial = answer.context["trial"]
    shares = [(one.n, one.of) for one in (trial.rates.real, trial.rates.old, trial.rates.new)]
    assert shares == [(0, 1), (1, 1), (0, 1)]
    assert [(one.old, one.new, one.better) for one in trial.differences] == [("swj", "xfjy", False)]
    assert trial.moved.old.n == 1 and trial.reached == (1, 0)


def test_the_list_is_switched_to_what_was_tried(client: Client, two: Any, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    services.switch_rule(zhoumin, two[0].pk, True)
    client.post(f"{LIST}trial/", {"on": [str(two[1].pk)], "note": "试算通过"})
    assert [row.on for row in lines()] == [False, True]
    assert two[1].versions.last().note == "试算通过"


def test_a_trial_sees_only_cases_of_the_viewers_scope_and_days(
    client: Client, handled: Any, zhoumin: Any
) -> None:
    from chengyun.cases.queries.dispatching import try_rules
    from chengyun.people.policy import Viewer

    def seen(path: str) -> int:
        viewer = Viewer(zhoumin.pk, "duty_officer", None, path)
        return try_rules(viewer, [], [], 30).trial.cases

    assert (seen("310104/310104014/"), seen("310104/310104011/")) == (1, 0)
    Case.objects.update(opened_at=timezone.now() - timedelta(days=31))
    assert seen("310104/") == 0


def test_a_trial_that_is_cut_says_since_when(handled: Any, report: Any, zhoumin: Any) -> None:
    from chengyun.cases.queries.dispatching import try_rules
    from chengyun.people.policy import viewer_of

    report("另一处", (121.41, 31.18))
    tried = try_rules(viewer_of(zhoumin), [], [], 30, most=1)
    assert tried.cut and tried.first


def test_a_rule_is_withdrawn_and_its_page_stays(client: Client, two: Any, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    client.post(f"{LIST}{two[0].pk}/withdraw/", {"note": "不再需要"})
    assert [row.pk for row in lines()] == [two[1].pk]
    assert "已停用" in page(client, f"{LIST}{two[0].pk}/")
    assert client.get(f"{LIST}{two[0].pk}/edit/").status_code == 404


@pytest.fixture
def filed(case: Any, zhoumin: Any, do: Callable[..., Any]) -> Any:
    return do(zhoumin, case, "file")


def test_the_dispatch_form_names_the_rule_and_the_persons_of_its_unit(
    client: Client, filed: Any, two: Any, zhoumin: Any, chenli: Any, liqiang: Any
) -> None:
    services.write_rule(zhoumin, Rule(0, "水务优先", unit="swj"), place=1)
    client.force_login(chenli)
    shown = page(client, f"/desk/cases/{filed.number}/do/dispatch/", headers=HTMX)
    assert "建议派往：区水务局" in shown and "派遣清单规则：水务优先" in shown
    assert "李强" in shown and "在办 0 件" in shown


def test_another_unit_brings_its_own_persons(
    client: Client, filed: Any, chenli: Any, liqiang: Any
) -> None:
    client.force_login(chenli)
    path = f"/desk/cases/{filed.number}/persons/"
    assert "李强" in page(client, f"{path}?unit=swj")
    assert "李强" not in page(client, f"{path}?unit=xfjy")
    assert "李强" not in page(client, f"{path}?unit=nobody")


def test_the_trail_of_a_case_says_why_each_rule_was_passed(
    client: Client, filed: Any, two: Any, zhoumin: Any, chenli: Any, district: Any
) -> None:
    south = Rule(0, "田林归田林", areas=(district.tianlin.code,), unit="cyzx")
    services.write_rule(zhoumin, south, place=1)
    client.force_login(chenli)
    path = f"/desk/cases/{filed.number}/trail/"
    shown = page(client, path, headers=HTMX)
    assert "要求田林街道，本案为乐山第一网格" in shown and "已停用" in shown
    assert "按类型和属地派往：区水务局" in shown and "<html" not in shown
    assert "<html" in page(client, path)


def test_what_is_out_of_scope_has_neither_trail_nor_persons(
    client: Client, filed: Any, elsewhere: Any, chenli: Any, district: Any
) -> None:
    chenli.area = district.xujiahui
    chenli.save()
    client.force_login(chenli)
    assert client.get(f"/desk/cases/{filed.number}/trail/").status_code == 200
    for page_ in ("trail", "persons"):
        assert client.get(f"/desk/cases/{elsewhere.number}/{page_}/").status_code == 404


def test_a_case_goes_to_the_person_who_was_chosen(
    client: Client, filed: Any, chenli: Any, liqiang: Any
) -> None:
    client.force_login(chenli)
    path = f"/desk/cases/{filed.number}/act/dispatch/"
    shown = client.post(path, {"unit": "swj", "handler": "liqiang"}, headers=HTMX)
    assert "已派遣至区水务局，承办人李强" in shown.content.decode()
    filed.refresh_from_db()
    assert (filed.stage, filed.handler) == ("dispatched", liqiang)


def test_a_person_of_another_unit_is_refused(
    client: Client, filed: Any, chenli: Any, liqiang: Any
) -> None:
    client.force_login(chenli)
    path = f"/desk/cases/{filed.number}/act/dispatch/"
    answer = client.post(path, {"unit": "xfjy", "handler": "liqiang"}, headers=HTMX)
    assert answer.status_code == 422 and "该人员不在所选单位" in answer.content.decode()
    filed.refresh_from_db()
    assert filed.stage == "filed"
