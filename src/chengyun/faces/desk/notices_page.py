"""My notices: what came, where it goes, when it must be quiet, what I am told of."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.notices import calendar_feed, queries, words
from chengyun.notices.choices import Digest, Kind
from chengyun.notices.models import Channel, Delivery, Manner
from chengyun.notices.services import channels, sending
from chengyun.notices.timing import DEFAULT_DIGEST_AT
from chengyun.people.choices import Role
from chengyun.people.refused import Refused


@never_cache
@require_GET
@officers_only
def notices(request: OfficerRequest) -> HttpResponse:
    """Inbox, channels, quiet hours, events, deliveries and the calendar of the reader."""
    return _page(request)


def _page(request: OfficerRequest, status: int = 200, **more: Any) -> HttpResponse:
    user = request.user
    manner = Manner.objects.filter(user=user).first() or Manner(user=user)
    page = {
        "here": "notices",
        "inbox": queries.inbox(user),
        "unread": queries.unread(user),
        "channels": queries.channels(user),
        "deliveries": queries.deliveries(user),
        "choices": queries.choices(user),
        "manner": manner,
        "quiet": ", ".join(manner.quiet),
        "digest_at": manner.digest_at or DEFAULT_DIGEST_AT,
        "digests": Digest.choices,
        "calendar": calendar_feed.links(user).first(),
        "manages": user.role == Role.ADMINISTRATOR,
        "now": timezone.now(),
        **more,
    }
    return render(request, "desk/notices.html", page | pages.shell(), status=status)


@never_cache
@require_GET
@officers_only
def unread(request: OfficerRequest) -> HttpResponse:
    """The link in the head of the desk, asked for again once a minute."""
    return render(request, "desk/_notices_link.html")


@require_POST
@officers_only
def add(request: OfficerRequest) -> HttpResponse:
    """A new channel of the reader's own."""
    given = request.POST.get("address", ""), request.POST.get("title", "")
    try:
        channels.add_channel(request.user, *given, timezone.now())
    except Refused as refused:
        return _page(request, 422, problem=str(refused), typed=request.POST)
    messages.success(request, _("The channel is there. Send a test to be sure of it."))
    return redirect("notices")


@require_POST
@officers_only
def change(request: OfficerRequest, pk: int, verb: str) -> HttpResponse:
    """Test, switch, try again or delete a channel: one's own, administrators also a unit's."""
    channel = _channel(request, pk)
    VERBS[verb](request, channel)
    return redirect("notices-units" if channel.unit_id else "notices")


def _channel(request: OfficerRequest, pk: int) -> Channel:
    rows = Channel.objects.filter(kind=Kind.APPRISE, pk=pk).select_related("user", "unit")
    found = rows.first()
    mine = found is not None and found.user_id == request.user.pk
    if found is None or not (mine or (found.unit_id and may_manage(request))):
        raise Http404
    return found


def may_manage(request: OfficerRequest) -> bool:
    return request.user.role == Role.ADMINISTRATOR


def _test(request: OfficerRequest, channel: Channel) -> None:
    outcome = channels.test(channel, timezone.now())
    if outcome.ok:
        messages.success(request, _("The test was sent."))
    else:
        messages.error(request, _("The test failed: %(error)s") % {"error": outcome.error})


def _on(request: OfficerRequest, channel: Channel) -> None:
    channels.switch(channel, True)


def _off(request: OfficerRequest, channel: Channel) -> None:
    channels.switch(channel, False)


def _remove(request: OfficerRequest, channel: Channel) -> None:
    channels.remove(channel)
    messages.success(request, _("The channel is deleted."))


def _again(request: OfficerRequest, channel: Channel) -> None:
    _say_again(request, sending.try_again([channel], timezone.now()))


VERBS: dict[str, Callable[[OfficerRequest, Channel], None]] = {
    "test": _test,
    "on": _on,
    "off": _off,
    "remove": _remove,
    "again": _again,
}


def _say_again(request: OfficerRequest, n: int) -> None:
    messages.success(request, _("Being sent again: %(n)s.") % {"n": n})


@require_POST
@officers_only
def again(request: OfficerRequest, pk: int) -> HttpResponse:
    """Send one message again."""
    mine = list(Channel.objects.filter(user=request.user))
    _say_again(request, sending.try_again(mine, timezone.now(), pk))
    return redirect("notices")


@require_POST
@officers_only
def manner(request: OfficerRequest) -> HttpResponse:
    """Quiet hours, digest, language."""
    try:
        channels.set_manner(request.user, request.POST.dict())
    except Refused as refused:
        return _page(request, 422, quiet_problem=str(refused), quiet=request.POST.get("quiet", ""))
    messages.success(request, _("Kept."))
    return redirect("notices")


@require_POST
@officers_only
def choose(request: OfficerRequest) -> HttpResponse:
    """What the reader is told of."""
    channels.choose(request.user, request.POST.getlist("event"))
    messages.success(request, _("Kept."))
    return redirect("notices")


@require_POST
@officers_only
def read(request: OfficerRequest) -> HttpResponse:
    """All that is in the inbox has been read."""
    channels.read(request.user, timezone.now())
    return redirect("notices")


@require_GET
@officers_only
def open_one(request: OfficerRequest, pk: int) -> HttpResponse:
    """The page that a message is about; the message has been read then."""
    rows = Delivery.objects.filter(pk=pk, channel__user=request.user, channel__kind=Kind.APP)
    found = rows.select_related("case").first()
    if found is None:
        raise Http404
    channels.read(request.user, timezone.now(), pk)
    return redirect(words.path(found))


@never_cache
@require_POST
@officers_only
def calendar(request: OfficerRequest) -> HttpResponse:
    """A new address of one's deadlines, shown once; or an end to the one there is."""
    if request.POST.get("end"):
        calendar_feed.revoke(request.user)
        messages.success(request, _("The address is no longer good."))
        return redirect("notices")
    # Shown in the answer itself: it must lie nowhere, not even in the session.
    return _page(request, new_link=calendar_feed.new_link(request.user))


@require_GET
def deadlines(request: Any) -> HttpResponse:
    """The deadlines as a calendar, for who has the secret address; 304 where nothing changed."""
    user = calendar_feed.reader(request.GET.get("token", ""))
    if user is None:
        raise Http404
    text, etag = calendar_feed.feed(user)
    same = request.headers.get("If-None-Match", "").removeprefix("W/") == etag
    response = HttpResponse(b"" if same else text, status=304 if same else 200)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["ETag"] = etag
    return response
