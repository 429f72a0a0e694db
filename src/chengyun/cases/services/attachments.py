"""Files of a case: attaching, showing to residents, erasing. Each is a row of the ledger."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Action, Medium, Moment
from chengyun.cases.files import store
from chengyun.cases.files.intake import Stored
from chengyun.cases.models import Attachment, Case, LedgerEntry, Report
from chengyun.cases.present import named
from chengyun.cases.rules import Refusal
from chengyun.cases.services.journal import Journal, Step, writing
from chengyun.cases.services.refused import Refused, refuse_if
from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.people.policy import viewer_of

MOST_OF_CASE, MOST_OF_REPORT = 200, 5
# What was stored for a case that was then refused is thrown away after this time.
ORPHANED_AFTER = timedelta(days=1)
MAY_ATTACH = (Role.DUTY_OFFICER, Role.DISPATCHER, Role.HANDLER, Role.GRID_OFFICER, Role.LEADER)
MAY_SHOW = (Role.DUTY_OFFICER, Role.DISPATCHER)
MAY_ERASE = (Role.DUTY_OFFICER, Role.ADMINISTRATOR)

UNKNOWN_CASE = Refusal("unknown_case", _("There is no such case among those you may see."))
UNKNOWN_FILE = Refusal("unknown_file", _("There is no such file among those you may see."))
UNKNOWN_REPORT = Refusal("unknown_report", _("There is no such report."))
NOT_YOURS = Refusal("not_yours", _("This is not for your role to do."))
TOO_MANY_FILES = Refusal("too_many_files", _("That is more files than it may have."))
ONLY_PHOTOS = Refusal("only_photos", _("Only photos can be shown: they alone are made free of "
                                       "what a camera writes into a file."))  # fmt: skip
CONFIDENTIAL = Refusal("confidential", _("The case is confidential; nothing of it is shown."))
CASE_OVER = Refusal("case_over", _("The case is closed; reopen it, or report anew."))
ERASED = Refusal("erased", _("The file has been erased."))
NEEDS_REASON = Refusal("needs_reason", _("Say why."))
GONE = Refusal("gone", _("The file could not be stored; send it again."))


@dataclass(frozen=True)
class Told:
    """What comes with files. `step` is the action they belong to; the same `key` twice is once."""

    moment: str = Moment.EVIDENCE
    public: bool = False
    step: str = ""
    key: str = ""
    at: datetime | None = None


def attach(actor: User, number: str, files: Sequence[Stored], told: Told) -> list[Attachment]:
    """Put stored files (`files.intake.take`) on a case, in order.

    Raises Refused: unknown_case, not_yours, too_many_files, only_photos, confidential, gone.
    """
    with writing() as journal:
        case = _case(actor, number)
        refuse_if(None if actor.role in MAY_ATTACH else NOT_YOURS)
        if told.public:
            refuse_if(_not_to_be_shown(case, [file.medium for file in files]))
        return _Writer(journal, case, told, actor=actor).write(files)


def attach_to_report(follow: str, files: Sequence[Stored], told: Told) -> list[Attachment]:
    """A reporter's own files, by the secret of the follow link; five at most.

    Raises Refused: unknown_report, case_over, too_many_files, gone.
    """
    with writing() as journal:
        report = Report.objects.filter(follow=follow).first()
        if report is None or report.case_id is None:
            raise Refused(UNKNOWN_REPORT.code, UNKNOWN_REPORT.message)
        case = named(Case.objects.filter(pk=report.case_id)).get()
        refuse_if(None if case.is_open else CASE_OVER)
        return _Writer(journal, case, told, report=report).write(files)


def show(actor: User, key: str, public: bool) -> Attachment:
    """Show a photo to those who reported the case, or no longer.

    Raises Refused: unknown_file, not_yours, only_photos, confidential, erased.
    """
    with writing() as journal:
        found = _attachment(actor, key)
        refuse_if(None if actor.role in MAY_SHOW else NOT_YOURS)
        if public:
            refuse_if(_not_to_be_shown(found.case, [found.medium]))
        if found.public != public:
            found.public = public
            found.save(update_fields=["public"])
            _note(journal, found, Action.SHOW_FILE if public else Action.HIDE_FILE, actor)
    return found


def erase(actor: User | None, key: str, reason: str) -> Attachment:
    """Take the bytes and all that they told away; what is left is the digest and this step.

    `actor` None is the system (a rule of retention). Raises Refused: unknown_file, not_yours,
    needs_reason, erased.
    """
    with writing() as journal:
        found = _attachment(actor, key)
        refuse_if(None if actor is None or actor.role in MAY_ERASE else NOT_YOURS)
        refuse_if(None if reason.strip() else NEEDS_REASON)
        _blank(found)
        _note(journal, found, Action.ERASE_FILE, actor, reason.strip()[:200])
        release(found.sha256)
    return found


def clean(now: datetime | None = None) -> int:
    """Delete stored files that belong to no case; returns how many."""
    before = (now or timezone.now()) - ORPHANED_AFTER
    old = [name for name, at in store.current().names() if at < before]
    wanted = _wanted({store.digest_in(name) for name in old})
    orphans = [name for name in old if store.digest_in(name) not in wanted]
    for name in orphans:
        store.current().delete(name)
    return len(orphans)


@dataclass(frozen=True)
class _Writer:
    """Files on their way to one case, from an officer or with a report."""

    journal: Journal
    case: Case
    told: Told
    actor: User | None = None
    report: Report | None = None

    def write(self, files: Sequence[Stored]) -> list[Attachment]:
        known = self._known(len(files))
        if known:
            return known
        refuse_if(TOO_MANY_FILES if self._full(len(files)) else None)
        made = [self._one(n, file) for n, file in enumerate(files)]
        self.case.save(update_fields=["version"])
        return made

    def _full(self, more: int) -> bool:
        if self.report:
            return self.report.attachments.count() + more > MOST_OF_REPORT
        return self.case.attachments.count() + more > MOST_OF_CASE

    def _key(self, n: int) -> str | None:
        """The sender's key within this case and for this file of it."""
        if not self.told.key:
            return None
        whose = f"r{self.report.pk}" if self.report else f"c{self.case.pk}"
        text = f"{whose}:{self.told.key}".encode()
        return f"file:{blake2b(text, digest_size=16).hexdigest()}:{n}"

    def _known(self, how_many: int) -> list[Attachment]:
        """What the same key made before."""
        keys = [self._key(n) for n in range(how_many)] if self.told.key else []
        rows = LedgerEntry.objects.filter(key__in=[key for key in keys if key])
        return list(Attachment.objects.filter(key__in=[row.detail["file"] for row in rows]))

    def _one(self, n: int, file: Stored) -> Attachment:
        refuse_if(None if store.current().has(store.original(file.sha256)) else GONE)
        at = self.told.at or timezone.now()
        lon, lat = file.place or (None, None)
        made = Attachment.objects.create(
            key=secrets.token_urlsafe(16),
            case=self.case,
            report=self.report,
            step=self.told.step[:20],
            moment=self.told.moment,
            medium=file.medium,
            media_type=file.media_type,
            bytes=file.bytes,
            sha256=file.sha256,
            name=file.name,
            width=file.width,
            height=file.height,
            taken_at=file.taken_at,
            lon=lon,
            lat=lat,
            uploaded_by=self.actor,
            uploaded_at=at,
            public=self.told.public,
        )
        self._add(made, self._key(n), at)
        return made

    def _add(self, made: Attachment, key: str | None, at: datetime) -> None:
        actor = self.actor.pk if self.actor else None
        detail = facts(made)
        case = self.case
        self.journal.add(
            Step(case, Action.ATTACH_FILE, at, case.stage, actor, detail=detail, key=key)
        )


