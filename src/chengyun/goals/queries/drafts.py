"""Readers of plan texts; each takes the viewer."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Prefetch, Q, QuerySet

from chengyun.goals import rules_drafts as rules
from chengyun.goals.choices_drafts import DRAFT_CHAIN, DraftStage, Verdict
from chengyun.goals.models import Draft, DraftDate, DraftMove, DraftVersion, Opinion
from chengyun.goals.texts import Paragraph
from chengyun.goals.transitions import Actor
from chengyun.people.choices import Role
from chengyun.people.policy import Viewer, scope_for
from chengyun.planning import Lamp


@dataclass(frozen=True)
class Step:
    """A stage of the chain: its date, when it was through, its lamp ("" before and without)."""

    stage: DraftStage
    standing: str
    due: date | None
    done_on: date | None
    lamp: str


@dataclass(frozen=True)
class Line:
    """A plan text beside its chain."""

    draft: Draft
    steps: list[Step]
    opinions: int
    open_opinions: int
    versions: int

    @property
    def now(self) -> Step | None:
        return next((step for step in self.steps if step.standing == "now"), None)


def visible(viewer: Viewer) -> QuerySet[Draft]:
    """Published: every officer. Before: the unit's own and those it was asked about; others by
    area.
    """
    scope = scope_for(viewer)
    if viewer.role not in Role.values:
        return Draft.objects.none()
    published = Q(stage=DraftStage.PUBLISHED)
    if scope.area_path is None:
        return Draft.objects.filter(published)
    if scope.unit_id:
        asked = Draft.consulted.through.objects.filter(unit=scope.unit_id).values("draft")
        return Draft.objects.filter(published | Q(unit=scope.unit_id) | Q(pk__in=asked))
    return Draft.objects.filter(published | scope.q())


def loaded(rows: QuerySet[Draft]) -> QuerySet[Draft]:
    """Plan texts with their dates, opinions and the numbers of their versions."""
    opinions = Opinion.objects.only("draft_id", "verdict")
    return (
        rows.select_related("unit")
        .annotate(newest=Max("versions__number"))
        .prefetch_related(Prefetch("dates", DraftDate.objects.all()))
        .prefetch_related(Prefetch("opinions", opinions))
    )


def lines(rows: Iterable[Draft], today: date) -> list[Line]:
    return [line_of(draft, today) for draft in rows]


def line_of(draft: Draft, today: date) -> Line:
    """The chain of one, with its lamps."""
    verdicts = Counter(o.verdict for o in draft.opinions.all())
    newest = getattr(draft, "newest", None) or 0
    return Line(draft, chain(draft, today), verdicts.total(), verdicts[Verdict.OPEN], newest)


def chain(draft: Draft, today: date) -> list[Step]:
    """The stages in order, each with its lamp: those that are done, and the one in hand."""
    dates = {one.stage: one for one in draft.dates.all()}
    at = DRAFT_CHAIN.index(DraftStage(draft.stage)) if draft.stage in DRAFT_CHAIN else -1
    at += draft.stage == DraftStage.PUBLISHED
    return [
        _step(stage, _standing(n, at), dates.get(stage), today)
        for n, stage in enumerate(DRAFT_CHAIN)
    ]


def _standing(place: int, at: int) -> str:
    return "now" if place == at else "done" if place < at else "ahead"


def _step(stage: DraftStage, standing: str, dated: DraftDate | None, today: date) -> Step:
    due, done_on = (dated.due, dated.done_on) if dated else (None, None)
    done = done_on if standing == "done" else None
    lamp = "" if standing == "ahead" or due is None else str(rules.stage_lamp(due, done, today))
    return Step(stage, standing, due, done, lamp)


def one(viewer: Viewer, number: str) -> Draft:
    """A plan text in scope. Raises Draft.DoesNotExist."""
    return loaded(visible(viewer)).get(number=number)


def search(viewer: Viewer, kind: str, stage: str, q: str, today: date) -> list[Line]:
    """The list by kind and stage ("" is any): the latest lamps first within a kind."""
    rows = visible(viewer)
    if kind:
        rows = rows.filter(kind=kind)
    if stage:
        rows = rows.filter(stage=stage)
    if q:
        rows = rows.filter(Q(title_zh__icontains=q) | Q(title_en__icontains=q) | Q(number=q))
    order = {"red": 0, "yellow": 1}
    found = lines(loaded(rows).order_by("-kind", "number"), today)
    return sorted(found, key=lambda line: order.get(line.now.lamp if line.now else "", 2))


def versions(draft: Draft) -> list[DraftVersion]:
    return list(draft.versions.select_related("by").order_by("number"))


def paragraphs(version: DraftVersion | None) -> list[Paragraph]:
    """The text of a version."""
    return [Paragraph(**one) for one in version.paragraphs] if version else []


def signatures(draft: Draft) -> list[DraftMove]:
    """Who signed what, in order."""
    moves = draft.moves.filter(action__in=rules.SIGNING).select_related("actor", "version")
    return list(moves.order_by("seq"))


def facts(draft: Draft) -> rules.Facts:
    """What guards ask of a plan text."""
    newest = draft.versions.order_by("-number").first()
    signed = newest is not None and draft.moves.filter(action="sign", version=newest).exists()
    waiting = Opinion.objects.filter(draft=draft, verdict=Verdict.OPEN).count()
    return rules.Facts(newest.number if newest else 0, waiting, signed)


def actor_of(viewer: Viewer, draft: Draft) -> Actor:
    """Who the viewer is to a plan text: its unit leads, those asked support."""
    if viewer.unit_id is None:
        return Actor(viewer.role)
    asked = draft.consulted.filter(pk=viewer.unit_id).exists()
    return Actor(viewer.role, draft.unit_id == viewer.unit_id, asked)


def told(line: Line) -> dict[str, Any]:
    """A plan text for other systems."""
    now = line.now
    return {
        "number": line.draft.number,
        "title": line.draft.title,
        "kind": line.draft.kind,
        "stage": line.draft.stage,
        "unit": line.draft.unit.code,
        "versions": line.versions,
        "opinions": line.opinions,
        "open_opinions": line.open_opinions,
        "due": now.due.isoformat() if now and now.due else None,
        "lamp": (now.lamp if now else "") or Lamp.GREEN,
        "published_on": line.draft.published_on.isoformat() if line.draft.published_on else None,
        "simulated": line.draft.simulated,
    }
