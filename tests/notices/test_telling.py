"""Who is told of what, when and how often."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chengyun.notices.choices import State
from chengyun.notices.models import Channel, Delivery
from chengyun.notices.services import channels, sending
from tests.notices.conftest import MONDAY, Receiver

pytestmark = pytest.mark.django_db


def inbox(user: Any) -> list[str]:
    rows = Delivery.objects.filter(channel__user=user, channel__kind="app")
    return list(rows.order_by("event").values_list("kind", flat=True))


def channel(owner: Any, receiver: Receiver) -> Channel:
    return channels.add_channel(owner, receiver.apprise, "test", MONDAY)


def test_a_dispatch_reaches_the_unit_and_nobody_elses_inbox(
    dispatched: Any, liqiang: Any, zhoumin: Any, chenli: Any, hear: Any
) -> None:
    hear()
    assert inbox(liqiang) == ["dispatched"]
    assert inbox(chenli) == inbox(zhoumin) == []


def test_the_same_event_heard_twice_is_sent_once(
    dispatched: Any, liqiang: Any, receiver: Receiver, hear: Any, send: Callable[..., int]
) -> None:
    channel(liqiang, receiver)
    hear(keep=True)
    hear()
    send()
    hear()
    send(MONDAY + timedelta(minutes=5))
    assert len(receiver.told) == 1
    assert inbox(liqiang) == ["dispatched"]


def test_a_message_names_the_case_and_not_the_reporter(
    dispatched: Any, liqiang: Any, receiver: Receiver, hear: Any, send: Any
) -> None:
    channel(liqiang, receiver)
    hear()
    send()
    told = receiver.told[0]
    assert told["title"] == "派遣至我单位：道路积水"
    assert dispatched.number in told["message"]
    assert f"https://cy.example/desk/cases/{dispatched.number}/" in told["message"]
    text = told["title"] + told["message"]
    assert not [word for word in ("张", "138", "门口") if word in text]


def test_a_person_is_told_in_their_own_language(
    dispatched: Any, liqiang: Any, receiver: Receiver, hear: Any, send: Any
) -> None:
    channels.set_manner(liqiang, {"language": "en"})
    channel(liqiang, receiver)
    hear()
    send()
    assert receiver.told[0]["title"] == "Dispatched to my unit: Flooded road"


def test_nobody_is_told_of_what_they_did_themselves(
    dispatched: Any, liqiang: Any, zhoumin: Any, chenli: Any, do: Any, hear: Any
) -> None:
    hear()
    do(liqiang, dispatched, "return", "不属于水务")
    hear()
    assert inbox(liqiang) == ["dispatched"]
    assert inbox(zhoumin) == inbox(chenli) == ["returned"]


def test_a_case_outside_a_persons_scope_is_not_told_to_them(
    report: Any, district: Any, zhoumin: Any, wangfang: Any, liqiang: Any, do: Any, hear: Any
) -> None:
    case = report()
    case.area, case.area_path = district.tianlin, district.tianlin.path
    case.save()
    for actor, action in ((zhoumin, "file"), (zhoumin, "dispatch"), (liqiang, "accept")):
        do(actor, case, action, unit=district.water)
    do(liqiang, case, "handle", "已疏通")
    hear()
    assert inbox(wangfang) == []


def test_what_left_a_persons_sight_before_it_was_sent_is_withheld(
    dispatched: Any, liqiang: Any, zhoumin: Any, district: Any, receiver: Receiver,
    do: Any, hear: Any, send: Any,
) -> None:  # fmt: skip
    channel(liqiang, receiver)
    hear()
    do(zhoumin, dispatched, "dispatch", unit=district.fire)
    send()
    assert receiver.told == []
    row = Delivery.objects.get(channel__user=liqiang, channel__kind="apprise")
    assert row.state == State.WITHHELD


@pytest.mark.parametrize("by", ["pk", "username"])
def test_an_escalation_reaches_those_whom_its_step_names(
    by: str, dispatched: Any, zhoumin: Any, zhaoguohua: Any, hear: Any
) -> None:
    from chengyun.cases.models import Case
    from chengyun.cases.services.journal import Step, writing

    with writing() as journal:
        case = Case.objects.get(pk=dispatched.pk)
        detail = {"step": 3, "to": [getattr(zhaoguohua, by)], "post": "leader"}
        journal.add(Step(case, "escalate_step", MONDAY, case.stage, detail=detail))
        case.save()
    hear()
    assert inbox(zhaoguohua) == ["escalated"]
    assert inbox(zhoumin) == []
    assert Delivery.objects.get(kind="escalated").detail == {"step": 3}


def test_a_unit_that_is_called_to_help_is_told_though_the_case_is_not_its_own(
    dispatched: Any, district: Any, zhoumin: Any, receivers: Any, hear: Any, send: Any
) -> None:
    from chengyun.cases.models.task import TaskKind
    from chengyun.cases.services import tasks
    from chengyun.people.models import User

    fireman = User.objects.create(
        username="sunwei", name="孙伟", role="handler", area=district.root, unit=district.fire
    )
    own, group = receivers(), receivers()
    channel(fireman, own)
    channel(district.fire, group)
    hear()
    wanted = tasks.Call(TaskKind.SCENE, [district.fire], "排水车让路")
    tasks.call(zhoumin, dispatched.number, wanted, MONDAY)
    hear()
    send()
    assert inbox(fireman) == ["called"]
    assert (len(own.told), len(group.told)) == (1, 1)


def test_every_action_that_an_event_names_is_one_of_the_ledger() -> None:
    from chengyun.cases.choices import Action
    from chengyun.notices.cloudevents import TYPES
    from chengyun.notices.events import EVENTS

    named = {action for event in EVENTS for action in event.actions} | set(TYPES)
    assert named - set(Action.values) == set()


def test_the_ladder_of_the_clock_is_told_to_whom_it_calls(
    dispatched: Any, liqiang: Any, zhoumin: Any, chenli: Any, hear: Any
) -> None:
    from chengyun.cases.models import LedgerEntry
    from chengyun.cases.services import run_clock

    hear()
    late = dispatched.due_at + timedelta(days=30)
    run_clock(late)
    hear(late)
    called = LedgerEntry.objects.filter(action="escalate_step").values_list("detail", flat=True)
    names = {name for detail in called for name in detail["to"]}
    told = Delivery.objects.filter(kind="escalated", channel__kind="app")
    assert names
    assert set(told.values_list("channel__user__username", flat=True)) == names


def test_who_has_switched_an_event_off_is_not_told(
    dispatched: Any, liqiang: Any, hear: Any
) -> None:
    channels.choose(liqiang, ["overdue"])
    hear()
    assert inbox(liqiang) == []


def test_a_units_channel_hears_of_its_own_cases_only(
    dispatched: Any, district: Any, receivers: Any, hear: Any, send: Any
) -> None:
    water, fire = receivers(), receivers()
    channel(district.water, water)
    channel(district.fire, fire)
    hear()
    send()
    assert (len(water.told), len(fire.told)) == (1, 0)


def test_in_quiet_hours_a_message_waits_until_they_end(
    dispatched: Any, liqiang: Any, receiver: Receiver, hear: Any, send: Any
) -> None:
    channel(liqiang, receiver)
    channels.set_manner(liqiang, {"quiet": "09:00-11:00"})
    hear()
    send(MONDAY + timedelta(minutes=59))
    assert receiver.told == []
    send(MONDAY + timedelta(minutes=60))
    assert len(receiver.told) == 1


def test_the_gravest_break_through_quiet_hours(
    dispatched: Any, liqiang: Any, receiver: Receiver, hear: Any, send: Any
) -> None:
    channel(liqiang, receiver)
    channels.set_manner(liqiang, {"quiet": "09:00-11:00", "digest": "daily"})
    dispatched.severity = 1
    dispatched.save()
    hear()
    send()
    assert len(receiver.told) == 1


def test_a_digest_is_one_message_with_the_list(
    report: Any, zhoumin: Any, liqiang: Any, district: Any, receiver: Receiver,
    do: Any, hear: Any, send: Any,
) -> None:  # fmt: skip
    channel(liqiang, receiver)
    channels.set_manner(liqiang, {"digest": "hourly"})
    cases = [report(MONDAY + timedelta(hours=7 * n)) for n in range(3)]
    for case in cases:
        do(zhoumin, case, "file")
        do(zhoumin, case, "dispatch", unit=district.water)
    hear()
    send(MONDAY + timedelta(minutes=30))
    assert receiver.told == []
    send(MONDAY + timedelta(minutes=60))
    (told,) = receiver.told
    assert told["title"] == "3 条通知"
    assert all(case.number in told["message"] for case in cases)


def test_a_failure_is_visible_and_tried_again_until_it_is_through(
    dispatched: Any, liqiang: Any, receiver: Receiver, hear: Any, send: Any, later: Any
) -> None:
    mine = channel(liqiang, receiver)
    receiver.status = 500
    hear()
    send()
    mine.refresh_from_db()
    assert mine.failures == 1
    assert "500" in mine.last_error
    receiver.status = 200
    later(MONDAY, MONDAY + timedelta(hours=1))
    assert len(receiver.told) == 1
    mine.refresh_from_db()
    assert (mine.failures, mine.last_error) == (0, "")
    assert Delivery.objects.get(channel=mine).attempts == 2


def test_after_a_day_it_is_given_up_and_can_be_tried_again_by_hand(
    dispatched: Any, liqiang: Any, receiver: Receiver, hear: Any, send: Any, later: Any
) -> None:
    mine = channel(liqiang, receiver)
    receiver.status = 500
    hear()
    end = later(MONDAY, MONDAY + timedelta(hours=26), timedelta(minutes=20))
    row = Delivery.objects.get(channel=mine)
    assert row.state == State.GIVEN_UP
    receiver.status = 200
    assert sending.try_again([mine], end) == 1
    send(end)
    assert len(receiver.told) == 1


def test_a_dead_channel_does_not_stop_the_others(
    dispatched: Any, liqiang: Any, receivers: Any, hear: Any, send: Any, later: Any
) -> None:
    alive = receivers()
    for _ in range(6):
        dead = receivers()
        dead.status = 500
        row = channel(liqiang, dead)
        Channel.objects.filter(pk=row.pk).update(failures=9)
    channel(liqiang, alive)
    hear()
    send(slots=2)
    assert len(alive.told) == 1


def test_one_channel_gets_twenty_messages_a_minute_at_most(
    report: Any, zhoumin: Any, liqiang: Any, district: Any, receiver: Receiver,
    do: Any, hear: Any, send: Any,
) -> None:  # fmt: skip
    channel(liqiang, receiver)
    for n in range(4):
        case = report(MONDAY + timedelta(hours=7 * n))
        do(zhoumin, case, "file")
        do(zhoumin, case, "dispatch", unit=district.water)
        hear()
        send(MONDAY + timedelta(seconds=n))
    assert len(receiver.told) == 2
    send(MONDAY + timedelta(seconds=4))
    assert sum("CY2026" in line for t in receiver.told for line in t["message"].split("\n")) >= 4


def test_the_address_is_sealed_and_shown_without_its_secrets(liqiang: Any) -> None:
    address = "wecombot://693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"
    made = channels.add_channel(liqiang, address, "", MONDAY)
    made.refresh_from_db()
    assert "693axxx6" not in made.sealed + made.shown + made.title


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("nothing at all", "unknown"),
        ("syslog://", "not_offered"),
        ("dbus://", "not_offered"),
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?template=/etc/passwd", "files"),
        ("mailto://a:b@example.com?pgpkey=/etc/passwd", "files"),
    ],
)
def test_an_address_that_reaches_into_this_machine_is_refused(
    address: str, code: str, liqiang: Any
) -> None:
    from chengyun.people.refused import Refused

    with pytest.raises(Refused) as refused:
        channels.add_channel(liqiang, address, "", MONDAY)
    assert refused.value.code == code


def test_the_test_button_says_how_it_went(liqiang: Any, receiver: Receiver) -> None:
    mine = channel(liqiang, receiver)
    assert channels.test(mine, MONDAY).ok
    receiver.status = 503
    assert not channels.test(mine, MONDAY).ok
    mine.refresh_from_db()
    assert "503" in mine.last_error


def test_a_step_of_a_playbook_tells_its_unit_when_it_can_begin_and_both_when_it_moves(
    dispatched: Any, district: Any, zhoumin: Any, chenli: Any, liqiang: Any, hear: Any
) -> None:
    from chengyun.cases.models import Playbook
    from chengyun.cases.services import tasks
    from chengyun.cases.services.reassigning import reassign
    from chengyun.people.models import User

    fireman = User.objects.create(
        username="sunwei", name="孙伟", role="handler", area=district.root, unit=district.fire
    )
    steps = [
        {"key": key, "title_zh": key, "title_en": key, "kind": "step", "unit_kind": kind,
         "limit": "1uh", "after": after}
        for key, kind, after in (("first", "centre", []), ("then", "fire", ["first"]))
    ]  # fmt: skip
    Playbook.objects.create(
        key="book", pack="flood", title_zh="联动", case_types=[dispatched.type.key], steps=steps
    )
    tasks.start(zhoumin, dispatched.number, "book", at=MONDAY)
    hear()
    assert inbox(fireman) == []
    first, then = dispatched.tasks.order_by("pk")
    tasks.move(zhoumin, first.pk, "accept", at=MONDAY)
    tasks.move(zhoumin, first.pk, "finish", "已完成", at=MONDAY)
    hear()
    assert inbox(fireman) == ["called"]
    heard = inbox(liqiang)
    reassign(chenli, then.pk, district.water, "消防另有火警", at=MONDAY)
    hear()
    assert inbox(fireman) == ["called", "taken_away"]
    assert inbox(liqiang) == [*heard, "called"]
