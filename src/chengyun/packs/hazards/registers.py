"""Key places with their risk, and the hazards found there, each on its way to being struck off."""

from chengyun.packs.api import Chain, Field, Register, Stage

KINDS = (
    ("fire", "消防", "Fire"),
    ("gas", "燃气", "Gas"),
    ("electric", "用电", "Electricity"),
    ("structure", "建筑结构", "Structure"),
    ("chemical", "危险化学品", "Chemicals"),
    ("limited", "有限空间", "Confined space"),
    ("other", "其他", "Other"),
)
# The units whose handlers inspect; the others have no business in these lists.
INSPECTORS = ("street", "fire", "gas", "power", "construction", "housing", "market", "police")
GRADES = (("general", "一般隐患", "General"), ("major", "重大隐患", "Major"))

CHAINS = (
    Chain(
        key="hazard_chain",
        title_zh="隐患整改",
        title_en="Rectification",
        stages=(
            Stage(key="found", title_zh="登记", title_en="Registered", limit="1wd"),
            Stage(
                key="ordered",
                title_zh="责令整改",
                title_en="Ordered",
                limit="10wd",
                needs=("measure",),
            ),
            Stage(
                key="rectified",
                title_zh="整改完成",
                title_en="Rectified",
                limit="3wd",
                needs=("outcome",),
            ),
            Stage(
                key="checked",
                title_zh="复查通过",
                title_en="Checked",
                limit="2wd",
                back=("ordered",),
            ),
            Stage(key="struck_off", title_zh="销号", title_en="Struck off", ends=True),
        ),
    ),
)

REGISTERS = (
    Register(
        key="hazard_place",
        title_zh="重点场所",
        title_en="Key places",
        name="title",
        code="licence",
        point=True,
        layer="risk",
        unit_kinds=INSPECTORS,
        order=30,
        fields=(
            Field(key="title", title_zh="场所名称", title_en="Place", needed=True),
            Field(
                key="risk",
                title_zh="风险等级",
                title_en="Risk",
                kind="choice",
                needed=True,
                options=(
                    ("red", "重大风险（红）", "Major (red)"),
                    ("orange", "较大风险（橙）", "Considerable (orange)"),
                    ("yellow", "一般风险（黄）", "Ordinary (yellow)"),
                    ("blue", "低风险（蓝）", "Low (blue)"),
                ),
            ),
            Field(
                key="trade",
                title_zh="行业",
                title_en="Trade",
                kind="choice",
                needed=True,
                options=(
                    ("catering", "餐饮", "Catering"),
                    ("lodging", "住宿", "Lodging"),
                    ("shops", "商场超市", "Shops"),
                    ("nine_small", "九小场所", "Small premises"),
                    ("works", "工贸企业", "Works"),
                    ("site", "建筑工地", "Building site"),
                ),
            ),
            Field(key="licence", title_zh="统一社会信用代码", title_en="Credit code", needed=True),
            Field(key="address", title_zh="地址", title_en="Address", needed=True),
            Field(
                key="area_m2",
                title_zh="面积",
                title_en="Floor area",
                kind="number",
                unit="m²",
                minimum=0,
            ),
            Field(key="people", title_zh="从业人数", title_en="Staff", kind="whole", minimum=0),
            Field(
                key="keeper", title_zh="安全负责人", title_en="In charge of safety", kind="person"
            ),
            Field(
                key="keeper_phone",
                title_zh="联系电话",
                title_en="Telephone",
                kind="phone",
                personal=True,
            ),
        ),
    ),
    Register(
        key="hazard",
        title_zh="隐患台账",
        title_en="Hazards",
        name="title",
        point=True,
        layer="grade",
        chain="hazard_chain",
        unit_kinds=INSPECTORS,
        order=20,
        fields=(
            Field(key="title", title_zh="隐患内容", title_en="Hazard", needed=True),
            Field(
                key="place",
                title_zh="场所",
                title_en="Place",
                kind="link",
                register="hazard_place",
            ),
            Field(
                key="grade",
                title_zh="等级",
                title_en="Grade",
                kind="choice",
                needed=True,
                options=GRADES,
            ),
            Field(
                key="kind",
                title_zh="类别",
                title_en="Kind",
                kind="choice",
                needed=True,
                options=KINDS,
            ),
            Field(
                key="source",
                title_zh="来源",
                title_en="Found by",
                kind="choice",
                options=(
                    ("inspection", "计划检查", "Inspection"),
                    ("patrol", "日常巡查", "Patrol"),
                    ("public", "市民反映", "Residents"),
                    ("self", "单位自查", "The place itself"),
                ),
            ),
            Field(key="law", title_zh="依据", title_en="Rests on"),
            Field(key="measure", title_zh="整改措施", title_en="What is to be done", kind="long"),
            Field(key="outcome", title_zh="整改结果", title_en="What was done", kind="long"),
            Field(
                key="cost",
                title_zh="整改资金",
                title_en="Cost",
                kind="number",
                unit="万元",
                minimum=0,
            ),
        ),
    ),
)
