"""One incident as a command post sees it."""

import math
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from chengyun.api import hub, points
from chengyun.cases import queries
from chengyun.cases.choices import Medium
from chengyun.cases.models import Alarm, Case, Task
from chengyun.cases.present import of_task
from chengyun.cases.queries import attachments as files
from chengyun.cases.queries import stills as still_queries
from chengyun.people.policy import Viewer, scope_for
from chengyun.sensing.models import Datastream

# Sensors whose readings stand beside an incident: those that raised it, then the nearest.
SENSORS = 6
NEAR_M = 400.0
PHOTOS = 6
METRES = 111_320.0


def told(who: Viewer, case: Case, *, photos: bool) -> dict[str, Any]:
    """Case, tasks, history, sensors with their last value; photos and stills if the reader may."""
    return {
        "case": queries.as_dict(case) | queries.loop_facts(who, case),
        "now": datetime.now(UTC),
        "tasks": [_task(task) for task in queries.tasks_in(who, case)],
        "timeline": queries.timeline(who, case),
        "sensors": _sensors(who, case),
        "photos": _photos(who, case) if photos else [],
        "stills": _stills(who, case) if photos else [],
    }


def _task(task: Task) -> dict[str, Any]:
    return of_task(task) | {"playbook": task.playbook.title if task.playbook else None}


def _photos(who: Viewer, case: Case) -> list[dict[str, Any]]:
    shown = [one for one in files.of_case(who, case) if one.medium == Medium.PHOTO]
    return [files.as_dict(one) for one in shown[-PHOTOS:]]


def _stills(who: Viewer, case: Case) -> list[dict[str, Any]]:
    return [still_queries.as_dict(one) for one in still_queries.near(who, case)]


def _sensors(who: Viewer, case: Case) -> list[dict[str, Any]]:
    raised = Alarm.objects.filter(case=case).values_list("datastream_id", flat=True)
    ids = list(dict.fromkeys([*raised.order_by("-onset_at")[:SENSORS], *_near(case)]))
    seen = set(points.only_within(np.asarray(ids, np.int32), scope_for(who).area_path).tolist())
    wanted = [key for key in ids if key in seen][:SENSORS]
    rows = Datastream.objects.select_related("thing", "observed_property").in_bulk(wanted)
    return [_sensor(rows[key], key in set(raised)) for key in wanted if key in rows]


def _near(case: Case) -> list[int]:
    """Ids of the nearest datastreams within reach, the nearest first."""
    held = points.registry()
    if case.lon is None or case.lat is None or not held.size:
        return []
    away = _metres(held.lon, held.lat, case.lon, case.lat)
    close = np.flatnonzero(away <= NEAR_M)
    return [int(key) for key in close[np.argsort(away[close], kind="stable")][: 4 * SENSORS]]


def _metres(
    lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], to_lon: float, to_lat: float
) -> npt.NDArray[np.float64]:
    east = (lon - to_lon) * math.cos(math.radians(to_lat))
    return np.asarray(np.hypot(east, lat - to_lat) * METRES)


def _sensor(row: Datastream, raised: bool) -> dict[str, Any]:
    live = hub.current().live
    live.grow(row.pk + 1)
    value, at = float(live.value[row.pk]), int(live.time[row.pk])
    return {
        "id": row.pk,
        "name": row.thing.name,
        "title": row.observed_property.title,
        "unit": row.observed_property.unit,
        "value": None if math.isnan(value) else value,
        "at": at / 1e6 if at else None,
        "state": int(live.state[row.pk]),
        "raised": raised,
    }
