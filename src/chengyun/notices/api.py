"""/webhooks over REST, for administrators. Mounted by the API with its own ways of signing in."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.errors import HttpError

from chengyun.notices import cloudevents, queries
from chengyun.notices.models import Posting, Webhook
from chengyun.notices.services import hooking
from chengyun.notices.services import webhooks as service
from chengyun.people.choices import Role
from chengyun.people.models import Unit, User
from chengyun.people.refused import Refused
from chengyun.places.models import Area

router = Router(tags=["webhooks"])
LOG = 200


class WebhookBody(Schema):
    """`events` are actions of the ledger, none is all; `area` and `unit` are codes."""

    title: str
    url: str = ""
    events: list[str] = []
    area: str = ""
    unit: str = ""
    on: bool = True


class WebhookOut(Schema):
    """A webhook; of its address only the server is told."""

    id: int
    title: str
    server: str
    events: list[str]
    area: str
    unit: str
    on: bool
    created_at: datetime
    last_ok_at: datetime | None
    last_status: int
    last_error: str
    failures: int
    stopped_at: datetime | None
    waiting: int


class WebhookMade(WebhookOut):
    """With the secret that signs, told this once."""

    secret: str


class DeliveryOut(Schema):
    """One event and how it went; `status` is the last answer, 0 for none."""

    id: str
    event: int
    type: str
    state: str
    status: int
    attempts: int
    error: str
    created_at: datetime
    settled_at: datetime | None


@router.get("", response=list[WebhookOut])
def webhooks(request: HttpRequest) -> list[dict[str, Any]]:
    """Every webhook."""
    _administrator(request)
    return [_told(hook) for hook in queries.webhooks()]


@router.post("", response={201: WebhookMade})
def make(request: HttpRequest, body: WebhookBody) -> Status[dict[str, Any]]:
    """A new webhook and its secret."""
    actor = _administrator(request)
    try:
        hook, secret = hooking.make(actor, _asked(body), timezone.now())
    except Refused as refused:
        raise HttpError(refused.status, str(refused)) from None
    if not body.on:
        hooking.switch(hook, False)
    return Status(201, _told(_hook(hook.pk)) | {"secret": secret})


@router.get("/{pk}", response=WebhookOut)
def webhook(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One webhook."""
    _administrator(request)
    return _told(_hook(pk))


@router.put("/{pk}", response=WebhookOut)
def change(request: HttpRequest, pk: int, body: WebhookBody) -> dict[str, Any]:
    """Change it; an empty `url` keeps the address. Switching it on starts a stopped one again."""
    _administrator(request)
    hook = _hook(pk)
    try:
        hooking.change(hook, _asked(body))
    except Refused as refused:
        raise HttpError(refused.status, str(refused)) from None
    if body.on != hook.on or (body.on and hook.stopped_at):
        hooking.switch(hook, body.on)
    return _told(_hook(pk))


@router.delete("/{pk}", response={204: None})
def remove(request: HttpRequest, pk: int) -> Status[None]:
    """End it, with all that it was still to be told."""
    _administrator(request)
    hooking.remove(_hook(pk))
    return Status(204, None)


@router.post("/{pk}/secret", response=WebhookMade)
def rotate(request: HttpRequest, pk: int) -> dict[str, Any]:
    """A new secret; for a day the one before it signs as well."""
    _administrator(request)
    secret = hooking.rotate(_hook(pk), timezone.now())
    return _told(_hook(pk)) | {"secret": secret}


@router.get("/{pk}/deliveries", response=list[DeliveryOut])
def deliveries(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """The newest events it was told, or is to be told."""
    _administrator(request)
    return [_line(row) for row in queries.log_of(_hook(pk), LOG)]


@router.post("/{pk}/deliveries/{event}/again", response={202: None})
def again(request: HttpRequest, pk: int, event: int) -> Status[None]:
    """Send an event once more, with the same id."""
    _administrator(request)
    if not service.send_again(_hook(pk), event):
        raise HttpError(409, "there is no such event, or it is on its way already")
    return Status(202, None)


def _administrator(request: HttpRequest) -> User:
    user: User = request.auth  # type: ignore[attr-defined]
    if user.role != Role.ADMINISTRATOR:
        raise HttpError(403, "webhooks are for administrators")
    return user


def _hook(pk: int) -> Webhook:
    found = queries.webhooks().filter(pk=pk).first()
    if found is None:
        raise HttpError(404, "there is no such webhook")
    return found


def _asked(body: WebhookBody) -> hooking.HookIn:
    area = Area.objects.filter(code=body.area).first() if body.area else None
    unit = Unit.objects.filter(code=body.unit).first() if body.unit else None
    if bool(body.area) != bool(area) or bool(body.unit) != bool(unit):
        raise HttpError(422, "no area or unit has this code")
    return hooking.HookIn(body.title, body.url, body.events, area, unit)


def _told(hook: Webhook) -> dict[str, Any]:
    facts = {name: getattr(hook, name) for name in WebhookOut.model_fields if hasattr(hook, name)}
    return facts | {
        "server": hook.shown,
        "area": hook.area.code if hook.area else "",
        "unit": hook.unit.code if hook.unit else "",
        "waiting": getattr(hook, "unsent", 0),
    }


def _line(row: Posting) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in DeliveryOut.model_fields}
    return facts | {"id": cloudevents.id_of(row.event)}
