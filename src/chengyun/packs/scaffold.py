"""Writes a new pack: a package that installs, loads and passes its own tests as it stands."""

import re
from importlib.resources import files
from pathlib import Path
from string import Template

from chengyun.packs.manifest import PackError

_NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")
# Where each file of the folder blank/ goes; `$name` stands for the pack's name.
_PLACES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "init.py": "src/chengyun_$name/__init__.py",
    "pack.toml": "src/chengyun_$name/pack.toml",
    "pack.py": "src/chengyun_$name/pack.py",
    "quality.toml": "src/chengyun_$name/quality.toml",
    "test_pack.py": "tests/test_pack.py",
}


def new(name: str, into: Path) -> Path:
    """Write the pack `name` under `into` and give its folder. Raises PackError if it cannot."""
    if not _NAME.fullmatch(name):
        raise PackError(f"{name!r} is no pack name: use small letters, digits and underscores")
    root = into / f"chengyun-{name.replace('_', '-')}"
    if root.exists():
        raise PackError(f"{root} is already there")
    for source, place in _PLACES.items():
        _write(root / Template(place).substitute(name=name), _filled(source, name))
    return root


def _filled(source: str, name: str) -> str:
    text = files("chengyun.packs").joinpath("blank", f"{source}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(name=name, dashed=name.replace("_", "-"))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
