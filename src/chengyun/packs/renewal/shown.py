"""What renewal shows: where each stairwell stands, what its vote lacks, what a floor pays."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chengyun.packs.api import (
    Bar,
    Bars,
    Block,
    Cell,
    Column,
    District,
    EntryView,
    Figure,
    Figures,
    Indicator,
    Page,
    Panel,
    Report,
    Setting,
    Stages,
    Table,
    say,
)
from chengyun.packs.renewal import asking, voting
from chengyun.packs.renewal.registers import BLOCKS, CHAINS
from chengyun.packs.renewal.stuck import Stuck, stuck, usual_days

BASE = "/scenes/renewal/"
LIFTS, BUILDINGS, RENEWALS = CHAINS
SHOWN = 15
# The chain of a lift as the wall tells it: from afar four parts are read, eight are not.
PARTS = (
    ("征询表决", "Asked, voted", "asked", "voted"),
    ("设计审批", "Designed", "designed", "shown", "permitted"),
    ("签约筹资", "Funded", "funded"),
    ("施工验收", "Being built", "building", "checked"),
)


def overview(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """The year's lifts against the target, what is stuck and why, both chains."""
    rows, done = district.entries("stairwell"), district.entries("stairwell", ended=True)
    held = stuck(rows, usual_days((*rows, *done)), district.now)
    yield Figures(items=_figures(district, rows, done, held))
    yield _stuck_table(district, (*_renewals_stuck(district), *held))
    yield Stages(register="stairwell", title=say("加装电梯各环节", "Lifts by stage"))
    yield _why(held)
    yield Stages(register="renewal_project", title=say("旧改两轮征询各环节", "Renewals by stage"))
    yield Stages(register="renewal_building", title=say("旧住房更新各环节", "Buildings by stage"))


def _renewals_stuck(district: District) -> list[Stuck]:
    """The renewals that are held up, the worst first."""
    rows = district.entries("renewal_project")
    done = district.entries("renewal_project", ended=True)
    return stuck(rows, usual_days((*rows, *done)), district.now)


def _figures(
    district: District, rows: Sequence[EntryView], done: Sequence[EntryView], held: Sequence[Stuck]
) -> tuple[Figure, ...]:
    target, running = int(district.setting("year_target")), len(_this_year(district, done))
    pace = target * district.today.timetuple().tm_yday / 365
    works = sum(one.stage in ("building", "checked") for one in rows)
    return (
        Figure(
            label=say("本年投用", "Running this year"), value=running, unit=say("台", ""),
            note=say(f"目标 {target}，按进度应为 {pace:.0f}", f"of {target}; {pace:.0f} by now"),
            lamp="good" if running >= pace else "watch" if running >= 0.8 * pace else "bad",
            href=f"{BASE}stairwell/?ended=1",
        ),
        Figure(label=say("在办门洞", "Stairwells in hand"), value=len(rows),
               href=f"{BASE}stairwell/"),
        Figure(label=say("施工中", "Being built"), value=works,
               href=f"{BASE}stairwell/?stage=building"),
        Figure(label=say("卡住", "Stuck"), value=len(held), lamp="bad" if held else "good",
               href=f"{BASE}stairwell/?sort=due"),
    )  # fmt: skip


def _this_year(district: District, done: Sequence[EntryView]) -> list[EntryView]:
    year = f"{district.today.year}-"
    return [one for one in done if str(one.values.get("running_on", "")).startswith(year)]


def _stuck_table(district: District, held: Sequence[Stuck]) -> Table:
    shown = held[:SHOWN]
    return Table(
        title=say("卡在哪里", "What is stuck"),
        columns=(
            say("项目或门洞", "Renewal, stairwell"), say("地区", "Area"),
            say("环节", "Stage"),
            say("已停留（天）", "Days in it"), say("超期（天）", "Days over"),
            say("一般用时（天）", "Usual days"), say("难点", "Why"),
        ),
        rows=tuple(
            (one.entry.name, one.entry.area_title, stage_title(one.entry.stage), one.days, one.over,
             None if one.usual is None else round(one.usual), block(one.entry))
            for one in shown
        ),
        hrefs=tuple(district.link(one.entry) for one in shown),
        empty=say("没有超期的环节。", "No stage is over its term."),
    )  # fmt: skip


def _why(held: Sequence[Stuck]) -> Bars:
    counts = Counter(str(one.entry.values.get("block", "none")) for one in held)
    return Bars(
        title=say("卡住的原因", "Why they are stuck"),
        items=tuple(
            Bar(label=say(zh, en), value=counts[key], href=f"{BASE}stairwell/?block={key}")
            for key, zh, en in BLOCKS
            if counts[key]
        ),
    )


def stage_title(key: str) -> str:
    """The title of a stage of any of the chains."""
    held = (*LIFTS.stages, *BUILDINGS.stages, *RENEWALS.stages)
    return next((say(one.title_zh, one.title_en) for one in held if one.key == key), key)


def block(one: EntryView) -> str:
    """What holds an entry up, in words."""
    told = one.values.get("block")
    return next((say(zh, en) for key, zh, en in BLOCKS if key == told), "")


