"""The only writers of plan texts. Each act is one transaction: the text, a row of its history, and
the audit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.goals import rules_drafts as rules
from chengyun.goals import texts
from chengyun.goals.choices_drafts import DRAFT_CHAIN, DraftKind, DraftStage, Verdict
from chengyun.goals.models import Draft, DraftDate, DraftMove, DraftVersion, Opinion
from chengyun.goals.queries import drafts as queries
from chengyun.goals.refused import Refused
from chengyun.goals.rights import HANDLERS, OFFICE
from chengyun.goals.transitions import permit
from chengyun.people import audit
from chengyun.people.models import Unit, User
from chengyun.people.policy import viewer_of

Given = Mapping[str, Any]
BEGINNERS = (*OFFICE, *HANDLERS)


def may_begin(role: str) -> bool:
    """The office begins a plan text for any unit, a handler for their own."""
    return role in BEGINNERS


@transaction.atomic
def begin(actor: User, kind: str, title: str, unit: Unit, dates: Sequence[date | None]) -> Draft:
    """A new plan text, with the date of each stage of the chain. Raises Refused."""
    mine = actor.role not in HANDLERS or actor.unit_id == unit.pk
    if not may_begin(actor.role) or not mine:
        raise Refused(_("The office begins plan texts, or a handler for their own unit."))
    if kind not in DraftKind.values or not title.strip():
        raise Refused(_("Give the plan a title and say what kind it is."))
    set_dates = [day for day in dates if day]
    if set_dates != sorted(set_dates):
        raise Refused(_("The dates of the stages follow each other."))
    today = timezone.localdate()
    path = actor.area.path if actor.area else ""
    draft = Draft.objects.create(
        number=_number(today.year), kind=kind, title_zh=title.strip(), unit=unit,
        begun_on=today, area_path=path,
    )  # fmt: skip
    DraftDate.objects.bulk_create(
        DraftDate(draft=draft, stage=stage, due=day)
        for stage, day in zip(DRAFT_CHAIN, dates, strict=True)
        if day
    )
    _moved(draft, actor, "begin", "", "")
    audit.note(actor, "draft_plan", draft.number, act="begin")
    return draft


def _number(year: int) -> str:
    begins = f"GH{year}-"
    last = Draft.objects.filter(number__startswith=begins).aggregate(last=Max("number"))["last"]
    return f"{begins}{int(last.removeprefix(begins)) + 1 if last else 1:03d}"


def act(actor: User, number: str, action: str, given: Given) -> Draft:
    """Do something of the table with a plan text. Raises Refused, Draft.DoesNotExist."""
    row = rules.BY_ACTION.get(action)
    if row is None:
        raise Refused(_("There is no such action."))
    viewer = viewer_of(actor)
    with transaction.atomic():
        visible = queries.visible(viewer).order_by().values("pk")
        draft = Draft.objects.select_for_update().get(number=number, pk__in=visible)
        before = draft.stage
        who = queries.actor_of(viewer, draft)
        permit(row, before, who, queries.facts(draft), given)
        _effect(action)(draft, actor, given)
        if row.to:
            _through(draft, row.to)
        draft.stage = row.to or draft.stage
        draft.save()
        _moved(draft, actor, action, before, str(given.get("reason") or "").strip())
        audit.note(actor, "draft_plan", draft.number, act=action)
    return draft


def _effect(action: str) -> Callable[[Draft, User, Given], None]:
    return EFFECTS.get(action, lambda draft, actor, given: None)


def _through(draft: Draft, to: str) -> None:
    """The stage that is left was done today; one that is come back to was not."""
    today = timezone.localdate()
    draft.dates.filter(stage=draft.stage).update(done_on=today)
    if to == DraftStage.PUBLISHED:
        draft.published_on = today
        draft.dates.filter(stage=to).update(done_on=today)
    elif to in DRAFT_CHAIN:
        ahead = DRAFT_CHAIN[DRAFT_CHAIN.index(DraftStage(to)) :]
        draft.dates.filter(stage__in=ahead).update(done_on=None)


def _moved(draft: Draft, actor: User, action: str, before: str, note: str) -> None:
    last = DraftMove.objects.filter(draft=draft).aggregate(last=Max("seq"))["last"] or 0
    version = _newest(draft)
    signs = action in rules.SIGNING
    DraftMove(
        draft=draft, seq=last + 1, at=timezone.now(), actor=actor, action=action, note=note,
        stage_before=before, stage_after=draft.stage, version=version,
        digest=version.digest if version and signs else "",
    ).save()  # fmt: skip


def _newest(draft: Draft) -> DraftVersion | None:
    found: DraftVersion | None = draft.versions.order_by("-number").first()
    return found


def write(draft: Draft, actor: User, given: Given) -> None:
    """A new version. Refuses a text that is the old one."""
    old = queries.versions(draft)
    before = queries.paragraphs(old[-1]) if old else []
    used = max((int(p["id"][1:]) for v in old for p in v.paragraphs), default=0)
    made = texts.numbered(before, str(given["text"]), used)
    if not made or texts.digest(made) == texts.digest(before):
        raise Refused(_("Nothing has changed."))
    DraftVersion(
        draft=draft, number=len(old) + 1, at=timezone.now(), by=actor, digest=texts.digest(made),
        note=str(given.get("reason") or "")[:300], paragraphs=[asdict(p) for p in made],
    ).save()  # fmt: skip


def consult(draft: Draft, actor: User, given: Given) -> None:
    """Ask units; those asked before stay asked."""
    codes = set(given["units"])
    units = list(Unit.objects.filter(code__in=codes).exclude(pk=draft.unit_id))
    if not units:
        raise Refused(_("Choose at least one other unit."))
    draft.consulted.add(*units)


def opine(draft: Draft, actor: User, given: Given) -> None:
    """An opinion on a paragraph of the latest version."""
    version = _newest(draft)
    known = [p.id for p in queries.paragraphs(version)]
    if version is None or given["paragraph"] not in known:
        raise Refused(_("This paragraph is not in the latest version."))
    Opinion.objects.create(
        draft=draft, version=version, paragraph=given["paragraph"], by=actor, unit=actor.unit,
        text=str(given["opinion"]).strip(), at=timezone.now(),
    )  # fmt: skip


def decide(draft: Draft, actor: User, given: Given) -> None:
    """Adopted or not, once; the reason is kept beside it."""
    decision = given["decision"]
    if decision not in Verdict.values or decision == Verdict.OPEN:
        raise Refused(_("Say whether the opinion is adopted."))
    asked = str(given["opinion"])
    opinions = draft.opinions.filter(pk=int(asked) if asked.isdecimal() else 0)
    opinion = opinions.filter(verdict=Verdict.OPEN).first()
    if opinion is None:
        raise Refused(_("This opinion is decided on already."))
    opinion.verdict, opinion.reason = decision, str(given["reason"]).strip()
    opinion.decided_at, opinion.decided_by = timezone.now(), actor
    opinion.save(update_fields=["verdict", "reason", "decided_at", "decided_by"])


EFFECTS: Mapping[str, Callable[[Draft, User, Given], None]] = {
    "write": write, "consult": consult, "opine": opine, "decide": decide,
}  # fmt: skip
