"""GET /api/v1/datastreams/NUMBER/history"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.test import Client

from chengyun.bus.batch import Batch
from chengyun.people.services import issue_token
from chengyun.sensing import history
from chengyun.sensing.models import Datastream, ObservedProperty, Thing

HOUR_US = 3_600_000_000


STREAM = 7


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A datastream that spoke once a minute for thirty days, with a spike."""
    folder = tmp_path_factory.mktemp("month")
    now = int(datetime.now(UTC).timestamp() * 1e6)
    times = now - np.arange(30 * 1440, dtype=np.int64)[::-1] * 60_000_000
    values = np.ones(len(times))
    values[5_000] = 80.0
    past = history.at(folder / "history")
    past.append([Batch(np.full(len(times), STREAM, np.int32), times, values)], sequence=1)
    past.tidy()
    return folder


@pytest.fixture
def ask(client: Client, zhoumin: Any, district: Any, month: Path, monkeypatch: Any) -> Any:
    """Asks for the past of the datastream."""
    monkeypatch.setattr(settings, "CONFIG", replace(settings.CONFIG, data=month))
    prop = ObservedProperty.objects.create(code="rain", name_zh="雨量", minimum=0, maximum=999)
    thing = Thing.objects.create(key="t", name="t", kind="k", area=district.grid, lon=121, lat=31)
    stream = Datastream.objects.create(pk=STREAM, key="t.rain", thing=thing, observed_property=prop)
    headers = {"Authorization": f"Bearer {issue_token(zhoumin)}"}
    return lambda query="": client.get(
        f"/api/v1/datastreams/{stream.pk}/history?{query}", headers=headers
    )


def test_a_day_is_told_reading_by_reading(ask: Any) -> None:
    told = ask().json()
    assert told["step"] == 0
    assert 1435 <= len(told["value"]) <= 1440
    assert "min" not in told


def test_a_month_is_told_in_buckets_that_keep_the_spike(ask: Any) -> None:
    told = ask("hours=720&points=200").json()
    assert told["step"] == 6 * 3600
    assert len(told["time"]) <= 200
    assert max(told["max"]) == 80.0
    assert max(told["value"]) < 2.0
    assert min(told["min"]) == 1.0


def test_points_0_asks_for_every_reading(ask: Any) -> None:
    assert len(ask("hours=720&points=0").json()["value"]) > 43_000


def test_a_span_may_be_named_by_its_ends(ask: Any) -> None:
    until = datetime.now(UTC) - timedelta(days=2)
    since = until - timedelta(hours=1)
    told = ask(f"from={since.isoformat()}&to={until.isoformat()}".replace("+", "%2B")).json()
    assert 59 <= len(told["time"]) <= 61
    assert told["time"][-1] <= until.timestamp()


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z",
        "from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
        "from=2026-01-01T00:00:00",
        "points=-1",
        "points=1000000",
        "hours=much",
    ],
)
def test_a_span_that_cannot_be_is_refused(ask: Any, query: str) -> None:
    assert ask(query).status_code == 422


def test_hours_that_are_too_many_are_cut_to_a_year(ask: Any) -> None:
    assert ask("hours=1e9").status_code == 200
    assert ask("hours=-5").status_code == 200
