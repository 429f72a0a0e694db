"""Attached files: throw away what was stored and belongs to no case."""

import argparse

from chengyun.runtime.commands import django_ready

HELP = "throw away stored files that belong to no case"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["clean"], help="those older than a day")


def run(args: argparse.Namespace) -> int:
    django_ready()
    from chengyun.cases.services.attachments import clean

    print(f"{clean()} deleted.")
    return 0
