"""What users of other systems ask for in vain, one test for each request."""

from datetime import date
from typing import Any

from chengyun.cases import standards
from chengyun.cases.models import Category
from chengyun.cases.services.standards import put_condition, withdraw_condition

TODAY = date(2026, 11, 21)


def test_13_an_office_writes_as_many_closing_reasons_of_its_own_as_it_needs(zhoumin: Any) -> None:
    standards.install()
    road = Category.objects.get(edition="2026", code="06013")
    before = list(standards.conditions_for("06013", TODAY))
    ours = put_condition(
        zhoumin, road, {"filing_zh": "人行道板松动", "closing_zh": "更换或加固"}, "3wd"
    )
    withdraw_condition(zhoumin, before[0].pk)
    standards.install()
    found = {row.closing_zh for row in standards.conditions_for("06013", TODAY)}
    assert "更换或加固" in found
    assert len(standards.conditions_for("06013", TODAY)) == len(before)
    assert ours in standards.conditions_for("06013", TODAY)
