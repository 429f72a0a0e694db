import re
from dataclasses import MISSING, Field, fields, is_dataclass

import msgspec

from chengyun import testing
from chengyun.packs import api, registry
from chengyun.packs.manifest import Manifest
from chengyun.packs.tuples import TUPLES
from tests.docs.texts import CODE, GUIDE, codes, rows, sections

PAGE = GUIDE / "packs.md"
TEXTS = sections(PAGE)
DECLARATIONS: dict[str, type] = {
    name: kind for name in api.__all__ if isinstance(kind := getattr(api, name), type)
}


def _default(field: "Field[object]") -> str:
    return "needed" if field.default is MISSING else f"`{field.default!r}`"


def _own(kind: type) -> dict[str, str]:
    """Fields and defaults of a declaration, without those that every rule has."""
    common = {f.name for f in fields(api.Rule)} if kind is not api.Rule else set()
    kept = common if issubclass(kind, api.Rule) else set()
    return {f.name: _default(f) for f in fields(kind) if f.name not in kept}


def test_every_declaration_has_its_heading() -> None:
    assert set(re.findall(r"^### (\w+)$", PAGE.read_text(), re.MULTILINE)) == set(DECLARATIONS)


def test_every_field_and_its_default_are_those_of_the_code() -> None:
    texts = sections(PAGE, 3)
    for name, kind in DECLARATIONS.items():
        if not is_dataclass(kind):
            continue
        told = {codes(cells[0])[0]: cells[1] for cells in rows(texts[name])}
        assert told == _own(kind), name


def test_every_call_of_the_hand_is_told() -> None:
    told = [codes(cells[0])[0] for cells in rows(sections(PAGE, 3)["District"])]
    assert set(told) == {name for name in vars(api.District) if not name.startswith("_")}


def test_every_tuple_of_a_pack_is_named() -> None:
    held = {told.name for told in TUPLES} | {"SCENE", "DEMO"}
    assert held <= set(CODE.findall(TEXTS["Declarations"]))


def test_kinds_of_unit_and_aggregates_are_those_of_the_code() -> None:
    units = TEXTS["Declarations"].split("Kinds of unit:")[1].split("###")[0]
    assert set(CODE.findall(units)) == api.UNIT_KINDS
    aggregates = TEXTS["Declarations"].split("Aggregates:")[1].split("###")[0]
    assert set(CODE.findall(aggregates)) == api.AGGREGATES


def test_every_key_of_the_manifest_is_told() -> None:
    told = {codes(cells[0])[0]: cells[1] for cells in rows(TEXTS["The manifest"])}
    known = msgspec.structs.fields(Manifest)
    assert told == {f.name: "needed" if f.required else "" for f in known}


def test_every_rule_of_conformance_is_told_with_its_grade() -> None:
    told = [(cells[0], codes(cells[1])[0]) for cells in rows(TEXTS["Conformance"])]
    assert told == [(check.grade, check.name) for check in testing._CHECKS]


def test_the_shipped_packs_are_named() -> None:
    shipped = PAGE.read_text().split("Shipped:")[1].split(". Read")[0]
    assert set(CODE.findall(shipped)) == {path.parent.name for path in registry._shipped()}
