"""Registers: a table of things or people under care, with its fields and who may see it."""

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass

from chengyun.packs.declare.core import UNIT_KINDS, need, need_key, need_own_keys, need_titles

# How a field is written, checked, sorted and shown.
FIELD_KINDS = frozenset(
    {
        "text",
        "long",
        "number",
        "whole",
        "day",
        "choice",
        "many",
        "yes",
        "phone",
        "link",
        "person",
        "told",
    }
)
# The roles of officers; `people.choices.Role` names them, a test holds the two equal.
ROLES = (
    "duty_officer",
    "dispatcher",
    "handler",
    "grid_officer",
    "leader",
    "administrator",
)
WRITERS = ("duty_officer", "dispatcher", "handler", "grid_officer", "administrator")


@dataclass(frozen=True)
class Field:
    """One thing that is known of an entry: Field("name", "名称", "Name", "text").

    options are (key, Chinese, English) of kinds choice and many; register is what a link points
    to. A told field is said by the pack itself in both languages (`in_both`) and typed by nobody.
    A personal field is sealed: shown one at a time, to those who may write, and noted; a
    field of kind person (somebody's name) always is.
    """

    key: str
    title_zh: str
    title_en: str
    kind: str = "text"
    _: KW_ONLY
    options: tuple[tuple[str, str, str], ...] = ()
    needed: bool = False
    personal: bool = False
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    register: str = ""
    help_zh: str = ""
    help_en: str = ""

    def __post_init__(self) -> None:
        kind, key = "field", self.key
        need_key(kind, key)
        need_titles(kind, key, self.title_zh, self.title_en)
        need(self.kind in FIELD_KINDS, kind, key, f"kind is one of {sorted(FIELD_KINDS)}")
        chosen = self.kind in ("choice", "many")
        need(chosen == bool(self.options), kind, key, "options are for kinds choice and many")
        need_own_keys(kind, key, "options", tuple(option[0] for option in self.options))
        need((self.kind == "link") == bool(self.register), kind, key, "register is for kind link")
        need(self.kind != "told" or not self.needed, kind, key, "what is told is not needed")
        bounds = (self.minimum, self.maximum)
        need(bounds == (None, None) or self.is_number, kind, key, "minimum and maximum of numbers")
        low, high = bounds
        need(low is None or high is None or low < high, kind, key, "minimum < maximum")
        sealed = not self.personal or self.kind in ("text", "long", "phone", "person")
        need(sealed, kind, key, "personal is for text, long, phone and person")

    @property
    def is_number(self) -> bool:
        return self.kind in ("number", "whole")

    @property
    def is_sealed(self) -> bool:
        """Its values are encrypted and never listed, searched or exported."""
        return self.personal or self.kind == "person"


@dataclass(frozen=True, kw_only=True)
class Register:
    """A table of things or people under care, kept by the house.

    name is the field that an entry is called by, code the one that an import knows it again by
    ("" is the name). see and write are roles; handlers only of the unit kinds, where some are
    named; strict: everyone only of them, every opening noted, never in searches, on the wall or in
    public, and figures below five hidden outside. layer is the choice that colours the map.
    keep_days after its end an entry is erased; 0 is never.
    """

    key: str
    title_zh: str
    title_en: str
    fields: tuple[Field, ...]
    name: str
    code: str = ""
    point: bool = False
    see: tuple[str, ...] = ROLES
    write: tuple[str, ...] = WRITERS
    unit_kinds: tuple[str, ...] = ()
    strict: bool = False
    chain: str = ""
    layer: str = ""
    keep_days: int = 0
    order: int = 100

    def __post_init__(self) -> None:
        kind, key = "register", self.key
        need_key(kind, key)
        need_titles(kind, key, self.title_zh, self.title_en)
        need_own_keys(kind, key, "fields", tuple(field.key for field in self.fields))
        self._need_fields()
        roles = {*self.see, *self.write} - {*ROLES}
        need(not roles, kind, key, f"no role {sorted(roles)}")
        need({*self.write} <= {*self.see}, kind, key, "who may write may see")
        strange = {*self.unit_kinds} - UNIT_KINDS
        need(not strange, kind, key, f"no unit kind {sorted(strange)}")
        need(bool(self.unit_kinds) or not self.strict, kind, key, "strict needs unit_kinds")
        need(self.keep_days >= 0, kind, key, "keep_days is 0 or more")

    def _need_fields(self) -> None:
        kind, key, names = "register", self.key, {field.key: field for field in self.fields}
        need(self.name in names, kind, key, f"name is a field, which {self.name!r} is not")
        need(names[self.name].kind in ("text", "person"), kind, key, "name is a text or a person")
        need(self.code in ("", *names), kind, key, f"code is a field, which {self.code!r} is not")
        code = names.get(self.code)
        need(not (code and code.is_sealed), kind, key, "code is not personal")
        drawn = names.get(self.layer)
        need(not self.layer or self.point, kind, key, "layer needs point")
        need(not self.layer or bool(drawn and drawn.options), kind, key, "layer is a choice")

    @property
    def open_fields(self) -> tuple[Field, ...]:
        """The fields that are not sealed."""
        return tuple(field for field in self.fields if not field.is_sealed)

    @property
    def typed_fields(self) -> tuple[Field, ...]:
        """The fields that people fill in."""
        return tuple(field for field in self.fields if field.kind != "told")

    @property
    def sealed_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.is_sealed)

    def field(self, key: str) -> Field:
        """The field of that key. Raises KeyError."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)

    def links(self) -> Iterator[Field]:
        """The fields that point to entries of a register."""
        yield from (field for field in self.fields if field.kind == "link")
