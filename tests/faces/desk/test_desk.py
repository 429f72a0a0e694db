import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

HTMX = {"HX-Request": "true"}


def page(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def test_the_duty_officer_sees_the_whole_district(
    client: Client, zhoumin: Any, case: Any, elsewhere: Any
) -> None:
    client.force_login(zhoumin)
    shown = page(client, "/desk/")
    assert case.number in shown
    assert elsewhere.number in shown


def test_a_handler_sees_only_what_the_unit_has(
    client: Client, liqiang: Any, dispatched: Any, elsewhere: Any
) -> None:
    client.force_login(liqiang)
    shown = page(client, "/desk/")
    assert dispatched.number in shown
    assert elsewhere.number not in shown


def test_a_case_out_of_scope_does_not_exist(client: Client, wangfang: Any, elsewhere: Any) -> None:
    client.force_login(wangfang)
    base = f"/desk/cases/{elsewhere.number}/"
    assert client.get(base).status_code == 404
    assert client.get(f"{base}row/").status_code == 404
    assert client.get(f"{base}do/close/").status_code == 404
    assert client.post(f"{base}act/comment/", {"reason": "x"}).status_code == 404


def test_a_search_does_not_reach_beyond_the_scope(
    client: Client, wangfang: Any, case: Any, elsewhere: Any
) -> None:
    client.force_login(wangfang)
    shown = page(client, "/desk/?q=积水")
    assert case.number in shown
    assert elsewhere.number not in shown


def test_filters_live_in_the_address(
    client: Client, zhoumin: Any, dispatched: Any, elsewhere: Any
) -> None:
    client.force_login(zhoumin)
    shown = page(client, "/desk/?stage=dispatched")
    assert dispatched.number in shown
    assert elsewhere.number not in shown
    assert page(client, "/desk/?severity=1").count('class="row"') == 0
    assert page(client, "/desk/?area=310104011").count('class="row"') == 1


@pytest.mark.parametrize(
    "query", ["severity=x", "page=-4", "page=99999999", "stage=no", "area=%00"]
)
def test_a_strange_filter_breaks_nothing(client: Client, zhoumin: Any, query: str) -> None:
    client.force_login(zhoumin)
    assert client.get(f"/desk/?{query}").status_code == 200


def test_the_figures_of_the_wall_lead_to_their_records(
    client: Client, zhoumin: Any, case: Any
) -> None:
    from chengyun.cases.wall.figures import KPIS

    client.force_login(zhoumin)
    for kpi in KPIS:
        assert client.get(f"/desk/?{kpi.query}&area=310104").status_code == 200
    assert case.number in page(client, "/desk/?opened_today=1")
    assert case.number not in page(client, "/desk/?closed_today=1")


def test_an_empty_queue_says_so(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    assert "没有在办案件" in page(client, "/desk/")


def test_choosing_a_case_loads_the_case_alone(client: Client, zhoumin: Any, case: Any) -> None:
    client.force_login(zhoumin)
    shown = page(client, f"/desk/cases/{case.number}/", **HTMX)
    assert "<html" not in shown
    assert "乐山路积水" in shown


def test_the_address_of_a_case_opens_the_whole_desk(
    client: Client, zhoumin: Any, case: Any
) -> None:
    client.force_login(zhoumin)
    shown = page(client, f"/desk/cases/{case.number}/?open=1")
    assert 'id="queue"' in shown
    assert "has-case" in shown


def test_the_contact_is_masked_for_who_does_not_call_back(
    client: Client, zhoumin: Any, zhaoguohua: Any, case: Any
) -> None:
    client.force_login(zhoumin)
    assert "13812345678" in page(client, f"/desk/cases/{case.number}/")
    client.force_login(zhaoguohua)
    shown = page(client, f"/desk/cases/{case.number}/")
    assert "13812345678" not in shown
    assert "张阿姨" not in shown


def test_only_what_is_allowed_is_offered(
    client: Client, zhoumin: Any, liqiang: Any, dispatched: Any
) -> None:
    client.force_login(liqiang)
    shown = page(client, f"/desk/cases/{dispatched.number}/")
    assert 'data-action="accept"' in shown
    assert 'data-action="dispatch"' not in shown
    client.force_login(zhoumin)
    assert 'data-action="dispatch"' in page(client, f"/desk/cases/{dispatched.number}/")


def test_an_action_is_done_and_shown(client: Client, zhoumin: Any, case: Any) -> None:
    client.force_login(zhoumin)
    answer = client.post(f"/desk/cases/{case.number}/act/file/", headers=HTMX)
    case.refresh_from_db()
    assert case.stage == "filed"
    assert f'id="row-{case.number}"' in answer.content.decode()
    assert "hx-swap-oob" in answer.content.decode()


def test_an_action_without_scripts_comes_back_to_the_case(
    client: Client, zhoumin: Any, case: Any
) -> None:
    client.force_login(zhoumin)
    answer = client.post(f"/desk/cases/{case.number}/act/file/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/desk/cases/{case.number}/"
    assert "已完成：立案" in answer.content.decode()


def test_the_same_form_sent_twice_acts_once(client: Client, zhoumin: Any, case: Any) -> None:
    client.force_login(zhoumin)
    for _ in range(2):
        answer = client.post(f"/desk/cases/{case.number}/act/file/", {"key": "k-1"}, headers=HTMX)
        assert answer.status_code == 200
    assert case.ledger.filter(action="file").count() == 1


def test_a_return_needs_a_reason_and_keeps_the_form(
    client: Client, liqiang: Any, dispatched: Any
) -> None:
    client.force_login(liqiang)
    path = f"/desk/cases/{dispatched.number}/act/return/"
    answer = client.post(path, {"reason": " "}, headers=HTMX)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#case-actions"
    assert "请填写理由" in answer.content.decode()
    assert "<textarea" in answer.content.decode()


def test_a_refusal_without_scripts_shows_the_whole_page_with_the_sentence(
    client: Client, liqiang: Any, dispatched: Any
) -> None:
    client.force_login(liqiang)
    answer = client.post(f"/desk/cases/{dispatched.number}/act/return/", {"reason": ""})
    assert answer.status_code == 422
    assert "请填写理由" in answer.content.decode()
    assert 'id="queue"' in answer.content.decode()


def test_what_the_role_may_not_do_is_refused_in_a_sentence(
    client: Client, zhaoguohua: Any, case: Any
) -> None:
    client.force_login(zhaoguohua)
    answer = client.post(f"/desk/cases/{case.number}/act/file/", headers=HTMX)
    assert answer.status_code == 422
    assert "您的角色不能进行此操作" in answer.content.decode()


def test_a_case_that_moved_on_meanwhile_is_told(
    client: Client, zhoumin: Any, dispatched: Any
) -> None:
    client.force_login(zhoumin)
    answer = client.post(f"/desk/cases/{dispatched.number}/act/file/", headers=HTMX)
    assert "已流转到其他环节" in answer.content.decode()


def test_the_dispatch_form_suggests_a_unit_with_its_reason(
    client: Client, chenli: Any, zhoumin: Any, case: Any, do: Callable[..., Any]
) -> None:
    do(zhoumin, case, "file")
    client.force_login(chenli)
    shown = page(client, f"/desk/cases/{case.number}/do/dispatch/", **HTMX)
    assert "建议派往：区水务局" in shown
    assert "承办此类案件" in shown


def test_a_dispatch_just_made_can_be_withdrawn(
    client: Client, zhoumin: Any, case: Any, do: Callable[..., Any]
) -> None:
    do(zhoumin, case, "file")
    client.force_login(zhoumin)
    base = f"/desk/cases/{case.number}/act"
    shown = client.post(f"{base}/dispatch/", {"unit": "swj"}, headers=HTMX).content.decode()
    assert "已派遣至区水务局" in shown
    assert 'data-key="u"' in shown
    client.post(f"{base}/return/", {"reason": "撤回派遣"}, headers=HTMX)
    case.refresh_from_db()
    assert (case.stage, case.unit) == ("filed", None)


def test_who_returns_a_case_is_told_that_it_left(
    client: Client, liqiang: Any, dispatched: Any
) -> None:
    client.force_login(liqiang)
    path = f"/desk/cases/{dispatched.number}/act/return/"
    answer = client.post(path, {"reason": "不属本单位职责"}, headers=HTMX)
    assert "不再显示在您的列表中" in answer.content.decode()


def test_returning_a_case_without_scripts_leads_back_to_the_queue(
    client: Client, liqiang: Any, dispatched: Any
) -> None:
    client.force_login(liqiang)
    path = f"/desk/cases/{dispatched.number}/act/return/"
    answer = client.post(path, {"reason": "不属本单位职责"}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == "/desk/"


def test_the_story_tells_who_did_what(client: Client, zhoumin: Any, dispatched: Any) -> None:
    client.force_login(zhoumin)
    shown = page(client, f"/desk/cases/{dispatched.number}/")
    assert "→ 区水务局" in shown
    assert "周敏" in shown


def test_a_datastream_is_shown_only_within_the_area(
    client: Client, zhoumin: Any, wangfang: Any, district: Any
) -> None:
    from chengyun.sensing.models import Datastream, ObservedProperty, Thing

    water = ObservedProperty.objects.create(
        code="water_level", name_zh="水位", minimum=0, maximum=9
    )
    thing = Thing.objects.create(
        key="g1", name="田林路水位计", kind="gauge", area=district.tianlin, lon=121.42, lat=31.18
    )
    stream = Datastream.objects.create(key="g1/level", thing=thing, observed_property=water)
    client.force_login(zhoumin)
    assert "田林路水位计" in page(client, f"/desk/datastreams/{stream.pk}/")
    client.force_login(wangfang)
    assert client.get(f"/desk/datastreams/{stream.pk}/").status_code == 404


def test_every_figure_has_its_definition(client: Client, zhaoguohua: Any) -> None:
    from chengyun.cases.wall.figures import KPIS

    client.force_login(zhaoguohua)
    shown = page(client, "/desk/definitions/")
    assert all(f'id="{kpi.key}"' in shown for kpi in KPIS)


def test_the_desk_speaks_english(client: Client, zhoumin: Any, case: Any) -> None:
    client.force_login(zhoumin)
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert "All open" in page(client, "/desk/")
    assert "Flooded road" in page(client, f"/desk/cases/{case.number}/")


def test_words_of_residents_are_shown_as_words(
    client: Client, zhoumin: Any, report: Callable[..., Any], district: Any
) -> None:
    from tests.faces.conftest import placed

    case = placed(report("<script>alert(1)</script> 积水"), district.grid)
    client.force_login(zhoumin)
    assert "<script>alert(1)" not in page(client, f"/desk/cases/{case.number}/")


def test_the_desk_has_no_inline_style_or_handlers(client: Client, zhoumin: Any, case: Any) -> None:
    client.force_login(zhoumin)
    shown = page(client, f"/desk/cases/{case.number}/")
    assert " style=" not in shown
    assert " onclick=" not in shown


def test_the_queue_costs_the_same_however_long_it_is(
    client: Client,
    zhoumin: Any,
    report: Callable[..., Any],
    district: Any,
    django_assert_max_num_queries: Any,
) -> None:
    from tests.faces.conftest import placed

    for i in range(12):
        placed(report(f"第 {i} 处积水", (121.427 + i / 2000, 31.1919)), district.grid)
    client.force_login(zhoumin)
    with django_assert_max_num_queries(24):
        client.get("/desk/")


def test_the_queue_stays_on_its_page_when_a_case_is_opened(
    client: Client,
    zhoumin: Any,
    report: Callable[..., Any],
    district: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tests.faces.conftest import placed

    monkeypatch.setattr("chengyun.faces.desk.pages.PAGE_SIZE", 2)
    for i in range(5):
        placed(report(f"第 {i} 处积水", (121.40 + i / 100, 31.1919)), district.grid)
    client.force_login(zhoumin)
    assert 'data-here="open=1&amp;page=3"' in page(client, "/desk/?open=1&page=9")
    shown = page(client, "/desk/?open=1&page=2")
    assert shown.count('<li class="row"') == 2
    assert 'data-here="open=1&amp;page=2"' in shown
    numbers = re.findall(r'id="row-([^"]+)"', shown)
    assert all(f"/desk/cases/{number}/?open=1&amp;page=2" in shown for number in numbers)
    for way, number in (("prev", 1), ("next", 3)):
        assert re.search(rf'rel="{way}"[^>]* hx-get="/desk/\?open=1&amp;page={number}"', shown)
    beside = page(client, f"/desk/cases/{numbers[0]}/?open=1&page=2")
    assert re.findall(r'id="row-([^"]+)"', beside) == numbers
