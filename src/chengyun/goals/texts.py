"""Plan texts: paragraphs with ids that stay, and what changed between two versions. Pure."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Two paragraphs are the same one, changed, if they are at least this much alike.
ALIKE = 0.4
# A Chinese character is a word; Latin letters and digits are words together.
TOKEN = re.compile(r"[A-Za-z0-9.%]+|\s+|.", re.DOTALL)
HEADING = re.compile(r"(#{1,2})\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its id, 0 for text or the level of a heading, and its words."""

    id: str
    level: int
    text: str


@dataclass(frozen=True)
class Piece:
    """A stretch of a comparison: kept "", taken out "del" or put in "ins"."""

    how: str
    text: str


@dataclass(frozen=True)
class Compared:
    """A paragraph of either version: kept "", changed, added or removed."""

    id: str
    level: int
    how: str
    pieces: tuple[Piece, ...]


def written(text: str) -> list[tuple[int, str]]:
    """(level, words) of what is typed: a blank line ends a paragraph, # begins a heading."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n|\n(?=#)|(?<=\n)(?=#)", text))
    return [one for block in blocks if block for one in _headed(block)]


def _headed(block: str) -> Iterator[tuple[int, str]]:
    """A heading is one line; what follows it without a blank line is text."""
    found = HEADING.match(block)
    if found is None:
        yield 0, " ".join(block.split("\n"))
        return
    head, _, rest = found[2].partition("\n")
    yield len(found[1]), head.strip()
    if rest.strip():
        yield 0, " ".join(rest.strip().split("\n"))


def typed(paragraphs: Sequence[Paragraph]) -> str:
    """The text as it is typed; `written` reads it again."""
    return "\n\n".join(("#" * p.level + " " if p.level else "") + p.text for p in paragraphs)


def numbered(old: Sequence[Paragraph], text: str, used: int = 0) -> list[Paragraph]:
    """A new version: paragraphs keep their ids where they are the same or much alike.

    `used` is the highest number that any version has given, so that no id is given twice.
    """
    new = written(text)
    ids = _carried(old, [words for _, words in new])
    highest = max([used, *(int(p.id[1:]) for p in old)])
    made = []
    for place, (level, words) in enumerate(new):
        if place not in ids:
            highest += 1
        made.append(Paragraph(ids.get(place, f"p{highest}"), level, words))
    return made


def _carried(old: Sequence[Paragraph], new: Sequence[str]) -> dict[int, str]:
    """Places of the new paragraphs that are an old one, with its id."""
    ids: dict[int, str] = {}
    matcher = SequenceMatcher(None, [p.text for p in old], new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            ids |= {j1 + n: old[i1 + n].id for n in range(i2 - i1)}
        elif tag == "replace":
            ids |= _alike(old[i1:i2], new, j1, j2)
    return ids


def _alike(old: Sequence[Paragraph], new: Sequence[str], low: int, high: int) -> dict[int, str]:
    """Each old paragraph goes to the new one that is most like it, in order."""
    ids: dict[int, str] = {}
    for paragraph in old:
        scores = [(likeness(paragraph.text, new[at]), -at) for at in range(low, high)]
        best, place = max(scores, default=(0.0, 0))
        if best >= ALIKE:
            ids[-place] = paragraph.id
            low = -place + 1
    return ids


def likeness(one: str, other: str) -> float:
    """How much two texts share, from 0 to 1, by words and characters."""
    return SequenceMatcher(None, TOKEN.findall(one), TOKEN.findall(other), autojunk=False).ratio()


def redline(old: str, new: str) -> tuple[Piece, ...]:
    """What was taken out and put in, by characters in Chinese and by words in English."""
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("", "".join(a[i1:i2])))
            continue
        gone, come = "".join(a[i1:i2]), "".join(b[j1:j2])
        pieces += [Piece(how, text) for how, text in (("del", gone), ("ins", come)) if text]
    return tuple(pieces)


def compare(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Compared]:
    """Two versions side by side in one: paragraphs of both, in the order of the new one, those
    that are gone where they stood.
    """
    before = {p.id: p for p in old}
    kept = {p.id for p in new}
    made = [_compared(before.get(p.id), p) for p in new]
    for place, paragraph in enumerate(old):
        if paragraph.id not in kept:
            at = _after(old[:place], made)
            made.insert(at, _removed(paragraph))
    return made


def _after(earlier: Sequence[Paragraph], made: Sequence[Compared]) -> int:
    """The place behind the last of the earlier paragraphs that is there."""
    places = {one.id: at for at, one in enumerate(made)}
    return max((places[p.id] + 1 for p in earlier if p.id in places), default=0)


def _compared(old: Paragraph | None, new: Paragraph) -> Compared:
    if old is None:
        return Compared(new.id, new.level, "added", (Piece("ins", new.text),))
    if old.text == new.text:
        return Compared(new.id, new.level, "", (Piece("", new.text),))
    return Compared(new.id, new.level, "changed", redline(old.text, new.text))


def _removed(paragraph: Paragraph) -> Compared:
    return Compared(paragraph.id, paragraph.level, "removed", (Piece("del", paragraph.text),))


def digest(paragraphs: Sequence[Paragraph]) -> str:
    """SHA-256, in hexadecimal, of the text as `typed` writes it: what a signature stands for."""
    return hashlib.sha256(typed(paragraphs).encode()).hexdigest()
