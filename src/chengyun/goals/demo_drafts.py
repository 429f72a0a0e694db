"""Demonstration plan texts: 14 special and 20 department plans on their way to publication.

Two of them have a text of some length with versions and opinions; all of it is made up.
"""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db import transaction
from django.utils import timezone

from chengyun.goals import texts
from chengyun.goals.choices_drafts import DRAFT_CHAIN, DraftKind, DraftStage, Verdict
from chengyun.goals.demo_drafts_texts import OPINIONS, PLANS, TEXTS, Said
from chengyun.goals.models import Draft, DraftDate, DraftMove, DraftVersion, Opinion
from chengyun.people.models import Unit, User
from chengyun.places.choices import Level
from chengyun.places.models import Area

DAY = timedelta(days=1)
STAGES = tuple(DraftStage)[:5]
# Days between the dates of the chain, and how far those in a stage are from its date.
LENGTHS = (30, 25, 20, 15, 10)
SLACK = (12, 2, 25, -4, 9, 18, -7, 1)
ACTS = ("consult", "submit", "pass", "publish")
SIGNED = {"pass": "chenli", "sign": "zhaoguohua"}


@transaction.atomic
def seed(today: date | None = None) -> None:
    """Plant the demonstration plan texts once."""
    today = today or timezone.localdate()
    if Draft.objects.filter(simulated=True).exists() or not Unit.objects.exists():
        return
    units = {unit.kind: unit for unit in Unit.objects.order_by("-code")}
    root = Area.objects.filter(level=Level.DISTRICT).first()
    drafts = [_draft(n, units, root.path if root else "", today) for n in range(len(PLANS))]
    Draft.objects.bulk_create(drafts)
    DraftDate.objects.bulk_create(
        [row for n, draft in enumerate(drafts) for row in _dates(n, draft, today)]
    )
    made = [v for draft in drafts for v in _versions(draft)]
    DraftVersion.objects.bulk_create(made)
    newest = {version.draft_id: version for version in made}
    people = {u.username: u for u in User.objects.filter(username__in=SIGNED.values())}
    DraftMove.objects.bulk_create(
        [move for draft in drafts for move in _moves(draft, newest[draft.pk], people)]
    )
    _consulted(drafts, units)
    Opinion.objects.bulk_create(
        [_opinion(draft, made, said, units) for draft in drafts for said in _said(draft)]
    )


def _draft(n: int, units: dict[str, Unit], path: str, today: date) -> Draft:
    zh, en, kind, stage = PLANS[n]
    unit = units.get(kind) or next(iter(units.values()))
    special = n < 14
    made = Draft(
        number=f"GH{today.year}-{n + 1:03d}", title_zh=zh, title_en=en, unit=unit, stage=stage,
        kind=DraftKind.SPECIAL if special else DraftKind.DEPARTMENT, area_path=path, simulated=True,
        begun_on=today,
    )  # fmt: skip
    made.begun_on = _due_days(n, made, today)[0] - LENGTHS[0] * DAY
    made.published_on = today - 6 * DAY if stage == DraftStage.PUBLISHED else None
    return made


def _due_days(n: int, draft: Draft, today: date) -> list[date]:
    """The dates of the chain, such that the stage in hand is due in its slack from today."""
    at = STAGES.index(DraftStage(draft.stage))
    slack = -6 if draft.stage == DraftStage.PUBLISHED else SLACK[n % len(SLACK)]
    offsets = [sum(LENGTHS[: i + 1]) for i in range(len(STAGES))]
    return [today + (slack + offset - offsets[at]) * DAY for offset in offsets]


def _dates(n: int, draft: Draft, today: date) -> list[DraftDate]:
    at = STAGES.index(DraftStage(draft.stage)) + (draft.stage == DraftStage.PUBLISHED)
    rows = []
    for i, (stage, due) in enumerate(zip(DRAFT_CHAIN, _due_days(n, draft, today), strict=True)):
        done = min(due - (n % 3) * DAY, today - DAY) if i < at else None
        rows.append(DraftDate(draft=draft, stage=stage, due=due, done_on=done))
    return rows


def _typed(draft: Draft) -> list[str]:
    """The versions of a text; of most plans a short one."""
    if draft.title_zh in TEXTS:
        return list(TEXTS[draft.title_zh])
    subject = draft.title_zh.removesuffix("专项规划").removesuffix("规划")
    return [
        f"# 总体要求\n\n围绕{subject}，坚持问题导向、系统治理，到规划期末主要指标达到全市前列。\n\n"
        f"# 主要任务\n\n分解年度任务，明确牵头单位、时间节点和资金安排，按季度对账。\n\n"
        f"# 保障措施\n\n由{draft.unit.name_zh}牵头，建立联席会议制度，纳入督办。"
    ]


def _versions(draft: Draft) -> list[DraftVersion]:
    made: list[DraftVersion] = []
    before: list[texts.Paragraph] = []
    used = 0
    for number, text in enumerate(_typed(draft), 1):
        before = texts.numbered(before, text, used)
        used = max([used, *(int(p.id[1:]) for p in before)])
        made.append(DraftVersion(
            draft=draft, number=number, at=_at(draft.begun_on + (9 * number) * DAY, 15),
            paragraphs=[asdict(p) for p in before], digest=texts.digest(before),
            note=("征求意见稿", "吸收意见后修改", "送审稿")[number - 1],
        ))  # fmt: skip
    return made


def _moves(draft: Draft, newest: DraftVersion, people: dict[str, User]) -> list[DraftMove]:
    at = STAGES.index(DraftStage(draft.stage))
    acts = [("begin", "", STAGES[0]), ("write", STAGES[0], STAGES[0])]
    for action, (old, new) in zip(ACTS[:at], pairwise(STAGES[: at + 1]), strict=True):
        if action == "publish":
            acts.append(("sign", old, old))
        acts.append((action, old, new))
    return [
        DraftMove(
            draft=draft, seq=seq, at=_at(draft.begun_on + 8 * seq * DAY, 10), action=action,
            stage_before=before, stage_after=after, version=newest if seq > 1 else None,
            actor=people.get(SIGNED.get(action, "")),
            digest=newest.digest if action in SIGNED else "",
        )
        for seq, (action, before, after) in enumerate(acts, 1)
    ]  # fmt: skip


def _consulted(drafts: list[Draft], units: dict[str, Unit]) -> None:
    asked = [units[kind] for kind in ("urban_management", "centre", "fire") if kind in units]
    through = Draft.consulted.through
    through.objects.bulk_create(
        through(draft_id=draft.pk, unit_id=unit.pk)
        for draft in drafts
        if draft.stage != DraftStage.DRAFTING
        for unit in asked
        if unit.pk != draft.unit_id
    )


def _said(draft: Draft) -> tuple[Said, ...]:
    return OPINIONS.get(draft.title_zh, ())


def _opinion(draft: Draft, made: list[DraftVersion], said: Said, units: dict[str, Unit]) -> Opinion:
    kind, version, words, text, verdict, reason = said
    found = next(v for v in made if v.draft_id == draft.pk and v.number == version)
    paragraph = next(p["id"] for p in found.paragraphs if words in p["text"])
    decided = _at(found.at.date() + 6 * DAY, 16) if verdict != Verdict.OPEN else None
    return Opinion(
        draft=draft, version=found, paragraph=paragraph, text=text, verdict=verdict, reason=reason,
        unit=units.get(kind) or next(iter(units.values())), at=found.at + 3 * DAY,
        decided_at=decided,
    )  # fmt: skip


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 30)))
