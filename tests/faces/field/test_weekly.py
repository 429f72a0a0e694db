"""Weekly reports from the site: my projects on the phone, sent once, with photos, of their week."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chengyun.goals.models import Project, ProjectNode, ProjectReport, ReportPhoto
from chengyun.goals.queries.reporting import monday
from tests.cases import photos

pytestmark = pytest.mark.django_db
Make = Callable[..., Project]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)


@pytest.fixture
def project(district: Any) -> Make:
    """A project of the water office in 徐家汇 that is on."""

    def make(key: str = "drain-01", **facts: Any) -> Project:
        today = timezone.localdate()
        told = {
            "title_zh": f"工程{key}", "unit": district.water, "area_path": district.xujiahui.path,
            "start": today - timedelta(days=30), "deadline": today + timedelta(days=90), **facts,
        }  # fmt: skip
        made = Project.objects.create(key=key, **told)
        ProjectNode.objects.create(project=made, key="A1", title_zh="开挖", days=20)
        return made

    return make


def told(project: Project, ago: timedelta = timedelta(0), **more: Any) -> dict[str, Any]:
    at = (timezone.now() - ago).isoformat()
    item = {"item": "weekly", "key": str(uuid4()), "done_at": at, "project": project.key}
    return item | {"text": "沟槽开挖 120 米", "files": photo()} | more


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", photos.jpeg(place=photos.LESHAN_GPS))


def send(client: Client, item: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = client.post("/field/send/", item)
    return answer.status_code, answer.json()


def test_the_day_shows_what_waits_for_a_report_and_no_longer_once_it_is_there(
    client: Client, liqiang: Any, project: Make
) -> None:
    mine = project()
    project("done-01").nodes.update(done_on=timezone.localdate(), share=1)
    client.force_login(liqiang)
    page = client.get("/field/").content.decode()
    assert f'href="/field/projects/{mine.key}/" data-version=' in page and "done-01" not in page
    before = client.get("/field/projects/").context["sites"][0].version
    assert send(client, told(mine))[0] == 200
    assert f"/field/projects/{mine.key}/" not in client.get("/field/").content.decode()
    site = client.get("/field/projects/").context["sites"][0]
    assert site.told and site.version != before, "the kept page is brought anew"


def test_sent_twice_is_one_report_with_its_photo(
    client: Client, liqiang: Any, project: Make
) -> None:
    mine = project()
    client.force_login(liqiang)
    item = told(mine)
    first, again = send(client, item), send(client, item | {"files": photo()})
    assert (first[1]["photos"], first[1]["again"], again[1]["again"]) == (1, False, True)
    report = ProjectReport.objects.get()
    assert (report.by, report.photos.count()) == (liqiang, 1)
    shown = client.get(f"/field/projects/{mine.key}/").content.decode()
    assert report.text in shown
    assert f"/photos/{report.photos.get().key}/320/" in shown


def test_what_was_written_last_week_without_a_network_is_of_that_week(
    client: Client, liqiang: Any, project: Make
) -> None:
    mine, last = project(), timedelta(days=7)
    client.force_login(liqiang)
    assert send(client, told(mine, last))[0] == 200
    assert ProjectReport.objects.get().week == monday(timezone.localdate() - last)
    assert not client.get("/field/projects/").context["sites"][0].told


def test_an_empty_or_wrong_report_is_refused_with_a_sentence_and_leaves_nothing(
    client: Client, liqiang: Any, project: Make
) -> None:
    mine = project()
    client.force_login(liqiang)
    empty = send(client, told(mine, text=" "))
    assert (empty[0], empty[1]["message"]) == (422, "请填写本周工作。")
    many = send(client, told(mine, files=[photo() for _n in range(10)]))
    document = SimpleUploadedFile("a.pdf", b"%PDF-1.7 no photo")
    assert many[0] == send(client, told(mine, files=document))[0] == 422
    assert send(client, told(mine) | {"project": ""})[1]["code"] == "unreadable"
    assert not ProjectReport.objects.exists() and not ReportPhoto.objects.exists()


def test_a_project_out_of_sight_is_neither_shown_nor_reported_of(
    client: Client, district: Any, wangfang: Any, project: Make
) -> None:
    other = project("drain-02", area_path=district.tianlin.path)
    client.force_login(wangfang)
    assert client.get(f"/field/projects/{other.key}/").status_code == 404
    assert send(client, told(other))[1]["code"] == "gone"
    assert not ProjectReport.objects.exists()


def test_the_responsible_officer_sees_and_reports_of_their_project_wherever_it_is(
    client: Client, district: Any, wangfang: Any, project: Make
) -> None:
    other = project("drain-02", area_path=district.tianlin.path, owner=wangfang)
    client.force_login(wangfang)
    assert client.get("/field/projects/").context["sites"][0].line.project == other
    assert send(client, told(other))[0] == 200


def test_a_phone_without_script_sends_the_form_itself(
    client: Client, liqiang: Any, project: Make
) -> None:
    mine = project()
    client.force_login(liqiang)
    at = f"/field/projects/{mine.key}/"
    refused = client.post(at, {"text": "  "})
    assert refused.status_code == 422 and "请填写本周工作。" in refused.content.decode()
    assert client.post(at, {"text": "回填", "files": photo()}).headers["Location"] == at
    assert ReportPhoto.objects.get().report.text == "回填"


def test_a_leader_has_no_project_of_their_own_but_all_in_their_sight(
    client: Client, zhaoguohua: Any, project: Make
) -> None:
    project()
    client.force_login(zhaoguohua)
    assert not client.get("/field/projects/").context["sites"]
    assert len(client.get("/field/projects/?all=1").context["sites"]) == 1
