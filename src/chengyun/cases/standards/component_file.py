"""Components in an office's table: the 18 attributes of GB/T 47678.5-2026 table 2 and a position.

Headings may also be the short names of GB/T 47678.7-2026 (GLBJBSM and so on).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from chengyun.cases.models import Category
from chengyun.cases.standards import readers
from chengyun.cases.standards.category_file import Refused
from chengyun.cases.standards.filed import Change, Judged, compared
from chengyun.cases.standards.tables import Column, Line, Table
from chengyun.geo.crs import Crs, convert
from chengyun.people.policy import Viewer, scope_for
from chengyun.places import codes, components
from chengyun.places.choices import ComponentState
from chengyun.places.models import Area, Component

STATES = {
    **{state.value: state for state in ComponentState},
    "完好": ComponentState.INTACT,
    "破损": ComponentState.DAMAGED,
    "丢失": ComponentState.LOST,
    "废弃": ComponentState.DISUSED,
    "移除": ComponentState.REMOVED,
}


def _component(cell: Any) -> str:
    return str(codes.component(readers.written(cell)))


def _organisation(cell: Any) -> str:
    return codes.organisation(readers.written(cell))


def _grid(cell: Any) -> str:
    return str(codes.grid(readers.written(cell)))


def _street(cell: Any) -> str:
    return _area(cell, "street")


def _community(cell: Any) -> str:
    return _area(cell, "committee")


def _area(cell: Any, level: str) -> str:
    found = codes.area(readers.written(cell))
    if found.level != level:
        raise codes.CodeError("bad_length", str(found), len(str(found)) + 1)
    return str(found)


_crs = readers.one_of({crs.value: crs for crs in Crs}, "bad_crs")
# Key, heading, other names, how it is read, whether it must be there (M of the standard).
_DECLARED: tuple[tuple[str, Any, str, Any, bool], ...] = (
    ("code", _("Component code"), "管理部件标识码 部件标识码 标识码 部件编码 GLBJBSM",
     _component, True),
    ("name", _("Name"), "管理部件名称 部件名称 GLBJMC", readers.text(30), True),
    ("authority_code", _("Authority code"), "主管部门代码 ZGBMDM", _organisation, True),
    ("authority_name", _("Authority"), "主管部门名称 主管部门 ZGBMMC", readers.text(100), True),
    ("owner_code", _("Owner code"), "权属单位代码 QSDWDM", _organisation, False),
    ("owner_name", _("Owner"), "权属单位名称 权属单位 QSDWMC", readers.text(100), False),
    ("maintainer_code", _("Maintainer code"), "养护单位代码 YHDWDM", _organisation, False),
    ("maintainer_name", _("Maintainer"), "养护单位名称 养护单位 YHDWMC", readers.text(100), False),
    ("grid", _("Grid code"), "所在单元网格标识码 单元网格标识码 网格编码 SZDYWGBSM", _grid, True),
    ("state", _("State"), "管理部件状态 部件状态 状态 GLBJZT",
     readers.one_of(STATES, "bad_state"), True),
    ("begun_on", _("Initial date"), "初始日期 CSRQ", readers.day, True),
    ("changed_on", _("Date of change"), "变更日期 BGRQ", readers.day, False),
    ("source", _("Data source"), "数据来源 SJLY", readers.text(30), False),
    ("remark", _("Remark"), "备注 BZ", readers.text(1000), False),
    ("street_code", _("Sub-district code"), "所在街道代码 街道代码 SZJDDM", _street, False),
    ("street_name", _("Sub-district"), "所在街道名称 街道名称 街道 SZJDMC",
     readers.text(50), False),
    ("community_code", _("Committee code"), "所在社区代码 社区代码 SZSQDM", _community, False),
    ("community_name", _("Committee"), "所在社区名称 社区名称 社区 SZSQMC",
     readers.text(50), False),
    ("lon", _("Longitude"), "经度 X", readers.degrees(180), False),
    ("lat", _("Latitude"), "纬度 Y", readers.degrees(90), False),
    ("crs", _("Coordinate system"), "坐标系", _crs, False),
)  # fmt: skip


COLUMNS = tuple(
    Column(key, head, tuple(names.lower().split()), read, needed)
    for key, head, names, read, needed in _DECLARED
)
EXPORTED = COLUMNS


@dataclass(frozen=True)
class _Known:
    """What rows are held against: categories by their digits, areas by code, what is there."""

    categories: frozenset[str]
    paths: Mapping[str, str]
    there: Mapping[str, Component]


def judge(table: Table, viewer: Viewer | None) -> Judged:
    """What each row would change. Only grids within the viewer's area are known to them."""
    judged = Judged(table.rows, problems=list(table.problems))
    known = _known(table, viewer)
    seen: set[str] = set()
    for line in table.lines:
        try:
            judged.changes.append(_change(line, known, seen))
        except Refused as refused:
            judged.problems.append(line.problem(refused.key, refused.fault, refused.given))
    judged.problems.sort(key=lambda problem: problem.row)
    return judged


