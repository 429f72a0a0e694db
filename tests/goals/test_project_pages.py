"""The pages of projects: the list, the wall, one project, its table in and out of Excel."""

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from django.utils import timezone

from chengyun.goals.models import NodeLink, Project, ProjectNode, ProjectReport
from chengyun.goals.predecessors import parse
from chengyun.goals.project_rows import COLUMNS
from chengyun.people.models import AuditEntry, User
from chengyun.people.policy import viewer_of
from tests.goals.test_projects import make, node

HEAD = "节点编号,节点名称,阶段,工作日,前置节点,责任单位,实际开始,实际完成,完成比例\n"
LINE = '{"type": "LineString", "coordinates": [[121.4, 31.2], [121.5, 31.2]]}'
GOOD = (
    HEAD + "A1,方案,前期,10,,区水务局,,,\n"
    "B2,施工,施工,20,A1-3; road/R1+2,swj,,,\n"
    "C1,验收,验收,0,B2,,,,\n"
)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)


@pytest.fixture
def project(district: Any) -> Project:
    made = make(district, "renewal", timezone.localdate() + timedelta(days=90))
    Project.objects.filter(pk=made.pk).update(lon=121.43, lat=31.19)
    node(made, "B1", 8, node(made, "A1", 5, stage="前期"), stage="施工")
    return made


@pytest.fixture
def road(district: Any) -> Project:
    made = make(district, "road", timezone.localdate() + timedelta(days=200))
    node(made, "R1", 5)
    return made


def send(client: Client, content: str | bytes, key: str = "renewal") -> Any:
    body = content if isinstance(content, bytes) else content.encode()
    told = {"file": SimpleUploadedFile("a.csv", body)}
    return client.post(f"/goals/projects/{key}/import/", told, follow=True)


def take(client: Client, preview: Any) -> Any:
    return client.post(preview.redirect_chain[-1][0], follow=True)


