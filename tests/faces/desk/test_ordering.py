"""Tables that go on for pages are sorted by their columns' heads."""

import re
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client: Client, admin: Any, chenli: Any, liqiang: Any, wangfang: Any) -> Client:
    client.force_login(admin)
    return client


def names(client: Client, sort: str) -> list[str]:
    page = client.get("/desk/officers/", {"sort": sort})
    return [user.username for user in page.context["page"]]


def test_a_column_sorts_the_table_and_turns_it_round(keeper: Client) -> None:
    up = names(keeper, "name")
    assert up == sorted(up) and names(keeper, "-name") == up[::-1]


def test_what_is_missing_stands_last_either_way(keeper: Client, chenli: Any) -> None:
    chenli.last_login = chenli.date_joined
    chenli.save()
    both = [names(keeper, sort) for sort in ("seen", "-seen")]
    assert all("chenli" in order[:2] for order in both)
    assert all(order[-1] != "chenli" for order in both)


def test_the_head_says_how_the_table_stands_and_links_to_the_other_way(keeper: Client) -> None:
    shown = keeper.get("/desk/officers/", {"sort": "role", "q": ""}).content.decode()
    assert re.search(r'aria-sort="ascending"><a class="sort" href="\?[^"]*sort=-role', shown)


@pytest.mark.parametrize("sort", ["password", "-", "--name", "name;drop"])
def test_an_order_that_there_is_not_is_the_usual_one(keeper: Client, sort: str) -> None:
    assert names(keeper, sort) == names(keeper, "")


@pytest.mark.parametrize("path", ["components/", "audit/"])
@pytest.mark.parametrize("sort", ["code", "-since", "-authority", "who", "-of", "at"])
def test_every_column_of_the_long_tables_can_be_sorted(
    keeper: Client, path: str, sort: str
) -> None:
    assert keeper.get(f"/desk/{path}", {"sort": sort}).status_code == 200


@pytest.mark.parametrize("sort", ["onset", "-rule", "value", "now"])
def test_the_alarms_of_a_case_can_be_sorted(
    client: Client, zhoumin: Any, case: Any, sort: str
) -> None:
    client.force_login(zhoumin)
    page = client.get(f"/desk/cases/{case.number}/alarms/", {"sort": sort})
    assert page.status_code == 200
