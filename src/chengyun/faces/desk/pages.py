"""What the desk's pages show, gathered for the templates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.cases import in_hand, queries
from chengyun.cases.models import Alarm, Case
from chengyun.cases.queries import CaseFilter
from chengyun.cases.services import naming
from chengyun.detection.rules import Rule
from chengyun.faces import words
from chengyun.faces.access import OfficerRequest
from chengyun.faces.desk import (
    action_bar,
    evaluation_words,
    filters,
    reporters,
    rows,
    saved_filters_page,
    together,
)
from chengyun.faces.desk.explain import explain, rules_by_key
from chengyun.people.choices import PostKind
from chengyun.people.models import Unit, User
from chengyun.people.policy import Viewer, scope_for
from chengyun.sensing.models import Datastream

# Three screens; what is not on them is looked for, or on the next page.
PAGE_SIZE = 30
SHOWN_ALARMS = 20
# So many units are told of beside the queue.
UNITS = 8
# So many steps of one kind in a row, by no person, are told as one.
FOLDED_FROM = 3
CHART_HOURS = 24
# Hours that a datastream's chart may show.
SPANS = {
    24: gettext_lazy("Day"),
    168: gettext_lazy("Week"),
    720: gettext_lazy("Month"),
    8760: gettext_lazy("Year"),
}


def queue(request: OfficerRequest) -> dict[str, Any]:
    """The queue: its cases, its tabs with counts, its filters and what they offer."""
    chosen = filters.values(request.GET)
    asked, fine = filters.case_filter(chosen), filters.fine(chosen)
    page = queries.search(request.viewer, asked, page=_page_number(request), size=PAGE_SIZE)
    known = {asked: page.total} if page.exact else {}
    here, now = _address(chosen, page.page), timezone.now()
    return {
        "page": page,
        "rows": [rows.row(case, here, now) for case in page.items],
        "chosen": chosen,
        "query": urlencode(chosen),
        "here": here,
        "tab": filters.tab_of(chosen),
        "tabs": [_tab(request.viewer, tab, fine, known) for tab in filters.TABS],
        "fine": filters.fine_count(chosen),
        "flags": filters.FLAGS,
        "counted": evaluation_words.behind(chosen),
        "options": filters.options(request.viewer),
        **saved_filters_page.beside(request, chosen),
        "bulk_actions": action_bar.for_many(request.user.role),
    }


def _address(chosen: Mapping[str, str], number: int) -> str:
    """The filters of the queue and which page of it, as in an address."""
    page = {"page": str(number)} if number > 1 else {}
    return urlencode({**chosen, **page})


def _page_number(request: OfficerRequest) -> int:
    raw = request.GET.get("page", "1")
    return max(1, int(raw)) if raw.isascii() and raw.isdigit() and len(raw) < 7 else 1


def _tab(
    viewer: Viewer, tab: filters.Tab, fine: Mapping[str, str], known: Mapping[CaseFilter, int]
) -> dict[str, Any]:
    """A tab with its number; that of the list that is shown is `known`."""
    query = {**tab.query, **fine}
    asked = filters.case_filter(query)
    total = None
    if tab.counted:
        total = known[asked] if asked in known else queries.count(viewer, asked)
    return {"key": tab.key, "label": tab.label, "query": urlencode(query), "total": total}


def shell() -> dict[str, Any]:
    """What every page of the desk needs for its scripts."""
    return {"clock_words": words.clock_words(), "time_zone": settings.TIME_ZONE}


def case(request: OfficerRequest, found: Case, **more: Any) -> dict[str, Any]:
    """One case with its alarms, reports, story and the actions open to this viewer."""
    bar = action_bar.bar(request.viewer, found)
    return {
        "case": found,
        "bar": bar,
        "loop": queries.loop_facts(request.viewer, found),
        "alarms": alarms(found),
        **_many(found),
        **reporters.panel(request, found, bar),
        "timeline": story(request.viewer, found),
        **_files(request.viewer, found),
        "query": _address(filters.values(request.GET), _page_number(request)),
        **together.context(request.viewer, found),
        "may_name": naming.may_name(request.user, found),
        **more,
    }


def _many(found: Case) -> dict[str, Any]:
    """What a case of many alarms says of all of them, and what a storm says of itself."""
    from chengyun.faces.desk import case_alarms

    storm = case_alarms.storm_of(found)
    many = storm or found.alarm_count > SHOWN_ALARMS
    return {"storm": storm, "extent": case_alarms.extent(found) if many else None}


def _files(viewer: Viewer, found: Case) -> dict[str, Any]:
    from chengyun.faces.desk import files_page

    return files_page.gallery(viewer, found)


def story(viewer: Viewer, found: Case) -> list[dict[str, Any]]:
    """The ledger of a case, the newest first, with what was decided in words."""
    steps = [_dated(step) for step in reversed(queries.timeline(viewer, found))]
    steps = list(_folded(steps))
    codes = {str(step["detail"].get("unit") or "") for step in steps}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes - {""})}
    called = _called(steps)
    return [step | {"told": _told(step["detail"], units, called)} for step in steps]


def _called(steps: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The names of those whom the escalation called."""
    ladder = [step["detail"] for step in steps if "post" in step["detail"]]
    to = {name for detail in ladder for name in detail["to"]}
    return {user.username: str(user) for user in User.objects.filter(username__in=to)} if to else {}


