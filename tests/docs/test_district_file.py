import re

import msgspec
import pytest
from msgspec import Struct

from chengyun.api.district import import_district
from chengyun.packs.services import install
from chengyun.places import district_file
from chengyun.places.choices import LayerKind, Level
from chengyun.places.district_file import DistrictFile
from chengyun.sensing.models import Datastream
from tests.docs.texts import GUIDE, codes, fenced, rows, sections

PAGE = GUIDE / "district-file.md"
TEXTS = sections(PAGE)
ROWS: dict[str, type[Struct]] = {
    "areas": district_file.AreaRow,
    "layers": district_file.LayerRow,
    "facilities": district_file.FacilityRow,
    "units": district_file.UnitRow,
    "officers": district_file.OfficerRow,
    "posts": district_file.PostRow,
    "things": district_file.ThingRow,
}


def test_the_example_is_a_district_file_that_uses_every_part() -> None:
    (example,) = fenced(PAGE, "json")
    district = msgspec.json.decode(example, type=DistrictFile)
    assert all(getattr(district, part) for part in ROWS)


@pytest.mark.django_db
def test_the_example_can_be_taken_in() -> None:
    (example,) = fenced(PAGE, "json")
    install()
    import_district(msgspec.json.decode(example), officer_password="一网统管-2026")
    area = Datastream.objects.get().thing.area
    assert area is not None
    assert area.name == "徐家汇街道"


def test_every_part_has_its_heading() -> None:
    assert list(TEXTS) == list(ROWS)


def test_every_key_of_a_row_is_told_and_no_other() -> None:
    for part, row in ROWS.items():
        told = {key for cells in rows(TEXTS[part]) for key in codes(cells[0])}
        assert told == {field.name for field in msgspec.structs.fields(row)}, part


def test_needed_keys_are_called_needed() -> None:
    for part, row in ROWS.items():
        told = {key for c in rows(TEXTS[part]) if c[1] == "needed" for key in codes(c[0])}
        assert told == {f.name for f in msgspec.structs.fields(row) if f.required}, part


def test_levels_and_layers_are_those_of_the_code() -> None:
    assert re.findall(r"`(\w+)`", TEXTS["areas"].split("`level` | needed |")[1])[:5] == Level.values
    told = re.findall(r"`(\w+)`", TEXTS["layers"].split("`kind` | needed |")[1])[:5]
    assert set(told) == set(LayerKind.values)


def test_the_keys_of_a_datastream_are_told() -> None:
    for field in msgspec.structs.fields(district_file.DatastreamRow):
        assert f"`{field.name}`" in TEXTS["things"]
