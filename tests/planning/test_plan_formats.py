from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.planning import plan_yaml_out
from chengyun.planning.network import LinkType
from chengyun.planning.plan_answer import answer, told
from chengyun.planning.plan_files import read
from chengyun.planning.project_plan import (
    Follows,
    Node,
    Part,
    Plan,
    PlanCalendar,
    PlanError,
    check,
)
from tests.planning import made_instances

TASKS = "<Project><Tasks><Task><UID>{}</UID></Task><Task><UID>{}</UID></Task></Tasks></Project>"

MONDAY = date(2026, 6, 8)
NAMES = st.text("电梯施工abc/ 0-", min_size=1, max_size=6).map(str.strip).filter(bool)
DATES = st.dates(date(2026, 1, 1), date(2026, 12, 31))
MAYBE = st.none() | DATES


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    parts = {f"p{i}": Part(f"项目{i}", draw(MAYBE)) for i in range(draw(st.integers(0, 2)))}
    capacity = draw(st.dictionaries(NAMES, st.integers(1, 4), max_size=2))
    nodes: list[Node] = []
    for part in sorted(draw(st.lists(st.sampled_from(["", *parts]), min_size=1, max_size=6))):
        nodes.append(draw(tasks(part, [node.key for node in nodes], capacity)))
    calendar = st.none() | st.builds(
        PlanCalendar,
        st.none() | st.tuples(st.just(1), *[st.integers(0, 1)] * 6),
        st.dictionaries(DATES, st.integers(0, 1), max_size=3),
    )
    used = {node.part for node in nodes}
    return check(
        Plan(
            draw(NAMES), tuple(nodes), capacity, draw(calendar), draw(MAYBE), draw(MAYBE),
            {key: part for key, part in parts.items() if key in used},
        )
    )  # fmt: skip


@st.composite
def tasks(draw: st.DrawFn, part: str, before: list[str], capacity: dict[str, int]) -> Node:
    key = f"t{len(before)}"
    links = [
        Follows(one, draw(st.sampled_from(LinkType)), draw(st.integers(-3, 3)))
        for one in sorted(draw(st.sets(st.sampled_from(before), max_size=2)) if before else ())
    ]
    return Node(
        f"{part}/{key}" if part else key,
        draw(NAMES),
        draw(st.integers(0, 9)),
        tuple(links),
        {name: draw(st.integers(1, most)) for name, most in capacity.items()},
        draw(MAYBE),
        draw(MAYBE),
        draw(MAYBE),
        percent=draw(st.integers(0, 100)),
        stage=draw(st.sampled_from(["", "前期", "施工"])),
        part=part,
    )


