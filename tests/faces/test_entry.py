import json
from typing import Any

import pytest
from django.test import Client

PASSWORD = "一网统管-2026"
ROLES = [("zhoumin", "/desk/"), ("chenli", "/desk/"), ("liqiang", "/desk/"),
         ("zhaoguohua", "/desk/"), ("admin", "/desk/"), ("wangfang", "/field/")]  # fmt: skip


@pytest.mark.parametrize(("who", "first_page"), ROLES)
def test_each_role_starts_at_its_own_page(
    client: Client, request: pytest.FixtureRequest, who: str, first_page: str
) -> None:
    request.getfixturevalue(who)
    told = {"username": who, "password": PASSWORD}
    answer = client.post("/sign-in/", told, follow=True)
    assert answer.redirect_chain[-1][0] == first_page


def test_a_wrong_password_is_told_in_a_sentence(client: Client, zhoumin: Any) -> None:
    answer = client.post("/sign-in/", {"username": "zhoumin", "password": "no"})
    assert "用户名或密码不正确" in answer.content.decode()


def test_a_page_that_was_asked_for_comes_after_signing_in(client: Client, zhoumin: Any) -> None:
    answer = client.get("/desk/?open=1&overdue=1")
    assert answer.url == "/sign-in/?next=%2Fdesk%2F%3Fopen%3D1%26overdue%3D1"
    told = {"username": "zhoumin", "password": PASSWORD, "next": "/desk/?open=1&overdue=1"}
    assert client.post("/sign-in/", told).url == "/desk/?open=1&overdue=1"


def test_another_site_is_never_where_signing_in_leads(client: Client, zhoumin: Any) -> None:
    told = {"username": "zhoumin", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post("/sign-in/", told).url == "/go/"


def test_an_ended_session_comes_back_with_a_sentence(client: Client, zhoumin: Any) -> None:
    client.cookies["sessionid"] = "ended-long-ago"
    answer = client.get("/desk/", follow=True)
    assert "登录已过期" in answer.content.decode()


def test_an_ended_session_moves_the_whole_page_of_an_htmx_request(client: Client, db: None) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/?mine=1"}
    answer = client.get("/desk/", headers=headers)
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Fdesk%2F%3Fmine%3D1"


def test_signing_out_ends_the_session(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    client.post("/sign-out/")
    assert client.get("/desk/").status_code == 302


def test_demonstration_accounts_show_only_where_there_is_a_demonstration(
    client: Client, zhoumin: Any, settings: Any, tmp_path: Any
) -> None:
    from dataclasses import replace

    assert "演示账号" not in client.get("/sign-in/").content.decode()
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    told = {"password": PASSWORD, "accounts": ["zhoumin", "nobody"]}
    (tmp_path / "demo.json").write_text(json.dumps(told))
    page = client.get("/sign-in/").content.decode()
    assert "演示账号" in page
    assert 'value="zhoumin"' in page
    assert "nobody" not in page


@pytest.mark.parametrize("path", ["/", "/report/", "/sign-in/", "/nowhere/"])
def test_every_page_carries_the_strict_content_policy(client: Client, db: None, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/", "/report/", "/sign-in/", "/nowhere/"])
def test_no_page_has_inline_style_or_handlers(client: Client, db: None, path: str) -> None:
    page = client.get(path).content.decode()
    assert " style=" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "我要上报"), ("en", "Report a matter")]
)
def test_pages_speak_both_languages(client: Client, db: None, language: str, words: str) -> None:
    client.post("/i18n/setlang/", {"language": language, "next": "/"})
    assert words in client.get("/").content.decode()


def test_chinese_is_what_one_gets_without_asking(client: Client, db: None) -> None:
    assert "我要上报" in client.get("/").content.decode()


def test_large_type_stays_on_until_it_is_turned_off(client: Client, db: None) -> None:
    assert client.post("/large-type/", {"on": "1", "next": "/report/"}).url == "/report/"
    assert 'data-type="large"' in client.get("/").content.decode()
    client.post("/large-type/", {"on": "0", "next": "/"})
    assert 'data-type="large"' not in client.get("/").content.decode()


def test_large_type_leads_to_no_other_site(client: Client, db: None) -> None:
    assert client.post("/large-type/", {"on": "1", "next": "//elsewhere.example"}).url == "/"


def test_a_person_chooses_light_or_dark_and_else_the_device_does(client: Client, db: None) -> None:
    assert 'data-theme="auto"' in client.get("/").content.decode()
    for chosen in ("dark", "light"):
        assert client.post("/theme/", {"theme": chosen, "next": "/report/"}).url == "/report/"
        page = client.get("/").content.decode()
        assert f'data-theme="{chosen}"' in page
        assert f'name="color-scheme" content="{chosen}"' in page
    client.post("/theme/", {"theme": "auto", "next": "/"})
    assert 'data-theme="auto"' in client.get("/").content.decode()


def test_a_theme_nobody_knows_is_the_device_s(client: Client, db: None) -> None:
    client.cookies["theme"] = 'x" onload="alert(1)'
    assert 'data-theme="auto"' in client.get("/").content.decode()
