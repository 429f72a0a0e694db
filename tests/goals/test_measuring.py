"""What indicators are counted from, who sees what they are measured by, who changed what."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client

from chengyun.bus.batch import Batch
from chengyun.calendar.instants import micros
from chengyun.goals import services
from chengyun.goals.formulas import formula_of
from chengyun.goals.models import Indicator, IndicatorValue, Plan, Target
from chengyun.goals.queries import cube, visible
from chengyun.goals.queries.ranking import ranking
from chengyun.people.models import AuditEntry, Unit, User
from chengyun.people.policy import Viewer, viewer_of
from chengyun.sensing import history
from chengyun.sensing.models import Datastream, ObservedProperty, Thing

TODAY = date(2026, 11, 21)
OCTOBER, SEPTEMBER = date(2026, 10, 31), date(2026, 9, 30)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
HOUR = timedelta(hours=1)


@pytest.fixture
def streets(district: Any) -> list[Unit]:
    areas = (district.xujiahui, district.tianlin)
    return [
        Unit.objects.create(code=f"street-{n}", name_zh=f"街道{n}", kind="street", area=area)
        for n, area in enumerate(areas)
    ]


def planned(district: Any, streets: list[Unit], key: str = "lifts", **facts: Any) -> Indicator:
    plan = Plan.objects.create(
        key=key, title_zh=key, year=2026, unit=district.water, area_path=district.root.path
    )
    plan.supporting.set(streets)
    facts = {"title_zh": key, "target_year": 240.0} | facts
    made = Indicator.objects.create(plan=plan, key=f"{key}-1", **facts)
    for unit in streets:
        Target.objects.create(indicator=made, unit=unit, start=YEAR[0], end=YEAR[1], value=120)
    return made


@pytest.mark.parametrize("role", ["leader", "duty_officer", "dispatcher", "grid_officer"])
def test_a_sub_district_officer_sees_the_own_sub_district_among_its_peers(
    district: Any, streets: list[Unit], role: str
) -> None:
    lifts = planned(district, streets)
    Plan.objects.create(key="other", title_zh="与街道无关", year=2026, area_path=district.root.path)
    for unit, value in zip(streets, (90, 60), strict=True):
        services.record_value(None, lifts, OCTOBER, value, unit=unit)
    officer = User.objects.create(username=role, role=role, area=district.tianlin)
    found = ranking(viewer_of(officer), TODAY)
    assert found is not None
    assert [(line.unit.code, line.place) for line in found.lines] == [
        ("street-0", 1), ("street-1", 2),
    ]  # fmt: skip
    assert [plan.key for plan in visible(viewer_of(officer))] == ["lifts"]


def test_what_measures_nobody_of_an_area_is_not_seen_there(
    district: Any, streets: list[Unit]
) -> None:
    planned(district, streets[:1])
    officer = User.objects.create(username="x", role="leader", area=district.tianlin)
    assert not visible(viewer_of(officer)).exists()
    assert not visible(Viewer(0, "grid_officer", None, "")).exists()


@pytest.fixture
def levels(district: Any, settings: Any, tmp_path: Path) -> ObservedProperty:
    """Two gauges in two sub-districts, one reading an hour on the day before: 1 to 3, and 9."""
    config = settings.CONFIG
    settings.CONFIG = type(config)(**{**vars(config), "data": tmp_path})
    prop = ObservedProperty.objects.create(code="level", name_zh="水位", minimum=0, maximum=20)
    noon = datetime(2026, 10, 30, 4, tzinfo=UTC)
    parts = []
    for area, values in ((district.xujiahui, (1, 2, 3)), (district.tianlin, (9,))):
        thing = Thing.objects.create(
            key=area.code, name="液位计", kind="gauge", area=area, lon=121.4, lat=31.2
        )
        stream = Datastream.objects.create(key=area.code, thing=thing, observed_property=prop)
        at = [micros(noon + n * HOUR) for n in range(len(values))]
        ids = np.full(len(values), stream.pk, np.int32)
        parts.append(Batch(ids, np.array(at, np.int64), np.array(values, float)))
    held = history.at(tmp_path / "history")
    held.append(parts, sequence=1)
    held.tidy()
    return prop


def test_an_indicator_may_be_made_of_the_history_of_readings(
    levels: ObservedProperty, district: Any, streets: list[Unit]
) -> None:
    planned(district, streets, "mean", formula="history:level:mean")
    planned(district, [], "top", formula="history:level:maximum")
    planned(district, [], "none", formula="history:level:median")
    assert services.count(date(2026, 10, 1), OCTOBER) == 4
    told = IndicatorValue.objects.order_by("indicator__key", "unit__code")
    assert {(v.indicator.key, v.unit.code if v.unit else "", v.value) for v in told} == {
        ("mean-1", "", 3.75), ("mean-1", "street-0", 2.0), ("mean-1", "street-1", 9.0),
        ("top-1", "", 9.0),
    }  # fmt: skip
    assert "水位" in str(formula_of("history:level:mean").words)  # type: ignore[union-attr]


def test_a_period_of_which_the_history_holds_nothing_has_no_figure(
    levels: ObservedProperty, district: Any
) -> None:
    planned(district, [], "mean", formula="history:level:mean")
    assert services.count(date(2026, 9, 1), SEPTEMBER) == 0


def test_columns_after_a_new_figure_are_those_that_are_read_anew(
    district: Any, streets: list[Unit]
) -> None:
    made = [planned(district, streets, key) for key in ("a", "b")]
    chance = np.random.default_rng(3)
    kept = None
    for n in range(12):
        indicator, unit = made[chance.integers(2)], streets[chance.integers(2)]
        day = (OCTOBER, SEPTEMBER)[chance.integers(2)]
        services.record_value(None, indicator, day, float(n), "更正", unit=unit)
        before, kept = kept, cube.cube(TODAY)
        fresh = cube.build(TODAY)
        for name in ("value", "excluded", "target", "score"):
            np.testing.assert_array_equal(getattr(kept, name), getattr(fresh, name))
        assert before is not kept
    assert cube.cube(TODAY) is kept
    IndicatorValue.objects.order_by("pk").first().delete()  # type: ignore[union-attr]
    np.testing.assert_array_equal(cube.cube(TODAY).value, cube.build(TODAY).value)


def test_who_changed_a_weight_or_a_formula_in_the_administration_is_in_the_audit(
    district: Any, streets: list[Unit], client: Client
) -> None:
    lifts = planned(district, streets)
    admin = User.objects.create(
        username="root", role="administrator", is_staff=True, is_superuser=True
    )
    client.force_login(admin)
    at = f"/admin/goals/plan/{lifts.plan_id}/change/"
    form = client.get(at).context["adminform"].form
    formsets = client.get(at).context["inline_admin_formsets"]
    sent: dict[str, Any] = {name: form[name].value() or "" for name in form.fields}
    for inline in formsets:
        formset = inline.formset
        sent |= {f"{formset.prefix}-{k}": formset.management_form[k].value() or 0
                 for k in formset.management_form.fields}  # fmt: skip
        for row in formset.initial_forms:
            for name in row.fields:
                value = row[name].value()
                sent[f"{row.prefix}-{name}"] = "[]" if value == [] else value or ""
                if value is None:
                    sent[f"{row.prefix}-{name}"] = ""
    sent = {name: value for name, value in sent.items() if value is not False}
    sent["indicators-0-weight"] = "2.5"
    sent["indicators-0-formula"] = "nothing"
    sent["indicators-0-baseline"] = "0"
    sent["indicators-0-minimum_volume"] = "0"
    refused = client.post(at, sent)
    assert refused.status_code == 200
    assert not AuditEntry.objects.filter(action="goals").exists()
    sent["indicators-0-formula"] = "sensed_share"
    assert client.post(at, sent).status_code == 302
    found = AuditEntry.objects.get(action="goals", target="lifts-1")
    assert found.actor == admin
    assert found.detail["fields"] == {"weight": ["1.0", "2.5"], "formula": ["", "sensed_share"]}
