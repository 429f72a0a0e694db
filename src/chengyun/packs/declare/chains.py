"""Chains: the dated stages that an entry goes through."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

from chengyun.calendar import Limit
from chengyun.packs.declare.core import need, need_key, need_order, need_own_keys, need_titles
from chengyun.packs.declare.registers import ROLES


@dataclass(frozen=True)
class Stage:
    """One stage: Stage("applied", "申请", "Applied", limit="5wd"). An entry enters it from a stage
    of `after`, without any from the one before it.

    limit is how long an entry may stay in it, a `calendar.Limit` code; "" is without one. needs
    are the fields that must be filled in to enter it; back the earlier stages that it may be sent
    back to; ends: with it the entry is done. runs_on: its limit is counted from when the stage
    before it was due, as an extension is. by is a choice of the register and limits the limit for
    each of its values, where they differ: by="class", limits=(("a", "2uh"), ("b", "24uh")).
    roles may take an entry to it; where some are named nobody else may, nor the pack by itself.
    """

    key: str
    title_zh: str
    title_en: str
    _: KW_ONLY
    limit: str = ""
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    ends: bool = False
    runs_on: bool = False
    by: str = ""
    limits: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        need_key("stage", self.key)
        need_titles("stage", self.key, self.title_zh, self.title_en)
        codes = tuple(code for code in (self.limit, *(code for _, code in self.limits)) if code)
        need(not (self.ends and codes), "stage", self.key, "a stage that ends has no limit")
        need(bool(codes) or not self.runs_on, "stage", self.key, "runs_on is of a limit")
        need(bool(self.by) == bool(self.limits), "stage", self.key, "by and limits go together")
        need_own_keys("stage", self.key, "limits", tuple(value for value, _ in self.limits))
        strange = {*self.roles} - {*ROLES}
        need(not strange, "stage", self.key, f"no role {sorted(strange)}")
        for code in codes:
            Limit.parse(code)

    def is_for(self, role: str) -> bool:
        """True if somebody of that role may take an entry to it; "" is the house itself."""
        return not self.roles or role in self.roles

    def limit_of(self, values: Mapping[str, Any]) -> str:
        """The limit of an entry with these values; "" is none."""
        return dict(self.limits).get(str(values.get(self.by)), self.limit)


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A chain of dated stages; an entry begins in the first."""

    key: str
    title_zh: str
    title_en: str
    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        kind, key = "chain", self.key
        need_key(kind, key)
        need_titles(kind, key, self.title_zh, self.title_en)
        need(len(self.stages) > 1, kind, key, "needs two stages or more")
        names = tuple(stage.key for stage in self.stages)
        need_own_keys(kind, key, "stages", names)
        need(not self.stages[0].after, kind, key, "the first stage comes after none")
        need_order(kind, key, "stage", {name: self.before(name) for name in names})
        for stage in self.stages:
            earlier = names[: names.index(stage.key)]
            need({*stage.back} <= {*earlier}, kind, key, f"{stage.key} goes back to earlier ones")

    def stage(self, key: str) -> Stage:
        """The stage of that key. Raises KeyError."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)

    def before(self, key: str) -> tuple[str, ...]:
        """The stages from which an entry enters that one."""
        names = [stage.key for stage in self.stages]
        told, place = self.stage(key).after, names.index(key)
        return told or tuple(names[place - 1 : place]) if place else ()

    def ways(self, key: str) -> tuple[Stage, ...]:
        """The stages that an entry in that one may go to: forward, then back."""
        on = tuple(one for one in self.stages if key in self.before(one.key))
        return on + tuple(self.stage(name) for name in self.stage(key).back)
