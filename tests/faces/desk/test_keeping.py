"""The administrator's pages: officers, units, packs, settings, audit; everybody's account."""

import re
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.faces.desk import settings_page, settings_words
from chengyun.packs import services as packs
from chengyun.packs.models import PackSwitch
from chengyun.people.models import AuditEntry, Unit, User
from chengyun.runtime.config import Config

pytestmark = pytest.mark.django_db
PAGES = ("officers", "officers/new", "units", "units/new", "packs", "settings", "audit")
NEW = {"name": "沈晓", "username": "shenxiao", "role": "handler", "unit": "swj", "area": "310104"}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["zhoumin", "chenli", "liqiang", "wangfang", "zhaoguohua"])
def test_only_administrators_come_here(client: Client, page: str, who: str, request: Any) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/desk/{page}/").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_opens_them_in_both_languages(
    client: Client, page: str, admin: Any
) -> None:
    client.force_login(admin)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        assert client.get(f"/desk/{page}/").status_code == 200


def test_from_being_taken_in_to_the_first_page(client: Client, admin: Any, district: Any) -> None:
    client.force_login(admin)
    shown = client.post("/desk/officers/new/", NEW).content.decode()
    found = re.search(r"http://testserver(/welcome/[^/<]+/)", shown)
    assert found
    guest = Client()
    assert "shenxiao" in guest.get(found[1]).content.decode()
    chosen = {"password": "江边的风很大 2026", "again": "江边的风很大 2026"}
    assert guest.post(found[1], chosen | {"again": "x"}).status_code == 422
    assert guest.post(found[1], chosen)["Location"] == "/go/"
    assert guest.get("/desk/").status_code == 200
    assert Client().get(found[1]).status_code == 410
    assert found[1] not in client.get("/desk/officers/shenxiao/").content.decode()


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client, admin: Any, district: Any
) -> None:
    client.force_login(admin)
    for wrong in ({"unit": ""}, {"area": "999"}, {"unit": "nobody"}, {"username": "Ab"}):
        answer = client.post("/desk/officers/new/", NEW | wrong)
        assert answer.status_code == 422 and 'value="沈晓"' in answer.content.decode()
    assert not User.objects.filter(name="沈晓").exists()


def test_an_officer_is_changed_sent_home_and_back(
    client: Client, admin: Any, liqiang: Any, district: Any
) -> None:
    client.force_login(admin)
    told = {"name": "李强强", "role": "handler", "unit": "xfjy", "area": "310104 徐汇区"}
    assert client.post("/desk/officers/liqiang/", told).status_code == 302
    liqiang.refresh_from_db()
    assert (liqiang.name, liqiang.unit, liqiang.area) == ("李强强", district.fire, district.root)
    for verb, active in (("dismiss", False), ("restore", True)):
        client.post(f"/desk/officers/liqiang/{verb}/")
        liqiang.refresh_from_db()
        assert liqiang.is_active is active
    assert "liqiang" in client.get("/desk/officers/?q=强强").content.decode()
    assert "liqiang" not in client.get("/desk/officers/?q=nobody").content.decode()
    assert client.get("/desk/officers/nobody/").status_code == 404


def test_a_unit_is_made_and_changed(client: Client, admin: Any, district: Any) -> None:
    client.force_login(admin)
    told = {"code": "ylj", "name_zh": "区园林局", "name_en": "Parks", "kind": "parks", "area": ""}
    assert client.post("/desk/units/new/", told).status_code == 302
    assert client.post("/desk/units/new/", told).status_code == 422
    told |= {"name_zh": "区绿化局", "area": district.xujiahui.code}
    assert client.post("/desk/units/ylj/", told).status_code == 302
    unit = Unit.objects.get(code="ylj")
    assert (unit.name_zh, unit.area) == ("区绿化局", district.xujiahui)


def test_a_pack_is_switched_and_stays_on_while_another_needs_it(client: Client, admin: Any) -> None:
    packs.install()
    client.force_login(admin)
    client.post("/desk/packs/flood/switch/", {"on": "0"})
    assert not PackSwitch.objects.get(name="flood").on
    client.post("/desk/packs/flood/switch/", {"on": "1"})
    assert PackSwitch.objects.get(name="flood").on
    client.post("/desk/packs/civic/switch/", {"on": "0"})
    assert PackSwitch.objects.get(name="civic").on
    assert client.post("/desk/packs/nothing/switch/", {"on": "1"}).status_code == 404


