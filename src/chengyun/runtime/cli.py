"""The `chengyun` command: one module a subcommand in `runtime/commands/`, found by its name."""

import argparse
import importlib
import os
import pkgutil
import sys
from types import ModuleType

from chengyun import __version__
from chengyun.runtime import commands
from chengyun.runtime.config import ConfigError


def main(argv: list[str] | None = None) -> int:
    """Run a subcommand; 0 for success, 1 for a failure told in one sentence, 2 for wrong usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengyun.runtime.settings")
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args) or 0)
    except (ConfigError, commands.CommandError) as error:
        print(f"chengyun: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chengyun", description="城运: runs a city district.")
    parser.add_argument("--version", action="version", version=f"chengyun {__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, module in _modules():
        sub = subparsers.add_parser(name, help=module.HELP, description=module.__doc__)
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    return parser


def _modules() -> list[tuple[str, ModuleType]]:
    names = sorted(info.name for info in pkgutil.iter_modules(commands.__path__))
    return [
        (n.strip("_").replace("_", "-"), importlib.import_module(f"{commands.__name__}.{n}"))
        for n in names
    ]
