"""What a form needs to know of a kind of rule."""

from dataclasses import fields

import pytest

from chengyun.detection import RuleError, Threshold, fields_of, own_fields_of
from chengyun.detection.ruledata import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_kind_is_told_in_its_order(kind: str) -> None:
    assert [spec.name for spec in fields_of(kind)] == [f.name for f in fields(KINDS[kind])]


def test_a_field_tells_its_unit_its_bounds_and_its_default() -> None:
    told = {spec.name: spec for spec in fields_of("threshold")}
    hold, above, severity = told["hold_s"], told["above"], told["severity"]
    assert (hold.type, hold.unit, hold.default, hold.least) == ("number", "s", 0.0, 0)
    assert (above.unit, above.optional, above.needed) == ("value", True, False)
    assert (severity.needed, severity.least, severity.most) == (True, 1, 4)
    assert told["steps"].type == "steps"


def test_a_choice_tells_what_may_be_chosen() -> None:
    (direction,) = (spec for spec in own_fields_of("rate") if spec.name == "direction")
    assert direction.choices == ("rise", "fall", "both")


def test_own_fields_leave_out_what_every_rule_has() -> None:
    own = {spec.name for spec in own_fields_of("threshold")}
    assert own < {f.name for f in fields(Threshold)}
    assert {"key", "severity", "property"}.isdisjoint(own)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(RuleError, match="no kind 'wish'"):
        fields_of("wish")
