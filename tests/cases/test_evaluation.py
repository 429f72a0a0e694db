"""The evaluation against a plain definition, and its numbers against the lists behind them."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.cases import plain_evaluation as plain
from tests.cases import random_cases

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SIDES = ("part", "whole")


@pytest.fixture
def people(liqiang: Any, chenli: Any, zhoumin: Any, wangfang: Any) -> list[Any]:
    return [liqiang, chenli, zhoumin, wangfang]


@pytest.fixture
def february() -> Any:
    from chengyun.cases.evaluation.periods import Period

    return Period(date(2026, 2, 1), date(2026, 2, 28))


def _kinds(*some: Any) -> list[Any]:
    from chengyun.cases.models import CaseType

    more = [
        CaseType(key=f"k{i}", pack="x", title_zh=f"类{i}", severity=3, limit="1d", unit_kind="x")
        for i in range(3)
    ]
    return [*some, *CaseType.objects.bulk_create(more)]


def _ones(cases: list[Any], window: Any) -> list[plain.One]:
    kinds = Counter[int]()
    for case in cases:
        one = plain.One(case, window.since, window.until)
        kinds.update([case.type_id] if plain.PART["register"](one) else [])
    frequent = [kind for kind, _ in sorted(kinds.items(), key=lambda k: (-k[1], k[0]))[:3]]
    return [plain.One(case, window.since, window.until, frequent) for case in cases]


def _expected(metric: Any, ones: list[plain.One]) -> tuple[float, float]:
    counted = [one for one in ones if plain.PART[metric.key](one)]
    whole = sum(map(plain.WHOLE.get(metric.key, plain.PART[metric.key]), ones))
    if metric.kind == "hours":
        return sum(map(plain.hours_of, counted)), whole
    return len(counted), whole


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_is_exactly_what_the_plain_definition_counts(
    district: Any, zhoumin: Any, people: Any, flood: Any, february: Any, seed: int
) -> None:
    from chengyun.cases.evaluation.metrics import METRICS
    from chengyun.cases.evaluation.tables import Question, evaluate
    from chengyun.people.policy import viewer_of

    cases = random_cases.make(district, _kinds(flood), people, seed)
    seen = [case for case in cases if case.area_path]
    for period, now in ((february, NOW), (february, datetime(2026, 2, 17, 5, tzinfo=UTC))):
        table = evaluate(viewer_of(zhoumin), Question(period), now)
        ones = _ones(seen, table.window)
        for metric in METRICS:
            if metric.part:
                count = table.total.cells[metric.key].count
                assert (count.part, count.whole) == pytest.approx(_expected(metric, ones)), (
                    metric.key
                )


def test_the_year_and_the_period_before_are_the_same_definition(
    district: Any, zhoumin: Any, people: Any, flood: Any, february: Any
) -> None:
    from chengyun.cases.evaluation.tables import Question, evaluate
    from chengyun.people.policy import viewer_of

    random_cases.make(district, _kinds(flood), people, 9)
    now = evaluate(viewer_of(zhoumin), Question(february), NOW).total.cells
    before = evaluate(viewer_of(zhoumin), Question(february.before), NOW).total.cells
    assert {key: cell.before for key, cell in now.items()} == {
        key: cell.value for key, cell in before.items()
    }
    assert all(cell.year_before in (0, None) for cell in now.values())


@pytest.mark.parametrize("by", ["street", "committee", "grid", "unit", "post", "person"])
def test_every_number_is_as_long_as_the_list_behind_it(
    district: Any, admin: Any, people: Any, flood: Any, february: Any, by: str, settings: Any
) -> None:
    from chengyun.cases.evaluation.grouping import By
    from chengyun.cases.evaluation.metrics import METRICS
    from chengyun.cases.evaluation.tables import Question, evaluate
    from chengyun.cases.queries import CaseFilter, search
    from chengyun.people.policy import viewer_of

    random_cases.make(district, _kinds(flood), people, 5)
    viewer = viewer_of(admin)
    table = evaluate(viewer, Question(february, By(by)), NOW)
    told = 0
    for row in table.rows:
        for metric in (m for m in METRICS if m.part):
            count = row.cells[metric.key].count
            for side in SIDES:
                wanted = CaseFilter(
                    evaluation=f"{metric.key}:{side}", since="2026-02-01", until="2026-02-28",
                    of=f"{by}:{row.peer.key}",
                )  # fmt: skip
                number = count.whole if side == "whole" or metric.kind == "hours" else count.part
                assert search(viewer, wanted, size=1).total == number, (row.peer, metric.key, side)
                told += number
    assert told
    for key, cell in table.total.cells.items():
        if key != "score":
            assert cell.count.part == pytest.approx(
                sum(row.cells[key].count.part for row in table.rows)
            )


def test_a_viewer_sees_the_figures_of_what_they_may_see(
    district: Any, liqiang: Any, wangfang: Any, people: Any, flood: Any, february: Any
) -> None:
    from chengyun.cases.evaluation.tables import Question, evaluate
    from chengyun.people.policy import viewer_of

    cases = random_cases.make(district, _kinds(flood), people, 3)
    since, until = datetime(2026, 1, 31, 16, tzinfo=UTC), datetime(2026, 2, 28, 16, tzinfo=UTC)
    of_feb = [case for case in cases if since <= case.opened_at < until]
    for who, sees in (
        (liqiang, lambda c: c.unit_id == district.water.pk and c.area_path),
        (wangfang, lambda c: c.area_path.startswith(district.grid.path)),
    ):
        table = evaluate(viewer_of(who), Question(february), NOW)
        assert table.total.cells["report"].value == sum(bool(sees(c)) for c in of_feb)


def test_columns_kept_on_disk_are_brought_up_to_date_by_the_ledger(
    district: Any, zhoumin: Any, reported: Any, do: Any, monkeypatch: Any, settings: Any,
    tmp_path: Any,
) -> None:  # fmt: skip
    from dataclasses import replace

    import numpy as np

    from chengyun.cases.evaluation import columns, kept
    from chengyun.cases.models import Case, LedgerEntry

    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    monkeypatch.setattr(kept, "WORTH_KEEPING", 1)
    kept.current()
    do(zhoumin, reported, "file")
    do(zhoumin, reported, "dispatch", unit=district.water)
    monkeypatch.setattr(kept, "read", lambda *_: pytest.fail("all was read again"))
    fresh = kept.current()
    monkeypatch.undo()
    direct = columns.read(Case.objects.all(), LedgerEntry.objects.all())
    for name in columns.KINDS.keys() - set(columns.TEXTS):
        np.testing.assert_array_equal(fresh[name], direct[name])
    for name in columns.TEXTS:
        told = [[one.texts[name][code] for code in one[name]] for one in (fresh, direct)]
        assert told[0] == told[1]


def test_columns_of_another_database_are_not_believed(
    district: Any, zhoumin: Any, reported: Any, do: Any, monkeypatch: Any, settings: Any,
    tmp_path: Any,
) -> None:  # fmt: skip
    from dataclasses import replace

    from chengyun.cases.evaluation import kept
    from chengyun.cases.models import LedgerEntry

    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    monkeypatch.setattr(kept, "WORTH_KEEPING", 1)
    kept.current()
    do(zhoumin, reported, "file")
    LedgerEntry.objects.update(digest="another")
    texts = kept.current().texts["stage"]
    assert texts == ("filed",)


def test_a_running_month_is_compared_with_as_much_of_the_month_before() -> None:
    from chengyun.cases.evaluation.periods import Period

    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    now = datetime(2026, 3, 10, 4, tzinfo=UTC)
    passed = march.passed(now)
    assert passed == timedelta(days=9, hours=12)
    window = march.before.window(now, passed)
    assert window.until - window.since == passed
    assert march.year_before.first == date(2025, 3, 1)
    assert Period(date(2024, 2, 29), date(2024, 3, 2)).year_before.first == date(2023, 2, 28)


@pytest.mark.parametrize("key", ["score", "inTimeArchiveRate", "avgHandleTime", "frequentShare"])
def test_the_course_of_a_figure_ends_where_the_table_stands(
    district: Any, zhoumin: Any, people: Any, flood: Any, february: Any, key: str
) -> None:
    from chengyun.cases.evaluation.tables import Question, evaluate
    from chengyun.cases.evaluation.trend import trend
    from chengyun.people.policy import viewer_of

    random_cases.make(district, _kinds(flood), people, 6, n=400)
    question = Question(february, ranked=key)
    cell = evaluate(viewer_of(zhoumin), question, NOW).total.cells[key]
    before, last = trend(viewer_of(zhoumin), question, NOW)[-2:]
    assert cell.value is not None
    assert (before.value, last.value) == (cell.before, cell.value)


def test_a_table_asks_the_database_as_often_for_many_cases_as_for_few(
    district: Any, zhoumin: Any, people: Any, flood: Any, february: Any,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from chengyun.cases.evaluation.tables import Question, evaluate
    from chengyun.people.policy import viewer_of

    viewer = viewer_of(zhoumin)
    random_cases.make(district, _kinds(flood), people, 1, n=20)
    with CaptureQueriesContext(connection) as few:
        evaluate(viewer, Question(february), NOW)
    from chengyun.cases.models import Case

    more = list(Case.objects.all())
    for case in more:
        case.pk, case.number = None, f"again-{case.number}"
    Case.objects.bulk_create(more)
    with django_assert_num_queries(len(few)):
        evaluate(viewer, Question(february), NOW)
