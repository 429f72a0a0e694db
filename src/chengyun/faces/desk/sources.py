"""The desk's pages of who sends readings, and of what was refused; each step there is recorded."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.people.choices import Role
from chengyun.sensing import deadletters, tally
from chengyun.sensing.checks import REASONS
from chengyun.sensing.deadletters import ALARM, MALFORMED, Asked, Letter
from chengyun.sensing.models import Source
from chengyun.sensing.room import Busy

log = structlog.get_logger()
ROWS_SHOWN = 20
PAGE_SIZE = 25
WORDS = {
    "unknown_datastream": gettext_lazy("Nobody has declared this datastream."),
    "not_yours": gettext_lazy("The source may not write this datastream."),
    "bad_time": gettext_lazy("The time cannot be read, or the clock was never set."),
    "future_time": gettext_lazy("The time is more than five minutes in the future."),
    "not_a_number": gettext_lazy("The value is not a number."),
    "out_of_range": gettext_lazy("No sound sensor gives such a value."),
    MALFORMED: gettext_lazy("The message cannot be read."),
    ALARM: gettext_lazy("An alarm could not become a case."),
}


@dataclass(frozen=True)
class Row:
    """A refused row as it came, and what is wrong with it in words."""

    datastream: object
    at: datetime | None
    time: object
    value: object
    words: object


@dataclass(frozen=True)
class Card:
    """A letter as the page shows it."""

    letter: Letter
    source: str
    at: datetime
    reasons: list[tuple[object, int]]
    rows: list[Row]
    more: int
    body: str


def _may(request: OfficerRequest) -> None:
    if request.user.role not in (Role.DUTY_OFFICER, Role.ADMINISTRATOR):
        raise PermissionDenied


def _desk() -> deadletters.Desk:
    desk = deadletters.desk()
    if desk is None:
        raise Http404
    return desk


@never_cache
@require_GET
@officers_only
def letters(request: OfficerRequest) -> HttpResponse:
    """What was refused, the newest first."""
    _may(request)
    names = {str(pk): name for pk, name in Source.objects.values_list("pk", "name")}
    asked = _asked(request)
    found = deadletters.wait(_desk().find(asked))
    chosen = {"source": asked.source, "reason": asked.reason}
    kept = {name: value for name, value in chosen.items() if value}
    page = {
        "cards": [_card(letter, names) for letter in found.letters],
        "chosen_source": asked.source,
        "chosen_reason": asked.reason,
        "sources": sorted(names.items(), key=lambda item: item[1]),
        "reasons": [(reason, WORDS[reason]) for reason in (*REASONS, MALFORMED, ALARM)],
        "older": urlencode({**kept, "before": found.older}) if found.older else "",
        "filtered": bool(kept or asked.before),
        "query": urlencode(kept),
        "here": "letters",
    }
    return render(request, "desk/deadletters.html", page | {"here": "sources"} | pages.shell())


def _asked(request: HttpRequest) -> Asked:
    source, reason = request.GET.get("source", ""), request.GET.get("reason", "")
    before = request.GET.get("before", "")
    return Asked(
        source=source if source.isdecimal() or source == "alarms" else "",
        reason=reason if reason in WORDS else "",
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 16 else 0,
        limit=PAGE_SIZE,
    )


def _card(letter: Letter, names: dict[str, str]) -> Card:
    rows = [_row(row) for row in letter.rows[:ROWS_SHOWN]]
    return Card(
        letter=letter,
        source=names.get(letter.source, _("unknown")),
        at=datetime.fromtimestamp(letter.at_us / 1e6, UTC),
        reasons=[(WORDS.get(reason, reason), n) for reason, n in letter.reasons.items()],
        rows=rows,
        more=len(letter.rows) - len(rows),
        body=letter.body.decode("utf-8", "replace")[:1000],
    )


def _row(row: dict[str, Any]) -> Row:
    time = row.get("time", 0)
    reason = str(row.get("reason"))
    return Row(row.get("datastream"), _moment(time), time, row.get("value"), WORDS.get(reason))


def _moment(micros: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(micros / 1e6, UTC)
    except (OverflowError, ValueError, OSError):
        return None


@require_POST
@officers_only
def replay(request: OfficerRequest) -> HttpResponse:
    """Send letters through the gateway again."""
    _may(request)
    desk, seqs = _desk(), _numbers(request)
    try:
        done = deadletters.wait(desk.replay(seqs))
    except Busy:
        messages.error(request, _("The gateway is busy; nothing was changed. Try again later."))
        return _back(request)
    _record(request, CHANGE, seqs, f"replayed: {done.accepted} taken, {done.refused} refused")
    text = _("Taken: %(taken)s. Refused again: %(refused)s.")
    messages.success(request, text % {"taken": done.accepted, "refused": done.refused})
    return _back(request)


@require_POST
@officers_only
def discard(request: OfficerRequest) -> HttpResponse:
    """Forget letters; it needs a reason, which is recorded."""
    _may(request)
    desk, seqs, reason = _desk(), _numbers(request), request.POST.get("reason", "").strip()[:200]
    if not reason:
        messages.error(request, _("Say why it may be discarded."))
        return _back(request)
    dropped = deadletters.wait(desk.drop(seqs))
    _record(request, DELETION, seqs, f"discarded: {reason}")
    text = ngettext("%(n)s entry discarded.", "%(n)s entries discarded.", dropped)
    messages.success(request, text % {"n": dropped})
    return _back(request)


def _numbers(request: HttpRequest) -> list[int]:
    given = request.POST.getlist("letter")[:PAGE_SIZE]
    return sorted(int(text) for text in given if text.isascii() and text.isdigit())


def _record(request: OfficerRequest, flag: int, seqs: list[int], text: str) -> None:
    """Who did what, in the administration's own log and in that of the process."""
    log.info("dead letters", by=request.user.username, letters=seqs, done=text)
    kind = ContentType.objects.get_for_model(Source)
    LogEntry.objects.bulk_create(
        LogEntry(
            user_id=request.user.pk, content_type=kind, object_id=str(seq), action_flag=flag,
            object_repr=f"dead letter {seq}", change_message=text,
        )
        for seq in seqs
    )  # fmt: skip


def _back(request: HttpRequest) -> HttpResponse:
    address = redirect("deadletters")
    if query := urlencode({k: v for k in ("source", "reason") if (v := request.GET.get(k))}):
        address["Location"] += f"?{query}"
    return address


@never_cache
@require_GET
@officers_only
def sources(request: OfficerRequest) -> HttpResponse:
    """Who sends: last heard, how much, what was refused and how right the clocks are."""
    _may(request)
    told = tally.read(Path(settings.CONFIG.data) / "run")
    lines = [_source(source, told.get(source.pk)) for source in Source.objects.order_by("name")]
    return render(request, "desk/sources.html", {"lines": lines, "here": "sources"} | pages.shell())


def _source(source: Source, line: tally.Line | None) -> dict[str, Any]:
    line = line or tally.Line()
    heard = datetime.fromtimestamp(line.heard, UTC) if line.heard else None
    refused = [(WORDS.get(reason, reason), reason, n) for reason, n in line.refused.items()]
    return {"source": source, "line": line, "heard": heard, "refused": refused}
