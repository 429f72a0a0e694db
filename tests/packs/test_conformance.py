"""Every shipped pack passes the suite that outside authors run, and has tests of its own."""

from pathlib import Path

import pytest

from chengyun.packs import api, registry
from chengyun.testing import check_pack, failures, grade_of
from chengyun.vitals import rules

NAMES = sorted(path.parent.name for path in registry.SHIPPED.glob("*/pack.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_pack_is_gold(name: str) -> None:
    findings = check_pack(registry.SHIPPED / name)
    assert failures(findings) == []
    assert grade_of(findings) == "gold"


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_pack_has_tests_of_its_own(name: str) -> None:
    assert list((Path(__file__).parent / name).glob("test_*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_pack_is_an_entry_point(name: str) -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    points = project["project"]["entry-points"]["chengyun.packs"]
    assert points[name] == f"chengyun.packs.{name}"


def test_what_packs_may_aggregate_is_what_vitals_can_work_out() -> None:
    assert rules.AGGREGATES.keys() == api.AGGREGATES


def test_all_shipped_packs_load_together() -> None:
    found = registry.current()
    assert found.broken == {}
    assert sorted(found.packs) == NAMES
    assert {p.code for p in registry.properties()} == {
        "pm25", "noise", "water_level", "manhole_tilt", "smoke", "gas", "lift_fault",
        "charger_temp", "bin_fill", "crowd", "rain", "unsorted", "longitude", "latitude",
        "speed", "sos", "pm10", "wind_speed", "wind_from", "tank_turbidity", "camera_fault",
        "fire_facility",
    }  # fmt: skip
