"""One cause, a thousand alarms, one case that says so."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction

from chengyun.cases.models import Alarm, Case, LedgerEntry, Storm
from chengyun.cases.services import (
    AlarmIn,
    act,
    run_clock,
    standing_storms,
    take_alarms,
    verify,
)
from chengyun.cases.storms import Limits, Onset, Recent, groups, raised
from tests.cases.conftest import LESHAN, MONDAY, make_stream

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SILENT = {"rule": "silence"}


@pytest.fixture(autouse=True)
def small_storms(settings: Any) -> None:
    """Four devices are a storm here."""
    settings.CONFIG = replace(settings.CONFIG, storm_alarms=3)


@pytest.fixture
def streams(district: Any) -> list[Any]:
    """Twelve gauges far from each other, the first eight in 徐家汇, the rest in 田林."""
    made = [make_stream(district, f"g-{i}", LESHAN[0] + i * 0.01, LESHAN[1]) for i in range(12)]
    for stream in made[8:]:
        stream.thing.area = district.tianlin
        stream.thing.save()
    return made


@pytest.fixture
def silent(alarm: Callable[..., AlarmIn], streams: list[Any]) -> Callable[..., AlarmIn]:
    def make(n: int, **other: Any) -> AlarmIn:
        at = MONDAY + n * SECOND
        facts = {"key": f"s-{n}", "rule": "gauge_silent", "severity": 4, "detail": SILENT}
        told = facts | {"datastream_id": streams[n % 12].pk, "onset_at": at, "at": at} | other
        return alarm(**told)

    return make


def storm() -> Case:
    return Storm.objects.get().case


def test_a_storm_is_one_case_that_says_so(silent: Callable[..., AlarmIn]) -> None:
    take_alarms([silent(n) for n in range(8)])
    case = storm()
    assert case.title == "徐家汇街道 8 台设备同时失联"
    assert (case.alarm_count, case.severity, case.type.key) == (8, 3, "alarm_storm")
    assert Case.objects.filter(closed_at=None).count() == 1


def test_every_alarm_exists_and_points_to_the_storm(silent: Callable[..., AlarmIn]) -> None:
    take_alarms([silent(n) for n in range(8)])
    assert Alarm.objects.filter(storm=storm(), case=storm()).count() == 8


def test_the_first_cases_nobody_touched_are_closed_into_the_storm(
    silent: Callable[..., AlarmIn],
) -> None:
    take_alarms([silent(n) for n in range(3)])
    take_alarms([silent(3)])
    firsts = Case.objects.exclude(pk=storm().pk)
    assert {case.stage for case in firsts} == {"cancelled"} and len(firsts) == 3
    assert {case.merged_into for case in firsts} == {storm()}
    notes = LedgerEntry.objects.filter(action="merge").values_list("note", flat=True)
    assert len(notes) == 3 and all(storm().number in note for note in notes)
    assert sum(Case.objects.values_list("alarm_count", flat=True)) == Alarm.objects.count()


def test_a_first_case_can_be_taken_out_of_the_storm_again(
    silent: Callable[..., AlarmIn], zhoumin: Any
) -> None:
    take_alarms([silent(n) for n in range(3)])
    take_alarms([silent(3)])
    first = Case.objects.get(number="CY20261123-000001")
    act(zhoumin, first.number, "unmerge", reason="单独处理", at=MONDAY)
    first.refresh_from_db()
    assert (first.stage, first.alarm_count, storm().alarm_count) == ("reported", 1, 3)
    assert Alarm.objects.get(key="s-0").case == first


def test_a_case_that_somebody_has_touched_goes_on_and_is_linked(
    silent: Callable[..., AlarmIn], zhoumin: Any
) -> None:
    (first, *_rest) = take_alarms([silent(n) for n in range(3)])
    act(zhoumin, first.number, "comment", reason="已电话联系", at=MONDAY)
    take_alarms([silent(3)])
    first.refresh_from_db()
    assert first.is_open
    assert first.ledger.get(action="link").detail == {"storm": storm().number}
    assert Alarm.objects.filter(case=first).get().storm == storm()


def test_a_few_are_no_storm(silent: Callable[..., AlarmIn]) -> None:
    take_alarms([silent(n) for n in range(3)])
    assert (Case.objects.count(), Storm.objects.count()) == (3, 0)


def test_one_device_that_flaps_is_no_storm(silent: Callable[..., AlarmIn], streams: Any) -> None:
    take_alarms([silent(n, datastream_id=streams[0].pk) for n in range(9)])
    assert Storm.objects.count() == 0


def test_spread_over_time_they_are_no_storm(silent: Callable[..., AlarmIn]) -> None:
    told = [silent(n, onset_at=MONDAY + 4 * n * MINUTE) for n in range(8)]
    take_alarms(told)
    assert Storm.objects.count() == 0


def test_none_is_made_where_storms_are_off(silent: Callable[..., AlarmIn], settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, storm_alarms=0)
    take_alarms([silent(n) for n in range(8)])
    assert Storm.objects.count() == 0


def test_critical_alarms_keep_their_own_cases(silent: Callable[..., AlarmIn]) -> None:
    take_alarms([silent(n, severity=1) for n in range(8)])
    assert (Case.objects.count(), Storm.objects.count()) == (8, 0)
    take_alarms([silent(n, key=f"t-{n}") for n in range(8)])
    take_alarms([silent(7, key="fire", severity=1, rule="smoke", detail={})])
    assert Alarm.objects.get(key="fire").storm is None


def test_one_rule_across_sub_districts_is_a_storm_of_the_whole_district(
    silent: Callable[..., AlarmIn],
) -> None:
    near = [silent(n) for n in (0, 1, 8, 9)]
    take_alarms([replace(told, detail={}) for told in near])
    case = storm()
    assert (case.area, case.area_path) == (None, "310104/")
    assert case.title == "积水超警戒：4 台设备同时告警"


def test_after_the_quiet_the_same_open_case_goes_on(silent: Callable[..., AlarmIn]) -> None:
    take_alarms([silent(n) for n in range(5)])
    later = MONDAY + timedelta(hours=2)
    again = [silent(n, key=f"b-{n}", onset_at=later, at=later) for n in range(6)]
    take_alarms(again)
    assert storm().alarm_count == 11
    assert Storm.objects.get().devices == 6


def test_once_a_person_has_closed_it_a_new_storm_is_a_new_case(
    silent: Callable[..., AlarmIn],
) -> None:
    take_alarms([silent(n) for n in range(5)])
    Case.objects.filter(pk=storm().pk).update(stage="closed", closed_at=MONDAY)
    take_alarms([silent(n, key=f"b-{n}") for n in range(6)])
    assert Storm.objects.count() == 2


def test_the_storm_is_over_when_all_are_back_and_none_has_come(
    silent: Callable[..., AlarmIn],
) -> None:
    told = [silent(n) for n in range(5)]
    take_alarms(told)
    run_clock(MONDAY + 30 * MINUTE)
    assert standing_storms() == 1
    assert Storm.objects.get().ended_at is None
    take_alarms([replace(one, phase="clear", at=MONDAY + 3 * MINUTE) for one in told])
    run_clock(MONDAY + 5 * MINUTE)
    assert Storm.objects.get().ended_at is None
    run_clock(MONDAY + 30 * MINUTE)
    run_clock(MONDAY + 31 * MINUTE)
    assert standing_storms() == 0
    assert Storm.objects.get().ended_at == MONDAY + 30 * MINUTE
    assert storm().is_open and storm().ledger.filter(action="calm").count() == 1


def test_an_alarm_that_gets_graver_makes_its_storm_graver(silent: Callable[..., AlarmIn]) -> None:
    take_alarms([silent(n) for n in range(5)])
    take_alarms([silent(2, phase="escalate", severity=3, at=MONDAY + MINUTE)])
    assert storm().severity == 2
    assert storm().stage in ("filed", "dispatched")


def test_a_storm_redelivered_changes_nothing(silent: Callable[..., AlarmIn]) -> None:
    told = [silent(n) for n in range(12)]
    take_alarms(told)
    before = picture()
    take_alarms(told)
    take_alarms(told[3:])
    assert before[2] and picture() == before
    assert verify().broken is None


def picture() -> list[Any]:
    """The cases and what points to them, without what only counts up."""
    cases = Case.objects.order_by("id")
    rows = [(c.number, c.title, c.stage, c.severity, c.alarm_count, c.seen_at) for c in cases]
    alarms = Alarm.objects.order_by("key").values_list(
        "key", "case__number", "storm__number", "severity", "cleared_at"
    )
    storms = Storm.objects.order_by("id").values_list(
        "group", "devices", "began_at", "last_onset_at", "ended_at"
    )
    return [rows, list(alarms), list(storms)]


def taken_in(batches: Sequence[Sequence[AlarmIn]]) -> list[Any]:
    """The picture after these batches; the database is as before."""
    with transaction.atomic():
        for batch in batches:
            take_alarms(batch)
        found = picture()
        transaction.set_rollback(True)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_the_same_alarms_in_any_batches_give_the_same_cases(
    silent: Callable[..., AlarmIn], seed: int
) -> None:
    told = random_alarms(silent, random.Random(seed))
    one_by_one = taken_in([[alarm] for alarm in told])
    assert one_by_one[2], "no storm in this sequence"
    for cut_seed in range(3):
        chance = random.Random(100 * seed + cut_seed)
        cuts = [0, *sorted(chance.sample(range(1, len(told)), 5)), len(told)]
        batches = [told[a:b] for a, b in pairwise(cuts)]
        assert taken_in(batches) == one_by_one
    assert taken_in([told]) == one_by_one


def random_alarms(silent: Callable[..., AlarmIn], chance: random.Random) -> list[AlarmIn]:
    """Bursts and stragglers of three rules, with phases, in no strict order."""
    told: list[AlarmIn] = []
    at = MONDAY
    for n in range(60):
        at += SECOND * chance.choice((1, 2, 5, 20, 200, 700))
        rule = chance.choice(("gauge_silent", "gauge_silent", "level", "drift"))
        detail = SILENT if rule == "gauge_silent" else {}
        begun = at - SECOND * chance.choice((0, 0, 30, 400))
        told.append(
            silent(
                chance.randrange(12), key=f"r-{n}", rule=rule, detail=detail, onset_at=begun,
                at=begun, severity=chance.choice((1, 2, 3, 4, 4, 4)),
            )
        )  # fmt: skip
        if chance.random() < 0.4:
            before = chance.choice(told)
            phase = chance.choice(("escalate", "downgrade", "clear"))
            severity = chance.choice((1, 2, 3, 4))
            told.append(replace(before, phase=phase, severity=severity, at=at))
    return told


def test_a_thousand_alarms_in_batches_take_few_queries_each(
    silent: Callable[..., AlarmIn], django_assert_max_num_queries: Any
) -> None:
    take_alarms([silent(n) for n in range(12)])
    more = [silent(n, key=f"m-{n}", onset_at=MONDAY + MINUTE) for n in range(200)]
    with django_assert_max_num_queries(35):
        take_alarms(more)
    counts = [one.case.alarm_count for one in Storm.objects.all()]
    assert sum(counts) == 212


ONSET = Onset("k", "r", 1, MONDAY, 4, silent=True, property="water", street="310104/1/")


def test_an_onset_belongs_to_the_narrowest_matter_first() -> None:
    assert groups(ONSET) == ("silence|310104/1/", "property|water|310104/1/", "rule|r")
    assert groups(replace(ONSET, silent=False, street="")) == ("rule|r",)


def test_a_storm_is_one_step_graver_than_its_gravest_alarm() -> None:
    assert [raised(severity) for severity in (1, 2, 3, 4)] == [1, 1, 2, 3]


def test_an_onset_that_became_critical_counts_no_more() -> None:
    recent = Recent(Limits(alarms=1))
    recent.add(ONSET)
    assert recent.storm(replace(ONSET, key="l", stream=2)) is not None
    recent.add(replace(ONSET, severity=1))
    assert recent.storm(replace(ONSET, key="l", stream=2)) is None
