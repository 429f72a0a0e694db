from typing import Any

import pytest

from chengyun.cases import searching
from chengyun.cases.models import Case, CaseWords
from chengyun.cases.queries import CaseFilter, search
from chengyun.cases.services import ReportIn, take_report
from chengyun.cases.words import asked, tokens
from chengyun.people.policy import viewer_of
from tests.cases.conftest import LESHAN, MONDAY


def test_chinese_is_kept_in_pairs_and_other_words_whole() -> None:
    assert tokens("暴露垃圾 CY20261121-000123") == [
        "暴露", "露垃", "垃圾", "圾", "cy20261121", "000123",
    ]  # fmt: skip
    assert asked("垃圾 ＣＹ2026") == [("垃圾",), ("cy2026",)]
    assert asked("!?，。") == []


@pytest.fixture
def found(flood: Any, zhoumin: Any) -> Any:
    for text in ("衡山路路口暴露垃圾", "永嘉路井盖缺失 cover", "露天烧烤，垃圾桶满溢"):
        take_report(ReportIn(text, case_type="other"), at=MONDAY)

    def titles(q: str) -> set[str]:
        page = search(viewer_of(zhoumin), CaseFilter(q=q))
        return {case.title[:3] for case in page.items}

    return titles


@pytest.mark.parametrize(
    ("q", "titles"),
    [
        ("垃圾", {"衡山路", "露天烧"}),
        ("暴露垃圾", {"衡山路"}),
        ("露垃圾", {"衡山路"}),
        ("垃", {"衡山路", "露天烧"}),
        ("溢", {"露天烧"}),
        ("垃圾 衡山路", {"衡山路"}),
        ("圾垃", set()),
        ("COV", {"永嘉路"}),
        ("cover 井盖", {"永嘉路"}),
        ("CY20261123-000002", {"永嘉路"}),
        ("000002", {"永嘉路"}),
        ("'\" OR 1=1 --", set()),
        ("a* NOT b ^ (c", set()),
        ("，", {"衡山路", "永嘉路", "露天烧"}),
    ],
)
def test_what_is_asked_for_is_found_and_nothing_else(found: Any, q: str, titles: set[str]) -> None:
    assert found(q) == titles


def test_many_matches_are_looked_up_in_the_order_of_the_list(
    found: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MANY", 1)
    assert found("垃圾") == {"衡山路", "露天烧"}
    assert found("暴露垃圾") == {"衡山路"}


def test_a_new_text_is_found_and_the_old_one_no_more(found: Any) -> None:
    case = Case.objects.get(title__startswith="永嘉路")
    case.title = case.description = "太原路路灯不亮"
    case.save()
    searching.index([case])
    assert found("路灯") == {"太原路"}
    assert found("井盖") == set()


def test_what_is_gone_is_found_no_more(found: Any) -> None:
    CaseWords.objects.filter(case__title__startswith="永嘉路").delete()
    assert found("井盖") == set()


def test_nobody_finds_what_is_not_theirs_to_see(found: Any, liqiang: Any) -> None:
    assert search(viewer_of(liqiang), CaseFilter(q="垃圾")).items == []


def test_a_long_text_is_kept_to_a_bound() -> None:
    assert len(tokens("积水" * 5000)) == 2000


def test_places_of_leshan_are_in_the_address(flood: Any, zhoumin: Any) -> None:
    take_report(ReportIn("积水", *LESHAN, flood.key, address="乐山路 18 弄"), at=MONDAY)
    assert search(viewer_of(zhoumin), CaseFilter(q="乐山路")).total == 1
