"""What a case file says, as plain values: labels in the reader's language, nothing left to decide.

The template gets all of it as JSON. What people wrote is data there and never markup.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chengyun.calendar import Limit
from chengyun.cases import chain, queries
from chengyun.cases.casefile.sketch import sketch
from chengyun.cases.choices import Medium, Moment
from chengyun.cases.files import store
from chengyun.cases.models import Attachment, Case, Counter, LedgerEntry
from chengyun.cases.queries import attachments as attachment_queries
from chengyun.cases.services.journal import HEAD, facts_of
from chengyun.people.policy import Viewer
from chengyun.places.models import Area, in_language

MOST_PHOTOS = 24
PHOTO_SIZE = 1280
Pair = tuple[str, str]


@dataclass(frozen=True)
class CaseFile:
    """The values of the template, and the pictures that it names."""

    data: dict[str, Any]
    pictures: dict[str, bytes]


def gather(viewer: Viewer, case: Case, printed_by: str) -> CaseFile:
    """Everything of a case that the viewer may see; personal data masked by the viewer's role."""
    files = attachment_queries.of_case(viewer, case)
    photos = [file for file in files if file.medium == Medium.PHOTO]
    pictures = _pictures(photos[:MOST_PHOTOS])
    drawn = sketch(case)
    if drawn:
        pictures["map.svg"] = drawn.svg.encode()
    data = {
        "title": _("Case file"),
        "house": _house(),
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
        "number": case.number,
        "headline": case.type.title,
        "subtitle": case.headline,
        "simulated": _("simulated") if case.simulated else "",
        "map": {"note": drawn.note} if drawn else None,
        "facts": list(_facts(case)),
        "description": case.description,
        "clocks": list(_clocks(case)),
        "reports": list(_reports(viewer, case)),
        "photos": _photos(photos, pictures),
        "others": [_other(file) for file in files if file.medium != Medium.PHOTO],
        "more": max(0, len(photos) - MOST_PHOTOS),
        "ledger": _ledger(viewer, case),
        "proof": _proof(viewer, case),
        "printed": _("Printed %(at)s by %(who)s")
        % {"at": _time(timezone.now()), "who": printed_by},
        "labels": _labels(),
    }
    return CaseFile(data, pictures)


def _house() -> str:
    roots = Area.objects.filter(parent=None).defer("boundary")[:2]
    return f"{roots[0].title} · {_('Chengyun')}" if len(roots) == 1 else _("Chengyun")


def _labels() -> dict[str, str]:
    return {
        "facts": _("The case"),
        "description": _("Description"),
        "clocks": _("Times"),
        "reports": _("Reports"),
        "photos": _("Photos"),
        "others": _("Other files"),
        "ledger": _("Ledger"),
        "place": _("Address"),
        "step": _("Step"),
        "at": _("Time"),
        "by": _("By"),
        "page": _("Page {n} of {all}"),
        "more": _("and more photos, kept with the case"),
        "none": _("None"),
    }


def _facts(case: Case) -> Iterator[Pair]:
    yield _("Number"), case.number
    yield _("Kind"), case.type.title
    yield _("Stage"), case.get_stage_display()
    yield _("Severity"), case.get_severity_display()
    yield _("Source"), case.get_origin_display()
    yield _("Address"), _place(case)
    if case.lon is not None and case.lat is not None:
        yield _("Coordinates (WGS84)"), f"{case.lon:.6f}, {case.lat:.6f}"
    yield _("Unit"), case.unit.title if case.unit else "—"
    yield _("Handler"), str(case.handler) if case.handler else "—"
    if case.condition:
        yield _("Condition"), case.condition.filing
    if case.rating:
        yield _("Resident's rating"), f"{case.rating}/5"


def _place(case: Case) -> str:
    parts = [case.street.title if case.street else "", case.area.title if case.area else ""]
    return " · ".join(dict.fromkeys(part for part in (*parts, case.address) if part)) or "—"


