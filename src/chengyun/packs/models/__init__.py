"""The tables of packs, one file for each thing; written only by `packs.services`."""

from chengyun.packs.models.entries import STANDING, Entry, EntryRow, Inspection
from chengyun.packs.models.running import (
    Challenge,
    HookPosition,
    Missed,
    PackFault,
    PackOff,
    PackSetting,
    Rating,
    Usage,
)
from chengyun.packs.models.switch import PackSwitch

__all__ = [
    "STANDING",
    "Challenge",
    "Entry",
    "EntryRow",
    "HookPosition",
    "Inspection",
    "Missed",
    "PackFault",
    "PackOff",
    "PackSetting",
    "PackSwitch",
    "Rating",
    "Usage",
]
