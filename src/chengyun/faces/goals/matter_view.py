"""What the page of a matter shows, and what its forms send."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from chengyun.faces.goals import forms, proofs_page
from chengyun.goals import rules_matters as rules
from chengyun.goals.choices_matters import CHAIN, MatterStage, NoticeKind, Slip
from chengyun.goals.models import Matter, MatterItem, MatterStep
from chengyun.goals.queries import matters as queries
from chengyun.goals.services import matter_proofs
from chengyun.goals.transitions import Text, Transition, hindrance, offered, open_rows
from chengyun.people.models import Unit
from chengyun.people.policy import Viewer

# Those that end something, and those that are seldom wanted: behind the others.
GRAVE = ("reject", "cancel", "return", "decline", "reopen", "refuse_extension")
ASIDE = ("set_lamp", "clear_lamp", "comment", "cancel", "urge")
# Acts of the system and of the page, beside those of the table.
OTHER_WORDS: Mapping[str, Text] = {
    "register": gettext_lazy("Registered"),
    "notice": gettext_lazy("Notice sent by the clock"),
    "circulate": gettext_lazy("Named in a circular"),
    "erase_proof": gettext_lazy("Proof file erased"),
}


@dataclass(frozen=True)
class Step:
    """A stage of the chain: done, now or ahead, and since when."""

    label: str
    standing: str
    day: date | None


@dataclass(frozen=True)
class Item:
    """A sub-item with its depth, what is done of it, and its lamp."""

    item: MatterItem
    depth: int
    done: float
    late: bool
    leaf: bool

    @property
    def percent(self) -> int:
        """Of its own share, 0 to 100."""
        return round(100 * self.done / self.item.share) if self.item.share else 0


@dataclass(frozen=True)
class Act:
    """What the reader may do: the row of the table, what it asks for, what hinders it now."""

    row: Transition
    hindered: str
    grave: bool

    @property
    def asks(self) -> tuple[str, ...]:
        """The fields of its form."""
        return (*self.row.needs, *self.row.takes)


@dataclass(frozen=True)
class Told:
    """A row of the history in words."""

    step: MatterStep
    label: str
    detail: str


def context(viewer: Viewer, matter: Matter) -> dict[str, Any]:
    """Everything that the page of a matter shows."""
    today = timezone.localdate()
    state, acts = queries.state_of(matter, today), list(_acts(viewer, matter))
    steps = list(matter.steps.select_related("actor__unit").order_by("seq"))
    units = list(Unit.objects.order_by("code"))
    names = {unit.code: str(unit) for unit in units}
    return {
        "matter": matter,
        "state": state,
        "expected": round(100 * state.expected),
        "chain": _chain(matter, steps),
        "items": items_of(matter),
        "items_text": items_text(matter),
        "acts": [one for one in acts if one.row.action not in ASIDE],
        "aside": [one for one in acts if one.row.action in ASIDE],
        "history": [_told(step, names) for step in reversed(steps)],
        "proof": next((s for s in reversed(steps) if s.action == "report"), None),
        "proofs": queries.proofs(viewer).filter(matter=matter).select_related("uploaded_by__unit"),
        "accept": proofs_page.ACCEPT,
        "may_erase": viewer.role in matter_proofs.MAY_ERASE,
        "sent": _sent(matter),
        "units": units,
        "slips": [(slip, slip.label) for slip in Slip],
        "my_items": _my_items(viewer, matter),
    }


def _sent(matter: Matter) -> list[Any]:
    return list(matter.notices.select_related("unit", "read_by", "circular")[:20])


def _my_items(viewer: Viewer, matter: Matter) -> list[MatterItem]:
    """The sub-items of which the reader's unit may report progress."""
    inner = {item.parent_id for item in matter.items.all()}
    leads = viewer.unit_id == matter.lead_id
    return [
        item
        for item in matter.items.all()
        if item.pk not in inner and (leads or item.unit_id == viewer.unit_id)
    ]


