"""Petitions of the simulated district: joint and repeated ones, good replies and poor ones."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from chengyun.packs.api import AreaView, District, NewEntry, StageHeard
from chengyun.packs.petitions.doing import close_unasked, hand_over

SEED = 2022
HOW_MANY = 64
NAMES = (
    "陈建国",
    "王秀兰",
    "李志明",
    "张桂芳",
    "刘德福",
    "赵玉梅",
    "孙国强",
    "周丽娟",
    "吴永福",
    "徐凤英",
)
CHANNELS = ("visit", "letter", "online", "online", "call")


MORE = (
    "此前已向居委会反映两次，没有结果。",
    "家中有老人，身体受到影响。",
    "希望主管部门到现场看一看。",
    "附近居民意见很大，愿意配合协调。",
    "已保存照片和录音，可以提供。",
)


@dataclass(frozen=True)
class Story:
    """What a petition says, what a sound reply says, and what a poor one leaves out."""

    subject: str
    title: str
    request: str
    facts: str
    unit: str
    sound: str
    poor: str
    purpose: str = "appeal"


STORIES = (
    Story(
        "noise",
        "{road}沿街烧烤店油烟噪声扰民",
        "请求责令沿街烧烤店安装油烟净化设施\n请求夜间二十二点后停止露天经营",
        "楼下烧烤店油烟直排居民窗口，夜间露天经营至凌晨两点，多次反映未解决。",
        "街道综合行政执法队",
        "经查，反映属实，对两项诉求予以支持。一、已责令沿街烧烤店安装油烟净化设施，{day}前完成；"
        "二、夜间二十二点后停止露天经营，执法队每晚巡查。依据《上海市大气污染防治条例》第六十三条。"
        "如不服本意见，可自收到之日起30日内申请复查。",
        "您反映的油烟问题我们高度重视，已安排人员现场检查，将继续加强监管，感谢您的支持和理解。",
    ),
    Story(
        "property",
        "{road}小区物业擅自占用公共绿地停车",
        "请求恢复被占公共绿地\n请求公布停车收费收支账目",
        "物业公司未经业主大会同意，把小区中心绿地硬化改为收费车位，收入去向不明。",
        "区住房保障和房屋管理局",
        "经核实，对恢复被占公共绿地的诉求予以支持，物业公司应于{day}前恢复绿地；停车收费收支账目已在小区公告栏公布。"
        "依据《上海市住宅物业管理规定》第五十七条。不服的，可自收到之日起30日内申请复查。",
        "对恢复被占公共绿地的诉求，我局予以支持，已督促物业公司整改，{day}前完成。依据《上海市住宅物业管理规定》办理。",
    ),
    Story(
        "building",
        "{road}顶楼业主违法搭建阳光房",
        "请求拆除顶楼违法搭建的阳光房\n请求查处施工造成的楼道渗水",
        "六楼业主在屋顶搭建近四十平方米阳光房，施工打穿防水层，五楼楼道渗水。",
        "区城市管理行政执法局",
        "予以支持。屋顶阳光房认定为违法搭建，责令当事人于{day}前自行拆除，逾期依法强制拆除；"
        "楼道渗水由当事人负责修复。依据《上海市拆除违法建筑若干规定》第九条。可自收到之日起30日内申请复查。",
        "经查，该处确有搭建，执法队已立案，将依法处理。如有疑问请联系经办人 13800001234。",
    ),
    Story(
        "traffic",
        "{road}学校门口上下学时段拥堵无人管理",
        "请求上下学时段安排交警疏导\n请求在校门口施划临时停车位",
        "上下学时段接送车辆双排停放，公交车无法进站，孩子在车缝间穿行。",
        "公安分局交警支队",
        "部分支持。自{day}起上下学时段安排交警和志愿者疏导；校门口道路宽度不足，不予支持施划临时停车位，"
        "改在相邻支路设置即停即走车位。依据《上海市道路交通管理条例》第四十二条。可自收到之日起30日内申请复查。",
        "交警支队已关注，将视情增派警力。依据《上海市道路交通管理条例》第四十二条，{day}起实施，予以支持。",
    ),
    Story(
        "labour",
        "{road}餐饮企业拖欠工资未缴社保",
        "请求追发拖欠的三个月工资\n请求补缴社会保险",
        "在该店工作一年，今年七月起拖欠工资共两万四千元，一直未缴社会保险。",
        "区人力资源和社会保障局",
        "予以支持。已责令企业于{day}前追发拖欠的三个月工资二万四千元，并补缴社会保险。"
        "依据《中华人民共和国劳动法》第五十条。如不服，可自收到之日起三十日内申请复查。",
        "请您直接向劳动人事争议仲裁委员会申请仲裁。",
    ),
    Story(
        "housing",
        "{road}旧改征收补偿面积认定有异议",
        "请求重新认定阁楼面积\n请求提供评估报告全文",
        "家中阁楼自一九八二年居住至今，征收时未认定面积；评估报告只给了一页。",
        "区住房保障和房屋管理局",
        "部分支持。评估报告全文已于{day}送达；阁楼层高不足一点二米，按规定不予支持重新认定阁楼面积。"
        "依据《上海市国有土地上房屋征收与补偿实施细则》第三十条。可自收到之日起30日内申请复查。",
        "您的征收补偿按政策执行，面积认定无误，不予支持。",
    ),
    Story(
        "other",
        "建议{road}口袋公园增设饮水点和遮阳座椅",
        "建议在口袋公园增设直饮水点\n建议在儿童游戏区旁增设遮阳座椅",
        "夏天带孩子来公园的老人多，园内没有饮水点，座椅全在太阳下。",
        "区绿化和市容管理局",
        "您的建议部分采纳：在儿童游戏区旁增设遮阳座椅六张，列入今年微更新；直饮水点因无给水管网，"
        "口袋公园增设直饮水点暂不具备条件，改在邻近邻里汇开放饮水。感谢您的建议。",
        "您的建议已收悉，我们将认真研究，感谢您的支持。",
        "proposal",
    ),
)


def demo(district: District) -> None:
    """Sixty-four petitions of the last hundred days: some told twice, some by many."""
    chance = Random(SEED)  # noqa: S311 – a drawing, no secret
    areas = [one for one in district.areas("committee") if one.level][:: max(1, _step(district))]
    people = [_person(chance, area, n) for n, area in enumerate(areas)]
    district.add_many("petitioner", people)
    codes = {one.name: one.key for one in district.entries("petitioner")}
    plots = [_plot(chance, n, areas, codes) for n in range(HOW_MANY)] if areas else []
    told = [_petition(district, chance, n, *plot) for n, plot in enumerate(plots)]
    district.add_many("petition", told)
    for entry in district.entries("petition"):
        if entry.stage == "registered":
            n = int(str(entry.values["number"])[-4:]) - 1
            _carry_on(district, entry.key, entry.added_at or district.now, n)
    close_unasked(district)
    _receptions(district, areas[:1])


def _step(district: District) -> int:
    return len(district.areas("committee")) // 40


def _person(chance: Random, area: AreaView, n: int) -> NewEntry:
    values = {
        "code": f"P-{n + 1:06d}",
        "name": NAMES[n % len(NAMES)],
        "phone": f"139{chance.randrange(10**8):08d}",
        "identity": f"3101041960010{n:04d}X",
        "home": f"{area.title}{chance.randrange(1, 90)}号",
        "language": "dialect" if n % 7 == 0 else "plain",
    }
    return NewEntry(values=values, area=area.code, key=f"demo:{n}")


def _plot(
    chance: Random, n: int, areas: list[AreaView], codes: dict[str, str]
) -> tuple[Story, AreaView, str, str]:
    """Which story, where, who: every eighth again by the same, four of a row by neighbours."""
    story, place = STORIES[(n // 4) % len(STORIES)], areas[(n // 4 * 3) % len(areas)]
    who = list(codes.values())[n % len(codes)]
    flag = "first"
    if n % 8 == 5:
        who = list(codes.values())[(n - 1) % len(codes)]
        flag = "repeat"
    elif n % 16 in (8, 9, 10):
        flag = "joint"
    elif n % 4:
        place = areas[(n * 7) % len(areas)]
        story = STORIES[(n * 5) % len(STORIES)]
    return story, place, who, flag


def _petition(
    district: District, chance: Random, n: int, story: Story, area: AreaView, who: str, flag: str
) -> NewEntry:
    road = area.title.removesuffix("居委会")
    since = district.now - timedelta(days=chance.choice((4, 9, 18, 30, 52, 66, 80, 96)))
    values: dict[str, object] = {
        "title": story.title.format(road=road),
        "number": f"XF{since:%Y}{n + 1:04d}",
        "subject": story.subject,
        "flag": flag,
        "channel": CHANNELS[n % len(CHANNELS)],
        "purpose": story.purpose,
        "petitioner": who,
        "people": chance.randrange(5, 30) if flag == "joint" else 1,
        "received_on": since.date().isoformat(),
        "request": story.request,
        "facts": f"{road}：{story.facts}{MORE[n % len(MORE)]}",
        "summary": f"{road}：{story.facts}诉求：{story.request}".replace("\n", "；"),
        "unit": story.unit,
    }
    if flag == "joint":
        values["deputies"] = min(5, int(str(values["people"])))
    if n % 9 == 0:
        values["onsite"] = "wanted"
    return NewEntry(values=values, area=area.code, key=f"demo:{n}", since=since)


def _carry_on(district: District, key: str, since: datetime, n: int) -> None:
    """As far as its age goes, some of them too slowly."""
    age = (district.now - since).days
    if age < 9 or n % 11 == 3:
        return
    district.advance(key, "accepted", at=since + timedelta(days=8))
    if age < 52:
        _hand_over(district, key)
    if age >= 66 and n % 6 == 0:
        district.change(key, extension="情况复杂，涉及两个单位，经分管领导批准。")
        district.advance(key, "extended", at=since + timedelta(days=64))
    elif age >= 52 and n % 7:
        _reply(district, key, since, n)


def _hand_over(district: District, key: str) -> None:
    """As the hook does it that hears of the stage."""
    entry = district.entry(key)
    if entry:
        heard = StageHeard(
            entry=key,
            register="petition",
            before="registered",
            stage=entry.stage,
            area=entry.area,
            at=district.now,
        )
        hand_over(district, heard)


def _reply(district: District, key: str, since: datetime, n: int) -> None:
    entry = district.entry(key)
    if entry is None:
        return
    story = next(one for one in STORIES if one.subject == entry.values["subject"])
    at = since + timedelta(days=48)
    day = f"{at + timedelta(days=20):%Y年%m月%d日}"
    text = (story.poor if n % 3 == 0 else story.sound).format(day=day)
    district.change(key, reply=text, reply_on=at.date().isoformat())
    district.advance(key, "replied", at=at)
    if n % 4 == 1:
        district.change(key, review_on=(at + timedelta(days=4)).date().isoformat())
        district.advance(key, "review", at=at + timedelta(days=4))


def _receptions(district: District, areas: list[AreaView]) -> None:
    """A leader receives every other Thursday."""
    first = district.today + timedelta(days=(3 - district.today.weekday()) % 7 or 7)
    leaders = ("区委副书记", "区政府副区长（城建）", "区政府副区长（民生）", "区人大常委会副主任")
    told = [
        NewEntry(
            values={
                "leader": leader,
                "day": (first + timedelta(days=14 * n)).isoformat(),
                "hours": "9:00–11:30",
                "place": "区人民来访接待中心 2 号接待室",
                "seats": 8,
            },
            area=area.code,
            key=f"demo:{n}",
        )
        for area in areas
        for n, leader in enumerate(leaders)
    ]
    district.add_many("reception", told)
    days = district.entries("reception")
    booked = [replace(_booking(n, one.values["day"]), area=one.area) for n, one in enumerate(days)]
    district.add_many("reception_booking", booked)


def _booking(n: int, day: str) -> NewEntry:
    matters = ("小区停车收费", "加装电梯费用分摊", "沿街油烟", "医保报销")
    values = {
        "matter": matters[n % len(matters)],
        "wanted_on": day,
        "state": "asked",
        "who": NAMES[n % len(NAMES)],
        "phone": f"1380000{n:04d}",
    }
    return NewEntry(values=values, key=f"demo:{n}")
