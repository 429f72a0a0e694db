"""What the community shows, gathered: pages, the panel, the report, the indicators."""

from typing import Any

from chengyun.packs.api import Column, Indicator, Page, Panel, Report, Setting
from chengyun.packs.community import care_page, estate_page, figures, public_page

ESTATE = (
    Setting(key="estate", title_zh="小区", title_en="Estate", kind="text", default="",
            help_zh="名称或其一部分；空为全部。",
            help_en="Its name or a part of it; empty is all."),
)  # fmt: skip


def _page(key: str, zh: str, en: str, show: Any, order: int, **more: Any) -> Page:
    return Page(key=key, title_zh=zh, title_en=en, show=show, order=order, **more)


PAGES = (
    _page("community_day", "小区的一天", "The estate’s day", estate_page.day, 10, asks=ESTATE,
          summary_zh="今天要做的事，先做会伤到人的。",
          summary_en="What is asked for today, what may hurt somebody first."),
    _page("community_sheet", "小区设备", "Devices of an estate", estate_page.sheet, 20,
          asks=ESTATE),
    _page("lone_page", "独居老人", "People living alone", care_page.alone, 30),
    _page("booth_page", "云医院待处置", "Waiting for a doctor", care_page.booth, 40),
    _page("retrofit_page", "适老化改造", "Ageing-friendly retrofit", care_page.retrofits, 50),
    _page("community_public", "云医院与适老化改造", "Booths and retrofits", public_page.public, 60,
          face="public"),
)  # fmt: skip
PANELS = (
    Panel(key="community_panel", title_zh="智慧社区", title_en="Smart community",
          show=figures.panel, order=10),
)  # fmt: skip


def _column(key: str, zh: str, en: str, number: bool = True) -> Column:
    return Column(key=key, title_zh=zh, title_en=en, number=number)


REPORTS = (
    Report(
        key="community_streets",
        title_zh="各街道社区情况",
        title_en="Communities by sub-district",
        summary_zh="独居和改造只对民政和街道列全数，其他人员看到 5 及以上。",
        summary_en="People alone and retrofits: outside civil affairs and sub-districts only "
        "figures of five and more.",
        columns=(
            _column("area", "街道镇", "Sub-district", number=False),
            _column("estates", "小区", "Estates"),
            _column("late", "巡查逾期", "Patrols overdue"),
            _column("alarms", "设备报警", "Alarms"),
            _column("booths", "云医院诊间", "Booths"),
            _column("lone", "独居老人", "People alone"),
            _column("retrofits", "改造在办", "Retrofits in hand"),
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
