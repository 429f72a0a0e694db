"""Many observations in one request (OGC 18-088, clause 13.2): POST CreateObservations."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from chengyun.api.sensorthings import checking, observe, render
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.entities import OBSERVATION
from chengyun.api.sensorthings.errors import Fault, bad
from chengyun.api.sensorthings.observation import Observation
from chengyun.api.sensorthings.reply import Reply

FEATURE = ("FeatureOfInterest/id", "FeatureOfInterest/@iot.id")


def create(context: Context, text: str, query: str, body: bytes, kind: str) -> Reply:
    """201 with the address of each observation, or `error …`, in order. Raises Fault."""
    context.need("observes")
    groups = checking.decode(body)
    if not isinstance(groups, list):
        raise bad("CreateObservations takes a list of {Datastream, components, dataArray}")
    with transaction.atomic():
        told = [_taken(context, row) for row in _rows(groups)]
        done = iter(observe.commit(context))
    answers = [_answer(context, fault or next(done)) for fault in told]
    return Reply(201, answers)


def _taken(context: Context, row: Mapping[str, Any] | Fault) -> Fault | None:
    if isinstance(row, Fault):
        return row
    try:
        observe.take(context, checking.known(OBSERVATION, row), {})
    except Fault as fault:
        return fault
    return None


def _rows(groups: list[Any]) -> Iterator[dict[str, Any] | Fault]:
    """The observations of every group, as they would be told alone."""
    for at, group in enumerate(groups):
        owner, names, arrays = _group(group, f"group {at}")
        for array in arrays:
            if not isinstance(array, list) or len(array) != len(names):
                yield bad(f"a row needs {len(names)} values: {', '.join(names)}")
            else:
                yield _named(owner, names, array)


def _group(group: Any, where: str) -> tuple[dict[str, Any], list[str], list[Any]]:
    if not isinstance(group, dict):
        raise bad(f"{where} must be an object")
    owner = {name: group[name] for name in observe.OWNERS if name in group}
    names, arrays = group.get("components"), group.get("dataArray")
    if len(owner) != 1:
        raise bad(f"{where} needs a Datastream or a MultiDatastream")
    if any(not isinstance(told, dict) or "@iot.id" not in told for told in owner.values()):
        raise bad(f'{where} names its datastream by {{"@iot.id": …}}')
    if not isinstance(names, list) or not isinstance(arrays, list):
        raise bad(f"{where} needs components and dataArray, both lists")
    return owner, names, arrays


def _named(owner: dict[str, Any], names: list[str], array: list[Any]) -> dict[str, Any]:
    row = dict(owner)
    for name, value in zip(names, array, strict=True):
        if name in FEATURE:
            row["FeatureOfInterest"] = {"@iot.id": value}
        else:
            row[str(name)] = value
    return row


def _answer(context: Context, done: Observation | Fault) -> str:
    if isinstance(done, Fault):
        return f"error: {done.message}"
    return render.self_link(context, OBSERVATION, done)
