"""What the forms of goals send, read into what services take. Raises Refused for what is not it."""

from collections import Counter
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from chengyun.goals.refused import Refused
from chengyun.goals.services.matter_acts import NewItem
from chengyun.people.models import Unit

ITEM_COLUMNS = 4


def day_of(text: str) -> date:
    """A day as an input of type date sends it."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(_("Give a day.")) from None


def day_or_none(text: str) -> date | None:
    return day_of(text) if text.strip() else None


def whole(text: str) -> int | None:
    """A whole number; None where nothing is written."""
    text = text.strip().rstrip("%")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Refused(_("Give a whole number."))
    return int(text)


def amount(text: str) -> Decimal:
    """万元; nothing written is 0."""
    try:
        return Decimal(text.strip().replace(",", "") or "0")
    except InvalidOperation:
        raise Refused(_("An amount is 0 or more.")) from None


def _unit_codes() -> dict[str, str]:
    """Codes of units by their names in both languages, as far as a name is one unit's alone."""
    rows = list(Unit.objects.values_list("code", "name_zh", "name_en"))
    many = Counter(name for _code, *names in rows for name in set(names) if name)
    return {name: code for code, *names in rows for name in names if many[name] == 1}


def items_of(text: str) -> list[NewItem]:
    """Sub-items, one a line: title | unit | day | share, the unit by its name or code. One more “-”
    before the title for each level below the one above.
    """
    codes = _unit_codes()
    made: list[NewItem] = []
    path: list[int] = []
    for line in filter(str.strip, text.splitlines()):
        words = line.lstrip()
        depth = len(words) - len(words.lstrip("-"))
        cells = [cell.strip() for cell in words.lstrip("-").replace("｜", "|").split("|")]
        if len(cells) != ITEM_COLUMNS:
            raise Refused(_("A sub-item reads: title | unit | day | share. “%(line)s” does not.")
                          % {"line": line.strip()[:60]})  # fmt: skip
        if depth > len(path):
            raise Refused(_("A sub-item stands below the one it is a part of."))
        title, unit, day, share = cells
        parent = path[depth - 1] if depth else None
        made.append(
            NewItem(title[:120], whole(share) or 0, day_of(day), codes.get(unit, unit), parent)
        )
        path = [*path[:depth], len(made) - 1]
    return made
