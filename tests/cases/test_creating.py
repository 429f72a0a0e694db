"""Taking cases in asks the database little, and knows at once what has been changed elsewhere."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from chengyun.cases import services
from chengyun.cases.dispatching import Rule
from chengyun.cases.known import known
from chengyun.cases.models import Alarm, Case, CaseType, LedgerEntry, OutboxEvent, Playbook
from chengyun.cases.stamp import KNOWN
from chengyun.people.models import Holiday, Unit
from chengyun.places.models import Area
from tests.cases.conftest import MONDAY, make_stream
from tests.cases.test_concurrency import ROOT, finished, python

# Of one alarm that is filed and dispatched. A query more for every case is a day's work lost.
MOST_OF_ONE = 20
BATCH = 200
FIRE = Rule(0, "积水归消防", "Flooding to the brigade", types=("flood.road",), unit="xfj")


@pytest.fixture
def many(district: Any, flood: Any, alarm: Callable[..., Any]) -> list[Any]:
    """Alarms far from one another, each a case of its own."""
    flood.merge_metres = 5
    flood.save()
    streams = [
        make_stream(district, f"g-{n}", 121.42 + n % 20 * 0.001, 31.18 + n // 20 * 0.001)
        for n in range(BATCH + 20)
    ]
    return [
        alarm(key=f"a-{n}", datastream_id=stream.pk, rule=f"r-{n}", severity=1)
        for n, stream in enumerate(streams)
    ]


def warm(alarms: list[Any]) -> None:
    """The first case declares the kinds that every house has; the second reads them."""
    for alarm in alarms:
        services.take_alarms([alarm])


def asked(alarms: list[Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        services.take_alarms(alarms)
    return len(seen)


def test_one_alarm_asks_few_queries_however_many_cases_there_are(many: list[Any]) -> None:
    warm(many[:2])
    few = asked(many[2:3])
    services.take_alarms(many[3:100])
    assert asked(many[100:101]) == few <= MOST_OF_ONE


def test_a_batch_of_two_hundred_asks_hardly_more_than_one(many: list[Any]) -> None:
    warm(many[:2])
    one = asked(many[2:3])
    whole = asked(many[3 : 3 + BATCH])
    assert Case.objects.count() == BATCH + 3
    # The words of a batch are written in a few statements.
    assert whole <= one + 5


def test_a_batch_writes_all_that_cases_one_by_one_have(many: list[Any]) -> None:
    made = services.take_alarms(many[:30])
    assert [case.pk for case in made] == list(
        Case.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert Alarm.objects.filter(case__in=made).count() == len(made) == 30
    assert LedgerEntry.objects.count() == OutboxEvent.objects.count() == 3 * 30
    fresh = {case.pk: case for case in Case.objects.all()}
    for case in made:
        for field in Case._meta.concrete_fields:
            assert getattr(case, field.attname) == getattr(fresh[case.pk], field.attname), field
    assert all(case.words.words for case in fresh.values())
    assert not services.verify().broken


def test_one_report_asks_few_queries(flood: Any) -> None:
    told = services.ReportIn("积水", 121.4319, 31.1919, flood.key, sender="张阿姨")
    for days in (0, 3):
        services.take_report(replace(told, lon=121.44), at=MONDAY + timedelta(days=days))
    with CaptureQueriesContext(connection) as seen:
        services.take_report(
            replace(told, lon=121.43, text="又积水"), at=MONDAY + timedelta(days=3)
        )
    assert len(seen) <= MOST_OF_ONE


def test_a_rule_written_now_is_obeyed_by_the_next_alarm(many: list[Any], zhoumin: Any) -> None:
    (before,) = services.take_alarms(many[:1])
    row = services.write_rule(zhoumin, replace(FIRE, unit="", unit_kind="fire", on=True))
    (after,) = services.take_alarms(many[1:2])
    services.switch_rule(zhoumin, row.pk, False)
    (last,) = services.take_alarms(many[2:3])
    kinds = [case.unit.kind if case.unit else None for case in (before, after, last)]
    assert kinds == ["water", "fire", "water"]


def test_what_was_undone_is_forgotten(many: list[Any]) -> None:
    flood = CaseType.objects.get(key="flood.road")
    assert known().kinds["flood.road"].title_zh == flood.title_zh
    try:
        with transaction.atomic():
            CaseType.objects.update(title_zh="别的事")
            assert known().kinds["flood.road"].title_zh == "别的事"
            raise RuntimeError
    except RuntimeError:
        pass
    assert known().kinds["flood.road"].title_zh == flood.title_zh


CHANGES: dict[str, Callable[[], object]] = {
    "area": lambda: Area.objects.update(name="新名"),
    "holiday": lambda: Holiday.objects.create(date=MONDAY.date(), worked=False),
    "kind": lambda: CaseType.objects.update(limit="9d"),
    "playbook": lambda: Playbook.objects.bulk_create([Playbook(key="b", pack="p", title_zh="案")]),
    "unit": lambda: Unit.objects.filter(kind="fire").delete(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_way_to_change_what_is_kept_is_noticed(what: str, flood: Any) -> None:
    before = KNOWN.read()
    CHANGES[what]()
    assert before and KNOWN.read() not in (None, before)


def test_without_a_stamp_nothing_is_kept(flood: Any) -> None:
    """While tables are made anew there are no triggers."""
    KNOWN.remove(plan=[object()])
    assert KNOWN.read() is None
    assert known() is not known()
    KNOWN.install()
    assert KNOWN.read() and known() is known()
    before = KNOWN.read()
    CaseType.objects.update(limit="9d")
    assert KNOWN.read() != before


HOUSE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.utils import timezone
from chengyun.cases.models import CaseType, DispatchRule, Playbook
from chengyun.people.models import Unit, User
from chengyun.places.models import Area
from chengyun.sensing.models import Datastream, ObservedProperty, Thing
area = Area.objects.create(code="310104", name="徐汇区", level="district", path="310104/", lon=1,
                           lat=1)
Unit.objects.create(code="swj", name_zh="水务", kind="water")
fire = Unit.objects.create(code="xfj", name_zh="消防", kind="fire")
CaseType.objects.create(key="flood", pack="p", title_zh="积水", severity=3, limit="2uh",
                        unit_kind="water", merge_metres=0)
DispatchRule.objects.create(place=1, name_zh="归消防", unit=fire, changed_at=timezone.now(),
                            changed_by=User.objects.create(username="zhoumin"))
step = {"key": "a", "kind": "fire", "unit_kind": "fire", "limit": "1uh", "after": [],
        "title_zh": "到场", "title_en": ""}
Playbook.objects.create(key="b", pack="p", title_zh="联动", case_types=["flood"], severity=4,
                        steps=[step], on=False)
thing = Thing.objects.create(key="t", name="t", kind="gauge", area=area, lon=1, lat=1)
level = ObservedProperty.objects.create(code="water_level", minimum=-9, maximum=9)
Datastream.objects.create(key="d", thing=thing, observed_property=level, interval_s=60)
"""
INTAKE = """
import sys, django; django.setup()
from datetime import datetime, UTC
from chengyun.cases.services import AlarmIn, take_alarms
from chengyun.sensing.models import Datastream
at = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
stream = Datastream.objects.get().pk
for n, _ in enumerate(sys.stdin):
    case, = take_alarms([AlarmIn(f"a{n}", f"r{n}", "flood", stream, 1, 1.0, at, at, "onset")])
    print(case.unit.code, case.tasks.count(), flush=True)
"""
CHANGE = """
import django; django.setup()
from chengyun.cases.models import DispatchRule, Playbook
"""


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[tuple[Callable[[], str], Callable[[str], None]]]:
    """A process that takes in an alarm when asked and says unit and tasks; and another one that
    changes something and ends."""
    env = os.environ | {
        "CHENGYUN_DATA": str(tmp_path),
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "chengyun.runtime.settings",
    }
    env.pop("CHENGYUN_DATABASE_URL", None)
    finished(python(HOUSE, env))
    command = [sys.executable, "-c", INTAKE]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=env, text=True, stdin=pipe, stdout=pipe) as process:
        assert process.stdin and process.stdout
        stdin, stdout = process.stdin, process.stdout

        def take() -> str:
            stdin.write("\n")
            stdin.flush()
            return stdout.readline().strip()

        yield take, lambda code: finished(python(CHANGE + code, env)) and None
        stdin.close()


def test_what_another_process_changes_is_obeyed_by_the_next_batch(intake: Any) -> None:
    take, change = intake
    assert take() == "swj 0"
    change("DispatchRule.objects.update(on=True)")
    assert take() == "xfj 0"
    change("Playbook.objects.update(on=True)")
    assert take() == "xfj 1"
    change("DispatchRule.objects.update(on=False); Playbook.objects.update(on=False)")
    assert take() == "swj 0"
