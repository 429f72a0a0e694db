"""NEWS2 against the published bands (RCP 2017), at every edge."""

from typing import Any

import pytest

from chengyun.packs.community import triage
from chengyun.packs.community.news2 import score

WELL: dict[str, Any] = {
    "fit": "adult", "respiration": 16, "spo2": 97, "scale": "one", "air": "air", "systolic": 128,
    "pulse": 74, "conscious": "a", "temperature": 36.7,
}  # fmt: skip
EDGES = {
    "respiration": ((8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3)),
    "spo2": ((91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0)),
    "systolic": ((90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3)),
    "pulse": ((40, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1), (111, 2), (130, 2),
              (131, 3)),
    "temperature": ((35.0, 3), (35.1, 1), (36.0, 1), (36.1, 0), (38.0, 0), (38.1, 1), (39.0, 1),
                    (39.1, 2)),
    "conscious": (("a", 0), ("c", 3), ("v", 3), ("p", 3), ("u", 3)),
    "air": (("air", 0), ("oxygen", 2)),
}  # fmt: skip
SCALE_2 = {
    "air": ((83, 3), (84, 2), (85, 2), (86, 1), (87, 1), (88, 0), (92, 0), (93, 0), (100, 0)),
    "oxygen": ((83, 3), (85, 2), (87, 1), (92, 0), (93, 1), (94, 1), (95, 2), (96, 2), (97, 3)),
}


def points(key: str, **told: Any) -> int:
    found = score(WELL | told)
    assert found is not None
    return next(one.points for one in found.parts if one.key == key)


@pytest.mark.parametrize("key", EDGES)
def test_each_parameter_has_its_published_points_at_every_edge(key: str) -> None:
    assert [points(key, **{key: value}) for value, _ in EDGES[key]] == [n for _, n in EDGES[key]]


@pytest.mark.parametrize("air", SCALE_2)
def test_on_scale_two_much_oxygen_in_the_blood_counts_only_for_who_breathes_oxygen(
    air: str,
) -> None:
    told = [points("spo2", spo2=value, scale="two", air=air) for value, _ in SCALE_2[air]]
    assert told == [n for _, n in SCALE_2[air]]


@pytest.mark.parametrize(
    ("told", "flag"),
    [
        ({}, "none"),
        ({"pulse": 95}, "low"),
        ({"systolic": 220}, "single"),
        ({"respiration": 21, "pulse": 112, "temperature": 38.1}, "urgent"),
        ({"conscious": "c", "air": "oxygen"}, "urgent"),
        ({"respiration": 25, "spo2": 92, "temperature": 39.1}, "high"),
        ({"fit": "child", "respiration": 30}, "unscored"),
        ({"fit": "pregnant"}, "unscored"),
        ({"pulse": None}, "unscored"),
    ],
)
def test_what_is_suggested_follows_from_the_total_and_from_one_alone(
    told: dict[str, Any], flag: str
) -> None:
    assert triage.flag_of(WELL | told) == flag


def test_the_reasons_name_every_parameter_with_its_points_and_the_total() -> None:
    told = triage.reasons(WELL | {"respiration": 25, "scale": "two", "spo2": 89})
    assert told.startswith("NEWS2 合计 3（标度二）")
    assert "呼吸 25 → 3" in told and "意识 清醒 → 0" in told and told.count("→") == 7


def test_what_has_not_been_measured_is_named_and_not_guessed() -> None:
    told = triage.reasons(WELL | {"pulse": None, "respiration": 25})
    assert told.startswith("未测：脉搏；呼吸 25 → 3") and "合计" not in told
    assert triage.reasons(WELL | {"scale": ""}).startswith("未测：血氧；")
    assert score(WELL | {"temperature": None}) is None
