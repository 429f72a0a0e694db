"""Translations: gather strings into the .po files, check that none is missing, compile to .mo."""

import argparse

from chengyun.runtime import commands

HELP = "update, check or compile the translations"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("job", choices=("update", "check", "compile"))


def run(args: argparse.Namespace) -> None:
    """Raises CommandError from `check` with one line for each string that needs work."""
    {"update": _update, "check": _check, "compile": _compile}[args.job]()


def _update() -> None:
    from chengyun.runtime import messages

    for path in messages.files():
        print(f"{path.parent.parent.name}: {messages.update(path)} strings")


def _check() -> None:
    from chengyun.runtime import messages

    faults = [fault for path in messages.files() for fault in messages.faults(path)]
    if faults:
        raise commands.CommandError("\n  ".join(["translations need work:", *faults]))
    print("every string is translated")


def _compile() -> None:
    from chengyun.runtime import messages

    for path in messages.files():
        messages.compile_if_stale(path)
