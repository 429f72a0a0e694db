"""The declared registers of the packs that are on, and who passes their gates."""

from collections.abc import Mapping
from dataclasses import dataclass

from chengyun.packs.api import Chain, Checklist, Form, Register, Task
from chengyun.packs.queries.switched import active
from chengyun.packs.registry import Registry
from chengyun.people.gates import Gate


@dataclass(frozen=True)
class Sheet:
    """A register with the pack that declares it and what belongs to it."""

    pack: str
    register: Register
    chain: Chain | None
    checklists: tuple[Checklist, ...]
    forms: tuple[Form, ...]
    tasks: tuple[Task, ...]

    @property
    def key(self) -> str:
        return self.register.key

    @property
    def readers(self) -> Gate:
        one = self.register
        return Gate(one.see, one.unit_kinds, one.strict)

    @property
    def writers(self) -> Gate:
        one = self.register
        return Gate(one.write, one.unit_kinds, one.strict)


def sheets(found: Registry | None = None) -> Mapping[str, Sheet]:
    """Every register of the packs that are on, by its key, in the order they ask for."""
    packs = active(found).packs.values()
    chains = {one.key: one for pack in packs for one in pack.chains}
    checklists = [one for pack in packs for one in pack.checklists]
    forms = [one for pack in packs for one in pack.forms]
    tasks = [one for pack in packs for one in pack.tasks]
    made = [
        Sheet(
            pack.name,
            one,
            chains.get(one.chain),
            tuple(c for c in checklists if c.register == one.key),
            tuple(f for f in forms if f.register == one.key),
            tuple(t for t in tasks if t.register == one.key),
        )
        for pack in packs
        for one in pack.registers
    ]
    return {one.key: one for one in sorted(made, key=lambda s: (s.register.order, s.key))}
