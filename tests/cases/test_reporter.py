"""What passes between the district and those who report: questions, ratings, personal details."""

from datetime import timedelta
from typing import Any

import pytest

from chengyun.cases import queries
from chengyun.cases.models import CallBack, Case, LedgerEntry, OutboxEvent, Question, Report
from chengyun.cases.queries import reporting as report_queries
from chengyun.cases.services import (
    Called,
    ReportIn,
    answer,
    ask,
    call_back,
    erase,
    look,
    rate,
    rate_again,
    reseal_all,
    take_report,
    verify,
)
from chengyun.people.policy import viewer_of
from tests.cases.conftest import LESHAN, MONDAY
from tests.cases.test_lifecycle import refused

PHONE = "13812341234"
SPEAKING = f"我是张阿姨, 电话{PHONE}, 乐山路口积水"


@pytest.fixture
def personal(flood: Any) -> Any:
    """A report that says in its words who speaks."""
    told = ReportIn(SPEAKING, *LESHAN, flood.key, "张阿姨", PHONE)
    return take_report(told, at=MONDAY)


@pytest.fixture
def secret(flood: Any) -> Any:
    """A report in confidence."""
    told = ReportIn(SPEAKING, *LESHAN, flood.key, "张阿姨", PHONE, confidential=True)
    return take_report(told, at=MONDAY)


@pytest.fixture
def closed(personal: Any, do: Any, zhoumin: Any, district: Any) -> Any:
    return close(personal.case, do, zhoumin, district)


def close(case: Any, do: Any, zhoumin: Any, district: Any) -> Any:
    for action, more in (("file", {}), ("dispatch", {"unit": district.water}), ("accept", {})):
        do(zhoumin, case, action, **more)
    do(zhoumin, case, "handle", "已抽排")
    return do(zhoumin, case, "close", "无积水")


def line(officer: Any, case: Any) -> dict[str, Any]:
    return queries.reports(viewer_of(officer), case)[0]


def everything_kept() -> str:
    """All that the ledger, the outbox and the cases say."""
    rows = [*LedgerEntry.objects.values_list("note", "detail"), *Case.objects.values_list()]
    return str([rows, list(OutboxEvent.objects.values_list("payload"))])


def test_personal_details_in_the_words_are_for_those_who_call_back(
    personal: Any, zhoumin: Any, wangfang: Any
) -> None:
    full, masked = line(zhoumin, personal.case), line(wangfang, personal.case)
    assert (full["name"], full["phone"], full["text"]) == ("张阿姨", PHONE, SPEAKING)
    assert (masked["name"], masked["phone"]) == ("张**", "138****1234")
    assert masked["text"] == "我是张**, 电话138****1234, 乐山路口积水"


def test_ledger_outbox_and_case_never_hold_personal_details(
    personal: Any, do: Any, zhoumin: Any, district: Any
) -> None:
    do(zhoumin, personal.case, "comment", f"打过 {PHONE}, 张阿姨没有接")
    ask(zhoumin, personal.case.number, personal.receipt, f"张阿姨, {PHONE} 是您吗?", MONDAY)
    answer(personal.follow, Question.objects.get().pk, f"是张阿姨, 打{PHONE}", MONDAY)
    close(personal.case, do, zhoumin, district)
    rate(personal.follow, 1, f"打{PHONE}找张阿姨")
    told = Called("settled", f"与张阿姨 {PHONE} 通话")
    call_back(zhoumin, personal.case.number, personal.receipt, told)
    kept = everything_kept()
    assert "积水" in kept and PHONE not in kept and "张阿姨" not in kept


def test_an_anonymous_report_leaves_nothing_of_its_sender(flood: Any, zhoumin: Any) -> None:
    report = take_report(ReportIn("积水", *LESHAN, flood.key, sender="10.0.0.7"))
    assert report.contact == "" and "10.0.0.7" not in str(Report.objects.values())
    assert line(zhoumin, report.case)["phone"] == ""


def test_a_confidential_contact_is_shown_to_nobody_by_itself(
    secret: Any, zhoumin: Any, wangfang: Any
) -> None:
    for officer in (zhoumin, wangfang):
        shown = line(officer, secret.case)
        assert (shown["name"], shown["phone"]) == ("", "")
        assert "张阿姨" not in shown["text"] and PHONE not in shown["text"]
    assert secret.case.confidential


def test_every_look_at_a_confidential_contact_has_a_reason_and_a_row(
    secret: Any, zhoumin: Any, liqiang: Any, wangfang: Any
) -> None:
    number = secret.case.number
    with refused("needs_why"):
        look(zhoumin, number, secret.receipt, "  ")
    with refused("not_yours"):
        look(wangfang, number, secret.receipt, "想知道")
    with refused("unknown_case"):
        look(liqiang, number, secret.receipt, "想知道")
    assert not LedgerEntry.objects.filter(action="look").exists()
    seen = look(zhoumin, number, secret.receipt, "回访处置结果")
    assert (seen["name"], seen["phone"], seen["text"]) == ("张阿姨", PHONE, SPEAKING)
    row = LedgerEntry.objects.get(action="look")
    assert (row.actor, row.note, row.detail) == (
        zhoumin,
        "回访处置结果",
        {"receipt": secret.receipt},
    )


