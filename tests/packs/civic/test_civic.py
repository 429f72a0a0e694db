from chengyun.packs import registry
from chengyun.packs.api import UNIT_KINDS


def test_every_silent_or_stuck_sensor_leads_to_one_kind_of_case() -> None:
    silent = [r for r in registry.rules() if r.kind in ("silence", "stuck")]
    assert {rule.case_type for rule in silent} == {"sensor_fault"}
    assert {rule.severity for rule in silent} == {4}


def test_a_fault_of_a_sensor_is_not_offered_to_residents() -> None:
    kinds = {kind.key: kind for kind in registry.current().packs["civic"].case_types}
    assert not kinds["sensor_fault"].reportable
    assert kinds["other"].reportable


def test_every_kind_of_case_is_handled_by_a_unit_that_exists() -> None:
    kinds = registry.current().case_types()
    assert kinds
    assert {kind.unit_kind for kind in kinds} <= UNIT_KINDS
