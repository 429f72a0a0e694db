"""Codes of areas, grids, components, matters and organisations: made, checked, taken apart.

Pure. Every refusal is a CodeError that says what is wrong, at which place, and what to do.

| code | digits | parts |
|---|---|---|
| area | 6, 9, 12 | GB/T 2260; with 3 of GB/T 10114 the sub-district; with 3 more the committee |
| grid | 15 | 12 of the committee and 3 of the grid (GB/T 47678.3-2026) |
| component | 17 | 6 of the county, 5 of the category, 6 of sequence (GB/T 47678.5-2026 4.3) |
| component | 16 | 6, 4 and 6 (GB/T 30428.2-2013) |
| matter | 11 | 6 of the county, 5 of the category (GB/T 47678.5-2026); not one of each occurrence |
| organisation | 18 | 统一社会信用代码 (GB 32100-2015), the last a check character |
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

# What is wrong, and what to do.
FAULTS: Mapping[str, tuple[Text, Text]] = {
    "not_digits": (_("There is a character that is no digit"), _("Write digits alone.")),
    "bad_length": (_("The code has the wrong number of characters"), _("Count them again.")),
    "bad_region": (
        _("It does not begin with the code of a province"),
        _("Begin with the six digits of the county or district."),
    ),
    "bad_sequence": (
        _("The running number is zero"),
        _("Number the components of one kind from 000001."),
    ),
    "bad_category": (
        _("The category within the code is zero"),
        _("Write the code of the category in the middle."),
    ),
    "bad_character": (
        _("A character that these codes do not have"),
        _("Use digits and capital letters without I, O, S, V and Z."),
    ),
    "bad_check": (
        _("The check character does not agree with the others"),
        _("Compare with the certificate: something is mistyped."),
    ),
    "too_large": (_("A part is larger than its digits"), _("Check the number.")),
}


class CodeError(ValueError):
    """Why a code is none. `fault` is one of FAULTS, `at` the place of it counted from 1."""

    def __init__(self, fault: str, given: str, at: int = 1) -> None:
        super().__init__(f"{given!r}, character {at}: {FAULTS[fault][0]}. {FAULTS[fault][1]}")
        self.fault, self.given, self.at = fault, given, at


@dataclass(frozen=True)
class ComponentCode:
    """`category` has 5 digits in the edition of 2026 and 4 in that of 2013."""

    region: str
    category: str
    sequence: int

    def __str__(self) -> str:
        return f"{self.region}{self.category}{self.sequence:06d}"


@dataclass(frozen=True)
class MatterCode:
    region: str
    category: str

    def __str__(self) -> str:
        return self.region + self.category


@dataclass(frozen=True)
class GridCode:
    """区划 6, 街道 3, 社区 3, 网格 3, each as written."""

    region: str
    street: str
    community: str
    grid: str

    def __str__(self) -> str:
        return f"{self.region}{self.street}{self.community}{self.grid}"

    @property
    def street_code(self) -> str:
        """The nine digits of the sub-district."""
        return self.region + self.street

    @property
    def community_code(self) -> str:
        """The twelve digits of the committee."""
        return self.street_code + self.community


@dataclass(frozen=True)
class AreaCode:
    """An administrative area as far as it goes: `street` and `community` "" where it ends before.

    `level` is district, street or committee.
    """

    region: str
    street: str = ""
    community: str = ""

    def __str__(self) -> str:
        return self.region + self.street + self.community

    @property
    def level(self) -> str:
        return "committee" if self.community else "street" if self.street else "district"


# GB/T 2260: the first two digits are the province.
_TENS = ((11, 16), (21, 24), (31, 38), (41, 47), (50, 55), (61, 66), (71, 72), (81, 83))
PROVINCES = frozenset(str(code) for first, end in _TENS for code in range(first, end))
SEQUENCE = 6
COMPONENT_LENGTHS = {17: 5, 16: 4}
AREA_LENGTHS = (6, 9, 12)
GRID_LENGTH, MATTER_LENGTH = 15, 11


def component(code: str) -> ComponentCode:
    """Take a component's code apart, of either edition. Raises CodeError."""
    _digits(code, *COMPONENT_LENGTHS)
    _region(code)
    end = 6 + COMPONENT_LENGTHS[len(code)]
    category, sequence = code[6:end], int(code[end:])
    _category(code, category)
    if not sequence:
        raise CodeError("bad_sequence", code, end + 1)
    return ComponentCode(code[:6], category, sequence)


def make_component(region: str, category: str, sequence: int) -> str:
    """A component's code: 16 digits with a category of 4, 17 with one of 5. Raises CodeError."""
    _digits(region, 6)
    _digits(category, *COMPONENT_LENGTHS.values())
    if not 0 <= sequence < 10**SEQUENCE:
        raise CodeError("too_large", str(sequence))
    return str(component(f"{region}{category}{sequence:06d}"))


def matter(code: str) -> MatterCode:
    """Take the code of a kind of matter in a county apart. Raises CodeError."""
    _digits(code, MATTER_LENGTH)
    _region(code)
    _category(code, code[6:])
    return MatterCode(code[:6], code[6:])


def make_matter(region: str, category: str) -> str:
    """The 11 digits of a kind of matter in a county. Raises CodeError."""
    return str(matter(_joined(region, 6) + _joined(category, 5)))


def grid(code: str) -> GridCode:
    """Take the 15 digits of a grid apart. Raises CodeError."""
    _digits(code, GRID_LENGTH)
    _region(code)
    return GridCode(code[:6], code[6:9], code[9:12], code[12:])


def make_grid(community: str, number: int) -> str:
    """The code of a grid from the twelve digits of its committee. Raises CodeError."""
    if not 0 <= number < 1000:
        raise CodeError("too_large", str(number))
    return str(grid(f"{_joined(community, 12)}{number:03d}"))


def area(code: str) -> AreaCode:
    """An area of 6, 9 or 12 digits taken apart. Raises CodeError."""
    _digits(code, *AREA_LENGTHS)
    _region(code)
    return AreaCode(code[:6], code[6:9], code[9:])


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def organisation(code: str) -> str:
    """A 统一社会信用代码 that holds; small letters are taken as capitals. Raises CodeError."""
    given = code.strip().upper()
    if len(given) != 18:
        raise CodeError("bad_length", code, min(len(given), 18) + 1)
    for at, character in enumerate(given, 1):
        if character not in ALPHABET or (3 <= at <= 8 and not character.isdigit()):
            raise CodeError("bad_character", code, at)
    if check_character(given[:17]) != given[17]:
        raise CodeError("bad_check", code, 18)
    return given


def check_character(body: str) -> str:
    """校验码 of the first 17 characters (GB 32100-2015 annex A): weights 3^(i-1) mod 31."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return ALPHABET[-total % 31]


def _digits(code: str, *lengths: int) -> None:
    for at, character in enumerate(code, 1):
        if character not in "0123456789":
            raise CodeError("not_digits", code, at)
    if len(code) not in lengths:
        raise CodeError("bad_length", code, min(len(code), max(lengths)) + 1)


def _joined(part: str, length: int) -> str:
    _digits(part, length)
    return part


def _region(code: str) -> None:
    if code[:2] not in PROVINCES:
        raise CodeError("bad_region", code)


def _category(code: str, category: str) -> None:
    if not int(category[:2]) or not int(category[2:]):
        raise CodeError("bad_category", code, 7)
