"""GET /insight/brief, /topics and /suggestion, for signed-in officers.

Mounted by the API with its own ways of signing in.
"""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from chengyun.cases.models import CaseType
from chengyun.insight import queries
from chengyun.insight.brief import daily_brief
from chengyun.people.policy import Viewer, viewer_of

router = Router(tags=["insight"])


def _viewer(request: HttpRequest) -> Viewer:
    return viewer_of(request.auth)  # type: ignore[attr-defined]


@router.get("/brief")
def brief(request: HttpRequest, day: date | None = None) -> dict[str, Any]:
    """The daily brief in both languages; today so far without a day."""
    return daily_brief(_viewer(request), day or timezone.localdate())


@router.get("/topics")
def topics(request: HttpRequest) -> list[dict[str, Any]]:
    """Kinds of case that came up unusually often in the last 24 hours."""
    return [
        {
            "street": {"code": topic.street.code, "name": topic.street.title},
            "type": {"key": topic.type.key, "title": topic.type.title},
            "count": topic.count,
            "usual": round(topic.usual, 2),
            "chance": topic.chance,
        }
        for topic in queries.hot_topics(_viewer(request), timezone.now())
    ]


@router.get("/suggestion")
def suggestion(request: HttpRequest, text: str) -> dict[str, Any] | None:
    """A kind of case for a text, with the phrases it rests on; null if unsure."""
    found = queries.suggest(text)
    if found is None:
        return None
    kind = CaseType.objects.get(key=found.case_type)
    return {
        "type": {"key": kind.key, "title": kind.title},
        "confidence": found.confidence,
        "because": found.because,
    }