def facts(made: Attachment) -> dict[str, Any]:
    """What the ledger keeps of a file: enough to prove it, and nothing that names a person."""
    return {
        "file": made.key,
        "sha256": made.sha256,
        "bytes": made.bytes,
        "media_type": made.media_type,
        "moment": str(made.moment),
        "public": made.public,
    }


def _case(actor: User, number: str) -> Case:
    from chengyun.cases import queries

    try:
        return queries.get(viewer_of(actor), number)
    except Case.DoesNotExist:
        raise Refused(UNKNOWN_CASE.code, UNKNOWN_CASE.message) from None


def _attachment(actor: User | None, key: str) -> Attachment:
    from chengyun.cases.queries import attachments as attachment_queries

    found = Attachment.objects.filter(key=key)
    if actor:
        found = attachment_queries.visible(viewer_of(actor)).filter(key=key)
    one = found.first()
    if one is None:
        raise Refused(UNKNOWN_FILE.code, UNKNOWN_FILE.message)
    refuse_if(ERASED if one.erased_at else None)
    one.case = named(Case.objects.filter(pk=one.case_id)).get()
    return one


def _not_to_be_shown(case: Case, media: Sequence[str]) -> Refusal | None:
    if case.confidential:
        return CONFIDENTIAL
    return None if all(medium == Medium.PHOTO for medium in media) else ONLY_PHOTOS


def _note(
    journal: Journal, found: Attachment, action: Action, actor: User | None, note: str = ""
) -> None:
    case, who = found.case, actor.pk if actor else None
    step = Step(case, action, timezone.now(), case.stage, who, note, {"file": found.key})
    journal.add(step)
    case.save(update_fields=["version"])


def _blank(found: Attachment) -> None:
    found.name, found.public = "", False
    found.taken_at = found.lon = found.lat = None
    found.erased_at = timezone.now()
    found.save()


def live() -> QuerySet[Any]:
    """The files that are not erased; anything with a `sha256`."""
    return Attachment.objects.filter(erased_at=None)


# What is kept in the store: rooms above this one add their own.
LIVE: list[Callable[[], QuerySet[Any]]] = [live]


def _wanted(digests: Sequence[str] | set[str]) -> set[str]:
    """Those of the digests that a file which is not erased still has."""
    wanted: set[str] = set()
    for chunk in _chunks(list(digests)):
        for kept in LIVE:
            wanted |= set(kept().filter(sha256__in=chunk).values_list("sha256", flat=True))
    return wanted


def release(sha256: str) -> None:
    """Delete the bytes of a digest, unless a file that is not erased has them too."""
    if not _wanted([sha256]):
        _delete(sha256)


def _chunks(all_: list[str], size: int = 500) -> list[list[str]]:
    return [all_[at : at + size] for at in range(0, len(all_), size)]


def _delete(sha256: str) -> None:
    from chengyun.cases.files.pictures import SIZES

    place = store.current()
    for name in [store.original(sha256), *(store.rendition(sha256, size) for size in SIZES)]:
        place.delete(name)
