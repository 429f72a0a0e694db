"""Tasks and milestones of plans as tables: whole or not at all."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.faces.desk.import_rows import BadRow, Codes, Done, Kind, Row
from chengyun.faces.goals import import_cells as cells
from chengyun.faces.goals.import_goals import WRITERS
from chengyun.goals.models import GoalTask, Milestone, Plan
from chengyun.goals.services.plan_steps import Line, Step, take_milestones, take_tasks
from chengyun.people.models import User

LONGEST = {"title_en": 120, "proof": 300}
STEP = {
    "plan": ("计划编号", "key of the plan"), "title_en": ("英文名称",),
    "unit": ("责任单位", "单位"), "due": ("完成时限", "截止日期", "last day"),
    "proof": ("佐证材料",),
}  # fmt: skip


def _task(row: Row, codes: Codes) -> Line[GoalTask, float]:
    plan, known = _named(row, codes, GoalTask)
    due = cells.day(row, "due")
    start = cells.day(row, "start") if "start" in row else known.start if known else due
    if start > due:
        raise BadRow("start", str(start), _("The last day lies before the first."))
    told = Step(due=due, start=start, **_facts(row, known))
    return Line(plan, told, known, _share(row, told))


def _share(row: Row, told: Step) -> float | None:
    percent = cells.number(row, "done")
    if percent is None:
        return None
    if not 0 <= percent <= 100:
        raise BadRow("done", str(percent), _("The share done lies between 0 and 100 %."))
    if percent == 100 and not told.proof:
        raise BadRow("proof", "", _("Say what proves that the task is done."))
    return percent / 100


def _milestone(row: Row, codes: Codes) -> Line[Milestone, date]:
    plan, known = _named(row, codes, Milestone)
    reached = cells.day(row, "done_on") if "done_on" in row else None
    if reached and reached > timezone.localdate():
        what = _("A milestone cannot be reached on a day that has not come.")
        raise BadRow("done_on", str(reached), what)
    kept = known.funds if known else Decimal(0)
    told = Step(
        due=cells.day(row, "due"),
        funds=cells.amount(row, "funds") if "funds" in row else kept, **_facts(row, known),
    )  # fmt: skip
    return Line(plan, told, known, reached)


def _named(row: Row, codes: Codes, model: Any) -> tuple[Plan, Any]:
    """The plan, and the step of this title that it has. Raises BadRow."""
    key, title = cells.needed(row, "plan"), cells.needed(row, "title")
    plan = Plan.objects.filter(key=key).first()
    if plan is None:
        raise BadRow("plan", key, _("There is nothing of this code."))
    if (named := (model, plan.pk, title)) in codes.named:
        raise BadRow("title", title, _("This stands in the file twice."))
    codes.named.add(named)
    found = list(model.objects.filter(plan=plan, title_zh=title)[:2])
    if len(found) > 1:
        raise BadRow("title", title, _("The plan has several of this title; change them there."))
    return plan, found[0] if found else None


def _facts(row: Row, known: GoalTask | Milestone | None) -> dict[str, Any]:
    """What a row does not tell stays as it is."""
    kept = {name: getattr(known, name, "") for name in LONGEST}
    told = {name: cells.needed(row, name, most) for name, most in LONGEST.items() if name in row}
    unit = cells.unit(row, "unit") or getattr(known, "unit", None)
    return {"title_zh": cells.needed(row, "title"), "unit": unit, **kept, **told}


def _take_tasks(rows: list[Any], author: User) -> Done:
    known = take_tasks(author, rows)
    return Done(len(rows) - known, known)


def _take_milestones(rows: list[Any], author: User) -> Done:
    known = take_milestones(author, rows)
    return Done(len(rows) - known, known)


TASKS = Kind(
    "goal_tasks", gettext_lazy("Tasks of plans"),
    {"plan": STEP["plan"], "title": ("任务", "任务名称"), "title_en": STEP["title_en"],
     "unit": STEP["unit"], "start": ("开始日期", "first day"), "due": STEP["due"],
     "done": ("完成比例", "share done"), "proof": STEP["proof"]},
    ("plan", "title", "due"), WRITERS, _task, _take_tasks, whole=True,
)  # fmt: skip
MILESTONES = Kind(
    "goal_milestones", gettext_lazy("Milestones of plans"),
    {"plan": STEP["plan"], "title": ("节点", "节点名称"), "title_en": STEP["title_en"],
     "unit": STEP["unit"], "due": STEP["due"], "done_on": ("完成日期", "reached on"),
     "funds": ("安排资金", "资金"), "proof": STEP["proof"]},
    ("plan", "title", "due"), WRITERS, _milestone, _take_milestones, whole=True,
)  # fmt: skip
