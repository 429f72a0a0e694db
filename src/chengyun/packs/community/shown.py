"""What the community shows, gathered: pages, the panel, the report, the indicators."""

from chengyun.packs.api import Column, Indicator, Page, Panel, Report, Setting
from chengyun.packs.community import care_page, estate_page, figures, public_page

ESTATE = (
    Setting(key="estate", title_zh="小区", title_en="Estate", kind="text", default="",
            help_zh="名称或其一部分；空为全部。",
            help_en="Its name or a part of it; empty is all."),
)  # fmt: skip


PAGES = (
    Page("community_day", "小区的一天", "The estate’s day", estate_page.day, order=10, asks=ESTATE,
         summary_zh="今天要做的事，先做会伤到人的。",
         summary_en="What is asked for today, what may hurt somebody first."),
    Page("community_sheet", "小区设备", "Devices of an estate", estate_page.sheet, order=20,
         asks=ESTATE,
         summary_zh="一个小区的设备、最新读数和更新时间。",
         summary_en="An estate’s devices, their last values and how old these are."),
    Page("lone_page", "独居老人", "People living alone", care_page.alone, order=30,
         summary_zh="待人决定的异常信号，多久没有人见到。",
         summary_en="Signals that a person decides on, and who has not been seen for long."),
    Page("booth_page", "云医院待处置", "Waiting for a doctor", care_page.booth, order=40,
         summary_zh="等待医生的来访者，按红旗和评分排序。",
         summary_en="Who waits for a doctor, red flags first, with every point."),
    Page("retrofit_page", "适老化改造", "Ageing-friendly retrofit", care_page.retrofits, order=50,
         summary_zh="改造各环节、超期项目和全年资金。",
         summary_en="Retrofits by stage, what is late, and the year’s funds."),
    Page("community_public", "云医院与适老化改造", "Booths and retrofits", public_page.public,
         order=60,
         face="public",
         summary_zh="云医院站点、预约和适老化改造补贴。",
         summary_en="Booths, how to book, and who gets how much for a retrofit."),
)  # fmt: skip
PANELS = (
    Panel("community_panel", "智慧社区", "Smart community", figures.panel, order=10),
)  # fmt: skip


REPORTS = (
    Report(
        key="community_streets",
        title_zh="各街道社区情况",
        title_en="Communities by sub-district",
        summary_zh="独居和改造只对民政和街道列全数，其他人员看到 5 及以上。",
        summary_en="People alone and retrofits: outside civil affairs and sub-districts only "
        "figures of five and more.",
        columns=(
            Column("area", "街道镇", "Sub-district", number=False),
            Column("estates", "小区", "Estates", number=True),
            Column("late", "巡查逾期", "Patrols overdue", number=True),
            Column("alarms", "设备报警", "Alarms", number=True),
            Column("booths", "云医院诊间", "Booths", number=True),
            Column("lone", "独居老人", "People alone", number=True),
            Column("retrofits", "改造在办", "Retrofits in hand", number=True),
        ),
        rows=figures.by_street,
    ),
)
INDICATORS = (
    Indicator(key="estate_patrolled", title_zh="小区按期巡查率",
              title_en="Estates patrolled in time", unit="%", of=figures.patrolled_share),
    Indicator(key="lone_seen_in_time", title_zh="独居老人按期见到率",
              title_en="People alone seen in time", unit="%", of=figures.seen_share),
    Indicator(key="flags_in_time", title_zh="红旗按时由医生查看率",
              title_en="Red flags seen by a doctor in time", unit="%", of=figures.flag_share),
)  # fmt: skip
