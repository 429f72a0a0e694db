from chengyun.cases.dispatching.persons import OVERDUE_WEIGHT, SOON_WEIGHT, WEIGHTS
from chengyun.cases.dispatching.rules import CONDITIONS
from chengyun.cases.queries import persons
from chengyun.cases.queries.dispatching import MOST
from chengyun.cases.rules import Refusal
from chengyun.cases.services import dispatch_rules
from tests.docs.texts import GUIDE, codes, rows, sections

TEXT = sections(GUIDE / "cases.md")["Dispatch"]
TABLE = list(rows(TEXT))


def test_every_refusal_of_the_list_is_told() -> None:
    told = {code for cells in TABLE for code in codes(cells[0])}
    decided = [*vars(dispatch_rules).values(), *vars(persons).values()]
    assert told == {one.code for one in decided if isinstance(one, Refusal)}


def test_every_question_of_a_rule_is_told() -> None:
    asks = ["where" if one.name == "area" else one.name for one in CONDITIONS]
    assert [cells[0] for cells in TABLE[: len(asks)]] == asks


def test_the_weights_and_bounds_are_those_of_the_code() -> None:
    weights = [f"{WEIGHTS[severity]:g}" for severity in (1, 2, 3, 4)]
    words = " ".join(TEXT.split())
    assert f"weighs {', '.join(weights[:3])} or {weights[3]} by severity" in words
    assert f"{SOON_WEIGHT:g} more within two hours of its limit" in words
    assert f"{OVERDUE_WEIGHT:g} more when overdue" in words and f"newest {MOST:,}" in words
    assert f"at most {dispatch_rules.MAX_RULES:,}" in words
