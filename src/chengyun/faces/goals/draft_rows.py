"""Plan texts, and what was said of them and what became of it (意见采纳情况表), for Excel."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.faces.access import OfficerRequest
from chengyun.goals.models import Opinion
from chengyun.goals.queries import drafts as queries
from chengyun.goals.queries.drafts import Line

Cells = list[Any]
NAMES = ("kind", "stage", "q")


def drafts(request: OfficerRequest) -> tuple[Cells, Iterable[Cells]]:
    """The list as it is on the page."""
    asked = {name: request.GET.get(name, "").strip() for name in NAMES}
    head = [
        _("Number"), _("Title"), _("Kind of plan"), _("Unit"), _("Stage"), _("Due"), _("Versions"),
        _("Opinions"), _("Not decided on"), _("Published on"),
    ]  # fmt: skip
    found = queries.search(request.viewer, **asked, today=timezone.localdate())
    return head, map(_draft, found)


def _draft(line: Line) -> Cells:
    one = line.draft
    return [
        one.number, one.title, one.get_kind_display(), str(one.unit), one.get_stage_display(),
        line.now.due if line.now else None, line.versions, line.opinions, line.open_opinions,
        one.published_on,
    ]  # fmt: skip


def opinions(request: OfficerRequest) -> tuple[Cells, Iterable[Cells]]:
    """`?draft=NUMBER` those of one text, else of all in sight: one row an opinion."""
    head = [
        _("Number"), _("Title"), _("Version"), _("Paragraph"), _("What it said"), _("Unit"),
        _("Officer"), _("Said on"), _("Opinion"), _("What became of it"), _("Reason"),
        _("Decided by"), _("Answered on"),
    ]  # fmt: skip
    seen = queries.visible(request.viewer)
    if number := request.GET.get("draft", ""):
        seen = seen.filter(number=number)
    rows = Opinion.objects.filter(draft__in=seen.order_by().values("pk"))
    rows = rows.select_related("draft", "version", "unit", "by", "decided_by")
    return head, map(_opinion, rows.order_by("draft__number", "paragraph", "at"))


def _opinion(one: Opinion) -> Cells:
    text = {p["id"]: p["text"] for p in one.version.paragraphs}.get(one.paragraph, "")
    return [
        one.draft.number, one.draft.title, one.version.number, one.paragraph, text,
        str(one.unit or ""), str(one.by or ""), timezone.localdate(one.at), one.text,
        one.get_verdict_display(), one.reason, str(one.decided_by or ""),
        timezone.localdate(one.decided_at) if one.decided_at else None,
    ]  # fmt: skip
