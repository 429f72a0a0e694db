"""Readings are kept as long as their property says, and then they are gone from the disk."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from chengyun.bus.batch import Batch
from chengyun.places.models import Area
from chengyun.sensing import retention
from chengyun.sensing.history import History
from chengyun.sensing.history_read import chart
from chengyun.sensing.models import Datastream, ObservedProperty, Thing

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DAYS = 40
NOISE, LEVEL = 1, 2


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty days of two datastreams, one reading an hour."""
    folder = tmp_path_factory.mktemp("drawn")
    at = np.array([int((NOW - timedelta(hours=h)).timestamp() * 1e6) for h in range(24 * DAYS)])
    stream = np.repeat([NOISE, LEVEL], len(at)).astype(np.int32)
    history = History(folder / "history")
    history.append([Batch(stream, np.tile(at, 2), np.ones(2 * len(at)))], sequence=1)
    history.tidy()
    return folder


@pytest.fixture
def history(drawn: Path, tmp_path: Path) -> History:
    """A copy of its own for each test."""
    shutil.copytree(drawn, tmp_path, dirs_exist_ok=True)
    return History(tmp_path / "history")


def days_left(history: History, stream: int) -> int:
    return len(
        np.unique(history.series(stream, NOW - timedelta(days=99), NOW)[0] // 86_400_000_000)
    )


def test_only_what_is_past_its_time_is_deleted(history: History) -> None:
    gone = retention.expire(history, {7: [NOISE]}, NOW)
    assert gone == 24 * DAYS - 7 * 24 - 10
    assert days_left(history, NOISE) == 8
    assert days_left(history, LEVEL) == 41


def test_a_second_run_finds_nothing_more(history: History) -> None:
    retention.expire(history, {7: [NOISE]}, NOW)
    assert retention.expire(history, {7: [NOISE]}, NOW) == 0


def test_deleted_readings_are_gone_from_the_disk(history: History) -> None:
    retention.expire(history, {7: [NOISE, LEVEL]}, NOW)
    history.vacuum(0)
    left = {path.parent.name for path in history.folder.glob("day=*/*.parquet")}
    assert min(left) == "day=2026-11-14"
    assert len(left) == 8


def test_hours_outlive_the_readings_they_were_counted_from(history: History) -> None:
    retention.expire(history, {7: [NOISE]}, NOW)
    old = chart(history, NOISE, NOW - timedelta(days=30), NOW - timedelta(days=25), 500)
    assert len(old.time) == 5 * 24 + 1


def test_hours_go_when_their_own_time_is_over(history: History) -> None:
    later = NOW + timedelta(days=100)
    retention.expire(history, {7: [NOISE]}, later)
    assert len(chart(history, NOISE, NOW - timedelta(days=99), NOW, 500).time) == 0
    assert len(chart(history, LEVEL, NOW - timedelta(days=99), NOW, 500).time) > 0


def test_the_property_says_how_long(db: None) -> None:
    area = Area.objects.create(code="310104", name="徐汇区", level="district", path="310104/",
                               lon=121.4, lat=31.2)  # fmt: skip
    thing = Thing.objects.create(key="t", name="t", kind="k", area=area, lon=121.4, lat=31.2)
    ids = {}
    for code, days in (("noise", 30), ("rain", 0), ("crowd", 30)):
        prop = ObservedProperty.objects.create(code=code, minimum=0, maximum=9, keep_days=days)
        ids[code] = Datastream.objects.create(
            key=f"t.{code}", thing=thing, observed_property=prop
        ).pk
    assert retention.keeping() == {30: [ids["noise"], ids["crowd"]]}
