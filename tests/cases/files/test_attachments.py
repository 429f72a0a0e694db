import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chengyun.cases.files import intake, store
from chengyun.cases.models import Attachment, LedgerEntry, OutboxEvent, Report
from chengyun.cases.services import Refused, attachments, verify
from chengyun.cases.services.attachments import Told
from chengyun.cases.services.file_proof import verify_files
from tests.cases import photos

pytestmark = pytest.mark.django_db
PHOTO = photos.jpeg(place=photos.LESHAN_GPS)


def taken(content: bytes = PHOTO, name: str = "积水.jpg") -> intake.Stored:
    return intake.take(photos.opened(content), name)


@pytest.fixture
def attached(reported: Any, zhoumin: Any) -> Any:
    """A photo that 周敏 put on the case."""
    (made,) = attachments.attach(zhoumin, reported.number, [taken()], Told("before"))
    return made


def refused(run: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        run()
    return caught.value.code


def stored() -> list[str]:
    return sorted(name for name, _ in store.current().names())


def test_a_photo_is_kept_with_its_digest_in_the_ledger(attached: Any, reported: Any) -> None:
    row = LedgerEntry.objects.get(action="attach_file")
    digest = hashlib.sha256(PHOTO).hexdigest()
    assert row.detail["sha256"] == attached.sha256 == digest
    assert (row.case_id, row.detail["file"]) == (reported.pk, attached.key)
    assert b"".join(store.current().read(store.original(digest))) == PHOTO
    assert OutboxEvent.objects.filter(subject="event.case.attach_file").count() == 1
    assert verify().broken is None


def test_the_ledger_says_nothing_of_the_name_or_the_place(attached: Any) -> None:
    row = LedgerEntry.objects.get(action="attach_file")
    assert "积水" not in str(row.detail)
    assert set(row.detail) == {"file", "sha256", "bytes", "media_type", "moment", "public"}


def test_the_place_of_the_camera_is_kept_for_officers(attached: Any) -> None:
    assert (attached.lon, attached.lat) == pytest.approx(photos.LESHAN_GPS, abs=1e-5)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"<html><script>alert(1)</script>", "not_taken"),
        (photos.bomb(), "too_many_pixels"),
        (photos.jpeg()[:300], "broken_photo"),
    ],
)
def test_what_is_not_a_photo_is_refused_whatever_its_name(content: bytes, code: str) -> None:
    assert refused(lambda: taken(content, "photo.jpg")) == code
    assert stored() == []


def test_a_file_larger_than_its_kind_may_be_is_refused(settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, max_video_mb=1)
    assert refused(lambda: taken(photos.mp4(2_000_000))) == "too_large"


def test_a_name_brings_no_folders_and_nothing_unseen() -> None:
    assert intake.cleaned("..\\..\\etc/pass\u202ewd\n.jpg") == "pass wd .jpg"


def test_the_same_key_twice_is_one_file(reported: Any, zhoumin: Any) -> None:
    def again() -> list[str]:
        files = [taken(), taken(photos.png())]
        made = attachments.attach(zhoumin, reported.number, files, Told(key="k"))
        return [one.key for one in made]

    assert again() == again()
    assert Attachment.objects.count() == 2


def test_the_same_content_on_two_cases_is_stored_once(
    attached: Any, zhoumin: Any, flood: Any
) -> None:
    from chengyun.cases.services import ReportIn, take_report

    other = take_report(ReportIn("别处积水", 121.40, 31.20, flood.key)).case
    assert other is not None
    attachments.attach(zhoumin, other.number, [taken()], Told())
    assert len(stored()) == 3
    attachments.erase(zhoumin, attached.key, "拍到了人脸")
    assert len(stored()) == 3
    assert verify_files().bad == []


def test_who_may_not_see_the_case_cannot_attach_to_it(reported: Any, liqiang: Any) -> None:
    attach = attachments.attach
    assert refused(lambda: attach(liqiang, reported.number, [taken()], Told())) == "unknown_case"


