"""A channel: another name under which a device reports a datastream, and the way to its unit."""

import asyncio
import itertools
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.contrib.admin import site
from django.core.exceptions import ValidationError

from chengyun.bus import batch as batches
from chengyun.bus.client import connect, ensure_streams
from chengyun.sensing import queries, registry
from chengyun.sensing.gateway import Gateway
from chengyun.sensing.intake import Raw
from chengyun.sensing.models import Channel, Datastream, ObservedProperty, Thing
from chengyun.sensing.registry import Registry
from tests.bus_server import RunningBus

NAME = "Y801.a34004"


def datastream(key: str = "dust-3.pm25") -> Datastream:
    pm25, _ = ObservedProperty.objects.get_or_create(
        code="pm25",
        defaults={"name_zh": "细颗粒物", "unit": "µg/m³", "minimum": 0, "maximum": 1000},
    )
    thing, _ = Thing.objects.get_or_create(
        key="dust-3", defaults={"name": "三号扬尘点", "kind": "dust", "lon": 121.4, "lat": 31.2}
    )
    return Datastream.objects.create(key=key, thing=thing, observed_property=pm25)


@pytest.mark.django_db
def test_a_channel_leads_to_its_datastream_and_converts() -> None:
    stream = datastream()
    Channel.objects.create(key=NAME, datastream=stream, factor=1000, offset=5)
    Channel.objects.create(key="same-unit", datastream=stream)
    held = registry.load()
    assert held.find([NAME, "same-unit", "dust-3.pm25", "other"]).tolist() == [stream.id] * 3 + [-1]
    values = held.convert([NAME, "dust-3.pm25", "same-unit", None, 4], np.arange(5) + 0.5)
    assert values.tolist() == [505.0, 1.5, 2.5, 3.5, 4.5]


@pytest.mark.django_db
def test_a_datastreams_own_key_is_never_a_channels() -> None:
    first, second = datastream(), datastream("dust-3.pm10")
    Channel.objects.create(key=second.key, datastream=first, factor=2)
    held = registry.load()
    assert held.find([second.key]).tolist() == [second.id]
    assert held.convert([second.key], np.ones(1)).tolist() == [1.0]
    with pytest.raises(ValidationError):
        Channel(key=first.key, datastream=second).full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("factor", [0.0, float("nan"), float("inf")])
def test_a_conversion_that_loses_the_value_is_refused(factor: float) -> None:
    with pytest.raises(ValidationError):
        Channel(key=NAME, datastream=datastream(), factor=factor).full_clean()


def test_rows_named_by_id_are_never_looked_at(held: Registry) -> None:
    with_channel = replace(held, conversions={NAME: (2.0, 0.0)})
    values = np.ones(3)
    assert with_channel.convert(np.array([1, 2, 3], np.int32), values) is values
    assert with_channel.convert(["a", "b"], values) is values


@pytest.mark.django_db
def test_a_change_of_channels_is_noticed() -> None:
    stamps = [queries.channels_stamp()]
    channel = Channel.objects.create(key=NAME, datastream=datastream())
    stamps.append(queries.channels_stamp())
    channel.factor = 3
    channel.save()
    stamps.append(queries.channels_stamp())
    channel.delete()
    stamps.append(queries.channels_stamp())
    assert all(before != after for before, after in itertools.pairwise(stamps))


@pytest.mark.django_db
def test_an_administrator_finds_channels_in_the_admin_pages(admin: Any, client: Any) -> None:
    import_module("chengyun.runtime.urls")  # where the admin modules are read
    assert Channel in site._registry
    Channel.objects.create(key=NAME, datastream=datastream(), factor=1000)
    client.force_login(admin)
    page = client.get("/admin/sensing/channel/")
    assert NAME in page.content.decode()
    saved = client.post(
        "/admin/sensing/channel/add/",
        {"key": "Y801.a34002", "datastream": Datastream.objects.get().id, "factor": 1, "offset": 0},
    )
    assert saved.status_code == 302
    assert Channel.objects.filter(key="Y801.a34002").exists()


@pytest.mark.bus
def test_the_gateway_judges_and_keeps_the_converted_value(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    ids = {**held.ids, NAME: 1}
    converting = replace(held, ids=ids, conversions={NAME: (1000.0, 0.0)})

    async def main() -> None:
        bus = await connect(bus_server.url, "gateway")
        await ensure_streams(bus)
        now = time.time_ns() // 1000
        raw = Raw([NAME, "a", NAME], np.full(3, now), np.array([0.035, 0.035, 7.0]))
        receipt = await Gateway(bus, converting, folder=tmp_path).accept(raw, 4)
        assert [(bad.row, bad.reason) for bad in receipt.rejected] == [(2, "out_of_range")]
        stored = await bus.js.get_msg("OBS", 1)
        batch = batches.decode(stored.data or b"")
        assert batch.value.tolist() == pytest.approx([35.0, 0.035])
        assert batch.stream.tolist() == [1, 1]
        letter = await bus.js.get_msg("DEAD", 1)
        assert b"value\xcb" + np.float64(7.0).byteswap().tobytes() in (letter.data or b"")
        await bus.close()

    asyncio.run(main())
