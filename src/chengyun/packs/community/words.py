"""What the registers offer to choose from, and how often somebody is to be seen."""

from chengyun.packs.api import say

Options = tuple[tuple[str, str, str], ...]
ROUNDS: Options = (
    ("daily", "每日", "Daily"),
    ("weekly", "每周", "Weekly"),
    ("monthly", "每月", "Monthly"),
)
ROUND_DAYS = (("daily", 1), ("weekly", 7), ("monthly", 30))
LEVELS: Options = (
    ("daily", "重点（每日）", "First (daily)"),
    ("half_week", "关注（每三日）", "Second (every 3 days)"),
    ("weekly", "一般（每周）", "Third (weekly)"),
)
LEVEL_DAYS = (("daily", 1), ("half_week", 3), ("weekly", 7))
LIVING: Options = (
    ("alone", "独居", "Alone"),
    ("two_old", "双老", "Two old people"),
    ("with_disabled", "照护残疾子女", "With a disabled child"),
)
SEEN: Options = (
    ("home", "上门见到", "At home"),
    ("out", "在外见到", "Elsewhere"),
    ("phone", "通话", "By telephone"),
)
SIGNALS: Options = (
    ("water_still", "用水为零", "No water used"),
    ("power_still", "用电异常", "Hardly any power used"),
    ("unanswered", "电话无人接", "Telephone not answered"),
    ("unseen", "超过应见日期", "Not seen in time"),
    ("neighbour", "邻居反映", "A neighbour tells"),
)
FOUND: Options = (
    ("well", "平安", "Well"),
    ("help", "需要帮助", "Needs help"),
    ("hospital", "已送医", "Taken to hospital"),
    ("absent", "无人应门", "Nobody opened"),
)
NO_VISIT: Options = (
    ("reached", "已电话联系上", "Reached by telephone"),
    ("away", "外出、住院", "Away or in hospital"),
    ("data", "数据有误", "The data are wrong"),
)
GROUPS: Options = (
    ("full", "低保、特困", "Minimum living"),
    ("some", "低收入", "Low income"),
    ("other", "其他", "Other"),
)
# GB/T 42195-2022 老年人能力评估规范, the five degrees.
ABILITY: Options = (
    ("whole", "能力完好", "Able"),
    ("light", "轻度失能", "Slightly disabled"),
    ("middle", "中度失能", "Moderately disabled"),
    ("severe", "重度失能", "Severely disabled"),
    ("total", "完全失能", "Wholly disabled"),
)
WORKS: Options = (
    ("rails", "扶手", "Grab rails"),
    ("floor", "地面防滑", "Non-slip floor"),
    ("shower", "淋浴座椅、浴缸改淋浴", "Shower with a seat"),
    ("door", "拓宽门洞、消除高差", "Wider doors, no steps"),
    ("light", "感应夜灯", "Night lights"),
    ("kitchen", "厨房改造", "Kitchen"),
    ("call", "呼叫装置", "Call button"),
)
NO_WORKS: Options = (
    ("unsafe", "房屋条件不允许", "The home does not allow it"),
    ("unwanted", "本人放弃", "Given up"),
    ("unfit", "不符合条件", "Not entitled"),
)
BOOTH_STATES: Options = (
    ("open", "开放", "Open"),
    ("closed", "暂停", "Closed"),
    ("faulty", "设备故障", "Out of order"),
)
HALF: Options = (("am", "上午", "Morning"), ("pm", "下午", "Afternoon"))
FIT: Options = (
    ("adult", "16 岁及以上、非孕产", "16 and over, not pregnant"),
    ("child", "未满 16 岁", "Under 16"),
    ("pregnant", "孕产妇", "Pregnant"),
)
SCALES: Options = (
    ("one", "标度一", "Scale 1"),
    ("two", "标度二（医生确认 88–92%）", "Scale 2 (88–92 %, by a doctor)"),
)
AIR: Options = (("air", "空气", "Air"), ("oxygen", "吸氧", "Oxygen"))
CONSCIOUS: Options = (
    ("a", "清醒 A", "Alert"),
    ("c", "新发意识模糊 C", "New confusion"),
    ("v", "对声音有反应 V", "To voice"),
    ("p", "对疼痛有反应 P", "To pain"),
    ("u", "无反应 U", "Unresponsive"),
)
FLAGS: Options = (
    ("high", "≥7 分", "7 and more"),
    ("urgent", "5–6 分", "5 or 6"),
    ("single", "单项 3 分", "One alone 3"),
    ("unscored", "未评分", "Not scored"),
    ("low", "1–4 分", "1 to 4"),
    ("none", "0 分", "None"),
)
DECISIONS: Options = (
    ("emergency", "呼叫 120", "Ambulance"),
    ("refer", "转诊", "Referred"),
    ("clinic", "社区门诊就诊", "Community clinic"),
    ("online", "线上处置", "Seen online"),
    ("home", "回家观察", "Watch at home"),
)


def word(options: Options, key: object) -> str:
    """The title of a choice; "" for none."""
    return next((say(zh, en) for name, zh, en in options if name == key), "")
