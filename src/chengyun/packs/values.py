"""The values of an entry: read from what was typed, and said as people read it. No database."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from chengyun.packs.api import Field, Register, in_mine

LONGEST = {"text": 200, "person": 60, "phone": 30, "long": 4000, "told": 4000}
PHONE = re.compile(r"\+?[0-9][0-9 \-]{3,18}[0-9]")
YES = frozenset({"1", "true", "yes", "on", "是", "有", "y"})
NO = frozenset({"0", "false", "no", "off", "否", "无", "n", ""})


@dataclass
class Read:
    """What was read: values to list, values to seal, and what is wrong, by field."""

    values: dict[str, Any] = field(default_factory=dict)
    sealed: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def fault(self) -> str:
        """The first fault as a sentence; "" if all is well."""
        return next(iter(self.faults.values()), "")


def read(fields: tuple[Field, ...], typed: Mapping[str, Any]) -> Read:
    """The values of these fields. An empty one is taken out of the entry; where it is needed, that
    is a fault."""
    found = Read()
    for one in fields:
        try:
            value = read_one(one, typed.get(one.key))
        except ValueError as error:
            found.faults[one.key] = str(error)
            continue
        (found.sealed if one.is_sealed else found.values)[one.key] = value
    return found


def read_one(one: Field, typed: Any) -> Any:
    """A value as it is stored; None (sealed: "") for an empty one. Raises ValueError."""
    empty = typed is None or typed == "" or typed == []
    if isinstance(typed, str):
        typed = typed.strip()
        empty = not typed
    if empty:
        if one.needed:
            raise ValueError(_("%(field)s is needed.") % {"field": title(one)})
        return "" if one.is_sealed else None
    return READERS[one.kind](one, typed)


def unknown(register: Register, typed: Mapping[str, Any]) -> list[str]:
    """The keys that are no fields of the register."""
    have = {one.key for one in register.fields}
    return [key for key in typed if key not in have]


def title(one: Any) -> str:
    """The title of any declaration in the reader's language."""
    from chengyun.places.models import in_language

    return in_language(one.title_zh, one.title_en)


def option(one: Field, key: Any) -> str:
    """The title of a choice; the key itself if it is none."""
    from chengyun.places.models import in_language

    for name, zh, en in one.options:
        if name == key:
            return in_language(zh, en)
    return str(key)


def said(one: Field, value: Any) -> str:
    """A value as people read it, without its unit; "" for none."""
    if value is None or value == "":
        return ""
    if one.kind == "choice":
        return option(one, value)
    if one.kind == "many":
        return _(", ").join(option(one, key) for key in value)
    if one.kind == "told":
        return in_mine(value)
    if one.kind == "yes":
        return _("Yes") if value else _("No")
    if one.kind == "number":
        return f"{value:g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return str(value)


def _text(one: Field, typed: Any) -> str:
    text = str(typed)
    if len(text) > LONGEST[one.kind]:
        told = {"field": title(one), "most": LONGEST[one.kind]}
        raise ValueError(_("%(field)s has at most %(most)s characters.") % told)
    return text


def _number(one: Field, typed: Any) -> float | int:
    try:
        value = float(typed)
    except (TypeError, ValueError):
        value = math.nan
    whole = one.kind == "whole"
    if not math.isfinite(value) or (whole and not value.is_integer()):
        kind = _("%(field)s is a whole number.") if whole else _("%(field)s is a number.")
        raise ValueError(kind % {"field": title(one)})
    _need_within(one, value)
    return int(value) if whole else value


def _need_within(one: Field, value: float) -> None:
    told = {"field": title(one), "low": one.minimum, "high": one.maximum}
    if one.minimum is not None and value < one.minimum:
        raise ValueError(_("%(field)s is %(low)s or more.") % told)
    if one.maximum is not None and value > one.maximum:
        raise ValueError(_("%(field)s is %(high)s or less.") % told)


def _day(one: Field, typed: Any) -> str:
    text = str(typed)[:10].replace("/", "-").replace(".", "-")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        told = {"field": title(one)}
        raise ValueError(_("%(field)s is a day such as 2026-11-21.") % told) from None


def _choice(one: Field, typed: Any) -> str:
    text = str(typed).strip()
    for key, zh, en in one.options:
        if text in (key, zh) or text.lower() == en.lower():
            return key
    told = {"field": title(one), "value": text, "options": ", ".join(map(_either, one.options))}
    raise ValueError(_("%(field)s: “%(value)s” is none of %(options)s.") % told)


def _either(told: tuple[str, str, str]) -> str:
    from chengyun.places.models import in_language

    return in_language(told[1], told[2])


def _many(one: Field, typed: Any) -> list[str]:
    parts = re.split(r"[,;、，；]", typed) if isinstance(typed, str) else list(typed)
    chosen = {_choice(one, part) for part in parts if str(part).strip()}
    return [key for key, *_rest in one.options if key in chosen]


def _yes(one: Field, typed: Any) -> bool:
    text = str(typed).strip().lower()
    if text not in YES | NO:
        raise ValueError(_("%(field)s is yes or no.") % {"field": title(one)})
    return text in YES


def _told(one: Field, typed: Any) -> list[str]:
    """Chinese and English, in this order; a single text stands for both."""
    texts = [typed, typed] if isinstance(typed, str) else list(typed)
    if len(texts) != 2:
        raise ValueError(f"{one.key} is told in two languages, not in {len(texts)}")
    return [_text(one, text) for text in texts]


def _phone(one: Field, typed: Any) -> str:
    text = _text(one, typed)
    if not PHONE.fullmatch(text):
        raise ValueError(_("%(field)s is no telephone number.") % {"field": title(one)})
    return text


def _link(one: Field, typed: Any) -> str:
    try:
        return str(UUID(str(typed)))
    except ValueError:
        told = {"field": title(one)}
        raise ValueError(_("%(field)s: choose an entry of the list.") % told) from None


READERS: Mapping[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "long": _text,
    "person": _text,
    "number": _number,
    "whole": _number,
    "day": _day,
    "choice": _choice,
    "many": _many,
    "yes": _yes,
    "phone": _phone,
    "link": _link,
    "told": _told,
}


def words(told: Any) -> str:
    """A manifest's words in the reader's language."""
    from chengyun.places.models import in_language

    return in_language(told.zh, told.en)
