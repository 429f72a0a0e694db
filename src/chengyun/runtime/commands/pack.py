"""List, check, write, enable and disable packs, the scenes of the district."""

import argparse
from pathlib import Path

from chengyun.runtime.commands import CommandError, django_ready

HELP = "list, check, write or switch packs (scenes)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(metavar="VERB", required=True, dest="verb")
    verbs.add_parser("list", help="name every pack found, and the broken ones with the reason")
    check = verbs.add_parser("check", help="run the conformance suite and grade")
    check.add_argument("pack", nargs="*", help="names or folders; all packs without one")
    new = verbs.add_parser("new", help="write a new pack that installs and passes its tests")
    new.add_argument("name")
    new.add_argument("--into", type=Path, default=Path(), help="folder to write it under")
    for verb, told in (("enable", "let a pack work"), ("disable", "let it rest, without loss")):
        one = verbs.add_parser(verb, help=f"{told}, in the district or in one area")
        one.add_argument("name")
        one.add_argument("--area", default="", help="code of an area; the district without it")


def run(args: argparse.Namespace) -> int:
    return VERBS[args.verb](args)


def _list(args: argparse.Namespace) -> int:
    from chengyun.packs import registry

    found = registry.current()
    for name, pack in found.packs.items():
        about = pack.manifest
        print(f"{name:<14} {about.version:<8} {about.title.zh}  {about.title.en}")
    for name, reason in found.broken.items():
        print(f"{name:<14} broken   {reason}")
    return 1 if found.broken else 0


def _check(args: argparse.Namespace) -> int:
    django_ready()
    from chengyun.testing import check_pack, failures, grade_of

    failed = 0
    for folder in [_folder(name) for name in args.pack] or _all():
        findings = check_pack(folder)
        print(f"{folder.name:<14} {grade_of(findings)}")
        for problem in failures(findings):
            failed += 1
            print(f"  {problem}")
    return 1 if failed else 0


def _all() -> list[Path]:
    from chengyun.packs import registry

    found = registry.current()
    if found.broken:
        name, reason = next(iter(found.broken.items()))
        raise CommandError(f"the pack {name} is broken: {reason}")
    return [pack.folder for pack in found.packs.values()]


def _folder(name: str) -> Path:
    from chengyun.packs import registry

    pack = registry.current().packs.get(name)
    folder = pack.folder if pack else Path(name)
    if not (folder / "pack.toml").exists():
        raise CommandError(f"no pack is called {name}, and there is no {folder / 'pack.toml'}")
    return folder


def _new(args: argparse.Namespace) -> int:
    from chengyun.packs import scaffold
    from chengyun.packs.manifest import PackError

    try:
        root = scaffold.new(args.name, args.into)
    except PackError as error:
        raise CommandError(str(error)) from None
    print(f"{root} is ready: pip install -e {root}")
    return 0


def _enable(args: argparse.Namespace) -> int:
    return _switch(args, on=True)


def _disable(args: argparse.Namespace) -> int:
    return _switch(args, on=False)


def _switch(args: argparse.Namespace, on: bool) -> int:
    django_ready()
    from chengyun.packs import queries, registry
    from chengyun.packs.services import install, rest, switch
    from chengyun.places.models import Area

    install()
    if args.name not in registry.current().packs or not queries.is_installed(args.name):
        raise CommandError(f"no pack is called {args.name}")
    area = Area.objects.filter(code=args.area).first() if args.area else None
    if args.area and area is None:
        raise CommandError(f"no area has the code {args.area}")
    if area is None:
        switch(args.name, on)
    else:
        rest(None, args.name, area, off=not on)
    where = f" in {area.code}" if area else ""
    print(f"{args.name} is {'on' if on else 'off'}{where}; what it has stored stays")
    return 0


VERBS = {
    "list": _list,
    "check": _check,
    "new": _new,
    "enable": _enable,
    "disable": _disable,
}
