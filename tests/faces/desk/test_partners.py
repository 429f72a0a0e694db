from typing import Any

import pytest
from django.test import Client

from chengyun.cases.models import Handover, Partner
from tests.cases.conftest import flood, reported  # noqa: F401

PAGE = "/desk/partners/"


def test_a_partner_is_made_and_its_key_shown_once(
    client: Client, zhoumin: Any, district: Any
) -> None:
    client.force_login(zhoumin)
    told = {"name": "长宁区", "endpoint": "https://cn.example/open311/v2", "key": "s3cret",
            "unit": "swj", "pulls": "on"}  # fmt: skip
    shown = client.post(PAGE, told).content.decode()
    partner = Partner.objects.get()
    assert (partner.unit, partner.pulls) == (district.water, True)
    assert 'class="secret"' in shown
    again = client.get(PAGE).content.decode()
    assert 'class="secret"' not in again and "s3cret" not in again + shown
    assert "s3cret" not in partner.their_key


@pytest.mark.parametrize("who", ["chenli", "liqiang", "wangfang", "zhaoguohua"])
def test_only_duty_officers_and_administrators_come_here(
    client: Client, who: str, request: Any
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == 403


def test_what_is_wrong_is_said_and_kept_in_the_form(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    shown = client.post(PAGE, {"name": "长宁区", "endpoint": "ftp://cn.example"}).content.decode()
    assert "https://" in shown and 'value="长宁区"' in shown
    assert not Partner.objects.exists()


def test_a_partner_is_revoked(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    client.post(PAGE, {"name": "长宁区"})
    client.post(f"{PAGE}{Partner.objects.get().pk}/revoke/")
    assert Partner.objects.get().revoked_at


def test_only_cases_of_ones_own_are_listed(
    client: Client,
    zhoumin: Any,
    reported: Any,  # noqa: F811
    district: Any,
) -> None:
    client.force_login(zhoumin)
    client.post(PAGE, {"name": "长宁区"})
    Handover.objects.create(
        partner=Partner.objects.get(), case=reported, dispatch=1, failure="no answer"
    )
    assert reported.number in client.get(PAGE).content.decode()
    zhoumin.area = district.tianlin
    zhoumin.save()
    assert reported.number not in client.get(PAGE).content.decode()
