"""Alarms that open cases, join them, make them graver and clear."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from chengyun.cases.models import Alarm, Case, LedgerEntry, OutboxEvent
from chengyun.cases.services import ReportIn, suggestion, take_alarms, take_report
from tests.cases.conftest import LESHAN, MONDAY, make_stream

MINUTE = timedelta(minutes=1)


def actions() -> list[str]:
    return list(LedgerEntry.objects.order_by("seq").values_list("action", flat=True))


def test_a_grave_alarm_files_and_dispatches_itself(alarm: Any, district: Any) -> None:
    (case,) = take_alarms([alarm()])
    assert (case.stage, case.unit) == ("dispatched", district.water)
    assert (case.area, case.street) == (district.grid, district.xujiahui)
    assert case.due_at == MONDAY + timedelta(hours=2)
    assert case.simulated and case.address == "gauge-1 水位计"
    assert actions() == ["open", "file", "dispatch"]
    assert Alarm.objects.get().case == case


def test_an_ordinary_alarm_waits_for_the_duty_officer_with_a_suggestion(
    alarm: Any, district: Any
) -> None:
    (case,) = take_alarms([alarm(severity=3)])
    assert (case.stage, case.unit) == ("reported", None)
    suggested = suggestion(case)
    assert suggested and suggested.unit == district.water and len(suggested.reasons) == 2


def test_a_local_kind_goes_to_the_office_of_its_street(
    alarm: Any, bins: Any, street_office: Any
) -> None:
    (case,) = take_alarms([alarm(case_type=bins.key)])
    assert case.unit == street_office


def test_the_same_alarm_again_changes_nothing(alarm: Any) -> None:
    take_alarms([alarm()])
    assert take_alarms([alarm(), alarm()]) == []
    assert (Case.objects.count(), len(actions())) == (1, 3)


def test_alarms_near_in_space_and_time_are_one_case(alarm: Any, district: Any) -> None:
    near = make_stream(district, "gauge-2", LESHAN[0] + 0.0005, LESHAN[1])
    far = make_stream(district, "gauge-3", LESHAN[0] + 0.0015, LESHAN[1])
    opened = take_alarms(
        [
            alarm(),
            alarm(key="a-2", datastream_id=near.pk, onset_at=MONDAY + MINUTE),
            alarm(key="a-3", datastream_id=far.pk),
        ]
    )
    assert sorted(case.alarm_count for case in opened) == [1, 2]
    assert actions().count("attach") == 1


def test_a_later_batch_joins_the_case_of_an_earlier_one(alarm: Any) -> None:
    take_alarms([alarm()])
    (case,) = take_alarms([alarm(key="a-2", onset_at=MONDAY + MINUTE)])
    case.refresh_from_db()
    assert (Case.objects.count(), case.alarm_count) == (1, 2)


def test_an_alarm_after_the_merging_time_opens_another_case(alarm: Any) -> None:
    take_alarms([alarm()])
    take_alarms([alarm(key="a-2", onset_at=MONDAY + timedelta(hours=7))])
    assert Case.objects.count() == 2


def test_an_alarm_after_closing_opens_another_case(alarm: Any) -> None:
    (case,) = take_alarms([alarm()])
    Case.objects.filter(pk=case.pk).update(stage="closed", closed_at=MONDAY)
    take_alarms([alarm(key="a-2", onset_at=MONDAY + MINUTE)])
    assert Case.objects.count() == 2


def test_an_escalation_makes_the_case_graver_and_sends_it_off(alarm: Any) -> None:
    take_alarms([alarm(severity=3)])
    (case,) = take_alarms([alarm(phase="escalate", severity=1, at=MONDAY + MINUTE)])
    assert (case.severity, case.stage) == (1, "dispatched")
    assert actions() == ["open", "escalate", "file", "dispatch"]


def test_a_downgrade_leaves_the_case_as_grave_as_it_was(alarm: Any) -> None:
    take_alarms([alarm()])
    take_alarms([alarm(phase="downgrade", severity=4, at=MONDAY + MINUTE)])
    assert (Alarm.objects.get().severity, Case.objects.get().severity) == (4, 2)


def test_a_cleared_alarm_is_stamped_once(alarm: Any) -> None:
    take_alarms([alarm()])
    clear = alarm(phase="clear", at=MONDAY + MINUTE)
    take_alarms([clear, replace(clear, at=MONDAY + 2 * MINUTE)])
    assert Alarm.objects.get().cleared_at == MONDAY + MINUTE
    assert actions().count("clear") == 1


def test_all_phases_may_come_in_one_batch(alarm: Any) -> None:
    take_alarms(
        [
            alarm(severity=3),
            alarm(severity=2, phase="escalate", at=MONDAY + MINUTE),
            alarm(severity=2, phase="clear", at=MONDAY + 2 * MINUTE),
        ]
    )
    kept = Alarm.objects.get()
    assert (kept.severity, kept.cleared_at) == (2, MONDAY + 2 * MINUTE)
    assert actions() == ["open", "escalate", "file", "dispatch", "clear"]


def test_a_replayed_old_phase_changes_nothing(alarm: Any) -> None:
    take_alarms([alarm()])
    take_alarms([alarm(phase="downgrade", severity=4, at=MONDAY + 2 * MINUTE)])
    take_alarms([alarm(phase="escalate", severity=1, at=MONDAY + MINUTE)])
    assert Case.objects.get().severity == 2


def test_a_kind_nobody_declared_becomes_another_matter(alarm: Any) -> None:
    (case,) = take_alarms([alarm(case_type="volcano", severity=3)])
    assert case.type.key == "other"


def test_an_alarm_of_a_sensor_that_is_gone_still_opens_a_case(
    alarm: Any, district: Any, zhoumin: Any
) -> None:
    from chengyun.cases import queries
    from chengyun.people.policy import viewer_of

    (case,) = take_alarms([alarm(datastream_id=9_999)])
    assert case.area is None and case.lon is None
    assert queries.get(viewer_of(zhoumin), case.number) == case


def test_figures_that_json_cannot_say_are_left_out(alarm: Any) -> None:
    take_alarms([alarm(value=float("nan"), detail={"peak": float("inf"), "n": 3})])
    assert Alarm.objects.get().detail == {"peak": None, "n": 3}


def test_a_resident_joins_the_case_that_a_sensor_opened(alarm: Any, flood: Any) -> None:
    take_alarms([alarm()])
    report = take_report(ReportIn("这里积水了", *LESHAN, flood.key), at=MONDAY + MINUTE)
    assert Case.objects.count() == 1
    assert (report.case.alarm_count, report.case.report_count) == (1, 1)


def test_every_ledger_row_has_its_outbox_row(alarm: Any) -> None:
    take_alarms([alarm(), alarm(key="a-2"), alarm(phase="clear", at=MONDAY + MINUTE)])
    seqs = set(LedgerEntry.objects.values_list("seq", flat=True))
    assert seqs == set(OutboxEvent.objects.values_list("id", flat=True))


def test_the_outbox_tells_the_case_as_it_stood_at_each_step(alarm: Any) -> None:
    take_alarms([alarm()])
    told = [event.payload for event in OutboxEvent.objects.order_by("id")]
    assert [body["case"]["stage"] for body in told] == ["reported", "filed", "dispatched"]
    assert told[0]["scope"] == {
        "area_path": "310104/310104014/310104014001/310104014001001/",
        "unit_id": None,
    }


def test_two_hundred_alarms_take_few_queries(
    alarm: Any, district: Any, django_assert_max_num_queries: Any
) -> None:
    streams = [make_stream(district, f"g-{i}", 121.426 + i * 0.0002, 31.19) for i in range(60)]
    told = [alarm(key=f"b-{i}", datastream_id=s.pk) for i, s in enumerate(streams)]
    take_alarms([alarm(key="first")])
    with django_assert_max_num_queries(45):
        take_alarms(told)
