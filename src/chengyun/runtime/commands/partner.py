"""Partners over Open311: make one and its key, list them, revoke one, do a round now."""

import argparse

from chengyun.runtime.commands import CommandError, django_ready

HELP = "make, list or revoke a partner that speaks Open311 with us"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=("new", "list", "revoke"))
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--endpoint", default="", help="their address, such as …/open311/v2")
    parser.add_argument("--jurisdiction", default="", help="their jurisdiction_id")
    parser.add_argument("--key", default="", help="the key they gave us")
    parser.add_argument("--unit", default="", help="what is dispatched to this unit goes there")
    parser.add_argument("--pulls", action="store_true", help="their requests become our cases")


def run(args: argparse.Namespace) -> None:
    django_ready()
    VERBS[args.verb](args)


def _new(args: argparse.Namespace) -> None:
    from chengyun.cases.services import Refused, partners
    from chengyun.people.models import Unit

    unit = Unit.objects.filter(code=args.unit).first() if args.unit else None
    if args.unit and unit is None:
        raise CommandError(f"no unit has the code {args.unit}")
    endpoint = partners.Endpoint(args.endpoint, args.jurisdiction, args.key, unit, args.pulls)
    if not args.name:
        raise CommandError("give the partner a name")
    try:
        made = partners.add(args.name, endpoint)
    except Refused as error:
        raise CommandError(str(error.message)) from None
    print(f"{made.key}\n(the key of {args.name}; it is not shown again)")


def _list(_args: argparse.Namespace) -> None:
    from chengyun.cases.models import Partner

    for partner in Partner.objects.order_by("name"):
        state = "revoked" if partner.revoked_at else partner.failure or "active"
        print(f"{partner.name:<30} {partner.endpoint or '-':<50} {state}")


def _revoke(args: argparse.Namespace) -> None:
    from chengyun.cases.models import Partner
    from chengyun.cases.services import partners

    try:
        partners.revoke(args.name)
    except Partner.DoesNotExist:
        raise CommandError(f"there is no partner {args.name}") from None
    print(f"revoked {args.name}")


VERBS = {"new": _new, "list": _list, "revoke": _revoke}
