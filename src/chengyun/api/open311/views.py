"""The addresses of GeoReport v2: who may, and which answer."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from chengyun.api.open311 import asking, requests, services, updates
from chengyun.api.open311.asking import READS, WRITES
from chengyun.api.open311.formats import TYPES, Answer
from chengyun.api.open311.problems import Problem, in_format
from chengyun.cases.models import Partner

CHANGED = "2026-11-21T00:00:00+08:00"


@in_format
def discovery(request: HttpRequest) -> Answer:
    """Where the versions of the interface are, and in which formats."""
    url = request.build_absolute_uri(reverse("open311-root"))
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": url.rstrip("/"),
        "changeset": CHANGED,
        "type": "production",
        "formats": list(TYPES.values()),
    }
    about: dict[str, Any] = {
        "changeset": CHANGED,
        "contact": "/desk/partners/",
        "key_service": "/desk/partners/",
        "endpoints": [endpoint],
    }
    return Answer("discovery", about)


@in_format
def service_list(request: HttpRequest) -> Answer:
    _reader(request)
    return Answer("services", services.services())


@in_format
def service_definition(request: HttpRequest, code: str) -> Answer:
    _reader(request)
    return Answer("service_definition", services.definition(code))


@csrf_exempt
@in_format
def request_list(request: HttpRequest) -> Answer:
    """GET the list, POST a new one."""
    if request.method == "POST":
        return Answer("service_requests", requests.create(request, _writer(request)))
    return Answer("service_requests", requests.many(request, _reader(request)))


@in_format
def request_one(request: HttpRequest, receipt: str) -> Answer:
    return Answer("service_requests", requests.one(request, _reader(request), receipt))


@in_format
def token(request: HttpRequest, receipt: str) -> Answer:
    _reader(request)
    return Answer("service_requests", requests.token(receipt))


@csrf_exempt
@in_format
def update_list(request: HttpRequest) -> Answer:
    """GET what happened, POST what the reporter's side has to say."""
    if request.method == "POST":
        return Answer("service_request_updates", updates.take(request, _writer(request)))
    _reader(request)
    return Answer("service_request_updates", updates.many(request))


def _reader(request: HttpRequest) -> Partner | None:
    if request.method not in ("GET", "HEAD"):
        raise Problem(405, "this address is read with GET")
    partner = asking.maybe_partner(request)
    asking.slow_down(READS, request, partner)
    return partner


def _writer(request: HttpRequest) -> Partner:
    partner = asking.partner(request)
    asking.slow_down(WRITES, request, partner)
    return partner
