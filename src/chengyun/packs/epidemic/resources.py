"""What is kept without anybody's health in it: daily figures, waves, coverage, teams, stocks."""

from chengyun.packs.api import Field, Register
from chengyun.packs.epidemic.registers import HEALTH

# Who may be vaccinated, by the fields of the coverage register.
BANDS = (
    ("6", "6–17 岁", "6–17"),
    ("18", "18–59 岁", "18–59"),
    ("60", "60–79 岁", "60–79"),
    ("80", "80 岁及以上", "80 and over"),
)
STATES = (
    ("proposed", "建议", "Proposed"),
    ("planned", "已排定", "Planned"),
    ("done", "已完成", "Done"),
    ("dropped", "取消", "Dropped"),
)
DAY = Register(
    key="epi_day",
    title_zh="监测日报",
    title_en="Daily figures",
    name="day",
    unit_kinds=(*HEALTH, "education"),
    order=40,
    fields=(
        Field("day", "日期", "Day", needed=True, help_zh="如 2026-11-22",
              help_en="Such as 2026-11-22"),
        Field("wastewater", "污水病毒载量", "Virus in wastewater", "number", unit="copies/mL",
              minimum=0,
              help_zh="各采样点按流量加权；未采样日留空。",
              help_en="Weighted by flow; empty on days without a sample."),
        Field("absent", "因病缺课", "Absent through illness", "whole", minimum=0),
        Field("pupils", "应到学生", "Pupils expected", "whole", minimum=1,
              help_zh="放假日与缺课一并留空。", help_en="Both empty on days without school."),
        Field("fever", "发热门诊就诊", "Fever clinic visits", "whole", minimum=0),
        Field("visits", "门急诊总量", "All visits", "whole", minimum=1),
    ),
)  # fmt: skip
WAVE = Register(
    key="epi_wave",
    title_zh="疫情波次",
    title_en="Waves confirmed",
    name="title",
    unit_kinds=HEALTH,
    order=50,
    fields=(
        Field("title", "名称", "Name", needed=True),
        Field(
            "began_on",
            "开始",
            "Began on",
            "day",
            needed=True,
            help_zh="事后由疾控中心认定；预警的误报率据此计算。",
            help_en="Settled afterwards; false alarms are counted against it.",
        ),
        Field("ended_on", "结束", "Ended on", "day"),
    ),
)
COVERAGE = Register(
    key="epi_coverage",
    title_zh="接种底数",
    title_en="Vaccination by neighbourhood",
    name="title",
    code="own_code",
    point=True,
    unit_kinds=HEALTH,
    order=60,
    fields=(
        Field("title", "居委会", "Neighbourhood", needed=True),
        Field("own_code", "编码", "Code", needed=True),
        *(
            one
            for key, zh, en in BANDS
            for one in (
                Field(f"people_{key}", f"{zh} 应种", f"{en}: people", "whole", minimum=0),
                Field(f"done_{key}", f"{zh} 已种", f"{en}: vaccinated", "whole", minimum=0),
            )
        ),
        Field("counted_on", "统计日期", "Counted on", "day"),
    ),
)
POINT = Register(
    key="epi_point",
    title_zh="固定接种点",
    title_en="Vaccination clinics",
    name="title",
    point=True,
    unit_kinds=HEALTH,
    order=70,
    fields=(
        Field("title", "接种点", "Clinic", needed=True),
        Field("address", "地址", "Address"),
        Field("hours", "时间", "Hours"),
        Field("doses_day", "日接种能力", "Doses a day", "whole", minimum=1),
    ),
)
ROUND = Register(
    key="epi_round",
    title_zh="流动接种",
    title_en="Mobile vaccination",
    name="title",
    point=True,
    layer="state",
    unit_kinds=HEALTH,
    order=80,
    fields=(
        Field("title", "停靠点", "Stop", needed=True),
        Field("day", "日期", "Day", "day", needed=True),
        Field("state", "状态", "State", "choice", needed=True, options=STATES),
        Field("why", "理由", "Why here", "long"),
        Field("expected", "预计接种", "Doses expected", "whole", minimum=0),
        Field("given", "实际接种", "Doses given", "whole", minimum=0),
        Field("note", "现场情况", "On site", "long"),
    ),
)
STOCK = Register(
    key="epi_stock",
    title_zh="防疫物资",
    title_en="Stocks",
    name="item",
    unit_kinds=HEALTH,
    order=90,
    fields=(
        Field("item", "品名", "Item", needed=True),
        Field("store", "存放", "Store"),
        Field("on_hand", "库存", "On hand", "whole", needed=True, minimum=0),
        Field("used_week", "近 7 日消耗", "Used in 7 days", "whole", needed=True, minimum=0),
        Field("lead_days", "补货周期（天）", "Days to restock", "whole", needed=True, minimum=0,
              maximum=365),
        Field("expires_on", "最早失效", "First expires on", "day"),
        Field("counted_on", "盘点日期", "Counted on", "day"),
    ),
)  # fmt: skip
OPEN = (DAY, WAVE, COVERAGE, POINT, ROUND, STOCK)
