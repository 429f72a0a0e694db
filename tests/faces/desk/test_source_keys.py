"""Keys of sources in the desk: made, shown once, turned off, and whose business that is."""

from typing import Any

import pytest
from django.test import Client

from chengyun.people.keys import digest
from chengyun.people.models import AuditEntry
from chengyun.sensing import services
from chengyun.sensing.models import Source

pytestmark = pytest.mark.django_db
PAGE = "/desk/sources/keys/"
NEW = {"name": "water-bureau", "adapter": "readings", "prefixes": "water/ pump/"}


@pytest.fixture
def keeper(client: Client, admin: Any) -> Client:
    client.force_login(admin)
    return client


def test_a_key_is_shown_once_and_only_its_digest_is_kept(keeper: Client) -> None:
    page = keeper.post(PAGE, NEW)
    source = Source.objects.get(name="water-bureau")
    key = page.context["made"].key
    assert (source.key_digest, source.prefixes) == (digest(key), ["water/", "pump/"])
    assert key in page.content.decode()
    assert key not in keeper.get(PAGE).content.decode()
    assert AuditEntry.objects.get(action="source").detail == {"did": "made"}


def test_a_source_that_is_turned_off_stays_in_the_list_and_is_turned_off_once(
    keeper: Client,
) -> None:
    source = services.create_source("old-gate").source
    off = f"{PAGE}{source.pk}/off/"
    assert [keeper.post(off).status_code for _twice in range(2)] == [302, 404]
    source.refresh_from_db()
    assert source.revoked_at is not None
    assert "old-gate" in keeper.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": "Wasser Amt"}, {"adapter": "nothing"}, {"options": "{"}, {"options": "[]"}]
)
def test_what_cannot_be_used_is_said_on_the_form_and_nothing_is_made(
    keeper: Client, wrong: dict[str, str]
) -> None:
    page = keeper.post(PAGE, NEW | wrong)
    assert page.status_code == 422
    assert page.context["form"].problem
    assert not Source.objects.exists()


def test_a_name_is_given_once(keeper: Client) -> None:
    services.create_source("water-bureau")
    assert keeper.post(PAGE, NEW).status_code == 422
    assert Source.objects.count() == 1


def test_others_have_no_business_with_keys(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, NEW).status_code == 403
