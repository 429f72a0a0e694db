"""A case as a line of the queue.

A page has thirty of them, and they are most of what the desk answers with: written here they cost a
quarter of what a template's tags do.
"""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chengyun.cases.choices import Severity, Stage
from chengyun.cases.models import Case
from chengyun.faces import clock

ROW = """\
<li class="row" id="row-{number}" data-case="{number}" data-sev="{sev}" data-lon="{lon}" \
data-lat="{lat}"{oob}>
  <input class="pick" type="checkbox" name="case" value="{number}" form="bulk" aria-label="{pick}">
  <a href="{href}" hx-get="{href}" hx-target="#case" hx-push-url="true" hx-sync="#case:replace">
    <span class="row-top"><span class="chip sev sev-{sev}">{severity}</span>\
<strong>{title}</strong>{clock}</span>
    <span class="row-mid"><span>{place}</span><span class="stage">{standing}</span></span>
    <span class="row-foot"><span class="mono">{number}</span>\
<time datetime="{iso}">{opened}</time>{more}</span>
  </a>
</li>
"""
IN_PLACE = SafeString(' hx-swap-oob="true"')


def row(case: Case, query: str, now: datetime, in_place: bool = False) -> SafeString:
    """The line of a case in the queue with these filters (`query`, as in the address). `in_place`:
    sent beside something else, it takes the place of the line that stands there.
    """
    opened = timezone.localtime(case.opened_at)
    return format_html(
        ROW,
        number=case.number,
        sev=case.severity,
        lon=_degrees(case.lon),
        lat=_degrees(case.lat),
        oob=IN_PLACE if in_place else "",
        pick=f"{_('Choose')} {case.number}",
        href=f"{reverse('desk-case', args=[case.number])}?{query}",
        severity=Severity(case.severity).label,
        title=_title(case),
        clock=clock.chip(clock.clock_of(case, now)),
        place=case.address or (case.area.title if case.area else ""),
        standing=_standing(case),
        iso=opened.isoformat(timespec="seconds"),
        opened=f"{opened:%m-%d %H:%M}",
        more=format_html_join("", '<span class="{}">{}</span>', _more(case)),
    )


def _degrees(value: float | None) -> str:
    return "" if value is None else str(value)


def _title(case: Case) -> str:
    """What residents report is called by its kind, with their words beside it."""
    if case.origin != "report":
        return case.headline
    return format_html("{} <small>{}</small>", case.type.title, case.headline)


def _standing(case: Case) -> str:
    stage = str(Stage(case.stage).label)
    return f"{stage} · {case.unit.title}" if case.unit else stage


def _more(case: Case) -> Iterator[tuple[str, str]]:
    alarms, reports = case.alarm_count, case.report_count
    if alarms > 1:
        yield "told", ngettext("%(n)s alarm", "%(n)s alarms", alarms) % {"n": alarms}
    if reports:
        yield "told", ngettext("%(n)s report", "%(n)s reports", reports) % {"n": reports}
    if case.asked and case.is_open:
        yield "asked", _("awaits a reply")
    if case.simulated:
        yield "faint", _("simulated")
