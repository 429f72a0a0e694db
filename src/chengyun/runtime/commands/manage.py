"""Django's own management commands, for administrators and developers."""

import argparse

HELP = "run a Django management command"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def run(args: argparse.Namespace) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["chengyun manage", *args.arguments])