@given(plans())
def test_a_plan_written_as_yaml_is_read_back_as_it_was(plan: Plan) -> None:
    assert read(plan_yaml_out.write(plan).encode()) == plan


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        ("a: [1", "line 2: it is not YAML"),
        ("name: x\ntasks: [{id: a\0}]", "line 2: it has a character that no text has"),
        ("name: x\nstart: 2026-02-30\ntasks: [{id: a}]", "line 2: 2026-02-30 is no date; correct"),
        ("tasks: [{id: a, days: 99999999999999}]", "task a: its duration is too large; divide"),
        ("file with basedata : J301.BAS\njobs (incl. supersource/sink ): 32", "cut off?"),
        ("- a", "the file: there should be fields such as name"),
        ("tasks: {a: 1}", "tasks should be a list"),
        ("name: x", "there is no task in it"),
        ("tasks: [{days: 1}]", "tasks, number 1 has no id"),
        ("tasks: [{id: a, dauer: 1}]", "tasks, number 1: there is no field dauer; there are id"),
        ("tasks: [{id: a, days: 1.5}]", "task a: days should be a whole number, 0 or more, not 1"),
        ("tasks: [{id: a, days: yes}]", "task a: days should be a whole number"),
        ("tasks: [{id: a}, {id: a}]", "task a is there twice"),
        ("tasks: [{id: a, after: b}]", "task a follows b, which is no task of the file"),
        ("tasks: [{id: a, after: {task: a, type: XX}}]", "there is no type XX"),
        ("tasks: [{id: a, after: b}, {id: b, after: a}]", "wait for each other: a → b → a"),
        ("tasks: [{id: a, not_before: soon}]", "task a: not_before: soon is no date"),
        ("tasks: [{id: a, percent: 101}]", "task a: what is done must be 0 to 100"),
        ("tasks: [{id: a, needs: {x: 1}}]", "task a needs x, which is not among the resources"),
        (
            "resources: {x: 1}\ntasks: [{id: a, days: 1, needs: {x: 2}}]",
            "task a needs 2 of x and there are only 1; raise",
        ),
        ("calendar: {weekdays: [funday]}\ntasks: [{id: a}]", "there is no weekday fun"),
        ("calendar: {holidays: [x..y]}\ntasks: [{id: a}]", "of the calendar: x is no date"),
        (
            "calendar: none\ndeadline: 2026-01-01\ntasks: [{id: a}]",
            "it has dates and no calendar",
        ),
        ("calendar: {weekdays: []}\ntasks: [{id: a, days: 1}]", "no workday within 400 days"),
        ("tasks: [{id: a, days: 900000}]", "outside the years 1900 to 2200"),
        ("deadline: 9999-01-01\ntasks: [{id: a}]", "outside the years 1900 to 2200"),
        (
            "calendar: none\nresources: {x: 1}\n"
            "tasks: [{id: a, days: 99999999, needs: {x: 1}}, {id: b, days: 1}]",
            "too long to share resources",
        ),
        (
            "tasks: [{id: a, actual_start: 2026-06-02, actual_finish: 2026-06-01}]",
            "task a finished before it started",
        ),
        ("tasks: [{id: a, days: [9\n9]}]", "task a: days should be a whole number, 0 or more, not"),
        ("<a/>", "the XML is no MS Project file"),
        ("<Project>", "line 1: the XML is broken"),
        ("<Project/>", "there is no task in it; export"),
        (TASKS.format(1, 1), "task 1: this UID is there twice; export the file again"),
        (TASKS.format(1, "x"), "a task's UID is x, which is no number"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><Project>&a;</Project>', "declares entities"),
    ],
)  # fmt: skip
def test_a_bad_file_is_told_in_a_sentence_with_its_place(text: str, why: str) -> None:
    with pytest.raises(PlanError) as found:
        told(answer(read(text.encode()), MONDAY))
    assert why in str(found.value)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("tasks:\n- {id: a, days: 1}\n- {id: a-1, days: x}\n", 3),
        ("tasks:\n- {id: a-1}\n- id: a\n  days: 1\n  after: nobody\n", 3),
        ("tasks:\n- {id: a}\n- {days: 1}\n", 3),
        ("projects:\n- id: p\n  tasks:\n  - {id: a}\n- id: q\n  tasks:\n  - {id: a, days: x}", 7),
        ("projects:\n- id: p\n  tasks:\n  - {id: a}\n  - {dauer: 1}\n", 5),
    ],
)
def test_what_is_wrong_with_a_task_of_yaml_names_its_line(text: str, line: int) -> None:
    with pytest.raises(PlanError, match=rf"^line {line}: task"):
        read(text.encode())


