"""A link for a wall without a keyboard: it shows what an officer may see, and can do nothing."""

import argparse
from datetime import timedelta

from chengyun.runtime.commands import CommandError, django_ready

HELP = "make a link for a wall without a keyboard"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username", help="whose view the wall shows; best a leader of the area")
    parser.add_argument("--days", type=int, default=365, help="how long the link is good")


def run(args: argparse.Namespace) -> None:
    django_ready()
    from chengyun.people.models import User
    from chengyun.people.services import KIOSK, issue_token

    user = User.objects.filter(username=args.username, is_active=True).first()
    if user is None:
        raise CommandError(f"there is no officer {args.username}")
    token = issue_token(user, KIOSK, timedelta(days=args.days))
    print(
        f"/wall/?token={token}\n(put the address of this server before it; it is not shown again)"
    )
