"""The file of a case as PDF: facts, times, photos, ledger and proof."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from chengyun.runtime.commands import CommandError, django_ready

if TYPE_CHECKING:
    from chengyun.people.policy import Viewer

HELP = "write the file of a case as PDF"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", help="the case's number")
    parser.add_argument("--out", type=Path, help="the file to write (NUMBER.pdf)")
    parser.add_argument("--as", dest="reader", default="", help="mask as for this officer")
    parser.add_argument("--language", choices=["zh-hans", "en"], help="instead of the house's own")


def run(args: argparse.Namespace) -> int:
    django_ready()
    from django.conf import settings
    from django.utils import translation

    out = args.out or Path(f"{Path(args.number).name}.pdf")
    with translation.override(args.language or settings.LANGUAGE_CODE):
        content = _content(args.number, args.reader)
    out.write_bytes(content)
    print(f"{out}: {len(content):,} bytes")
    return 0


def _content(number: str, username: str) -> bytes:
    from chengyun.cases import casefile, queries
    from chengyun.cases.models import Case
    from chengyun.people import audit

    viewer, name = _reader(username)
    try:
        case = queries.get(viewer, number)
        content = casefile.as_pdf(casefile.gather(viewer, case, name))
    except Case.DoesNotExist:
        raise CommandError(f"there is no case {number}") from None
    except casefile.NoFont as error:
        raise CommandError(str(error)) from None
    audit.note(None, "case_file", number, reader=username)
    return content


def _reader(username: str) -> "tuple[Viewer, str]":
    """The officer whose eyes it is read with; without one all is seen, and masked."""
    from chengyun.people.choices import Role
    from chengyun.people.models import User
    from chengyun.people.policy import Viewer, viewer_of

    if not username:
        return Viewer(0, Role.ADMINISTRATOR, None, ""), "chengyun case-file"
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"there is no officer {username}")
    return viewer_of(user), str(user)
