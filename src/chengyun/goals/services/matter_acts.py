"""What each action does to a matter besides its stage. Called within the transaction of `act`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.calendar import Limit
from chengyun.goals import rules_matters as rules
from chengyun.goals.choices_matters import NoticeKind, Slip
from chengyun.goals.models import Matter, MatterItem, MatterUnit
from chengyun.goals.queries import matters as queries
from chengyun.goals.refused import Refused
from chengyun.goals.services import matter_notices
from chengyun.people.models import Unit, User
from chengyun.people.offices import calendar_of

Given = Mapping[str, Any]
Detail = dict[str, Any]
Effect = Callable[[Matter, User, Given], Detail | None]


@dataclass(frozen=True)
class NewItem:
    """A sub-item as it is written down. `parent` is the place of another in the list, from 0."""

    title: str
    share: int
    due: date
    unit: str = ""
    parent: int | None = None


def nothing(matter: Matter, actor: User, given: Given) -> None:
    """Only the stage moves."""


def decompose(matter: Matter, actor: User, given: Given) -> Detail:
    """Replace the sub-items. Refuses shares that do not add up, and dates after the matter's."""
    items: Sequence[NewItem] = given["items"]
    _check_items(matter, items)
    units = _units([item.unit for item in items if item.unit])
    matter.items.all().delete()
    made: list[MatterItem] = []
    for order, item in enumerate(items):
        parent = made[item.parent] if item.parent is not None else None
        made.append(MatterItem.objects.create(
            matter=matter, parent=parent, order=order, title_zh=item.title, share=item.share,
            due=item.due, unit=units.get(item.unit),
        ))  # fmt: skip
    return {"items": len(made)}


def _check_items(matter: Matter, items: Sequence[NewItem]) -> None:
    for place, item in enumerate(items):
        if item.parent is not None and not 0 <= item.parent < place:
            raise Refused(_("A sub-item stands below the one it is a part of."))
        if not item.title.strip() or not 0 < item.share <= rules.WHOLE:
            raise Refused(_("Every sub-item has a title and a share from 1 to 100."))
        if item.due > matter.due:
            raise Refused(_("A sub-item is due no later than the matter."))
    parts = [
        rules.Part(str(n), None if i.parent is None else str(i.parent), i.share, i.due)
        for n, i in enumerate(items)
    ]
    if not rules.adds_up(parts):
        raise Refused(_("Shares add up to 100, and those of parts to that of the whole."))


def assign(matter: Matter, actor: User, given: Given) -> Detail:
    """One leading unit; the units of sub-items support even where they are not named."""
    lead = given["unit"]
    named = [*given.get("supporting", ()), *_item_units(matter)]
    codes = [code for code in dict.fromkeys(named) if code != lead]
    units = _units([lead, *codes])
    matter.parties.all().delete()
    MatterUnit.objects.bulk_create(
        MatterUnit(matter=matter, unit=units[code], leads=code == lead) for code in (lead, *codes)
    )
    today = timezone.localdate()
    matter.lead, matter.assigned_on, matter.signed_on = units[lead], today, None
    matter.sign_due = sign_due(today)
    return {"unit": lead, "supporting": codes}


def sign_due(day: date) -> date:
    """The last day on which units sign for what was assigned on a day."""
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    limit = Limit.parse(f"{rules.SIGN_WORKDAYS}wd")
    return timezone.localtime(calendar_of(None).add(noon, limit) - timedelta(seconds=1)).date()


def _item_units(matter: Matter) -> list[str]:
    codes = matter.items.exclude(unit=None).order_by("order").values_list("unit__code", flat=True)
    return list(codes)


def _units(codes: Sequence[str]) -> dict[str, Unit]:
    found = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    if unknown := [code for code in codes if code not in found]:
        raise Refused(_("There is no unit %(code)s.") % {"code": unknown[0]})
    return found


def sign(matter: Matter, actor: User, given: Given) -> Detail:
    """A unit signs; with the leading one the work begins."""
    party = matter.parties.filter(unit=actor.unit).first()
    if party is None or party.signed_at:
        raise Refused(_("Your unit has signed."))
    party.signed_at, party.signed_by = timezone.now(), actor
    party.save(update_fields=["signed_at", "signed_by"])
    if party.leads:
        matter.signed_on = timezone.localdate()
    return {"unit": party.unit.code}


def decline(matter: Matter, actor: User, given: Given) -> Detail:
    """The units are off the matter again."""
    code = matter.lead.code if matter.lead else ""
    matter.parties.all().delete()
    matter.lead = matter.assigned_on = matter.sign_due = None
    return {"unit": code}


