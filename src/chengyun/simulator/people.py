"""Units 单位 and officers, the personas of the guide among them."""

from typing import Any

import numpy as np

from chengyun.simulator import geometry as g
from chengyun.simulator.atlas import ground as atlas
from chengyun.simulator.atlas import names as atlas_names
from chengyun.simulator.atlas import places
from chengyun.simulator.city import City

Officer = dict[str, Any]

PERSONA_NAMES = frozenset({"周敏", "陈立", "王芳", "李强", "赵国华"})
HANDLERS_PER_UNIT = 3
COMMITTEES_PER_GRID_OFFICER = 10
# Of a division code: 区 6, 街道 9, 居委会 12, grid 15.
COMMITTEE_DIGITS = 12


def units() -> list[dict[str, str]]:
    """The units in the district file's form."""
    offices = [(c, zh, en, kind, atlas.DISTRICT_CODE) for c, zh, en, kind in places.UNITS]
    streets = [
        (f"street-{s.code[-3:]}", f"{s.name}办事处".replace("镇办事处", "镇人民政府"),
         f"{s.name_en} Office", "street", s.code)
        for s in atlas.STREETS
    ]  # fmt: skip
    keys = ("code", "name_zh", "name_en", "kind", "area")
    return [dict(zip(keys, row, strict=True)) for row in [*offices, *streets]]


def posts() -> list[dict[str, Any]]:
    """The rota: the hall and its leader, and a lead and a handler of the day in every unit."""
    hall = ["zhoumin", *(f"ops{i + 1:02d}" for i in range(3))]
    made = [
        _post("duty_officer", "值班长", "Duty officer", None, hall),
        _post("leader", "带班领导", "Leader on duty", None, ["zhaoguohua"]),
    ]
    for unit in units():
        crew = [f"{unit['code']}-{i + 1:02d}" for i in range(HANDLERS_PER_UNIT)]
        made.append(_post("unit_lead", "单位负责人", "Unit lead", unit["code"], crew[:1]))
        made.append(_post("handler", "处置值班", "Handler on duty", unit["code"], crew[1:]))
    return made


def _post(kind: str, zh: str, en: str, unit: str | None, takers: list[str]) -> dict[str, Any]:
    return {"kind": kind, "title_zh": zh, "title_en": en, "unit": unit, "officers": takers}


def officers(city: City) -> list[Officer]:
    """All officers: personas first, then the people the simulator plays."""
    rng = np.random.default_rng([city.seed, 7])
    made = [*_personas(city), *_operations(), *_handlers(), *_grid_officers(city)]
    names = _names(rng)
    return [_complete(o, i, names) for i, o in enumerate(made)]


def _officer(username: str, role: str, unit: str, area: str, name: str = "") -> Officer:
    return {"username": username, "name": name, "role": role, "unit": unit, "area": area}


def _personas(city: City) -> list[Officer]:
    district = atlas.DISTRICT_CODE
    return [
        _officer("zhoumin", "duty_officer", "cityops", district, "周敏"),
        _officer("chenli", "dispatcher", "cityops", district, "陈立"),
        _officer("wangfang", "grid_officer", "street-014", _xujiahui_committee(city), "王芳"),
        _officer("liqiang", "handler", "urban-enforcement", district, "李强"),
        _officer("zhaoguohua", "leader", "cityops", district, "赵国华"),
        _officer("admin", "administrator", "cityops", district, "系统管理员"),
    ]


def _xujiahui_committee(city: City) -> str:
    """The committee at the crossing of 徐家汇, whose grids 王芳 walks."""
    cell = city.cell_codes[int(city.cells_at(g.to_metres([(121.4322, 31.1938)]))[0])]
    return cell[:COMMITTEE_DIGITS]


def _operations() -> list[Officer]:
    roles = ("duty_officer",) * 3 + ("dispatcher",) * 4
    return [
        _officer(f"ops{i + 1:02d}", role, "cityops", atlas.DISTRICT_CODE)
        for i, role in enumerate(roles)
    ]


def _handlers() -> list[Officer]:
    return [
        _officer(f"{unit['code']}-{i + 1:02d}", "handler", unit["code"], unit["area"])
        for unit in units()
        for i in range(HANDLERS_PER_UNIT)
    ]


def _grid_officers(city: City) -> list[Officer]:
    """One for about ten committees; each is at home in one street."""
    streets = [c.street for c in city.division.committees]
    made = []
    for index, street in enumerate(atlas.STREETS):
        count = max(1, round(streets.count(index) / COMMITTEES_PER_GRID_OFFICER))
        made += [
            _officer(
                f"grid{street.code[-3:]}-{i + 1:02d}",
                "grid_officer",
                f"street-{street.code[-3:]}",
                street.code,
            )
            for i in range(count)
        ]
    return made


def _names(rng: np.random.Generator) -> list[str]:
    given = atlas_names.GIVEN.split()
    pairs = [s + n for s in atlas_names.SURNAMES for n in given if s + n not in PERSONA_NAMES]
    return [pairs[i] for i in rng.permutation(len(pairs))[:400]]


def _complete(officer: Officer, index: int, names: list[str]) -> Officer:
    # No mobile number in China begins with 100: nobody can be called by mistake.
    return officer | {"name": officer["name"] or names[index], "phone": f"1000000{index:04d}"}
