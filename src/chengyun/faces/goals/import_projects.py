"""Projects with their facts as a table, in and out; their nodes have a table of their own."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.faces.access import OfficerRequest
from chengyun.faces.desk.import_rows import BadRow, Codes, Done, Row
from chengyun.faces.desk.import_rows import Kind as Table
from chengyun.faces.goals import import_cells as cells
from chengyun.faces.goals.import_goals import WRITERS
from chengyun.faces.goals.project_form import KEY
from chengyun.goals.models import Plan, Project
from chengyun.goals.models.projects import Kind
from chengyun.goals.queries.projects import visible
from chengyun.goals.services.projects import Facts, take
from chengyun.people.models import User
from chengyun.places.choices import Level
from chengyun.places.models import Area

Named = tuple[str, Facts]
LEVELS = (Level.DISTRICT, Level.STREET)


def _project(row: Row, codes: Codes) -> Named:
    """What a row does not tell of a project that is there stays."""
    key = cells.needed(row, "key", 40)
    if not KEY.fullmatch(key):
        raise BadRow("key", key, _("A key has 2 to 40 small letters, digits or hyphens."))
    start, deadline = cells.day(row, "start"), cells.day(row, "deadline")
    if deadline < start:
        raise BadRow("deadline", str(deadline), _("The deadline lies before the beginning."))
    kind = cells.word(row, "kind", Kind.choices)
    told = Facts(cells.needed(row, "title"), "", kind, start, deadline)
    known = Project.objects.filter(key=key).first()
    if known:
        told = replace(told, **{name: getattr(known, name) for name in KEPT})
    return key, replace(told, area_path=_area(row).path, **_more(row))


KEPT = tuple(
    one.name
    for one in fields(Facts)
    if one.name not in ("title_zh", "kind", "start", "deadline", "area_path", "supporting")
)


def _more(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if "title_en" in row:
        told["title_en"] = cells.needed(row, "title_en", 120)
    if unit := cells.unit(row, "unit"):
        told["unit"] = unit
    if "plan" in row:
        told["plan"] = _plan(row)
    if "owner" in row:
        told["owner"] = _owner(row)
    if (supporting := cells.units(row, "supporting")) is not None:
        told["supporting"] = supporting
    told |= {name: _degree(row, name, most) for name, most in DEGREES.items() if name in row}
    return told


DEGREES = {"lon": 180, "lat": 90}


def _degree(row: Row, column: str, most: int) -> float | None:
    found = cells.number(row, column)
    if found is not None and not -most <= found <= most:
        raise BadRow(column, str(found), _("Longitude and latitude are degrees, WGS84."))
    return found


def _area(row: Row) -> Area:
    """The district or a sub-district by its code or name."""
    text = cells.needed(row, "area")
    rows = Area.objects.filter(level__in=LEVELS).defer("boundary")
    found = list(rows.filter(Q(code=text) | Q(name=text) | Q(name_en=text))[:2])
    if len(found) != 1:
        raise BadRow("area", text, _("There is nothing of this code."))
    return found[0]


def _plan(row: Row) -> Plan:
    text = cells.needed(row, "plan")
    found = Plan.objects.filter(key=text).first()
    if found is None:
        raise BadRow("plan", text, _("There is nothing of this code."))
    return found


def _owner(row: Row) -> User:
    """An officer by user name, or by a name that nobody else has."""
    text = cells.needed(row, "owner")
    people = User.objects.filter(is_active=True)
    named = people.filter(username=text) or people.filter(name=text)
    found = list(named[:2])
    if len(found) != 1:
        raise BadRow("owner", text, _("There is nobody, or more than one, of this name."))
    return found[0]


def _take(rows: list[Named], author: User) -> Done:
    known = take(author, rows)
    return Done(len(rows) - known, known)


PROJECTS = Table(
    "projects", gettext_lazy("Projects"),
    {"key": ("项目编号",), "title": ("项目名称", "项目"), "title_en": ("英文名称",),
     "kind": ("项目类别", "类别"), "area": ("所在街镇", "辖区"), "start": ("开工日期", "开始日期"),
     "deadline": ("竣工期限", "截止日期"), "unit": ("牵头单位", "责任单位", "lead unit"),
     "supporting": ("配合单位", "supporting units"), "owner": ("责任人",),
     "plan": ("所属计划", "计划编号"), "lon": ("经度", "longitude"), "lat": ("纬度", "latitude")},
    ("key", "title", "kind", "area", "start", "deadline"), WRITERS, _project, _take, "key",
    whole=True,
)  # fmt: skip


def rows(request: OfficerRequest) -> tuple[list[Any], Iterable[list[Any]]]:
    """One row a project in sight."""
    found = visible(request.viewer).prefetch_related("supporting").defer("shape")
    return PROJECTS.heading, map(_row, found)


def _row(one: Project) -> list[Any]:
    return [
        one.key, one.title_zh, one.title_en, one.kind, one.area_path.rstrip("/").rpartition("/")[2],
        one.start, one.deadline, one.unit.code if one.unit else "",
        " ".join(unit.code for unit in one.supporting.all()),
        one.owner.username if one.owner else "", one.plan.key if one.plan else "",
        one.lon, one.lat,
    ]  # fmt: skip
