"""The pages of notices: one's own, and what only administrators see."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from chengyun.notices import calendar_feed
from chengyun.notices.models import Channel, Delivery, Manner, Posting, Webhook
from chengyun.notices.services import channels
from tests.notices.conftest import MONDAY, Receiver

pytestmark = pytest.mark.django_db
PAGE = "/desk/notices/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_head_of_the_desk_counts_what_is_unread_until_it_is_read(
    dispatched: Any, liqiang: Any, hear: Any
) -> None:
    hear()
    client = signed_in(liqiang)
    assert 'class="unread"' in client.get("/desk/").content.decode()
    one = Delivery.objects.get(channel__user=liqiang)
    answer = client.get(f"{PAGE}open/{one.pk}/")
    assert answer["Location"] == f"/desk/cases/{dispatched.number}/"
    assert 'class="unread"' not in client.get("/desk/").content.decode()


def test_nobody_opens_anothers_message_or_touches_anothers_channel(
    dispatched: Any, liqiang: Any, chenli: Any, receiver: Receiver, hear: Any
) -> None:
    mine = channels.add_channel(liqiang, receiver.apprise, "", MONDAY)
    hear()
    client = signed_in(chenli)
    one = Delivery.objects.filter(channel__user=liqiang).first()
    assert one is not None
    assert client.get(f"{PAGE}open/{one.pk}/").status_code == 404
    for verb in ("test", "off", "on", "remove", "again"):
        assert client.post(f"{PAGE}channels/{mine.pk}/{verb}/").status_code == 404
    assert Channel.objects.get(pk=mine.pk).on


def test_a_message_about_a_case_that_left_ones_sight_is_no_longer_shown(
    dispatched: Any, liqiang: Any, zhoumin: Any, district: Any, do: Any, hear: Any
) -> None:
    hear()
    do(zhoumin, dispatched, "dispatch", unit=district.fire)
    page = signed_in(liqiang).get(PAGE).content.decode()
    assert dispatched.number not in page


def test_a_channel_is_added_tested_and_never_shown_in_full(
    liqiang: Any, receiver: Receiver
) -> None:
    client = signed_in(liqiang)
    address = f"{receiver.apprise}/secret-4711"
    assert client.post(f"{PAGE}channels/", {"address": address, "title": "手机"}).status_code == 302
    mine = Channel.objects.get(user=liqiang)
    page = client.post(f"{PAGE}channels/{mine.pk}/test/", follow=True).content.decode()
    assert receiver.told[0]["title"] == "通知方式测试"
    assert "测试消息已发出" in page
    assert "4711" not in page


def test_a_failing_channel_says_why_and_can_be_tried_again(
    dispatched: Any, liqiang: Any, receiver: Receiver, hear: Any, send: Any
) -> None:
    mine = channels.add_channel(liqiang, receiver.apprise, "", MONDAY)
    receiver.status = 500
    hear()
    send()
    client = signed_in(liqiang)
    page = client.get(PAGE).content.decode()
    assert "已连续失败 1 次" in page
    assert "500" in page
    row = Delivery.objects.get(channel=mine)
    client.post(f"{PAGE}again/{row.pk}/")
    receiver.status = 200
    send(datetime.now(UTC) + timedelta(seconds=1))
    assert len(receiver.told) == 1


def test_quiet_hours_and_events_are_kept_and_a_wrong_span_is_told(liqiang: Any) -> None:
    client = signed_in(liqiang)
    given = {"quiet": "22:00-7:00", "digest": "daily", "digest_at": "17:30", "language": "en"}
    assert client.post(f"{PAGE}manner/", given).status_code == 302
    assert Manner.objects.get(user=liqiang).quiet == ["22:00-07:00"]
    wrong = client.post(f"{PAGE}manner/", {**given, "quiet": "nights"})
    assert wrong.status_code == 422
    assert "nights" in wrong.content.decode()
    client.post(f"{PAGE}choose/", {"event": ["overdue"]})
    page = client.get(PAGE).content.decode()
    assert 'value="overdue" checked' in page
    assert 'value="dispatched" checked' not in page


@pytest.mark.parametrize("path", ["units/", "webhooks/"])
def test_only_administrators_see_units_channels_and_webhooks(
    path: str, zhoumin: Any, admin: Any
) -> None:
    assert signed_in(zhoumin).get(PAGE + path).status_code == 403
    assert signed_in(admin).get(PAGE + path).status_code == 200


def test_an_administrator_gives_a_unit_a_channel_and_sees_every_failure(
    admin: Any, district: Any, liqiang: Any, receiver: Receiver
) -> None:
    client = signed_in(admin)
    client.post(f"{PAGE}units/add/", {"unit": "swj", "address": receiver.apprise, "title": "群"})
    assert Channel.objects.get(unit=district.water).title == "群"
    failing = channels.add_channel(liqiang, receiver.apprise, "李强的", MONDAY)
    Channel.objects.filter(pk=failing.pk).update(failures=3, last_error="error=500")
    page = client.get(f"{PAGE}units/?unit=swj").content.decode()
    assert "李强的" in page
    assert "error=500" in page
    client.post(f"{PAGE}units/choose/", {"unit": "swj", "event": ["overdue"]})
    page = client.get(f"{PAGE}units/?unit=swj").content.decode()
    assert 'value="overdue" checked' in page
    assert 'value="dispatched" checked' not in page


def test_an_administrator_makes_a_webhook_and_sees_its_secret_once(
    case: Any, admin: Any, receiver: Receiver, hear: Any, send: Any
) -> None:
    client = signed_in(admin)
    asked = {"title": "区大数据中心", "url": f"{receiver.url}?key=4711", "event": ["open"]}
    made = client.post(f"{PAGE}webhooks/add/", asked).content.decode()
    assert "whsec_" in made
    hook = Webhook.objects.get()
    Webhook.objects.update(created_at=MONDAY - timedelta(days=1))
    hear()
    send()
    page = client.get(f"{PAGE}webhooks/{hook.pk}/").content.decode()
    assert "whsec_" not in page
    assert "4711" not in page
    assert "cn.chengyun.case.opened" in page
    event = Posting.objects.get().event
    client.post(f"{PAGE}webhooks/{hook.pk}/again/{event}/")
    send()
    assert len(receiver.told) == 2
    assert "whsec_" in client.post(f"{PAGE}webhooks/{hook.pk}/rotate/").content.decode()


def test_a_stopped_webhook_is_told_at_the_top_and_goes_on_by_hand(
    admin: Any, receiver: Receiver
) -> None:
    client = signed_in(admin)
    client.post(f"{PAGE}webhooks/add/", {"title": "大数据中心", "url": receiver.url})
    Webhook.objects.update(stopped_at=MONDAY)
    hook = Webhook.objects.get()
    assert "自动停用" in client.get(f"{PAGE}webhooks/").content.decode()
    client.post(f"{PAGE}webhooks/{hook.pk}/go/")
    hook.refresh_from_db()
    assert hook.stopped_at is None


def fed(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def test_the_calendar_holds_the_deadlines_of_my_cases_with_an_alarm(
    dispatched: Any, liqiang: Any
) -> None:
    path = calendar_feed.new_link(liqiang).removeprefix("https://cy.example")
    (event,) = Calendar.from_ical(fed(path).content).walk("VEVENT")
    assert event["UID"] == f"{dispatched.number}@chengyun"
    assert event["SEQUENCE"] == dispatched.version
    assert event["DTEND"].dt == dispatched.due_at
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == dispatched.warn_at
    assert "张" not in fed(path).content.decode()


def test_the_calendar_is_sent_again_only_when_something_changed(
    dispatched: Any, liqiang: Any, zhoumin: Any, do: Any
) -> None:
    path = calendar_feed.new_link(liqiang).removeprefix("https://cy.example")
    etag = fed(path)["ETag"]
    again = fed(path, if_none_match=etag)
    assert (again.status_code, again.content) == (304, b"")
    do(zhoumin, dispatched, "extend", "等待配件")
    assert fed(path, if_none_match=etag).status_code == 200


def test_the_calendar_shows_only_what_its_owner_may_see(
    dispatched: Any, liqiang: Any, zhoumin: Any, district: Any, do: Any
) -> None:
    path = calendar_feed.new_link(liqiang).removeprefix("https://cy.example")
    do(zhoumin, dispatched, "dispatch", unit=district.fire)
    assert dispatched.number not in fed(path).content.decode()


def test_a_new_address_or_an_end_makes_the_old_one_worthless(liqiang: Any) -> None:
    client = signed_in(liqiang)
    first = calendar_feed.new_link(liqiang).removeprefix("https://cy.example")
    page = client.post(f"{PAGE}calendar/").content.decode()
    assert "deadlines.ics?token=" in page
    assert fed(first).status_code == 404
    assert "deadlines.ics?token=" not in client.get(PAGE).content.decode()
    second = calendar_feed.new_link(liqiang).removeprefix("https://cy.example")
    client.post(f"{PAGE}calendar/", {"end": "1"})
    assert fed(second).status_code == 404


def test_the_address_of_the_calendar_opens_no_other_door(liqiang: Any) -> None:
    token = calendar_feed.new_link(liqiang).rpartition("=")[2]
    answer = Client().get("/api/v1/cases", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert Client().get(f"/api/v1/cases?token={token}").status_code == 401


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_speaks_both_languages(language: str, liqiang: Any, dispatched: Any) -> None:
    page = signed_in(liqiang).get(PAGE, headers={"Accept-Language": language}).content.decode()
    assert ("免打扰时段" in page) == (language == "zh-hans")
    assert ("Quiet hours" in page) == (language == "en")


def test_every_event_can_be_chosen_by_somebody(client: Client, liqiang: Any) -> None:
    client.force_login(liqiang)
    shown = client.get("/desk/notices/").content.decode()
    assert "taken_away" in shown
