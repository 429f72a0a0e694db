"""What declarations name of each other: every name is one that the pack or a needed one gives."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from chengyun.packs import api

if TYPE_CHECKING:
    from chengyun.packs.registry import Pack

Key = tuple[str, str]
# Who names, what is named (kind and key).
Named = Iterator[tuple[str, Key]]


def unmet(pack: "Pack", known: Collection[Key], registers: Mapping[str, api.Register]) -> str:
    """The first reference that nobody meets, as a sentence; "" if there is none."""
    for who, (kind, key) in _named(pack):
        if (kind, key) not in known:
            return f"{who} names {kind} {key!r}, which no needed pack declares"
    return next(_wrong_fields(pack, registers), "") or next(_wrong_stages(pack, registers), "")


def _named(pack: "Pack") -> Named:
    for part in PARTS:
        yield from part(pack)


def _rules(pack: "Pack") -> Named:
    for rule in pack.rules:
        yield f"rule {rule.key!r}", ("property", rule.property)
        yield f"rule {rule.key!r}", ("case type", rule.case_type)


def _vitals(pack: "Pack") -> Named:
    for vital in pack.vitals:
        if vital.property:
            yield f"vital sign {vital.key!r}", ("property", vital.property)


def _scene(pack: "Pack") -> Named:
    yield from (("the scene", key) for key in pack.scene.refers())


def _playbooks(pack: "Pack") -> Named:
    for book in pack.playbooks:
        yield from ((f"playbook {book.key!r}", ("case type", kind)) for kind in book.case_types)


def _registers(pack: "Pack") -> Named:
    for one in pack.registers:
        who = f"register {one.key!r}"
        if one.chain:
            yield who, ("chain", one.chain)
        yield from ((who, ("register", field.register)) for field in one.links())


def _checklists(pack: "Pack") -> Named:
    for one in pack.checklists:
        who = f"checklist {one.key!r}"
        yield who, ("register", one.register)
        for item in one.items:
            if item.case_type:
                yield who, ("case type", item.case_type)
            if item.into:
                yield who, ("register", item.into)


def _forms(pack: "Pack") -> Named:
    yield from ((f"form {one.key!r}", ("register", one.register)) for one in pack.forms)


def _tasks(pack: "Pack") -> Named:
    for one in pack.tasks:
        who = f"task {one.key!r}"
        yield who, ("register", one.register)
        if one.checklist:
            yield who, ("checklist", one.checklist)
        if one.form:
            yield who, ("form", one.form)


# What the `of` of a hook names, by its event.
OF = {"alarm": "rule", "case": "case type", "stage": "register", "readings": "property"}


def _hooks(pack: "Pack") -> Named:
    for one in pack.hooks:
        yield from ((f"hook {one.key!r}", (OF[one.event], key)) for key in one.of)


def _panels(pack: "Pack") -> Named:
    for one in pack.panels:
        yield from ((f"panel {one.key!r}", ("case type", kind)) for kind in one.case_types)


def _changes(pack: "Pack") -> Named:
    for one in pack.migrations:
        yield f"change since {one.since}", ("register", one.register)


PARTS: tuple[Callable[["Pack"], Named], ...] = (
    _rules,
    _vitals,
    _scene,
    _playbooks,
    _registers,
    _checklists,
    _forms,
    _tasks,
    _hooks,
    _panels,
    _changes,
)


def _wrong_fields(pack: "Pack", registers: Mapping[str, api.Register]) -> Iterator[str]:
    """Fields that are named and that the register does not have."""
    for who, key, fields in _asked_fields(pack):
        have = {field.key for field in registers[key].fields}
        yield from (f"{who} names field {name!r} of {key}" for name in fields if name not in have)


def _asked_fields(pack: "Pack") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    chains = {chain.key: chain for chain in pack.chains}
    for register in pack.registers:
        if register.chain in chains:
            stages = chains[register.chain].stages
            needs = tuple(name for stage in stages for name in (*stage.needs, stage.by) if name)
            yield f"chain {register.chain!r}", register.key, needs
    for form in pack.forms:
        filled = tuple(name for name, _ in form.fill)
        yield f"form {form.key!r}", form.register, (*form.fields, *filled)
    for task in pack.tasks:
        asked = (*filter(None, (task.by, task.last)), *(name for name, _ in task.where))
        yield f"task {task.key!r}", task.register, asked
    for checklist in pack.checklists:
        for item in checklist.items:
            if item.into:
                names = tuple(name for name, _ in item.fill)
                yield f"item {item.key!r}", item.into, names


def _wrong_stages(pack: "Pack", registers: Mapping[str, api.Register]) -> Iterator[str]:
    """Stages that forms and tasks name and that the chain of their register does not have."""
    chains = {chain.key: {stage.key for stage in chain.stages} for chain in pack.chains}
    asked: list[tuple[str, str, tuple[str, ...]]]
    asked = [(f"form {one.key!r}", one.register, (one.stage,)) for one in pack.forms if one.stage]
    asked += [(f"task {one.key!r}", one.register, one.stages) for one in pack.tasks if one.stages]
    for who, register, stages in asked:
        chain = registers[register].chain
        if chain in chains or not chain:
            missing = {*stages} - chains.get(chain, set())
            yield from (f"{who} names stage {one!r} of {register}" for one in sorted(missing))
