"""Lamps, shares and days of projects in words and marks."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chengyun.faces.goals.projects_page import LAMPS
from chengyun.goals.models import Project

register = template.Library()
# Each lamp has a form of its own: never by colour alone.
MARKS = {"red": "◆", "yellow": "▲", "green": "●", "done": "✓", "none": "○"}


@register.simple_tag
def lamp(name: str) -> SafeString:
    """A lamp: its mark and its word."""
    return format_html(
        '<span class="lamp lamp-{}"><span aria-hidden="true">{}</span> {}</span>',
        name, MARKS[name], LAMPS[name],
    )  # fmt: skip


@register.simple_tag
def lamp_mark(name: str) -> SafeString:
    """A lamp as its mark alone, with the word for those who cannot see it."""
    return format_html(
        '<span class="lamp lamp-{}" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></span>',
        name, LAMPS[name], MARKS[name], LAMPS[name],
    )  # fmt: skip


@register.simple_tag
def days(number: int) -> str:
    """Workdays of slack or float; those that lack have a minus."""
    return f"{number:+d}".replace("-", "−") if number else "0"


@register.simple_tag
def days_words(number: int) -> str:
    """The same in words."""
    if number < 0:
        return ngettext("%(n)d workday late", "%(n)d workdays late", -number) % {"n": -number}
    return ngettext("%(n)d workday left", "%(n)d workdays left", number) % {"n": number}


@register.simple_tag
def share(done: float, due: float) -> SafeString:
    """A small bar: what is done, and a line at what should be."""
    words = _("%(done)s done; %(due)s should be") % {"done": _percent(done), "due": _percent(due)}
    return format_html(
        '<span class="share"><svg width="100%" height="10" role="img" aria-label="{}">'
        '<rect class="share-all" width="100%" height="10" rx="2"/>'
        '<rect class="share-done{}" width="{}%" height="10" rx="2"/>'
        '<line class="share-due" x1="{}%" x2="{}%" y1="-1" y2="11"/></svg>'
        "<span><b>{}</b> <span class='faint'>/ {}</span></span></span>",
        words, " behind" if due - done > 0.05 else "", round(100 * min(done, 1), 1),
        round(100 * min(due, 1), 1), round(100 * min(due, 1), 1), _percent(done), _percent(due),
    )  # fmt: skip


@register.filter
def percent(value: float) -> str:
    """A share as whole per cent."""
    return _percent(value)


@register.filter
def whole_percent(value: float) -> int:
    """A share as a number for a form."""
    return round(100 * value)


def _percent(value: float) -> str:
    return f"{100 * value:.0f}%"


RISK_MARKS = {"low": "", "middle": "▲", "high": "◆"}


@register.simple_tag
def risk(project: Project) -> SafeString:
    """The risk of a project: mark, word, and what may go wrong."""
    return format_html(
        '<span class="risk risk-{}" title="{}"><span aria-hidden="true">{}</span> {}</span>',
        project.risk, project.risk_text, RISK_MARKS[project.risk], project.get_risk_display(),
    )  # fmt: skip
