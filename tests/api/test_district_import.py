"""A district comes in whole, again and again, or not at all."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from chengyun.api.district import import_district
from chengyun.people.models import Unit, User
from chengyun.places.models import Area, BaseLayer, Facility
from chengyun.places.services import ImportFault, read_district
from chengyun.sensing.models import Datastream, Thing
from tests.api.conftest import small_district

PASSWORD = "一网统管-2026"


def take(district: Any) -> list[tuple[str, int]]:
    said: list[tuple[str, int]] = []
    import_district(district, officer_password=PASSWORD, say=lambda what, n: said.append((what, n)))
    return said


def counts() -> list[int]:
    models = (Area, BaseLayer, Facility, Unit, User, Thing, Datastream)
    return [model.objects.count() for model in models]


def test_a_district_comes_in_with_all_it_has(district_json: Path) -> None:
    said = take(read_district(district_json))
    assert [what for what, _ in said][-1] == "datastreams"
    assert counts() == [2, 1, 1, 1, 2, 1, 1]
    street = Area.objects.get(level="street")
    assert street.path == "310104/310104014/" and street.parent.code == "310104"
    stream = Datastream.objects.get()
    assert (stream.thing.area, stream.thing.simulated) == (street, True)
    assert User.objects.get(username="liqiang").unit.code == "water"


def test_officers_sign_in_with_the_password_given(district_json: Path) -> None:
    take(read_district(district_json))
    assert all(user.check_password(PASSWORD) for user in User.objects.all())
    assert User.objects.get(username="admin").is_superuser


def test_taking_it_in_again_updates_and_adds_nothing(district_json: Path) -> None:
    take(read_district(district_json))
    ids = list(Datastream.objects.values_list("key", "id"))
    changed = small_district()
    changed["areas"][1]["name"] = "徐家汇"
    changed["officers"][0]["name"] = "李强强"
    import_district(changed, officer_password="something-else-1")
    assert counts() == [2, 1, 1, 1, 2, 1, 1]
    assert Area.objects.get(level="street").name == "徐家汇"
    assert list(Datastream.objects.values_list("key", "id")) == ids
    officer = User.objects.get(username="liqiang")
    assert officer.name == "李强强" and officer.check_password(PASSWORD)


def test_a_gzipped_file_is_read_too(district_json: Path) -> None:
    packed = district_json.with_suffix(".json.gz")
    packed.write_bytes(gzip.compress(district_json.read_bytes()))
    assert len(read_district(packed).areas) == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d["things"][0]["datastreams"][0].update(property="magic"), "magic"),
        (lambda d: d["areas"][1].update(parent="999"), "999"),
        (lambda d: d["officers"][0].update(unit="nobody"), "nobody"),
        (lambda d: d["facilities"][0].update(area="999"), "facility f-1"),
    ],
)
def test_a_reference_that_leads_nowhere_is_named_and_nothing_is_written(
    properties: None, change: Any, told: str
) -> None:
    broken = small_district()
    change(broken)
    with pytest.raises(ImportFault, match=told):
        take(broken)
    assert counts() == [0] * 7


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d.update(format="other/1"), "format"),
        (lambda d: d["areas"][0].pop("code"), r"areas\[0\]"),
        (lambda d: d["areas"][0].update(lat=131.2), r"areas\[0\].lat"),
        (lambda d: d["officers"][0].update(role="king"), "king"),
        (lambda d: d["areas"][0].update(code="a/b"), "code"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(properties: None, change: Any, told: str) -> None:
    broken = small_district()
    change(broken)
    with pytest.raises(ImportFault, match=told):
        take(broken)


def test_a_file_that_is_cut_off_is_told_so(district_json: Path) -> None:
    whole = district_json.read_bytes()
    district_json.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImportFault, match="not a district file"):
        read_district(district_json)
    packed = gzip.compress(whole)
    district_json.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(ImportFault, match="cut off"):
        read_district(district_json)
    with pytest.raises(ImportFault, match="cannot be read"):
        read_district(district_json.with_name("missing.json"))


def test_layers_of_different_origin_do_not_overwrite_each_other(properties: None) -> None:
    from chengyun.places.layers import put_layer

    take(small_district())
    feature = {"type": "Feature", "properties": {"name": "Jardin"}, "geometry": None}
    for _ in range(2):
        put_layer("park", {"features": [feature]}, "osm")
    take(small_district())
    names = [
        f["properties"]["name"] for f in json.loads(BaseLayer.objects.get().geojson)["features"]
    ]
    assert sorted(names) == ["Jardin", "徐家汇公园"]