@pytest.mark.parametrize("begin", [b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF-1.4"])
def test_what_cannot_be_read_says_what_to_give_instead(begin: bytes) -> None:
    with pytest.raises(PlanError, match=r"(?i)xml"):
        read(begin + b"...")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_is_read_in_every_coding_that_windows_writes(coding: str) -> None:
    plan = read("tasks:\r\n  - {id: 施工, days: 2}\r\n".encode(coding))
    assert plan.nodes[0].key == "施工"


LIFT = """
start: 2026-06-08
tasks:
  - {id: 征询, days: 5, percent: 60, actual_start: 2026-06-01}
  - {id: 设计, days: 3, actual_start: 2026-06-01, actual_finish: 2026-06-04}
  - {id: 报批, days: 4, after: [征询, 设计 SS+2], finish_by: 2026-06-12}
  - {id: 材料, days: 2, finish_after: 2026-06-18}
"""


def test_what_is_done_and_under_way_counts_from_today() -> None:
    said = told(answer(read(LIFT.encode()), MONDAY))
    rows = {row["id"]: row for row in said["tasks"]}
    assert (rows["征询"]["start"], rows["征询"]["finish"]) == ("2026-06-01", "2026-06-09")
    assert (rows["设计"]["finish"], rows["设计"]["done"]) == ("2026-06-04", True)
    assert (rows["报批"]["start"], rows["报批"]["finish"]) == ("2026-06-10", "2026-06-15")
    assert (rows["报批"]["float"], said["missed_by"]) == (-1, 1)
    assert (rows["材料"]["start"], rows["材料"]["finish"]) == ("2026-06-17", "2026-06-18")


def test_projects_keep_deadlines_of_their_own() -> None:
    text = """
projects:
  - {id: a, deadline: 2026-06-12, tasks: [{id: x, days: 3}]}
  - {id: b, tasks: [{id: x, days: 8}, {id: y, days: 1, after: [x, a/x]}]}
"""
    found = answer(read(text.encode()), MONDAY)
    assert [node.key for node in found.plan.nodes] == ["a/x", "b/x", "b/y"]
    assert found.found.float_.tolist() == [2, 0, 0]


def test_psplib_is_read_with_source_and_sink() -> None:
    made = made_instances.made(6, 1)
    plan = read(made_instances.told(made).replace("\n", "\r\n").encode("utf-8-sig"))
    said = told(answer(plan, MONDAY))
    assert [row["id"] for row in said["tasks"]] == list(range(1, 9))
    assert [row["duration"] for row in said["tasks"]] == made.durations
    assert list(plan.capacity.values()) == made.capacity
    assert said["critical_path"][0] == 1
    assert said["critical_path"][-1] == 8
    assert (said["unit"], said["finish"]) == ("period", said["makespan"])


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("  1      1     0 ", "  1      1     x ", "should be whole numbers only"),
        (
            "   1        1          3",
            "   1        2          3",
            "has 2 modes; only files with one",
        ),
        ("   1        1          3", "   1        1          4", "a job, its modes"),
        ("sink ):  8", "sink ):  9", "it says 9 jobs and has 8; is the file cut off?"),
        ("RESOURCEAVAILABILITIES", "NOTHING", "are not whole; is the file cut off?"),
    ],
)
def test_a_bad_psplib_file_names_its_line(old: str, new: str, why: str) -> None:
    text = made_instances.told(made_instances.made(6, 1))
    assert old in text
    with pytest.raises(PlanError, match=why.replace("?", r"\?")):
        read(text.replace(old, new).encode())


