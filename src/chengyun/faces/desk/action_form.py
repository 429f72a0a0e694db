"""The form of an action: what it offers to choose from, and what was given in it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from chengyun.cases import in_hand, queries, services
from chengyun.cases.choices import Action, Outcome
from chengyun.cases.in_hand import Load
from chengyun.cases.models import OPEN, Case
from chengyun.cases.queries import persons
from chengyun.faces.desk import parts_form, together
from chengyun.faces.desk.action_bar import bar
from chengyun.people.models import Unit
from chengyun.people.policy import Viewer

SHOWN_OTHERS = 30
# Apart from the queue's filters, which share the address.
GIVEN = "given-"


def form(viewer: Viewer, case: Case, action: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the form of an action shows; `asked` is None where it is not open to the viewer."""
    asked = bar(viewer, case).find(action)
    if asked is None:
        return {"asked": None, "given": given}
    needs = asked.allowed.needs
    more: dict[str, Any] = {"asked": asked, "given": given, "outcomes": Outcome.choices}
    if action == Action.HANDLE and not given:
        more["given"] = {"reason": together.answer(viewer, case)}
    if "unit" in needs:
        more["units"] = unit_choices(viewer)
    if action == Action.DISPATCH:
        more |= _dispatch(viewer, case, more["units"], str(given.get("unit", "")))
    if "into" in needs:
        more["others"] = others(viewer, case)
    if "parts" in needs:
        more |= {"part_rows": parts_form.rows(case, given), **parts_form.offered()}
    return more


def _dispatch(viewer: Viewer, case: Case, units: list[Load], given: str) -> dict[str, Any]:
    """The suggested unit with its reason, and the persons of the unit that was `given` (its code),
    else of the suggested one.
    """
    from chengyun.faces.desk import dispatch_case

    suggestion = services.suggestion(case)
    best = suggestion.unit if suggestion else None
    unit = next((choice.unit for choice in units if choice.unit.code == given), best)
    return {"suggestion": suggestion, **dispatch_case.person_choices(viewer, case, unit)}


def unit_choices(viewer: Viewer) -> list[Load]:
    """Every unit with its open cases, as far as this viewer sees them."""
    loads = {load.unit.pk: load for load in in_hand.by_unit(queries.still_open(viewer))}
    return [loads.get(unit.pk) or Load(unit, 0, 0, None) for unit in Unit.objects.all()]


def others(viewer: Viewer, case: Case) -> list[Case]:
    """Open cases that this one may belong with: of its kind or its area, the newest first."""
    near = Q(type=case.type_id) | Q(area=case.area_id)
    found = queries.visible(viewer).filter(OPEN, near).exclude(pk=case.pk)
    return list(found.order_by("-opened_at")[:SHOWN_OTHERS])


def given_beforehand(query: Mapping[str, Any]) -> dict[str, str]:
    """What an address already fills in, such as that of a typed command."""
    named = ((name, str(query.get(GIVEN + name, ""))) for name in ("unit", "reason"))
    return {name: value for name, value in named if value}


def given_in(post: Mapping[str, Any]) -> dict[str, Any]:
    """What a form gave, as `services.act` takes it. Raises Refused: not_of_unit."""
    unit = _unit(post.get("unit", ""))
    return {
        "reason": str(post.get("reason", "")),
        "unit": unit,
        "handler": persons.chosen(unit, str(post.get("handler", ""))),
        "key": post.get("key") or None,
        "version": number(post.get("version", "")),
        "condition": number(post.get("condition", "")),
        "outcome": str(post.get("outcome", "")),
        "into": str(post.get("into", "")).strip(),
        "parts": list(parts_form.parts(post)),
        "anyway": post.get("anyway") == "1",
    }


def _unit(code: str) -> Unit | None:
    return Unit.objects.filter(code=code).first() if code else None


def number(text: str) -> int | None:
    """What was typed as a whole number; None for anything else."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None
