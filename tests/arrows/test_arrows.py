import ast
import sys
from pathlib import Path

import pytest

from tests.arrows.rooms import breaches

TESTS = Path(__file__).parents[1]
HOUSE = TESTS.parent / "src" / "chengyun"
LONGEST_FILE = 500
# What broke a rule before it was tested. Nothing may be added; what is mended must be removed.
WRONG_ARROWS: set[tuple[str, str]] = set()
LONG_FILES: set[str] = set()
SOURCE = {".py", ".js", ".css", ".html"}
# Others wrote it, or a command.
NOT_OURS = {"vendor", "node_modules", "__pycache__", "migrations"}


def test_lower_floors_know_nothing_of_higher_ones() -> None:
    found = breaches(HOUSE)
    fresh = [str(b) for b in found if (b.file, b.target) not in WRONG_ARROWS]
    assert not fresh, "\n" + "\n".join(fresh)
    assert {(b.file, b.target) for b in found} == WRONG_ARROWS, "mended: take it off WRONG_ARROWS"


def test_no_file_is_too_long_to_read_in_one_sitting() -> None:
    files = (p for p in HOUSE.rglob("*") if p.suffix in SOURCE and not NOT_OURS & {*p.parts})
    lengths = {p.relative_to(HOUSE).as_posix(): p.read_text("utf-8").count("\n") for p in files}
    long = {name: n for name, n in lengths.items() if n > LONGEST_FILE}
    assert {name: n for name, n in long.items() if name not in LONG_FILES} == {}
    assert set(long) == LONG_FILES, "mended: take it off LONG_FILES"


def test_every_room_says_what_it_is() -> None:
    packages = [*HOUSE.glob("*/__init__.py"), *HOUSE.glob("packs/*/__init__.py")]
    silent = [p for p in packages if p.parent.name != "migrations" and not _docstring(p)]
    assert silent == []


def test_no_folder_of_tests_hides_a_standard_module() -> None:
    """tests/calendar is a package: were tests/ itself on the path, it would hide ``calendar``."""
    packages = {p.parent.name for p in TESTS.glob("*/__init__.py")}
    assert packages & sys.stdlib_module_names == set() or str(TESTS) not in sys.path


def _docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text("utf-8")))


def planted(tmp_path: Path, name: str, source: str) -> list[str]:
    path = tmp_path / "chengyun" / name
    path.parent.mkdir(parents=True)
    path.write_text(source, "utf-8")
    return [str(breach) for breach in breaches(tmp_path / "chengyun")]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("calendar/a.py", "import django"),
        ("geo/a.py", "from django.db import models"),
        ("geo/a.py", "from chengyun.calendar.work import X\nfrom chengyun import bus"),
        ("detection/a.py", "def f():\n    from chengyun.cases import models"),
        ("bus/a.py", "from chengyun.places.models import Area"),
        ("places/a.py", "from chengyun.people.models import User"),
        ("places/a.py", "from ..people import models"),
        ("people/a.py", "import chengyun.runtime.config"),
        ("cases/a.py", "from chengyun import runtime"),
        ("packs/fire/pack.py", "from chengyun.cases.models import Case"),
        ("packs/fire/pack.py", "from chengyun.packs.registry import packs"),
        ("packs/fire/pack.py", "from chengyun.packs.flood import pack"),
        ("packs/fire/pack.py", "from ..flood import pack"),
        ("packs/api.py", "from chengyun.faces.wall import views"),
        ("faces/wall/a.py", "from chengyun.api import rest"),
        ("faces/wall/a.py", "from chengyun.packs.fire import pack"),
        ("api/a.py", "from chengyun.runtime import config"),
        ("simulator/a.py", "from chengyun.sensing import models"),
        ("places/a.py", "from chengyun import *"),
    ],
)
def test_a_wrong_arrow_is_seen(tmp_path: Path, name: str, source: str) -> None:
    found = planted(tmp_path, name, source)
    assert len(found) >= 1
    assert found[-1].startswith(f"chengyun/{name}:{source.count(chr(10)) + 1} imports ")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("calendar/a.py", "import numpy as np\nfrom datetime import date\nimport chinese_calendar"),
        ("planning/a.py", "from chengyun.calendar import Limit\nfrom .pace import Pace"),
        ("people/a.py", "from django.db import models\nfrom chengyun.places.models import Area"),
        ("insight/a.py", "from chengyun import __version__, bus, cases"),
        ("packs/fire/pack.py", "from chengyun.packs import api\nfrom chengyun.packs.api import A"),
        ("packs/fire/pack.py", "from chengyun.packs.fire.parts import A\nfrom . import parts"),
        ("packs/registry.py", "from chengyun.packs.api import A\nfrom chengyun.cases import rules"),
        ("packs/migrations/0001_initial.py", "import chengyun.places.models"),
        (
            "faces/wall/a.py",
            "from chengyun.faces import context\nfrom chengyun.packs import registry",
        ),
        ("runtime/a.py", "import chengyun.simulator.run\nimport chengyun.faces.wall"),
        ("simulator/a.py", "import httpx\nfrom chengyun.geo import haversine_m"),
    ],
)
def test_a_right_arrow_passes(tmp_path: Path, name: str, source: str) -> None:
    assert planted(tmp_path, name, source) == []


def test_a_breach_names_file_line_import_and_rule(tmp_path: Path) -> None:
    assert planted(tmp_path, "bus/a.py", "\nfrom chengyun.cases import services") == [
        "chengyun/bus/a.py:2 imports chengyun.cases.services: "
        "the cellar knows only the ground floor"
    ]


def test_a_room_nobody_planned_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="'attic' is not in the table"):
        planted(tmp_path, "attic/a.py", "")
