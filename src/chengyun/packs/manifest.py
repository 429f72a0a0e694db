"""pack.toml, typed: what a pack is called, who keeps it, which core it runs on, what it needs."""

import re
from pathlib import Path

import msgspec

from chengyun import __version__

_NEED = re.compile(r"([a-z][a-z0-9_]*)\s*([<>=].*)?")
_CLAUSE = re.compile(r"(>=|<=|==|>|<)\s*([0-9]+(?:\.[0-9]+)*)")


class PackError(Exception):
    """Why a pack cannot be used, in one sentence."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in both languages."""

    zh: str
    en: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file pack.toml. core is a constraint such as ">=0.1,<1"; needs names other packs."""

    id: str
    version: str
    core: str
    owner: str
    title: Words
    summary: Words
    needs: tuple[str, ...] = ()

    def needed(self) -> dict[str, str]:
        """The packs that it needs, each with the versions that will do: {"civic": ">=0.1"}.

        Raises PackError for what is no name and constraint.
        """
        return dict(_need(text) for text in self.needs)


def read(folder: Path) -> Manifest:
    """The manifest of the pack in `folder`. Raises PackError naming what is wrong."""
    try:
        return msgspec.toml.decode((folder / "pack.toml").read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise PackError(f"{folder} has no pack.toml") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise PackError(f"pack.toml of {folder.name}: {error}") from None


def _need(text: str) -> tuple[str, str]:
    match = _NEED.fullmatch(text.strip())
    if match is None:
        raise PackError(f"{text!r} is no need: write it as civic or civic>=0.1,<1")
    return match[1], match[2] or ""


def fits(constraint: str, version: str = __version__) -> bool:
    """Whether a version meets every clause of a constraint. Raises PackError if unreadable."""
    return all(_meets(clause, _numbers(version)) for clause in constraint.split(","))


def _meets(clause: str, version: list[int]) -> bool:
    match = _CLAUSE.fullmatch(clause.strip())
    if match is None:
        raise PackError(f"{clause!r} is no version constraint: write it as >=0.1,<1")
    wanted = _numbers(match[2])
    width = max(len(wanted), len(version))
    left, right = _padded(version, width), _padded(wanted, width)
    return {
        ">=": left >= right,
        "<=": left <= right,
        "==": left == right,
        ">": left > right,
        "<": left < right,
    }[match[1]]


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"[0-9]+", version.partition("+")[0])]


def _padded(numbers: list[int], width: int) -> list[int]:
    return numbers + [0] * (width - len(numbers))
