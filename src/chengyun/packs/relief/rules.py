"""Benefit rules: each condition of each benefit with its law, value, threshold and what is known.

A condition is met, not met, or not known; then it says who can find it out. No database.
Laws: 社会救助暂行办法 (国务院令第 649 号) arts. 9, 14, 28, 42, 47; 最低生活保障审核确认办法 (民发
〔2021〕57 号); 特困人员认定办法 (民发〔2021〕43 号). Thresholds are the district's own: settings.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chengyun.packs.api import say
from chengyun.packs.relief.words import RESIDENT, SUPPORT, word

LAW_649 = "《社会救助暂行办法》"
LAW_57 = "民发〔2021〕57号"
LAW_43 = "民发〔2021〕43号"
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


Test = Callable[[Facts], Found]


@dataclass(frozen=True)
class Benefit:
    """A benefit and its conditions; `covers` are lesser ones that nobody has beside it."""

    key: str
    zh: str
    en: str
    law: str
    tests: tuple[Test, ...]
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """A benefit held against a household."""

    benefit: Benefit
    found: tuple[Found, ...]

    @property
    def says(self) -> str:
        """yes: all conditions are met; no: one is not; perhaps: one is not known."""
        met = {one.met for one in self.found}
        return "no" if False in met else "perhaps" if None in met else "yes"

    @property
    def unknown(self) -> tuple[Found, ...]:
        return tuple(one for one in self.found if one.met is None)


def yuan(value: float | None) -> str:
    """An amount as it is read; a dash where it is not known."""
    return "–" if value is None else f"{value:,.0f}"


def _resident(law: str) -> Test:
    def test(f: Facts) -> Found:
        told = f.get("resident")
        value = word(RESIDENT, told) or "–"
        limit = say("本市户籍", "Registered here")
        met = None if told is None else told == "local"
        return Found("resident", say("户籍", "Registration"), law, value, limit, met, "police")

    return test


def _income(law: str, low: float, high: str) -> Test:
    """Income a head from `low` times the standard up to once the standard or the edge."""

    def test(f: Facts) -> Found:
        most = f.limits.standard * (f.limits.edge_times if high == "edge" else 1)
        least, each = f.limits.standard * low, f.each
        limit = f"< {yuan(most)}" if not low else f"{yuan(least)} – {yuan(most)}"
        met = None if each is None else least <= each < most
        title = say("人均月收入（元）", "Income a head, yuan a month")
        return Found("income", title, law, yuan(each), limit, met, "means")

    return test


def _cash(law: str) -> Test:
    def test(f: Facts) -> Found:
        cash, people = f.get("cash"), f.get("people")
        each = None if cash is None or not people else cash / people
        met = None if each is None else each <= f.limits.cash
        title = say("人均货币财产（元）", "Money a head, yuan")
        return Found("cash", title, law, yuan(each), f"≤ {yuan(f.limits.cash)}", met, "means")

    return test


def _homes(law: str) -> Test:
    def test(f: Facts) -> Found:
        homes = f.get("homes")
        met = None if homes is None else homes <= f.limits.homes
        value = "–" if homes is None else str(homes)
        title = say("住房套数", "Homes owned")
        return Found("homes", title, law, value, f"≤ {f.limits.homes}", met, "property")

    return test


def _unable(f: Facts) -> Found:
    """Art. 14: old, disabled or under age, without the ability to work."""
    able = f.get("able")
    value = "–" if able is None else str(able)
    met = None if able is None else able == 0
    title = say("有劳动能力人数", "People able to work")
    return Found("able", title, f"{LAW_649}第十四条；{LAW_43}", value, "0", met, "visit")


def _support(f: Facts) -> Found:
    told = f.get("support")
    met = None if told is None else told != "able"
    value = word(SUPPORT, told) or "–"
    limit = say("无义务人或其无能力", "Nobody, or unable")
    title = say("赡养抚养扶养义务人", "Who is bound to support them")
    return Found("support", title, f"{LAW_649}第十四条；{LAW_43}", value, limit, met, "visit")


def _grave(f: Facts) -> Found:
    """A severely disabled or gravely ill member: either settles it, not known needs both."""
    disabled, ill = f.get("disabled"), f.get("ill")
    yes, no = disabled == "severe" or ill == "grave", None not in (disabled, ill)
    met = True if yes else False if no else None
    words = {
        "severe": say("重度残疾", "severely disabled"), "grave": say("重病", "gravely ill"),
    }  # fmt: skip
    told = "、".join(words[one] for one in (disabled, ill) if one in words)
    value = told or (say("无", "none") if no else "–")
    limit = say("重残或重病成员", "Such a member")
    title = say("重残、重病", "Disabled or ill")
    return Found("grave", title, LAW_57, value, limit, met, "disabled")


def _standing(f: Facts) -> Found:
    held = [one for one in ("dibao", "tekun", "edge", "single") if one in f.receives]
    value = "、".join(title_of(one) for one in held) or say("无", "none")
    limit = say("低保、特困或低保边缘", "Minimum living, extreme or near poverty")
    title = say("救助身份", "Granted standing")
    met = bool(held)
    return Found("standing", title, f"{LAW_649}第二十八条", value, limit, met, "office")


def _medical(f: Facts) -> Found:
    """From the first yuan for who receives 低保 or 特困, else from the threshold."""
    cost, free = f.get("medical"), bool(f.receives & {"dibao", "tekun"})
    least = 0.0 if free else f.limits.medical_from
    met = None if cost is None else cost > least
    title = say("近一年自付医疗费（元）", "Own medical costs of a year, yuan")
    law = f"{LAW_649}第二十八条"
    return Found("medical", title, law, yuan(cost), f"> {yuan(least)}", met, "insurance")


def _event(f: Facts) -> Found:
    told, on = f.get("event"), f.get("event_on")
    oldest = f.today - timedelta(days=f.limits.event_days)
    recent = date.fromisoformat(on) >= oldest if on else None
    met = None if told is None else False if told == "none" else recent
    title = say("突发困难", "Sudden hardship")
    value = "–" if told is None else say("无", "none") if told == "none" else str(on or "–")
    limit = say(f"{f.limits.event_days} 日内", f"within {f.limits.event_days} days")
    return Found("event", title, f"{LAW_649}第四十七条", value, limit, met, "visit")


def _outlay(f: Facts) -> Found:
    cost, income = f.get("event_cost"), f.get("income")
    bears = None if income is None else income * f.limits.bear_months
    met = None if cost is None or bears is None else cost > bears
    title = say("必需支出（元）", "Necessary outlay, yuan")
    months = f"{f.limits.bear_months:g}"
    limit = say(f"> {months} 个月收入", f"> {months} months’ income")
    limit += "" if bears is None else f" = {yuan(bears)}"
    finder = "visit" if cost is None else "means"
    return Found("outlay", title, f"{LAW_649}第四十七条", yuan(cost), limit, met, finder)


def _dibao_member(f: Facts) -> Found:
    held = "dibao" in f.receives
    value = title_of("dibao") if held else say("无", "none")
    title = say("救助身份", "Granted standing")
    law = f"{LAW_649}第四十二条"
    return Found("standing", title, law, value, title_of("dibao"), held, "office")


def _jobless(f: Facts) -> Found:
    told = f.get("jobless")
    met = None if told is None else told > 0
    value = "–" if told is None else str(told)
    title = say("有劳动能力而失业人数", "Able to work and without work")
    return Found("jobless", title, f"{LAW_649}第四十二条", value, "≥ 1", met, "labour")


NINE = f"{LAW_649}第九条"
BENEFITS = (
    Benefit("tekun", "特困供养", "Support in extreme poverty", f"{LAW_649}第十四条",
            (_unable, _income(f"{LAW_649}第十四条；{LAW_43}", 0, "standard"), _support),
            covers=("dibao", "single", "edge")),
    Benefit("dibao", "最低生活保障", "Minimum living allowance", NINE,
            (_resident(NINE), _income(NINE, 0, "standard"), _cash(NINE), _homes(NINE)),
            covers=("single", "edge")),
    Benefit("single", "单人户低保", "Allowance for one member", LAW_57,
            (_resident(LAW_57), _income(LAW_57, 1, "edge"), _grave, _cash(LAW_57)),
            covers=("edge",)),
    Benefit("edge", "低保边缘家庭", "Near-poverty household", LAW_57,
            (_resident(LAW_57), _income(LAW_57, 1, "edge"), _cash(LAW_57), _homes(LAW_57))),
    Benefit("medical", "医疗救助", "Medical assistance", f"{LAW_649}第二十八条",
            (_standing, _medical)),
    Benefit("temporary", "临时救助", "Temporary assistance", f"{LAW_649}第四十七条",
            (_event, _outlay)),
    Benefit("job", "就业救助", "Help into work", f"{LAW_649}第四十二条",
            (_dibao_member, _jobless)),
)  # fmt: skip
BY_KEY = {one.key: one for one in BENEFITS}


def title_of(key: str) -> str:
    """The title of a benefit in the reader's language."""
    one = BY_KEY[key]
    return say(one.zh, one.en)


def verdicts(facts: Facts) -> tuple[Verdict, ...]:
    """Every benefit held against the household, condition by condition."""
    return tuple(Verdict(one, tuple(test(facts) for test in one.tests)) for one in BENEFITS)


def due(facts: Facts, most_unknown: int) -> list[Verdict]:
    """What the household does not receive and is entitled to, or may be: one condition at least
    is met, none is not, and at most so many are not known. What is covered by a greater benefit
    is left out."""
    told = verdicts(facts)
    held = facts.receives | {one.benefit.key for one in told if one.says == "yes"}
    covered = {lesser for key in held for lesser in BY_KEY[key].covers}
    return [
        one
        for one in told
        if one.says != "no"
        and one.benefit.key not in facts.receives | covered
        and len(one.unknown) <= min(most_unknown, len(one.found) - 1)
    ]
