"""The leader's breakfast: every number opens its list, on a screen and on paper."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.cases.models import Case
from chengyun.cases.queries import CaseFilter, count
from chengyun.faces.desk import filters, morning
from chengyun.people.policy import viewer_of


def page(client: Client) -> str:
    return str(client.get("/desk/morning/").content.decode())


@pytest.fixture
def late(dispatched: Any) -> Any:
    at = timezone.now() - timedelta(hours=1)
    Case.objects.filter(pk=dispatched.pk).update(overdue=True, due_at=at)
    return dispatched


def test_a_leader_reads_what_happened_and_what_is_late(
    client: Client, late: Any, zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    shown = page(client)
    assert "早报" in shown and "区水务局" in shown and "近24小时" in shown


def test_every_number_is_the_length_of_the_list_that_it_opens(
    client: Client, late: Any, elsewhere: Any, zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    found = morning.gather(viewer_of(zhaoguohua), timezone.now())
    numbers = [*found.happened, found.late_total, *found.due]
    numbers += [morning.Number(one.unit, one.count, one.query) for one in found.late]
    assert found.happened[0].value == 2 and found.late_total.value == 1
    for number in numbers:
        given = dict(part.split("=") for part in number.query.split("&"))
        assert count(viewer_of(zhaoguohua), filters.case_filter(given)) == number.value
    links = re.findall(r'href="(/desk/\?[^"]+)"', page(client))
    assert links
    for link in links:
        assert client.get(html.unescape(link)).status_code == 200


def test_what_is_due_before_midnight_is_foreseen(late: Any, zhaoguohua: Any) -> None:
    viewer, now = viewer_of(zhaoguohua), timezone.now()
    assert count(viewer, CaseFilter(due_today=True)) == 0
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0) + timedelta(days=1)
    Case.objects.update(due_at=now + (midnight - now) / 2, handled_at=None)
    assert count(viewer, CaseFilter(due_today=True)) == 1


def test_it_is_for_those_who_lead(
    client: Client, late: Any, liqiang: Any, chenli: Any, zhoumin: Any, admin: Any
) -> None:
    for user, status in ((liqiang, 404), (chenli, 404), (zhoumin, 200), (admin, 200)):
        client.force_login(user)
        assert client.get("/desk/morning/").status_code == status
        assert ("/desk/morning/" in client.get("/desk/").content.decode()) == (status == 200)
    client.logout()
    assert client.get("/desk/morning/").status_code == 302


def test_it_prints_as_a_pdf(client: Client, late: Any, zhaoguohua: Any) -> None:
    client.force_login(zhaoguohua)
    answer = client.get("/desk/morning/morning.pdf")
    if answer.status_code == 302:
        pytest.skip("no Chinese font on this machine")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


def test_a_leader_of_a_sub_district_reads_only_of_it(
    late: Any, elsewhere: Any, zhaoguohua: Any, district: Any
) -> None:
    zhaoguohua.area = district.tianlin
    zhaoguohua.save()
    found = morning.gather(viewer_of(zhaoguohua), timezone.now())
    assert (found.happened[0].value, found.late) == (1, [])
