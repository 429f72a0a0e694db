"""Files laid out as PSPLIB and MS Project write them, to the last blank and element."""

from datetime import date

import pytest

from chengyun.planning.network import LinkType
from chengyun.planning.plan_answer import answer, told
from chengyun.planning.plan_files import read
from chengyun.planning.project_plan import Plan, PlanError

STARS = "*" * 72
J30 = f"""{STARS}
file with basedata            : J30_17.BAS
initial value random generator: 28123
{STARS}
projects                      :  1
jobs (incl. supersource/sink ):  12
horizon                       :  158
RESOURCES
  - renewable                 :  4   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
{STARS}
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    1     10      0       38       26       38
{STARS}
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          3           2   3   4
   2        1          2           6  11
   3        1          2           7   8
   4        1          2           5   9
   5        1          1          10
   6        1          1          12
   7        1          1          12
   8        1          1          12
   9        1          1          12
  10        1          1          12
  11        1          1          12
  12        1          0        
{STARS}
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2  R 3  R 4
------------------------------------------------------------------------
  1      1     0       0    0    0    0
  2      1     8       4    0    0    0
  3      1     4      10    0    0    0
  4      1     6       0    0    0    3
  5      1     3       3    0    0    0
  6      1     8       0    0    0    8
  7      1     5       4    0    0    0
  8      1     9       0    1    0    0
  9      1     2       6    0    0    0
 10      1     7       0    0    0    1
 11      1     9       0    5    0    0
 12      1     0       0    0    0    0
{STARS}
RESOURCEAVAILABILITIES:
  R 1  R 2  R 3  R 4
   12   13    4   12
{STARS}
"""


def test_a_file_of_psplib_with_the_line_ends_of_dos_is_proven() -> None:
    plan = read(J30.replace("\n", "\r\n").encode() + b"\x1a")
    assert dict(plan.capacity) == {"R1": 12, "R2": 13, "R3": 4, "R4": 12}
    said = told(answer(plan, date(2026, 1, 5)))
    assert said["unit"] == "period"
    assert said["proven"]
    assert said["makespan"] == said["bound"] >= said["critical_path_length"] == 17
    assert [task["id"] for task in said["tasks"]] == list(range(1, 13))


def test_what_is_used_up_moves_no_job_and_is_said() -> None:
    text = J30.replace("R 1  R 2  R 3  R 4", "R 1  R 2  R 3  N 1").replace(
        "   12   13    4   12", "   12   13    4   13"
    )
    text = text.replace(":  4   R", ":  3   R").replace(":  0   N", ":  1   N")
    plan = read(text.encode())
    assert set(plan.capacity) == {"R1", "R2", "R3"}
    assert "N1" in plan.notes[0]
    with pytest.raises(PlanError, match="12 of N1"):
        read(text.replace("    4   13", "    4   11").encode())


def mspdi(tasks: str, more: str = "") -> Plan:
    return read(file(tasks, more).encode())


def file(tasks: str, more: str = "") -> str:
    """As MS Project 2016 saves it, with what it always writes beside."""
    return f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="http://schemas.microsoft.com/project">
