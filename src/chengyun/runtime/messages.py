"""Gathering, checking and compiling translations with Babel; no gettext program is needed."""

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOMS = Path(__file__).resolve().parents[1]
LOCALE = ROOMS / "faces" / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)|\{\w+\}")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def files() -> list[Path]:
    """Every translation file that the repository keeps."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def _sources() -> Iterator[str]:
    for path in sorted(ROOMS.rglob("*.py")):
        yield path.read_text("utf-8")
    for path in sorted([*ROOMS.rglob("templates/**/*.html"), *ROOMS.rglob("templates/**/*.txt")]):
        yield templatize(path.read_text("utf-8"), origin=str(path))


def _strings(text: str) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    found = extract("python", BytesIO(text.encode()), keywords=KEYWORDS, options={})
    for _line, message, _comments, context in found:
        yield message, context


@cache
def _found() -> tuple[tuple[str | tuple[str, ...], str | None], ...]:
    """What the source says, read once: it does not change under a process."""
    return tuple(found for text in _sources() for found in _strings(text))


def template() -> Catalog:
    """Every string of the source, untranslated."""
    catalog = Catalog(charset="utf-8")
    for message, context in _found():
        catalog.add(message, context=context)
    return catalog


def load(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain="django")


def update(path: Path) -> int:
    """Add new strings to a .po file and drop the unused; returns how many it now holds.

    Sorted and without source lines, so that two branches merge easily.
    """
    catalog = load(path)
    catalog.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalog, sort_output=True, no_location=True, omit_header=False, width=100)
    return len(catalog)


def faults(path: Path) -> list[str]:
    """One line for each string that is missing, fuzzy or breaks its placeholders."""
    catalog = load(path)
    known = {(m.id, m.context) for m in catalog if m.id}
    missing = [f"missing: {m.id!r}" for m in template() if m.id and (m.id, m.context) not in known]
    return missing + [line for m in catalog if m.id for line in _message_faults(m)]


def _message_faults(message: Message) -> Iterable[str]:
    texts = _forms(message.string)
    if not all(texts):
        yield f"untranslated: {message.id!r}"
    elif message.fuzzy:
        yield f"fuzzy: {message.id!r}"
    elif any(_placeholders(text) != _placeholders(_forms(message.id)[-1]) for text in texts):
        yield f"placeholders differ: {message.id!r}"


def _forms(text: object) -> list[str]:
    """The string, or singular and plural."""
    return [str(form or "") for form in (text if isinstance(text, tuple | list) else (text,))]


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def compile_if_stale(path: Path) -> Path:
    """Write the .mo beside a .po when it is absent or older; returns its path."""
    target = path.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
        return target
    # Of this process alone: several may find it stale at the same moment.
    part = target.with_suffix(f".{os.getpid()}")
    with part.open("wb") as file:
        write_mo(file, load(path))
    return part.replace(target)
