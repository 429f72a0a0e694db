from django.utils import translation

from chengyun.cases.evaluation import cohorts, kept
from chengyun.cases.evaluation.grouping import By
from chengyun.cases.evaluation.judging import Standard
from chengyun.cases.evaluation.metrics import METRICS, SCORED, SECTIONS, Metric
from chengyun.runtime import messages
from tests.docs.texts import CODE, GUIDE, codes, rows, sections

PAGE = GUIDE / "evaluation.md"
TEXTS = sections(PAGE)
BETTER = {1: "more", -1: "less", 0: ""}


def _said(metric: Metric) -> tuple[str, ...]:
    with translation.override("en"):
        words = (str(metric.title), str(metric.part_words), str(metric.whole_words))
    with translation.override("zh-hans"):
        title = str(metric.title)
    return words[0], title, *words[1:], BETTER[metric.better], metric.actor.value


def test_every_figure_is_told_with_its_part_and_whole() -> None:
    for path in messages.files():
        messages.compile_if_stale(path)
    told = [
        (codes(key)[0], (*words, codes(actor)[0])) for key, *words, actor in rows(TEXTS["Figures"])
    ]
    assert told == [(metric.key, _said(metric)) for metric in METRICS]


def test_the_parts_of_the_table_have_their_headings() -> None:
    with translation.override("en"):
        assert [f"### {label}" in TEXTS["Figures"] for label in SECTIONS.values()] == [True] * 5


def test_weights_and_bounds_of_time_are_those_of_the_code() -> None:
    response, solution, satisfaction = Standard().weights
    assert f"{response} : {solution} : {satisfaction}" in TEXTS["Score"]
    assert tuple(CODE.findall(TEXTS["Score"])[:3]) == SCORED
    hours = f"{cohorts.VERIFY_HOURS} and {cohorts.CHECK_HOURS} hours"
    assert hours in TEXTS["Figures"]
    assert (cohorts.SATISFIED, cohorts.FREQUENT_KINDS, cohorts.RESPONSE_HOURS) == (3, 3, 24)
    for bound in (kept.WORTH_KEEPING, kept.AT_ONCE):
        assert f"{bound:,}" in TEXTS["How it stays quick"]


def test_every_grouping_is_told() -> None:
    told = set(CODE.findall(TEXTS["Over HTTP"]))
    assert {by.value for by in By} <= told