def test_every_setting_has_a_meaning_and_no_secret_is_shown(
    client: Client, admin: Any, settings: Any
) -> None:
    told = [name for group in settings_words.GROUPS for name, _meaning in group.settings]
    assert sorted(told) == sorted(field.name for field in fields(Config))
    client.force_login(admin)
    shown = client.get("/desk/settings/").content.decode()
    assert settings.CONFIG.secret_key not in shown


def test_the_password_of_a_database_is_not_shown() -> None:
    shown = settings_page._shown("database_url", "postgres://cy:s3cret@db.example/chengyun")
    assert "s3cret" not in shown and "db.example" in shown


def test_an_officer_changes_their_password_and_stays_signed_in(
    client: Client, liqiang: Any
) -> None:
    client.force_login(liqiang)
    other = Client()
    other.force_login(liqiang)
    told = {"present": "一网统管-2026", "password": "江边的风很大 2026"}
    assert client.post("/desk/account/", told | {"again": "x"}).status_code == 422
    answer = client.post("/desk/account/", told | {"again": told["password"]})
    assert answer.status_code == 302
    assert client.get("/desk/account/").status_code == 200
    assert other.get("/desk/account/").status_code == 302


def test_nobody_ends_the_token_of_another(client: Client, liqiang: Any, zhoumin: Any) -> None:
    from chengyun.people.services import issue_token, user_for_token

    text = issue_token(zhoumin)
    pk = zhoumin.tokens.get().pk
    client.force_login(liqiang)
    assert client.post(f"/desk/account/tokens/{pk}/end/").status_code == 404
    client.force_login(zhoumin)
    client.post(f"/desk/account/tokens/{pk}/end/")
    assert user_for_token(text) is None


def test_an_officer_makes_a_link_for_a_wall_that_only_shows(
    client: Client, zhaoguohua: Any, district: Any
) -> None:
    client.force_login(zhaoguohua)
    sent = {
        "wall": "1",
        "area": district.xujiahui.code,
        "days": "30",
        "scenes": ["all", "nobody's"],
    }
    page = client.post("/desk/account/", sent).content.decode()
    found = re.search(r'class="secret">http://testserver(/wall/[^<]+)<', page)
    assert found
    address = found[1].replace("&amp;", "&")
    token = zhaoguohua.tokens.get(purpose="kiosk")
    assert timedelta(29) < token.expires_at - timezone.now() < timedelta(31)
    assert AuditEntry.objects.get(action="wall_link").actor == zhaoguohua
    nobody, query = Client(), address.split("?")[1]
    shown = nobody.get(f"/api/v1/wall?{query}")
    assert shown.status_code == 200
    assert shown.json()["area"]["code"] == district.xujiahui.code
    assert (
        nobody.post(f"/api/v1/cases/CY1/actions?{query}", {}, "application/json").status_code == 401
    )
    client.post(f"/desk/account/tokens/{token.pk}/end/")
    assert nobody.get(f"/api/v1/wall?{query}").status_code == 401


def test_a_link_shows_scenes_in_turn(client: Client, zhaoguohua: Any) -> None:
    client.force_login(zhaoguohua)
    both = {"wall": "1", "scenes": ["all", "flood"], "area": "999999", "days": "x"}
    page = client.post("/desk/account/", both).content.decode()
    assert "/wall/?playlist=all%2Cflood&amp;token=" in page


def test_an_area_is_known_by_its_name_or_its_code(
    client: Client, admin: Any, district: Any, liqiang: Any
) -> None:
    client.force_login(admin)
    told = {"name": "李强", "role": "handler", "unit": "xfjy"}
    for typed in (district.xujiahui.name, district.xujiahui.code):
        client.post("/desk/officers/liqiang/", told | {"area": typed})
        liqiang.refresh_from_db()
        assert liqiang.area == district.xujiahui
    shown = client.get("/desk/officers/liqiang/").content.decode()
    assert f'value="{district.xujiahui.code} {district.xujiahui.title}"' in shown
    assert client.post("/desk/officers/liqiang/", told | {"area": "无此街道"}).status_code == 422
