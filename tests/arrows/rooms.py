"""The house as data: which room may know which (DESIGN §2), and a checker that reads imports."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Rooms of a floor in order: each may import those before it on its own floor.
GROUND = ("calendar", "geo", "detection", "planning")
CELLAR = ("bus",)
FIRST = ("places", "people", "sensing", "cases", "notices", "vitals", "goals", "insight")
APPS = (*GROUND, *CELLAR, *FIRST)

# What faces may know of the pack interface.
PACKS = tuple(
    f"packs.{name}"
    for name in (
        "api",
        "registry",
        "queries",
        "services",
        "values",
        "scoring",
        "models",
        "district",
        "isolated",
    )
)
# What the pure rooms may import besides the standard library. Django is not among it.
PURE = {
    "numpy", "numba", "scipy", "shapely", "structlog", "chinese_calendar", "msgspec", "ortools",
    "yaml", "defusedxml",
}  # fmt: skip


@dataclass(frozen=True)
class Room:
    """``place`` is the module's beginning, ``knows`` the beginnings it may import."""

    place: str
    knows: tuple[str, ...]
    rule: str
    pure: bool = False


def _before(name: str, floor: tuple[str, ...]) -> tuple[str, ...]:
    return floor[: floor.index(name)]


PURITY = "ground floor: pure, no Django; of the other rooms {}"

HOUSE = (
    *(
        Room(n, _before(n, GROUND), PURITY.format(", ".join(_before(n, GROUND)) or "none"), True)
        for n in GROUND
    ),
    Room("bus", GROUND, "the cellar knows only the ground floor"),
    *(
        Room(n, (*GROUND, *CELLAR, *_before(n, FIRST)), "first floor: lower rooms of the order")
        for n in FIRST
    ),
    Room("packs.*", ("packs.api",), "a pack knows only chengyun.packs.api"),
    Room("packs", (*APPS, "packs"), "the pack interface knows the first floor and below"),
    Room(
        "faces",
        (*APPS, *PACKS),
        "faces: first floor, pack registry, which packs are on, what registers hold",
    ),
    Room(
        "api",
        (*APPS, "packs.api", "packs.registry", "packs.queries", "packs.panels"),
        "api: first floor, pack registry, which packs are on",
    ),
    Room("simulator", ("geo", "calendar"), "the simulator is a guest: only geo and calendar"),
    Room("testing", (*APPS, "packs"), "the conformance suite knows the first floor and packs"),
    Room("runtime", ("",), "the roof knows all"),
    Room("__main__", ("runtime",), "the door to the command line"),
    Room("__init__", (), "the name of the house knows no room"),
)


@dataclass(frozen=True)
class Import:
    """One imported name: its line, and the name in full (``from a import b`` is ``a.b``)."""

    line: int
    module: str


def imports(source: str, package: str) -> Iterator[Import]:
    """Every import of a file, wherever it stands; imported names count as modules."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, package)
            yield from (Import(node.lineno, f"{base}.{alias.name}") for alias in node.names)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    kept = parts[: len(parts) - node.level + 1]
    return ".".join([*kept, *filter(None, [node.module])])


@dataclass(frozen=True)
class Breach:
    """An import that breaks the rule of its room; ``file`` is counted from the package's folder."""

    file: str
    found: Import
    rule: str

    @property
    def target(self) -> str:
        """The room that was reached for, or the foreign package."""
        return self.found.module.removeprefix("chengyun.").partition(".")[0]

    def __str__(self) -> str:
        return f"chengyun/{self.file}:{self.found.line} imports {self.found.module}: {self.rule}"


def breaches(root: Path) -> list[Breach]:
    """Every import under ``root`` (the folder of the package) that breaks a rule."""
    return [
        Breach(path.as_posix(), found, room.rule)
        for path in sorted(file.relative_to(root) for file in root.rglob("*.py"))
        for room in [room_of(path)]
        for found in imports((root / path).read_text("utf-8"), _package(path))
        if not _allowed(room, found.module, path)
    ]


def room_of(path: Path) -> Room:
    """The room a file stands in. Raises LookupError for a room that is not in the table."""
    is_pack = path.parts[0] == "packs" and len(path.parts) > 2 and path.parts[1] not in PLUMBING
    name = "packs.*" if is_pack else path.parts[0].removesuffix(".py")
    for room in HOUSE:
        if room.place == name:
            return room
    raise LookupError(f"{path}: the room {name!r} is not in the table of the house")


# Folders of packs/ that are no packs.
PLUMBING = {
    "migrations", "templates", "static", "management", "declare", "models", "services", "queries",
}  # fmt: skip


def _package(path: Path) -> str:
    return ".".join(("chengyun", *path.parent.parts))


def _allowed(room: Room, module: str, path: Path) -> bool:
    top, _, inside = module.partition(".")
    if top != "chengyun":
        return not room.pure or top in PURE or top in sys.stdlib_module_names
    own = ".".join(path.parts[:2]) if room.place == "packs.*" else room.place
    return inside == "__version__" or any(_within(inside, name) for name in (*room.knows, own))


def _within(module: str, name: str) -> bool:
    return not name or module == name or module.startswith(f"{name}.")
