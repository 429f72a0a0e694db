"""Observations as arrays (OGC 18-088, clause 13): `$resultFormat=dataArray`."""

from itertools import groupby
from typing import Any

from chengyun.api.sensorthings import render, rows
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.entities import OBSERVATION
from chengyun.api.sensorthings.observation import Observation
from chengyun.api.sensorthings.options import Options
from chengyun.api.sensorthings.rows import Found

NAMES = ("id", *(field.name for field in OBSERVATION.fields))


def page(context: Context, found: Found, asked: Options, way: str) -> dict[str, Any]:
    """A page of observations, by datastream."""
    names = tuple(_name(name) for name in asked.select if not name.startswith("@iot.s")) or NAMES
    held = sorted(found.rows, key=lambda row: row.stream.id)
    groups = groupby(held, key=lambda row: row.stream)
    value = [_group(context, stream, list(some), names) for stream, some in groups]
    return {**render.head(found, asked, way), "value": value}


def _name(name: str) -> str:
    return "id" if name == "@iot.id" else name


def _group(
    context: Context, stream: Any, held: list[Observation], names: tuple[str, ...]
) -> dict[str, Any]:
    single, key = ("Datastream", stream.id) if stream.multi is None else (
        "MultiDatastream", stream.multi
    )  # fmt: skip
    return {
        f"{single}@iot.navigationLink": f"{context.root}/{single}s({key})",
        "components": list(names),
        "dataArray@iot.count": len(held),
        "dataArray": [[_cell(row, name) for name in names] for row in held],
    }


def _cell(row: Observation, name: str) -> Any:
    if name == "id":
        return row.pk
    field = OBSERVATION.field(name)
    return render.plain(rows.read(field, OBSERVATION, row)) if field else None
