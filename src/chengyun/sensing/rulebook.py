"""The book of rules: what packs declare, and what officers wrote over it, version by version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.bus import notice
from chengyun.bus.subjects import RULES_CHANGED
from chengyun.detection.ruledata import rule_from_dict, rule_to_dict
from chengyun.detection.rules import Rule, RuleError
from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.people.policy import is_whole, scope_for, viewer_of
from chengyun.sensing.models import ObservedProperty, RuleVersion

log = structlog.get_logger()
WRITERS = (Role.ADMINISTRATOR, Role.DUTY_OFFICER)
NOT_YOURS = _("Rules are written by administrators and by duty officers of the whole district.")
MOVED_ON = _("Someone has changed this rule meanwhile. Look at their version, then write yours.")
NOT_FOUND = _("There is no such rule.")
Text = str | Promise


class Refused(ValueError):
    """Why a rule was not written, in a sentence for people."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Entry:
    """A rule with where it comes from. `rule` None: what is stored is broken (`problem`)."""

    key: str
    rule: Rule | None
    declared: Rule | None
    latest: RuleVersion | None
    problem: str = ""

    @property
    def on(self) -> bool:
        """In force, unless the pack's own stands in for a broken one."""
        return self.rule is not None and (self.latest is None or self.latest.on)

    @property
    def version(self) -> int:
        """0 is the declaration of the pack."""
        return self.latest.version if self.latest else 0

    @property
    def changed(self) -> bool:
        """A pack's rule that says something else here."""
        return bool(self.declared and self.latest and self.latest.data)


def may_write(user: User) -> bool:
    """Rules hold everywhere, so that only who answers for the whole district writes them."""
    path = scope_for(viewer_of(user)).area_path
    return user.role in WRITERS and path is not None and is_whole(path)


def in_force(declared: Iterable[Rule]) -> list[Rule]:
    """The rules that detection runs: a pack's or what was written over it, and those of the desk.

    Left out are rules switched off. A stored rule that is broken is named in the log: the pack's
    own stands in for it where there is one.
    """
    kept = []
    for entry in entries(declared):
        if entry.problem:
            log.error("rule_broken", rule=entry.key, reason=entry.problem)
        if rule := _effective(entry):
            kept.append(rule)
    return kept


def entries(declared: Iterable[Rule]) -> list[Entry]:
    """Every rule, packs' first in their order, then the desk's own by key."""
    by_key = {rule.key: rule for rule in declared}
    latest = latest_versions()
    own = sorted(key for key, row in latest.items() if row.data and not row.over)
    keys = dict.fromkeys((*by_key, *own))
    return [_entry(key, by_key.get(key), latest.get(key)) for key in keys]


def entry(key: str, declared: Iterable[Rule]) -> Entry:
    """One rule. Raises LookupError."""
    found = next((one for one in entries(declared) if one.key == key), None)
    if found is None:
        raise LookupError(key)
    return found


def latest_versions() -> dict[str, RuleVersion]:
    """The last version of every key that was ever written, in two queries."""
    newest = RuleVersion.objects.values("key").annotate(last=Max("version")).order_by()
    wanted = {(row["key"], row["last"]) for row in newest}
    rows = RuleVersion.objects.filter(version__in={last for _, last in wanted})
    return {row.key: row for row in rows.select_related("author") if _id(row) in wanted}


def history(key: str) -> list[RuleVersion]:
    """All versions of a rule, the newest first."""
    return list(RuleVersion.objects.filter(key=key).select_related("author").order_by("-version"))


def at(key: str, moment: datetime, declared: Iterable[Rule]) -> tuple[Rule | None, int]:
    """The rule as it stood at a moment, and its version (0: as the pack declares it)."""
    own = next((rule for rule in declared if rule.key == key), None)
    rows = RuleVersion.objects.filter(key=key, created_at__lte=moment)
    found = _entry(key, own, rows.order_by("-version").first())
    return found.rule or own, found.version


@transaction.atomic
def write(
    author: User,
    data: Mapping[str, Any],
    *,
    on: bool = True,
    note: str = "",
    seen: int | None = None,
    known: Sequence[Rule] = (),
) -> RuleVersion:
    """Append a version; detection follows at once.

    `data` is a rule as `rule_to_dict` gives it, or {"key": …} alone for "as the pack declares".
    `seen` is the version that the author had before their eyes; `known` the packs' rules.
    Raises Refused, and RuleError for what is no rule.
    """
    if not may_write(author):
        raise Refused(NOT_YOURS)
    key = str(data.get("key", ""))
    stored = _sound(data, key, known)
    last = RuleVersion.objects.filter(key=key).aggregate(last=Max("version"))["last"] or 0
    if seen is not None and seen != last:
        raise Refused(MOVED_ON)
    over = any(rule.key == key for rule in known)
    row = _append(key, last + 1, data=stored, on=on, over=over, note=note[:300], author=author)
    transaction.on_commit(lambda: _told(row))
    return row


def _told(row: RuleVersion) -> None:
    notice.tell(RULES_CHANGED)
    log.info("rule_written", rule=row.key, version=row.version, on=row.on, by=row.author.username)


def _append(key: str, version: int, **facts: Any) -> RuleVersion:
    try:
        with transaction.atomic():
            return RuleVersion.objects.create(key=key, version=version, **facts)
    except IntegrityError:
        raise Refused(MOVED_ON) from None


def _sound(data: Mapping[str, Any], key: str, known: Sequence[Rule]) -> dict[str, Any]:
    if set(data) <= {"key"}:
        if all(rule.key != key for rule in known):
            raise Refused(NOT_FOUND)
        return {}
    rule = rule_from_dict(data)
    if not ObservedProperty.objects.filter(code=rule.property).exists():
        raise RuleError(f"rule {key!r} watches {rule.property!r}, which no one measures")
    return rule_to_dict(rule)


def _entry(key: str, declared: Rule | None, latest: RuleVersion | None) -> Entry:
    if latest is None or not latest.data:
        return Entry(key, declared, declared, latest)
    try:
        return Entry(key, rule_from_dict({**latest.data, "key": key}), declared, latest)
    except (RuleError, TypeError, ValueError) as problem:
        return Entry(key, None, declared, latest, str(problem))


def _effective(entry: Entry) -> Rule | None:
    if entry.latest and not entry.latest.on:
        return None
    return entry.rule or entry.declared


def _id(row: RuleVersion) -> tuple[str, int]:
    return row.key, row.version
