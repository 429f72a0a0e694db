"""What the flood pack shows: water on the roads now, on the desk, the wall and in public."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chengyun.packs.api import (
    Block,
    District,
    Figure,
    Figures,
    Live,
    Point,
    Points,
    Table,
    Text,
    say,
)

STALLS_M = 0.30
FEW_CASES = 20


def waters(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Figures, the wet places on the map and as a list, open cases."""
    wet = _wet(district)
    yield Figures(items=_figures(district, wet))
    if not wet:
        yield Text(text=say("各测点均未见积水。", "No gauge sees water on a road."))
    yield Points(
        title=say("积水点位", "Where water stands"),
        items=tuple(
            Point(lon=one.lon, lat=one.lat, label=_label(one), lamp=_lamp(one)) for one in wet
        ),
    )
    cases = district.cases(("flooding",))[:FEW_CASES]
    yield Table(
        title=say("未办结的积水案件", "Open cases of flooded roads"),
        columns=(say("编号", "Number"), say("事由", "Matter"), say("地点", "Place")),
        rows=tuple((case.number, case.title, case.address) for case in cases),
        hrefs=tuple(district.link(case) for case in cases),
        empty=say("没有未办结的积水案件。", "No case of a flooded road is open."),
    )


def public(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """For everybody: whether and how deep water stands on the roads of each sub-district."""
    deepest = _by_street(district)
    yield Table(
        columns=(say("街道镇", "Sub-district"), say("最大积水深度（米）", "Deepest water, m")),
        rows=tuple((area.title, deepest.get(area.code)) for area in district.areas("street")),
    )
    yield Text(
        text=say(
            "积水超过 0.15 米请勿涉水步行，超过 0.30 米车辆请勿通行。",
            "Do not walk through more than 0.15 m, nor drive through more than 0.30 m.",
        )
    )


def panel(district: District) -> Sequence[Block]:
    """For the wall: deepest water, wet places, heaviest rain."""
    return (Figures(items=_figures(district, _wet(district))[:3]),)


def levels(district: District, asked: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """One row a gauge, the deepest first."""
    for one in sorted(district.latest("water_level"), key=lambda live: -live.value):
        yield one.thing, one.area, round(one.value, 2), one.at


def dry_share(district: District, area: str, first: date, last: date) -> float | None:
    """Per cent of the sub-district's gauges that see no water now."""
    gauges = [one for one in district.latest("water_level") if one.area.startswith(area)]
    limit = float(district.setting("wet_m", area))
    dry = sum(one.value < limit for one in gauges)
    return 100 * dry / len(gauges) if gauges else None


def _wet(district: District) -> list[Live]:
    """Gauges that see more water than their area takes for wet, the deepest first."""
    gauges = district.latest("water_level")
    limits = {area: float(district.setting("wet_m", area)) for area in {g.area for g in gauges}}
    wet = [gauge for gauge in gauges if gauge.value >= limits[gauge.area]]
    return sorted(wet, key=lambda gauge: -gauge.value)


def _figures(district: District, wet: Sequence[Live]) -> tuple[Figure, ...]:
    deepest = max((one.value for one in district.latest("water_level")), default=None)
    rain = max((one.value for one in district.latest("rain")), default=None)
    stalls = deepest is not None and deepest >= STALLS_M
    return (
        Figure(
            label=say("最大积水深度", "Deepest water"),
            value=None if deepest is None else round(deepest, 2),
            unit="m",
            note=say("车辆熄火", "cars stall") if stalls else say("有积水", "wet") if wet else "",
            lamp="bad" if stalls else "watch" if wet else "",
        ),
        Figure(label=say("积水点位", "Wet places"), value=len(wet)),
        Figure(label=say("最大雨强", "Heaviest rain"), value=rain, unit="mm/h"),
        Figure(
            label=say("未办结积水案件", "Open cases"),
            value=len(district.cases(("flooding",))),
            href="/desk/?open=1&type=flooding",
        ),
    )


def _by_street(district: District) -> dict[str, float]:
    """The deepest water in each sub-district, by its code; the codes of areas are nested."""
    found: dict[str, float] = {}
    gauges = district.latest("water_level")
    for area in district.areas("street"):
        inside = [one.value for one in gauges if one.area.startswith(area.code)]
        if inside:
            found[area.code] = round(max(inside), 2)
    return found


def _lamp(one: Live) -> str:
    return "bad" if one.value >= STALLS_M else "watch"


def _label(one: Live) -> str:
    return f"{one.thing} · {one.value:.2f} m"