def public(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """For everybody: where each renewal and stairwell stands; of homes, nothing."""
    rows, done = district.entries("stairwell"), district.entries("stairwell", ended=True)
    wanted = str(asked["address"]).strip()
    yield asking.in_public(district, wanted)
    shown = [one for one in (*rows, *done) if not wanted or _has(one, wanted)]
    counts = Counter(one.stage for one in shown)
    yield Bars(
        title=say("加装电梯各环节", "Lifts by stage"),
        items=tuple(
            Bar(label=stage_title(one.key), value=counts[one.key])
            for one in LIFTS.stages
            if counts[one.key]
        ),
    )
    yield Table(
        title=say("加装电梯", "Lifts"),
        columns=(say("门洞", "Stairwell"), say("地区", "Area"), say("进展", "Stage"),
                 say("自", "Since"), say("下一步", "Next")),
        rows=tuple(_public_row(one) for one in shown[:200]),
        empty=say("没有找到，请换个地址。", "Nothing found; try another address."),
    )  # fmt: skip


def _has(one: EntryView, wanted: str) -> bool:
    return wanted in one.name or wanted in one.area_title


def _public_row(one: EntryView) -> tuple[Cell, ...]:
    since = one.stage_since.date() if one.stage_since else None
    return (one.name, one.area_title, stage_title(one.stage), since, _next(one.stage))


def _next(stage: str) -> str:
    keys = [one.key for one in LIFTS.stages]
    at = keys.index(stage)
    return stage_title(keys[at + 1]) if at + 1 < len(keys) else say("—", "—")


def panel(district: District) -> Sequence[Block]:
    """For the wall: lifts of the year, what is stuck, where lifts stand, and the two rounds."""
    rows, done = district.entries("stairwell"), district.entries("stairwell", ended=True)
    held = stuck(rows, usual_days((*rows, *done)), district.now)
    figures = (
        Figure(label=one.label, value=one.value, unit=one.unit, note=one.note, lamp=one.lamp)
        for one in _figures(district, rows, done, held)
    )
    counts = Counter(one.stage for one in rows)
    bars = (
        Bar(label=say(zh, en), value=sum(counts[stage] for stage in stages))
        for zh, en, *stages in PARTS
    )
    return (
        Figures(items=tuple(figures)),
        Bars(title=say("加梯各环节", "Lifts by stage"), items=tuple(bars)),
        Figures(title=say("旧改两轮征询", "The two rounds"), items=asking.on_the_wall(district)),
    )


def ledger(district: District, asked: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """One row a stairwell with the day on which it came to each stage."""
    both = (*district.entries("stairwell"), *district.entries("stairwell", ended=True))
    for one in both:
        days = (one.stages[s.key].date() if s.key in one.stages else None for s in LIFTS.stages)
        yield (one.name, one.area_title, one.values.get("cost"), block(one), *days)


def running(district: District, area: str, first: date, last: date) -> float | None:
    """Lifts that began to run in a span."""
    where = {"area": area} if area else {}
    done = district.entries("stairwell", ended=True, **where)
    days = [str(one.values.get("running_on", "")) for one in done]
    return float(sum(first.isoformat() <= day <= last.isoformat() for day in days))


ADDRESS = (Setting(key="address", title_zh="地址", title_en="Address", kind="text", default=""),)
PAGES = (
    Page("renewal_overview", "进展与卡点", "Progress", overview, order=10,
         summary_zh="全年加梯进度，卡在哪里、为什么。",
         summary_en="The year’s lifts against the target; what is stuck, and why."),
    Page("renewal_rounds", "旧改两轮征询", "Two rounds", asking.rounds, order=15, asks=asking.ASKS,
         summary_zh="旧改意愿和签约是否达到法定比例，还差几户。",
         summary_en="Whether each round has the shares of the law, and who is still needed."),
    Page("renewal_consent", "加梯征询表决", "Consent to lifts", voting.consent, order=20,
         asks=voting.ASKS,
         summary_zh="加梯表决四项比例，最少还需上门几户。",
         summary_en="The four shares of each stairwell, and the fewest doors still needed."),
    Page("renewal_cost", "费用分摊", "Cost by floor", voting.cost, order=30, asks=voting.ASKS,
         summary_zh="每个门洞的造价、补贴和各楼层应缴。",
         summary_en="Cost, subsidy, and what each floor pays."),
    Page(
        "renewal_public", "旧改加梯进度", "Renewals and lifts", public, order=40, face="public",
        summary_zh="旧改征询签约和各门洞加装电梯的进展，每天更新。",
        summary_en="How far each renewal and each stairwell is, day by day.",
        asks=ADDRESS,
    ),
)  # fmt: skip
PANELS = (Panel("renewal_panel", "旧改加梯", "Renewal", panel, order=10),)
REPORTS = (
    Report(
        key="renewal_ledger",
        title_zh="加装电梯台账",
        title_en="Lifts and their stages",
        summary_zh="每个门洞一行，各环节的日期、造价和难点。",
        summary_en="One row a stairwell with the day of each stage, cost and what holds it up.",
        columns=(
            Column("stairwell", "门洞", "Stairwell"),
            Column("area", "地区", "Area"),
            Column("cost", "造价（元）", "Cost, yuan", number=True),
            Column("block", "难点", "Why"),
            *(Column(one.key, one.title_zh, one.title_en) for one in LIFTS.stages),
        ),
        rows=ledger,
    ),
)
INDICATORS = (
    Indicator(
        key="lifts_running",
        title_zh="加装电梯投用数",
        title_en="Lifts that began to run",
        unit="台",
        of=running,
    ),
)
