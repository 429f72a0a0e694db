"""Erase personal details whose time is over, and put the rest under the newest key."""

import argparse

from chengyun.runtime.commands import django_ready

HELP = "erase personal details whose time is over"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=_days, help="how long after closing they are kept")
    parser.add_argument("--reseal", action="store_true", help="put the rest under the newest key")


def _days(text: str) -> int:
    days = int(text)
    if days < 1:
        raise argparse.ArgumentTypeError("a whole number of days above 0")
    return days


def run(args: argparse.Namespace) -> int:
    django_ready()
    from django.conf import settings
    from django.utils import timezone

    from chengyun.cases.services import erase
    from chengyun.packs.services import keeping

    days = args.days or settings.CONFIG.keep_contacts_days
    print(f"Erased: {erase(timezone.now(), days)} reports, closed more than {days} days ago.")
    print(f"Erased: {keeping.erase(timezone.now())} entries of registers.")
    return _reseal() if args.reseal else 0


def _reseal() -> int:
    from chengyun.cases.services import reseal_all
    from chengyun.notices.models import SEALED
    from chengyun.packs.models import Entry

    done, lost = reseal_all((*SEALED, (Entry, "sealed")))
    print(f"Under the newest key: {done}. Opens with no key in force: {lost}.")
    return 1 if lost else 0