def test_a_confidential_report_joins_nothing_and_nothing_joins_it(flood: Any, secret: Any) -> None:
    other = take_report(ReportIn("积水", *LESHAN, flood.key), at=MONDAY)
    again = take_report(
        ReportIn("积水了", *LESHAN, flood.key, phone=PHONE, confidential=True), at=MONDAY
    )
    told = ReportIn("", *LESHAN, flood.key, same_as=secret.case.pk, apart=True)
    with refused("no_contact"):
        take_report(ReportIn("积水", *LESHAN, flood.key, confidential=True))
    said = take_report(told, at=MONDAY)
    assert len({secret.case_id, other.case_id, again.case_id, said.case_id}) == 4


def test_the_case_waits_for_the_reporter_until_each_question_is_answered(
    personal: Any, zhoumin: Any
) -> None:
    number = personal.case.number
    first = ask(zhoumin, number, personal.receipt, "积水多深?", MONDAY)
    second = ask(zhoumin, number, personal.receipt, "车能过吗?", MONDAY)
    answer(personal.follow, first.pk, "到膝盖")
    assert Case.objects.get().asked == 1
    answer(personal.follow, second.pk, "不能")
    assert Case.objects.get().asked == 0
    assert [row.action for row in LedgerEntry.objects.order_by("seq")][1:] == [
        "ask", "ask", "answer", "answer",
    ]  # fmt: skip
    assert [one["answer"] for one in line(zhoumin, personal.case)["questions"]] == [
        "到膝盖",
        "不能",
    ]


def test_questions_are_asked_and_answered_by_those_who_may_once(
    personal: Any, closed: Any, do: Any, zhoumin: Any, zhaoguohua: Any, liqiang: Any
) -> None:
    number, receipt = personal.case.number, personal.receipt
    with refused("case_over"):
        ask(zhoumin, number, receipt, "几时?")
    do(zhoumin, closed, "reopen", "又积水")
    with refused("not_yours"):
        ask(zhaoguohua, number, receipt, "几时?")
    with refused("unknown_case"):
        ask(liqiang, number, receipt, "几时?")
    with refused("needs_question"):
        ask(zhoumin, number, receipt, " ")
    with refused("unknown_report"):
        ask(zhoumin, number, "SB0", "几时?")
    asked = ask(zhoumin, number, receipt, "几时?")
    with refused("unknown_report"):
        answer("guess", asked.pk, "早上")
    with refused("needs_answer"):
        answer(personal.follow, asked.pk, " ")
    answer(personal.follow, asked.pk, "早上")
    with refused("answered"):
        answer(personal.follow, asked.pk, "晚上")
    with refused("unknown_question"):
        answer(personal.follow, asked.pk + 1, "晚上")


@pytest.mark.parametrize(("rating", "called"), [(1, True), (2, True), (3, False), (5, False)])
def test_a_bad_rating_is_called_back_within_fifteen_working_days(
    personal: Any, closed: Any, rating: int, called: bool
) -> None:
    rate(personal.follow, rating, at=MONDAY)
    made = CallBack.objects.first()
    assert (made is not None) == called
    # Three weeks of five working days, no holiday among them.
    assert made is None or made.due_at == MONDAY + timedelta(days=21)


def test_the_second_rating_is_kept_beside_the_first(
    personal: Any, closed: Any, zhoumin: Any
) -> None:
    rate(personal.follow, 1)
    with refused("no_call_back"):
        rate_again(personal.follow, 5)
    told = Called("settled", "解释了原因, 已道歉")
    call_back(zhoumin, closed.number, personal.receipt, told)
    assert rate_again(personal.follow, 4).rating == 4
    with refused("rated"):
        rate_again(personal.follow, 5)
    assert (Report.objects.get().rating, Case.objects.get().rating) == (1, 1)
    assert [row.action for row in LedgerEntry.objects.order_by("seq")][-3:] == [
        "rate", "call_back", "rate_again",
    ]  # fmt: skip


def test_a_call_back_is_made_once_by_those_who_may(
    personal: Any, closed: Any, zhoumin: Any, wangfang: Any
) -> None:
    def call(officer: Any, *told: Any) -> None:
        call_back(officer, closed.number, personal.receipt, Called(*told))

    with refused("no_call_back"):
        call(zhoumin, "settled", "好")
    rate(personal.follow, 2)
    with refused("not_yours"):
        call(wangfang, "settled", "好")
    for code, told in (
        ("bad_outcome", ("fine", "好")),
        ("needs_note", ("settled", " ")),
        ("bad_rating", ("settled", "好", 6)),
    ):
        with refused(code):
            call(zhoumin, *told)
    assert list(report_queries.call_backs(viewer_of(zhoumin))) == [CallBack.objects.get()]
    call(zhoumin, "again", "说好周三再去", 3)
    with refused("called_back"):
        call(zhoumin, "settled", "好")
    assert not report_queries.call_backs(viewer_of(zhoumin)).exists()


