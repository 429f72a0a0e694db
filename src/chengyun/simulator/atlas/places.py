"""Well-known places, generated kinds of facility, and the offices that run the district."""

from dataclasses import dataclass

# kind, name, lon, lat
KNOWN = (
    ("hospital", "中山医院", 121.4512, 31.1978),
    ("hospital", "肿瘤医院", 121.4482, 31.1922),
    ("hospital", "龙华医院", 121.4448, 31.1898),
    ("hospital", "第六人民医院", 121.4203, 31.1798),
    ("hospital", "胸科医院", 121.4282, 31.1990),
    ("hospital", "五官科医院", 121.4530, 31.2078),
    ("hospital", "第八人民医院", 121.4262, 31.1668),
    ("hospital", "徐汇区中心医院", 121.4480, 31.2152),
    ("hospital", "大华医院", 121.4262, 31.1490),
    ("university", "上海交通大学徐汇校区", 121.4318, 31.2005),
    ("university", "华东理工大学", 121.4198, 31.1438),
    ("university", "上海师范大学", 121.4135, 31.1602),
    ("university", "复旦大学枫林校区", 121.4528, 31.1965),
    ("university", "上海音乐学院", 121.4505, 31.2118),
    ("school", "上海中学", 121.4280, 31.1442),
    ("school", "南洋模范中学", 121.4420, 31.2022),
    ("school", "市二中学", 121.4530, 31.2052),
    ("school", "徐汇中学", 121.4310, 31.1935),
    ("school", "位育中学", 121.4468, 31.1225),
    ("school", "南洋中学", 121.4562, 31.1858),
    ("mall", "港汇恒隆广场", 121.4332, 31.1962),
    ("mall", "美罗城", 121.4348, 31.1945),
    ("mall", "绿地缤纷城", 121.4552, 31.1852),
    ("mall", "环贸广场", 121.4548, 31.2158),
    ("mall", "光启城", 121.4210, 31.1868),
    ("mall", "百联徐汇商业广场", 121.4258, 31.1520),
    ("mall", "正大乐城", 121.4495, 31.1880),
    ("mall", "万科中心", 121.4278, 31.1572),
    ("venue", "上海体育场", 121.4398, 31.1835),
    ("venue", "上海体育馆", 121.4340, 31.1832),
    ("venue", "上海南站", 121.4256, 31.1548),
    ("venue", "西岸美术馆", 121.4602, 31.1700),
    ("venue", "龙美术馆", 121.4625, 31.1815),
    ("venue", "油罐艺术公园", 121.4592, 31.1655),
    ("venue", "龙华寺", 121.4470, 31.1752),
    ("venue", "徐家汇天主堂", 121.4312, 31.1930),
    ("venue", "武康大楼", 121.4346, 31.2072),
    ("venue", "上海图书馆", 121.4402, 31.2105),
)


@dataclass(frozen=True)
class Generated:
    """Facilities made per street: about one for so many people, named road + suffix."""

    kind: str
    suffix: str
    people: int


GENERATED = (
    Generated("kindergarten", "幼儿园", 13_000),
    Generated("school", "小学", 17_000),
    Generated("school", "中学", 26_000),
    Generated("market", "菜市场", 21_000),
    Generated("clinic", "社区卫生服务站", 22_000),
    Generated("elderly_home", "敬老院", 32_000),
    Generated("pumping_station", "雨水泵站", 46_000),
    Generated("fire_station", "消防救援站", 120_000),
    Generated("shelter", "应急避难场所", 80_000),
)
NEIGHBOURHOOD_CENTRES = 39

# code, 中文, English, kind (what packs dispatch by)
UNITS = (
    ("cityops", "区城市运行管理中心", "City Operations Centre", "centre"),
    (
        "urban-enforcement",
        "区城市管理行政执法局",
        "Urban Management and Law Enforcement Bureau",
        "urban_management",
    ),
    ("greening", "区绿化和市容管理局", "Greening and City Appearance Bureau", "greenery"),
    ("water", "区水务局", "Water Authority", "water"),
    (
        "construction",
        "区建设和管理委员会",
        "Construction and Management Commission",
        "construction",
    ),
    ("fire", "区消防救援支队", "Fire and Rescue Division", "fire"),
    ("market", "区市场监督管理局", "Market Regulation Bureau", "market"),
    ("environment", "区生态环境局", "Ecology and Environment Bureau", "ecology"),
    ("police", "公安分局", "Public Security Sub-bureau", "police"),
    ("traffic-police", "公安分局交警支队", "Traffic Police", "traffic"),
    ("housing", "区住房保障和房屋管理局", "Housing Bureau", "housing"),
    ("gas", "燃气抢修中心", "Gas Emergency Repair", "gas"),
    ("power", "供电抢修中心", "Power Supply Repair", "power"),
    ("lift", "电梯应急处置中心", "Lift Emergency Service", "lift"),
    ("petitions", "区信访办公室", "Petitions Office", "petition"),
    ("health", "区卫生健康委员会", "Health Commission", "health"),
    ("civil-affairs", "区民政局", "Civil Affairs Bureau", "civil_affairs"),
    ("education", "区教育局", "Education Bureau", "education"),
)
