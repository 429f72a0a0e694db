"""The pages of plan-making: writing, opinions, comparison, publication."""

import io
from typing import Any

import openpyxl
from django.test import Client

from chengyun.goals.models import Draft, Opinion
from tests.goals.test_drafts import LATER, TEXT


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_plan_text_is_begun_written_compared_and_answered_by_its_pages(
    chenli: Any, liqiang: Any, zhaoguohua: Any, wangfang: Any
) -> None:
    office, writer, reader = map(client_of, (chenli, liqiang, wangfang))
    form = {"title": "海绵城市", "kind": "special", "unit": "swj", "due_drafting": "2026-01-01"}
    assert office.post("/goals/drafts/new/", form | {"unit": "x"}).status_code == 422
    page = office.post("/goals/drafts/new/", form)["Location"]
    assert reader.get(page).status_code == 404
    writer.post(f"{page}do/write/", {"text": TEXT})
    assert writer.post(f"{page}do/write/", {"text": TEXT}).status_code == 422
    writer.post(f"{page}do/write/", {"text": LATER, "reason": "按意见修改"})
    told = writer.get(f"{page}compare/").content.decode()
    assert "<del>九</del><ins>十二</ins>" in told
    writer.post(f"{page}do/consult/", {"units": ["cyzx"]})
    sent = office.post(f"{page}do/opine/", {"paragraph": "p2", "opinion": "写明责任单位"})
    assert sent["Location"].endswith("#p2")
    assert writer.post(f"{page}do/submit/").status_code == 422
    assert Draft.objects.get().stage == "consultation"
    decided = {"opinion": Opinion.objects.get().pk, "decision": "adopted", "reason": "已写入"}
    writer.post(f"{page}do/decide/", decided)
    writer.post(f"{page}do/submit/")
    office.post(f"{page}do/pass/")
    client_of(zhaoguohua).post(f"{page}do/sign/")
    office.post(f"{page}do/publish/")
    shown = reader.get(page).content.decode()
    assert "已写入" in shown
    assert "SHA-256" in shown
    assert shown.count("✓") == 5, "every stage says when it was through"
    book = openpyxl.load_workbook(
        io.BytesIO(writer.get("/goals/files/draft_opinions.xlsx").getvalue())
    )
    assert [row[8:11] for row in list(book.active.values)[1:]] == [
        ("写明责任单位", "采纳", "已写入")
    ]


def test_old_versions_can_be_read_and_are_marked_as_such(chenli: Any, liqiang: Any) -> None:
    office, writer = client_of(chenli), client_of(liqiang)
    form = {"title": "海绵城市", "kind": "special", "unit": "swj"}
    page = office.post("/goals/drafts/new/", form)["Location"]
    for text in (TEXT, LATER):
        writer.post(f"{page}do/write/", {"text": text})
    assert "九处" in office.get(f"{page}?version=1").content.decode()
    assert "十二处" in office.get(page).content.decode()


def test_the_officer_of_the_api_hears_of_matters_and_plan_texts_in_scope(
    chenli: Any, wangfang: Any
) -> None:
    from ninja import NinjaAPI
    from ninja.testing import TestClient

    from chengyun.goals import demo_drafts, demo_matters
    from chengyun.goals.api import router

    demo_matters.seed()
    demo_drafts.seed()
    api = NinjaAPI(urls_namespace="supervision-test")
    api.add_router("/goals", router, auth=lambda request: getattr(request, "officer", None))
    client = TestClient(api)
    red = client.get("/goals/matters?lamp=red", officer=chenli).json()
    assert {one["lamp"] for one in red} == {"red"}
    assert client.get("/goals/matters", officer=wangfang).json() == []
    told = client.get("/goals/drafts", officer=wangfang).json()
    assert {one["stage"] for one in told} == {"published"}
