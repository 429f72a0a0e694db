"""Proof files of matters, the chain of their history, and the messages that units get of them."""

import io
import zipfile
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from PIL import Image

from chengyun.cases.files import intake, store
from chengyun.cases.services import attachments
from chengyun.goals.models import Matter, MatterProof, MatterStep
from chengyun.goals.queries import matters as queries
from chengyun.goals.refused import NotYours, Refused
from chengyun.goals.services import matter_ledger, matter_notices, matter_proofs
from chengyun.goals.services.matters import NewMatter, act, register
from chengyun.notices import words
from chengyun.notices.choices import Kind
from chengyun.notices.models import Channel, Delivery, Manner, Preference
from chengyun.notices.services import sending
from chengyun.people.models import User
from chengyun.people.policy import viewer_of

DAY = timedelta(days=1)


def photo() -> bytes:
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret words of a camera"
    Image.new("RGB", (64, 48), "#456").save(made, "JPEG", exif=exif)
    return made.getvalue()


def office(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        for name in ("[Content_Types].xml", *names):
            parts.writestr(name, "<x/>")
    return made.getvalue()


def taken(content: bytes, name: str = "a.jpg") -> intake.Stored:
    return intake.take(io.BytesIO(content), name, documents=True)


@pytest.fixture
def matter(zhaoguohua: Any, chenli: Any, liqiang: Any) -> Matter:
    due = timezone.localdate() + 30 * DAY
    made = register(zhaoguohua, NewMatter("下立交积水专项整治", "instruction", due))
    act(zhaoguohua, made.number, "approve", {})
    act(chenli, made.number, "assign", {"unit": "swj"})
    return act(liqiang, made.number, "sign", {})


def proved(matter: Matter, liqiang: Any, *files: intake.Stored) -> MatterProof:
    given = {"result": "完工", "proof": "照片", "files": list(files)}
    act(liqiang, matter.number, "report", given)
    return MatterProof.objects.get()


def test_a_report_keeps_its_files_and_the_history_their_digests(
    matter: Matter, liqiang: Any
) -> None:
    file = taken(photo())
    kept = proved(matter, liqiang, file)
    step = MatterStep.objects.get(action="report")
    assert step.detail["files"][0]["sha256"] == kept.sha256 == file.sha256
    assert "a.jpg" not in str(step.detail)
    assert matter_ledger.verify_files().bad == []
    store.current().delete(store.original(file.sha256))
    assert [bad.fault for bad in matter_ledger.verify_files().bad] == ["is missing"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (office("word/document.xml"), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
    ],
)
def test_documents_are_told_by_what_is_in_them(content: bytes, kind: str) -> None:
    assert intake.media.BY_MIME[taken(content, "x.exe").media_type].ending == kind


@pytest.mark.parametrize(
    "content",
    [office("word/document.xml", "word/vbaProject.bin"), office("x"), b"MZ\x90", b"<svg/>"],
)
def test_macros_and_other_kinds_are_not_taken(content: bytes) -> None:
    with pytest.raises(intake.Refused):
        taken(content, "x.docx")


def test_a_case_takes_no_documents() -> None:
    with pytest.raises(intake.Refused):
        intake.take(io.BytesIO(b"%PDF-1.7\n"), "x.pdf")


def test_the_small_picture_says_nothing_that_the_camera_wrote(
    matter: Matter, liqiang: Any, client: Any
) -> None:
    kept = proved(matter, liqiang, taken(photo()))
    client.force_login(liqiang)
    at = f"/goals/matters/{matter.number}/proofs/{kept.key}"
    small = b"".join(client.get(f"{at}/320"))
    assert small[:3] == b"\xff\xd8\xff"
    assert b"secret words" not in small
    assert client.get(f"{at}/original")["Content-Disposition"].startswith("attachment")


def test_who_may_not_see_the_matter_does_not_get_its_files(
    matter: Matter, liqiang: Any, client: Any, district: Any
) -> None:
    kept = proved(matter, liqiang, taken(photo()))
    other = User.objects.create(
        username="sunwei", role="handler", area=district.root, unit=district.fire
    )
    client.force_login(other)
    at = f"/goals/matters/{matter.number}/proofs/{kept.key}"
    assert client.get(f"{at}/original").status_code == 404
    assert client.post(f"{at}/erase/", {"reason": "x"}).status_code == 404


def test_the_page_takes_files_with_a_report_and_names_the_bad_one(
    matter: Matter, liqiang: Any, client: Any
) -> None:
    client.force_login(liqiang)
    at = f"/goals/matters/{matter.number}/do/report/"
    told = {"result": "完工", "proof": "照片"}
    bad = io.BytesIO(b"MZ\x90")
    bad.name = "工具.exe"
    answer = client.post(at, {**told, "files": bad})
    assert answer.status_code == 422
    assert "工具.exe" in answer.content.decode()
    good = io.BytesIO(b"%PDF-1.7\n")
    good.name = "验收报告.pdf"
    assert client.post(at, {**told, "files": good}).status_code == 302
    assert "验收报告.pdf" in client.get(f"/goals/matters/{matter.number}/").content.decode()


def test_files_of_matters_are_kept_when_the_store_is_cleaned(matter: Matter, liqiang: Any) -> None:
    kept = proved(matter, liqiang, taken(photo()))
    attachments.clean(timezone.now() + 30 * DAY)
    assert store.current().has(store.original(kept.sha256))


def test_a_file_is_erased_with_a_reason_and_its_step_stays(
    matter: Matter, liqiang: Any, zhoumin: Any
) -> None:
    kept = proved(matter, liqiang, taken(photo()))
    with pytest.raises(NotYours):
        matter_proofs.erase(liqiang, kept, "误传")
    with pytest.raises(Refused):
        matter_proofs.erase(zhoumin, kept, " ")
    matter_proofs.erase(zhoumin, kept, "照片中有身份证号")
    assert not store.current().has(store.original(kept.sha256))
    assert not queries.proofs(viewer_of(zhoumin)).exists()
    assert matter_ledger.verify_files().files == 0
    assert matter_ledger.verify().broken is None


def test_the_history_of_matters_is_a_chain(matter: Matter) -> None:
    proof = matter_ledger.verify()
    assert (proof.rows, proof.broken) == (4, None)


@pytest.mark.parametrize(
    ("change", "link", "fault"),
    [
        ("UPDATE goals_matterstep SET note = 'x' WHERE link = 2", 2, "changed"),
        ("DELETE FROM goals_matterstep WHERE link = 3", 3, "missing"),
        ("DELETE FROM goals_matterstep WHERE link = 4", 4, "missing"),
    ],
)
def test_a_history_that_was_changed_does_not_hold(
    matter: Matter, change: str, link: int, fault: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change)
    broken = matter_ledger.verify().broken
    assert broken is not None
    assert (broken.seq, broken.fault) == (link, fault)


def overdue(matter: Matter) -> Matter:
    today = timezone.localdate()
    Matter.objects.filter(pk=matter.pk).update(
        due=today - DAY, assigned_on=today - 9 * DAY, sign_due=today - 8 * DAY
    )
    return Matter.objects.get(pk=matter.pk)


@pytest.fixture
def channel(district: Any) -> Channel:
    return Channel.objects.create(
        unit=district.water, title="水务群", sealed="", created_at=timezone.now()
    )


def test_a_slip_goes_to_the_units_address_and_to_who_signed_once(
    matter: Matter, liqiang: Any, channel: Channel
) -> None:
    overdue(matter)
    matter_notices.remind(timezone.localdate())
    matter_notices.remind(timezone.localdate())
    found = Delivery.objects.order_by("pk")
    assert {(d.channel.user_id, d.channel.unit_id) for d in found} == {
        (liqiang.pk, None), (None, channel.unit_id)
    }  # fmt: skip
    assert found.count() == 2
    message = words.message([found.get(channel=channel)], "zh-hans")
    assert "下立交积水专项整治" in message.title
    assert f"/goals/matters/{matter.number}/" in message.body


def test_a_slip_keeps_the_quiet_hours_of_who_gets_it(matter: Matter, liqiang: Any) -> None:
    mine = Channel.objects.create(user=liqiang, sealed="", created_at=timezone.now())
    Manner.objects.create(user=liqiang, quiet=["00:00-12:00", "12:00-23:59"])
    overdue(matter)
    matter_notices.remind(timezone.localdate())
    waits = Delivery.objects.get(channel=mine).next_at
    assert timezone.localtime(waits).time() in (time(23, 59), time(0, 0)) or (
        timezone.localtime().time() >= time(23, 59)
    )


def test_a_unit_that_wants_no_slips_gets_none(matter: Matter, channel: Channel) -> None:
    Preference.objects.create(unit=channel.unit, event="matter_slip", on=False)
    overdue(matter)
    matter_notices.remind(timezone.localdate())
    assert not Delivery.objects.filter(channel=channel).exists()


def test_a_message_of_a_matter_that_went_to_others_is_withheld(
    matter: Matter, channel: Channel, zhoumin: Any, district: Any
) -> None:
    matter_notices.remind(timezone.localdate())
    matter_notices.send(matter, matter_notices.NoticeKind.URGE, matter_notices.Slip.BLUE)
    matter.parties.update(unit=district.fire)
    now = timezone.now() + timedelta(minutes=1)
    assert sending.jobs(now, (), 10) == []
    assert {d.state for d in Delivery.objects.filter(channel=channel)} == {"withheld"}


def test_the_inbox_opens_the_page_of_the_matter(matter: Matter, liqiang: Any, client: Any) -> None:
    overdue(matter)
    matter_notices.remind(timezone.localdate())
    client.force_login(liqiang)
    assert "下立交积水专项整治" in client.get("/desk/notices/").content.decode()
    box = Delivery.objects.get(channel__kind=Kind.APP)
    answer = client.get(f"/desk/notices/open/{box.pk}/")
    assert answer["Location"] == f"/goals/matters/{matter.number}/"


def test_nobody_is_told_at_a_time_before_it_happened(matter: Matter, liqiang: Any) -> None:
    overdue(matter)
    before = timezone.now()
    matter_notices.remind(timezone.localdate())
    assert all(isinstance(d.at, datetime) and d.at >= before for d in Delivery.objects.all())
