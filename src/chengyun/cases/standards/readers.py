"""One cell of an office's table as what it means. Pure but for the words of refusals."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from chengyun.calendar import ClockUnit, Limit
from chengyun.cases.standards.editions import EDITIONS
from chengyun.places.codes import FAULTS
from chengyun.sensing.cells import Wrong, time_of
from chengyun.sensing.sheets import Text

# What is wrong, and what to do: those of codes, and those of the rest of a row.
PROBLEMS: Mapping[str, tuple[Text, Text]] = {
    **FAULTS,
    "nothing": (_("The cell is empty"), _("Write what belongs here.")),
    "too_long": (_("The text is too long"), _("Shorten it.")),
    "bad_limit": (
        _("This is not a time limit"),
        _("Write it like 2紧急工作时, 4工作时, 5工作日, 2自然日, or 2uh, 4h, 5wd, 2d."),
    ),
    "bad_edition": (_("There is no such edition"), _("Write 2013 or 2026.")),
    "bad_kind": (_("This is neither a component nor a matter"), _("Write 部件 or 事项.")),
    "bad_state": (_("This state is not known"), _("Use one of the words of the template.")),
    "bad_number": (_("This is not a number"), _("Write digits alone.")),
    "bad_date": (_("This is not a date"), _("Write it like 20260701 or 2026-07-01.")),
    "bad_place": (
        _("This is no longitude or latitude"),
        _("Write degrees, like 121.4319 and 31.1919."),
    ),
    "bad_crs": (
        _("This coordinate system is not known"),
        _("Write CGCS2000, WGS84, GCJ02 or BD09."),
    ),
    "no_code": (_("There is no code"), _("Write the code of the category.")),
    "bad_code": (
        _("The code does not have the digits of its edition"),
        _("Write five digits for 2026, four for 2013."),
    ),
    "no_kind": (
        _("In the edition of 2013 a component and a matter may have the same code"),
        _("Write 部件 or 事项 in a column 类别, or name the sheet so."),
    ),
    "other_kind": (
        _("This code belongs to the other kind in this edition"),
        _("Check the code: a component's matter is not listed apart."),
    ),
    "unknown_category": (
        _("The table has no category with this code"),
        _("Check the code, or import the category first."),
    ),
    "repeated": (_("An earlier row says something else of the same"), _("Keep one of the two.")),
    "unknown_component_category": (
        _("The table has no component with the code within this one"),
        _("Check digits 7 and after, or import the category first."),
    ),
    "unknown_grid": (
        _("No area within yours has this grid's code"),
        _("Check the code, or have the areas imported first."),
    ),
    "other_region": (
        _("The grid lies in another county than the component's code says"),
        _("Compare the first six digits of both."),
    ),
    "half_a_place": (_("One of the two coordinates is missing"), _("Write both or none.")),
}


class Unfit(ValueError):
    """A cell that cannot be used; `fault` is one of PROBLEMS."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def told(fault: str) -> tuple[str, str]:
    """What is wrong and what to do, in the reader's language."""
    what, todo = PROBLEMS[fault]
    return str(what), str(todo)


def written(cell: Any) -> str:
    """A cell as text; Excel makes a number of what is all digits."""
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole else cell).strip()


def text(longest: int) -> Callable[[Any], str]:
    """Reads a text of at most so many characters."""

    def read(cell: Any) -> str:
        found = " ".join(written(cell).split())
        if len(found) > longest:
            raise Unfit("too_long")
        return found

    return read


def digits(cell: Any) -> str:
    """A code or a part of one, as far as it is written."""
    found = written(cell)
    if not found.isascii() or not found.isdigit():
        raise Unfit("not_digits")
    return found


def whole(cell: Any) -> int:
    found = written(cell)
    if not re.fullmatch(r"[0-9]{1,4}", found) or not int(found):
        raise Unfit("bad_number")
    return int(found)


# As cities' tables write limits. 天 and 小时 alone count by the working calendar there.
_UNITS = {
    "紧急工作时": ClockUnit.URGENT_HOUR,
    "紧急工作日": ClockUnit.DAY,
    "工作时": ClockUnit.WORK_HOUR,
    "工作小时": ClockUnit.WORK_HOUR,
    "小时": ClockUnit.WORK_HOUR,
    "工作日": ClockUnit.WORKDAY,
    "天": ClockUnit.WORKDAY,
    "自然日": ClockUnit.DAY,
    **{unit.title_en: unit for unit in ClockUnit},
    **{f"{unit.title_en}s": unit for unit in ClockUnit},
}
_WORDS = re.compile(r"([1-9][0-9]{0,3})\s*个?\s*(\S.*)")


def limit(cell: Any) -> str:
    """A time limit's code: "2uh" of 2uh, 2紧急工作时, 2个紧急工作时 and 2 urgent hours."""
    found = written(cell)
    try:
        return str(Limit.parse(found))
    except ValueError:
        match = _WORDS.fullmatch(found)
    if match is None or match[2].lower() not in _UNITS:
        raise Unfit("bad_limit")
    return str(Limit(int(match[1]), _UNITS[match[2].lower()]))


def edition(cell: Any) -> str:
    """The key of an edition, from its year or its number."""
    found = written(cell)
    named = [one.key for one in EDITIONS if one.key in found]
    if len(named) != 1:
        raise Unfit("bad_edition")
    return named[0]


def one_of(words: Mapping[str, Any], fault: str) -> Callable[[Any], Any]:
    """Reads one of some words."""

    def read(cell: Any) -> Any:
        found = written(cell).lower()
        if found not in words:
            raise Unfit(fault)
        return words[found]

    return read


KINDS = {
    **dict.fromkeys(("部件", "管理部件", "component", "components"), True),
    **dict.fromkeys(("事项", "管理事项", "事件", "管理事件", "matter", "matters"), False),
}
kind = one_of(KINDS, "bad_kind")
withdrawn = one_of(
    {
        **dict.fromkeys(("停用", "已停用", "废止", "否", "withdrawn"), True),
        **dict.fromkeys(("启用", "在用", "是", "in use"), False),
    },
    "bad_state",
)


def day(cell: Any) -> date:
    """A date, also as the standard writes it (YYYYMMDD)."""
    found = written(cell)
    if re.fullmatch(r"(19|20)[0-9]{6}", found):
        try:
            return datetime.strptime(found, "%Y%m%d").date()  # noqa: DTZ007
        except ValueError:
            raise Unfit("bad_date") from None
    moment = time_of(cell, UTC)
    if isinstance(moment, Wrong):
        raise Unfit("bad_date")
    return datetime.fromtimestamp(moment / 1e6, UTC).date()


def degrees(most: float) -> Callable[[Any], float]:
    """Reads degrees between -most and most."""

    def read(cell: Any) -> float:
        try:
            found = float(cell) if isinstance(cell, int | float) else float(written(cell))
        except ValueError:
            raise Unfit("bad_place") from None
        if not -most <= found <= most:
            raise Unfit("bad_place")
        return found

    return read
