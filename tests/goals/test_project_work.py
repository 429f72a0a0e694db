"""What is done to projects by hand: shared resources, weekly photos, nodes, plans, and the API."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from ninja import NinjaAPI
from ninja.testing import TestClient
from PIL import Image

from chengyun.cases.files import store
from chengyun.cases.services import attachments
from chengyun.goals.api import router
from chengyun.goals.models import (
    GoalTask,
    Milestone,
    NodeNeed,
    Plan,
    Project,
    ProjectNode,
    ReportPhoto,
    SharedResource,
)
from chengyun.goals.queries import sharing as queries
from chengyun.goals.queries.whole import whole
from chengyun.goals.refused import Refused
from chengyun.goals.services import sharing
from chengyun.people.policy import viewer_of
from chengyun.planning.resource_solver import SolverMissing
from tests.goals.test_projects import node

PAGE = "/goals/projects/sharing/"


def begin(district: Any, key: str, days: int = 120) -> Project:
    today = timezone.localdate()
    return Project.objects.create(
        key=key, title_zh=f"工程{key}", unit=district.water, area_path=district.xujiahui.path,
        start=today, deadline=today + timedelta(days=days),
    )  # fmt: skip


@pytest.fixture
def pair(district: Any) -> tuple[ProjectNode, ProjectNode]:
    """Two projects that want one crane at the same time."""
    crane = SharedResource.objects.create(key="crane", title_zh="塔吊", capacity=1)
    made = [node(begin(district, key, days), "A1", 10) for key, days in (("p1", 120), ("p2", 60))]
    NodeNeed.objects.bulk_create(NodeNeed(node=one, resource=crane) for one in made)
    return made[0], made[1]


def test_a_clash_is_shown_and_a_levelling_accepted_does_away_with_it(
    client: Client, pair: tuple[ProjectNode, ProjectNode], zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    today = timezone.localdate()
    (one,) = queries.shared(viewer_of(zhaoguohua), today)
    assert one.clashes
    assert {use.clashes for use in one.uses} == {True}
    page = client.get(f"{PAGE}?level=1")
    proposal = page.context["proposal"]
    assert proposal.proven
    assert [move.node for move in proposal.moves] == [pair[0]]
    client.post(f"{PAGE}do/accept/", {"token": page.context["token"]})
    (one,) = queries.shared(viewer_of(zhaoguohua), today)
    assert not one.clashes
    pair[0].refresh_from_db()
    assert pair[0].not_before == proposal.moves[0].after
    assert pair[0].project.baselines.filter(taken_on=today, taken_by=zhaoguohua).exists()


def test_a_levelling_is_taken_only_as_it_was_seen(
    client: Client, pair: tuple[ProjectNode, ProjectNode], zhaoguohua: Any, liqiang: Any
) -> None:
    client.force_login(zhaoguohua)
    client.post(f"{PAGE}do/accept/", {"token": "made-up"})
    assert not ProjectNode.objects.exclude(not_before=None).exists()
    token = client.get(f"{PAGE}?level=1").context["token"]
    pair[0].begun_on = timezone.localdate()
    pair[0].save()
    client.post(f"{PAGE}do/accept/", {"token": token})
    assert not ProjectNode.objects.exclude(not_before=None).exists()
    with pytest.raises(Refused):
        sharing.accept(liqiang, {pair[1].pk: timezone.localdate()}, timezone.localdate())


def test_without_or_tools_the_page_says_so_in_a_sentence(
    client: Client,
    pair: tuple[ProjectNode, ProjectNode],
    zhaoguohua: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(*_: Any) -> None:
        raise SolverMissing

    monkeypatch.setattr(queries, "level", missing)
    client.force_login(zhaoguohua)
    shown = client.get(f"{PAGE}?level=1")
    assert shown.status_code == 200
    assert "chengyun[schedules]" in shown.content.decode()


def test_what_there_is_and_who_uses_it_is_written_by_those_who_run(
    client: Client, pair: tuple[ProjectNode, ProjectNode], zhaoguohua: Any, liqiang: Any
) -> None:
    told = {"key": "crew", "title_zh": "管网班组", "kind": "crew", "capacity": "2"}
    client.force_login(liqiang)
    client.post(f"{PAGE}do/declare/", told)
    assert not SharedResource.objects.filter(key="crew").exists()
    client.force_login(zhaoguohua)
    client.post(f"{PAGE}do/declare/", told)
    use = {"node": "p1/A1", "resource": "crew", "amount": "2"}
    client.post(f"{PAGE}do/need/", use | {"amount": "3"})
    assert not NodeNeed.objects.filter(resource__key="crew").exists()
    client.post(f"{PAGE}do/need/", use)
    assert NodeNeed.objects.get(resource__key="crew").amount == 2
    client.post(f"{PAGE}do/need/", use | {"amount": "0"})
    assert not NodeNeed.objects.filter(resource__key="crew").exists()


def photo() -> SimpleUploadedFile:
    """A photo with a place that the camera wrote into it."""
    body, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "who took it"
    Image.new("RGB", (400, 300), "red").save(body, "JPEG", exif=exif)
    return SimpleUploadedFile("site.jpg", body.getvalue(), "image/jpeg")


def test_a_weekly_report_has_photos_without_what_the_camera_wrote(
    client: Client, district: Any, wangfang: Any, zhaoguohua: Any
) -> None:
    project = begin(district, "p1")
    Project.objects.filter(pk=project.pk).update(area_path=district.grid.path)
    client.force_login(wangfang)
    page = client.get("/goals/projects/p1/report/").content.decode()
    assert 'capture="environment"' in page
    answer = client.post("/goals/projects/p1/report/", {"text": "基坑完成", "files": [photo()]})
    assert answer.status_code == 302
    found = ReportPhoto.objects.get()
    small = client.get(f"/goals/projects/p1/photos/{found.key}/320/")
    shown = Image.open(io.BytesIO(small.content))
    assert max(shown.size) == 320
    assert not shown.getexif()
    assert client.get(f"/goals/projects/p1/photos/{found.key}/4000/").status_code == 404
    attachments.clean(timezone.now() + timedelta(days=30))
    assert store.current().has(store.original(found.sha256))


def test_a_photo_is_given_to_nobody_who_does_not_see_the_project(
    client: Client, district: Any, zhaoguohua: Any
) -> None:
    from tests.conftest import _officer

    begin(district, "p1")
    client.force_login(zhaoguohua)
    client.post("/goals/projects/p1/report/", {"text": "x", "files": [photo()]})
    found = ReportPhoto.objects.get()
    elsewhere: Any = _officer("tianlin", "田", "leader", area=district.tianlin)
    client.force_login(elsewhere)
    assert client.get(f"/goals/projects/p1/photos/{found.key}/320/").status_code == 404
    client.logout()
    assert client.get(f"/goals/projects/p1/photos/{found.key}/320/").status_code != 200


def test_a_file_that_is_no_photo_is_not_taken_with_a_report(
    client: Client, district: Any, zhaoguohua: Any
) -> None:
    begin(district, "p1")
    client.force_login(zhaoguohua)
    page = SimpleUploadedFile("site.jpg", b"<html>", "image/jpeg")
    answer = client.post("/goals/projects/p1/report/", {"text": "基坑完成", "files": [page]})
    assert answer.status_code == 422
    assert "基坑完成" in answer.content.decode()
    assert not ReportPhoto.objects.exists()


def test_a_node_is_added_changed_and_removed_by_a_form(
    client: Client, district: Any, zhaoguohua: Any
) -> None:
    project = begin(district, "p1")
    first = node(project, "A1", 5, share=0.4, begun_on=timezone.localdate())
    client.force_login(zhaoguohua)
    told = {"key": "B1", "title_zh": "施工", "days": "8", "after": "A1-2", "stage": "施工"}
    new = "/goals/projects/p1/nodes/new/form/"
    assert client.post(new, told | {"after": "Z9"}).status_code == 422
    assert client.post(new, told | {"key": "A1", "after": ""}).status_code == 422
    assert client.post(new, told).status_code == 302
    made = project.nodes.get(key="B1")
    assert [(one.before, one.lag) for one in made.follows.all()] == [(first, -2)]
    at = "/goals/projects/p1/nodes/A1/form/"
    loop = client.post(at, {"title_zh": "方案", "days": "6", "after": "B1"})
    assert loop.status_code == 422
    assert "p1/A1" in loop.content.decode()
    assert client.post(at, {"title_zh": "方案", "days": "6", "after": ""}).status_code == 302
    first.refresh_from_db()
    assert (first.days, first.share) == (6, 0.4)
    client.post(at, {"remove": "1"})
    assert not project.nodes.filter(key="A1").exists()


def test_the_schedule_of_all_is_made_anew_after_every_change(district: Any) -> None:
    today = timezone.localdate()
    one = node(begin(district, "p1"), "A1", 5)
    before = whole(today)
    assert whole(today) is before
    ProjectNode.objects.filter(pk=one.pk).update(days=9)
    after = whole(today)
    assert after is not before
    assert after.network.standing(one.project_id) != before.network.standing(one.project_id)


@pytest.fixture
def plan(district: Any) -> Plan:
    return Plan.objects.create(
        key="lift-2026", title_zh="加梯计划", year=2026, unit=district.water,
        area_path=district.root.path,
    )  # fmt: skip


def test_tasks_and_milestones_of_a_plan_are_written_by_forms(
    client: Client, plan: Plan, zhoumin: Any, liqiang: Any
) -> None:
    at = "/goals/plans/lift-2026/"
    client.force_login(zhoumin)
    told = {"title_zh": "签约", "unit": "swj", "start": "2026-03-01", "due": "2026-06-30"}
    client.post(f"{at}do/task/", told | {"due": "2026-01-01"})
    assert not GoalTask.objects.exists()
    client.post(f"{at}do/task/", told)
    task = GoalTask.objects.get()
    client.post(f"{at}do/milestone/", {"title_zh": "开工", "due": "2026-07-01", "funds": "1,200.5"})
    assert float(Milestone.objects.get().funds) == 1200.5
    shown = client.get(at).content.decode()
    assert shown.count('<td class="num">1200.50</td>') == 2  # of the milestone, and of all
    client.force_login(liqiang)
    assert client.post(f"{at}do/task/", told).status_code == 403
    client.post(f"{at}do/progress/", {"pk": task.pk, "share": "100"})
    task.refresh_from_db()
    assert task.share_done == 0  # the whole needs a proof
    client.post(f"{at}do/progress/", {"pk": task.pk, "share": "100", "proof": "签约清单"})
    task.refresh_from_db()
    assert (task.share_done, task.proof) == (1, "签约清单")


def test_a_project_is_made_part_of_a_plan_with_owner_and_supporting_units(
    client: Client, district: Any, plan: Plan, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    told = {
        "key": "park-9", "title_zh": "口袋公园", "kind": "park", "area": district.tianlin.code,
        "start": "2026-11-02", "deadline": "2027-03-01", "unit": "swj", "plan": plan.key,
        "owner": "zhoumin", "supporting": [district.fire.code],
    }  # fmt: skip
    client.post("/goals/projects/new/", told)
    made = Project.objects.get()
    assert (made.plan, made.owner) == (plan, zhoumin)
    assert list(made.supporting.all()) == [district.fire]
    assert client.post("/goals/projects/park-9/facts/", told | {"plan": "x"}).status_code == 422


def test_the_api_tells_what_the_pages_tell(district: Any, zhaoguohua: Any) -> None:
    from tests.conftest import _officer

    project = begin(district, "p1")
    last = node(project, "B1", 5, node(project, "A1", 5))
    node(begin(district, "p2"), "R1", 3, last)
    api = NinjaAPI(urls_namespace="projects-test")
    api.add_router("/goals", router, auth=lambda request: getattr(request, "officer", None))
    client = TestClient(api)
    assert client.get("/goals/projects").status_code == 401
    told = client.get("/goals/projects?limit=1", officer=zhaoguohua).json()
    assert (told["count"], len(told["projects"])) == (2, 1)
    nodes = client.get("/goals/projects/p1/schedule", officer=zhaoguohua).json()["nodes"]
    assert [(one["key"], one["follows"]) for one in nodes] == [("A1", ""), ("B1", "A1")]
    what = client.get("/goals/projects/p1/what-if?node=B1&days=4", officer=zhaoguohua).json()
    assert [(one["key"], one["moves_by"]) for one in what["projects"]] == [("p1", 4), ("p2", 4)]
    assert client.get("/goals/projects/p1", officer=zhaoguohua).json()["next_node"] == "A1"
    elsewhere: Any = _officer("tianlin", "田", "leader", area=district.tianlin)
    for path in ("p1", "p1/schedule", "p1/what-if?node=B1&days=4"):
        assert client.get(f"/goals/projects/{path}", officer=elsewhere).status_code == 404


def test_a_held_node_does_not_begin_before_its_day(district: Any) -> None:
    today = timezone.localdate()
    one = node(begin(district, "p1"), "A1", 5)
    day = today + timedelta(days=30)
    ProjectNode.objects.filter(pk=one.pk).update(not_before=day)
    standing = whole(today).network.standing(one.project_id)
    assert standing is not None
    assert standing.nodes[one.pk].start >= day
    assert isinstance(standing.finish, date)
