"""Settings of a pack: what a district, or a part of it, may set otherwise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from chengyun.packs.declare.core import need, need_key, need_titles

KINDS = frozenset({"text", "number", "whole", "yes", "choice", "day"})
Value = str | float | int | bool


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A value that an area may set; without one its parent's counts, and at last the default.

    kind is one of text, number, whole, yes, choice (of `options`: key, zh, en) and day
    (YYYY-MM-DD). minimum and maximum bound numbers.
    """

    key: str
    title_zh: str
    title_en: str
    kind: str
    default: Value
    help_zh: str = ""
    help_en: str = ""
    unit: str = ""
    options: tuple[tuple[str, str, str], ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def __post_init__(self) -> None:
        need_key("setting", self.key)
        need_titles("setting", self.key, self.title_zh, self.title_en)
        need(self.kind in KINDS, "setting", self.key, f"kind is one of {sorted(KINDS)}")
        needs_options = (self.kind == "choice") == bool(self.options)
        need(needs_options, "setting", self.key, "a choice, and only a choice, has options")
        try:
            self.read(self.default)
        except ValueError as fault:
            raise ValueError(f"setting {self.key!r}: its default is wrong: {fault}") from None

    def read(self, raw: object) -> Value:
        """The value of what was typed or stored. Raises ValueError, in a sentence."""
        readers: dict[str, Callable[[object], Value]] = {
            "text": _text,
            "yes": _yes,
            "number": self._number,
            "whole": self._whole,
            "choice": self._choice,
            "day": _day,
        }
        return readers[self.kind](raw)

    def _number(self, raw: object) -> float:
        try:
            value = float(str(raw))
        except ValueError:
            raise ValueError(f"{raw!r} is no number") from None
        low, high = self.minimum, self.maximum
        if (
            value != value
            or (low is not None and value < low)
            or (high is not None and value > high)
        ):
            raise ValueError(f"{raw} lies outside {low} to {high}")
        return value

    def _whole(self, raw: object) -> int:
        value = self._number(raw)
        if value != int(value):
            raise ValueError(f"{raw} is no whole number")
        return int(value)

    def _choice(self, raw: object) -> str:
        if str(raw) not in {key for key, _, _ in self.options}:
            raise ValueError(f"{raw!r} is not offered")
        return str(raw)


def _text(raw: object) -> str:
    return str(raw).strip()


def _yes(raw: object) -> bool:
    return raw is True or str(raw).lower() in ("1", "true", "yes", "on")


def _day(raw: object) -> str:
    try:
        return date.fromisoformat(str(raw)).isoformat()
    except ValueError:
        raise ValueError(f"{raw!r} is no day: write YYYY-MM-DD") from None
