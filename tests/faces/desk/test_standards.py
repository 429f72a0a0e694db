from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengyun.cases.models import Category, Condition, StandardChange
from chengyun.cases.standards import install
from chengyun.faces.desk import held_files
from chengyun.places.models import Component

USCC = "91350100M000100Y43"
COVER_PAGE = "/desk/standards/2026/component/01014/"


@pytest.fixture(autouse=True)
def _table(district: Any) -> None:
    install()


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(held_files, "folder", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def cover(district: Any) -> Any:
    """A manhole cover in 徐家汇."""
    return Component.objects.create(
        code="31010401014000001", category="01014", name="园林井盖", authority_code=USCC,
        authority_name="区绿化市容局", grid="310104014001001", state="damaged",
        begun_on="2026-07-01", lon=121.4319, lat=31.1919, area_path=district.grid.path,
    )  # fmt: skip


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return str(response.content.decode())


def typed(**other: str) -> dict[str, str]:
    return {
        "filing_zh": "井盖丢失", "closing_zh": "恢复", "amount": "1", "unit": "uh",
        "filing_en": "", "closing_en": "",
    } | other  # fmt: skip


def test_the_table_shows_categories_with_their_conditions_and_the_earlier_code(
    client: Client, chenli: Any
) -> None:
    client.force_login(chenli)
    text = page(client, "/desk/standards/")
    assert "园林井盖" in text
    assert "2个紧急工作时" in text
    assert 'title="原称非装饰性树挂">0119</a>' in text
    assert text.count('<tr><td class="mono">') == 250
    assert "/desk/standards/files/conditions/" not in text


def test_the_table_is_found_in_english_too(client: Client, chenli: Any) -> None:
    client.force_login(chenli)
    client.cookies["django_language"] = "en"
    text = page(client, "/desk/standards/?q=kerb")
    assert "Unauthorised kerb ramp" in text
    assert "Missing or damaged kerbstone" in text
    assert "Damaged road" not in text


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("q=0601", 10),
        ("q=井盖&kind=matter", 0),
        ("kind=component", 153),
        ("kind=matter", 97),
        ("group=10", 2),
        ("edition=2013", 51),
        ("edition=2013&kind=component", 2),
        ("conditions=with&group=10", 2),
        ("conditions=without&group=10", 0),
    ],
)
def test_the_table_is_narrowed(client: Client, chenli: Any, query: str, n: int) -> None:
    client.force_login(chenli)
    assert page(client, f"/desk/standards/?{query}").count('<tr><td class="mono">') == n


def test_the_table_costs_the_same_queries_however_much_it_shows(
    client: Client, chenli: Any, django_assert_max_num_queries: Any
) -> None:
    from chengyun.cases.standards.queries import Browse, groups

    for asked in (Browse("2026"), Browse("2026", q="路灯")):
        with django_assert_max_num_queries(6):
            groups(asked)


