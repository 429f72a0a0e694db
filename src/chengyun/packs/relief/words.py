"""What the registers offer to choose from."""

from chengyun.packs.api import say

Options = tuple[tuple[str, str, str], ...]
GROUPS: Options = (
    ("dibao", "低保户", "Minimum living"),
    ("tekun", "特困人员", "Extreme poverty"),
    ("edge", "低保边缘", "Near poverty"),
    ("watch", "关注户", "Watched"),
)
BENEFITS: Options = (
    ("tekun", "特困供养", "Support in extreme poverty"),
    ("dibao", "最低生活保障", "Minimum living allowance"),
    ("single", "单人户低保", "Allowance for one member"),
    ("edge", "低保边缘家庭", "Near-poverty household"),
    ("medical", "医疗救助", "Medical assistance"),
    ("temporary", "临时救助", "Temporary assistance"),
    ("job", "就业救助", "Help into work"),
)
LEVELS: Options = (
    ("red", "重点（每周）", "First (weekly)"),
    ("yellow", "一般（每月）", "Second (monthly)"),
    ("blue", "稳定（每季）", "Third (quarterly)"),
)
# How often somebody of each level is to be seen, days.
EVERY = (("red", 7), ("yellow", 30), ("blue", 90))
RESIDENT: Options = (
    ("local", "本市户籍", "Registered here"),
    ("permit", "居住证", "Residence permit"),
    ("other", "其他", "Elsewhere"),
)
SUPPORT: Options = (
    ("none", "无法定义务人", "Nobody is bound to"),
    ("unable", "义务人无能力", "Unable to"),
    ("able", "义务人有能力", "Able to"),
)
DISABLED: Options = (
    ("no", "无", "None"),
    ("light", "三、四级", "Grades 3 and 4"),
    ("severe", "一、二级", "Grades 1 and 2"),
)
ILL: Options = (
    ("no", "无", "None"),
    ("lasting", "慢性病", "Lasting"),
    ("grave", "重病", "Grave"),
)
EVENTS: Options = (
    ("none", "无", "None"),
    ("fire", "火灾", "Fire"),
    ("accident", "交通等意外", "Accident"),
    ("illness", "突发重病", "Sudden illness"),
    ("outlay", "必需支出骤增", "Sudden outlay"),
)
CONTACT: Options = (
    ("welcome", "愿意", "Welcome"),
    ("not_asked", "未问", "Not asked"),
    ("declined", "不愿", "Unwanted"),
)
HOW: Options = (
    ("home", "上门见到本人", "At home, in person"),
    ("out", "在外见到本人", "Elsewhere, in person"),
    ("phone", "电话通话", "By telephone"),
)
LACKS: Options = (
    ("food", "缺食品", "Food"),
    ("power", "停水停电", "Water or power"),
    ("medicine", "缺药、未就医", "Medicine, a doctor"),
    ("care", "无人照料", "Care"),
    ("safety", "用火用电不安全", "Safe fire and power"),
    ("home", "房屋破损", "A sound home"),
    ("money", "生活费中断", "Money"),
    ("company", "情绪低落", "Company"),
)
FINDINGS: Options = (
    ("real", "确有困难", "Real need"),
    ("none", "没有困难", "No need"),
    ("absent", "未见到人", "Nobody met"),
)
OUTCOMES: Options = (*FINDINGS, ("declined", "决定不上门", "No visit decided"))
DECLINED: Options = (
    ("known", "已知情况，已有人帮", "Known, already helped"),
    ("away", "外出、住院、搬离", "Away, in hospital, moved"),
    ("wrong", "数据有误", "The data are wrong"),
    ("unwanted", "本人不愿联系", "They want no contact"),
    ("other", "其他", "Other"),
)
OPINIONS: Options = (
    ("grant", "拟确认", "To be granted"),
    ("refuse", "拟不予确认", "To be refused"),
)


def word(options: Options, key: object) -> str:
    """The title of a choice; "" for none."""
    return next((say(zh, en) for name, zh, en in options if name == key), "")
