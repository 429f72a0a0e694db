"""The records that come out of a pack's hand, of rows of the house."""

from chengyun.cases.models import Case
from chengyun.packs.api import AreaView, CaseView
from chengyun.places.models import Area


def area_view(one: Area) -> AreaView:
    """An area as a pack sees it."""
    return AreaView(
        code=one.code,
        title=one.title,
        level=one.level,
        lon=one.lon,
        lat=one.lat,
        population=one.population,
    )


def case_view(one: Case) -> CaseView:
    """A case as a pack sees it."""
    return CaseView(
        number=one.number,
        kind=one.type.key,
        title=one.headline,
        stage=one.stage,
        severity=one.severity,
        area=one.area.code if one.area else "",
        address=one.address,
        lon=one.lon,
        lat=one.lat,
        opened_at=one.opened_at,
        due=one.due_at,
        closed_at=one.closed_at,
        overdue=one.overdue,
        verdict=one.verdict,
        outcome=one.outcome,
        reports=one.report_count,
    )
