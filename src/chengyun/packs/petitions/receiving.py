"""Reception days: who receives when, for the office and for everybody."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from chengyun.packs.api import (
    Block,
    District,
    EntryView,
    Figure,
    Figures,
    Table,
    say,
)


def days(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """The reception days to come, with what is booked."""
    booked = Counter(str(b.values.get("reception")) for b in district.entries("reception_booking"))
    rows = _coming(district)
    waiting = district.count("reception_booking", "", state="asked").get("")
    yield Figures(
        items=(
            Figure(label=say("未来接访日", "Days to come"), value=len(rows)),
            Figure(
                label=say("待安排的预约", "Bookings to be given a day"), value=waiting,
                lamp="watch" if waiting else "", href="/scenes/petitions/reception_booking/",
            ),
        )
    )  # fmt: skip
    yield Table(
        columns=(
            say("日期", "Day"), say("接访领导", "Who receives"), say("时间", "Hours"),
            say("地点", "Where"), say("已约", "Booked"), say("名额", "Seats"),
        ),
        rows=tuple(
            (one.values["day"], one.name, one.values["hours"], one.values["place"],
             booked[one.key], one.values["seats"])
            for one in rows
        ),
        hrefs=tuple(district.link(one) for one in rows),
        empty=say("还没有排定接访日。", "No day has been set."),
    )  # fmt: skip


def _coming(district: District) -> list[EntryView]:
    today = district.today.isoformat()
    held = [one for one in district.entries("reception") if one.values["day"] >= today]
    return sorted(held, key=lambda one: (one.values["day"], one.name))


def public(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """For everybody: when which leader receives, and what the law gives a petition."""
    yield Table(
        title=say("近期领导接访", "Reception days"),
        columns=(say("日期", "Day"), say("接访领导", "Who receives"), say("时间", "Hours"),
                 say("地点", "Where")),
        rows=tuple(
            (one.values["day"], one.name, one.values["hours"], one.values["place"])
            for one in _coming(district)
        ),
        empty=say("近期没有排定接访日。", "No day has been set."),
    )  # fmt: skip
    yield Table(
        columns=(say("网上预约", "Online"),),
        rows=((say("预约领导接访", "Book a reception day"),),),
        hrefs=("/s/petitions/reception_wish/",),
    )
    yield Table(
        title=say("办理期限", "What the law gives"),
        columns=(say("环节", "Step"), say("期限", "Term")),
        rows=(
            (say("是否受理", "Whether it is accepted"), say("15 日内告知", "told in 15 days")),
            (say("办理答复", "Reply"), say("受理后 60 日；复杂的可延长 30 日",
                                        "60 days; 30 more where it is complex")),
            (say("建议意见答复", "Reply to a proposal"), say("受理后 30 日（本区要求；法定 60 日）",
                                                         "30 days (our own; by law 60)")),
            (say("申请复查", "To ask for a review"), say("收到答复后 30 日内",
                                                 "within 30 days of the reply")),
            (say("复查答复", "Review"), say("30 日", "30 days")),
            (say("申请复核", "To ask for a re-review"), say("收到复查意见后 30 日内",
                                                    "within 30 days of the review")),
            (say("复核答复", "Re-review"), say("30 日，为终结意见", "30 days, final")),
        ),
    )  # fmt: skip
