"""What made-up cases say: kinds, roads and remarks put together, so that some words are common and
some are rare, as in a real city's texts.
"""

import random

KINDS = (
    "暴露垃圾", "积存渣土", "道路破损", "路面塌陷", "井盖缺失", "井盖异响", "路灯不亮", "占道经营",
    "店外经营", "无照游商", "机动车乱停放", "共享单车乱停放", "非法小广告", "违规户外广告",
    "乱堆物料", "沿街晾挂", "噪声扰民", "油烟污染", "工地扬尘", "渣土车未密闭", "道路积水",
    "水域不洁", "绿地脏乱", "行道树倾斜", "护栏破损", "架空线缆脱落", "违法搭建", "消防通道被占",
    "电梯故障", "二次供水浑浊", "燃气异味", "外立面脱落", "高空抛物", "犬只扰民", "垃圾满溢",
)  # fmt: skip
ROADS = (
    "肇嘉浜路", "漕溪北路", "衡山路", "华山路", "天平路", "宛平南路", "斜土路", "中山南二路",
    "龙华西路", "龙吴路", "老沪闵路", "百色路", "罗秀路", "凌云路", "梅陇路", "桂林路", "宜山路",
    "田林路", "钦州路", "漕宝路", "虹梅路", "古美路", "浦北路", "石龙路", "丰谷路", "瑞宁路",
    "云锦路", "东安路", "零陵路", "枫林路", "小木桥路", "大木桥路", "嘉善路", "永嘉路",
    "乌鲁木齐南路",     "岳阳路", "太原路", "襄阳南路", "建国西路", "淮海中路",
)  # fmt: skip
SPOTS = ("路口", "小区门口", "公交站旁", "地铁出口", "菜场门前", "学校周边", "桥下", "弄堂口")
REMARKS = (
    "现场已拍照。", "影响居民出行。", "多次反映未解决。", "老人经过不便。", "夜间尤其严重。",
    "希望尽快处理。", "气味明显。", "存在安全隐患。", "附近有幼儿园。", "下雨后更为严重。",
)  # fmt: skip


def title(chance: random.Random) -> str:
    """“衡山路128号小区门口暴露垃圾”: kinds in front are far more common than those at the end."""
    kind = KINDS[min(int(chance.expovariate(0.12)), len(KINDS) - 1)]
    spot = chance.choice(SPOTS)
    return f"{chance.choice(ROADS)}{chance.randrange(1, 1500)}号{spot}{kind}"


def remark(chance: random.Random) -> str:
    return "".join(chance.sample(REMARKS, 3))
