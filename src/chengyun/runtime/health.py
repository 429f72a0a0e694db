"""Is it ready, and how does it do."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from chengyun.runtime import metrics as all_metrics
from chengyun.runtime import roles


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every role is ready, else 503 with what is missing."""
    missing = roles.not_ready()
    return JsonResponse(
        {"ready": not missing, "waiting_for": missing}, status=503 if missing else 200
    )


def metrics(request: HttpRequest) -> HttpResponse:
    """What every process counts, in Prometheus' text format."""
    return HttpResponse(all_metrics.page(), content_type=CONTENT_TYPE_LATEST)
