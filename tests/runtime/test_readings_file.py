import asyncio
from pathlib import Path
from typing import Any

import pytest

from chengyun.bus import batch as batches
from chengyun.bus.client import connect, ensure_streams
from chengyun.runtime import readings_file
from chengyun.runtime.commands import CommandError
from chengyun.sensing.models import Datastream, ObservedProperty, Thing
from chengyun.sensing.sheets import BadFile
from tests.bus_server import RunningBus, running_bus

TABLE = """\
datastream,time,value
g.level,2026-07-01 08:00,1.5
g.level,noon,2
g.level,2026-07-01,3
"""


@pytest.fixture
def table(district: Any, tmp_path: Path) -> Path:
    level = ObservedProperty.objects.create(code="water_level", minimum=0, maximum=5)
    thing = Thing.objects.create(key="g", name="g", kind="gauge", area=district.grid, lon=1, lat=1)
    Datastream.objects.create(key="g.level", thing=thing, observed_property=level)
    path = tmp_path / "levels.csv"
    path.write_text(TABLE)
    return path


def test_a_dry_run_tells_every_bad_row_and_sends_nothing(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert readings_file.take(table, dry_run=True) == 1
    told = capsys.readouterr()
    assert "row 3, time:" in told.err
    assert "'noon'" in told.err
    assert "3 rows: 2 readings, 1 that cannot be used" in told.out
    assert "nothing was sent" in told.out


def test_a_file_that_is_no_table_is_refused(table: Path) -> None:
    table.write_text("hello")
    with pytest.raises(BadFile):
        readings_file.take(table, dry_run=False)


def test_without_a_district_up_nothing_is_sent(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings_file, "bus_url", lambda _settings: "nats://127.0.0.1:1")
    with pytest.raises(CommandError, match="no district is up"):
        readings_file.take(table, dry_run=False)


async def _prepare(url: str) -> None:
    bus = await connect(url, "test")
    await ensure_streams(bus)
    await bus.close()


async def _values(url: str) -> list[float]:
    bus = await connect(url, "test")
    last = await bus.last_sequence("OBS")
    messages = [await bus.js.get_msg("OBS", n) for n in range(1, last + 1)]
    await bus.close()
    return [v for m in messages for v in batches.decode(m.data or b"").value.tolist()]


@pytest.mark.bus
def test_the_good_rows_reach_the_stream(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_bus(tmp_path / "bus") as server:
        _reach(server, monkeypatch)
        asyncio.run(_prepare(server.url))
        assert readings_file.take(table, dry_run=False) == 1
        assert asyncio.run(_values(server.url)) == [1.5, 3.0]


def _reach(server: RunningBus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings_file, "bus_url", lambda _settings: server.url)
