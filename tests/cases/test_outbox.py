"""The outbox: nothing is lost, nothing is told before it is true."""

import json
from typing import Any

import pytest

from chengyun.cases import tasks
from chengyun.cases.services import Refused
from tests.cases.conftest import MONDAY


def test_events_leave_in_order_with_their_own_message_ids(
    reported: Any, do: Any, zhoumin: Any
) -> None:
    do(zhoumin, reported, "file")
    told = tasks.waiting(10)
    assert [event.subject for event in told] == ["event.case.open", "event.case.file"]
    assert [event.msg_id for event in told] == ["case-1", "case-2"]
    body = json.loads(told[1].payload)
    assert (body["action"], body["case"]["number"]) == ("file", reported.number)
    assert body["at"] == MONDAY.isoformat()


def test_what_was_not_delivered_waits(reported: Any, do: Any, zhoumin: Any) -> None:
    do(zhoumin, reported, "file")
    tasks.delivered([1])
    assert [event.id for event in tasks.waiting()] == [2]
    assert tasks.backlog() == 1


def test_a_refused_action_tells_nobody(reported: Any, do: Any, zhoumin: Any) -> None:
    with pytest.raises(Refused):
        do(zhoumin, reported, "close", "x")
    assert tasks.backlog() == 1


def test_the_bus_hears_the_language_of_the_house(reported: Any, do: Any, zhoumin: Any) -> None:
    from django.utils.translation import override

    with override("en"):
        do(zhoumin, reported, "file")
    body = json.loads(tasks.waiting()[-1].payload)
    assert body["case"]["type"]["title"] == "道路积水"
