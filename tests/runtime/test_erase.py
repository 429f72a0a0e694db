"""`chengyun erase`, as it is typed."""

from typing import Any

import pytest

from chengyun.cases.models import Report
from chengyun.runtime import cli


@pytest.fixture
def ended(district: Any) -> Any:
    """A report of a case that closed three days ago."""
    from datetime import timedelta

    from django.utils import timezone

    from chengyun.cases.services import ReportIn, take_report

    case = take_report(ReportIn("灯不亮", name="张阿姨", phone="13812341234")).case
    case.closed_at = timezone.now() - timedelta(days=3)
    case.save()
    return case


@pytest.mark.parametrize(("days", "left"), [("2", 0), ("4", 1)])
def test_contacts_go_when_their_time_is_over(ended: Any, days: str, left: int) -> None:
    assert cli.main(["erase", "--days", days]) == 0
    assert Report.objects.exclude(contact="").count() == left


def test_by_itself_it_follows_the_setting(ended: Any, capsys: Any) -> None:
    assert cli.main(["erase"]) == 0
    assert "more than 730 days" in capsys.readouterr().out


def test_what_no_key_opens_is_told(ended: Any, settings: Any, capsys: Any) -> None:
    assert cli.main(["erase", "--reseal"]) == 0
    settings.SECRET_KEY = "another"
    assert cli.main(["erase", "--reseal"]) == 1
    assert "no key in force: 1" in capsys.readouterr().out


def test_the_clock_erases_each_day() -> None:
    from chengyun.runtime.workers import clock

    assert clock._erase_contacts in clock.CHORES
