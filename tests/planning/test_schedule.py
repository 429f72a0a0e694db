from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengyun.calendar import WorkCalendar
from chengyun.planning import Link, Schedule, ScheduleError, Task, schedule

WORKED = WorkCalendar().is_workday
MONDAY, DAY = date(2026, 6, 8), timedelta(days=1)


def links(*keys: str, lag: int = 0) -> tuple[Link, ...]:
    return tuple(Link(key, lag) for key in keys)


# A lift for an old house: agreement and drawings side by side, then approval, then building.
LIFT = [
    Task("征询", 5),
    Task("设计", 3),
    Task("报批", 4, links("征询", "设计")),
    Task("施工", 10, links("报批")),
    Task("验收", 0, links("施工")),
]


def test_a_lift_is_scheduled_backwards_from_its_deadline() -> None:
    plan = schedule(LIFT, MONDAY, date(2026, 7, 10), WORKED)  # 19 June is the Dragon Boat holiday
    drawings = plan.tasks["设计"]
    assert (drawings.earliest_start, drawings.earliest_finish) == (MONDAY, date(2026, 6, 10))
    assert drawings.latest_finish == date(2026, 6, 22)
    assert {key: task.float_days for key, task in plan.tasks.items()} == {
        "征询": 5, "设计": 7, "报批": 5, "施工": 5, "验收": 5,
    }  # fmt: skip
    assert plan.critical == ("征询", "报批", "施工", "验收")
    assert (plan.finish, plan.slack_days, plan.feasible) == (date(2026, 7, 3), 5, True)


def test_a_milestone_falls_on_the_last_day_of_what_it_follows() -> None:
    plan = schedule(LIFT, MONDAY, date(2026, 7, 10), WORKED)
    assert plan.tasks["验收"].earliest_finish == plan.tasks["施工"].earliest_finish
    assert plan.tasks["验收"].latest_finish == date(2026, 7, 10)


def test_a_deadline_that_cannot_be_kept_shows_negative_float() -> None:
    plan = schedule(LIFT, MONDAY, date(2026, 7, 1), WORKED)
    assert (plan.slack_days, plan.feasible) == (-2, False)
    assert plan.tasks["征询"].latest_start < MONDAY


def test_overlapping_stages_finish_earlier() -> None:
    apart = [Task("a", 10), Task("b", 5, links("a"))]
    overlapping = [Task("a", 10), Task("b", 5, links("a", lag=-3))]
    deadline = date(2026, 7, 31)
    first, second = (schedule(t, MONDAY, deadline, WORKED) for t in (overlapping, apart))
    assert second.slack_days + 3 == first.slack_days


def test_a_cycle_is_spelled_out() -> None:
    tasks = [Task("a", 1, links("c")), Task("b", 1, links("a")), Task("c", 1, links("b"))]
    with pytest.raises(ScheduleError, match="wait for each other: a → b → c → a"):
        schedule(tasks, MONDAY, MONDAY, WORKED)


@pytest.mark.parametrize(
    ("tasks", "why"),
    [
        ([], "nothing to schedule"),
        ([Task("a", 1), Task("a", 2)], "used twice"),
        ([Task("a", 1, links("z"))], "'a' follows unknown 'z'"),
        ([Task("a", -1)], "'a' has negative days"),
    ],
)
def test_a_faulty_task_is_named(tasks: list[Task], why: str) -> None:
    with pytest.raises(ScheduleError, match=why):
        schedule(tasks, MONDAY, MONDAY, WORKED)


def test_a_calendar_without_workdays_is_refused() -> None:
    with pytest.raises(ValueError, match="no workday"):
        schedule([Task("a", 1)], MONDAY, MONDAY, lambda day: False)


def test_a_milestone_alone_cannot_be_reached_in_the_past() -> None:
    assert not schedule([Task("a", 0)], MONDAY, MONDAY - DAY, WORKED).feasible


@st.composite
def plans(draw: st.DrawFn) -> list[Task]:
    tasks = []
    for i in range(draw(st.integers(1, 9))):
        before = draw(st.sets(st.integers(0, i - 1), max_size=3)) if i else set()
        lags = [Link(str(b), draw(st.integers(-4, 4))) for b in sorted(before)]
        tasks.append(Task(str(i), draw(st.integers(0, 8)), tuple(lags)))
    return tasks


def longest(tasks: list[Task]) -> int:
    """Workdays to the end, straight from the definition."""
    ends: dict[str, int] = {}
    for task in tasks:
        begin = max([0, *(ends[link.key] + link.lag for link in task.after)])
        ends[task.key] = begin + task.days
    return max(ends.values())


def workdays(first: date, last: date) -> int:
    return sum(WORKED(first + i * DAY) for i in range((last - first).days + 1))


def planned(tasks: list[Task], room: int) -> Schedule:
    return schedule(tasks, MONDAY, MONDAY + room * DAY, WORKED)


@settings(deadline=None)
@given(plans(), st.integers(-20, 120))
def test_the_slack_is_the_deadline_less_the_longest_chain(tasks: list[Task], room: int) -> None:
    plan = planned(tasks, room)
    available = workdays(MONDAY, plan.deadline) - workdays(plan.deadline + DAY, MONDAY - DAY)
    assert plan.slack_days == available - longest(tasks)
    assert plan.slack_days == min(task.float_days for task in plan.tasks.values())


@settings(deadline=None)
@given(plans(), st.integers(-20, 120))
def test_the_critical_chain_is_linked_and_has_the_least_float(tasks: list[Task], room: int) -> None:
    plan = planned(tasks, room)
    after = {task.key: {link.key for link in task.after} for task in tasks}
    assert all(a in after[b] for a, b in pairwise(plan.critical))
    assert {plan.tasks[key].float_days for key in plan.critical} == {plan.slack_days}


@settings(deadline=None)
@given(plans(), st.integers(-20, 120))
def test_dates_are_workdays_in_order_and_keep_the_deadline(tasks: list[Task], room: int) -> None:
    plan = planned(tasks, room)
    for task in tasks:
        dates = plan.tasks[task.key]
        assert WORKED(dates.earliest_start) and WORKED(dates.latest_finish)
        assert MONDAY <= dates.earliest_start <= dates.earliest_finish <= plan.finish
        assert dates.latest_start <= dates.latest_finish <= plan.deadline
        length = max(task.days, 1)
        assert workdays(dates.earliest_start, dates.earliest_finish) == length
        assert workdays(dates.latest_start, dates.latest_finish) == length