def _folded(steps: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The system's repeats in a row as one step with how many they were (`times`, `since`)."""
    for _key, run in groupby(steps, key=_alike):
        same = list(run)
        if len(same) < FOLDED_FROM:
            yield from same
        else:
            yield same[0] | {"times": len(same), "since": same[-1]["at"]}


def _alike(step: Mapping[str, Any]) -> tuple[Any, ...]:
    """Steps of a person, or with words, are never folded: each has a number of its own."""
    own = step["seq"] if step["actor"] or step["note"] else 0
    return step["action"], own


def _dated(line: dict[str, Any]) -> dict[str, Any]:
    return line | {"at": datetime.fromisoformat(line["at"])}


def _told(detail: Mapping[str, Any], units: Mapping[str, Unit], called: Mapping[str, str]) -> str:
    if "post" in detail:
        kind = PostKind(detail["post"]).label
        names = ", ".join(called.get(name, name) for name in detail["to"]) or _("nobody on duty")
        return f"{detail['percent']} % · {kind} → {names}"
    unit = units.get(str(detail.get("unit") or ""))
    return f"→ {unit.title}" if unit else str(detail.get("component") or "")


@dataclass(frozen=True)
class AlarmLine:
    """An alarm beside the datastream that raised it."""

    alarm: Alarm
    stream: Datastream | None
    title: str
    why: str


def alarms(found: Case) -> list[AlarmLine]:
    """The newest alarms of a case, each with its datastream."""
    rows = list(found.alarms.order_by("-onset_at")[:SHOWN_ALARMS])
    return alarm_lines(rows, rules_by_key()) if rows else []


def alarm_lines(rows: Sequence[Alarm], known: Mapping[str, Rule]) -> list[AlarmLine]:
    """Alarms beside their datastreams and in the words of their rules."""
    streams = Datastream.objects.select_related("thing", "observed_property").in_bulk(
        [row.datastream_id for row in rows]
    )
    return [_line(row, streams.get(row.datastream_id), known) for row in rows]


def _line(alarm: Alarm, stream: Datastream | None, known: Mapping[str, Rule]) -> AlarmLine:
    title, why = explain(alarm, known)
    return AlarmLine(alarm, stream, title, why)


def shift(viewer: Viewer) -> dict[str, Any]:
    """The state of the shift, shown while no case is open: what waits, where it is tight."""
    still_open, now = queries.still_open(viewer), timezone.now()
    soon = Q(due_at__range=(now, now + timedelta(hours=2)), handled_at=None)
    stages = in_hand.by_stage(still_open)
    loads = in_hand.by_unit(still_open)
    return {
        "open": sum(n for n, _late in stages.values()),
        "overdue": sum(late for _n, late in stages.values()),
        "soon": still_open.filter(soon).count(),
        "stages": [(stage.value, stage.label, n) for stage, (n, _late) in stages.items()],
        "units": sorted(loads, key=lambda load: (-load.overdue, -load.open))[:UNITS],
        "call_backs": reporters.waiting(viewer),
    }


def chart_span(query: QueryDict) -> dict[str, Any]:
    """What the chart shows (`hours`) of what it could."""
    asked = query.get("hours", "")
    hours = int(asked) if asked.isdecimal() and int(asked) in SPANS else CHART_HOURS
    return {"spans": SPANS.items(), "hours": hours}


def visible_stream(viewer: Viewer, pk: int) -> Datastream:
    """A datastream inside the viewer's area. Raises Datastream.DoesNotExist."""
    path = scope_for(viewer).area_path
    if path is None:
        raise Datastream.DoesNotExist
    streams = Datastream.objects.select_related("thing__area", "observed_property")
    return streams.get(Q(thing__area__path__startswith=path) if path else Q(), pk=pk)
