"""Changes of the calendars: rest days and make-up workdays, of all and of a unit; duty hours.

The due times of open cases follow only through `cases.services.change_calendar`.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from chengyun.calendar import parse_duty_hours
from chengyun.people.choices import Role
from chengyun.people.models import Holiday, Unit, User
from chengyun.people.offices import forget
from chengyun.people.refused import Refused

NOT_YOURS = _("Only an administrator changes the calendar.")
WRONG_HOURS = _("Write duty hours as 08:00-12:00,14:00-18:00, in order and without overlap.")


def may_edit(user: User) -> bool:
    """True for those who may change working time."""
    return user.role == Role.ADMINISTRATOR


def put_day(user: User, day: date, worked: bool, unit: Unit | None = None, name: str = "") -> None:
    """Say that a date is worked or not, for a unit or for all. Raises Refused."""
    _allow(user)
    facts = {"worked": worked, "name": name.strip()[:40]}
    Holiday.objects.update_or_create(date=day, unit=unit, defaults=facts)
    forget()


def clear_day(user: User, day: date, unit: Unit | None = None) -> None:
    """Go back to the notice, or for a unit to what holds for all. Raises Refused."""
    _allow(user)
    Holiday.objects.filter(date=day, unit=unit).delete()
    forget()


def set_hours(user: User, unit: Unit, text: str) -> None:
    """Set a unit's duty hours; "" are the usual ones. Raises Refused."""
    _allow(user)
    text = "".join(text.replace("，", ",").replace("：", ":").replace("—", "-").split())[:60]
    try:
        parse_duty_hours(text or "00:00-24:00")
    except ValueError:
        raise Refused("wrong_hours", WRONG_HOURS, 422) from None
    unit.duty_hours = text
    unit.save(update_fields=["duty_hours"])
    forget()


def _allow(user: User) -> None:
    if not may_edit(user):
        raise Refused("not_yours", NOT_YOURS, 403)
