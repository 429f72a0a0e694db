"""What targeted help shows, gathered: pages, the panel, the report, the indicators."""

from typing import Any

from chengyun.packs.api import Column, Indicator, Page, Panel, Report
from chengyun.packs.relief import deciding, figures, policy
from chengyun.packs.relief.words import GROUPS


def _page(key: str, zh: str, en: str, show: Any, order: int, **more: Any) -> Page:
    return Page(key=key, title_zh=zh, title_en=en, show=show, order=order, **more)


PAGES = (
    _page("relief_decide", "上门待决定", "Visits to decide", deciding.decide, 10),
    _page("relief_policy", "政策找人", "Policy finds people", policy.policy, 20, asks=policy.ASKS),
    _page("relief_unseen", "多久未见", "Not seen for long", deciding.unseen, 30),
    _page("relief_signals", "线索准不准", "What signals are worth", deciding.signals, 40),
    _page("relief_applying", "救助办理", "Applications", policy.applying, 50),
    _page("relief_public", "社会救助政策", "Social assistance", policy.public, 60, face="public",
          summary_zh="各项救助的条件和本区标准。",
          summary_en="The conditions of each benefit and the thresholds here."),
)  # fmt: skip
PANELS = (
    Panel(key="relief_panel", title_zh="精准救助", title_en="Targeted help", show=figures.panel,
          order=10),
)  # fmt: skip
REPORTS = (
    Report(
        key="relief_streets",
        title_zh="各街道救助情况",
        title_en="Help by sub-district",
        summary_zh="民政和街道以外的人员只看到 5 户及以上的数。",
        summary_en="Outside civil affairs and sub-districts only figures of five and more.",
        columns=(
            Column(key="area", title_zh="街道镇", title_en="Sub-district"),
            Column(key="households", title_zh="在册家庭", title_en="Households", number=True),
            *(Column(key=key, title_zh=zh, title_en=en, number=True) for key, zh, en in GROUPS),
            Column(key="in_hand", title_zh="审核中", title_en="In hand", number=True),
            Column(key="granted", title_zh="发放中", title_en="Granted", number=True),
        ),
        rows=figures.by_street,
    ),
)
INDICATORS = (
    Indicator(
        key="relief_seen_in_time",
        title_zh="困难家庭按期见到率",
        title_en="Households seen in time",
        unit="%",
        of=figures.seen_share,
    ),
    Indicator(
        key="relief_reached",
        title_zh="政策找人告知率",
        title_en="Entitled who were told",
        unit="%",
        of=figures.reached,
    ),
)
