"""Readers for dispatch: past cases for a trial, and the names of what rules speak of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from chengyun.cases.choices import Action
from chengyun.cases.dispatching import Facts, Rule
from chengyun.cases.dispatching.trial import Past, Trial, try_list
from chengyun.cases.dispatching.words import Names
from chengyun.cases.models import CaseType, LedgerEntry
from chengyun.cases.queries.seeing import visible
from chengyun.cases.services.dispatching import EDITION, offices_of, workdays
from chengyun.people.models import Unit
from chengyun.people.policy import Viewer, scope_for
from chengyun.places.models import Area, in_language

# So many of the newest cases are looked at; a trial is a page and has to come soon.
MOST = 20_000
# Rows of the ledger that say to which unit a case went.
MOVES = (Action.DISPATCH, Action.WITHDRAW, Action.RETURN, Action.TRANSFER)
COLUMNS = (
    "pk", "number", "title", "title_en", "opened_at", "filed_at", "area_path", "type_id",
    "severity", "origin", "unit__code", "handled_at", "closed_at", "reworks",
    "condition__category__code", "condition__category__edition",
)  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """A trial and the span of time whose cases it looked at; `cut` if there were more."""

    trial: Trial
    since: datetime
    first: datetime | None
    cut: bool


@dataclass
class _Way:
    """To which units a case went, in order."""

    at: datetime | None = None
    first: str = ""
    now: str = ""
    returns: int = 0
    transfers: int = 0

    def step(self, action: str, at: datetime, code: str) -> None:
        if action == Action.RETURN:
            self.returns += 1
            self.now = ""
        elif action == Action.WITHDRAW:
            self.now = ""
        elif code:
            self.transfers += bool(self.now and self.now != code)
            self.now, self.first, self.at = code, self.first or code, self.at or at


@dataclass(frozen=True)
class _Around:
    """What all rows share."""

    kinds: dict[int, CaseType]
    ways: dict[int, _Way]
    workday: Any = field(default_factory=workdays)


def try_rules(
    viewer: Viewer, old: Sequence[Rule], new: Sequence[Rule], days: int, most: int = MOST
) -> Tried:
    """Two lists on the dispatched cases of the last `days` that the viewer may see."""
    since = timezone.now() - timedelta(days=days)
    rows = _rows(viewer, since, most + 1)
    kept = rows[:most]
    first = kept[-1]["opened_at"] if kept else None
    around = _Around(CaseType.objects.in_bulk(), _ways(viewer, first or since))
    past = [one for row in kept if (one := _past(row, around))]
    kinds = {kind.unit_kind for kind in around.kinds.values()}
    trial = try_list(past, old, new, offices_of((*old, *new), kinds))
    return Tried(trial, since, first, len(rows) > most)


def names_of(rules: Iterable[Rule], paths: Iterable[str] = (), types: Iterable[str] = ()) -> Names:
    """The names of all that the rules and cases speak of, in three queries."""
    rules = list(rules)
    areas = {code for rule in rules for code in rule.areas}
    areas |= {path.rstrip("/").split("/")[-1] for path in paths}
    kinds = {*types, *(key for rule in rules for key in rule.types)}
    named = Area.objects.filter(code__in=areas).only("code", "name", "name_en")
    return Names(
        {row.code: row.title for row in named},
        {row.key: row.title for row in CaseType.objects.filter(key__in=kinds)},
        unit_names(rule.unit for rule in rules),
    )


def unit_names(codes: Iterable[str]) -> dict[str, str]:
    """The name of each unit by its code."""
    return {row.code: row.title for row in Unit.objects.filter(code__in=set(codes))}


def _rows(viewer: Viewer, since: datetime, most: int) -> list[dict[str, Any]]:
    found = visible(viewer).filter(opened_at__gte=since).select_related(None).defer(None)
    return list(found.order_by("-opened_at", "-pk").values(*COLUMNS)[:most])


def _ways(viewer: Viewer, since: datetime) -> dict[int, _Way]:
    steps = LedgerEntry.objects.filter(
        scope_for(viewer).q("case__"), case__opened_at__gte=since, action__in=MOVES
    )
    ways: dict[int, _Way] = {}
    told = steps.order_by("seq").values_list("case_id", "action", "at", "detail")
    for case, action, at, detail in told.iterator(chunk_size=5_000):
        ways.setdefault(case, _Way()).step(action, at, str(detail.get("unit") or ""))
    return ways


def _past(row: dict[str, Any], around: _Around) -> Past | None:
    """None for a case that never went anywhere."""
    code = row["unit__code"] or ""
    way = around.ways.get(row["pk"]) or _Way(first=code)
    if not way.first:
        return None
    done = row["handled_at"] or row["closed_at"]
    return Past(
        number=row["number"],
        title=in_language(row["title"], row["title_en"]),
        at=row["opened_at"],
        facts=_facts(row, way, around),
        first=way.first,
        settled=code if done else "",
        returns=way.returns,
        transfers=way.transfers,
        reworks=row["reworks"],
    )


def _facts(row: dict[str, Any], way: _Way, around: _Around) -> Facts:
    local = timezone.localtime(way.at or row["filed_at"] or row["opened_at"])
    kind = around.kinds[row["type_id"]]
    own = row["condition__category__edition"] == EDITION
    return Facts(
        area_path=row["area_path"],
        type=kind.key,
        category=row["condition__category__code"] if own else kind.category,
        severity=row["severity"],
        origin=row["origin"],
        minute=local.hour * 60 + local.minute,
        workday=around.workday(local.date()),
        unit_kind=kind.unit_kind,
    )
