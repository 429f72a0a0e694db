"""What the demonstration projects are made of: kinds of work, their nodes, money and words."""

from dataclasses import dataclass

Node = tuple[str, str, str, int, int, str]


@dataclass(frozen=True)
class Work:
    """A kind of work: who leads and helps, which plan it serves, where it begins to stand."""

    kind: str
    zh: str
    en: str
    unit: str
    plan: str
    supporting: tuple[str, ...]
    place: int
    nodes: tuple[Node, ...]


STAGES = (
    ("前期手续", "Approvals"), ("征询动迁", "Consent and moving"), ("施工", "Construction"),
    ("配套", "Fitting out"), ("验收移交", "Acceptance"),
)  # fmt: skip
WORKS = (
    Work("renewal", "旧住房成套改造", "old housing made complete", "housing", "renewal",
         ("construction", "gas", "power"), 0, (
        ("A1", "方案编制", "Scheme", 0, 15, ""),
        ("A2", "规划许可", "Planning permit", 0, 12, "A1-3"),
        ("B1", "居民意见征询", "Residents asked", 1, 20, "A1-5"),
        ("B2", "签约", "Contracts signed", 1, 18, "B1-6"),
        ("B3", "居民搬离过渡", "Residents moved out", 1, 15, "B2-5"),
        ("C1", "施工招标", "Tender", 2, 15, "A2"),
        ("C2", "结构加固", "Structure strengthened", 2, 40, "C1;B3"),
        ("C3", "厨卫成套改造", "Kitchens and baths", 2, 45, "C2-15"),
        ("C4", "屋面外墙", "Roof and walls", 2, 30, "C2"),
        ("D1", "燃气电力接入", "Gas and power", 3, 15, "C3-5"),
        ("D2", "小区道路绿化", "Paths and greenery", 3, 18, "C4-6"),
        ("E1", "竣工验收", "Final inspection", 4, 8, "D1;D2;C3"),
        ("E2", "居民回搬", "Residents back", 4, 10, "E1"),
        ("E3", "移交", "Handed over", 4, 0, "E2"))),
    Work("road", "道路积水点与路面整治", "road surface renewed", "construction", "roads",
         ("traffic", "water"), 3, (
        ("A1", "勘察设计", "Survey and design", 0, 14, ""),
        ("A2", "交通组织方案", "Traffic scheme", 0, 10, "A1-4"),
        ("C1", "管线搬迁", "Services moved", 2, 20, "A1"),
        ("C2", "路基施工", "Roadbed", 2, 25, "C1-6;A2"),
        ("C3", "路面摊铺", "Surface laid", 2, 15, "C2"),
        ("D1", "标志标线信号灯", "Signs and signals", 3, 8, "C3-3"),
        ("D2", "行道树与人行道", "Trees and footways", 3, 12, "C3-6"),
        ("E1", "竣工验收", "Final inspection", 4, 5, "D1;D2"),
        ("E2", "开放通车", "Open to traffic", 4, 0, "E1"))),
    Work("lift", "多层住宅加装电梯批次", "batch of lifts added", "housing", "lifts",
         ("market", "power"), 6, (
        ("B1", "楼栋征询", "Stairwells asked", 1, 22, ""),
        ("A1", "方案公示", "Scheme shown", 0, 10, "B1-4"),
        ("A2", "施工许可", "Building permit", 0, 10, "A1"),
        ("C1", "管线迁改", "Services moved", 2, 14, "A2"),
        ("C2", "井道基础", "Shaft foundations", 2, 18, "C1-4"),
        ("C3", "钢结构井道", "Steel shafts", 2, 16, "C2+5"),
        ("D1", "电梯安装", "Lifts installed", 3, 20, "C3-4"),
        ("E1", "特种设备检验", "Safety inspection", 4, 6, "D1"),
        ("E2", "交付使用", "In use", 4, 0, "E1"))),
    Work("park", "口袋公园", "pocket park", "greenery", "green", ("water",), 9, (
        ("A1", "选址与设计", "Site and design", 0, 15, ""),
        ("B1", "社区共商", "Neighbours consulted", 1, 12, "A1-5"),
        ("B2", "场地腾退", "Site cleared", 1, 15, "B1"),
        ("C1", "土方地形", "Earthworks", 2, 10, "B2"),
        ("C2", "海绵设施", "Rain gardens", 2, 14, "C1-3"),
        ("C3", "绿化种植", "Planting", 2, 18, "C1"),
        ("D1", "座椅灯光", "Benches and lights", 3, 8, "C3-5;C2"),
        ("E1", "验收开放", "Opened", 4, 3, "D1"))),
    Work("drain", "雨污混接改造", "mixed drains separated", "water", "water",
         ("construction",), 3, (
        ("A1", "管网检测", "Pipes inspected", 0, 15, ""),
        ("A2", "改造设计", "Design", 0, 14, "A1-5"),
        ("C1", "导流围挡", "Diversion", 2, 6, "A2"),
        ("C2", "雨水管敷设", "Storm sewer", 2, 26, "C1"),
        ("C3", "污水管改接", "Foul drains joined", 2, 20, "C2-12"),
        ("C4", "路面恢复", "Road restored", 2, 8, "C3"),
        ("E1", "通水试验", "Flow test", 4, 4, "C3"),
        ("E2", "验收移交", "Handed over", 4, 3, "E1;C4"))),
    Work("centre", "邻里汇提升", "neighbourhood centre", "centre", "circle",
         ("fire", "market"), 1, (
        ("A1", "功能方案", "What it shall hold", 0, 10, ""),
        ("B1", "居民议事", "Residents’ council", 1, 8, "A1-3"),
        ("C1", "拆除与消防改造", "Fire safety works", 2, 15, "B1"),
        ("C2", "装饰施工", "Interior", 2, 28, "C1-4"),
        ("D1", "适老化设施", "Age-friendly fittings", 3, 10, "C2-6"),
        ("D2", "社区食堂设备", "Canteen kitchen", 3, 12, "C2-4"),
        ("E1", "消防验收", "Fire inspection", 4, 6, "D1;D2"),
        ("E2", "开门迎客", "Doors open", 4, 0, "E1"))),
    Work("school", "学校抗震加固与改扩建", "school strengthened and enlarged", "construction",
         "projects", ("fire", "power"), 7, (
        ("A1", "可行性研究", "Feasibility study", 0, 20, ""),
        ("A2", "初步设计批复", "Design approved", 0, 18, "A1"),
        ("A3", "施工图审查", "Drawings checked", 0, 12, "A2-4"),
        ("C1", "施工招标", "Tender", 2, 18, "A2"),
        ("C2", "基坑与桩基", "Piles", 2, 30, "C1;A3"),
        ("C3", "主体结构", "Main structure", 2, 55, "C2-5"),
        ("C4", "机电安装", "Services", 2, 35, "C3-20"),
        ("D1", "室内装修", "Interior", 3, 30, "C4-15"),
        ("D2", "室外总体", "Outdoors", 3, 20, "C3"),
        ("E1", "专项验收", "Special inspections", 4, 10, "D1;D2"),
        ("E2", "竣工备案", "Final filing", 4, 5, "E1"))),
    Work("other", "滨江岸线贯通段", "riverside path joined up", "water", "projects",
         ("greenery", "construction"), 11, (
        ("A1", "岸线方案", "Scheme of the bank", 0, 16, ""),
        ("B1", "单位腾让协议", "Agreements with owners", 1, 25, "A1-6"),
        ("C1", "防汛墙加固", "Flood wall", 2, 38, "B1-5"),
        ("C2", "步道骑行道", "Paths", 2, 28, "C1-10"),
        ("C3", "绿化景观", "Planting", 2, 24, "C2-12"),
        ("D1", "驿站与照明", "Rest stop and lights", 3, 15, "C2"),
        ("E1", "防汛专项验收", "Flood inspection", 4, 6, "C1"),
        ("E2", "贯通开放", "Opened", 4, 4, "D1;C3;E1"))),
    Work("park", "绿道连通", "greenway linked", "greenery", "green", ("traffic",), 5, (
        ("A1", "线位方案", "Route", 0, 12, ""),
        ("A2", "桥下空间协议", "Under the bridges", 0, 10, "A1-3"),
        ("C1", "步道基层", "Base of the path", 2, 20, "A2"),
        ("C2", "彩色面层", "Surface", 2, 10, "C1-3"),
        ("C3", "植物补种", "Planting", 2, 14, "C1-8"),
        ("E1", "验收开放", "Opened", 4, 3, "C2;C3"))),
    Work("renewal", "小区综合治理", "estate renewed", "housing", "renewal",
         ("greenery", "fire"), 8, (
        ("A1", "一小区一方案", "Scheme of the estate", 0, 12, ""),
        ("B1", "业主大会表决", "Owners’ vote", 1, 18, "A1-4"),
        ("C1", "二次供水", "Water supply", 2, 20, "B1"),
        ("C2", "道路与雨污管", "Paths and drains", 2, 26, "C1-8"),
        ("C3", "充电桩与车棚", "Chargers and sheds", 2, 14, "B1"),
        ("D1", "垃圾厢房", "Bin room", 3, 10, "C2-4"),
        ("D2", "门禁与监控", "Gates and cameras", 3, 10, "C3"),
        ("E1", "居民验收", "Accepted by residents", 4, 5, "D1;D2;C2"))),
)  # fmt: skip
# Kind and node that must be done before a node of another kind, in every round.
LINKS = (
    ("drain", "C3", "road", "C3"),
    ("centre", "C1", "lift", "C3"),
    ("school", "A3", "other", "C1"),
)
# What the projects share: key, words, kind, how many, and what uses one: kind of work, node.
SHARED = (
    ("paver", "沥青摊铺机组", "Asphalt paving train", "machine", 1,
     (("road", "C3"), ("drain", "C4"))),
    ("lift-crew", "电梯安装班组", "Lift fitting crew", "crew", 1, (("lift", "D1"),)),
    ("gardeners", "绿化养护班组", "Planting crew", "crew", 2, (("park", "C3"), ("other", "C3"))),
)  # fmt: skip
LINES = (
    ("2120303", "小城镇基础设施建设", "Basic facilities", 8200),
    ("2120501", "城乡社区环境卫生", "Cleanliness of communities", 3600),
    ("2210108", "老旧小区改造", "Old estates renewed", 12600),
    ("2210199", "其他保障性安居工程", "Other housing projects", 5400),
    ("2130305", "水利工程建设", "Waterworks", 6800),
    ("2110302", "水体", "Waters", 2900),
    ("2050204", "高中教育基建", "School buildings", 4700),
    ("2296002", "社会福利彩票公益金", "Welfare lottery", 1500),
)
REPORTS = (
    "下周继续推进，质量安全受控。", "夜间施工已公示，未收到投诉。", "材料进场检验合格。",
    "雨天影响两天，已调整班组。", "与管线单位现场交底一次。",
    "居民代表到场查看，提出两条意见，已答复。",
)  # fmt: skip
RISKS: dict[str, tuple[str, ...]] = {
    "low": (),
    "middle": ("管线资料不全，进场前需探挖。", "梅雨季影响室外作业，已备雨天班次。",
               "个别住户尚未签约，居委会正在走访。"),
    "high": ("关键工序滞后，已约谈总包，增加一个班组。", "管线迁改未按期移交，影响后续工序。",
             "材料供应紧张，正协调第二供应商。"),
}  # fmt: skip
