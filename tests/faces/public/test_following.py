"""A report by its link: questions, result, ratings, and nothing that is not the reporter's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chengyun.cases import services
from chengyun.cases.models import Case, Question
from chengyun.cases.services import Called, ask, call_back
from tests.faces.public.test_public import words


@pytest.fixture
def asked(case: Any, zhoumin: Any) -> Any:
    report = case.reports.get()
    ask(zhoumin, case.number, report.receipt, "积水多深?")
    return report


@pytest.fixture
def closed(dispatched: Any, zhoumin: Any, do: Callable[..., Any]) -> Any:
    do(zhoumin, dispatched, "accept")
    do(zhoumin, dispatched, "handle", "已抽排, 打13812345678告知张阿姨")
    return do(zhoumin, dispatched, "close", "属实")


def page(client: Client, report: Any) -> str:
    return words(client.get(f"/follow/{report.follow}/"))


def test_a_question_is_answered_on_the_page_of_the_report(client: Client, asked: Any) -> None:
    shown = page(client, asked)
    assert "有一个问题请您补充" in shown and "积水多深?" in shown and "周敏" not in shown
    path = f"/follow/{asked.follow}/answer/{Question.objects.get().pk}/"
    empty = client.post(path, {"text": ""})
    assert empty.status_code == 422 and "请简要填写您的答复" in words(empty)
    client.post(path, {"text": "到膝盖"})
    assert "有一个问题请您补充" not in page(client, asked)
    assert Question.objects.get().answer == "到膝盖"
    assert client.post(path, {"text": "再答"}).status_code == 422


def test_another_witness_sees_neither_the_question_nor_the_answer(
    client: Client, asked: Any, report: Callable[..., Any]
) -> None:
    report("也看到积水")
    witness = Case.objects.get().reports.exclude(pk=asked.pk).get()
    assert "积水多深?" not in page(client, witness)
    assert "我们有问题请您补充" in page(client, asked)
    assert "我们有问题请您补充" not in page(client, witness)


def test_the_question_of_one_cannot_be_answered_by_another(
    client: Client, asked: Any, report: Callable[..., Any]
) -> None:
    report("也看到积水")
    witness = Case.objects.get().reports.exclude(pk=asked.pk).get()
    client.post(f"/follow/{witness.follow}/answer/{Question.objects.get().pk}/", {"text": "深"})
    assert Question.objects.get().answered_at is None


def test_the_result_says_what_was_done_without_personal_details(
    client: Client, closed: Any
) -> None:
    shown = page(client, closed.reports.get())
    assert "处置结果" in shown and "已抽排" in shown and "区水务局" in shown
    assert "13812345678" not in shown and "张阿姨" not in shown


def test_a_bad_rating_is_answered_and_rated_again(
    client: Client, closed: Any, zhoumin: Any
) -> None:
    report = closed.reports.get()
    path = f"/follow/{report.follow}/rate/"
    client.post(path, {"rating": "1", "text": "来晚了"})
    assert "值班人员将于" in page(client, report)
    told = Called("settled", "已道歉并说明原因")
    call_back(zhoumin, closed.number, report.receipt, told)
    assert "已道歉并说明原因" in page(client, report)
    client.post(path, {"rating": "4"})
    assert "回访后评价：满意" in page(client, report)
    assert client.post(path, {"rating": "5"}).status_code == 422
    report.refresh_from_db()
    assert (report.rating, report.callback.rating) == (1, 4)


def test_the_five_levels_are_those_of_the_office(client: Client, closed: Any) -> None:
    shown = page(client, closed.reports.get())
    for level in ("非常满意", "满意", "基本满意", "不满意", "非常不满意"):
        assert f"<span>{level}</span>" in shown


def test_a_report_of_a_merged_case_follows_the_one_that_goes_on(
    client: Client, case: Any, elsewhere: Any, zhoumin: Any, do: Callable[..., Any]
) -> None:
    report = elsewhere.reports.get()
    Case.objects.filter(pk=elsewhere.pk).update(merged_into=case)
    do(zhoumin, case, "file")
    assert "已受理" in page(client, report)
    assert client.get(f"/api/v1/reports/{report.follow}").json()["case"] == case.number


def test_other_programs_read_the_same_by_the_secret(client: Client, closed: Any) -> None:
    report = closed.reports.get()
    told = client.get(f"/api/v1/reports/{report.follow}").json()
    assert (told["receipt"], told["phase"]) == (report.receipt, "已办结")
    assert told["steps"][0]["text"] == "已收到您的上报。"
    assert told["result"].startswith("已抽排") and "13812345678" not in str(told)
    assert client.get("/api/v1/reports/guess").status_code == 404


def test_a_report_by_other_programs_is_taken_once(client: Client, flood: Any) -> None:
    told = {"text": "积水", "lon": 121.4319, "lat": 31.1919, "case_type": flood.key, "key": "a-1"}

    def send(**more: Any) -> Any:
        body = told | more
        return client.post("/api/v1/reports", body, content_type="application/json").json()

    first = send()
    assert send() == first
    assert send(key="") != first
    assert send(key="") == send(key="")
    assert Case.objects.get().report_count == 2


def test_who_reported_what_was_joined_reads_so_with_their_own_story_and_rating(
    client: Client, case: Any, elsewhere: Any, zhoumin: Any, do: Callable[..., Any], district: Any
) -> None:
    report = elsewhere.reports.get()
    do(zhoumin, case, "comment", "同一处")
    do(zhoumin, case, "file")
    do(zhoumin, case, "dispatch", unit=district.water)
    asked = ask(zhoumin, elsewhere.number, report.receipt, "哪个路口?")
    do(zhoumin, elsewhere, "merge", "同一处", into=case.number)
    shown = page(client, report)
    assert "您的上报已并入此前已知的同一件事" in shown and "哪个路口?" in shown
    assert "区水务局" in shown, "how far it is"
    told = [step["text"] for step in client.get(f"/api/v1/reports/{report.follow}").json()["steps"]]
    assert told == ["已收到您的上报。", "我们有问题请您补充。", told[-1]], "not the other's steps"
    services.answer(report.follow, asked.pk, "第二个路口")
    do(zhoumin, case, "accept")
    do(zhoumin, case, "handle", "已抽排")
    do(zhoumin, case, "close", "无积水")
    client.post(f"/follow/{report.follow}/rate/", {"rating": "4"})
    report.refresh_from_db()
    assert report.rating == 4 and "第二个路口" in page(client, report)
    first = case.reports.get(came_with=None)
    assert first.rating is None and "第二个路口" not in page(client, first)
    assert "并入" not in page(client, first)
