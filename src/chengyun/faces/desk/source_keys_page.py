"""Keys of sources: who may send readings. Made here and shown once, turned off here."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from msgspec import DecodeError, ValidationError, json

from chengyun.bus import notice
from chengyun.bus.subjects import REGISTRY_CHANGED
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages, typed
from chengyun.faces.desk.keeping import require_keeper_of_all
from chengyun.faces.desk.typed import Form
from chengyun.people import audit
from chengyun.sensing import services
from chengyun.sensing.models import Source
from chengyun.sensing.services import NewSource
from chengyun.sensing.sources import READINGS, choices

FIELDS = ("name", "adapter", "options", "prefixes", "manages")
LONGEST = 4000


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def keys(request: OfficerRequest) -> HttpResponse:
    """Every source with its state; a new one is made here, its key shown once."""
    require_keeper_of_all(request)
    form = typed.read(request.POST, FIELDS)
    made = _made(request, form) if request.method == "POST" else None
    page = {
        "here": "source-keys",
        "form": form,
        "made": made,
        "door": request.build_absolute_uri("/api/v1/observations"),
        "rows": Source.objects.order_by(F("revoked_at").asc(nulls_first=True), "name"),
        "adapters": choices(),
        "usual": READINGS,
    }
    status = 422 if form.problem else 200
    return render(request, "desk/source_keys.html", page | pages.shell(), status=status)


@never_cache
@require_POST
@officers_only
def turn_off(request: OfficerRequest, pk: int) -> HttpResponse:
    """Its key opens nothing any more, over HTTP and MQTT."""
    require_keeper_of_all(request)
    source = Source.objects.filter(pk=pk, revoked_at=None).first()
    if source is None:
        raise Http404
    with transaction.atomic():
        services.revoke_source(source.name)
        audit.note(request.user, "source", source.name, did="revoked")
    notice.tell(REGISTRY_CHANGED)
    messages.success(request, _("%(name)s can send no more readings.") % {"name": source.name})
    return redirect("source-keys")


def _made(request: OfficerRequest, form: Form) -> NewSource | None:
    told = form.typed
    try:
        options = _options(told["options"][:LONGEST])
        with transaction.atomic():
            made = services.create_source(
                told["name"], told["adapter"] or READINGS, options,
                prefixes=told["prefixes"][:LONGEST].split(), manages=told["manages"] == "on",
            )  # fmt: skip
            audit.note(request.user, "source", made.source.name, did="made")
    except IntegrityError:
        form.problem = _("A source has this name already.")
        return None
    except ValueError as fault:
        form.problem = str(fault)
        return None
    notice.tell(REGISTRY_CHANGED)
    return made


def _options(text: str) -> dict[str, Any]:
    """Raises ValueError with a sentence."""
    try:
        return json.decode(text or "{}", type=dict[str, Any])
    except (DecodeError, ValidationError):
        raise ValueError(_("Write the options as an object of JSON: {…}.")) from None
