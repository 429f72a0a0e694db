"""A pack that raises is named, counted and logged once; the rest goes on."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from structlog.testing import capture_logs

from chengyun.packs import api, isolated
from chengyun.packs.models import PackFault
from chengyun.packs.registry import Pack

pytestmark = pytest.mark.django_db


def broken(*_: object) -> None:
    raise KeyError("height")


def test_a_fault_is_counted_each_time_and_logged_once_until_it_works_again() -> None:
    with capture_logs() as logs:
        for _ in range(3):
            outcome = isolated.call("trees", "page:one", broken)
        isolated.call("trees", "page:one", lambda: 1)
        isolated.call("trees", "page:one", lambda: 1)
    assert outcome.fault.startswith("KeyError: 'height' (test_isolated.py:")
    fault = PackFault.objects.get()
    assert (fault.pack, fault.where, fault.count) == ("trees", "page:one", 3)
    assert fault.recovered_at is not None
    assert isolated.standing() == []
    told = [line["event"] for line in logs]
    assert told == ["pack_failed", "pack_recovered"]


def test_what_takes_too_long_gives_its_value_and_is_named() -> None:
    outcome = isolated.call("trees", "page:slow", lambda: 7, budget_s=-1.0)
    assert (outcome.value, outcome.fault) == (7, "")
    (fault,) = isolated.standing()
    assert "are allowed" in fault.sentence


def test_numbers_of_people_do_not_stand_in_the_fault() -> None:
    def told() -> None:
        raise ValueError("call 13812345678 first")

    isolated.call("trees", "page:one", told)
    assert "13812345678" not in PackFault.objects.get().sentence


def test_a_database_that_is_away_is_not_the_packs_fault() -> None:
    def away() -> None:
        raise OperationalError("gone")

    with pytest.raises(OperationalError):
        isolated.call("trees", "page:one", away)
    assert not PackFault.objects.exists()


def test_a_part_of_a_page_that_raises_leaves_the_parts_before_it(
    client: Client, zhoumin: Any, admin: Any, with_pack: Any
) -> None:
    def show(district: Any, asked: Any) -> Any:
        yield api.Text(text="这一段还在")
        raise RuntimeError("no trees")

    page = api.Page(key="half", title_zh="半页", title_en="Half", show=show)
    with_pack(pages=(page,))
    client.force_login(zhoumin)
    shown = client.get("/scenes/tree_care/pages/half/")
    text = shown.content.decode()
    assert shown.status_code == 200 and "这一段还在" in text
    assert 'role="alert"' in text and "no trees" not in text
    client.force_login(admin)
    assert "no trees" in client.get("/scenes/tree_care/pages/half/").content.decode()
    assert "/scenes/tree_care/keeping/" in client.get("/desk/packs/").content.decode()
    keeping = client.get("/scenes/tree_care/keeping/").content.decode()
    assert "RuntimeError: no trees" in keeping and "pack-banner" in keeping


def test_a_block_that_is_none_is_a_fault_of_the_pack(
    client: Client, zhoumin: Any, with_pack: Any
) -> None:
    page = api.Page(key="odd", title_zh="怪", title_en="Odd", show=lambda *_: ["text"])
    with_pack(pages=(page,))
    client.force_login(zhoumin)
    assert client.get("/scenes/tree_care/pages/odd/").status_code == 200
    assert "is no block" in PackFault.objects.get().sentence


def test_the_example_opens_without_a_fault(client: Client, zhoumin: Any, installed: Pack) -> None:
    client.force_login(zhoumin)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        for page in ("pages/tree_overview", "reports/tree_report"):
            assert client.get(f"/scenes/tree_care/{page}/").status_code == 200
        assert Client().get("/s/tree_care/pages/tree_facts/").status_code == 200
    assert list(PackFault.objects.values_list("sentence", flat=True)) == []
