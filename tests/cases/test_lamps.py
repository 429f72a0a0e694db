"""The warning lamp and the words for the time left."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from chengyun.calendar import ClockUnit, Limit, WorkCalendar
from chengyun.cases import lamps
from chengyun.cases.lamps import Lamp, light
from chengyun.cases.present import as_dict
from tests.cases.conftest import MONDAY

HOUR = timedelta(hours=1)
OFFICE = WorkCalendar()
FOUR = Limit.parse("4h")


@dataclass
class Facts:
    due_at: datetime | None = MONDAY + 6 * HOUR  # four working hours after ten o'clock
    suspended_at: datetime | None = None
    handled_at: datetime | None = None
    closed_at: datetime | None = None
    warned: bool = False
    overdue: bool = False


@pytest.mark.parametrize(
    ("facts", "at", "lamp", "state"),
    [
        (Facts(), MONDAY, Lamp.GREEN, "run"),
        (Facts(), MONDAY + 4.9 * HOUR, Lamp.GREEN, "run"),
        (Facts(), MONDAY + 5.1 * HOUR, Lamp.YELLOW, "soon"),
        (Facts(warned=True), MONDAY, Lamp.YELLOW, "soon"),
        (Facts(), MONDAY + 6 * HOUR, Lamp.RED, "over"),
        (Facts(overdue=True), MONDAY, Lamp.RED, "over"),
        (Facts(suspended_at=MONDAY), MONDAY + 99 * HOUR, Lamp.GREY, "paused"),
        (Facts(handled_at=MONDAY), MONDAY + 99 * HOUR, Lamp.GREEN, "kept"),
        (Facts(handled_at=MONDAY, overdue=True), MONDAY + 99 * HOUR, Lamp.RED, "late"),
        (Facts(due_at=None), MONDAY, Lamp.NONE, "none"),
    ],
)
def test_a_lamp_shows_how_a_case_stands(facts: Facts, at: datetime, lamp: Lamp, state: str) -> None:
    shown = light(facts, FOUR, OFFICE, at)
    assert (shown.lamp, shown.state) == (lamp, state)


@pytest.mark.parametrize(
    ("minutes", "unit", "zh", "en"),
    [
        (180, "h", "剩 3 工作时", "3 working hours left"),
        (60, "h", "剩 1 工作时", "1 working hour left"),
        (30 * 60 + 10, "h", "剩 30 工作时 10 分钟", "30 working hours 10 min left"),
        (-1440 - 120, "wd", "超时 1 工作日 2 小时", "1 working day 2 h over"),
        (-2880, "swd", "超时 2 工作日", "2 working days over"),
        (300, "wd", "剩 5 小时", "5 h left"),
        (130, "uh", "剩 2 小时 10 分", "2 h 10 min left"),
        (3000, "sd", "剩 2 天 2 小时", "2 d 2 h left"),
        (0.5, "h", "剩 不到 1 分钟", "under a minute left"),
    ],
)
def test_time_left_is_said_in_the_unit_of_the_limit(
    minutes: float, unit: str, zh: str, en: str
) -> None:
    shown = lamps.Light(
        "run" if minutes > 0 else "over", timedelta(minutes=minutes), ClockUnit(unit)
    )
    with translation.override("zh-hans"):
        assert lamps.words(shown) == zh
    with translation.override("en"):
        assert lamps.words(shown) == en


def test_a_case_tells_its_lamp_to_every_reader(reported: Any, do: Any, zhoumin: Any) -> None:
    assert (as_dict(reported)["lamp"], as_dict(reported)["left"]) == ("", "")
    case = do(zhoumin, reported, "file")
    case.due_at = case.opened_at - 400 * HOUR
    told = as_dict(case)
    assert told["lamp"] == "red"
    assert told["left"]
