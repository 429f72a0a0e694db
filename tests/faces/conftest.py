"""What the pages' tests share: compiled translations, kinds of case, cases in each unit's hands."""

from collections.abc import Callable
from typing import Any

import pytest

LESHAN = (121.4319, 31.1919)
TIANLIN = (121.4191, 31.1825)


@pytest.fixture(autouse=True, scope="session")
def _translations() -> None:
    from chengyun.runtime import messages

    for path in messages.files():
        messages.compile_if_stale(path)


@pytest.fixture(autouse=True)
def _nothing_shared() -> None:
    from chengyun.faces.shared import shared

    shared().clear()


@pytest.fixture
def flood(district: Any) -> Any:
    from chengyun.cases.models import CaseType

    return CaseType.objects.create(
        key="road_flooded", pack="flood", title_zh="道路积水", title_en="Flooded road", severity=3,
        limit="2uh", unit_kind="water", merge_metres=100, merge_hours=6,
    )  # fmt: skip


@pytest.fixture
def report(flood: Any) -> Callable[..., Any]:
    """Report a flooded road; gives the case."""
    from chengyun.cases.services import ReportIn, take_report

    def make(text: str = "乐山路积水", at: tuple[float, float] = LESHAN) -> Any:
        told = ReportIn(text, *at, flood.key, "张阿姨", "13812345678")
        return take_report(told).case

    return make


@pytest.fixture
def case(report: Callable[..., Any], district: Any) -> Any:
    """A reported case in 徐家汇."""
    return placed(report(), district.grid)


@pytest.fixture
def elsewhere(report: Callable[..., Any], district: Any) -> Any:
    """A reported case in 田林."""
    return placed(report("田林路积水", TIANLIN), district.tianlin)


def placed(case: Any, area: Any) -> Any:
    """The small district has no outlines: say where the case lies."""
    case.area, case.area_path = area, area.path
    case.save()
    return case


@pytest.fixture
def do() -> Callable[..., Any]:
    """Let an officer act on a case."""
    from chengyun.cases.services import act

    def run(actor: Any, case: Any, action: str, reason: str = "", **more: Any) -> Any:
        return act(actor, case.number, action, reason=reason, **more)

    return run


@pytest.fixture
def dispatched(case: Any, zhoumin: Any, district: Any, do: Callable[..., Any]) -> Any:
    """The case in 徐家汇, in the hands of the water bureau."""
    do(zhoumin, case, "file")
    return do(zhoumin, case, "dispatch", unit=district.water)