def _chain(matter: Matter, steps: list[MatterStep]) -> list[Step]:
    """The stages in order with the day on which each was last come to."""
    since: dict[str, date] = {}
    for step in steps:
        if step.stage_after != step.stage_before:
            since[step.stage_after] = timezone.localtime(step.at).date()
    if matter.stage == MatterStage.CANCELLED:
        day = since.get(matter.stage)
        return [Step(str(MatterStage.CANCELLED.label), "now", day)]
    at = CHAIN.index(MatterStage(matter.stage))
    skip = {MatterStage.DECOMPOSED} if at > CHAIN.index(MatterStage.DECOMPOSED) else set()
    return [
        Step(str(stage.label), _standing(n, at), since.get(stage) if n <= at else None)
        for n, stage in enumerate(CHAIN)
        if stage not in skip or stage.value in since
    ]


def _standing(place: int, at: int) -> str:
    if at == len(CHAIN) - 1:
        return "done"
    return "now" if place == at else "done" if place < at else "ahead"


def _items(matter: Matter, today: date) -> Iterator[Item]:
    """The tree of sub-items, each below the one it is a part of."""
    rows = list(matter.items.all())
    done = rules.rolled_up(queries.parts(matter)) if rows else {}
    inner = {row.parent_id for row in rows}
    depths: dict[int, int] = {}
    for row in rows:
        depths[row.pk] = depths[row.parent_id] + 1 if row.parent_id else 0
        share = done.get(str(row.pk), 0.0)
        late = row.due < today and share < row.share
        yield Item(row, depths[row.pk], share, late, row.pk not in inner)


def items_of(matter: Matter) -> list[Item]:
    """The sub-items as they stand today."""
    return list(_items(matter, timezone.localdate()))


def items_text(matter: Matter) -> str:
    """The sub-items as the form of decomposing takes them."""
    lines = []
    for one in _items(matter, date.min):
        row, unit = one.item, one.item.unit
        cells = (row.title_zh, str(unit or ""), row.due.isoformat(), str(row.share))
        lines.append("-" * one.depth + (" " if one.depth else "") + " | ".join(cells))
    return "\n".join(lines)


def _acts(viewer: Viewer, matter: Matter) -> Iterator[Act]:
    told, actor = queries.facts(matter), queries.actor_of(viewer, matter)
    for row in open_rows(rules.TRANSITIONS, matter.stage, actor):
        if offered(row, told):
            yield Act(row, hindrance(row, told), row.action in GRAVE)


def _told(step: MatterStep, names: Mapping[str, str]) -> Told:
    row = rules.BY_ACTION.get(step.action)
    label = row.label if row else OTHER_WORDS.get(step.action, step.action)
    return Told(step, str(label), " · ".join(_detail(step.detail, names)))


def _detail(detail: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """What was decided, in words; `names` are those of units by their codes."""
    if "kind" in detail:
        yield str(NoticeKind(detail["kind"]).label)
    if detail.get("lamp"):
        yield str(Slip(detail["lamp"]).label)
    if detail.get("computed"):
        yield _("computed: %(lamp)s") % {"lamp": Slip(detail["computed"]).label}
    if isinstance(detail.get("unit"), str) and detail["unit"]:
        codes = [detail["unit"], *detail.get("supporting", ())]
        yield "→ " + pgettext("list", ", ").join(names.get(code, code) for code in codes)
    if detail.get("item"):
        yield str(detail["item"])
    if "progress" in detail:
        yield f"{detail['progress']} %"
    if detail.get("due"):
        yield " → ".join(filter(None, (detail.get("was"), detail["due"])))
    if files := detail.get("files"):
        yield ngettext("%(n)d file", "%(n)d files", len(files)) % {"n": len(files)}
    if detail.get("proof"):
        yield _("Proof: %(proof)s") % {"proof": detail["proof"]}


def given(post: QueryDict) -> dict[str, Any]:
    """What a form of the page sent, as the services take it. Raises Refused."""
    texts = ("reason", "result", "proof", "unit", "lamp")
    made: dict[str, Any] = {name: post.get(name, "").strip() for name in texts}
    made["supporting"] = [code for code in post.getlist("supporting") if code]
    made["due"] = forms.day_or_none(post.get("due", ""))
    made["progress"] = forms.whole(post.get("progress", ""))
    made["item"] = forms.whole(post.get("item", ""))
    made["items"] = forms.items_of(post.get("items", ""))
    return made
