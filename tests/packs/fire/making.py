"""What the fire scene's tests are made of: places, devices, alarms, incidents, building sheets."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.utils import timezone

from chengyun.bus.batch import Batch
from chengyun.cases.models import Alarm, Case
from chengyun.cases.services.opening import Found, open_case
from chengyun.sensing import history
from chengyun.sensing.models import Datastream, ObservedProperty, Thing
from tests.packs.conftest import LESHAN

LON, LAT = LESHAN
STREET, M = "310104014", 0.00001047  # a metre of longitude, in degrees


def east(metres: float) -> tuple[float, float]:
    return LON + metres * M, LAT


def detector(area: Any, key: str, at: Any = LESHAN, code: str = "smoke") -> Datastream:
    prop, _ = ObservedProperty.objects.get_or_create(code=code)
    thing = Thing.objects.create(key=key, name=f"{key}号烟感", kind="x", area=area, lon=at[0],
                                 lat=at[1])  # fmt: skip
    return Datastream.objects.create(key=f"{key}.{code}", thing=thing, observed_property=prop)


def alarm(stream: Datastream, minutes: float = 2, rule: str = "smoke_high", **more: Any) -> Alarm:
    at = timezone.now() - timedelta(minutes=minutes)
    return Alarm.objects.create(
        key=f"{rule}:{stream.key}:{minutes}"[:40], rule=rule, datastream_id=stream.pk, severity=1,
        value=more.pop("value", 0.3), onset_at=at, changed_at=at, **more,
    )  # fmt: skip


def case(house: Any, at: Any = LESHAN, kind: str = "smoke_alarm", key: str = "a") -> Case:
    return open_case(Found(kind, "乐山路烟雾报警", lon=at[0], lat=at[1], key=key))


def told(stream: Datastream, values: list[float], tmp_path: Path) -> None:
    """A reading a minute up to now."""
    first = int((timezone.now() - timedelta(minutes=len(values) - 1)).timestamp() * 1e6)
    times = first + np.arange(len(values), dtype=np.int64) * 60_000_000 - 1_000_000
    batch = Batch(np.full(len(values), stream.pk, np.int32), times, np.array(values))
    history.at(tmp_path / "history").append([batch], sequence=stream.pk)


def sheet(house: Any, title: str, at: Any = LESHAN, **more: Any) -> Any:
    values = {
        "title": title, "grade": "key", "use": "care", "address": "乐山路1号", "floors": 6,
        "gas": "piped", "keys": "值班室", "help_count": 9, "help_who": "陈某，601室", **more,
    }  # fmt: skip
    return house.add("building_sheet", values, at=at, area=STREET)
