"""Case types, sensors and short ways to say things, for the tests of the closed loop."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

# A Monday, 10:00 in Shanghai.
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LESHAN = (121.4319, 31.1919)


@pytest.fixture
def flood(district: Any) -> Any:
    from chengyun.cases.models import CaseType

    return CaseType.objects.create(
        key="flood.road", pack="flood", title_zh="道路积水", title_en="Flooded road", severity=3,
        limit="2uh", unit_kind="water", merge_metres=100, merge_hours=6,
    )  # fmt: skip


@pytest.fixture
def bins(district: Any) -> Any:
    from chengyun.cases.models import CaseType

    return CaseType.objects.create(
        key="bins.full", pack="components", title_zh="垃圾满溢", title_en="Bin overflowing",
        severity=4, limit="4h", unit_kind="street", merge_metres=50, merge_hours=24,
    )  # fmt: skip


@pytest.fixture
def street_office(district: Any) -> Any:
    from chengyun.people.models import Unit

    return Unit.objects.create(
        code="xjh", name_zh="徐家汇街道办事处", name_en="Xujiahui office", kind="street",
        area=district.xujiahui,
    )  # fmt: skip


@pytest.fixture
def gauge(district: Any) -> Any:
    """A water gauge in 乐山."""
    return make_stream(district, "gauge-1", *LESHAN)


def make_stream(district: Any, key: str, lon: float, lat: float) -> Any:
    from chengyun.sensing.models import Datastream, ObservedProperty, Thing

    water, _ = ObservedProperty.objects.get_or_create(
        code="water_level", defaults={"name_zh": "水位", "minimum": -10, "maximum": 10}
    )
    thing = Thing.objects.create(
        key=key, name=f"{key} 水位计", kind="gauge", area=district.grid, lon=lon, lat=lat,
        simulated=True,
    )  # fmt: skip
    return Datastream.objects.create(
        key=f"{key}/level", thing=thing, observed_property=water, interval_s=60
    )


@pytest.fixture
def alarm(gauge: Any, flood: Any) -> Callable[..., Any]:
    """An alarm of the gauge as detection tells it, with whatever a test says instead."""
    from chengyun.cases.services import AlarmIn

    def make(**other: Any) -> AlarmIn:
        facts = {
            "key": "a-1",
            "rule": "flood.level",
            "case_type": flood.key,
            "datastream_id": gauge.pk,
            "severity": 2,
            "value": 0.42,
            "onset_at": MONDAY,
            "at": MONDAY,
            "phase": "onset",
            "title_zh": "积水超警戒",
            "title_en": "Water above the warning level",
        }
        return AlarmIn(**{**facts, **other})

    return make


@pytest.fixture
def reported(flood: Any) -> Any:
    """A case that 张阿姨 reported in 乐山; it waits for the duty officer."""
    from chengyun.cases.services import ReportIn, take_report

    told = ReportIn("乐山路口积水, 走不过去", *LESHAN, flood.key, "张阿姨", "13812341234")
    return take_report(told, at=MONDAY).case


@pytest.fixture
def do() -> Callable[..., Any]:
    """Act, at 10:00 that Monday unless told otherwise."""
    from chengyun.cases.services import act

    def run(actor: Any, case: Any, action: str, reason: str = "", **more: Any) -> Any:
        return act(actor, case.number, action, reason=reason, **{"at": MONDAY, **more})

    return run


@pytest.fixture
def handling(reported: Any, do: Any, zhoumin: Any, chenli: Any, liqiang: Any, district: Any) -> Any:
    """The case of 张阿姨 with 李强 of the water bureau at work on it."""
    do(zhoumin, reported, "file")
    do(chenli, reported, "dispatch", unit=district.water)
    return do(liqiang, reported, "accept")


def refused(code: str) -> Any:
    """Something that may not be done, for this reason."""
    from chengyun.cases.services import Refused

    return pytest.raises(Refused, check=lambda error: error.code == code)
