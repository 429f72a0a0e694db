"""The fields of a register as a form asks for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chengyun.packs import values
from chengyun.packs.api import Field
from chengyun.packs.queries.entries import visible
from chengyun.packs.queries.registers import sheets
from chengyun.people.gates import Doorman
from chengyun.places.models import in_language

MOST_LINKS = 500
TYPES = {"day": "date", "phone": "tel", "number": "text", "whole": "text"}
LONG = {"text": 200, "person": 60, "phone": 30, "long": 4000}


@dataclass(frozen=True)
class Input:
    """A field with what stands in it, what may be chosen and what is wrong with it."""

    field: Field
    title: str
    help: str
    value: Any
    options: list[tuple[str, str]]
    fault: str = ""
    # Something is sealed in it already; left empty it stays.
    held: bool = False

    @property
    def type(self) -> str:
        return TYPES.get(self.field.kind, "text")

    @property
    def longest(self) -> int:
        return LONG.get(self.field.kind, 40)


def inputs(
    fields: Iterable[Field],
    given: Mapping[str, Any],
    faults: Mapping[str, str],
    door: Doorman | None,
    held: bool = False,
) -> list[Input]:
    """The inputs of these fields; `door` says which entries may be linked to (None: none)."""
    return [
        Input(
            one,
            values.title(one),
            in_language(one.help_zh, one.help_en),
            given.get(one.key, ""),
            _options(one, door),
            faults.get(one.key, ""),
            held and one.is_sealed,
        )
        for one in fields
    ]


def typed(fields: Iterable[Field], post: Any) -> dict[str, Any]:
    """What was typed, by field; of many-choices all that were ticked."""
    return {
        one.key: post.getlist(one.key) if one.kind == "many" else post.get(one.key, "")
        for one in fields
    }


def _options(one: Field, door: Doorman | None) -> list[tuple[str, str]]:
    if one.kind == "link":
        return _links(one, door)
    if one.kind == "yes":
        from django.utils.translation import gettext as _

        return [("1", _("Yes")), ("0", _("No"))]
    return [(key, in_language(zh, en)) for key, zh, en in one.options]


def _links(one: Field, door: Doorman | None) -> list[tuple[str, str]]:
    """The entries that may be chosen, the first five hundred by name."""
    sheet = sheets().get(one.register)
    if sheet is None or door is None or not door.passes(sheet.readers):
        return []
    rows = visible(door, sheet).values_list("key", "name")[:MOST_LINKS]
    return [(str(key), name) for key, name in rows]
