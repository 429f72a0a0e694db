"""The desk and those who reported: asking back, calling back, confidence, what looks the same."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chengyun.cases import rules
from chengyun.cases.models import CallBack, Case, Distinct, LedgerEntry, Question
from chengyun.cases.services import ReportIn, rate, take_report
from tests.faces.conftest import LESHAN
from tests.faces.desk.test_desk import HTMX, page


@pytest.fixture
def twin(case: Any, flood: Any) -> Any:
    """A second case of what a resident said is another matter."""
    told = ReportIn("乐山路又积水", *LESHAN, flood.key, apart=True)
    return take_report(told).case


def at(case: Any) -> str:
    return f"/desk/cases/{case.number}/"


def of(case: Any, what: str) -> str:
    return f"{at(case)}reports/{case.reports.first().receipt}/{what}/"


def test_a_question_is_asked_from_the_case_and_shows_that_it_waits(
    client: Client, zhoumin: Any, case: Any
) -> None:
    client.force_login(zhoumin)
    answer = client.post(of(case, "ask"), {"text": "积水多深?"}, headers=HTMX)
    assert "等待上报人答复" in answer.content.decode()
    assert Question.objects.get().asked_by == zhoumin
    assert "待答复" in page(client, "/desk/")
    refused = client.post(of(case, "ask"), {"text": " "})
    assert refused.status_code == 422 and "请填写问题" in refused.content.decode()


def test_a_bad_rating_waits_on_the_list_until_it_is_called_back(
    client: Client, zhoumin: Any, wangfang: Any, dispatched: Any, do: Callable[..., Any]
) -> None:
    for action, why in (("accept", ""), ("handle", "已排水"), ("close", "属实")):
        do(zhoumin, dispatched, action, why)
    rate(dispatched.reports.get().follow, 2, "来晚了")
    client.force_login(zhoumin)
    assert dispatched.number in page(client, "/desk/call-backs/")
    assert "1 件待回访" in page(client, "/desk/")
    told = {"outcome": "settled", "note": "已说明原因", "rating": "4"}
    client.post(of(dispatched, "call-back"), told)
    made = CallBack.objects.get()
    assert (made.outcome, made.rating, made.done_by) == ("settled", 4, zhoumin)
    assert "已说明原因" in page(client, at(dispatched))
    assert dispatched.number not in page(client, "/desk/call-backs/")


def test_a_call_back_is_not_for_every_role(
    client: Client, zhoumin: Any, wangfang: Any, case: Any
) -> None:
    client.force_login(wangfang)
    assert case.number not in page(client, "/desk/call-backs/")
    assert client.post(of(case, "call-back"), {"outcome": "settled"}).status_code == 422


def test_reports_of_cases_out_of_scope_do_not_exist(
    client: Client, wangfang: Any, elsewhere: Any, case: Any
) -> None:
    client.force_login(wangfang)
    for what in ("ask", "call-back", "look"):
        assert client.post(of(elsewhere, what), {"text": "x"}).status_code == 404
    for verb in ("same", "differs"):
        assert client.post(f"{at(elsewhere)}{verb}/{case.number}/").status_code == 404
        assert client.post(f"{at(case)}{verb}/{elsewhere.number}/").status_code in (404, 422)


def test_a_confidential_contact_is_shown_once_for_a_reason(
    client: Client, zhoumin: Any, flood: Any
) -> None:
    told = ReportIn("积水", *LESHAN, flood.key, "张阿姨", "13812345678", confidential=True)
    case = take_report(told).case
    client.force_login(zhoumin)
    assert "13812345678" not in page(client, at(case)) and "张" not in page(client, at(case))
    assert client.post(of(case, "look"), {"reason": ""}).status_code == 422
    answer = client.post(of(case, "look"), {"reason": "回访"})
    assert "13812345678" in answer.content.decode() and "张阿姨" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert "13812345678" not in page(client, at(case))
    assert LedgerEntry.objects.get(action="look").actor == zhoumin


def test_what_looks_the_same_stands_beside_the_case(
    client: Client, zhoumin: Any, liqiang: Any, case: Any, twin: Any
) -> None:
    client.force_login(zhoumin)
    shown = page(client, at(twin))
    assert "疑似重复" in shown and case.number in shown and "乐山路积水" in shown
    client.post(f"{at(twin)}differs/{case.number}/")
    assert Distinct.objects.get().said_by == zhoumin
    assert "疑似重复" not in page(client, at(twin)) + page(client, at(case))


@pytest.mark.skipif("merge" not in rules.BY_ACTION, reason="merging is not in the lifecycle yet")
def test_merging_takes_one_click(client: Client, zhoumin: Any, case: Any, twin: Any) -> None:
    client.force_login(zhoumin)
    assert "并入对方案件" in page(client, at(twin))
    client.post(f"{at(twin)}same/{case.number}/")
    twin.refresh_from_db()
    assert twin.merged_into == case
    assert "乐山路又积水" in page(client, at(case))
    assert Case.objects.filter(closed_at=None).count() == 1


def test_names_in_free_text_are_for_those_who_call_back(
    client: Client, zhoumin: Any, wangfang: Any, report: Callable[..., Any], district: Any
) -> None:
    from tests.faces.conftest import placed

    case = placed(report("我是张阿姨, 打13812345678"), district.grid)
    for officer, seen in ((zhoumin, True), (wangfang, False)):
        client.force_login(officer)
        shown = page(client, at(case))
        assert ("13812345678" in shown) == seen and ("张阿姨" in shown) == seen
