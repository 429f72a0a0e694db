"""Observations as they are written: through the gateway, what does not fit columns beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from chengyun.api.sensorthings import changes, checking, door, ids, moments
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.entities import FEATURES, OBSERVATION, SETS
from chengyun.api.sensorthings.errors import Fault, bad
from chengyun.api.sensorthings.moments import New
from chengyun.api.sensorthings.observation import Observation, Stream
from chengyun.api.sensorthings.observations import feature_id
from chengyun.api.sensorthings.times import Interval
from chengyun.sensing import sta_places
from chengyun.sensing.models import Datastream
from chengyun.sensing.sta_models import FeatureOfInterest, MultiDatastream, ObservationExtra

WHOLE = 2**53
OWNERS = ("Datastream", "MultiDatastream")


@dataclass
class Waiting:
    """What a request has yet to commit."""

    news: list[New] = field(default_factory=list)


def finding(context: Context) -> Context:
    """The context in which a writer's links are looked up: a source that only writes has no
    area of its own, and may write to any datastream."""
    access = context.access
    if access.path is None and access.observes:
        return Context(context.root, replace(access, path=""), context.cache)
    return context


def waiting(context: Context) -> Waiting:
    held: Waiting = context.cache.setdefault("waiting", Waiting())
    return held


def take(context: Context, body: Mapping[str, Any], implied: Mapping[str, Any]) -> New:
    """Check an observation and let it wait for `flush`. Raises Fault 400."""
    context.need("observes")
    owner = _owner(context, body, implied)
    values = checking.values(OBSERVATION, body, whole=True)
    new = _new(owner, values)
    new.feature = _feature(context, body, implied, new.stream)
    waiting(context).news.append(new)
    return new


def _owner(context: Context, body: Mapping[str, Any], implied: Mapping[str, Any]) -> Any:
    from chengyun.api.sensorthings.write import referred

    named = [name for name in OWNERS if name in body or name in implied]
    if len(named) != 1:
        raise bad("Observation needs a Datastream or a MultiDatastream, and not both")
    (name,) = named
    if name in body:
        link = OBSERVATION.link(name)
        assert link
        return referred(context, SETS[link.target], body[name], f"Observation.{name}")
    return implied[name]


def _new(owner: Datastream | MultiDatastream, values: dict[str, Any]) -> New:
    extra = ObservationExtra()
    if isinstance(owner, MultiDatastream):
        parts = list(owner.components.order_by("position").values_list("id", flat=True))
        numbers = _numbers(values["result"], len(parts), extra)
        stream = Stream(parts[0], owner.thing_id, owner.pk)
    else:
        parts, numbers = [owner.pk], [_plain(values["result"], extra)]
        stream = Stream(owner.pk, owner.thing_id, None)
    fill(extra, values)
    return New(stream, parts, numbers, values.get("phenomenon"), extra)


def _numbers(result: Any, parts: int, extra: ObservationExtra) -> list[float]:
    if not isinstance(result, list) or len(result) != parts:
        raise bad(f"Observation.result must be a list of {parts}: one for each ObservedProperty")
    numbers = [_plain(item, extra) for item in result]
    if extra.has_result:
        extra.result = result
    return numbers


def _plain(result: Any, extra: ObservationExtra) -> float:
    """The number that history holds; 0 stands for what is none, which is then kept beside it."""
    number = isinstance(result, int | float) and not isinstance(result, bool)
    if number and np.isfinite(result) and (isinstance(result, float) or abs(result) <= WHOLE):
        return float(result)
    extra.has_result, extra.result = True, result
    return float(result) if isinstance(result, bool) else 0.0


def fill(extra: ObservationExtra, values: Mapping[str, Any]) -> None:
    """Put what was told into the row beside history."""
    for name in ("result_time", "result_quality", "parameters"):
        if name in values:
            setattr(extra, name, values[name] or None if name == "parameters" else values[name])
    if "valid" in values:
        valid: Interval | None = values["valid"]
        extra.valid_start = valid.start if valid else None
        extra.valid_end = valid.end if valid else None


def _feature(
    context: Context, body: Mapping[str, Any], implied: Mapping[str, Any], stream: Stream
) -> FeatureOfInterest:
    """The feature told, else the one made from where the thing is (clause 10.2.1.3)."""
    from chengyun.api.sensorthings.write import referred

    if "FeatureOfInterest" in body:
        told = body["FeatureOfInterest"]
        return referred(context, FEATURES, told, "Observation.FeatureOfInterest")  # type: ignore[no-any-return]
    if "FeatureOfInterest" in implied:
        return implied["FeatureOfInterest"]  # type: ignore[no-any-return]
    key = ("made feature", stream.thing)
    if key not in context.cache:
        context.cache[key] = sta_places.feature_of(stream.thing)
    made: FeatureOfInterest | None = context.cache[key]
    if made is None:
        raise bad("Observation lacks FeatureOfInterest, and its Thing has no Location to make one")
    return made


def flush(context: Context) -> list[Observation]:
    """Commit what waits; durable on return. Raises Fault when one of it is refused."""
    done = commit(context)
    for result in done:
        if isinstance(result, Fault):
            raise result
    return [row for row in done if isinstance(row, Observation)]


def commit(context: Context) -> list[Observation | Fault]:
    """Commit what waits; each observation, or why it was refused, in order."""
    news = waiting(context).news
    waiting(context).news = []
    if not news:
        return []
    moments.set_times(news)
    columns = list(_columns(news))
    changes.expect([_reading(new) for new in news])
    receipt = door.accept(
        [stream for _, stream, _, _ in columns], [us for _, _, us, _ in columns],
        [number for _, _, _, number in columns], context.access.source,
    )  # fmt: skip
    refused = {columns[r.row][0]: bad(f"Observation: {r.message}") for r in receipt.rejected}
    kept = [new for at, new in enumerate(news) if at not in refused]
    _keep_extras(context, kept)
    changes.written([_reading(new) for new in kept], [new.numbers[0] for new in kept])
    return [refused.get(at) or _row(new) for at, new in enumerate(news)]


def _columns(news: Sequence[New]) -> Iterator[tuple[int, int, int, float]]:
    for at, new in enumerate(news):
        for part, number in zip(new.parts, new.numbers, strict=True):
            yield at, part, new.time, number


def _reading(new: New) -> tuple[int, int]:
    return new.stream.id, new.time


def _row(new: New) -> Observation:
    return Observation(new.stream, new.time, new.numbers[0], new.extra, new.numbers[1:])


def _keep_extras(context: Context, news: Sequence[New]) -> None:
    rows = []
    for new in news:
        new.extra.datastream_id = new.stream.id
        new.extra.id = ids.encode(new.stream.id, new.time)
        assert new.feature
        if feature_id(context, _row(new)) != new.feature.pk:
            new.extra.feature = new.feature
        if _says_anything(new.extra):
            rows.append(new.extra)
    ObservationExtra.objects.bulk_create(rows, batch_size=500)


TOLD = (
    "phenomenon_start",
    "result_time",
    "valid_start",
    "result_quality",
    "parameters",
    "feature_id",
)


def _says_anything(extra: ObservationExtra) -> bool:
    return extra.has_result or any(getattr(extra, name) is not None for name in TOLD)
