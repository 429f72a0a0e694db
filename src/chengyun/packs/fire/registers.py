"""Hydrants, buildings, stations, lanes, alarms, drills, reviews and the measures that follow.

GB 50974 (hydrants), GB 25201 (checks), 建标 152-2017 (stations): the guide says what to verify.
"""

from chengyun.packs.api import Chain, Field, Register, Stage
from chengyun.packs.fire.weighing import SIGNS
from chengyun.packs.fire.words import (
    CAUSES,
    LANES,
    SCENARIOS,
    STATIONS,
    TAKING_PART,
    VERDICTS,
    f,
)

HYDRANT = Register(
    key="hydrant",
    title_zh="消火栓",
    title_en="Hydrants",
    name="number",
    code="number",
    point=True,
    layer="state",
    order=10,
    fields=(
        Field(key="number", title_zh="编号", title_en="Number", needed=True),
        Field(
            key="kind",
            title_zh="形式",
            title_en="Kind",
            kind="choice",
            needed=True,
            options=(
                ("above", "地上式", "Above ground"),
                ("below", "地下式", "Below ground"),
                ("wall", "墙壁式", "On a wall"),
            ),
        ),
        Field(
            key="state",
            title_zh="状态",
            title_en="State",
            kind="choice",
            needed=True,
            options=(
                ("sound", "完好", "Sound"),
                ("weak", "压力不足", "Pressure too low"),
                ("blocked", "被圈占、遮挡", "Blocked"),
                ("broken", "损坏", "Broken"),
            ),
        ),
        Field(
            key="pressure",
            title_zh="静压",
            title_en="Pressure",
            kind="number",
            unit="MPa",
            minimum=0,
            maximum=2.5,
            help_zh="市政消火栓平时运行工作压力不小于 0.14 MPa（GB 50974）",
            help_en="A public hydrant has 0.14 MPa or more (GB 50974)",
        ),
        Field(
            key="flow",
            title_zh="出流量",
            title_en="Flow",
            kind="number",
            unit="L/s",
            minimum=0,
            maximum=100,
            help_zh="火灾时最不利点出流量不小于 15 L/s，供水压力不小于 0.10 MPa（GB 50974）",
            help_en="In a fire 15 L/s and 0.10 MPa from the ground at the worst hydrant (GB 50974)",
        ),
        Field(
            key="diameter",
            title_zh="管径",
            title_en="Diameter",
            kind="choice",
            options=(
                ("100", "DN100", "DN100"),
                ("150", "DN150", "DN150"),
                ("200", "DN200", "DN200"),
            ),
        ),
        Field(key="road", title_zh="位置", title_en="Where it stands"),
        Field(key="owner", title_zh="管理单位", title_en="Kept by"),
        Field(key="note", title_zh="备注", title_en="Note", kind="long"),
    ),
)
BUILDING = Register(
    key="building_sheet",
    title_zh="建筑灭火救援卡",
    title_en="Building sheets",
    name="title",
    code="title",
    point=True,
    layer="grade",
    order=20,
    unit_kinds=("fire", "street"),
    fields=(
        Field(key="title", title_zh="建筑名称", title_en="Building", needed=True),
        Field(
            key="grade",
            title_zh="管理等级",
            title_en="Care",
            kind="choice",
            needed=True,
            options=(
                ("key", "消防安全重点单位", "Key place"),
                ("usual", "一般单位", "Usual"),
            ),
        ),
        Field(
            key="use",
            title_zh="用途",
            title_en="Use",
            kind="choice",
            needed=True,
            options=(
                ("homes", "住宅", "Homes"),
                ("care", "养老、医疗", "Care, hospital"),
                ("school", "学校、托育", "School"),
                ("shops", "商业综合体", "Shops"),
                ("office", "办公", "Offices"),
                ("store", "仓储、厂房", "Store, workshop"),
            ),
        ),
        Field(key="address", title_zh="地址", title_en="Address", needed=True),
        Field(
            key="floors",
            title_zh="地上层数",
            title_en="Floors above ground",
            kind="whole",
            minimum=1,
            maximum=130,
            needed=True,
        ),
        Field(
            key="basements",
            title_zh="地下层数",
            title_en="Floors below ground",
            kind="whole",
            minimum=0,
            maximum=10,
        ),
        Field(
            key="stairs",
            title_zh="疏散楼梯",
            title_en="Stairs out",
            kind="whole",
            minimum=0,
            maximum=60,
        ),
        Field(key="lift", title_zh="消防电梯", title_en="Fire lift", kind="yes"),
        Field(
            key="gas",
            title_zh="燃气",
            title_en="Gas",
            kind="choice",
            options=(
                ("piped", "管道燃气", "Piped"),
                ("bottled", "瓶装液化气", "Bottles"),
                ("none", "无", "None"),
            ),
        ),
        Field(key="gas_valve", title_zh="燃气总阀位置", title_en="Where the gas is shut off"),
        Field(key="keys", title_zh="钥匙、门禁", title_en="Keys and gates"),
        Field(key="control", title_zh="消防控制室", title_en="Control room"),
        Field(key="keeper", title_zh="消防安全管理人", title_en="Fire keeper", kind="person"),
        Field(
            key="keeper_phone",
            title_zh="联系电话",
            title_en="Telephone",
            kind="phone",
            personal=True,
        ),
        Field(
            key="help_count",
            title_zh="疏散需协助人数",
            title_en="People who need help to leave",
            kind="whole",
            minimum=0,
        ),
        Field(
            key="help_who",
            title_zh="需协助人员及房号",
            title_en="Who they are, and where",
            kind="long",
            personal=True,
            help_zh="行动不便、卧床、独居高龄等，逐户填写",
            help_en="Who cannot walk, lies in bed or lives alone at a great age, home by home",
        ),
    ),
)
BUILDING_LINK = f("building", "建筑", "Building", "link", register="building_sheet")
STATION = Register(
    key="fire_station", title_zh="消防救援站", title_en="Fire stations", name="title",
    point=True, layer="kind", order=30,
    fields=(
        f("title", "站名", "Station", needed=True),
        f("kind", "类别", "Kind", "choice", needed=True, options=STATIONS),
        f("on_duty", "执勤", "On duty", "yes"),
        f("crew", "在岗人员", "Crew on duty", "whole", minimum=0, maximum=500),
        f("engines", "水罐、泡沫车", "Engines", "whole", minimum=0, maximum=50),
        f("ladders", "举高车", "Ladders", "whole", minimum=0, maximum=20),
        f("rescue", "抢险救援车", "Rescue vehicles", "whole", minimum=0, maximum=20),
        f("reach", "最大举高", "Highest ladder", "number", unit="m", minimum=0, maximum=120),
        f("address", "地址", "Address"),
        f("note", "备注", "Note", "long"),
    ),
)  # fmt: skip
LANE = Register(
    key="fire_lane", title_zh="消防车通道", title_en="Fire lanes", name="title", point=True,
    layer="state", order=40,
    fields=(
        f("title", "通道", "Lane", needed=True),
        BUILDING_LINK,
        f("state", "状态", "State", "choice", needed=True, options=LANES),
        f("width", "净宽", "Clear width", "number", unit="m", minimum=0, maximum=60,
          help_zh="净宽度不应小于 4 m（GB 50016）", help_en="4 m or more (GB 50016)"),
        f("marked", "已划线标识", "Marked", "yes"),
        f("keeper", "管理单位", "Kept by"),
        f("checked_on", "查看日期", "Looked at on", "day"),
        f("note", "情况", "Note", "long"),
    ),
)  # fmt: skip
ALARM = Register(
    key="fire_alarm", title_zh="火警研判记录", title_en="Alarms weighed", name="title",
    point=True, layer="verdict", order=50, chain="fire_alarm_chain", unit_kinds=("fire", "street"),
    fields=(
        f("title", "报警", "Alarm", needed=True),
        f("likelihood", "真警可能性", "Likelihood of a fire", "number", unit="%", minimum=0,
          maximum=100, help_zh="核实之前所告。", help_en="As it was told before the verdict."),
        *(
            f(sign.key, sign.zh, sign.en, "choice",
              options=tuple((one.key, one.zh, one.en) for one in sign.levels))
            for sign in SIGNS
        ),
        f("stream", "数据流", "Datastream"),
        f("onset", "报警时间", "Onset", help_zh="世界协调时。", help_en="UTC."),
        f("case", "案件", "Case"),
        f("verdict", "核实结论", "Verdict", "choice", options=VERDICTS),
        f("cause", "原因", "Cause", "choice", options=CAUSES),
        f("note", "情况", "Note", "long"),
    ),
)  # fmt: skip
DRILL = Register(
    key="fire_drill", title_zh="消防演练", title_en="Drills", name="title",
    order=60, chain="fire_drill_chain", unit_kinds=("fire", "street"),
    fields=(
        f("title", "演练", "Drill", needed=True),
        f("building", "单位", "Place", "link", register="building_sheet", needed=True),
        f("plan_on", "计划日期", "Planned for", "day", needed=True),
        f("scenario", "情景", "Scenario", "choice", needed=True, options=SCENARIOS),
        f("taking_part", "参加方", "Taking part", "many", options=TAKING_PART),
        f("held_on", "实施日期", "Held on", "day"),
        f("people", "参加人数", "People", "whole", minimum=1, maximum=100_000),
        f("alarm_s", "发现到报警", "Found to told", "whole", unit="s", minimum=0, maximum=7200),
        f("micro_s", "微型站到场", "Micro station", "whole", unit="s", minimum=0, maximum=7200),
        f("water_s", "首支水枪出水", "First water", "whole", unit="s", minimum=0, maximum=7200),
        f("out_s", "全员疏散完毕", "Everybody out", "whole", unit="s", minimum=0, maximum=7200),
        f("counted", "人数清点相符", "The count was right", "yes"),
        f("found", "发现的问题", "Findings", "long",
          help_zh="每行一个问题，评估后各成一项整改。",
          help_en="One a line: each becomes a measure."),
    ),
)  # fmt: skip
REVIEW = Register(
    key="fire_review", title_zh="战评复盘", title_en="After-action reviews", name="title",
    point=True, order=70, chain="fire_review_chain", unit_kinds=("fire", "street"),
    fields=(
        f("title", "火灾", "Fire", needed=True),
        f("case", "案件", "Case"),
        f("building", "建筑", "Building", "link", register="building_sheet"),
        *(f(key, zh, en, help_zh="世界协调时。", help_en="UTC.") for key, zh, en in (
            ("alarm_at", "报警", "Alarm"), ("called_at", "立案", "Filed"),
            ("sent_at", "派遣", "Dispatched"), ("left_at", "出动", "Turned out"),
            ("arrived_at", "到场", "Arrived"), ("controlled_at", "控制", "Under control"),
            ("out_at", "扑灭", "Out"), ("closed_at", "结案", "Closed"))),
        f("cause", "起火原因", "Cause", "choice", options=CAUSES),
        f("burnt", "过火面积", "Burnt", "number", unit="m²", minimum=0, maximum=1_000_000),
        f("hurt", "受伤", "Hurt", "whole", minimum=0),
        f("dead", "死亡", "Dead", "whole", minimum=0),
        f("brought_out", "疏散救出", "Brought out", "whole", minimum=0),
        f("well", "做得好的", "What went well", "long"),
        f("found", "发现的问题", "What was found", "long",
          help_zh="每行一个问题，评议后各成一项整改。",
          help_en="One a line: each becomes a measure."),
    ),
)  # fmt: skip
MEASURE = Register(
    key="fire_measure", title_zh="整改措施", title_en="Measures", name="title", order=80,
    chain="fire_measure_chain", unit_kinds=("fire", "street", "gas", "power", "water", "housing"),
    fields=(
        f("title", "措施", "Measure", needed=True),
        f("review", "来自复盘", "From a review", "link", register="fire_review"),
        f("drill", "来自演练", "From a drill", "link", register="fire_drill"),
        f("owner", "责任单位", "Who answers for it"),
        f("due_on", "完成期限", "Due on", "day"),
        f("done_on", "完成日期", "Done on", "day"),
        f("proof", "落实情况", "What was done", "long"),
    ),
)  # fmt: skip
REGISTERS = (HYDRANT, BUILDING, STATION, LANE, ALARM, DRILL, REVIEW, MEASURE)


