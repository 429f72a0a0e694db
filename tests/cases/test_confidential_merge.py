"""What is told in confidence stays so where its case is merged: through no door of the case that
goes on is it read by somebody who could not read it before.
"""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from chengyun.cases import queries
from chengyun.cases.casefile.gather import gather
from chengyun.cases.models import Attachment, Case, LedgerEntry, OutboxEvent, Question, Report
from chengyun.cases.queries import CaseFilter
from chengyun.cases.queries import attachments as attachment_queries
from chengyun.cases.queries.follow import follow
from chengyun.cases.services import (
    Called,
    ReportIn,
    answer,
    ask,
    call_back,
    look,
    merge,
    rate,
    take_report,
)
from chengyun.people.policy import viewer_of
from tests.cases.conftest import LESHAN, MONDAY, refused

WORD = "楼上那家的排水管"
TOLD = f"{WORD}裂了, 漏到路口"
PHONE = "13912345678"
FAR = (LESHAN[0] + 0.008, LESHAN[1])


@pytest.fixture
def secret(flood: Any) -> Any:
    """Told in confidence, 760 m away, of the same water."""
    told = ReportIn(TOLD, *FAR, flood.key, "李阿婆", PHONE, confidential=True)
    return take_report(told, at=MONDAY)


@pytest.fixture
def joined(handling: Any, secret: Any, do: Any, zhoumin: Any) -> Any:
    """The confidential case merged into the one that 李强 of the water bureau works on."""
    do(zhoumin, secret.case, "merge", into=handling.number, anyway=True)
    return Case.objects.get(pk=handling.pk)


def shown(officer: Any, case: Any) -> str:
    """All that the readers tell an officer of a case: list, search, reports, ledger, PDF, files."""
    viewer = viewer_of(officer)
    found = queries.search(viewer, CaseFilter(q="排水管")).items
    files = attachment_queries.of_case(viewer, case)
    told = [
        [queries.as_dict(one) for one in queries.search(viewer, CaseFilter()).items],
        [queries.as_dict(one) for one in found if one.pk == case.pk],
        queries.reports(viewer, case),
        queries.timeline(viewer, case),
        gather(viewer, case, "").data,
        [file.name for file in files],
    ]
    return str(told)


def photo_of(report: Any) -> None:
    Attachment.objects.create(
        key="k" * 20, case=report.case, report=report, name=f"{WORD}.jpg", medium="photo",
        media_type="image/jpeg", bytes=1, sha256="0" * 64, uploaded_at=MONDAY,
    )  # fmt: skip


def test_merging_a_confidential_case_must_be_meant_and_is_said_before(
    handling: Any, secret: Any, do: Any, zhoumin: Any
) -> None:
    with refused("confidential_case"):
        do(zhoumin, secret.case, "merge", into=handling.number)
    with refused("confidential_case"):
        merge(zhoumin, secret.case.number, handling.number)
    with translation.override("en"):
        allowed = queries.allowed_actions(viewer_of(zhoumin), secret.case)
    said = {one.action: one for one in allowed}
    assert "secret" in said["merge"].needs and "confidential too" in said["merge"].note
    assert not Case.objects.get(pk=handling.pk).confidential


def test_the_case_that_goes_on_becomes_confidential_until_the_merging_is_undone(
    joined: Any, secret: Any, do: Any, zhoumin: Any
) -> None:
    assert joined.confidential
    assert LedgerEntry.objects.get(action="absorb").detail["confidential"] is True
    do(zhoumin, secret.case, "unmerge", "不是同一处")
    assert not Case.objects.get(pk=joined.pk).confidential
    secret.refresh_from_db()
    assert secret.case.confidential and secret.came_with is None


def test_two_confidential_cases_in_one_keep_it_so_until_both_are_gone(
    joined: Any, secret: Any, flood: Any, do: Any, zhoumin: Any
) -> None:
    again = take_report(
        ReportIn("也漏水", *FAR, flood.key, "", PHONE, confidential=True), at=MONDAY
    )
    do(zhoumin, again.case, "merge", into=joined.number, anyway=True)
    do(zhoumin, secret.case, "unmerge", "不是同一处")
    assert Case.objects.get(pk=joined.pk).confidential
    do(zhoumin, again.case, "unmerge", "不是同一处")
    assert not Case.objects.get(pk=joined.pk).confidential


