"""Field tasks: what is due again and again on the entries of a register."""

from dataclasses import dataclass

from chengyun.packs.declare.core import UNIT_KINDS, need, need_key, need_own_keys, need_titles


@dataclass(frozen=True, kw_only=True)
class Task:
    """Every so many days somebody visits the entries and fills in a checklist or a form.

    by is a choice of the register and every the days for each of its values, where they differ:
    by="risk", every=(("high", 30), ("low", 180)); every_days is for the others, 0 is never. where
    narrows the entries, stages to those that stand at one of these of their chain (none: at any),
    due as soon as they come to it; last is a day of the register on which it was done otherwise;
    unit_kind says whose handlers do it; "" is the grid officers'.
    """

    key: str
    title_zh: str
    title_en: str
    register: str
    every_days: int = 0
    by: str = ""
    every: tuple[tuple[str, int], ...] = ()
    checklist: str = ""
    form: str = ""
    where: tuple[tuple[str, str], ...] = ()
    stages: tuple[str, ...] = ()
    last: str = ""
    unit_kind: str = ""

    def __post_init__(self) -> None:
        kind, key = "task", self.key
        need_key(kind, key)
        need_titles(kind, key, self.title_zh, self.title_en)
        need(bool(self.checklist) != bool(self.form), kind, key, "needs a checklist or a form")
        need(bool(self.by) == bool(self.every), kind, key, "by and every go together")
        need_own_keys(kind, key, "every", tuple(value for value, _ in self.every))
        days = (self.every_days, *(number for _, number in self.every))
        need(min(days) >= 0 and max(days) > 0, kind, key, "is due every 1 or more days")
        known = self.unit_kind in ("", *UNIT_KINDS)
        need(known, kind, key, f"no unit kind {self.unit_kind!r}")

    def fits(self, stage: str) -> bool:
        """True if it is done on entries at that stage."""
        return not self.stages or stage in self.stages

    def days(self, value: object) -> int:
        """Every how many days, where the choice `by` has that value; 0 is never."""
        return dict(self.every).get(str(value), self.every_days)
