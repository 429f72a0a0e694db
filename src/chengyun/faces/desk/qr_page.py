"""A sheet of QR codes to print: each opens its component on the phone that reads it."""

import io
from dataclasses import dataclass

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.people.policy import scope_for
from chengyun.places import components
from chengyun.places.models import Component

# Three beside each other, eight rows on A4.
PER_SHEET = 24


@dataclass(frozen=True)
class Label:
    """A component and its code as a picture."""

    row: Component
    picture: SafeString


@never_cache
@require_GET
@officers_only
def sheet(request: OfficerRequest) -> HttpResponse:
    """The components that the list shows, one sheet at a time."""
    asked = {name: request.GET.get(name, "").strip() for name in ("category", "state", "q")}
    path = scope_for(request.viewer).area_path
    found = components.search(path, asked["q"], asked["category"], asked["state"])
    page = Paginator(found, PER_SHEET).get_page(request.GET.get("page"))
    labels = [Label(row, picture(address(row.code))) for row in page]
    return render(request, "desk/qr.html", {"page": page, "labels": labels, "asked": asked})


def address(code: str) -> str:
    """What is in the picture: no name, no secret; without a sign-in it leads to the sign-in."""
    return f"{settings.CONFIG.base}{reverse('field-component', args=[code])}"


def picture(text: str) -> SafeString:
    """A QR code (ISO/IEC 18004, correction M) as SVG without style or script."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=True, nl=False, omitsize=True, border=4)
    # Drawn by us from an address of ours.
    return mark_safe(out.getvalue().decode())  # noqa: S308
