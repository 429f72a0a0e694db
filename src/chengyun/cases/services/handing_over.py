"""Handing cases over to partners and taking back what they say: one round, safe to repeat.

A case that is dispatched to the unit of a partner goes to that partner's endpoint. Their number is
our proof of acceptance; what they report as done goes into our check like any unit's work.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from django.db.models import Max, Q

from chengyun.cases import open311_client as client
from chengyun.cases.choices import Action, Stage
from chengyun.cases.models import OPEN, Case, CaseType, Handover, LedgerEntry, Partner
from chengyun.cases.open311_client import NotAnswered, There
from chengyun.cases.services import partners
from chengyun.cases.services.act import act
from chengyun.cases.services.partner_updates import Told, from_handler
from chengyun.cases.services.refused import Refused
from chengyun.cases.services.reports import ReportIn
from chengyun.people.secrets import unseal

log = structlog.get_logger()
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
# Asked for again each time, so that what they wrote late is not missed.
OVERLAP = timedelta(hours=2)
FIRST_LOOK = timedelta(days=1)
MOST_IDS = 50


def run_round(now: datetime) -> int:
    """Send what is due to every partner, ask each what is new; returns how much happened."""
    return sum(_with(partner, now) for partner in _reachable())


def _reachable() -> Iterable[Partner]:
    return list(Partner.objects.filter(revoked_at=None).exclude(endpoint="").select_related("unit"))


def _with(partner: Partner, now: datetime) -> int:
    """One partner; its failure is noted and stops no other."""
    try:
        done = sum(step(partner, now) for step in STEPS)
    except NotAnswered as problem:
        _failed(partner, str(problem), now)
        return 0
    if partner.failed_at:
        log.info("partner_recovered", partner=partner.name)
        Partner.objects.filter(pk=partner.pk).update(failed_at=None, failure="")
    return done


def _failed(partner: Partner, problem: str, now: datetime) -> None:
    if partner.failed_at is None:
        log.warning("partner_failed", partner=partner.name, reason=problem)
    facts = {"failed_at": partner.failed_at or now, "failure": problem[:200]}
    Partner.objects.filter(pk=partner.pk).update(**facts)


def _send(partner: Partner, now: datetime) -> int:
    """Cases that were dispatched to the partner's unit and are not with it yet."""
    if partner.unit_id is None:
        return 0
    _note_new(partner)
    waiting = partner.handovers.filter(remote="", token="", case__stage=Stage.DISPATCHED)
    due = waiting.exclude(next_at__gt=now).select_related("case__type", "case__area")
    return sum(_hand_over(partner, one, now) for one in due)


def _note_new(partner: Partner) -> None:
    cases = Case.objects.filter(OPEN, unit=partner.unit, stage=Stage.DISPATCHED)
    rows = LedgerEntry.objects.filter(case__in=cases, action=Action.DISPATCH)
    latest = rows.values("case").annotate(seq=Max("seq")).order_by()
    known = set(partner.handovers.values_list("dispatch", flat=True))
    Handover.objects.bulk_create(
        [
            Handover(partner=partner, case_id=row["case"], dispatch=row["seq"])
            for row in latest
            if row["seq"] not in known
        ],
        ignore_conflicts=True,
    )


def _hand_over(partner: Partner, handover: Handover, now: datetime) -> int:
    try:
        received = client.send(there(partner), _fields(partner, handover.case))
    except NotAnswered as problem:
        _wait(handover, str(problem), now)
        raise
    handover.remote, handover.token = received.request[:80], received.token[:80]
    handover.failure, handover.next_at = "", None
    handover.save()
    _accepted(partner, handover)
    return 1


def _wait(handover: Handover, problem: str, now: datetime) -> None:
    handover.attempts += 1
    wait = min(FIRST_WAIT * (1 << min(handover.attempts - 1, 9)), LONGEST_WAIT)
    handover.next_at, handover.failure = now + wait, problem[:200]
    handover.save()


