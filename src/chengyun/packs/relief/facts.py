"""What is known of a household, the thresholds, and a condition held against both. No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

# Who can find it out, by key.
FINDERS = {
    "means": ("居民经济状况核对机构", "Means-check centre"),
    "police": ("派出所户籍窗口", "Household registration"),
    "property": ("不动产登记中心", "Property registry"),
    "insurance": ("医疗保障局", "Medical insurance"),
    "disabled": ("残疾人联合会", "Disabled Persons’ Federation"),
    "labour": ("人力资源社会保障部门", "Labour and social security"),
    "visit": ("居委会入户核实", "A visit at home"),
    "office": ("区民政局", "Civil Affairs Bureau"),
}


@dataclass(frozen=True)
class Limits:
    """Thresholds as they count in an area: yuan a month (standard), yuan, days, months."""

    standard: float = 1595
    edge_times: float = 1.5
    cash: float = 30000
    homes: int = 1
    medical_from: float = 10000
    event_days: int = 180
    bear_months: float = 3
    stale_days: int = 365


@dataclass(frozen=True)
class Facts:
    """What is known of a household, by field of the register, on a day."""

    values: Mapping[str, Any]
    today: date
    limits: Limits = Limits()

    def get(self, key: str) -> Any:
        """A fact; None where it is not known, or where it was last known too long ago."""
        return None if key in ("income", "cash") and self.stale else self.values.get(key)

    @property
    def stale(self) -> bool:
        told = self.values.get("means_on")
        oldest = self.today - timedelta(days=self.limits.stale_days)
        return told is not None and date.fromisoformat(told) < oldest

    @property
    def each(self) -> float | None:
        """Income a head, yuan a month."""
        income, people = self.get("income"), self.values.get("people")
        return None if income is None or not people else income / people

    @property
    def receives(self) -> frozenset[str]:
        return frozenset(self.values.get("receives") or ())


@dataclass(frozen=True)
class Found:
    """One condition of one household. met: True, False, or None for not known; `finder` is a key
    of FINDERS, who can find it out (where it is known: from whom it comes)."""

    key: str
    title: str
    law: str
    value: str
    limit: str
    met: bool | None
    finder: str


def yuan(value: float | None) -> str:
    """An amount as it is read; a dash where it is not known."""
    return "–" if value is None else f"{value:,.0f}"
