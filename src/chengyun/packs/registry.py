"""Finds packs and holds what they declare; a pack that fails is named with its reason.

Packs come from the entry point group `chengyun.packs` and from the folders beside this file, so
that a source tree that is not installed has its own packs too.
"""

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import structlog

from chengyun import __version__
from chengyun.packs import api, manifest
from chengyun.packs.manifest import Manifest, PackError
from chengyun.packs.references import unmet
from chengyun.packs.tuples import TUPLES

log = structlog.get_logger()
GROUP = "chengyun.packs"
SHIPPED = Path(__file__).parent


@dataclass(frozen=True)
class Pack:
    """A loaded pack: its manifest, its folder and its declarations."""

    name: str
    folder: Path
    manifest: Manifest
    properties: tuple[api.Property, ...] = ()
    case_types: tuple[api.CaseType, ...] = ()
    rules: tuple[api.Rule, ...] = ()
    vitals: tuple[api.VitalSign, ...] = ()
    playbooks: tuple[api.Playbook, ...] = ()
    registers: tuple[api.Register, ...] = ()
    chains: tuple[api.Chain, ...] = ()
    checklists: tuple[api.Checklist, ...] = ()
    forms: tuple[api.Form, ...] = ()
    tasks: tuple[api.Task, ...] = ()
    settings: tuple[api.Setting, ...] = ()
    hooks: tuple[api.On, ...] = ()
    panels: tuple[api.Panel, ...] = ()
    pages: tuple[api.Page, ...] = ()
    reports: tuple[api.Report, ...] = ()
    indicators: tuple[api.Indicator, ...] = ()
    migrations: tuple[api.Change, ...] = ()
    demo: Callable[[api.District], None] | None = None
    scene: api.Scene = field(default_factory=api.Scene)

    def declares(self) -> Iterator[tuple[str, str]]:
        """(kind, key) of every declaration; these must be its own among all packs."""
        for told in TUPLES:
            held = getattr(self, told.attribute) if told.own else ()
            yield from ((told.word, getattr(one, told.key)) for one in held)

    @property
    def whole_scene(self) -> api.Scene:
        """The scene with what it leaves open filled from the pack's declarations."""
        told, title = self.scene, self.manifest.title
        return replace(
            told,
            title_zh=told.title_zh or title.zh,
            title_en=told.title_en or title.en,
            case_types=told.case_types or tuple(t.key for t in self.case_types),
            properties=told.properties or tuple(p.code for p in self.properties),
            vitals=told.vitals or tuple(v.key for v in self.vitals),
        )


@dataclass(frozen=True)
class Registry:
    """All packs by name, and the broken ones with the reason."""

    packs: Mapping[str, Pack] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)

    def properties(self) -> tuple[api.Property, ...]:
        return tuple(p for pack in self.packs.values() for p in pack.properties)

    def case_types(self) -> tuple[api.CaseType, ...]:
        return tuple(t for pack in self.packs.values() for t in pack.case_types)

    def rules(self) -> tuple[api.Rule, ...]:
        return tuple(r for pack in self.packs.values() for r in pack.rules)

    def vitals(self) -> tuple[api.VitalSign, ...]:
        return tuple(v for pack in self.packs.values() for v in pack.vitals)

    def only(self, names: set[str]) -> "Registry":
        """The same with these packs alone."""
        return Registry({n: p for n, p in self.packs.items() if n in names}, self.broken)


@cache
def current() -> Registry:
    """The packs of this installation, loaded once a process; each broken one is logged once."""
    found = gather(sources())
    for name, reason in found.broken.items():
        log.error("pack_broken", pack=name, reason=reason)
    return found


def properties() -> tuple[api.Property, ...]:
    """Every property declared, in the order of packs: an index into it is a property's code."""
    return current().properties()


def rules() -> tuple[api.Rule, ...]:
    """Every rule declared, for detection."""
    return current().rules()


def sources() -> dict[str, Callable[[], Pack]]:
    """A loader by pack name: shipped folders, then entry points: no guest ousts a shipped one."""
    shipped = {p.parent.name: _loader(f"{GROUP}.{p.parent.name}") for p in _shipped()}
    points = {p.name: _loader(p.value) for p in entry_points(group=GROUP)}
    return shipped | {name: points[name] for name in sorted(points) if name not in shipped}