def _accepted(partner: Partner, handover: Handover) -> None:
    name = handover.remote or handover.token
    try:
        act(
            None, handover.case.number, Action.ACCEPT,
            reason=f"{partner.name} · {name}", key=f"handover-{handover.pk}",
        )  # fmt: skip
    except Refused as refused:
        # Someone dispatched it elsewhere in the meantime; the page shows both.
        log.warning("handover_overtaken", case=handover.case.number, reason=refused.code)


def _fields(partner: Partner, case: Case) -> dict[str, str]:
    """What is told of a case: what and where, and nothing about who reported it."""
    place = {"lat": str(case.lat), "long": str(case.lon)} if case.lat is not None else {}
    words = [case.title, case.description] if case.description != case.title else [case.title]
    return {
        "service_code": str(partner.codes.get(case.type.key, case.type.key)),
        "description": "" if case.confidential else "\n".join(word for word in words if word),
        "address_string": case.address or (case.area.title if case.area else ""),
        "attribute[external_id]": case.number,
        **place,
    }


def _tokens(partner: Partner, now: datetime) -> int:
    """Their numbers for what was answered with a token."""
    found = 0
    for handover in partner.handovers.filter(remote="").exclude(token=""):
        handover.remote = client.request_of(there(partner), handover.token)[:80]
        if handover.remote:
            handover.save(update_fields=["remote"])
            found += 1
    return found


def _hear(partner: Partner, now: datetime) -> int:
    """What they say of the cases that are with them."""
    ids = partner.handovers.filter(OPEN_CASE).exclude(remote="").values_list("remote", flat=True)
    if not ids:
        return 0
    since = (partner.told_until or now - FIRST_LOOK) - OVERLAP
    taken = sum(from_handler(partner, _told(one)) for one in _news(partner, [*ids], since, now))
    Partner.objects.filter(pk=partner.pk).update(told_until=now)
    return taken


def _news(partner: Partner, ids: list[str], since: datetime, now: datetime) -> list[client.Update]:
    try:
        return client.updates(there(partner), since, now)
    except NotAnswered:
        # A server without the extension still says which requests are closed.
        parts = [ids[at : at + MOST_IDS] for at in range(0, len(ids), MOST_IDS)]
        return [one for part in parts for one in client.states(there(partner), part)]


def _told(one: client.Update) -> Told:
    return Told(one.update, one.request, one.status, one.at, one.text, one.polled)


def _pull(partner: Partner, now: datetime) -> int:
    """Their requests, as reports of ours."""
    if not partner.pulls:
        return 0
    since = (partner.pulled_until or now - FIRST_LOOK) - OVERLAP
    kinds = {str(theirs): ours for ours, theirs in partner.codes.items()}
    known = set(CaseType.objects.values_list("key", flat=True))
    taken = 0
    for one in client.listed(there(partner), since, now):
        kind = kinds.get(one.service, one.service)
        taken += _take(partner, one, kind if kind in known else "")
    Partner.objects.filter(pk=partner.pk).update(pulled_until=now)
    return taken


def _take(partner: Partner, one: client.Theirs, kind: str) -> bool:
    told = ReportIn(
        text=one.text or one.service or one.request, lon=one.lon, lat=one.lat, case_type=kind,
        channel="open311", address=one.address,
    )  # fmt: skip
    try:
        return partners.take(partner, told, one.request)[1]
    except Refused as refused:
        log.warning("pulled_request_refused", partner=partner.name, reason=refused.code)
        return False


def there(partner: Partner) -> There:
    """Where the partner is and the key it gave us."""
    key = unseal(partner.their_key).get("key", "")
    return There(partner.endpoint, partner.jurisdiction, key)


OPEN_CASE = Q(case__closed_at__isnull=True)
STEPS: tuple[Callable[[Partner, datetime], int], ...] = (_send, _tokens, _hear, _pull)
