"""What the code imports is what an installation brings: a module that only the tests install is
there on the machine of a developer and nowhere else."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OPTIONAL = ("postgres", "schedules")
# Part of what a declared dependency offers; or asked for by the command of those who write it.
BROUGHT = {"asgiref": "django", "botocore": "django-storages", "pydantic": "django-ninja"}
FOR_WRITERS = {("babel", "runtime/messages.py")}


def test_every_import_is_of_a_declared_dependency() -> None:
    house = ROOT / "src" / "chengyun"
    found = {
        (name, path.relative_to(house).as_posix())
        for path in house.rglob("*.py")
        for name in _imported(path)
    }
    foreign = {(name, path) for name, path in found if not _brought(name)}
    assert foreign == FOR_WRITERS


def _brought(name: str) -> bool:
    by = {*_installed().get(name, ()), BROUGHT.get(name, name)}
    return not _declared().isdisjoint(map(_plain, by))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        for name in names:
            top = name.partition(".")[0]
            if top not in sys.stdlib_module_names and top != "chengyun":
                yield top


@cache
def _installed() -> Mapping[str, list[str]]:
    return packages_distributions()


@cache
def _declared() -> frozenset[str]:
    more = PROJECT["optional-dependencies"]
    lines = [*PROJECT["dependencies"], *(line for extra in OPTIONAL for line in more[extra])]
    return frozenset(map(_name, lines))


def _name(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found
    return _plain(found[0])


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