def _clocks(case: Case) -> Iterator[Pair]:
    moments = [
        (_("Opened at"), case.opened_at),
        (_("Filed at"), case.filed_at),
        (_("Dispatched at"), case.dispatched_at),
        (_("Accepted at"), case.accepted_at),
        (_("Handled at"), case.handled_at),
        (_("Closed at"), case.closed_at),
        (_("To be handled by"), case.due_at),
    ]
    yield from ((label, _time(at)) for label, at in moments if at)
    limit = Limit.parse(case.limit or case.type.limit)
    yield _("Time limit"), in_language(limit.label_zh, limit.label_en)
    yield _("In time"), _("No, overdue") if case.overdue else _("Yes")
    counts = [
        (_("Suspensions"), case.suspensions),
        (_("Extensions"), case.extensions),
        (_("Reworks"), case.reworks),
        (_("Returns"), case.returns),
    ]
    yield from ((label, str(n)) for label, n in counts if n)


def _time(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"


def _reports(viewer: Viewer, case: Case) -> Iterator[dict[str, str]]:
    for report in queries.reports(viewer, case):
        who = " ".join(part for part in (report["name"], report["phone"]) if part)
        at = _time(datetime.fromisoformat(report["at"]))
        yield {"receipt": report["receipt"], "at": at, "who": who, "text": report["text"]}


def _pictures(photos: Sequence[Attachment]) -> dict[str, bytes]:
    found = {}
    for file in photos:
        try:
            name = store.rendition(file.sha256, PHOTO_SIZE)
            found[f"{file.key}.jpg"] = b"".join(store.current().read(name))
        except FileNotFoundError:
            continue
    return found


def _photos(photos: Sequence[Attachment], pictures: dict[str, bytes]) -> list[dict[str, Any]]:
    """Photos by what they show; the order of the loop."""
    shown = [photo for photo in photos if f"{photo.key}.jpg" in pictures]
    groups = [(m.label, [p for p in shown if p.moment == m]) for m in Moment]
    return [
        {"title": str(title), "photos": [_photo(photo) for photo in some]}
        for title, some in groups
        if some
    ]


def _photo(file: Attachment) -> dict[str, str]:
    who = str(file.uploaded_by) if file.uploaded_by else _("Resident")
    taken = file.taken_at or file.uploaded_at
    return {"file": f"{file.key}.jpg", "told": f"{_time(taken)} · {who}", "sha256": file.sha256}


def _other(file: Attachment) -> dict[str, str]:
    told = f"{file.get_medium_display()} · {_time(file.uploaded_at)} · {file.bytes:,} B"
    return {"told": told, "sha256": file.sha256}


def _ledger(viewer: Viewer, case: Case) -> list[dict[str, Any]]:
    digests = dict(LedgerEntry.objects.filter(case=case).values_list("seq", "digest"))
    return [_step(step, digests[step["seq"]]) for step in queries.timeline(viewer, case)]


def _step(step: dict[str, Any], digest: str) -> dict[str, Any]:
    actor = step["actor"]
    return {
        "seq": str(step["seq"]),
        "at": _time(datetime.fromisoformat(step["at"])),
        "label": step["label"],
        "stage": step["stage_label"],
        "by": f"{actor['name']} ({actor['role']})" if actor else _("System"),
        "note": step["note"],
        "digest": digest,
    }


def _proof(viewer: Viewer, case: Case) -> dict[str, Any]:
    """Each row of the case computed anew, and where the chain stood when this was printed."""
    rows = LedgerEntry.objects.filter(case=case).order_by("seq")
    bad = [row.seq for row in rows if chain.digest(facts_of(row), row.previous) != row.digest]
    head = Counter.objects.filter(name=HEAD).first()
    told = {"n": rows.count(), "seq": bad[0] if bad else 0}
    holds = _("All %(n)d rows of this case were computed anew and hold.") % told
    broken = _("Row %(seq)d does not hold: it was changed after it was written.") % told
    end = {"row": head.value if head else 0, "digest": head.text if head else ""}
    return {
        "holds": not bad,
        "sentence": broken if bad else holds,
        "head": _("Head of the chain when printed: row %(row)d, %(digest)s") % end,
    }
