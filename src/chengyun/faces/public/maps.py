"""The base map and the sub-districts for every page; places are no secret and need no sign-in."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from chengyun.places import queries as places
from chengyun.places.choices import Level

AN_HOUR = 3600


@require_GET
@cache_control(public=True, max_age=AN_HOUR)
def streets(request: HttpRequest) -> JsonResponse:
    """The sub-districts with their outlines, as GeoJSON."""
    return JsonResponse(places.areas_geojson(Level.STREET, "", ""))


@require_GET
@cache_control(public=True, max_age=AN_HOUR)
def layer(request: HttpRequest, kind: str) -> HttpResponse:
    """One layer of the base map, as GeoJSON."""
    text = places.layer_geojson(kind)
    if text is None:
        raise Http404
    return HttpResponse(text, content_type="application/geo+json")
