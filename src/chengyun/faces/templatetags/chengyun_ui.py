"""Tags that the desk, the field and the public pages share."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from msgspec import json

from chengyun.calendar import Limit
from chengyun.cases.choices import Stage
from chengyun.cases.models import Case
from chengyun.faces import assets, words
from chengyun.faces import clock as clocks
from chengyun.places.models import in_language

register = template.Library()
TRACK = (
    Stage.REPORTED,
    Stage.FILED,
    Stage.DISPATCHED,
    Stage.HANDLING,
    Stage.CHECK,
    Stage.CLOSED,
)


@register.filter
def number(value: float) -> str:
    """1234 as 1,234."""
    return f"{value:,}"


@register.filter
def span(value: timedelta) -> str:
    return words.span(value)


@register.filter
def figure(value: float) -> str:
    """A reading without idle digits: 3.0 as 3, 12.3456 as 12.35."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@register.filter
def km(metres: float) -> str:
    """Metres as kilometres with one digit."""
    return f"{metres / 1000:.1f}"


@register.filter
def item(mapping: Mapping[str, Any], name: str) -> Any:
    """The value of a name that is itself a variable; "" where it is missing."""
    return mapping.get(name, "")


@register.filter
def limit_label(case: Case) -> str:
    """The time limit in force for a case: “2 个紧急工作时”."""
    return limit_words(Limit.parse(case.limit_in_force))


@register.filter
def limit_words(limit: Limit) -> str:
    """A limit in words: “3 个工作日”."""
    return in_language(limit.label_zh, limit.label_en)


@register.inclusion_tag("faces/_track.html")
def stage_track(case: Case) -> dict[str, Any]:
    """The stages of the closed loop, with where the case stands."""
    stage = Stage(case.stage)
    track = _track(stage)
    at = track.index(stage) if stage in track else -1
    at += stage == Stage.CLOSED
    steps = [(step.label, _standing(i, at)) for i, step in enumerate(track)]
    merged = case.merged_into_id is not None
    return {"steps": steps, "cancelled": at < 0, "merged": merged, "stage": stage}


def _track(stage: Stage) -> tuple[Stage, ...]:
    """Verification is a step of those cases only that are being verified."""
    between = (stage,) if stage == Stage.VERIFICATION else ()
    return (TRACK[0], *between, *TRACK[1:])


def _standing(step: int, at: int) -> str:
    if step == at:
        return "now"
    return "done" if step < at else "ahead"


@register.simple_tag
def clock_chip(case: Case) -> SafeString:
    """The time left to a case; `clock.js` counts it down."""
    return clocks.chip(clocks.clock_of(case))


@register.simple_tag
def step_chip(case: Case) -> SafeString:
    """The time left to the step in hand, where it has a limit; else that of the case."""
    return clocks.chip(clocks.step_clock(case) or clocks.clock_of(case))


register.filter("chip", clocks.chip)


@register.simple_tag(takes_context=True)
def field_words(context: template.Context) -> SafeString:
    """What the islands of the field read: their strings, and whose page this is, as of when."""
    from chengyun.faces.field.shell import version
    from chengyun.faces.field.strings import STRINGS

    user = context.get("user")
    told = {
        "user": getattr(user, "pk", None),
        "version": version(),
        "at": timezone.now().isoformat(),
        "time_zone": settings.TIME_ZONE,
    }
    strings = {name: str(text) for name, text in STRINGS.items()}
    return json_script(strings, "strings") + json_script(told, "config")


@register.simple_tag
def new_key() -> str:
    """A fresh idempotency key for one form."""
    return str(uuid4())


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """This page's query with some values changed; an empty value drops its name."""
    query = context["request"].GET.dict() | changes
    kept = {name: value for name, value in query.items() if value not in ("", None)}
    return f"?{urlencode(kept)}" if kept else "?"


@register.simple_tag(takes_context=True)
def import_map(context: template.Context) -> SafeString:
    """The import map for native modules, the one inline script that the policy lets through."""
    content = json.encode(assets.import_map()).decode().replace("<", "\\u003c")
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>',
        context["csp_nonce"],
        mark_safe(content),  # noqa: S308  no `<` is left in it
    )
