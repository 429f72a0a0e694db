"""The conditions of benefits: each takes the facts and says what is asked, what is there and
whether that is met, not met or not known.

Laws: 社会救助暂行办法 (国务院令第 649 号) arts. 9, 14, 28, 42, 47; 最低生活保障审核确认办法 (民发
〔2021〕57 号); 特困人员认定办法 (民发〔2021〕43 号).
"""

from collections.abc import Callable
from datetime import date, timedelta

from chengyun.packs.api import say
from chengyun.packs.relief.facts import Facts, Found, yuan
from chengyun.packs.relief.words import BENEFITS, RESIDENT, SUPPORT, word

LAW_649 = "《社会救助暂行办法》"
LAW_57 = "民发〔2021〕57号"
LAW_43 = "民发〔2021〕43号"
Test = Callable[[Facts], Found]


def resident(law: str) -> Test:
    def test(f: Facts) -> Found:
        told = f.get("resident")
        value = word(RESIDENT, told) or "–"
        limit = say("本市户籍", "Registered here")
        met = None if told is None else told == "local"
        return Found("resident", say("户籍", "Registration"), law, value, limit, met, "police")

    return test


def income(law: str, low: float, high: str) -> Test:
    """Income a head from `low` times the standard up to once the standard or the edge."""

    def test(f: Facts) -> Found:
        most = f.limits.standard * (f.limits.edge_times if high == "edge" else 1)
        least, each = f.limits.standard * low, f.each
        limit = f"<\u00a0{yuan(most)}" if not low else f"{yuan(least)} – {yuan(most)}"
        met = None if each is None else least <= each < most
        title = say("人均月收入（元）", "Income a head, yuan a month")
        return Found("income", title, law, yuan(each), limit, met, "means")

    return test


def cash(law: str) -> Test:
    def test(f: Facts) -> Found:
        cash, people = f.get("cash"), f.get("people")
        each = None if cash is None or not people else cash / people
        met = None if each is None else each <= f.limits.cash
        title = say("人均货币财产（元）", "Money a head, yuan")
        return Found("cash", title, law, yuan(each), f"≤\u00a0{yuan(f.limits.cash)}", met, "means")

    return test


def homes(law: str) -> Test:
    def test(f: Facts) -> Found:
        homes = f.get("homes")
        met = None if homes is None else homes <= f.limits.homes
        value = "–" if homes is None else str(homes)
        title = say("住房套数", "Homes owned")
        return Found("homes", title, law, value, f"≤\u00a0{f.limits.homes}", met, "property")

    return test


def unable(f: Facts) -> Found:
    """Art. 14: old, disabled or under age, without the ability to work."""
    able = f.get("able")
    value = "–" if able is None else str(able)
    met = None if able is None else able == 0
    title = say("有劳动能力人数", "People able to work")
    return Found("able", title, f"{LAW_649}第十四条；{LAW_43}", value, "=\u00a00", met, "visit")


def support(f: Facts) -> Found:
    told = f.get("support")
    met = None if told is None else told != "able"
    value = word(SUPPORT, told) or "–"
    limit = say("无义务人或其无能力", "Nobody, or unable")
    title = say("赡养抚养扶养义务人", "Who is bound to support them")
    return Found("support", title, f"{LAW_649}第十四条；{LAW_43}", value, limit, met, "visit")


def grave(f: Facts) -> Found:
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


def standing(f: Facts) -> Found:
    held = [one for one in ("dibao", "tekun", "edge", "single") if one in f.receives]
    value = "、".join(word(BENEFITS, one) for one in held) or say("无", "none")
    limit = say("低保、特困或低保边缘", "Minimum living, extreme or near poverty")
    title = say("救助身份", "Granted standing")
    met = bool(held)
    return Found("standing", title, f"{LAW_649}第二十八条", value, limit, met, "office")


def medical(f: Facts) -> Found:
    """From the first yuan for who receives 低保 or 特困, else from the threshold."""
    cost, free = f.get("medical"), bool(f.receives & {"dibao", "tekun"})
    least = 0.0 if free else f.limits.medical_from
    met = None if cost is None else cost > least
    title = say("近一年自付医疗费（元）", "Own medical costs of a year, yuan")
    law = f"{LAW_649}第二十八条"
    return Found("medical", title, law, yuan(cost), f">\u00a0{yuan(least)}", met, "insurance")


def event(f: Facts) -> Found:
    told, on = f.get("event"), f.get("event_on")
    oldest = f.today - timedelta(days=f.limits.event_days)
    recent = date.fromisoformat(on) >= oldest if on else None
    met = None if told is None else False if told == "none" else recent
    title = say("突发困难", "Sudden hardship")
    value = "–" if told is None else say("无", "none") if told == "none" else str(on or "–")
    limit = say(f"{f.limits.event_days} 日内", f"within {f.limits.event_days} days")
    return Found("event", title, f"{LAW_649}第四十七条", value, limit, met, "visit")


def outlay(f: Facts) -> Found:
    cost, income = f.get("event_cost"), f.get("income")
    bears = None if income is None else income * f.limits.bear_months
    met = None if cost is None or bears is None else cost > bears
    title = say("必需支出（元）", "Necessary outlay, yuan")
    months = f"{f.limits.bear_months:g}"
    limit = say(f">\u00a0{months} 个月收入", f">\u00a0{months} months’ income")
    limit += "" if bears is None else f" =\u00a0{yuan(bears)}"
    finder = "visit" if cost is None else "means"
    return Found("outlay", title, f"{LAW_649}第四十七条", yuan(cost), limit, met, finder)


def dibao_member(f: Facts) -> Found:
    held = "dibao" in f.receives
    value = word(BENEFITS, "dibao") if held else say("无", "none")
    title = say("救助身份", "Granted standing")
    law = f"{LAW_649}第四十二条"
    return Found("standing", title, law, value, word(BENEFITS, "dibao"), held, "office")


def jobless(f: Facts) -> Found:
    told = f.get("jobless")
    met = None if told is None else told > 0
    value = "–" if told is None else str(told)
    title = say("有劳动能力而失业人数", "Able to work and without work")
    return Found("jobless", title, f"{LAW_649}第四十二条", value, "≥\u00a01", met, "labour")
