import json

from chengyun.notices import calendar_feed, cloudevents, tasks, timing
from chengyun.notices.events import EVENTS
from chengyun.notices.services import channels, hooking, sending, webhooks
from chengyun.people.choices import Role
from tests.docs.texts import CODE, GUIDE, codes, fenced, prose, rows, sections

PAGE = GUIDE / "notices.md"
TEXTS = sections(PAGE)


def test_the_table_of_events_is_that_of_the_code() -> None:
    everybody = tuple(Role.values)
    told = [
        (codes(key)[0], codes(actions), everybody if usual == "everybody" else codes(usual), units)
        for key, _, actions, usual, units in rows(TEXTS["Events"])
    ]
    assert told == [
        (e.key, e.actions, tuple(map(str, e.usual)), "yes" if e.units else "") for e in EVENTS
    ]


def test_the_envelope_has_the_attributes_that_are_told() -> None:
    (example,) = [json.loads(text) for text in fenced(PAGE, "json")]
    assert example["id"] == cloudevents.id_of(4711)
    assert example["type"] == cloudevents.type_of("dispatch")
    assert example["sequence"] == f"{4711:020d}"


def test_every_type_that_is_not_the_actions_name_is_told() -> None:
    text = TEXTS["Webhooks"].split("or:")[1].split("\n\n")[0]
    names = CODE.findall(text)
    assert dict(zip(names[::2], names[1::2], strict=True)) == cloudevents.TYPES


def test_the_bounds_are_those_of_the_code() -> None:
    hours = 3600
    text = TEXTS["Messages"]
    assert f"every {sending.BETWEEN.seconds} seconds" in text
    assert f"pauses for {sending.FIRST_PAUSE.seconds} seconds" in text
    assert f"at most {sending.LONGEST_PAUSE.seconds // 60} minutes" in text
    assert f"after {sending.GIVE_UP.total_seconds() / hours:.0f} hours" in text
    assert ("at most ten" in text, channels.MOST) == (True, 10)
    assert f"severity {timing.BREAKS_THROUGH} break through" in text


def test_the_promises_of_webhooks_are_those_of_the_code() -> None:
    text = TEXTS["Webhooks"]
    assert f"after {webhooks.FIRST_PAUSE.seconds} seconds" in text
    assert (webhooks.LONGEST_PAUSE.seconds, "every hour" in text) == (3600, True)
    assert f"After {webhooks.STOP_AFTER.days} days of failing" in text
    assert f"kept for {tasks.KEPT_UNSENT.days} days" in text
    assert f"{webhooks.REFUSALS} times is set aside" in text
    assert {int(code) for code in CODE.findall(prose(text)) if code.isdigit()} == {
        *webhooks.NEVER,
        webhooks.GONE,
    }
    assert f"both sign for {hooking.BOTH_SIGN.total_seconds() / 3600:.0f} hours" in text


def test_what_is_kept_is_kept_as_long_as_is_told() -> None:
    assert f"{tasks.KEPT.days} days" in TEXTS["How long it is kept"]
    assert f"{calendar_feed.GOOD_FOR.days} days" in TEXTS["Deadlines in a calendar"]
