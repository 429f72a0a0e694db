"""Signals that suggest need: what each says, what it is worth at first, where it comes from.

Nobody’s meter is read here: the company says for how many days nothing was used, no more.
"""

from dataclasses import dataclass

from chengyun.packs.api import Setting, say


@dataclass(frozen=True)
class Kind:
    """A kind of signal. weight: points until the district sets it otherwise; unit of its value;
    source: who gives it; ours: the pack finds it in its own registers."""

    key: str
    zh: str
    en: str
    weight: int
    unit_zh: str = ""
    unit_en: str = ""
    source_zh: str = ""
    source_en: str = ""
    urgent: bool = False


KINDS = (
    Kind("water_idle", "用水为零", "No water used", 40, "天", "days", "自来水公司", "Water company",
         urgent=True),
    Kind("power_idle", "用电为零", "No power used", 35, "天", "days", "供电公司", "Power company",
         urgent=True),
    Kind("calls", "同一地址多次来电", "Many calls from one address", 20, "次", "calls",
         "12345 热线", "Hotline 12345"),
    Kind("discharge", "出院", "Discharged from hospital", 25, "", "", "医院", "Hospital"),
    Kind("medical", "大额自付医疗费", "Large medical costs", 30, "元", "yuan", "医保局",
         "Medical insurance"),
    Kind("job_lost", "失业登记", "Lost job", 25, "", "", "人社局", "Labour bureau"),
    Kind("lapsed", "救助到期未续", "Benefit lapsed", 30, "天", "days", "本名册", "This register"),
    Kind("unseen", "超过应见日期", "Not seen in time", 20, "天", "days", "本名册", "This register"),
    Kind("visit", "走访发现缺项", "Found lacking at a visit", 35, "项", "things", "走访", "Visits"),
    Kind("neighbour", "邻里反映", "Told by neighbours", 30, "", "", "居民", "Residents"),
)  # fmt: skip
BY_KEY = {one.key: one for one in KINDS}
OPTIONS = tuple((one.key, one.zh, one.en) for one in KINDS)
WEIGHTS = tuple(
    Setting(
        key=f"weight_{one.key}",
        title_zh=f"分值：{one.zh}",
        title_en=f"Points: {one.en}",
        kind="whole",
        default=one.weight,
        minimum=0,
        maximum=100,
    )
    for one in KINDS
)


def said(kind: str, value: object) -> str:
    """A signal in words: no water used, 4 days."""
    one = BY_KEY[kind]
    unit = say(one.unit_zh, one.unit_en)
    title = say(one.zh, one.en)
    return title if value is None or not unit else f"{title} {value:g} {unit}"
