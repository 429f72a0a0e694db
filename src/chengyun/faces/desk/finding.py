"""What the command bar finds: cases and their kinds, places, units, officers, devices; by name,
code or pinyin.

Kinds, properties, places, units and officers are few and change seldom: their names lie in memory,
read again every minute, with pinyin and its initials beside them ("xjh" finds 徐家汇). Devices and
cases are many: the database is asked, and stops at the first few.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import islice

from django.db.models import Q, QuerySet
from django.utils import timezone
from rapidfuzz import fuzz, process

from chengyun.cases import queries
from chengyun.cases.models import Case, CaseType
from chengyun.cases.queries import CaseFilter
from chengyun.people.models import Unit, User
from chengyun.people.policy import Viewer, scope_for
from chengyun.places.choices import Level
from chengyun.places.models import Area, Facility, in_language
from chengyun.sensing.models import Datastream, ObservedProperty

KEPT_S = 60
SHOWN = 5
# How alike a name must be that does not hold what was typed, of 100.
ALIKE = 75
SHORTEST_GUESS = 3
DAYS_OF_NUMBERS = 7
AREA, FACILITY, UNIT, OFFICER = "area", "facility", "unit", "officer"
KIND, PROPERTY = "kind", "property"


@dataclass(frozen=True)
class Entry:
    """A thing with a name. `path` is where it lies; `forms` all that it may be called."""

    kind: str
    key: str
    name_zh: str
    name_en: str
    path: str
    forms: tuple[str, ...]

    @property
    def title(self) -> str:
        return in_language(self.name_zh, self.name_en)


def entries(
    viewer: Viewer, text: str, kind: str, limit: int = SHOWN, *, guess: bool = True
) -> list[Entry]:
    """The viewer's best matches of one kind: exact, beginning, inside, all of its words, and, where
    none is and a guess is wanted, what is merely alike.
    """
    asked = text.casefold().replace(" ", "")
    path = scope_for(viewer).area_path
    if not asked or path is None:
        return []
    known = [e for e in _kept(kind) if e.path.startswith(path) or not e.path]
    words = text.casefold().split()
    near = sorted(
        (rank, len(e.name_zh), n) for n, e in enumerate(known) if (rank := _rank(e, asked, words))
    )
    best = [known[n] for _rank_, _length, n in near[:limit]]
    return best or (_alike(known, asked, limit) if guess else [])


def cases(viewer: Viewer, text: str, limit: int = SHOWN) -> list[Case]:
    """By number, whole or its last digits of these days; else by words."""
    numbers = list(_numbers(text.strip().upper()))
    if numbers:
        found = queries.visible(viewer).filter(number__in=numbers).order_by("-number")
        return list(found[:limit])
    return queries.search(viewer, CaseFilter(q=text), size=limit).items if len(text) > 1 else []


def streams(viewer: Viewer, text: str, limit: int = SHOWN) -> QuerySet[Datastream]:
    """Datastreams that each word that was typed names: by the name or key of the device, or by what
    is observed, in either language or in pinyin.
    """
    path = scope_for(viewer).area_path
    if path is None or len(text) < 2:
        return Datastream.objects.none()
    rule = Q(thing__area__path__startswith=path) if path else Q()
    for word in text.split()[:4]:
        seen = (
            [e.key for e in entries(viewer, word, PROPERTY, guess=False)] if len(word) > 1 else []
        )
        named = Q(thing__name__icontains=word) | Q(key__icontains=word)
        rule &= named | Q(observed_property__code__in=seen) if seen else named
    return Datastream.objects.filter(rule).select_related("thing", "observed_property")[:limit]


def _numbers(text: str) -> Iterator[str]:
    """The case numbers that may be meant: `CY20261121-000196`, or `196` of the last week."""
    if text.startswith("CY") and len(text) > 8:
        yield text
    elif text.isascii() and text.isdigit() and len(text) <= 6:
        today = timezone.localdate()
        for back in range(DAYS_OF_NUMBERS):
            yield f"CY{today - timedelta(days=back):%Y%m%d}-{int(text):06d}"


def _rank(entry: Entry, asked: str, words: Sequence[str]) -> int:
    """1 exact, 2 a beginning, 3 somewhere inside, 4 each of several words, 0 not at all."""
    ranks = (_rank_of(form, asked) for form in entry.forms)
    scattered = len(words) > 1 and any(all(w in form for w in words) for form in entry.forms)
    return min((rank for rank in ranks if rank), default=4 if scattered else 0)


def _rank_of(form: str, asked: str) -> int:
    if asked not in form:
        return 0
    return 1 if form == asked else 2 if form.startswith(asked) else 3


def _alike(known: Sequence[Entry], asked: str, limit: int) -> list[Entry]:
    """For what was typed amiss."""
    if len(asked) < SHORTEST_GUESS:
        return []
    forms = [(form, entry) for entry in known for form in entry.forms if len(form) >= len(asked)]
    names = [form for form, _entry in forms]
    near = process.extract(
        asked, names, scorer=fuzz.partial_ratio, score_cutoff=ALIKE, limit=limit * 3
    )
    found = dict.fromkeys(forms[at][1] for _name, _score, at in near)
    return list(islice(found, limit))


_index: dict[str, list[Entry]] = {}
_read_at = [0.0]


def _kept(kind: str) -> list[Entry]:
    if not _index or time.monotonic() - _read_at[0] > KEPT_S:
        forget()
        for entry in _read():
            _index.setdefault(entry.kind, []).append(entry)
        _read_at[0] = time.monotonic()
    return _index.get(kind, [])


def forget() -> None:
    """Read the names again at the next question."""
    _index.clear()


def _read() -> Iterator[Entry]:
    for area in Area.objects.only("code", "name", "name_en", "path", "level"):
        spoken = area.level != Level.GRID
        yield _entry(AREA, area.code, area.name, area.name_en, area.path, spoken=spoken)
    for place in Facility.objects.select_related("area").defer("area__boundary"):
        yield _entry(FACILITY, place.key, place.name, "", place.area.path if place.area else "")
    for unit in Unit.objects.select_related("area").defer("area__boundary"):
        path = unit.area.path if unit.area else ""
        yield _entry(UNIT, unit.code, unit.name_zh, unit.name_en, path)
    officers = User.objects.filter(is_active=True).select_related("area")
    for user in officers.defer("area__boundary"):
        path = user.area.path if user.area else ""
        yield _entry(OFFICER, user.username, str(user), "", path)
    for kind in CaseType.objects.all():
        yield _entry(KIND, kind.key, kind.title_zh, kind.title_en, "")
    for observed in ObservedProperty.objects.all():
        yield _entry(PROPERTY, observed.code, observed.name_zh, observed.name_en, "")


def _entry(kind: str, key: str, zh: str, en: str, path: str, *, spoken: bool = True) -> Entry:
    named = [text.casefold().replace(" ", "") for text in (zh, en, key)]
    forms = (*named, *(pinyin(zh) if spoken else ()))
    return Entry(kind, key, zh, en, path, tuple(dict.fromkeys(form for form in forms if form)))


@lru_cache(maxsize=20_000)
def pinyin(text: str) -> tuple[str, str]:
    """A Chinese name in letters, whole and by initials: 徐家汇 is xujiahui and xjh."""
    from pypinyin import lazy_pinyin

    parts = [part for part in lazy_pinyin(text) if part]
    return "".join(parts).casefold(), "".join(part[0] for part in parts).casefold()