def gather(loaders: Mapping[str, Callable[[], Pack]]) -> Registry:
    """Load each; what raises, clashes with another or lacks what it needs is broken."""
    packs: dict[str, Pack] = {}
    broken: dict[str, str] = {}
    for name, loader in loaders.items():
        try:
            packs[name] = loader()
        except Exception as error:
            broken[name] = f"{type(error).__name__}: {error}"
    _refuse(packs, broken, _clashes(packs))
    _refuse_unmet(packs, broken)
    return Registry(packs, broken)


def load(folder: Path) -> Pack:
    """The pack in a folder that need not be installed. Raises PackError or what its code raises."""
    if folder.resolve().parent == SHIPPED:
        return _from_module(f"{GROUP}.{folder.name}")
    return _from_module(_borrow(folder.resolve()))


def _shipped() -> list[Path]:
    return sorted(SHIPPED.glob("*/pack.toml"))


def _loader(module: str) -> Callable[[], Pack]:
    return lambda: _from_module(module)


def _borrow(folder: Path) -> str:
    """Make a folder importable as a package of its own name for this process."""
    name = f"chengyun_pack_at_{folder.name}_{abs(hash(folder))}"
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None or not (folder / "__init__.py").exists():
        raise PackError(f"{folder} has no __init__.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return name


def _from_module(name: str) -> Pack:
    folder = Path(str(importlib.import_module(name).__file__)).parent
    about = manifest.read(folder)
    if not manifest.fits(about.core):
        raise PackError(f"{about.id} wants Chengyun {about.core}; this is {__version__}")
    declared = importlib.import_module(f"{name}.pack")
    told = {one.attribute: _declared(declared, one.name, one.kind) for one in TUPLES}
    return Pack(about.id, folder, about, **told, demo=_demo(declared), scene=_scene(declared))


def _demo(module: ModuleType) -> Callable[[api.District], None] | None:
    told = getattr(module, "DEMO", None)
    if told is not None and not callable(told):
        raise PackError(f"DEMO is {told!r}, which is no function")
    return told


def _scene(module: ModuleType) -> api.Scene:
    told = getattr(module, "SCENE", api.Scene())
    if not isinstance(told, api.Scene):
        raise PackError(f"SCENE is {told!r}, which is no Scene")
    return told


def _declared(module: ModuleType, name: str, kind: type[Any]) -> tuple[Any, ...]:
    items = tuple(getattr(module, name, ()))
    for item in items:
        if not isinstance(item, kind):
            raise PackError(f"{name} holds {item!r}, which is no {kind.__name__}")
    return items


def _clashes(packs: Mapping[str, Pack]) -> dict[str, str]:
    """Packs that declare a key twice or one that an earlier pack has, each with the reason."""
    owner: dict[tuple[str, str], str] = {}
    reasons: dict[str, str] = {}
    for name, pack in packs.items():
        for key in pack.declares():
            other = owner.setdefault(key, name)
            if other != name:
                reasons.setdefault(name, f"{key[0]} {key[1]!r} is declared by {other} and {name}")
    return reasons


def _refuse(packs: dict[str, Pack], broken: dict[str, str], reasons: Mapping[str, str]) -> None:
    for name, reason in reasons.items():
        packs.pop(name)
        broken[name] = reason


def _refuse_unmet(packs: dict[str, Pack], broken: dict[str, str]) -> None:
    """Take out packs whose needs are not met, until no more fall out with them."""
    while reasons := {n: why for n, p in packs.items() if (why := _unmet(p, packs))}:
        _refuse(packs, broken, reasons)


def _unmet(pack: Pack, packs: Mapping[str, Pack]) -> str:
    try:
        needed = pack.manifest.needed()
        for name, versions in needed.items():
            if name not in packs:
                return f"needs the pack {name}, which is not here"
            if versions and not manifest.fits(versions, packs[name].manifest.version):
                return f"needs {name}{versions}; {packs[name].manifest.version} is here"
    except PackError as error:
        return str(error)
    around = [pack, *(packs[name] for name in needed)]
    known = {key for one in around for key in one.declares()}
    registers = {one.key: one for pack_ in around for one in pack_.registers}
    return unmet(pack, known, registers)
