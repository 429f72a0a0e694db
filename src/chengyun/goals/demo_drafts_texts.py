"""The words of the demonstration's plan texts: titles, two texts with their versions, opinions."""

from chengyun.goals.choices_drafts import DraftStage, Verdict

D, C, R = DraftStage.DRAFTING, DraftStage.CONSULTATION, DraftStage.REVIEW
A, P = DraftStage.APPROVAL, DraftStage.PUBLISHED
# Kind of unit, number of the version, words of the paragraph, opinion, verdict, reason.
Said = tuple[str, int, str, str, Verdict, str]

# Fourteen special plans, then twenty department plans: title, English, kind of unit, stage.
PLANS = (
    ("海绵城市建设专项规划", "Sponge city", "water", C),
    ("15分钟社区生活圈专项规划", "15-minute life circle", "market", P),
    ("综合交通专项规划", "Transport", "traffic", A),
    ("公园绿地与绿道专项规划", "Parks and greenways", "greenery", R),
    ("城市消防专项规划", "Fire protection", "fire", A),
    ("防灾减灾与应急避难专项规划", "Disasters and shelters", "centre", C),
    ("城市更新专项规划", "Urban renewal", "housing", R),
    ("水环境保护专项规划", "Waters", "water", P),
    ("一网统管数字治理专项规划", "Digital governance", "centre", C),
    ("商业网点专项规划", "Shops and markets", "market", D),
    ("地下空间开发利用专项规划", "Underground space", "construction", D),
    ("架空线入地专项规划", "Burying overhead lines", "construction", P),
    ("慢行交通系统专项规划", "Walking and cycling", "traffic", R),
    ("养老服务设施布局专项规划", "Places for the old", "housing", A),
    ("城市管理执法规划", "Street order", "urban_management", R),
    ("市容环境卫生规划", "Cleanliness", "greenery", P),
    ("水务发展规划", "Water works", "water", A),
    ("建设管理规划", "Building and roads", "construction", C),
    ("消防队站建设规划", "Fire stations", "fire", R),
    ("市场监管规划", "Market regulation", "market", P),
    ("生态环境规划", "Environment", "ecology", A),
    ("平安建设规划", "Public safety", "police", C),
    ("道路交通安全规划", "Road safety", "traffic", P),
    ("住房保障规划", "Housing support", "housing", A),
    ("燃气安全规划", "Gas safety", "gas", R),
    ("供电保障规划", "Power supply", "power", C),
    ("电梯安全规划", "Lift safety", "lift", P),
    ("城运体系建设规划", "City operations", "centre", A),
    ("生活垃圾分类规划", "Waste sorting", "greenery", R),
    ("违法建筑治理规划", "Illegal building", "urban_management", D),
    ("河道管护规划", "Care of rivers", "water", P),
    ("物业治理规划", "Estate management", "housing", C),
    ("食品安全规划", "Food safety", "market", A),
    ("噪声污染防治规划", "Noise", "ecology", D),
)  # fmt: skip

_SPONGE = """# 一、总体要求

以防汛安全为底线，按照源头减排、过程控制、系统治理的思路，推进海绵城市建设，到规划期末，建成区40%以上面积达到海绵城市建设要求。

坚持规划引领、因地制宜，优先采用绿色设施，统筹灰色设施。

# 二、主要任务

## （一）消除易积水点

完成9处易积水路段和下立交改造，24小时降雨120毫米以内路面积水深度不超过15厘米。

## （二）源头海绵化改造

新建项目年径流总量控制率不低于70%，旧住区结合更新同步改造，优先安排低洼小区。

## （三）雨污混接治理

完成150处雨污混接点改造，建立市政、住区、沿街商户分类台账。

# 三、资金与节点

总投资6.8亿元，分三年安排；每年6月底对账，任务、资金同步过半。

# 四、保障措施

由区水务局牵头建立联席会议，按季度通报进展。"""
_SPONGE_2 = (
    _SPONGE.replace("完成9处易积水路段", "完成12处易积水路段")
    .replace("积水深度不超过15厘米。", "积水深度不超过15厘米，雨停后1小时内排干。")
    .replace("优先采用绿色设施，统筹灰色设施。", "优先采用绿色设施，灰绿结合。")
    .replace(
        "# 三、资金与节点",
        "## （四）监测与养护\n\n在12处点位安装液位计并接入一网统管平台，"
        "养护责任落实到单位和人员。\n\n# 三、资金与节点",
    )
)
_SPONGE_3 = _SPONGE_2.replace("总投资6.8亿元", "总投资7.1亿元").replace(
    "按季度通报进展。", "按季度通报进展，逾期事项纳入督办，办结销号。"
)
_CIRCLE = """# 一、目标

居民步行15分钟可达养老、托育、就医、买菜、健身等基本服务，社区公共服务设施步行可达覆盖率达到90%。

# 二、设施布局

按人口规模和服务半径划定生活圈，缺项设施列出清单，优先利用存量空间。

新建、提升邻里汇39家，每家不少于6类服务。

# 三、实施机制

一圈一策，街镇牵头，责任规划师全程参与，居民议事后定方案。"""
_CIRCLE_2 = _CIRCLE.replace("达到90%。", "达到92%，跨河、跨快速路的居住区单独核算。").replace(
    "居民议事后定方案。", "居民议事后定方案，建成后半年内回访满意度。"
)
TEXTS: dict[str, tuple[str, ...]] = {
    "海绵城市建设专项规划": (_SPONGE, _SPONGE_2, _SPONGE_3),
    "15分钟社区生活圈专项规划": (_CIRCLE, _CIRCLE_2),
}
OPINIONS: dict[str, tuple[Said, ...]] = {
    "海绵城市建设专项规划": (
        ("urban_management", 1, "完成9处", "今年汛期新增3处积水点，建议一并列入。", Verdict.ADOPTED,
         "采纳，改为12处，名单附后。"),
        ("centre", 1, "不超过15厘米", "建议同时写明退水时间，便于值守考核。", Verdict.PARTLY,
         "写入“雨停后1小时内排干”，考核办法另行制定。"),
        ("fire", 2, "源头海绵化", "下凹绿地不得占用消防登高场地。", Verdict.OPEN, ""),
        ("urban_management", 1, "150处", "沿街商户建议由市场监管局牵头。", Verdict.DECLINED,
         "商户排水许可职责在水务部门，不宜调整。"),
        ("centre", 3, "按季度通报", "建议与半年交账会合并，减少会议。", Verdict.OPEN, ""),
    ),
    "15分钟社区生活圈专项规划": (
        ("centre", 1, "90%", "跨河小区步行距离与直线距离相差大，应单独核算。", Verdict.ADOPTED,
         "采纳。"),
        ("urban_management", 1, "居民议事", "建议增加建成后回访。", Verdict.ADOPTED, "采纳。"),
    ),
}  # fmt: skip
