"""Suggested duplicates against two real sets, beside the usual rule: same kind, 50 m, 24 hours.

New York (5,895 requests, real places and times): two requests are the same where kind and street
agree and the house numbers are at most twelve apart, within thirty days; and 22 were closed by the
department as "an earlier complaint about the same location". Messages (495, real words): nine pairs
that a person found, by reading, to speak of one event. Same figures at every run.
"""

import csv
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from chengyun.cases.duplicates import Matter, compare
from tests.data import ROOT
from tests.perf.report import Row, row

WINDOW = timedelta(days=30)
NEIGHBOURS = 12
EARLIER = "received an earlier complaint"
# Places of the messages in the file, counted from 0.
SAME_EVENT = {
    (98, 310), (9, 10), (114, 115), (49, 50), (184, 185), (12, 14), (81, 82), (131, 132),
    (392, 394),
}  # fmt: skip
CELL = 0.006
Says = Callable[[Matter, Matter], bool]


@dataclass(frozen=True)
class Request:
    """A request with what it is judged by."""

    matter: Matter
    street: str
    house: int
    known: bool


def run() -> list[Row]:
    requests = ROOT / "r311" / "nyc311_illegal_animal_5895.csv"
    messages = ROOT / "messages" / "citizen_messages_495.csv"
    if not (requests.exists() and messages.exists()):
        return []
    return [*_of_requests(_requests(requests)), *_of_messages(_messages(messages))]


def suggested(one: Matter, other: Matter) -> bool:
    return compare(one, other).suggested


def usual(one: Matter, other: Matter) -> bool:
    """Same kind, 50 m, 24 hours."""
    found = compare(one, other)
    near = found.metres is not None and found.metres <= 50
    return near and found.same_kind and found.gap <= timedelta(hours=24)


def _of_requests(requests: list[Request]) -> Iterator[Row]:
    pairs = list(_near_in_time(requests))
    same = [_one_event(a, b) for a, b in pairs]
    ours, theirs = ([says(a.matter, b.matter) for a, b in pairs] for says in (suggested, usual))
    yield from _judged(f"311 ({sum(same)} same of {len(pairs)} pairs)", same, ours, theirs)
    reached = [_labelled(pairs, says) for says in (suggested, usual)]
    yield row("311: closed as known, of 22", reached[0], "found", "50 m, 24 h", reached[1])


def _labelled(pairs: Iterable[tuple[Request, Request]], says: Says) -> int:
    """How many of those that the department closed as known had a known one suggested."""
    return len({id(new) for new, old in pairs if new.known and says(new.matter, old.matter)})


def _of_messages(matters: list[Matter]) -> Iterator[Row]:
    pairs = list(itertools.combinations(range(len(matters)), 2))
    same = [pair in SAME_EVENT for pair in pairs]
    ours = [suggested(matters[i], matters[j]) for i, j in pairs]
    theirs = [matters[i].text == matters[j].text for i, j in pairs]
    yield from _judged(
        f"messages ({sum(same)} same of {len(pairs)} pairs)", same, ours, theirs, "the same text"
    )


def _judged(
    what: str, same: list[bool], ours: list[bool], theirs: list[bool], peer: str = "50 m, 24 h"
) -> Iterator[Row]:
    for name, judge in (("precision", _precision), ("recall", _recall)):
        figures = [max(judge(same, said), 0.001) for said in (ours, theirs)]
        yield row(f"{what}: {name}", figures[0], "of 1", peer, figures[1])


def _precision(same: list[bool], said: list[bool]) -> float:
    return sum(map(bool.__and__, same, said)) / max(sum(said), 1)


def _recall(same: list[bool], said: list[bool]) -> float:
    return sum(map(bool.__and__, same, said)) / sum(same)


def _requests(path: Path) -> list[Request]:
    with path.open(newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["Longitude"] and r["Incident Address"]]
    return sorted((_request(r) for r in rows), key=lambda request: request.matter.at)


def _request(cells: dict[str, str]) -> Request:
    at = datetime.strptime(cells["Created Date"], "%m/%d/%Y %I:%M:%S %p")  # noqa: DTZ007
    place = float(cells["Longitude"]), float(cells["Latitude"])
    matter = Matter(at, cells["Complaint Type"], "DOHMH", "", *place)
    house, _, street = " ".join(cells["Incident Address"].split()).partition(" ")
    number = re.findall(r"\d+", house)
    known = EARLIER in cells["Resolution Description"]
    return Request(matter, street, int(number[-1]) if number else -1, known)


def _near_in_time(requests: list[Request]) -> Iterator[tuple[Request, Request]]:
    """Each request with those of the thirty days before in its own and the eight next cells."""
    cells: dict[tuple[int, int], list[Request]] = {}
    for new in requests:
        y, x = _cell(new)
        for dy, dx in itertools.product((-1, 0, 1), repeat=2):
            old = cells.get((y + dy, x + dx), [])
            yield from ((new, one) for one in old if new.matter.at - one.matter.at <= WINDOW)
        cells.setdefault((y, x), []).append(new)


def _cell(request: Request) -> tuple[int, int]:
    return round((request.matter.lat or 0) / CELL), round((request.matter.lon or 0) / CELL)


def _one_event(one: Request, other: Request) -> bool:
    near = one.street == other.street and abs(one.house - other.house) <= NEIGHBOURS
    return near and one.matter.kind == other.matter.kind


def _messages(path: Path) -> list[Matter]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return [_message(cells) for cells in csv.DictReader(file)]


def _message(cells: dict[str, str]) -> Matter:
    at = datetime.strptime(cells["time"].replace("-", "/"), "%Y/%m/%d %H:%M:%S")  # noqa: DTZ007
    return Matter(at, cells["category"], "", f"{cells['subject']} {cells['detail']}")