def test_zhoumin_changes_a_condition_and_it_is_recorded(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    assert 'value="井盖缺失' in page(client, f"{COVER_PAGE}write/1/")
    assert client.post(f"{COVER_PAGE}write/1/", typed()).url == COVER_PAGE  # type: ignore[attr-defined]
    held = Condition.objects.get(category__code="01014", number=1)
    assert (held.filing_zh, held.limit, held.edited) == ("井盖丢失", "1uh", True)
    text = page(client, COVER_PAGE)
    assert "<del>2个紧急工作时</del>" in text
    assert "<ins>1个紧急工作时</ins>" in text
    assert "周敏" in text


def test_a_condition_is_added_withdrawn_and_used_again(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    client.post(f"{COVER_PAGE}write/", typed(amount="3", unit="wd"))
    added = Condition.objects.get(category__code="01014", number=5)
    assert added.limit == "3wd"
    client.post(f"/desk/standards/conditions/{added.pk}/withdraw/", {"to": "withdraw"})
    assert "已停用" in page(client, COVER_PAGE)
    client.post(f"/desk/standards/conditions/{added.pk}/withdraw/", {"to": "restore"})
    added.refresh_from_db()
    assert not added.withdrawn
    actions = [change.action for change in StandardChange.objects.order_by("id")]
    assert actions == ["add", "withdraw", "restore"]


def test_what_is_missing_is_said_and_what_was_typed_is_kept(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    for wrong in (typed(closing_zh=""), typed(amount="0")):
        response = client.post(f"{COVER_PAGE}write/", wrong)
        assert response.status_code == 422
        assert "井盖丢失" in response.content.decode()
    assert not StandardChange.objects.exists()


def test_those_who_do_not_keep_the_table_cannot_change_it(
    client: Client, chenli: Any, liqiang: Any, wangfang: Any, zhaoguohua: Any
) -> None:
    held = Condition.objects.filter(category__code="01014").first()
    assert held
    for officer in (chenli, liqiang, wangfang, zhaoguohua):
        client.force_login(officer)
        text = page(client, COVER_PAGE)
        assert "write/" not in text
        assert client.post(f"{COVER_PAGE}write/", typed()).status_code == 403
        assert client.post(f"/desk/standards/conditions/{held.pk}/withdraw/").status_code == 403
        assert client.get("/desk/standards/files/conditions/").status_code == 403
        assert client.get("/desk/standards/files/components/").status_code == 403
    assert not StandardChange.objects.exists()


def test_what_is_not_there_is_not_found(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    for address in (
        "/desk/standards/2026/matter/01014/",
        "/desk/standards/1999/matter/01014/",
        f"{COVER_PAGE}write/9/",
        "/desk/standards/files/secrets/",
        "/desk/standards/files/secrets.xlsx",
        "/desk/standards/files/conditions/abc/",
        "/desk/components/31010401014000009/",
    ):
        page(client, address, 404)
    assert client.post("/desk/standards/conditions/99999/withdraw/").status_code == 404


def test_a_file_is_seen_before_it_is_written_with_every_bad_row(
    client: Client, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    text = (
        "代码,立案条件,处置时限,结案条件\n01014,井盖被盗,1紧急工作时,恢复\n01014,井盖,很快,恢复\n"
    )
    sent = client.post(
        "/desk/standards/files/conditions/",
        {"file": SimpleUploadedFile("井盖.csv", text.encode())},
    )
    address = sent.url  # type: ignore[attr-defined]
    shown = page(client, address)
    assert '<td class="num">3</td><td>处置时限</td><td class="given">很快</td>' in shown
    assert "井盖被盗" in shown
    assert "很快" in page(client, f"{address}?bad=csv")
    assert not StandardChange.objects.exists()
    assert client.post(address).status_code == 302
    assert Condition.objects.filter(filing_zh="井盖被盗", limit="1uh").exists()
    assert StandardChange.objects.get().source == "井盖.csv"
    assert client.post(address).status_code == 404


def test_what_is_downloaded_can_be_chosen_again_and_changes_nothing(
    client: Client, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    content = client.get("/desk/standards/files/categories.xlsx").content
    sent = client.post(
        "/desk/standards/files/categories/", {"file": SimpleUploadedFile("a.xlsx", content)}
    )
    shown = page(client, sent.url)  # type: ignore[attr-defined]
    assert f"<dd>{Category.objects.count()}</dd>" in shown
    assert 'class="btn btn-primary"' not in shown


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    client: Client, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    address = "/desk/standards/files/conditions/"
    assert client.post(address).status_code == 422
    sent = client.post(address, {"file": SimpleUploadedFile("a.csv", "甲,乙\n1,2\n".encode())})
    assert sent.status_code == 422
    assert "立案条件" in sent.content.decode()


def test_officers_see_the_components_of_their_own_area(
    client: Client, cover: Any, wangfang: Any, zhoumin: Any, district: Any
) -> None:
    other = Component.objects.create(
        code="31010401014000002", category="01014", name="田林井盖", authority_code=USCC,
        authority_name="区绿化市容局", grid="310104011001001", state="intact",
        begun_on="2026-07-01", area_path=district.tianlin.path,
    )  # fmt: skip
    for officer, seen in ((zhoumin, True), (wangfang, False)):
        client.force_login(officer)
        assert cover.code in page(client, "/desk/components/")
        assert (other.code in page(client, "/desk/components/")) is seen
        page(client, f"/desk/components/{other.code}/", 200 if seen else 404)
        rows = client.get("/desk/standards/files/components.xlsx").content
        assert len(rows) > 1000


def test_components_are_searched_by_code_name_and_state(
    client: Client, cover: Any, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    for query, found in (
        ("q=310104010140", True), ("q=园林", True), ("q=绿化", True), ("q=电力", False),
        ("state=damaged", True), ("state=lost", False), ("category=01014", True),
    ):  # fmt: skip
        assert (cover.code in page(client, f"/desk/components/?{query}")) is found


def test_a_component_shows_the_cases_near_it_of_its_category(
    client: Client, cover: Any, case: Any, flood: Any, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    address = f"/desk/components/{cover.code}/"
    assert case.number not in page(client, address)
    flood.category = "01014"
    flood.save()
    assert case.number in page(client, address)


def test_a_case_is_given_its_component_by_code_and_shows_it(
    client: Client, cover: Any, case: Any, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    address = f"/desk/cases/{case.number}/"
    assert "按标识码关联" in page(client, address)
    client.post(f"{address}component/", {"code": "31010401014000009"})
    assert "没有这个标识码的部件" in page(client, address)
    client.post(f"{address}component/", {"code": cover.code})
    assert f"/desk/components/{cover.code}/" in page(client, address)
    assert case.number in page(client, f"/desk/components/{cover.code}/")
    assert client.post("/desk/cases/CY20200101-000001/component/").status_code == 404
