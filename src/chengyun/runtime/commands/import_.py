"""Take in a district, a real city, service requests, readings, or the tables of the standard."""

import argparse
import asyncio
import secrets
import sys
from pathlib import Path

from chengyun.runtime.commands import CommandError, django_ready

HELP = "take in a district, a real city, service requests, readings or tables of the standard"
SHOWN_REFUSALS = 20
STANDARDS = {
    "categories": "categories of the national table (.xlsx or .csv)",
    "conditions": "conditions and limits of the categories (.xlsx or .csv)",
    "components": "components: covers, lamps, trees (.xlsx or .csv)",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(metavar="WHAT", required=True)
    district = kinds.add_parser("district", help="a district file (.json or .json.gz)")
    district.add_argument("file", type=Path)
    district.add_argument(
        "--officer-password", default="", help="for new officers; without it one is made up"
    )
    district.set_defaults(take=_district)
    osm = kinds.add_parser("osm", help="an OpenStreetMap extract (.osm.pbf)")
    osm.add_argument("file", type=Path)
    osm.set_defaults(take=_osm)
    requests = kinds.add_parser("requests", help="service requests (.csv)")
    requests.add_argument("file", type=Path)
    requests.set_defaults(take=_requests)
    readings = kinds.add_parser("readings", help="a table of readings (.csv or .xlsx)")
    readings.add_argument("file", type=Path)
    readings.add_argument("--dry-run", action="store_true", help="say what is in it, send nothing")
    readings.set_defaults(take=_readings)
    for name, help_ in STANDARDS.items():
        table = kinds.add_parser(name, help=help_)
        table.add_argument("file", type=Path)
        table.add_argument("--dry-run", action="store_true", help="say what it would change")
        table.set_defaults(take=_standards, what=name)


def run(args: argparse.Namespace) -> int:
    django_ready()
    code: int = args.take(args)
    return code


def _district(args: argparse.Namespace) -> int:
    from chengyun.api.district import import_district
    from chengyun.places.services import ImportFault, read_district
    from chengyun.runtime import prepare

    prepare.packs()
    password = args.officer_password or secrets.token_urlsafe(9)
    try:
        district = read_district(args.file)
        import_district(district, officer_password=password, say=_count)
    except ImportFault as fault:
        raise CommandError(str(fault)) from None
    _tell_the_running()
    if not args.officer_password:
        print(f"· the password of new officers, shown this once: {password}")
    return 0


def _osm(args: argparse.Namespace) -> int:
    from chengyun.places.services import ImportFault, import_osm

    try:
        area = import_osm(args.file, _count)
    except ImportFault as fault:
        raise CommandError(str(fault)) from None
    print(f"· {area.name} is area {area.code}. Map data © OpenStreetMap contributors, ODbL.")
    return 0


def _requests(args: argparse.Namespace) -> int:
    from chengyun.cases.request_rows import BadFile, read
    from chengyun.cases.services.requests import take_in

    try:
        done = take_in(read(args.file), say=lambda so_far: _count("cases", so_far.taken))
    except BadFile as fault:
        raise CommandError(str(fault)) from None
    for row in done.refused[:SHOWN_REFUSALS]:
        print(f"  line {row.line}: {row.reason}", file=sys.stderr)
    more = len(done.refused) - SHOWN_REFUSALS
    if more > 0:
        print(f"  and {more} more", file=sys.stderr)
    print(f"· {done.taken} taken in, {done.known} known already, {len(done.refused)} left out")
    return 0 if done.taken or done.known or not done.refused else 1


def _readings(args: argparse.Namespace) -> int:
    from chengyun.runtime import readings_file
    from chengyun.sensing.sheets import BadFile

    try:
        return readings_file.take(args.file, dry_run=args.dry_run)
    except (BadFile, OSError) as fault:
        raise CommandError(str(fault)) from None


def _standards(args: argparse.Namespace) -> int:
    from chengyun.runtime import standards_file
    from chengyun.sensing.sheets import BadFile

    try:
        return standards_file.take(args.what, args.file, dry_run=args.dry_run)
    except (BadFile, OSError) as fault:
        raise CommandError(str(fault)) from None


def _count(what: str, how_many: int) -> None:
    print(f"· {what}: {how_many:,}", flush=True)


def _tell_the_running() -> None:
    """A district that is up reads its registry anew; if none is up, nobody needs to."""
    from chengyun.runtime.commands.source import _tell_changed

    asyncio.run(_tell_changed())
