"""For everybody: where the booths are, what a score is and is not, how a retrofit goes."""

from collections.abc import Iterator, Mapping
from typing import Any

from chengyun.packs.api import (
    Block,
    Cell,
    District,
    EntryView,
    Figure,
    Figures,
    Point,
    Points,
    Table,
    Text,
    say,
)
from chengyun.packs.community.words import BOOTH_STATES, GROUPS, WORKS, word

BOOK = "/s/community/booth_book/"
LAMPS = {"open": "good", "closed": "watch", "faulty": "bad"}


def public(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Booths, the booking, and who gets how much for a retrofit."""
    yield Text(
        title=say("云医院", "Cloud hospital"),
        text=say(
            "诊间测量呼吸、血氧、血压、脉搏、体温并观察意识，按 NEWS2 评分，只决定医生多快查看您；"
            "评分不是诊断，怎么处置由医生决定。",
            "The booth measures respiration, oxygen, blood pressure, pulse and temperature and "
            "scores them by NEWS2. The score says how soon a doctor looks at you and is no "
            "diagnosis; the doctor decides.",
        ),
    )
    yield Figures(
        items=(
            Figure(label=say("预约", "Book"), value=say("在线预约", "Online"), href=BOOK),
            Figure(label=say("急症", "Emergency"), value="120",
                   note=say("胸痛、呼吸困难、神志不清请勿预约", "Chest pain, no breath")),
        )
    )  # fmt: skip
    booths = district.entries("cloud_booth")
    yield Table(
        title=say("诊间", "Booths"),
        columns=(say("诊间", "Booth"), say("地址", "Address"), say("开放时间", "Open"),
                 say("依托医院", "Hospital"), say("状态", "State")),
        rows=tuple(_booth(one) for one in booths),
        empty=say("还没有诊间。", "There are no booths yet."),
    )  # fmt: skip
    yield Points(
        title=say("诊间位置", "Where they are"),
        items=tuple(
            Point(lon=one.lon, lat=one.lat, label=one.name,
                  lamp=LAMPS[str(one.values["state"])])
            for one in booths
            if one.lon is not None and one.lat is not None
        ),
    )  # fmt: skip
    yield _shares(district)


def _booth(one: EntryView) -> tuple[Cell, ...]:
    told = one.values
    return (
        one.name, told.get("address"), told.get("hours"), told.get("hospital"),
        word(BOOTH_STATES, told["state"]),
    )  # fmt: skip


def _shares(district: District) -> Table:
    most = int(district.setting("subsidy_most"))
    works = "、".join(say(zh, en) for _key, zh, en in WORKS)
    return Table(
        title=say("适老化改造补贴", "Subsidies of ageing-friendly retrofits"),
        columns=(say("对象", "Group"), say("补贴比例", "Share"), say("每户上限（元）", "At most"),
                 say("可做项目", "Works")),
        rows=tuple(
            (say(zh, en), f"{district.setting(f'share_{key}'):g} %", most, works)
            for key, zh, en in GROUPS
        ),
    )  # fmt: skip
