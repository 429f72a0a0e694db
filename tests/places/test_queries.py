"""The area tree, read."""

from typing import Any

import pytest

from chengyun.places import queries
from chengyun.places.lookups import after
from chengyun.places.models import Area


def test_a_point_lies_in_the_narrowest_area_that_holds_it(district: Any) -> None:
    found = queries.locate_all([121.4319, 121.4191, 121.39, 0.0], [31.1919, 31.18, 31.11, 0.0])
    assert found == [district.grid.pk, district.tianlin.pk, district.root.pk, None]
    assert queries.locate(121.4319, 31.1919) == district.grid


def test_new_areas_are_noticed(district: Any) -> None:
    assert queries.locate(121.39, 31.11) == district.root
    Area.objects.create(
        code="310104103", name="华泾镇", level="street", parent=district.root,
        path="310104/310104103/", lon=121.39, lat=31.11,
        boundary='{"type":"Polygon","coordinates":[[[121.38,31.10],[121.40,31.10],[121.40,31.12],'
        "[121.38,31.12],[121.38,31.10]]]}",
    )  # fmt: skip
    assert queries.locate(121.39, 31.11).code == "310104103"


def test_outlines_are_cut_to_the_reader_s_own(district: Any) -> None:
    def codes(within: str, own: str) -> list[str]:
        told = queries.areas_geojson("street", within, own)
        return [feature["properties"]["code"] for feature in told["features"]]

    assert codes("", "") == ["310104011", "310104014"]
    assert codes("310104011", "310104/") == ["310104011"]
    assert codes("", district.tianlin.path) == ["310104011"]
    assert codes("nowhere", "") == []


def test_the_wall_starts_at_the_reader_s_own_area(district: Any) -> None:
    assert queries.shown_area("", "") == district.root
    assert queries.shown_area("", district.tianlin.path) == district.tianlin
    assert queries.shown_area("310104014", "310104/") == district.xujiahui
    assert queries.shown_area("310104014", district.tianlin.path) is None
    assert queries.shown_area("nowhere", "") is None


def test_the_chain_leads_from_the_top(district: Any) -> None:
    assert [step["name"] for step in queries.chain(district.xujiahui)] == ["徐汇区", "徐家汇街道"]


def test_a_path_is_empty_for_no_code_and_holds_nothing_for_an_unknown_one(district: Any) -> None:
    assert queries.path_of("") == ""
    assert queries.path_of("310104014") == "310104/310104014/"
    assert not Area.objects.filter(path__within=queries.path_of("nowhere")).exists()


@pytest.mark.parametrize("text", ["310104/3101040149/", "31010/", "310104", "310104x/"])
def test_within_is_an_exact_prefix(district: Any, text: str) -> None:
    inside = Area.objects.filter(path__within=text).count()
    assert inside == sum(
        path.startswith(text) for path in Area.objects.values_list("path", flat=True)
    )


def test_the_text_after_a_prefix() -> None:
    assert after("310104/") == "3101040"
