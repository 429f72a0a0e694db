import math

import pytest

from chengyun.insight import rules

KINDS = rules.build(
    [
        ("flooding", "道路积水"),
        ("flooding", "下水道堵了"),
        ("flooding", "road flooded"),
        ("manhole", "井盖丢失"),
        ("manhole", "井盖松动"),
        ("manhole", "manhole cover missing"),
        ("noise", "半夜施工太吵"),
        ("street_vending", "占道经营"),
        ("illegal_parking", "占道停车"),
    ]
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("零陵路口下雨后道路积水，行人过不去", "flooding"),
        ("小区门口窨井的井盖松动，车子压过去很响", "manhole"),
        ("夫妻老婆店天天占道经营，走路都走不了", "street_vending"),
        ("The road is flooded near the metro", "flooding"),
        ("manhole cover is missing on Tianlin Road", "manhole"),
    ],
)
def test_a_text_is_given_the_kind_whose_phrases_it_shares(text: str, kind: str) -> None:
    found = KINDS.suggest(text)
    assert found is not None
    assert found.case_type == kind
    assert found.because


@pytest.mark.parametrize("text", ["", "你好", "请尽快回复，谢谢！", "?????", "hello"])
def test_a_text_that_shares_too_little_gets_no_suggestion(text: str) -> None:
    assert KINDS.suggest(text) is None


def test_confidence_is_shared_between_kinds_that_both_fit() -> None:
    sure, torn = KINDS.suggest("井盖丢失"), KINDS.suggest("占道经营和占道停车")
    assert sure is not None
    assert torn is not None
    assert sure.confidence == 1.0
    assert torn.confidence == 0.5


def test_more_phrases_make_a_kind_no_heavier_than_its_evidence() -> None:
    twice = rules.build([("a", "道路积水"), ("a", "道路积水了"), ("b", "井盖丢失")])
    found = twice.suggest("道路积水，井盖丢失")
    assert found is not None
    assert found.confidence < 0.7


def test_the_poisson_tail_agrees_with_its_definition() -> None:
    expected = 1 - sum(math.exp(-2) * 2**k / math.factorial(k) for k in range(5))
    assert rules.poisson_tail(5, 2.0) == pytest.approx(expected)
    assert rules.poisson_tail(0, 2.0) == 1.0
