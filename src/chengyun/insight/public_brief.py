"""The daily brief as anyone may read it: yesterday in plain words, small numbers left out."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from chengyun.cases.models import Case
from chengyun.insight import brief, disclosure
from chengyun.insight.disclosure import LEAST
from chengyun.insight.queries import DayFigures, day_figures, hot_topics
from chengyun.people.choices import Role
from chengyun.people.policy import Viewer
from chengyun.places.choices import Level
from chengyun.places.models import Area

# The whole district, as counts only.
PUBLIC = Viewer(0, Role.LEADER, None, "")
TOPICS = 3


@dataclass(frozen=True)
class Told:
    """A name in both languages with its count; None is withheld."""

    zh: str
    en: str
    n: int | None


def write(day: date) -> dict[str, Any]:
    """The brief of a local day that is over: {"day", "paragraphs", "figures", "streets", "kinds"}.

    "paragraphs" are {"key", "zh", "en"}; no count of fewer than five is told apart.
    """
    start = timezone.make_aware(datetime.combine(day, time.min))
    figures = _told(day_figures(PUBLIC, start))
    topics = hot_topics(PUBLIC, start + timedelta(days=1), limit=TOPICS)
    said = [one(figures) for one in brief.WRITERS]
    said.append(brief.topics([one for one in topics if one.count >= LEAST]))
    return {
        "day": day.isoformat(),
        "paragraphs": [asdict(one) for one in said],
        "figures": {name: getattr(figures, name) for name in brief.COUNTS},
        "streets": [asdict(one) for one in _streets(start)],
        "kinds": [asdict(Told(k.title_zh, k.title_en or k.title_zh, n)) for k, n in figures.types],
    }


def _told(figures: DayFigures) -> DayFigures:
    """Without the small parts; where one part alone would be missing, none is told."""
    parts = disclosure.row(list(figures.origins.values()))
    origins = {key: n for key, n in zip(figures.origins, parts, strict=True) if n is not None}
    return replace(
        figures, origins=origins, types=[(kind, n) for kind, n in figures.types if n >= LEAST]
    )


def _streets(start: datetime) -> list[Told]:
    """What was opened in each sub-district."""
    areas = list(Area.objects.filter(level=Level.STREET).order_by("code").defer("boundary"))
    opened = Case.objects.filter(opened_at__gte=start, opened_at__lt=start + timedelta(days=1))
    counts = [opened.filter(area_path__startswith=area.path).count() for area in areas]
    return [
        Told(area.name, area.name_en or area.name, n)
        for area, n in zip(areas, disclosure.row(counts), strict=True)
    ]
