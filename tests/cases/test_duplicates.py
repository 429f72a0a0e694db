"""What looks the same: scored, suggested, decided once."""

from datetime import timedelta
from typing import Any

import pytest

from chengyun.cases import rules
from chengyun.cases.duplicates import Matter, compare, wording
from chengyun.cases.models import Case, LedgerEntry
from chengyun.cases.queries.alike import alike, known, matter
from chengyun.cases.services import ReportIn, merge, not_same, take_report
from chengyun.people.policy import viewer_of
from tests.cases.conftest import LESHAN, MONDAY
from tests.cases.test_lifecycle import refused

HERE = Matter(MONDAY, "flood", "05", "乐山路口积水很深", *LESHAN)
METRE = 1 / 111_195


def at(metres: float, hours: float = 0, kind: str = "flood", text: str = "") -> Matter:
    lat = LESHAN[1] + metres * METRE
    return Matter(MONDAY + timedelta(hours=hours), kind, "05", text, LESHAN[0], lat)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (at(0), True),
        (at(30, hours=20), True),
        (at(30, hours=20 * 24), True),
        (at(80), False),
        (at(80, text="乐山路积水很深"), True),
        (at(2000, text="乐山路口积水很深"), False),
        (at(0, kind="tree"), False),
        (at(0, kind="tree", text="乐山路口积水很深，树倒了"), True),
        (at(60, hours=90 * 24), False),
    ],
)
def test_near_in_space_time_kind_and_wording_is_suggested(other: Matter, same: bool) -> None:
    assert compare(HERE, other).suggested == same
    assert compare(other, HERE).score == compare(HERE, other).score


def test_where_a_place_is_unknown_the_words_must_say_it() -> None:
    somewhere = Matter(MONDAY, "flood", "05", "到处都是水")
    told = Matter(MONDAY, "flood", "05", "乐山路口积水, 很深")
    assert not compare(HERE, somewhere).suggested
    assert compare(HERE, told).suggested and compare(HERE, told).metres is None


def test_the_score_falls_with_every_metre_hour_and_word() -> None:
    scores = [compare(HERE, at(metres)).score for metres in range(0, 400, 20)]
    assert scores == sorted(scores, reverse=True)
    scores = [compare(HERE, at(0, hours)).score for hours in range(0, 2000, 100)]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1


def test_wording_ignores_spaces_signs_and_case() -> None:
    assert wording("乐山路 积水!", "乐山路积水") == 1
    assert wording("", "") == wording("水", "水") == 0
    assert wording("Road FLOODED", "road flooded.") == 1


def test_reasons_are_said_in_words() -> None:
    reasons = [str(one) for one in compare(HERE, at(30, 5, text="乐山路口积水很深")).reasons]
    assert len(reasons) == 4 and "30" in reasons[0] and "5" in reasons[2]


@pytest.fixture
def pair(flood: Any) -> tuple[Any, Any]:
    """Two cases of one flood: a resident said the second was another matter."""
    told = ReportIn("乐山路口积水", *LESHAN, flood.key)
    again = ReportIn("乐山路口积水很深", *LESHAN, flood.key, apart=True)
    return tuple(take_report(one, at=MONDAY).case for one in (told, again))  # type: ignore[return-value]


def test_the_desk_is_shown_what_a_case_looks_like(pair: Any, zhoumin: Any) -> None:
    first, second = pair
    (found,) = alike(viewer_of(zhoumin), second)
    assert found.case == first and found.likeness.metres == 0


def test_what_is_out_of_scope_is_not_suggested(pair: Any, district: Any, wangfang: Any) -> None:
    first, second = pair
    assert alike(viewer_of(wangfang), second)
    Case.objects.filter(pk=first.pk).update(area_path=district.tianlin.path)
    assert alike(viewer_of(wangfang), second) == []


def test_not_the_same_is_remembered_for_both(pair: Any, zhoumin: Any, wangfang: Any) -> None:
    first, second = pair
    with refused("not_yours"):
        not_same(wangfang, second.number, first.number)
    with refused("same_case"):
        not_same(zhoumin, second.number, second.number)
    with refused("unknown_case"):
        not_same(zhoumin, second.number, "CY0")
    for _ in range(2):
        not_same(zhoumin, second.number, first.number)
    viewer = viewer_of(zhoumin)
    assert alike(viewer, first) == alike(viewer, second) == []
    rows = LedgerEntry.objects.filter(action="distinct")
    assert [row.detail for row in rows] == [{"other": first.number}]


def test_the_public_is_never_told_of_a_confidential_case(flood: Any, pair: Any) -> None:
    about = matter(flood, MONDAY, *LESHAN, "积水")
    assert len(known(about)) == 2
    Case.objects.update(confidential=True)
    assert known(about) == []


def test_closed_cases_are_not_suggested(flood: Any, pair: Any) -> None:
    Case.objects.update(closed_at=MONDAY)
    assert known(matter(flood, MONDAY, *LESHAN, "积水")) == []


@pytest.mark.skipif("merge" not in rules.BY_ACTION, reason="merging is not in the lifecycle yet")
def test_merging_keeps_the_reports_and_counts_once(pair: Any, zhoumin: Any) -> None:
    from chengyun.cases.queries import reports

    first, second = pair
    merge(zhoumin, second.number, first.number)
    assert Case.objects.get(pk=second.pk).merged_into == first
    assert len(reports(viewer_of(zhoumin), first)) == 2
