"""The simulated past keeps the packs' own limits, though the simulator may not read them."""

from chengyun.packs import registry
from chengyun.simulator.past import BLOCKED, HABITS, LANE


def test_past_cases_have_the_limits_and_severities_that_packs_declare() -> None:
    declared = {t.key: (t.limit, t.severity) for t in registry.current().case_types()}
    habits = {**HABITS, LANE: BLOCKED}
    assert {key: (h.limit, h.severity) for key, h in habits.items()} == {
        key: declared[key] for key in habits
    }
