from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from chengyun.faces.desk import menu


@pytest.mark.parametrize("who", ["zhoumin", "chenli", "liqiang", "wangfang", "zhaoguohua", "admin"])
def test_every_page_that_the_menu_offers_opens(client: Client, who: str, request: Any) -> None:
    user = request.getfixturevalue(who)
    client.force_login(user)
    pages = [page for group in menu.groups_for(user.role) for page in group.pages]
    refused = [
        page.url for page in (*menu.FIRST, *pages)
        if client.get(reverse(page.url)).status_code not in (200, 404)
    ]  # fmt: skip
    assert refused == []


def test_a_page_knows_its_place_in_the_menu(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    lost = [
        page.url for group in menu.GROUPS for page in group.pages
        if (answer := client.get(reverse(page.url))).status_code == 200
        and b'class="here"' not in answer.content
    ]  # fmt: skip
    assert lost == []