def xml(tasks: str, more: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="http://schemas.microsoft.com/project">
<Title>电梯</Title><StartDate>2026-06-08T08:00:00</StartDate><MinutesPerDay>480</MinutesPerDay>
<CalendarUID>1</CalendarUID>
<Calendars><Calendar><UID>1</UID><WeekDays>
<WeekDay><DayType>1</DayType><DayWorking>0</DayWorking></WeekDay>
<WeekDay><DayType>7</DayType><DayWorking>1</DayWorking><WorkingTimes>
<WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>
</WorkingTimes></WeekDay></WeekDays>
<Exceptions><Exception><TimePeriod><FromDate>2026-06-10T00:00:00</FromDate>
<ToDate>2026-06-10T23:59:00</ToDate></TimePeriod><DayWorking>0</DayWorking></Exception></Exceptions>
</Calendar></Calendars>
<Tasks><Task><UID>0</UID><OutlineLevel>0</OutlineLevel><Summary>1</Summary></Task>{tasks}</Tasks>
{more}</Project>""".encode("utf-8-sig")


def task(uid: int, hours: int, after: str = "", more: str = "", level: int = 1) -> str:
    return (
        f"<Task><UID>{uid}</UID><Name>t{uid}</Name><OutlineLevel>{level}</OutlineLevel>"
        f"<Duration>PT{hours}H0M0S</Duration>{more}{after}</Task>"
    )


def after(uid: int, kind: int = 1, lag: int = 0, form: int = 7) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{kind}</Type>"
        f"<LinkLag>{lag}</LinkLag><LagFormat>{form}</LagFormat></PredecessorLink>"
    )


def rows(content: bytes) -> dict[int, tuple[str, str, float]]:
    said = told(answer(read(content), MONDAY))
    return {r["id"]: (r["start"][5:], r["finish"][5:], r["float"]) for r in said["tasks"]}


def test_ms_project_is_scheduled_by_its_own_calendar() -> None:
    """The 10th is a holiday and Saturdays end at noon: four days of work go to the 12th."""
    assert rows(xml(task(1, 32) + task(2, 4, after(1)) + task(3, 0, after(2)))) == {
        1: ("06-08", "06-12", 0),
        2: ("06-13", "06-13", 0),
        3: ("06-13", "06-13", 0),
    }


@pytest.mark.parametrize(
    ("link", "start"),
    [
        (after(1), "06-09"),
        (after(1, 1, 4800), "06-11"),
        (after(1, 3, 2400), "06-08"),
        (after(1, 0), "06-08"),
        (after(1, 1, 100, 19), "06-11"),
    ],
)
def test_links_of_ms_project_have_types_and_lags(link: str, start: str) -> None:
    assert rows(xml(task(1, 8) + task(2, 8, link)))[2][0] == start


def test_a_summary_task_stands_for_all_below_it() -> None:
    tasks = [
        task(1, 8),
        task(2, 99, after(1), "<Summary>1</Summary>"),
        task(3, 8, level=2),
        task(4, 16, level=2),
        task(5, 8, after(2)),
    ]
    assert rows(xml("".join(tasks))) == {
        1: ("06-08", "06-08", 0),
        3: ("06-09", "06-09", 1),
        4: ("06-09", "06-11", 0),
        5: ("06-12", "06-12", 0),
    }


def test_constraints_and_deadlines_of_ms_project_count() -> None:
    later = "<ConstraintType>4</ConstraintType><ConstraintDate>2026-06-15T08:00:00</ConstraintDate>"
    due = "<Deadline>2026-06-15T17:00:00</Deadline>"
    assert rows(xml(task(1, 16, more=later + due) + task(2, 8, more="<Active>0</Active>"))) == {
        1: ("06-15", "06-16", -1)
    }


def test_people_of_ms_project_do_one_thing_at_a_time() -> None:
    people = """<Resources><Resource><UID>1</UID><Name>李强</Name><Type>1</Type>
<MaxUnits>1.00</MaxUnits></Resource></Resources><Assignments>
<Assignment><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Units>1</Units></Assignment>
<Assignment><TaskUID>2</TaskUID><ResourceUID>1</ResourceUID><Units>0.5</Units></Assignment>
</Assignments>"""
    said = told(answer(read(xml(task(1, 8) + task(2, 8), people)), MONDAY))
    assert (said["critical_path_length"], said["makespan"], said["proven"]) == (1, 2, True)


def test_a_task_without_a_duration_takes_from_its_start_to_its_finish() -> None:
    dates = "<Start>2026-06-08T08:00:00</Start><Finish>2026-06-11T17:00:00</Finish>"
    bare = f"<Task><UID>1</UID>{dates}</Task>"
    assert rows(xml(bare)) == {1: ("06-08", "06-11", 0)}


def test_what_of_an_ms_project_file_is_not_read_is_said() -> None:
    own = "<CalendarUID>7</CalendarUID>"
    assert "calendars of single tasks" in read(xml(task(1, 8, more=own))).notes[0]


def test_a_calendar_of_six_days_counts_saturdays() -> None:
    text = "calendar: {weekdays: [mon, tue, wed, thu, fri, sat]}\ntasks: [{id: a, days: 7}]"
    (row,) = told(answer(read(text.encode()), MONDAY))["tasks"]
    assert row["finish"] == (MONDAY + timedelta(days=7)).isoformat()
