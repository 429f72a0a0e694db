"""What the page of a plan text shows, and what its forms send."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy

from chengyun.goals import rules_drafts as rules
from chengyun.goals import texts
from chengyun.goals.choices_drafts import Verdict
from chengyun.goals.models import Draft, DraftMove, DraftVersion, Opinion
from chengyun.goals.queries import drafts as queries
from chengyun.goals.queries.drafts import Line
from chengyun.goals.texts import Compared, Paragraph
from chengyun.goals.transitions import NEEDS, Text, Transition, hindrance, open_rows
from chengyun.people.models import Unit
from chengyun.people.policy import Viewer

# Done beside a paragraph, not in the row of buttons.
BESIDE = ("opine", "decide")
GRAVE = ("return", "withdraw")
BEGUN: Text = gettext_lazy("Begun")


@dataclass(frozen=True)
class Beside:
    """A paragraph and what was said of it."""

    paragraph: Paragraph
    opinions: list[Opinion]


@dataclass(frozen=True)
class Act:
    """What the reader may do, and what hinders it now."""

    row: Transition
    hindered: str
    grave: bool

    @property
    def needs(self) -> list[str]:
        return [str(NEEDS[need]) for need in self.row.needs]


@dataclass(frozen=True)
class Told:
    """A row of the history in words."""

    move: DraftMove
    label: str


def context(viewer: Viewer, draft: Draft, asked: int) -> dict[str, Any]:
    """Everything that the page shows; version 0 is the latest."""
    versions = queries.versions(draft)
    shown = _shown(versions, asked)
    acts = list(_acts(viewer, draft))
    open_here = {one.row.action for one in acts if not one.hindered}
    latest = bool(shown) and shown is versions[-1]
    rows, lost = _beside(draft, shown)
    return {
        "draft": draft,
        "line": _line(draft),
        "versions": versions,
        "shown": shown,
        "latest": latest,
        "rows": rows,
        "lost": lost,
        "acts": [one for one in acts if one.row.action not in BESIDE],
        "may_opine": latest and "opine" in open_here,
        "may_decide": "decide" in open_here,
        "verdicts": [(v, v.label) for v in Verdict if v != Verdict.OPEN],
        "typed": texts.typed(queries.paragraphs(versions[-1])) if versions else "",
        "signatures": queries.signatures(draft),
        "history": _history(draft),
        "consulted": list(draft.consulted.order_by("code")),
        "units": Unit.objects.exclude(pk=draft.unit_id).order_by("code"),
    }


def _line(draft: Draft) -> Line:
    """The chain, with the day on which a stage was left where it had no date of its own."""
    line, left = queries.line_of(draft, timezone.localdate()), {}
    for move in draft.moves.order_by("seq"):
        if move.stage_before != move.stage_after:
            left[move.stage_before] = left[move.stage_after] = timezone.localdate(move.at)
    steps = [
        replace(step, done_on=left.get(step.stage))
        if step.standing == "done" and step.done_on is None
        else step
        for step in line.steps
    ]
    return replace(line, steps=steps)


def _shown(versions: list[DraftVersion], asked: int) -> DraftVersion | None:
    if not versions:
        return None
    return versions[asked - 1] if 0 < asked <= len(versions) else versions[-1]


def _beside(draft: Draft, shown: DraftVersion | None) -> tuple[list[Beside], list[Opinion]]:
    """Paragraphs with their opinions; and the opinions on paragraphs that are not in it."""
    said: dict[str, list[Opinion]] = defaultdict(list)
    opinions = Opinion.objects.filter(draft=draft)
    for opinion in opinions.select_related("by", "unit", "decided_by", "version"):
        said[opinion.paragraph].append(opinion)
    rows = [Beside(p, said.pop(p.id, [])) for p in queries.paragraphs(shown)]
    return rows, [opinion for left in said.values() for opinion in left]


def _acts(viewer: Viewer, draft: Draft) -> Iterator[Act]:
    told, actor = queries.facts(draft), queries.actor_of(viewer, draft)
    for row in open_rows(rules.TRANSITIONS, draft.stage, actor):
        yield Act(row, hindrance(row, told), row.action in GRAVE)


def _history(draft: Draft) -> list[Told]:
    moves = draft.moves.select_related("actor__unit", "version").order_by("-seq")
    return [Told(move, word(move.action)) for move in moves]


def word(action: str) -> str:
    """An act in words."""
    row = rules.BY_ACTION.get(action)
    return str(row.label if row else BEGUN)


def counts(compared: Iterable[Compared]) -> dict[str, int]:
    """Paragraphs by what became of them."""
    made = {"added": 0, "changed": 0, "removed": 0}
    for one in compared:
        if one.how:
            made[one.how] += 1
    return made


def given(post: QueryDict) -> dict[str, Any]:
    """What a form of the page sent, as the services take it."""
    names = ("text", "reason", "paragraph", "opinion", "decision")
    made: dict[str, Any] = {name: post.get(name, "").strip() for name in names}
    made["text"] = made["text"].replace("\r\n", "\n")
    made["units"] = [code for code in post.getlist("units") if code]
    return made