def _known(table: Table, viewer: Viewer | None) -> _Known:
    within = "" if viewer is None else scope_for(viewer).area_path
    areas = Area.objects.none() if within is None else Area.objects.filter(path__within=within)
    wanted = [line.values["code"] for line in table.lines]
    there: dict[str, Component] = {}
    for start in range(0, len(wanted), 5000):
        there |= Component.objects.in_bulk(wanted[start : start + 5000], field_name="code")
    components = Category.objects.filter(is_component=True)
    return _Known(
        frozenset(components.values_list("code", flat=True)),
        dict(areas.values_list("code", "path")),
        there,
    )


def _change(line: Line, known: _Known, seen: set[str]) -> Change:
    values = {key: value for key, value in line.values.items() if value is not None}
    code = values["code"]
    if code in seen:
        raise Refused("code", "repeated", code)
    seen.add(code)
    category = codes.component(code).category
    if category not in known.categories:
        raise Refused("code", "unknown_component_category", code)
    values |= {"category": category, "area_path": _path(values, known)}
    _place(values)
    held = known.there.get(code)
    if held is not None and held.area_path and not _may(held.area_path, known):
        raise Refused("code", "unknown_grid", code)
    title = f"{values['name']} {code}"
    return compared(line.row, title, held or Component(code=code), values, held is None)


def _may(path: str, known: _Known) -> bool:
    """True for a component that lies where the writer may write."""
    return path.rstrip("/").rpartition("/")[2] in known.paths


def _path(values: Mapping[str, Any], known: _Known) -> str:
    """The path of the narrowest area that holds the grid. Raises Refused."""
    grid = codes.grid(values["grid"])
    if grid.region != values["code"][:6]:
        raise Refused("grid", "other_region", values["grid"])
    wide = (str(grid), grid.community_code, grid.street_code, grid.region)
    found = next((known.paths[code] for code in wide if code in known.paths), None)
    if found is None:
        raise Refused("grid", "unknown_grid", values["grid"])
    return found


# Their coordinates are kept as they are.
SAME_PLACE = (Crs.CGCS2000, Crs.WGS84)


def _place(values: dict[str, Any]) -> None:
    """The position as WGS84; a survey's is CGCS2000, which is the same to the centimetre."""
    crs = values.pop("crs", Crs.CGCS2000)
    if ("lon" in values) != ("lat" in values):
        raise Refused("lat" if "lon" in values else "lon", "half_a_place")
    if "lon" in values and crs not in SAME_PLACE:
        lon, lat = convert(values["lon"], values["lat"], crs, Crs.WGS84)
        values["lon"], values["lat"] = float(lon), float(lat)


def rows(viewer: Viewer | None) -> Iterator[Sequence[Any]]:
    """The components that the viewer sees as rows of `EXPORTED`, positions in CGCS2000."""
    found = (
        Component.objects.all()
        if viewer is None
        else components.within(scope_for(viewer).area_path)
    )
    for row in found.iterator(2000):
        cells = [getattr(row, column.key, None) for column in COLUMNS[:-1]]
        cells[9] = str(row.get_state_display())
        yield [*cells, "CGCS2000" if row.lon is not None else ""]