<SaveVersion>14</SaveVersion><BuildNumber>16.0.4266</BuildNumber><Name>lift.xml</Name>
<GUID>7E3A</GUID><Title>加装电梯</Title><CreationDate>2026-05-30T10:00:00</CreationDate>
<LastSaved>2026-05-30T10:00:00</LastSaved><ScheduleFromStart>1</ScheduleFromStart>
<StartDate>2026-06-08T08:00:00</StartDate><FinishDate>2026-07-31T17:00:00</FinishDate>
<FYStartDate>1</FYStartDate><CriticalSlackLimit>0</CriticalSlackLimit><CurrencySymbol>¥</CurrencySymbol>
<CalendarUID>1</CalendarUID><DefaultStartTime>08:00:00</DefaultStartTime>
<DefaultFinishTime>17:00:00</DefaultFinishTime><MinutesPerDay>480</MinutesPerDay>
<MinutesPerWeek>2400</MinutesPerWeek><DaysPerMonth>20</DaysPerMonth><NewTasksAreManual>1</NewTasksAreManual>
<Views/><Filters/><Groups/><Tables/><Maps/><Reports/><OutlineCodes/><WBSMasks/><ExtendedAttributes/>
<Calendars><Calendar><UID>1</UID><Name>标准</Name><IsBaseCalendar>1</IsBaseCalendar>
<IsBaselineCalendar>0</IsBaselineCalendar><BaseCalendarUID>0</BaseCalendarUID><WeekDays>
<WeekDay><DayType>1</DayType><DayWorking>0</DayWorking></WeekDay>
{"".join(WORKED.format(day) for day in range(2, 7))}
<WeekDay><DayType>7</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays>
<Exceptions><Exception><EnteredByOccurrences>0</EnteredByOccurrences>
<TimePeriod><FromDate>2026-06-19T00:00:00</FromDate><ToDate>2026-06-19T23:59:00</ToDate></TimePeriod>
<Occurrences>1</Occurrences><Name>端午节</Name><Type>1</Type><DayWorking>0</DayWorking></Exception></Exceptions>
</Calendar></Calendars>
<Tasks><Task><UID>0</UID><ID>0</ID><Name>加装电梯</Name><Active>1</Active><Manual>0</Manual><Type>1</Type>
<IsNull>0</IsNull><OutlineNumber>0</OutlineNumber><OutlineLevel>0</OutlineLevel><Summary>1</Summary>
<Duration>PT240H0M0S</Duration></Task>{tasks}</Tasks>{more}</Project>"""


WORKED = (
    "<WeekDay><DayType>{}</DayType><DayWorking>1</DayWorking><WorkingTimes>"
    "<WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>"
    "<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime>"
    "</WorkingTimes></WeekDay>"
)


def task(uid: int, length: str, *links: str, level: int = 1, more: str = "") -> str:
    """One task, its elements in the order of the schema."""
    duration = f"<Duration>{length}</Duration><DurationFormat>7</DurationFormat>" if length else ""
    return (
        f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>t{uid}</Name><Active>1</Active>"
        f"<Type>0</Type><IsNull>0</IsNull><OutlineLevel>{level}</OutlineLevel>"
        f"{duration}<PercentComplete>0</PercentComplete>{more}<CalendarUID>-1</CalendarUID>"
        f"{''.join(links)}</Task>"
    )


def after(uid: int, kind: int = 1, lag: int = 0, form: int = 7) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{kind}</Type>"
        f"<CrossProject>0</CrossProject><LinkLag>{lag}</LinkLag><LagFormat>{form}</LagFormat>"
        "</PredecessorLink>"
    )


def starts(plan: Plan) -> dict[int, str]:
    said = told(answer(plan, date(2026, 6, 8)))
    return {one["id"]: one["earliest_start"] for one in said["tasks"]}


def floats(plan: Plan, today: date) -> dict[int, float]:
    return {one["id"]: one["float"] for one in told(answer(plan, today))["tasks"]}


def test_lags_are_tenths_of_minutes_whatever_unit_they_are_shown_in() -> None:
    plan = mspdi(
        task(1, "PT16H0M0S")
        + task(2, "PT8H0M0S", after(1, lag=9600))  # two days
        + task(3, "PT8H0M0S", after(1, kind=3, lag=4800, form=5))  # a day, shown in hours
        + task(4, "PT8H0M0S", after(1, lag=50, form=19))  # half of what it follows
        + task(5, "PT8H0M0S", after(1, lag=14400 * 3, form=8))  # three days round the clock
        + task(6, "PT8H0M0S", after(1, lag=-4800))
    )
    links = {node.key: node.after[0] for node in plan.nodes if node.after}
    assert [links[key].lag for key in "2346"] == [960, 480, 480, -480]
    assert (links["3"].kind, links["2"].kind) == (LinkType.SS, LinkType.FS)
    found = starts(plan)
    assert (found[2], found[3], found[4], found[6]) == (
        "2026-06-12", "2026-06-09", "2026-06-11", "2026-06-09",
    )  # fmt: skip


def test_the_holiday_of_the_calendar_is_not_worked() -> None:
    found = starts(mspdi(task(1, "PT72H0M0S") + task(2, "PT8H0M0S", after(1))))
    assert found[2] == "2026-06-22"


def test_summaries_milestones_manual_and_inactive_tasks_are_what_they_are() -> None:
    plan = mspdi(
        task(1, "PT0H0M0S", more="<Summary>1</Summary>")
        + task(2, "PT16H0M0S", level=2)
        + task(3, "PT0H0M0S", after(2), level=2, more="<Milestone>1</Milestone>")
        + task(4, "PT8H0M0S", after(1))
        + task(
            5, "PT8H0M0S", more="<Manual>1</Manual><ManualStart>2026-06-24T08:00:00</ManualStart>"
        )
        + task(6, "PT8H0M0S").replace("<Active>1", "<Active>0")
        + "<Task><UID>7</UID><ID>7</ID><IsNull>1</IsNull></Task>"
        + task(8, "", after(2), after(99))
    )
    assert [node.key for node in plan.nodes] == ["2", "3", "4", "5", "8"]
    found = starts(plan)
    assert (found[4], found[5]) == ("2026-06-10", "2026-06-24")
    assert {node.key: node.duration for node in plan.nodes}["8"] == 0


def test_constraints_hold_as_their_numbers_say() -> None:
    held = "<ConstraintType>{}</ConstraintType><ConstraintDate>2026-06-15T08:00:00</ConstraintDate>"
    kinds = {kind: task(kind + 1, "PT16H0M0S", more=held.format(kind)) for kind in range(8)}
    plan = mspdi("".join(kinds.values()))
    found, nodes = starts(plan), {int(node.key) - 1: node for node in plan.nodes}
    assert {kind for kind in kinds if found[kind + 1] == "2026-06-15"} == {2, 4}
    assert {kind for kind in kinds if nodes[kind].finish_by} == {3, 7}
    assert {kind for kind in kinds if nodes[kind].finish_after} == {3, 6}
    assert {kind for kind in kinds if nodes[kind].start_by} == {2, 5}
    late = mspdi(task(1, "PT24H0M0S") + task(2, "PT8H0M0S", after(1), more=held.format(5)))
    assert floats(late, date(2026, 6, 12)) == {1: -2, 2: -2}


def test_an_assignment_to_nobody_wants_nothing() -> None:
    people = (
        "<Resources><Resource><UID>0</UID><ID>0</ID><Type>1</Type></Resource>"
        "<Resource><UID>1</UID><ID>1</ID><Name>安装队</Name><Type>1</Type><MaxUnits>1.00</MaxUnits>"
        "</Resource></Resources><Assignments>"
        "<Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>-65535</ResourceUID><Units>1</Units>"
        "</Assignment><Assignment><UID>2</UID><TaskUID>2</TaskUID><ResourceUID>1</ResourceUID>"
        "<Units>1</Units></Assignment></Assignments>"
    )
    plan = mspdi(task(1, "PT8H0M0S") + task(2, "PT8H0M0S"), people)
    assert dict(plan.capacity) == {"安装队": 100}
    assert [dict(node.needs) for node in plan.nodes] == [{}, {"安装队": 100}]


def test_a_duration_that_is_none_says_which_task_and_what_to_write() -> None:
    with pytest.raises(PlanError, match="task 3: its duration 5 days is not like PT16H0M0S"):
        mspdi(task(3, "5 days"))


LOOSE = """*****
projects : 1
jobs  (incl. supersource/sink ):\t4
RESOURCES
- renewable                 : 1 R
- nonrenewable              : 0
- doubly constrained        : 0
*****
Precedence Relations :
jobnr.\t#modes\t#successors\tsuccessors
1\t1\t2\t\t2 3
2\t1\t1\t\t4
3\t1\t1\t\t4
4\t1\t0
*****
Requests/Durations
jobnr.\tmode\tdur\tR1
1\t1\t0\t0
2\t1\t3\t2
3\t1\t2\t1
4\t1\t0\t0
*****
RESOURCE AVAILABILITIES:
R1
2
"""


def test_tabs_small_letters_and_headings_without_colons_are_psplib_too() -> None:
    said = told(answer(read(LOOSE.encode()), date(2026, 1, 5)))
    assert (said["critical_path_length"], said["makespan"], said["proven"]) == (3, 5, True)
    assert said["resources"] == {"R1": 2}


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("2\t1\t1\t\t4", "2\t3\t1\t\t4", "line 12: job 2 has 3 modes; only files with one mode"),
        ("3\t1\t2\t1\n", "3\t1\t2\t1\n\t2\t4\t0\n", "line 21: it is one more mode of the job"),
        ("2\t1\t1\t\t4", "2\t1\t2\t\t4", "line 12: it should have a job, its modes"),
        ("4\t1\t0\n*", "4\t1\t1\t2\n*", "lines 12, 14: tasks wait for each other: 2 → 4 → 2"),
        ("2\t1\t3\t2", "2\t1\t3\t9", "line 19: task 2 needs 9 of R1 and there are only 2; raise"),
        ("3\t1\t1\t\t4", "3\t1\t1\t\t9", "line 13: job 9 has no line"),
        ("projects : 1", "projects : 2", "it has 2 projects; give one file for each"),
        ("renewable                 : 1", "renewable                 : 2", "2 renewable resources"),
        ("R1\n2", "D1\n2", "doubly constrained resources, with one number"),
    ],
)  # fmt: skip
def test_what_of_psplib_cannot_be_read_says_where_it_is_and_what_to_do(
    old: str, new: str, why: str
) -> None:
    assert old in LOOSE
    with pytest.raises(PlanError) as error:
        read(LOOSE.replace(old, new).encode())
    assert why in str(error.value)


def test_numbers_alone_are_pattersons_and_say_what_to_give() -> None:
    with pytest.raises(PlanError, match=r"Patterson's \.rcp"):
        read(b"4 1\n2\n0 0 2 2 3\n3 2 1 4\n2 1 1 4\n0 0 0\n")


def test_a_loop_in_ms_project_is_told_by_uid_name_and_line() -> None:
    with pytest.raises(PlanError) as error:
        mspdi(
            task(1, "PT8H0M0S") + "\n" + task(4, "PT8H0M0S", after(7)) + "\n"
            + task(7, "PT8H0M0S", after(4))
        )  # fmt: skip
    assert "tasks wait for each other: 4 (t4) → 7 (t7) → 4 (t4); take out one" in str(error.value)
    first, second = str(error.value).removeprefix("lines ").split(":")[0].split(", ")
    assert int(second) == int(first) + 1


def test_a_summary_has_begun_when_the_first_below_it_has() -> None:
    plan = mspdi(
        task(1, "PT40H0M0S", more="<Summary>1</Summary>")
        + task(2, "PT8H0M0S", level=2)
        + task(3, "PT32H0M0S", after(2), level=2)
        + task(4, "PT8H0M0S", after(1, kind=3, lag=4800))
        + task(5, "PT8H0M0S", after(1))
    )
    found = starts(plan)
    assert (found[4], found[5]) == ("2026-06-09", "2026-06-15")


def test_a_summary_whose_tasks_are_all_inactive_still_links_what_is_around_it() -> None:
    off = task(3, "PT80H0M0S", level=2).replace("<Active>1", "<Active>0")
    plan = mspdi(
        task(1, "PT8H0M0S")
        + task(2, "PT80H0M0S", after(1), more="<Summary>1</Summary>")
        + off
        + task(4, "PT8H0M0S", after(2))
    )
    assert starts(plan)[4] == "2026-06-09"


def test_a_link_to_a_task_that_is_not_there_is_said() -> None:
    plan = mspdi(task(1, "PT8H0M0S") + task(8, "PT8H0M0S", after(1), after(99)))
    assert "task 8 follows 99, no task of the file: not read" in plan.notes


EXCEPTION = (
    "<Exception><EnteredByOccurrences>0</EnteredByOccurrences><TimePeriod>"
    "<FromDate>{}T00:00:00</FromDate><ToDate>{}T23:59:00</ToDate></TimePeriod>"
    "<Occurrences>5</Occurrences><Name>休</Name><Type>{}</Type>{}<DayWorking>0</DayWorking>"
    "</Exception>"
)
OTHER_WEEK = (
    "<WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-06-13T00:00:00</FromDate>"
    "<ToDate>2026-06-14T23:59:00</ToDate></TimePeriod><Name>抢工</Name><WeekDays><WeekDay>"
    "<DayType>7</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime>"
    "<FromTime>08:00:00</FromTime><ToTime>16:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay>"
    "</WeekDays></WorkWeek></WorkWeeks>"
)


@pytest.mark.parametrize(
    ("first", "last", "kind", "more", "off"),
    [
        ("2026-06-09", "2026-06-10", 1, "", {9, 10}),
        ("2026-06-09", "2026-06-18", 1, "<Period>3</Period>", {9, 12, 15, 18}),
        ("2020-06-11", "2030-06-11", 2, "<MonthDay>11</MonthDay><Month>5</Month>", {11}),
        ("2026-01-16", "2026-12-31", 4, "<Period>1</Period><MonthDay>16</MonthDay>", {16}),
        ("2026-06-01", "2026-12-31", 6, "<Period>2</Period><DaysOfWeek>6</DaysOfWeek>", {15, 16}),
    ],
)
def test_exceptions_of_the_calendar_recur_as_their_type_says(
    first: str, last: str, kind: int, more: str, off: set[int]
) -> None:
    text = file(task(1, "PT8H0M0S"))
    told_ = EXCEPTION.format(first, last, kind, more)
    plan = read(text.replace("<Exceptions>", f"<Exceptions>{told_}").encode())
    assert plan.calendar is not None
    worked = {n for n in range(8, 19) if plan.calendar.units(date(2026, 6, n))}
    assert worked == {8, 9, 10, 11, 12, 15, 16, 17, 18} - off


def test_a_week_of_its_own_works_by_its_own_hours() -> None:
    text = file(task(1, "PT48H0M0S"))
    plan = read(text.replace("</Calendar>", f"{OTHER_WEEK}</Calendar>").encode())
    assert plan.calendar is not None
    assert [plan.calendar.units(date(2026, 6, n)) for n in (12, 13, 14, 20)] == [480, 480, 0, 0]


def test_every_answer_has_the_keys_that_were_promised() -> None:
    keys = {"tasks", "critical_path", "critical_path_length", "makespan", "bound", "proven"}
    plans = [
        read(J30.encode()),
        read(LOOSE.encode()),
        mspdi(task(1, "PT8H0M0S")),
        read(b"tasks: [{id: a}]"),
        read(b"tasks: [{id: a, days: 3, actual_finish: 2026-06-01}]"),
    ]
    for plan in plans:
        assert keys <= told(answer(plan, date(2026, 6, 8))).keys()