def progress(matter: Matter, actor: User, given: Given) -> Detail:
    """Of a sub-item, rolled up; of the matter itself, by its leading unit, where it has none."""
    done = given["progress"]
    if not 0 <= done <= rules.WHOLE:
        raise Refused(_("Give per cent from 0 to 100."))
    if matter.items.exists():
        item = _own_item(matter, actor, given.get("item"))
        item.progress = done
        item.done_on = timezone.localdate() if done == rules.WHOLE else None
        item.save(update_fields=["progress", "done_on"])
        matter.progress = int(rules.rolled_up(queries.parts(matter))[""])
        return {"item": item.title_zh, "progress": done, "whole": matter.progress}
    if actor.unit_id != matter.lead_id:
        raise Refused(_("Of a matter without sub-items the leading unit reports how much is done."))
    matter.progress = done
    return {"progress": done}


def _own_item(matter: Matter, actor: User, pk: int | None) -> MatterItem:
    item = matter.items.filter(pk=pk, parts=None).first() if pk else None
    if item is None:
        raise Refused(_("Choose the sub-item, one that has no parts of its own."))
    if actor.unit_id not in (item.unit_id, matter.lead_id):
        raise Refused(_("This sub-item is another unit's."))
    return item


def ask_extension(matter: Matter, actor: User, given: Given) -> Detail:
    """Keep the date asked for until a leader decides."""
    if given["due"] <= matter.due:
        raise Refused(_("Ask for a date later than the present one."))
    matter.asked_due, matter.asked_reason = given["due"], str(given["reason"])[:300]
    return {"due": given["due"].isoformat()}


def extend(matter: Matter, actor: User, given: Given) -> Detail:
    """The date moves to the one asked for."""
    was, matter.due = matter.due, matter.asked_due or matter.due
    matter.extensions += 1
    matter.asked_due, matter.asked_reason = None, ""
    return {"was": was.isoformat(), "due": matter.due.isoformat()}


def refuse_extension(matter: Matter, actor: User, given: Given) -> Detail:
    """What was asked for is forgotten; the history keeps it."""
    asked = matter.asked_due
    matter.asked_due, matter.asked_reason = None, ""
    return {"due": asked.isoformat() if asked else ""}


def report(matter: Matter, actor: User, given: Given) -> Detail:
    """反馈 with proof: the date stops counting."""
    matter.reported_on, matter.progress = timezone.localdate(), rules.WHOLE
    matter.asked_due, matter.asked_reason = None, ""
    return {"proof": str(given["proof"])}


def hand_back(matter: Matter, actor: User, given: Given) -> Detail:
    """退回: the same units go on."""
    matter.returns += 1
    matter.reported_on = matter.closed_on = None
    return {"returns": matter.returns}


def end(matter: Matter, actor: User, given: Given) -> None:
    """Struck off, or not taken up."""
    matter.closed_on = timezone.localdate()


def urge(matter: Matter, actor: User, given: Given) -> Detail:
    """催办: a slip by hand to every unit."""
    colour = queries.state_of(matter, timezone.localdate()).computed
    sent = matter_notices.send(matter, NoticeKind.URGE, colour, str(given["reason"]), unique=False)
    return {"lamp": str(colour), "units": sent}


def set_lamp(matter: Matter, actor: User, given: Given) -> Detail:
    """A lamp set by hand; the computed one stays beside it."""
    if given["lamp"] not in Slip.values:
        raise Refused(_("Choose one of the colours."))
    matter.lamp_set, matter.lamp_reason = given["lamp"], str(given["reason"])[:300]
    matter.lamp_by, matter.lamp_at = actor, timezone.now()
    computed = queries.state_of(matter, timezone.localdate()).computed
    return {"lamp": given["lamp"], "computed": str(computed)}


def clear_lamp(matter: Matter, actor: User, given: Given) -> None:
    """The computed lamp alone counts."""
    matter.lamp_set = matter.lamp_reason = ""
    matter.lamp_by = matter.lamp_at = None


EFFECTS: Mapping[str, Effect] = {
    "decompose": decompose, "assign": assign, "sign": sign, "sign_support": sign,
    "decline": decline, "progress": progress, "ask_extension": ask_extension, "extend": extend,
    "refuse_extension": refuse_extension, "report": report, "return": hand_back,
    "reopen": hand_back, "strike_off": end, "cancel": end, "reject": end, "urge": urge,
    "set_lamp": set_lamp, "clear_lamp": clear_lamp,
}  # fmt: skip
