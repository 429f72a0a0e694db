"""The page of one scene: how it stands, where it leads, what it keeps."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from chengyun.packs import queries
from chengyun.packs.api import Panel, Text
from chengyun.packs.services import install

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(zhoumin: Any) -> Client:
    install()
    client = Client()
    client.force_login(zhoumin)
    return client


def test_a_scene_begins_with_what_the_wall_shows_of_it(desk: Client) -> None:
    told = desk.get("/scenes/petitions/")
    assert [title for title, _blocks in told.context["panels"]] == ["信访"]
    text = told.content.decode()
    assert text.index('class="figures"') < text.index('class="register-tiles"')


def test_its_pages_say_what_they_are_and_lead_to_each_other(desk: Client) -> None:
    leaves = desk.get("/scenes/petitions/").context["scene"].shows
    assert all(one.title for one in leaves)
    first = leaves[0]
    assert first.address == "scene-page"
    told = desk.get(f"/scenes/petitions/pages/{first.key}/").content.decode()
    assert told.count('aria-current="page"') >= 1
    assert all(one.title in told for one in leaves)


def test_a_panel_that_raises_is_named_and_the_page_stands(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_district: object) -> tuple[Text, ...]:
        raise RuntimeError("no figures")

    held = queries.active().packs["petitions"]
    panel = Panel(key="broken", title_zh="坏", title_en="Broken", show=broken)
    packs = {**queries.active().packs, "petitions": replace(held, panels=(panel,))}
    monkeypatch.setattr(
        "chengyun.faces.scenes.scene_page.active", lambda: replace(queries.active(), packs=packs)
    )
    told = desk.get("/scenes/petitions/")
    assert told.status_code == 200
    assert [block.kind for _title, blocks in told.context["panels"] for block in blocks] == [
        "failed"
    ]
