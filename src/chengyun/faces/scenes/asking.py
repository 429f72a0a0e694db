"""What a page or a report is asked: its filters, declared like settings, read from the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chengyun.packs.api import Setting
from chengyun.places.models import in_language


@dataclass(frozen=True)
class InWords:
    """A declared setting in the reader's language, for the field it is set in."""

    setting: Setting

    @property
    def title(self) -> str:
        return in_language(self.setting.title_zh, self.setting.title_en)

    @property
    def help(self) -> str:
        return in_language(self.setting.help_zh, self.setting.help_en)

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(key, in_language(zh, en)) for key, zh, en in self.setting.options]


@dataclass(frozen=True)
class Ask(InWords):
    """A filter with what it is set to."""

    value: Any
    wrong: str = ""


def asks(declared: Sequence[Setting], given: Mapping[str, Any]) -> list[Ask]:
    """What is given or the default; of what cannot be read the default, with the reason."""
    return [_ask(setting, given.get(setting.key)) for setting in declared]


def _ask(setting: Setting, raw: Any) -> Ask:
    if raw is None or raw == "":
        return Ask(setting, setting.read(setting.default))
    try:
        return Ask(setting, setting.read(raw))
    except ValueError as fault:
        return Ask(setting, setting.read(setting.default), str(fault))


def values(told: Sequence[Ask]) -> dict[str, Any]:
    """What the pack's function is handed."""
    return {ask.setting.key: ask.value for ask in told}
