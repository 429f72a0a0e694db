"""The morning page on paper, by typst: all that is printed comes as data."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.cases.casefile import fonts
from chengyun.faces.desk.morning import Morning, Number

TEMPLATE = Path(__file__).parent / "morning.typ"


def to_pdf(morning: Morning) -> bytes:
    """A4 upright, one page on an ordinary day. Raises NoFont."""
    inputs = {"data": json.dumps(sheet(morning)), "font": fonts.faces()[1]}
    made = typst.compile(TEMPLATE.read_bytes(), format="pdf", sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


def sheet(morning: Morning) -> dict[str, Any]:
    """What is printed: a title, the numbers at its head, and parts of [left, right] lines."""
    return {
        "title": _("Morning page"),
        "area": morning.area,
        "made": f"{timezone.localtime(morning.at):%Y-%m-%d %H:%M}",
        "numbers": [[str(n.label), f"{n.value:,}", _change(n)] for n in _head(morning)],
        "parts": [part for part in _parts(morning) if part["lines"]],
        "note": _("Part of the data is simulated.") if morning.simulated else "",
    }


def _head(morning: Morning) -> list[Number]:
    return [*morning.happened, morning.late_total, *morning.due[:1]]


def _change(number: Number) -> str:
    return f"{number.change:+d}" if number.change else ""


def _parts(morning: Morning) -> list[dict[str, Any]]:
    return [
        _part(_("Gravest and still open"), [[_what(c), _where(c)] for c in morning.grave]),
        _part(_("Unusually often"), [[t.words, _often(t)] for t in morning.topics]),
        _part(_("Late, and whose"), [[one.unit, f"{one.count:,}"] for one in morning.late]),
        _part(
            _("Who rose and who fell"),
            [[f"{m.rank}. {m.name}", f"{m.change:+d}   {m.figure}"] for m in morning.movers],
        ),
        _part(_("Due today"), [[str(n.label), f"{n.value:,}"] for n in morning.due[1:]]),
        _part(_("Vital signs on their way out"), [[o.sign, o.words] for o in morning.outlook]),
    ]


def _part(title: str, lines: list[list[str]]) -> dict[str, Any]:
    return {"title": title, "lines": lines}


def _what(case: Any) -> str:
    return f"{case.headline}  {case.address}".strip()


def _where(case: Any) -> str:
    place = case.street or case.area
    return f"{place.title if place else ''} {timezone.localtime(case.opened_at):%H:%M}".strip()


def _often(topic: Any) -> str:
    return _("%(n)d, usually %(usual).1f") % {"n": topic.count, "usual": topic.usual}