@pytest.mark.parametrize("page", ["", "map/", "renewal/", "renewal/import/", "renewal/facts/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(
    client: Client, project: Project, zhaoguohua: Any, page: str, language: str
) -> None:
    client.force_login(zhaoguohua)
    client.cookies["django_language"] = language
    shown = client.get(f"/goals/projects/{page}")
    assert shown.status_code == 200
    assert "renewal" in shown.content.decode()


def test_the_list_is_sieved_and_goes_to_excel_as_it_is_shown(
    client: Client, project: Project, road: Project, zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    shown = client.get("/goals/projects/?q=road").content.decode()
    assert "/goals/projects/road/" in shown
    assert "/goals/projects/renewal/" not in shown
    book = openpyxl.load_workbook(io.BytesIO(client.get("/goals/projects/file/?q=road").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["road"]
    assert AuditEntry.objects.get(action="export").detail["rows"] == 1


def test_the_lamp_is_told_by_a_mark_and_a_word(
    client: Client, project: Project, zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    late = timezone.localdate() + timedelta(days=1)
    Project.objects.update(deadline=late)
    client.cookies["django_language"] = "en"
    shown = client.get("/goals/projects/renewal/").content.decode()
    assert '<span class="lamp lamp-red"><span aria-hidden="true">◆</span> Deadline missed' in shown
    assert 'class="late"' in shown


def test_a_node_is_written_down_from_its_form(
    client: Client, project: Project, liqiang: Any
) -> None:
    client.force_login(liqiang)
    today = timezone.localdate().isoformat()
    told = {"begun_on": today, "done_on": "", "share": "40"}
    client.post("/goals/projects/renewal/nodes/A1/", told)
    first = project.nodes.get(key="A1")
    assert (first.begun_on, first.share) == (timezone.localdate(), 0.4)
    wrong = client.post("/goals/projects/renewal/nodes/A1/", told | {"share": "x"}, follow=True)
    assert "notice bad" in wrong.content.decode()
    assert client.post("/goals/projects/renewal/nodes/Z9/", told).status_code == 404


def test_what_a_role_may_not_do_is_forbidden(
    client: Client, project: Project, liqiang: Any
) -> None:
    client.force_login(liqiang)
    for path in ("do/baseline/", "do/funds/", "import/", "facts/"):
        assert client.post(f"/goals/projects/renewal/{path}").status_code == 403
    assert client.get("/goals/projects/new/").status_code == 403
    assert "/do/funds/" not in client.get("/goals/projects/renewal/").content.decode()


def test_what_a_slip_moves_is_shown(client: Client, project: Project, zhaoguohua: Any) -> None:
    client.force_login(zhaoguohua)
    shown = client.get("/goals/projects/renewal/?slip=A1&days=7").content.decode()
    moved = shown.partition('id="slip"')[2]
    assert "+7" in moved
    still = client.get("/goals/projects/renewal/?slip=A1&days=0").content.decode()
    assert "+7" not in still.partition('id="slip"')[2].partition("</section>")[0]


def test_a_table_of_nodes_takes_the_place_of_the_old_ones(
    client: Client, project: Project, road: Project, zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    seen = send(client, GOOD)
    assert "B1" in seen.content.decode()  # it goes
    take(client, seen)
    assert list(project.nodes.values_list("key", "days", "milestone")) == [
        ("A1", 10, False), ("B2", 20, False), ("C1", 0, True),
    ]  # fmt: skip
    links = NodeLink.objects.filter(after__key="B2").order_by("lag")
    assert [(one.before.project.key, one.before.key, one.lag) for one in links] == [
        ("renewal", "A1", -3), ("road", "R1", 2),
    ]  # fmt: skip
    assert project.nodes.get(key="A1").unit == project.unit


def test_what_goes_out_comes_in_again_the_same(
    client: Client, project: Project, road: Project, zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    take(client, send(client, GOOD))
    day = timezone.localdate() - timedelta(days=3)
    ProjectNode.objects.filter(project=project, key="A1").update(begun_on=day, share=0.3)

    def facts() -> tuple[Any, ...]:
        nodes = project.nodes.order_by("order").values_list(
            "key", "title_zh", "stage", "days", "unit", "begun_on", "share", "milestone"
        )
        links = NodeLink.objects.order_by("after__key", "before__key")
        return list(nodes), list(links.values_list("after__key", "before__key", "lag"))

    before = facts()
    file = client.get("/goals/projects/renewal/file/").content
    take(client, send(client, file))
    assert facts() == before


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A1,方案,前期,x,,,,,", "days"),
        ("A1,方案,前期,5,Z9,,,,", "after"),
        ("A1,方案,前期,5,A1,,,,", "after"),
        ("A1,方案,前期,5,?,,,,", "after"),
        ("A1,方案,前期,5,nowhere/X1,,,,", "after"),
        ("A1,,前期,5,,,,,", "title_zh"),
        ("A 1,方案,前期,5,,,,,", "key"),
        ("A1,方案,前期,5,,没有的单位,,,", "unit"),
        ("A1,方案,前期,5,,,2999-01-01,,", "begun_on"),
        ("A1,方案,前期,5,,,2026-02-01,2026-01-01,", "done_on"),
        ("A1,方案,前期,5,,,2026-13-01,,", "begun_on"),
        ("A1,方案,前期,5,,,2026-02-01,,140", "share"),
    ],
)
def test_a_bad_row_is_shown_and_nothing_is_taken(
    client: Client, project: Project, zhaoguohua: Any, row: str, column: str
) -> None:
    client.force_login(zhaoguohua)
    seen = send(client, HEAD + row + "\nB1,施工,施工,8,,,,,\n")
    assert f"<td>{COLUMNS[column][0]}</td>" in seen.content.decode()
    answer = take(client, seen)
    assert answer.status_code == 422
    assert list(project.nodes.values_list("key", "days")) == [("A1", 5), ("B1", 8)]


def test_nodes_that_wait_for_each_other_are_refused(
    client: Client, project: Project, road: Project, zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    seen = send(client, HEAD + "A1,方案,,5,B1,,,,\nB1,施工,,8,A1,,,,\n")
    assert "A1 → B1 → A1" in seen.content.decode().replace("B1 → A1 → B1", "A1 → B1 → A1")
    # Through another project it is seen when it is taken.
    far = project.nodes.get(key="B1")
    NodeLink.objects.create(before=far, after=road.nodes.get())
    answer = take(client, send(client, HEAD + "A1,方案,,5,,,,,\nB1,施工,,8,A1;road/R1,,,,\n"))
    assert answer.status_code == 422
    assert not NodeLink.objects.filter(after=far, before__project=road).exists()


def test_a_link_from_a_project_out_of_sight_outlives_a_table(
    client: Client, district: Any, project: Project, road: Project
) -> None:
    from tests.conftest import _officer

    Project.objects.filter(pk=road.pk).update(area_path=district.tianlin.path)
    hidden = NodeLink.objects.create(before=road.nodes.get(), after=project.nodes.get(key="A1"))
    leader: Any = _officer("xjh", "徐", "leader", area=district.xujiahui)
    client.force_login(leader)
    assert "road" not in client.get("/goals/projects/renewal/").content.decode()
    take(client, send(client, HEAD + "A1,方案,,9,,,,,\n"))
    assert project.nodes.get().days == 9
    assert NodeLink.objects.filter(pk=hidden.pk).exists()


def test_a_new_project_goes_from_its_facts_to_its_nodes(
    client: Client, district: Any, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    told = {
        "key": "park-9", "title_zh": "口袋公园", "kind": "park", "area": district.tianlin.code,
        "start": "2026-11-02", "deadline": "2027-03-01", "unit": "swj", "lon": "121.4",
        "lat": "31.2", "shape": LINE,
    }  # fmt: skip
    for wrong in ({"key": "map"}, {"shape": "<svg>"}, {"lon": "900"}, {"deadline": "2026-01-01"}):
        assert client.post("/goals/projects/new/", told | wrong).status_code == 422
    assert client.post("/goals/projects/new/", told)["Location"] == "/goals/projects/park-9/import/"
    made = Project.objects.get()
    assert (made.area_path, made.deadline) == (district.tianlin.path, date(2027, 3, 1))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A1", [("", "A1", 0)]),
        ("A1;B2+3", [("", "A1", 0), ("", "B2", 3)]),
        ("A1-5、B2", [("", "A1", -5), ("", "B2", 0)]),
        ("road-01/C2－4", [("road-01", "C2", -4)]),
        (" ", []),
    ],
)
def test_predecessors_are_read_as_offices_write_them(
    text: str, told: list[tuple[str, str, int]]
) -> None:
    assert list(parse(text)) == told


def test_the_last_reports_of_the_demonstration_have_photos(district: Any) -> None:
    from chengyun.goals import demo_projects
    from chengyun.simulator.site_stills import drawn

    demo_projects.seed(1, photo=drawn)
    told = list(ProjectReport.objects.order_by("week"))
    photos = {one.pk: one.photos.count() for one in told}
    assert {photos[one.pk] for one in told if one.week == told[-1].week} == {2}
    assert {photos[one.pk] for one in told if one.week == told[0].week} == {0}


def test_the_demonstration_has_thirty_projects_and_is_planted_once(district: Any) -> None:
    from chengyun.goals import demo_projects
    from chengyun.goals.queries.sharing import shared

    demo_projects.seed(1)
    demo_projects.seed(1)
    assert Project.objects.filter(simulated=True).count() == 30
    counts = [one.nodes.count() for one in Project.objects.all()]
    assert 6 <= min(counts) <= max(counts) <= 14
    assert NodeLink.objects.exclude(before__project=F("after__project")).count() == 9
    assert all(one.baselines.exists() for one in Project.objects.all())
    officer = User.objects.create(username="x", role="leader", area=district.root)
    found = shared(viewer_of(officer), timezone.localdate())
    assert any(one.clashes for one in found) and all(one.uses for one in found)
