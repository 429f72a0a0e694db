"""What the epidemic scene shows, gathered: pages, panels, the ledger, indicators."""

from collections.abc import Sequence
from datetime import date

from chengyun.packs.api import (
    Bar,
    Bars,
    Block,
    Column,
    District,
    Figure,
    Figures,
    Indicator,
    Page,
    Panel,
    Report,
    Setting,
    Text,
    say,
)
from chengyun.packs.epidemic import coverage, judging, spreading, stocks, teams, today, warning


def warned(district: District) -> Sequence[Block]:
    """For the wall: the judgement and what each source says; no figure of people."""
    kept = judging.year(district)
    if not kept.rows:
        return (Text(text=say("还没有监测数据。", "There are no figures yet.")),)
    told, limit = judging.judge(district, kept), int(district.setting("warn_share"))
    lamps = {True: "bad", False: "good", None: ""}
    return (
        Figures(
            items=(
                Figure(label=say("疫情正在开始的可能性", "A wave is beginning"),
                       value=warning.sure(told.likely), unit="%", lamp=warning.lamp(told, limit),
                       note=warning.any_day(told)),
                *(
                    Figure(label=say(one.source.zh, one.source.en),
                           value=warning.state_word(one.state), lamp=lamps[one.state],
                           note=_false(one))
                    for one in told.said
                ),
            )
        ),
    )  # fmt: skip


def _false(one: judging.Said) -> str:
    if not one.record.quiet:
        return ""
    rate = 100 * one.record.false / one.record.quiet
    return say(f"一年误报 {rate:.1f}%", f"{rate:.1f} % false in a year")


def supplied(district: District) -> Sequence[Block]:
    """For the wall: coverage by age, and what runs short."""
    rows, low = district.entries("epi_coverage"), [s for s in stocks.supplies(district) if s.low]
    old = teams.share(coverage.places(rows, "old"))
    bars = coverage.by_age(district, rows)
    return (
        Figures(
            items=(
                Figure(label=say("60 岁以上接种率", "Coverage, 60 and over"),
                       value=coverage.per_cent(old), unit="%"),
                Figure(label=say("低库存物资", "Stocks that run short"), value=len(low),
                       lamp="bad" if low else "good"),
            )
        ),
        Bars(title=bars.title, unit="%",
             items=tuple(Bar(label=b.label, value=b.value, lamp=b.lamp) for b in bars.items)),
    )  # fmt: skip


def share_of_old(district: District, area: str, first: date, last: date) -> float | None:
    """For goals: per cent of those of 60 and over that are vaccinated, as counted last."""
    rows = district.entries("epi_coverage", **({"area": area} if area else {}))
    return coverage.per_cent(teams.share(coverage.places(rows, "old")))


PAGES = (
    Page("epi_today", "今日防控", "Today", today.page, order=10,
         summary_zh="病例处置时限、今日任务和缺口。",
         summary_en="Cases on their clocks, what is to be done today, and gaps."),
    Page("epi_warning", "多源预警", "Early warning", warning.page, order=20,
         summary_zh="污水、学校、发热门诊三源合并，各自的误报率一并列出。",
         summary_en="Wastewater, schools and fever clinics weighed together, each with its "
         "false alarms."),
    Page("epi_spread", "传播强度", "Spread", spreading.page, order=30, asks=spreading.ASKS,
         summary_zh="再生数及其区间，全区和各街镇。",
         summary_en="The reproduction number with its interval, by sub-district."),
    Page("epi_vaccination", "接种覆盖", "Coverage", coverage.page, order=40, asks=coverage.ASKS,
         summary_zh="按年龄和居委会看覆盖率，缺口大的在前。",
         summary_en="Coverage by age and neighbourhood, the widest gaps first."),
    Page("epi_teams", "流动接种", "Mobile teams", coverage.teams, order=50, asks=coverage.ASKS,
         summary_zh="流动接种队该去哪里、为什么、去了能提高多少。",
         summary_en="Where the teams should go, why, and what it brings."),
    Page("epi_supplies", "物资保障", "Stocks", stocks.page, order=60,
         summary_zh="短缺、临期的物资和可用天数。",
         summary_en="What runs short or expires, and how long each item lasts."),
)  # fmt: skip
PANELS = (
    Panel("epi_warned", "多源预警", "Early warning", warned, order=10),
    Panel("epi_supplied", "接种与物资", "Coverage and stocks", supplied,
          order=20),
)  # fmt: skip
REPORTS = (
    Report(
        key="epi_ledger",
        title_zh="病例报告台账",
        title_en="Cases reported",
        summary_zh="不含姓名；只对卫生健康部门开放。",
        summary_en="Without names; open to health units alone.",
        asks=(Setting(key="since", title_zh="发现日期起", title_en="Found since", kind="text",
                      default=""),),
        columns=(
            Column(key="number", title_zh="编号", title_en="Number"),
            Column(key="disease", title_zh="病种", title_en="Disease"),
            Column(key="category", title_zh="类别", title_en="Class"),
            Column(key="area", title_zh="地区", title_en="Area"),
            Column(key="onset", title_zh="发病", title_en="Onset"),
            Column(key="found", title_zh="发现", title_en="Found"),
            Column(key="reported", title_zh="报告", title_en="Reported"),
            Column(key="in_time", title_zh="是否及时", title_en="In time"),
            Column(key="contacts", title_zh="密接人数", title_en="Contacts", number=True),
        ),
        rows=today.ledger,
    ),
)  # fmt: skip
INDICATORS = (
    Indicator(key="epi_reported_in_time", title_zh="传染病及时报告率",
              title_en="Infectious diseases reported in time", unit="%", of=today.share_in_time),
    Indicator(key="epi_old_vaccinated", title_zh="60 岁及以上接种率",
              title_en="Vaccinated, 60 and over", unit="%", of=share_of_old),
)  # fmt: skip
