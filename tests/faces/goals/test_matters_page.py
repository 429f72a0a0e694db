"""The pages of supervision: who sees what, what the forms do, what is printed and exported."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chengyun.faces.goals import forms
from chengyun.goals import demo_drafts, demo_matters
from chengyun.goals.models import Circular, Draft, Matter, MatterNotice
from chengyun.people.models import User

ALL = "/goals/matters/"


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def planted(district: Any, zhaoguohua: Any, chenli: Any) -> None:
    demo_matters.seed()
    demo_drafts.seed()


@pytest.fixture
def sunwei(district: Any) -> User:
    """孙伟, handler at the fire brigade."""
    return User.objects.create(
        username="sunwei", name="孙伟", role="handler", area=district.root, unit=district.fire
    )


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_every_matter_and_plan_text_can_be_read(
    planted: None, zhaoguohua: Any, chenli: Any, language: str
) -> None:
    for user in (zhaoguohua, chenli):
        client = client_of(user)
        client.cookies["django_language"] = language
        pages = [ALL, f"{ALL}?lamp=red", f"{ALL}?open=&q=%E5%A4%8D%E7%9B%98", f"{ALL}new/",
                 f"{ALL}circulars/", "/goals/drafts/"]  # fmt: skip
        pages += [f"{ALL}{m.number}/" for m in Matter.objects.all()]
        pages += [f"{ALL}circulars/{one.pk}/" for one in Circular.objects.all()]
        pages += [f"/goals/drafts/{d.number}/" for d in Draft.objects.all()[:8]]
        sponge = Draft.objects.get(title_zh="海绵城市建设专项规划")
        pages.append(f"/goals/drafts/{sponge.number}/compare/?a=1&b=3")
        for page in pages:
            assert client.get(page).status_code == 200, page


def test_a_matter_is_registered_approved_and_assigned_by_its_pages(
    zhaoguohua: Any, chenli: Any, liqiang: Any
) -> None:
    due = timezone.localdate() + timedelta(days=20)
    leader, office, handler = map(client_of, (zhaoguohua, chenli, liqiang))
    form = {"title": "积水点整治", "source": "instruction", "due": due.isoformat()}
    assert leader.post(f"{ALL}new/", form | {"due": "明天"}).status_code == 422
    assert handler.post(f"{ALL}new/", form).status_code == 403
    page = leader.post(f"{ALL}new/", form)["Location"]
    leader.post(f"{page}do/approve/")
    items = f"泵站 | swj | {due} | 60\n- 一号泵 | swj | {due} | 60\n警示 | xfjy | {due} | 30"
    wrong = office.post(f"{page}do/decompose/", {"items": items})
    assert wrong.status_code == 422
    assert items in wrong.content.decode()
    office.post(f"{page}do/decompose/", {"items": items.replace("| 30", "| 40")})
    office.post(f"{page}do/assign/", {"unit": "swj"})
    assert handler.get(page).status_code == 200
    handler.post(f"{page}do/sign/")
    pump = Matter.objects.get().items.get(title_zh="一号泵")
    done = {"progress": "50", "result": "半", "item": pump.pk}
    assert handler.post(f"{page}do/progress/", done).status_code == 302
    assert Matter.objects.get().progress == 30


def test_another_units_handler_gets_nothing_of_a_matter(
    planted: None, liqiang: Any, sunwei: Any, wangfang: Any
) -> None:
    matter = Matter.objects.filter(lead=liqiang.unit, stage="handling").first()
    page = f"{ALL}{matter.number}/"
    matter.parties.filter(unit=sunwei.unit).delete()
    for user in (sunwei, wangfang):
        client = client_of(user)
        answers = [client.get(page), client.get(f"{page}slip.pdf"),
                   client.post(f"{page}do/comment/", {"reason": "看看"})]  # fmt: skip
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert matter.number not in client.get(ALL).content.decode()
        exported = client.get("/desk/export/matters.csv?open=")
        told = b"".join(exported.streaming_content).decode()
        assert matter.number not in told


def test_a_hand_set_lamp_is_shown_beside_the_computed_one(
    planted: None, chenli: Any, zhaoguohua: Any
) -> None:
    matter = Matter.objects.filter(stage="handling", due__lt=timezone.localdate()).first()
    office = client_of(chenli)
    given = {"lamp": "green", "reason": "等验收报告"}
    office.post(f"{ALL}{matter.number}/do/set_lamp/", given)
    told = client_of(zhaoguohua).get(f"{ALL}{matter.number}/").content.decode()
    assert "等验收报告" in told
    assert "slip-banner slip-red" in told
    assert "陈立" in told


def test_a_unit_reads_what_it_was_sent_and_marks_it_as_seen(
    planted: None, liqiang: Any, sunwei: Any
) -> None:
    notice = MatterNotice.objects.filter(unit=liqiang.unit).first()
    seen = f"{ALL}notices/{notice.pk}/seen/"
    assert client_of(sunwei).post(seen).status_code == 404
    handler = client_of(liqiang)
    assert seen in handler.get(ALL).content.decode()
    handler.post(seen)
    assert seen not in handler.get(ALL).content.decode()


def test_the_slip_is_a_pdf_in_either_language(planted: None, chenli: Any) -> None:
    for matter in Matter.objects.filter(lamp_set="")[:3]:
        answer = client_of(chenli).get(f"{ALL}{matter.number}/slip.pdf")
        assert answer.content[:5] == b"%PDF-"


def test_what_is_exported_can_be_brought_in_and_bad_rows_keep_all_of_it_out(
    zhoumin: Any,
) -> None:
    due = timezone.localdate() + timedelta(days=9)
    good = ["", "河道保洁", "会议", "例会", "清理", due]
    assert _brought_in(zhoumin, [good, ["", "", "meeting", "", "", due]]) == 0
    assert _brought_in(zhoumin, [good, ["", "旧事", "meeting", "", "", "2020-01-01"]]) == 0
    assert _brought_in(zhoumin, [good, ["DB-1", "汛前检查", "instruction", "", "", str(due)]]) == 2
    answer = client_of(zhoumin).get("/desk/export/matters.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.active.values)
    assert {row[1] for row in rows[1:]} == {"河道保洁", "汛前检查"}


def _brought_in(user: Any, rows: list[list[Any]]) -> int:
    """How many matters there are after a file was offered and, where it can be, taken in."""
    book = openpyxl.Workbook()
    book.active.append(["编号", "标题", "来源", "来源说明", "督办要求", "办结期限"])
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    client = client_of(user)
    file = SimpleUploadedFile("matters.xlsx", content.getvalue())
    preview = client.post("/desk/import/", {"kind": "matters", "file": file})["Location"]
    client.post(preview)
    return Matter.objects.count()


def test_sub_items_name_their_units_by_name_or_code(district: Any) -> None:
    rows = ["换管 | 区水务局 | 2026-12-01 | 60", "- 验收 | swj | 2026-12-05 | 60",
            "警示 | 没有的 | 2026-12-05 | 40"]  # fmt: skip
    assert [item.unit for item in forms.items_of("\n".join(rows))] == ["swj", "swj", "没有的"]
