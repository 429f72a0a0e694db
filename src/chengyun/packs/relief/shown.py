"""What targeted help shows, gathered: pages, the panel, the report, the indicators."""

from chengyun.packs.api import Column, Indicator, Page, Panel, Report
from chengyun.packs.relief import deciding, figures, policy
from chengyun.packs.relief.words import GROUPS

PAGES = (
    Page("relief_decide", "上门待决定", "Visits to decide", deciding.decide, order=10,
         summary_zh="线索提示的上门建议，写明理由，由人决定。",
         summary_en="Visits that signals suggest, with reasons; a person decides."),
    Page("relief_policy", "政策找人", "Policy finds people", policy.policy, order=20,
         asks=policy.ASKS,
         summary_zh="符合条件而没有享受的家庭，逐条说明。",
         summary_en="Who seems entitled and receives nothing, condition by condition."),
    Page("relief_unseen", "多久未见", "Not seen for long", deciding.unseen, order=30,
         summary_zh="多久没有见到本人，对照应见频次。",
         summary_en="Who has not been seen for how long, beside what their level asks."),
    Page("relief_signals", "线索准不准", "What signals are worth", deciding.signals, order=40,
         summary_zh="各类线索走访后有多少确有困难。",
         summary_en="How often each kind of signal has led to real need."),
    Page("relief_applying", "救助办理", "Applications", policy.applying, order=50,
         summary_zh="救助申请各环节、到期和公示情况。",
         summary_en="Applications by stage, what is due, and notices too short."),
    Page("relief_public", "社会救助政策", "Social assistance", policy.public, order=60,
         face="public",
         summary_zh="各项救助的条件和本区标准。",
         summary_en="The conditions of each benefit and the thresholds here."),
)  # fmt: skip
PANELS = (
    Panel("relief_panel", "精准救助", "Targeted help", figures.panel,
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
