"""The duty rota of the desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.people import rota
from chengyun.people.models import Post, Shift

DAY = timedelta(days=1)


@pytest.fixture
def lead(district: Any) -> Any:
    return Post.objects.create(unit=district.water, kind="unit_lead", title_zh="带班科长")


def local(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def test_the_page_says_who_is_on_duty_now(
    client: Client, lead: Any, zhoumin: Any, liqiang: Any
) -> None:
    now = timezone.now()
    rota.assign(zhoumin, lead, liqiang, now - DAY, now + DAY)
    client.force_login(zhoumin)
    shown = client.get("/desk/rota/").content.decode()
    assert "<dd>李强</dd>" in shown
    assert "turn-now" in shown


def test_the_duty_officer_puts_someone_on_the_rota_and_takes_them_off(
    client: Client, lead: Any, zhoumin: Any, liqiang: Any
) -> None:
    client.force_login(zhoumin)
    now = timezone.now()
    given = {
        "post": str(lead.pk), "officer": "liqiang", "every": "7",
        "start": local(now + DAY), "end": local(now + 2 * DAY),
    }  # fmt: skip
    shown = client.post("/desk/rota/", given, follow=True).content.decode()
    assert "已将李强排入值班表" in shown
    (shift,) = Shift.objects.all()
    assert (shift.user, shift.every_days) == (liqiang, 7)
    client.post(f"/desk/rota/{shift.pk}/end/")
    assert not Shift.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"post": "99"}, "请选择岗位"), ({"officer": "nobody"}, "请选择人员"),
     ({"start": "soon"}, "请"), ({"end": "2020-01-01T00:00"}, "应晚于开始时间")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_kept(
    wrong: dict[str, str], why: str, client: Client, lead: Any, zhoumin: Any, liqiang: Any
) -> None:
    client.force_login(zhoumin)
    given = {
        "post": str(lead.pk), "officer": "liqiang", "every": "5",
        "start": "2026-11-23T09:00", "end": "2026-11-24T09:00",
    }  # fmt: skip
    answer = client.post("/desk/rota/", given | wrong)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert 'value="5"' in answer.content.decode()
    assert not Shift.objects.exists()


def test_the_duty_officer_adds_a_post(client: Client, zhoumin: Any, district: Any) -> None:
    client.force_login(zhoumin)
    client.post("/desk/rota/post/", {"title": "值班长", "kind": "duty_officer", "unit": ""})
    client.post("/desk/rota/post/", {"title": "", "kind": "leader", "unit": "swj"})
    assert [(post.unit, post.title_zh) for post in Post.objects.all()] == [(None, "值班长")]


def test_a_handler_reads_the_rota_of_the_unit_and_changes_nothing(
    client: Client, lead: Any, zhoumin: Any, liqiang: Any, district: Any
) -> None:
    other = Post.objects.create(unit=district.fire, kind="unit_lead", title_zh="中队长")
    now = timezone.now()
    theirs = rota.assign(zhoumin, other, zhoumin, now, now + DAY)
    own = rota.assign(zhoumin, lead, liqiang, now, now + DAY)
    client.force_login(liqiang)
    shown = client.get("/desk/rota/").content.decode()
    assert "带班科长" in shown
    assert "中队长" not in shown
    assert "turn-off" not in shown
    assert client.post("/desk/rota/", {}).status_code == 403
    assert client.post(f"/desk/rota/{theirs.pk}/end/").status_code == 404
    client.post(f"/desk/rota/{own.pk}/end/")
    client.post("/desk/rota/post/", {"title": "新岗", "kind": "leader"})
    assert (Shift.objects.count(), Post.objects.count()) == (2, 2)


def test_a_page_of_many_posts_asks_the_database_no_more_often(
    client: Client, zhoumin: Any, district: Any, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now()
    for n in range(12):
        post = Post.objects.create(unit=district.fire, kind="handler", title_zh=f"岗 {n}")
        rota.assign(zhoumin, post, zhoumin, now, now + DAY, 1)
    client.force_login(zhoumin)
    client.get("/desk/rota/")
    with django_assert_max_num_queries(14):
        client.get("/desk/rota/")
