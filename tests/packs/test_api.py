from typing import Any

import pytest

from chengyun.packs.api import CaseType, Property, VitalSign

PROPERTY: dict[str, Any] = {
    "code": "dust", "title_zh": "粉尘", "title_en": "Dust", "unit": "", "minimum": 0, "maximum": 1,
    "interval_s": 60,
}  # fmt: skip
KIND: dict[str, Any] = {
    "key": "dusty", "title_zh": "扬尘", "title_en": "Dusty", "category": "08004", "severity": 3,
    "limit": "2h", "unit_kind": "construction",
}  # fmt: skip
VITAL: dict[str, Any] = {
    "key": "dust_mean", "title_zh": "粉尘", "title_en": "Dust", "unit": "", "low": 0, "high": 1,
    "property": "dust", "aggregate": "mean",
}  # fmt: skip


@pytest.mark.parametrize(
    ("declaration", "given", "wrong", "sentence"),
    [
        (Property, PROPERTY, {"code": "Dust!"}, "property 'Dust!': a key is small letters"),
        (Property, PROPERTY, {"minimum": 2}, "property 'dust': minimum < maximum"),
        (Property, PROPERTY, {"maximum": float("inf")}, "minimum < maximum"),
        (Property, PROPERTY, {"title_en": ""}, "needs title_zh and title_en"),
        (CaseType, KIND, {"severity": 5}, "case type 'dusty': severity is 1, 2, 3 or 4"),
        (CaseType, KIND, {"limit": "soon"}, "'soon' is not a limit"),
        (CaseType, KIND, {"category": "8-4"}, "category is a 5-digit code"),
        (CaseType, KIND, {"unit_kind": "navy"}, "no unit kind 'navy'"),
        (VitalSign, VITAL, {"aggregate": "mode"}, "one of"),
        (VitalSign, VITAL, {"low": 1}, "low < high"),
    ],
)
def test_a_wrong_declaration_is_refused_with_a_sentence_naming_it(
    declaration: Any, given: dict[str, Any], wrong: dict[str, Any], sentence: str
) -> None:
    declaration(**given)
    with pytest.raises(ValueError, match=sentence):
        declaration(**given | wrong)
