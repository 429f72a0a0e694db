"""Works out who is told what: topics that are listened to, against what has changed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db.models import Max

from chengyun.api.sensorthings import handling, topics
from chengyun.api.sensorthings.context import Access, Context
from chengyun.api.sensorthings.entities import SETS
from chengyun.api.sensorthings.topics import Message, Topic
from chengyun.bus import batch as batches
from chengyun.bus.batch import Batch
from chengyun.sensing.history_rows import Rows

# What other doors have made at once; more is not told.
MOST_NEW = 2000


@dataclass
class Gathered:
    """What has happened: other `subjects` are listened to (None: the same); `others` may have made
    entities; `keys` of each set were saved; `batches` of readings came."""

    subjects: frozenset[str] | None = None
    others: bool = False
    keys: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    batches: list[Batch] = field(default_factory=list)


class Teller:
    """Remembers who listens. `root` is the address of the service in what is told.

    `streams` are the datastreams whose readings are told, None for all; `sets` those of which
    anything is. Both are read by other threads.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.sets: frozenset[str] = frozenset()
        self.streams: npt.NDArray[np.int64] | None = np.empty(0, np.int64)
        self._topics: dict[str, Topic] = {}
        # The last id of each set; what each entity or property was told last.
        self._newest: dict[str, int] = {}
        self._shown: dict[str, bytes | None] = {}

    def work(self, gathered: Gathered) -> list[Message]:
        """What is to be told of it."""
        context = Context(self.root, Access(""))
        if gathered.subjects is not None:
            self._listen(context, gathered.subjects)
        if gathered.others or gathered.keys:
            handling.complete()
        if gathered.others:
            self._newcomers(gathered.keys)
            self.streams = self._streams(context)
        return [*self._changed(context, gathered.keys), *self._came(context, gathered.batches)]

    def _listen(self, context: Context, subjects: frozenset[str]) -> None:
        wanted = topics.topics_of(subjects)
        shown, newest = self._shown, self._newest
        sets = {topic.set for topic in wanted.values()}
        self._shown = {
            subject: shown[subject] if subject in shown else topics.now(context, topic)
            for subject, topic in wanted.items()
        }
        self._newest = {name: newest[name] if name in newest else _newest(name) for name in sets}
        self._topics, self.sets = wanted, frozenset(sets)
        self.streams = self._streams(context)

    def _streams(self, context: Context) -> npt.NDArray[np.int64] | None:
        found = topics.streams(context, self._gathering())
        return None if found is None else np.array(found, np.int64)

    def _gathering(self) -> list[Topic]:
        return [topic for topic in self._topics.values() if topic.gathers]

    def _newcomers(self, keys: dict[str, set[int]]) -> None:
        """What other doors have made since the last look."""
        for name, last in self._newest.items():
            if SETS[name].stored:
                rows = SETS[name].model._default_manager.filter(pk__gt=last).order_by("pk")
                keys[name].update(rows.values_list("pk", flat=True)[:MOST_NEW])

    def _changed(self, context: Context, keys: dict[str, set[int]]) -> Iterator[Message]:
        for name in self._newest:
            self._newest[name] = max(self._newest[name], *keys.get(name, ()), 0)
        for subject, topic in self._topics.items():
            told = sorted(keys.get(topic.set, ()))
            for message in topics.changed(context, topic, told) if told else ():
                if topic.path.many or self._shown[subject] != message.payload:
                    self._shown[subject] = message.payload
                    yield message

    def _came(self, context: Context, parts: list[Batch]) -> Iterator[Message]:
        gathering = self._gathering()
        if parts and gathering:
            one = batches.join(parts)
            rows = Rows(one.stream.astype(np.int64), one.time, one.value)
            yield from topics.came(context, gathering, rows)


def _newest(name: str) -> int:
    entities = SETS[name]
    if not entities.stored:
        return 0
    return entities.model._default_manager.aggregate(last=Max("pk"))["last"] or 0


def root() -> str:
    """The address of the service, where no request says it."""
    config = settings.CONFIG
    named = [host for host in config.allowed_hosts if not host.startswith((".", "*"))]
    host = named[0] if named else config.host
    place = f"https://{host}" if config.behind_tls else f"http://{host}:{config.port}"
    return f"{place}/sta/v1.1"