def test_who_could_not_read_the_confidential_words_does_not_read_them_in_the_case_that_goes_on(
    joined: Any, secret: Any, zhoumin: Any, liqiang: Any, wangfang: Any
) -> None:
    secret.refresh_from_db()
    photo_of(secret)
    assert WORD not in shown(liqiang, joined) and "张**" in shown(liqiang, joined)
    assert PHONE[-4:] not in shown(liqiang, joined)
    told = str(queries.reports(viewer_of(zhoumin), joined))
    assert WORD in told and "李" not in told and PHONE not in told, "as before the merging"
    assert attachment_queries.of_case(viewer_of(zhoumin), joined)
    Case.objects.filter(pk=secret.came_with_id).update(area_path="310104/310104011/")
    assert WORD not in shown(wangfang, joined)


def test_what_passes_with_the_confidential_reporter_is_not_read_by_others(
    joined: Any, secret: Any, do: Any, zhoumin: Any, liqiang: Any
) -> None:
    ask(zhoumin, joined.number, secret.receipt, "您家几楼漏水?", MONDAY)
    answer(secret.follow, Question.objects.get().pk, "五楼", MONDAY)
    do(liqiang, joined, "handle", "已修复")
    do(zhoumin, joined, "close", "无渗漏")
    rate(secret.follow, 1, "来得太晚")
    call_back(zhoumin, joined.number, secret.receipt, Called("settled", "与报告人通话"))
    told = shown(liqiang, joined)
    for words in ("您家几楼", "五楼", "来得太晚", "与报告人通话"):
        assert words not in told and words in str([queries.reports(viewer_of(zhoumin), joined)]), (
            words
        )
    with refused("unknown_report"):
        ask(liqiang, joined.number, secret.receipt, "您是哪位?", MONDAY)


def test_the_right_to_look_is_that_to_the_confidential_case(
    joined: Any, secret: Any, zhoumin: Any, wangfang: Any, chenli: Any, district: Any
) -> None:
    assert look(zhoumin, joined.number, secret.receipt, "回访")["phone"] == PHONE
    chenli.area = district.xujiahui
    chenli.save()
    Case.objects.filter(pk=secret.case.pk).update(area_path=district.tianlin.path)
    with refused("unknown_report"):
        look(chenli, joined.number, secret.receipt, "回访")


def test_no_open_door_knows_the_case_that_goes_on(
    client: Client, joined: Any, secret: Any, flood: Any
) -> None:
    open311 = client.get("/open311/v2/requests.json").content.decode()
    updates = client.get("/open311/v2/servicerequestupdates.json").content.decode()
    assert joined.number not in open311 + updates and secret.receipt not in open311 + updates
    assert WORD not in str(list(OutboxEvent.objects.filter(subject="event.case.absorb").values()))
    later = take_report(ReportIn("积水", *LESHAN, flood.key), at=MONDAY)
    assert later.case != joined, "nothing joins a confidential case by itself"


def test_an_open_case_in_a_confidential_one_draws_nothing_into_it(
    reported: Any, secret: Any, do: Any, zhoumin: Any, flood: Any
) -> None:
    do(zhoumin, reported, "merge", into=secret.case.number)
    assert take_report(ReportIn("积水", *LESHAN, flood.key), at=MONDAY).case != secret.case


def test_other_witnesses_follow_the_case_without_a_word_of_the_confidential_one(
    client: Client, joined: Any, secret: Any
) -> None:
    witness = Report.objects.get(case=joined, confidential=False)
    photo_of(Report.objects.get(pk=secret.pk))
    page = client.get(f"/follow/{witness.follow}/").content.decode()
    assert WORD not in page and secret.receipt not in page and "2 人" in page
    assert not follow(witness.follow).joined


def test_the_desk_and_the_interface_show_the_handler_nothing_of_it(
    client: Client, joined: Any, secret: Any, liqiang: Any, zhoumin: Any
) -> None:
    asked = f"{WORD}?"
    ask(zhoumin, joined.number, secret.receipt, asked)

    def read(officer: Any) -> str:
        client.force_login(officer)
        paths = (
            f"/desk/cases/{joined.number}/",
            f"/api/v1/cases/{joined.number}",
            "/api/v1/cases?q=排水管",
            "/desk/export/cases.csv",
            "/desk/export/reports.csv",
            f"/desk/export/ledger.csv?case={joined.number}",
        )
        return "".join(client.get(path).getvalue().decode() for path in paths)

    assert WORD not in read(liqiang)
    assert WORD in read(zhoumin)


def test_the_desk_asks_before_merging_a_confidential_case(
    client: Client, handling: Any, secret: Any, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    path = f"/desk/cases/{secret.case.number}/act/merge/"
    assert "对方案件也随之保密" in client.get(path.replace("/act/", "/do/")).content.decode()
    answer = client.post(path, {"into": handling.number})
    assert answer.status_code == 422 and not Case.objects.get(pk=handling.pk).confidential
    client.post(path, {"into": handling.number, "anyway": "1"})
    assert Case.objects.get(pk=handling.pk).confidential
