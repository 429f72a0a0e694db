"""One request, from wherever it comes, to its answer."""

from collections.abc import Callable, Mapping

from django.db.models import Count, Max

from chengyun.api.sensorthings import batch, change, createobservations, reading, write
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.errors import Fault, bad
from chengyun.api.sensorthings.reply import Reply
from chengyun.sensing import sta_places
from chengyun.sensing.models import Thing


def handle(context: Context, method: str, path: str, query: str, body: bytes, kind: str) -> Reply:
    """The answer to one request; faults are answers too."""
    verb = VERBS.get(method)
    try:
        if verb is None:
            raise Fault(405, f"{method} is not done here")
        complete()
        reply = verb(context, path.strip("/"), query, body, kind)
        if method in ("POST", "DELETE"):
            # What is made here is complete already.
            _Known.things = _stamp()
        return reply
    except Fault as fault:
        return Reply(fault.status, fault.body)
    except RecursionError:
        return Reply(400, bad("the request is nested too deeply").body)


class _Known:
    """How many things there were when all were last looked after."""

    things = (-1, -1)


def complete() -> None:
    """Things that other doors have made get the Locations and Sensors a reader expects."""
    stamp = _stamp()
    if stamp != _Known.things:
        sta_places.complete()
        _Known.things = stamp


def _stamp() -> tuple[int, int]:
    told = Thing.objects.aggregate(many=Count("id"), last=Max("id"))
    return told["many"], told["last"] or 0


def _get(context: Context, path: str, query: str, body: bytes, kind: str) -> Reply:
    return reading.get(context, path, query) if path else reading.root(context)


def _batch(context: Context, path: str, query: str, body: bytes, kind: str) -> Reply:
    return batch.process(context, body, kind, handle)


def _post(context: Context, path: str, query: str, body: bytes, kind: str) -> Reply:
    special = SPECIAL.get(path)
    return (special or write.post)(context, path, query, body, kind)


Verb = Callable[[Context, str, str, bytes, str], Reply]
VERBS: Mapping[str, Verb] = {
    "GET": _get,
    "HEAD": _get,
    "POST": _post,
    "PATCH": change.patch,
    "PUT": change.put,
    "DELETE": change.delete,
}
# Not entity sets, though they are posted to like those.
SPECIAL: Mapping[str, Verb] = {
    "CreateObservations": createobservations.create,
    "$batch": _batch,
}
