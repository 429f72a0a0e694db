"""What a table can bring in: its columns, what is wrong with a row, and who takes the good ones."""

import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.cases import request_rows
from chengyun.cases.services.requests import import_requests
from chengyun.faces.desk import import_lists
from chengyun.faces.desk.import_rows import BadRow, Codes, Done, Kind, Row
from chengyun.faces.goals import (
    import_budget,
    import_goals,
    import_matters,
    import_projects,
    import_steps,
)
from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.people.officers import take_officers, take_units
from chengyun.places.district_file import FacilityRow, OfficerRow, UnitRow
from chengyun.places.services import take_facilities

AT = re.compile(r" - at `\$\.(\w+)`$")
MISSING = re.compile(r"missing required field `(\w+)`")


def _struct(type_: type[Any], row: Row) -> Any:
    """A row as a struct of the district file. Raises BadRow, with the column that is wrong."""
    try:
        return msgspec.convert(row, type_, strict=False)
    except msgspec.ValidationError as error:
        text = str(error)
        if lacks := MISSING.search(text):
            raise BadRow(lacks[1], "", _("This must not be empty.")) from None
        at = AT.search(text)
        column = at[1] if at else ""
        what = _("This is not what the column wants: %(why)s") % {"why": AT.sub("", text)}
        raise BadRow(column, str(row.get(column, "")), what) from None


def _refers(row: Any, column: str, exists: bool) -> None:
    if getattr(row, column) is not None and not exists:
        raise BadRow(column, getattr(row, column), _("There is nothing of this code."))


def _unit(row: Row, codes: Codes) -> UnitRow:
    unit: UnitRow = _struct(UnitRow, row)
    _refers(unit, "area", unit.area in codes.areas)
    return unit


def _facility(row: Row, codes: Codes) -> FacilityRow:
    place: FacilityRow = _struct(FacilityRow, row)
    _refers(place, "area", place.area in codes.areas)
    return place


def _officer(row: Row, codes: Codes) -> OfficerRow:
    officer: OfficerRow = _struct(OfficerRow, row)
    _refers(officer, "area", officer.area in codes.areas)
    _refers(officer, "unit", officer.unit in codes.units)
    if officer.role not in Role.values:
        told = {"roles": ", ".join(Role.values)}
        raise BadRow("role", officer.role, _("The role is one of %(roles)s.") % told)
    return officer


def _case(row: Row, codes: Codes) -> Row:
    try:
        request_rows.parse(row, ZoneInfo(settings.TIME_ZONE))
    except request_rows.BadRow as bad:
        column = str(bad).split(" ")[0]
        raise BadRow(column, str(row.get(column, "")), str(bad)) from None
    return row


def _take_cases(rows: list[Any], _author: User) -> Done:
    done = import_requests(rows)
    return Done(done.taken, done.known)


def _take_units(rows: list[Any], _author: User) -> Done:
    take_units(rows)
    return Done(len(rows))


def _take_facilities(rows: list[Any], _author: User) -> Done:
    take_facilities(rows)
    return Done(len(rows))


def _take_officers(rows: list[Any], _author: User) -> Done:
    """New officers get one password, told once; those that exist keep theirs."""
    names = [row.username for row in rows]
    known = User.objects.filter(username__in=names).count()
    password = secrets.token_urlsafe(9)
    take_officers(rows, password, simulated=False)
    return Done(len(rows), known, password if known < len(rows) else "")


# Values of a stage, a severity and a source are codes: their columns have one name each.
CASE_NAMES: Mapping[str, tuple[str, ...]] = {
    "number": ("案号", "编号"), "opened_at": ("发现时间", "opened at"),
    "category": ("类别", "kind"), "closed_at": ("结案时间", "closed at"),
    "due_at": ("办理期限", "to be handled by"), "title": ("标题",), "description": ("情况描述",),
    "lon": ("经度", "longitude"), "lat": ("纬度", "latitude"), "address": ("地址",),
    "unit": ("承办单位",),
}  # fmt: skip
AREA, NAME = ("辖区", "area_code"), ("名称",)
KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "cases", gettext_lazy("Cases"), 
            {name: CASE_NAMES.get(name, ()) for name in request_rows.COLUMNS},
            request_rows.NEEDED, (Role.DUTY_OFFICER, Role.ADMINISTRATOR), _case, _take_cases,
            "number",
        ),
        Kind(
            "units", gettext_lazy("Units"),
            {"code": ("代码",), "name_zh": ("中文名称", "chinese name"),
             "name_en": ("英文名称", "english name"), "kind": ("类别",), "area": AREA},
            ("code", "name_zh", "kind"), (Role.ADMINISTRATOR,), _unit, _take_units, "code",
        ),
        Kind(
            "officers", gettext_lazy("Officers"),
            {"username": ("用户名", "user name"), "name": ("姓名",), "role": ("角色",),
             "unit": ("承办单位", "单位", "unit_code"), "area": AREA},
            ("username", "name", "role"), (Role.ADMINISTRATOR,), _officer, _take_officers,
            "username",
        ),
        Kind(
            "facilities", gettext_lazy("Facilities"),
            {"key": ("编码",), "kind": ("类别",), "name": NAME, "lon": ("经度", "longitude"),
             "lat": ("纬度", "latitude"), "area": AREA},
            ("key", "kind", "name", "lon", "lat"), (Role.ADMINISTRATOR,), _facility,
            _take_facilities, "key",
        ),
        import_lists.ROTA,
        import_lists.DISPATCH,
        import_goals.GOALS,
        import_goals.TARGETS,
        import_goals.FIGURES,
        import_steps.TASKS,
        import_steps.MILESTONES,
        import_matters.MATTERS,
        import_projects.PROJECTS,
        import_budget.LINES,
        import_budget.FUNDS,
    )
}  # fmt: skip


def allowed(role: str) -> Iterator[Kind]:
    """What someone of this role may bring in."""
    return (kind for kind in KINDS.values() if role in kind.roles)