def test_a_reporter_may_send_five_photos_and_no_more(reported: Any) -> None:
    follow = Report.objects.get().follow
    files = [taken(photos.jpeg(colour=c)) for c in ("red", "green", "blue", "black", "white")]
    attachments.attach_to_report(follow, files, Told("before"))
    more = [taken(photos.jpeg(colour="pink"))]
    run = attachments.attach_to_report
    assert refused(lambda: run(follow, more, Told("before"))) == "too_many_files"
    assert refused(lambda: run("guessed", more, Told())) == "unknown_report"


def test_a_closed_case_takes_no_more_from_reporters(
    reported: Any, zhoumin: Any, do: Callable[..., Any]
) -> None:
    do(zhoumin, reported, "reject", "重复")
    run = attachments.attach_to_report
    assert refused(lambda: run(Report.objects.get().follow, [taken()], Told())) == "case_over"


def test_only_who_may_shows_a_photo(attached: Any, zhoumin: Any, zhaoguohua: Any) -> None:
    assert refused(lambda: attachments.show(zhaoguohua, attached.key, True)) == "not_yours"
    assert attachments.show(zhoumin, attached.key, True).public
    attachments.show(zhoumin, attached.key, False)
    actions = LedgerEntry.objects.order_by("seq").values_list("action", flat=True)
    assert list(actions)[-2:] == ["show_file", "hide_file"]


def test_nothing_of_a_confidential_case_and_no_film_is_shown(
    attached: Any, reported: Any, zhoumin: Any
) -> None:
    attach = attachments.attach
    film, shown = [taken(photos.mp4(), "a.mp4")], Told(public=True)
    assert refused(lambda: attach(zhoumin, reported.number, film, shown)) == "only_photos"
    type(reported).objects.update(confidential=True)
    assert refused(lambda: attachments.show(zhoumin, attached.key, True)) == "confidential"


def test_an_erased_file_leaves_its_digest_and_a_step(attached: Any, zhoumin: Any) -> None:
    assert refused(lambda: attachments.erase(zhoumin, attached.key, " ")) == "needs_reason"
    gone = attachments.erase(zhoumin, attached.key, "拍到了人脸")
    assert (gone.name, gone.lon, stored()) == ("", None, [])
    assert gone.sha256 == attached.sha256
    assert refused(lambda: attachments.erase(zhoumin, attached.key, "又")) == "erased"
    assert verify_files().bad == []
    assert verify().broken is None


def test_a_changed_and_a_missing_file_are_found_and_named(
    attached: Any, reported: Any, zhoumin: Any, tmp_path: Path
) -> None:
    (other,) = attachments.attach(zhoumin, reported.number, [taken(photos.png())], Told())
    disk = tmp_path / "attachments"
    (disk / store.original(attached.sha256)).write_bytes(PHOTO[:-1] + b"\0")
    (disk / store.original(other.sha256)).unlink()
    found = verify_files()
    assert found.files == 2
    assert [(bad.case, bad.file, bad.fault) for bad in found.bad] == [
        (reported.number, attached.key, "was changed"),
        (reported.number, other.key, "is missing"),
    ]


def test_what_belongs_to_no_case_is_thrown_away_after_a_day(attached: Any, tmp_path: Path) -> None:
    taken(photos.png())
    assert len(stored()) == 6
    assert attachments.clean() == 0
    old = time.time() - 2 * 24 * 3600
    for path in (tmp_path / "attachments").glob("*/*"):
        os.utime(path, (old, old))
    assert attachments.clean() == 3
    assert verify_files().bad == []


def test_a_file_that_was_thrown_away_meanwhile_is_asked_for_again(
    reported: Any, zhoumin: Any
) -> None:
    file = taken()
    store.current().delete(store.original(file.sha256))
    run = attachments.attach
    assert refused(lambda: run(zhoumin, reported.number, [file], Told())) == "gone"
