"""Declarations that cannot be are refused in a sentence that names the rule."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from chengyun.detection import Rule, RuleError, rule_from_dict, rule_to_dict

from .helpers import baseline, rate, silence, stuck, threshold

ALL = [
    threshold(above=70, clear=65, hold_s=60, steps=((90, 2), (110, 1))),
    threshold(below=2),
    threshold(above=75, hours=((22, 6, 55.0, "all"), (6, 22, 65.0, "rest"))),
    rate(per_minute=4, direction="rise", steps=((8, 1),)),
    silence(intervals=5),
    stuck(for_s=600, epsilon=0.1),
    baseline(z=5, side="high", floor_sd=2),
]


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.kind)
def test_a_rule_survives_the_way_through_json(rule: Rule) -> None:
    assert rule_from_dict(json.loads(json.dumps(rule_to_dict(rule)))) == rule


@pytest.mark.parametrize(
    ("declare", "given", "complaint"),
    [
        (threshold, {}, "either above or below"),
        (threshold, {"above": 1, "below": 0}, "either above or below"),
        (threshold, {"above": 1, "severity": 5}, "severity 5"),
        (threshold, {"above": 1, "key": ""}, "key is empty"),
        (threshold, {"above": 1, "title_en": ""}, "title_en is empty"),
        (threshold, {"above": float("nan")}, "not a number"),
        (threshold, {"above": 1, "clear": 2}, "clear 2 lies beyond the limit 1"),
        (threshold, {"below": 1, "clear": 0}, "clear 0 lies beyond the limit 1"),
        (threshold, {"above": 1, "hold_s": -1}, "hold_s must be 0 or more"),
        (threshold, {"above": 5, "steps": ((4, 1),)}, "step 4 does not lie beyond 5"),
        (threshold, {"below": 5, "steps": ((6, 1),)}, "step 6 does not lie beyond 5"),
        (threshold, {"above": 5, "steps": ((6, 3),)}, "step 6 is not more severe"),
        (threshold, {"above": 5, "hours": ((3, 3, 1.0, "all"),)}, "hours 3–3 are not within a day"),
        (threshold, {"above": 5, "hours": ((3, 4, 1.0, "sun"),)}, "day 'sun' is unknown"),
        (rate, {"per_minute": 0}, "per_minute must be above zero"),
        (rate, {"per_minute": 1, "direction": "up"}, "direction 'up' is unknown"),
        (rate, {"per_minute": 1, "clear": 2}, "clear must be between"),
        (silence, {"intervals": 0.5}, "intervals must be 1 or more"),
        (stuck, {"for_s": 0}, "for_s must be above zero"),
        (stuck, {"for_s": 1, "epsilon": -1}, "epsilon must be 0 or more"),
        (baseline, {"z": 0}, "z must be above zero"),
        (baseline, {"floor_sd": 0}, "floor_sd must be"),
        (baseline, {"side": "up"}, "side 'up' is unknown"),
        (baseline, {"clear": 9}, "clear must be between 0 and z"),
        (baseline, {"min_count": 1}, "min_count must be 2 or more"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(
    declare: Callable[..., Rule], given: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(RuleError, match=complaint):
        declare(**given)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"kind": "guess"}, "kind must be one of threshold, rate"),
        ({"colour": "red"}, "threshold knows no colour"),
        ({"severity": None}, "'rule'"),
        ({"steps": [3]}, "'rule'"),
    ],
)
def test_data_that_is_no_rule_is_refused(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(RuleError, match=complaint):
        rule_from_dict({**rule_to_dict(threshold(above=1)), **change})


def test_data_with_something_missing_is_refused_by_name() -> None:
    data = rule_to_dict(threshold(above=1))
    del data["severity"], data["title_zh"]
    with pytest.raises(RuleError, match="severity, title_zh is missing"):
        rule_from_dict(data)


def test_who_only_declares_rules_does_not_load_the_machinery_that_runs_them() -> None:
    code = "import sys; import chengyun.detection.rules; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