def test_a_later_witness_does_not_hide_a_bad_rating(
    personal: Any, flood: Any, do: Any, zhoumin: Any, district: Any
) -> None:
    witness = take_report(ReportIn("我也看到", *LESHAN, flood.key), at=MONDAY)
    close(personal.case, do, zhoumin, district)
    rate(personal.follow, 1)
    rate(witness.follow, 5)
    assert Case.objects.get().rating == 1


def test_personal_details_are_erased_in_time_and_the_ledger_still_holds(
    personal: Any, closed: Any, zhoumin: Any
) -> None:
    ended = Case.objects.get().closed_at
    assert erase(ended + timedelta(days=730), 730) == 0
    assert erase(ended + timedelta(days=731), 730) == 1
    assert erase(ended + timedelta(days=731), 730) == 0
    shown = line(zhoumin, closed)
    assert (shown["name"], shown["phone"], shown["erased"]) == ("", "", True)
    assert shown["text"] == "我是张**, 电话138****1234, 乐山路口积水"
    assert LedgerEntry.objects.filter(action="erase").count() == 1
    assert verify().broken is None


def test_words_that_an_older_version_took_in_are_erased_too(
    personal: Any, closed: Any, zhoumin: Any
) -> None:
    Report.objects.update(text=SPEAKING)
    Case.objects.update(title=SPEAKING, description=SPEAKING)
    erase(MONDAY + timedelta(days=9999), 730)
    kept = [*Report.objects.values_list("text"), *Case.objects.values_list("title", "description")]
    assert PHONE not in str(kept) and "张阿姨" not in str(kept) and "积水" in str(kept)


def test_what_is_open_is_not_erased(personal: Any) -> None:
    assert erase(MONDAY + timedelta(days=9999), 1) == 0
    assert Report.objects.get().contact


def test_answers_as_they_were_written_are_erased_too(
    personal: Any, do: Any, zhoumin: Any, district: Any
) -> None:
    asked = ask(zhoumin, personal.case.number, personal.receipt, "怎么联系?")
    answer(personal.follow, asked.pk, f"打{PHONE}")
    assert line(zhoumin, personal.case)["questions"][0]["answer"] == f"打{PHONE}"
    close(personal.case, do, zhoumin, district)
    erase(MONDAY + timedelta(days=9999), 1)
    assert line(zhoumin, personal.case)["questions"][0]["answer"] == "打138****1234"
    assert not Question.objects.exclude(sealed="").exists()


def test_whatever_is_sealed_is_known_to_be() -> None:
    from django.apps import apps

    from chengyun.cases.services.erasing import SEALED
    from chengyun.notices.models import SEALED as OF_NOTICES

    told = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if "encrypted" in str(getattr(field, "help_text", ""))
    }
    assert told <= {*SEALED, *OF_NOTICES}


def test_all_that_is_sealed_moves_to_the_newest_key(personal: Any, settings: Any) -> None:
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "newest"
    assert reseal_all() == (0, 1)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert reseal_all() == (1, 0)
    settings.SECRET_KEY_FALLBACKS = []
    assert reseal_all() == (1, 0)


def test_a_double_tap_gives_the_same_receipt(flood: Any) -> None:
    told = ReportIn("积水", *LESHAN, flood.key, sender="10.0.0.7")
    first, second = (take_report(told, at=MONDAY + timedelta(minutes=m)) for m in (0, 9))
    later = take_report(told, at=MONDAY + timedelta(minutes=21))
    elsewhere = take_report(ReportIn("积水", *LESHAN, flood.key, sender="10.0.0.8"), at=MONDAY)
    assert first.receipt == second.receipt
    assert len({first.receipt, later.receipt, elsewhere.receipt}) == 3
    assert Case.objects.get().report_count == 3


def test_the_same_key_gives_the_same_receipt_for_the_same_words_only(flood: Any) -> None:
    def send(text: str, minutes: int) -> Any:
        told = ReportIn(text, *LESHAN, flood.key, key="k-1")
        return take_report(told, at=MONDAY + timedelta(minutes=minutes)).receipt

    first = send("积水", 0)
    assert send("积水", 600) == first
    # A key that two senders happen to use must not hand over the other's link.
    assert send("水很深", 1) != first


def test_a_witness_joins_what_was_shown_with_one_tap(flood: Any, bins: Any, personal: Any) -> None:
    told = ReportIn("", None, None, bins.key, same_as=personal.case_id)
    report = take_report(told, at=MONDAY)
    assert (report.case_id, report.witness, report.text) == (personal.case_id, True, "")
    assert report.follow != personal.follow
    assert (Case.objects.get().report_count, Case.objects.get().severity) == (2, 3)


def test_another_matter_opens_a_case_of_its_own(flood: Any, personal: Any) -> None:
    report = take_report(ReportIn("路灯也坏了", *LESHAN, flood.key, apart=True), at=MONDAY)
    assert report.case_id != personal.case_id and not report.witness
