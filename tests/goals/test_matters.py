"""Matters under supervision: from an instruction to striking off, and who may do what."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from chengyun.goals import rules_matters as rules
from chengyun.goals.choices_matters import Slip
from chengyun.goals.models import Circular, Fixed, Matter, MatterNotice, MatterStep
from chengyun.goals.queries import matters as queries
from chengyun.goals.refused import Refused
from chengyun.goals.services import matter_notices
from chengyun.goals.services.matter_acts import NewItem
from chengyun.goals.services.matters import NewMatter, act, register
from chengyun.people.models import AuditEntry, User
from chengyun.people.policy import viewer_of

DAY = timedelta(days=1)


@pytest.fixture
def sunwei(district: Any) -> User:
    """孙伟, handler at the fire brigade."""
    return User.objects.create(
        username="sunwei", name="孙伟", role="handler", area=district.root, unit=district.fire
    )


@pytest.fixture
def matter(zhaoguohua: Any) -> Matter:
    due = timezone.localdate() + 30 * DAY
    return register(zhaoguohua, NewMatter("下立交积水专项整治", "instruction", due))


def assigned(matter: Matter, zhaoguohua: Any, chenli: Any, *supporting: str) -> Matter:
    act(zhaoguohua, matter.number, "approve", {})
    given = {"unit": "swj", "supporting": list(supporting)}
    return act(chenli, matter.number, "assign", given)


def moved_back(matter: Matter, days: int) -> None:
    """As if all of it had happened some days earlier."""
    found = Matter.objects.get(pk=matter.pk)
    for name in ("registered_on", "due", "first_due", "assigned_on", "sign_due", "signed_on"):
        day = getattr(found, name)
        setattr(found, name, day - days * DAY if day else None)
    found.save()


def test_a_leaders_instruction_goes_all_the_way_to_striking_off(
    matter: Matter, zhaoguohua: Any, chenli: Any, liqiang: Any
) -> None:
    assigned(matter, zhaoguohua, chenli)
    act(liqiang, matter.number, "sign", {})
    act(liqiang, matter.number, "progress", {"progress": 60, "result": "泵站改造完成"})
    act(liqiang, matter.number, "report", {"result": "完工", "proof": "徐水务〔2026〕31号"})
    act(chenli, matter.number, "review", {"result": "现场核实"})
    done = act(zhaoguohua, matter.number, "strike_off", {})
    assert (done.stage, done.progress) == ("struck_off", 100)
    told = [(s.action, s.stage_after) for s in done.steps.all()]
    assert told == [
        ("register", "registered"), ("approve", "approved"), ("assign", "assigned"),
        ("sign", "handling"), ("progress", "handling"), ("report", "reported"),
        ("review", "reviewed"), ("strike_off", "struck_off"),
    ]  # fmt: skip
    assert AuditEntry.objects.filter(action="matter", target=done.number).count() == len(told)


def test_what_was_returned_is_yellow_until_it_is_reported_again(
    matter: Matter, zhaoguohua: Any, chenli: Any, liqiang: Any
) -> None:
    assigned(matter, zhaoguohua, chenli)
    act(liqiang, matter.number, "sign", {})
    report = {"result": "完工", "proof": "照片"}
    act(liqiang, matter.number, "report", report)
    with pytest.raises(Refused):
        act(chenli, matter.number, "return", {})
    back = act(chenli, matter.number, "return", {"reason": "两处仍积水"})
    assert (back.stage, back.returns) == ("handling", 1)
    today = timezone.localdate()
    assert queries.state_of(back, today).computed == Slip.YELLOW
    assert queries.state_of(act(liqiang, back.number, "report", report), today).computed == "green"


def test_sub_items_must_add_up_and_roll_up_to_the_whole(
    matter: Matter, zhaoguohua: Any, chenli: Any, liqiang: Any, sunwei: Any
) -> None:
    act(zhaoguohua, matter.number, "approve", {})
    due = matter.due
    items = [
        NewItem("泵站", 60, due, "swj"), NewItem("一号泵", 20, due, "swj", 0),
        NewItem("二号泵", 40, due, "swj", 0), NewItem("警示", 30, due, "xfjy"),
    ]  # fmt: skip
    with pytest.raises(Refused):
        act(chenli, matter.number, "decompose", {"items": items})
    items[3] = NewItem("警示", 40, due, "xfjy")
    act(chenli, matter.number, "decompose", {"items": items})
    act(chenli, matter.number, "assign", {"unit": "swj"})
    assert [p.unit.code for p in matter.parties.all()] == ["swj", "xfjy"]
    act(liqiang, matter.number, "sign", {})
    _whole, first, second, signs = matter.items.order_by("order")
    act(liqiang, matter.number, "progress", {"item": first.pk, "progress": 100, "result": "好"})
    found = act(sunwei, matter.number, "progress",
                {"item": signs.pk, "progress": 50, "result": "半"})  # fmt: skip
    assert found.progress == 40
    with pytest.raises(Refused):
        act(sunwei, matter.number, "progress",
            {"item": second.pk, "progress": 10, "result": "x"})  # fmt: skip
    with pytest.raises(Refused):
        act(liqiang, matter.number, "report", {"result": "完工", "proof": "照片"})


def test_another_units_handler_does_not_see_the_matter_and_cannot_act_on_it(
    matter: Matter, zhaoguohua: Any, chenli: Any, liqiang: Any, sunwei: Any, wangfang: Any
) -> None:
    assigned(matter, zhaoguohua, chenli)
    assert queries.visible(viewer_of(liqiang)).count() == 1
    assert queries.visible(viewer_of(sunwei)).count() == 0
    assert queries.visible(viewer_of(wangfang)).count() == 0
    with pytest.raises(Matter.DoesNotExist):
        act(sunwei, matter.number, "comment", {"reason": "看看"})


def test_a_supporting_unit_signs_and_comments_but_does_not_report(
    matter: Matter, zhaoguohua: Any, chenli: Any, sunwei: Any
) -> None:
    assigned(matter, zhaoguohua, chenli, "xfjy")
    act(sunwei, matter.number, "sign_support", {})
    act(sunwei, matter.number, "comment", {"reason": "配合完成"})
    for action in ("sign", "report"):
        with pytest.raises(Refused):
            act(sunwei, matter.number, action, {"result": "完工", "proof": "照片"})


def test_more_time_is_asked_for_with_a_reason_and_at_most_twice(
    matter: Matter, zhaoguohua: Any, chenli: Any, liqiang: Any
) -> None:
    assigned(matter, zhaoguohua, chenli)
    act(liqiang, matter.number, "sign", {})
    with pytest.raises(Refused):
        act(liqiang, matter.number, "ask_extension", {"due": matter.due, "reason": "雨季"})
    for n in (1, 2):
        later = matter.due + n * DAY
        act(liqiang, matter.number, "ask_extension", {"due": later, "reason": "雨季"})
        moved = act(zhaoguohua, matter.number, "extend", {})
        assert (moved.due, moved.extensions, moved.first_due) == (later, n, matter.due)
    with pytest.raises(Refused):
        act(liqiang, matter.number, "ask_extension", {"due": matter.due + 9 * DAY, "reason": "再"})


def test_a_lamp_set_by_hand_needs_a_reason_and_never_hides_the_computed_one(
    matter: Matter, zhaoguohua: Any, chenli: Any, liqiang: Any
) -> None:
    assigned(matter, zhaoguohua, chenli)
    act(liqiang, matter.number, "sign", {})
    moved_back(matter, 40)
    with pytest.raises(Refused):
        act(chenli, matter.number, "set_lamp", {"lamp": "green"})
    found = act(chenli, matter.number, "set_lamp", {"lamp": "green", "reason": "等验收"})
    state = queries.state_of(found, timezone.localdate())
    assert (state.by_hand, state.computed) == (Slip.GREEN, Slip.RED)
    assert queries.board(viewer_of(chenli), timezone.localdate()).lamps["red"] == 1
    assert (found.lamp_by, found.lamp_reason) == (chenli, "等验收")


def test_the_day_sends_each_slip_once_and_a_worse_colour_again(
    matter: Matter, zhaoguohua: Any, chenli: Any, liqiang: Any
) -> None:
    assigned(matter, zhaoguohua, chenli)
    act(liqiang, matter.number, "sign", {})
    today = timezone.localdate()
    assert matter_notices.remind(today) == 0
    late = today + 20 * DAY
    assert [matter_notices.remind(late), matter_notices.remind(late)] == [1, 0]
    assert matter_notices.remind(today + 31 * DAY) == 1
    assert sorted(MatterNotice.objects.values_list("lamp", flat=True)) == ["red", "yellow"]
    assert queries.unread(viewer_of(liqiang)).count() == 2
    matter_notices.seen(liqiang, MatterNotice.objects.first().pk)
    assert queries.unread(viewer_of(liqiang)).count() == 1


def test_who_does_not_sign_in_time_is_reminded_and_yellow(
    matter: Matter, zhaoguohua: Any, chenli: Any
) -> None:
    found = assigned(matter, zhaoguohua, chenli)
    assert found.sign_due and found.sign_due > timezone.localdate()
    after = found.sign_due + DAY
    assert queries.state_of(found, after).computed == Slip.YELLOW
    matter_notices.remind(after)
    assert set(MatterNotice.objects.values_list("kind", flat=True)) == {"sign", "slip"}


def test_a_circular_lists_what_is_overdue_and_each_unit_reads_its_own(
    matter: Matter, zhaoguohua: Any, chenli: Any, liqiang: Any, sunwei: Any
) -> None:
    with pytest.raises(Refused):
        matter_notices.circulate(chenli, "")
    assigned(matter, zhaoguohua, chenli)
    act(liqiang, matter.number, "sign", {})
    moved_back(matter, 40)
    circular = matter_notices.circulate(chenli, "请于三日内办结")
    assert [n.matter for n in queries.circular_lines(viewer_of(chenli), circular)] == [matter]
    assert list(queries.circulars(viewer_of(liqiang))) == [circular]
    assert not queries.circulars(viewer_of(sunwei)).exists()
    assert Circular.objects.count() == 1


def test_the_history_of_a_matter_cannot_be_changed(matter: Matter) -> None:
    step = matter.steps.get()
    step.note = "另一种说法"
    for change in (
        step.save,
        step.delete,
        MatterStep.objects.all().delete,
        lambda: MatterStep.objects.filter(pk=step.pk).update(note=""),
    ):
        with pytest.raises(Fixed):
            change()
    assert MatterStep.objects.get().note == ""


def test_the_board_counts_open_matters_by_lamp_and_unit(
    matter: Matter, zhaoguohua: Any, chenli: Any, liqiang: Any
) -> None:
    assigned(matter, zhaoguohua, chenli)
    act(liqiang, matter.number, "sign", {})
    moved_back(matter, 40)
    board = queries.board(viewer_of(zhaoguohua), timezone.localdate())
    assert (board.open, board.lamps["red"]) == (1, 1)
    assert [(u.unit.code, u.counts["red"]) for u in board.units] == [("swj", 1)]
    wanted = queries.Wanted(lamp="red", unit="swj")
    (line,) = queries.search(viewer_of(zhaoguohua), wanted, timezone.localdate())
    assert line.state.days_over == 10


def works(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("day", "progress", "colour"),
    [
        (date(2026, 6, 10), 30, "green"),
        (date(2026, 6, 20), 30, "yellow"),
        (date(2026, 6, 26), 95, "blue"),
        (date(2026, 6, 30), 100, "blue"),
        (date(2026, 7, 1), 99, "red"),
    ],
)
def test_the_colour_follows_the_pace_and_the_date(day: date, progress: int, colour: str) -> None:
    facts = rules.Facts(
        due=date(2026, 6, 30), assigned_on=date(2026, 6, 1), signed=True, progress=progress
    )
    assert rules.lamp(facts, day, works) == colour


def test_sub_items_are_expected_by_their_own_dates() -> None:
    parts = (
        rules.Part("1", None, 70, date(2026, 6, 10)), rules.Part("2", None, 30, date(2026, 6, 30))
    )  # fmt: skip
    facts = rules.Facts(due=date(2026, 6, 30), assigned_on=date(2026, 6, 1), parts=parts)
    days = (date(2026, 6, 9), date(2026, 6, 10), date(2026, 6, 29), date(2026, 6, 30))
    assert [rules.expected(facts, day) for day in days] == [0, 0.7, 0.7, 1]


def test_a_report_in_time_stops_the_date_however_long_the_review_takes() -> None:
    facts = rules.Facts(
        due=date(2026, 6, 30), assigned_on=date(2026, 6, 1), signed=True, progress=100,
        reported_on=date(2026, 6, 30),
    )  # fmt: skip
    assert rules.lamp(facts, date(2026, 8, 1), works) == "green"
