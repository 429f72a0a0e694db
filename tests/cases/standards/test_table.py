from collections import Counter
from datetime import date
from typing import Any

import pytest

from chengyun.calendar import Limit
from chengyun.cases.models import Category, Condition, Crosswalk
from chengyun.cases.standards import conditions_for, editions, files, install
from chengyun.packs import registry

OF_2026 = [row for row in files.categories() if row.edition == "2026"]
OF_2013 = [row for row in files.categories() if row.edition == "2013"]


def test_the_edition_of_2026_has_the_numbers_that_the_standard_gives() -> None:
    components = [row for row in OF_2026 if row.is_component]
    # Each component is a matter too, with the same code (annex C, 01-05).
    matters = len(components) + sum(not row.is_component for row in OF_2026)
    assert (len(components), matters) == (153, 250)
    groups = Counter(row.code[:2] for row in OF_2026)
    assert groups == {
        "01": 76, "02": 44, "03": 16, "04": 14, "05": 3,
        "06": 51, "07": 7, "08": 16, "09": 21, "10": 2,
    }  # fmt: skip


def test_no_code_stands_twice_in_its_series_and_every_code_has_its_length() -> None:
    assert len({row.key for row in files.categories()}) == len(files.categories())
    # In 2026 there is one series: a code alone finds its category.
    assert len({row.code for row in OF_2026}) == len(OF_2026)
    lengths = {row.edition: {len(row.code)} for row in files.categories()}
    assert lengths == {edition.key: {edition.digits} for edition in editions.EDITIONS}


def test_every_title_and_group_is_in_both_languages() -> None:
    for row in files.categories():
        assert all((row.title_zh, row.title_en, row.group_zh, row.group_en)), row.code


def test_a_group_has_one_title() -> None:
    titles = {(row.edition, row.is_component, row.code[:2], row.group_zh) for row in OF_2026}
    assert len(titles) == 10


def test_every_line_of_the_crosswalk_leads_from_a_known_code_to_a_known_one() -> None:
    known = {row.key for row in files.categories()}
    for pair in files.crosswalk():
        assert ("2013", pair.is_component, pair.old) in known
        assert not pair.new or ("2026", pair.new < "06", pair.new) in known
    old = Counter((pair.is_component, pair.old) for pair in files.crosswalk())
    assert set(old) == {(row.is_component, row.code) for row in OF_2013}


def test_the_examples_of_the_crosswalk_that_sources_state_are_in_it() -> None:
    pairs = {(pair.old, pair.new) for pair in files.crosswalk() if not pair.is_component}
    assert {("0110", "06010"), ("0405", "09005")} <= pairs


def test_every_condition_has_a_limit_that_the_clock_reads_and_words_in_both_languages() -> None:
    for row in files.conditions():
        Limit.parse(row.limit)
        assert all((row.filing_zh, row.filing_en, row.closing_zh, row.closing_en)), row
    rows = Counter((row.edition, row.code, row.filing_zh) for row in files.conditions())
    assert max(rows.values()) == 1


def test_a_manhole_cover_has_the_four_conditions_of_the_city_s_table() -> None:
    limits = [row.limit for row in files.conditions() if row.code == "01014"]
    assert limits == ["2uh", "4h", "2wd", "5wd"]


@pytest.mark.parametrize("kind", registry.current().case_types(), ids=lambda kind: str(kind.key))
def test_a_kind_of_case_has_a_condition_with_its_own_limit(kind: Any) -> None:
    limits = {row.limit for row in files.conditions() if row.code == kind.category}
    assert not kind.category or kind.limit in limits


def test_the_edition_in_force_changes_on_the_first_of_july_2026() -> None:
    assert editions.current(date(2026, 6, 30)).key == "2013"
    assert editions.current(date(2026, 7, 1)).key == "2026"


def test_installing_again_changes_nothing(db: None) -> None:
    first = install()
    rows = list(Condition.objects.values())
    assert install() == first
    assert list(Condition.objects.values()) == rows
    assert Category.objects.count() == first.categories
    assert (Crosswalk.objects.count(), Condition.objects.count()) == (
        first.pairs,
        first.conditions,
    )


def test_what_the_office_changed_or_withdrew_stays_as_the_office_has_it(db: None) -> None:
    install()
    mine, gone, ours = conditions_for("01014", date(2026, 11, 21))[:3]
    Condition.objects.filter(pk=mine.pk).update(limit="1uh", edited=True)
    Condition.objects.filter(pk=gone.pk).update(withdrawn=True)
    Condition.objects.filter(pk=ours.pk).update(limit="9wd")
    install()
    left = {row.pk: row.limit for row in conditions_for("01014", date(2026, 11, 21))}
    assert left[mine.pk] == "1uh"
    assert gone.pk not in left
    assert left[ours.pk] == "2wd"


def test_the_conditions_of_a_code_are_those_of_the_edition_in_force(db: None) -> None:
    install()
    assert [row.limit for row in conditions_for("01023", date(2026, 11, 21))] == [
        "2uh", "4h", "2wd", "5wd",
    ]  # fmt: skip
    assert not conditions_for("", date(2026, 11, 21))
    assert not conditions_for("01023", date(2026, 6, 30))
    assert [row.limit for row in conditions_for("0506", date(2026, 6, 30))] == ["2uh"]
