"""A person saves a filter of the queue under a name, sees it beside the list, deletes it."""

from typing import Any

import pytest
from django.test import Client

from chengyun.cases.models import SavedFilter
from chengyun.cases.services import Refused, saved_filters

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, chenli: Any) -> Client:
    client.force_login(chenli)
    return client


def save(desk: Client, name: str, query: str) -> str:
    sent = {"name": name, "query": query}
    return desk.post("/desk/filters/save/", sent, follow=True).content.decode()


def test_a_filter_is_saved_and_stands_beside_the_list(desk: Client, case: Any) -> None:
    assert 'action="/desk/filters/save/"' in desk.get("/desk/?open=1&severity=2").content.decode()
    shown = save(desk, " 紧急 案件 ", "open=1&severity=2")
    assert 'href="/desk/?severity=2&amp;open=1" aria-current="true">紧急 案件</a>' in shown
    assert 'action="/desk/filters/save/"' not in shown, "it has a name already"


def test_a_tab_needs_no_name(desk: Client) -> None:
    assert 'action="/desk/filters/save/"' not in desk.get("/desk/").content.decode()


def test_the_same_name_again_means_the_new_filter(desk: Client, chenli: Any) -> None:
    save(desk, "我的", "open=1&severity=2")
    save(desk, "我的", "open=1&severity=1")
    assert [one.query for one in chenli.saved_filters.all()] == ["severity=1&open=1"]


def test_only_filters_are_saved_of_an_address(desk: Client, chenli: Any) -> None:
    save(desk, "我的", "open=1&severity=1&page=7&next=//elsewhere.example")
    assert chenli.saved_filters.get().query == "severity=1&open=1"


def test_a_filter_without_a_name_is_refused_with_a_sentence(desk: Client) -> None:
    assert 'class="notice bad"' in save(desk, "  ", "open=1&severity=1")
    assert not SavedFilter.objects.exists()


def test_nobody_sees_or_deletes_the_filters_of_another(
    desk: Client, chenli: Any, zhoumin: Any
) -> None:
    theirs = saved_filters.save(zhoumin, "夜班", "open=1&severity=1")
    assert "夜班" not in desk.get("/desk/").content.decode()
    desk.post(f"/desk/filters/{theirs.pk}/forget/")
    assert SavedFilter.objects.filter(pk=theirs.pk).exists()


def test_a_deleted_filter_is_gone_and_its_link_still_works(desk: Client, chenli: Any) -> None:
    save(desk, "我的", "open=1&severity=2")
    own = chenli.saved_filters.get()
    shown = desk.post(f"/desk/filters/{own.pk}/forget/", {"query": own.query}, follow=True)
    assert shown.status_code == 200 and not SavedFilter.objects.exists()
    assert desk.get(f"/desk/?{own.query}").status_code == 200


def test_there_are_at_most_twenty(chenli: Any) -> None:
    for n in range(saved_filters.MOST):
        saved_filters.save(chenli, f"{n}", "open=1")
    saved_filters.save(chenli, "3", "open=1&severity=1")
    with pytest.raises(Refused) as refused:
        saved_filters.save(chenli, "一个", "open=1")
    assert refused.value.code == "filter_many"


@pytest.mark.parametrize(("order", "first"), [("new", 1), ("old", 0), ("due", 0)])
def test_the_queue_is_ordered_as_asked_and_so_is_its_file(
    desk: Client, chenli: Any, case: Any, elsewhere: Any, do: Any, order: str, first: int
) -> None:
    do(chenli, case, "file")
    numbers = [case.number, elsewhere.number]
    page = desk.get("/desk/", {"open": "1", "sort": order})
    assert page.context["page"].items[0].number == numbers[first]
    file = b"".join(
        desk.get("/desk/export/cases.csv", {"open": "1", "sort": order}).streaming_content
    )
    assert numbers[first] in file.decode().splitlines()[1]
