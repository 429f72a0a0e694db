"""Services: the kinds of case that residents may report, and what is asked about each."""

from typing import Any

from django.utils.translation import gettext as _

from chengyun.api.open311.problems import Problem
from chengyun.cases.models import CaseType, Condition
from chengyun.cases.queries.partners import service_kinds

CONDITION, COMPONENT = "condition", "component"
# Of the edition of the category table that is in force.
EDITION = "2026"

Fields = dict[str, Any]


def services() -> list[Fields]:
    """The list of services."""
    with_conditions = {row.category.code for row in _conditions()}
    return [_service(kind, kind.category in with_conditions) for kind in service_kinds()]


def definition(code: str) -> Fields:
    """What is asked about one service. Problem 404 for a code that is none."""
    kind = kind_of(code)
    return {"service_code": kind.key, "attributes": _attributes(kind)}


def kind_of(code: str) -> CaseType:
    """The kind behind a service code. Problem 404."""
    found = service_kinds().filter(key=code).first()
    if found is None:
        raise Problem(404, f"service_code {code!r} is not among the services")
    return found


def _service(kind: CaseType, metadata: bool) -> Fields:
    return {
        "service_code": kind.key,
        "service_name": kind.title,
        "description": kind.title,
        "metadata": metadata,
        "type": "realtime",
        "keywords": kind.category,
        "group": kind.pack,
    }


def _conditions(category: str = "") -> list[Condition]:
    rows = Condition.objects.filter(category__edition=EDITION, withdrawn=False)
    rows = rows.filter(category__code=category) if category else rows
    return list(rows.select_related("category").order_by("category__code", "number"))


def _attributes(kind: CaseType) -> list[Fields]:
    conditions = _conditions(kind.category) if kind.category else []
    if not conditions:
        return []
    asked = [_attribute(1, CONDITION, "singlevaluelist", _("Which of these is it?"), conditions)]
    if any(row.category.is_component for row in conditions):
        asked.append(_attribute(2, COMPONENT, "string", _("The code on its plate"), []))
    return asked


def _attribute(
    order: int, code: str, datatype: str, description: str, values: list[Condition]
) -> Fields:
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": False,
        "datatype_description": "",
        "order": order,
        "description": description,
        "values": [{"key": str(row.number), "name": row.filing} for row in values],
    }


def attributes_told(kind: CaseType, given: dict[str, str]) -> list[str]:
    """The answers in words, each a line. Problem 400 for a key that is not among the values."""
    lines = []
    for asked in _attributes(kind):
        key = given.get(asked["code"], "")
        if key:
            lines.append(f"{asked['description']} {_name(asked, key)}")
    return lines


def _name(asked: Fields, key: str) -> str:
    if not asked["values"]:
        return key[:80]
    names = {value["key"]: value["name"] for value in asked["values"]}
    if key not in names:
        raise Problem(400, f"attribute[{asked['code']}] {key!r}: {', '.join(names)}")
    return str(names[key])