def stage(key: str, zh: str, en: str, limit: str = "", **more: object) -> Stage:
    """A stage in a line."""
    return Stage(key=key, title_zh=zh, title_en=en, limit=limit, **more)  # type: ignore[arg-type]


CHAINS = (
    Chain(key="fire_alarm_chain", title_zh="火警核实", title_en="An alarm looked into", stages=(
        stage("standing", "报警中", "Standing", "1uh"),
        stage("asked", "待结论", "Verdict wanted", "1wd"),
        stage("judged", "已结论", "Judged", needs=("verdict",), after=("standing", "asked"),
              ends=True),
    )),
    Chain(key="fire_drill_chain", title_zh="演练", title_en="A drill", stages=(
        stage("planned", "已计划", "Planned"),
        stage("held", "已实施", "Held", "5wd", needs=("held_on", "people", "out_s")),
        stage("assessed", "已评估", "Assessed", ends=True),
        stage("dropped", "取消", "Dropped", after=("planned",), ends=True),
    )),
    Chain(key="fire_review_chain", title_zh="复盘", title_en="A review", stages=(
        stage("begun", "待复盘", "To be written", "10wd"),
        stage("written", "已写成", "Written", "5wd", needs=("arrived_at", "found"),
              back=("begun",)),
        stage("agreed", "已评议", "Agreed", ends=True),
    )),
    Chain(key="fire_measure_chain", title_zh="整改", title_en="A measure", stages=(
        stage("open", "整改中", "Open"),
        stage("done", "待复核", "Done, to be checked", "5wd", needs=("owner", "done_on", "proof"),
              back=("open",)),
        stage("checked", "已销号", "Checked", ends=True),
    )),
)  # fmt: skip
