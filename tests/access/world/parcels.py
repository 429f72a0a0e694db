"""A small world in parcels: every text of a parcel carries a word that stands nowhere else."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

LETTERS = str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst")
# The case that stands for a side: of 李强's unit in A, of the other unit in B.
PARCEL = {"a": "a-water", "b": "b-fire"}
A_BOX, B_BOX = (121.4250, 31.1860, 121.4400, 31.1980), (121.41, 31.175, 121.425, 31.186)
SPOTS = {
    "a-secret": (121.4350, 31.1870),
    "a-shared": (121.4290, 31.1940),
    "a-water": (121.4300, 31.1900), "a-fire": (121.4380, 31.1970), "a-partner": (121.4260, 31.1965),
    "b-water": (121.4120, 31.1770), "b-fire": (121.4230, 31.1850),
}  # fmt: skip


def word(parcel: str, what: str) -> str:
    """A word of this parcel and of nothing else."""
    return "w" + hashlib.sha256(f"{parcel} {what}".encode()).hexdigest()[:11].translate(LETTERS)


def phone(parcel: str) -> str:
    return "139" + f"{int(hashlib.sha256(parcel.encode()).hexdigest(), 16) % 10**8:08d}"


@dataclass
class World:
    """What was made: objects by name, secrets by persona, words by parcel."""

    things: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)  # word: parcel
    contacts: dict[str, str] = field(default_factory=dict)  # word: parcel
    # Numbers of cases; Open311 publishes them by design, without anything else of the case.
    numbers: set[str] = field(default_factory=set)

    def word(self, parcel: str, what: str) -> str:
        made = word(parcel, what)
        self.words[made] = parcel
        return made

    def __getitem__(self, name: str) -> Any:
        return self.things[name]
