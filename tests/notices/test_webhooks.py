"""Webhooks: each event once, in order, signed, however long the receiver is away."""

import base64
import hashlib
import hmac
import socket
from collections.abc import Callable
from datetime import timedelta
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from chengyun.notices import cloudevents
from chengyun.notices.choices import State
from chengyun.notices.models import Posting, Webhook
from chengyun.notices.services import hooking, webhooks
from chengyun.notices.services.hooking import HookIn
from chengyun.people.refused import Refused
from tests.notices.conftest import MONDAY, Receiver, _handler

pytestmark = pytest.mark.django_db
BEFORE = MONDAY - timedelta(days=1)


def hook(admin: Any, receiver: Receiver, **more: Any) -> tuple[Webhook, str]:
    return hooking.make(admin, HookIn("test", receiver.url, **more), BEFORE)


def test_the_envelope_is_a_cloudevent(
    dispatched: Any, admin: Any, receiver: Receiver, hear: Any, later: Any
) -> None:
    hook(admin, receiver)
    hear()
    later(MONDAY, MONDAY + timedelta(minutes=5))
    opened, filed, sent = receiver.told
    assert sent["specversion"] == "1.0"
    assert sent["type"] == "cn.chengyun.case.dispatched"
    assert sent["subject"] == dispatched.number
    assert sent["source"] == "https://cy.example/api/v1/cases"
    assert sent["time"] == "2026-11-23T02:00:00Z"
    assert sent["datacontenttype"] == "application/json"
    assert sent["data"]["case"]["unit"]["code"] == "swj"
    assert opened["sequence"] < filed["sequence"] < sent["sequence"]
    assert receiver.requests[0][0]["content-type"].startswith("application/cloudevents+json")


def test_an_envelope_of_a_report_does_not_carry_what_the_reporter_wrote(
    case: Any, admin: Any, receiver: Receiver, hear: Any, send: Any
) -> None:
    hook(admin, receiver)
    hear()
    send()
    ((_, body),) = receiver.requests
    assert "张阿姨" not in body.decode()
    assert receiver.told[0]["data"]["case"]["title"] == "道路积水"


def test_a_receiver_can_prove_who_sent_it(
    case: Any, admin: Any, receiver: Receiver, hear: Any, send: Any
) -> None:
    _, secret = hook(admin, receiver)
    hear()
    send()
    ((headers, body),) = receiver.requests
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert headers["webhook-id"] == receiver.told[0]["id"]


def test_the_signature_is_that_of_the_published_example() -> None:
    # The example of the Standard Webhooks specification and of its reference libraries.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    made = cloudevents.signature(
        secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_after_a_rotation_both_secrets_sign_for_a_day(admin: Any, receiver: Receiver) -> None:
    made, first = hook(admin, receiver)
    second = hooking.rotate(made, MONDAY)
    made.refresh_from_db()
    assert webhooks.keys_of(made, MONDAY + timedelta(hours=23)) == [second, first]
    assert webhooks.keys_of(made, MONDAY + timedelta(hours=25)) == [second]
    headers = cloudevents.headers([second, first], "case-1", 1, b"{}")
    assert len(headers["webhook-signature"].split(" ")) == 2


def test_nothing_is_lost_while_the_receiver_is_away(
    report: Any, admin: Any, hear: Any, later: Callable[..., Any]
) -> None:
    """Open Zaak lost 1,276 notices in an outage of 300 s; here it lasts two days."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        receiver = Receiver(port=probe.getsockname()[1])
    made, _ = hook(admin, receiver)
    for n in range(60):
        report(MONDAY + timedelta(hours=7 * n))
    hear()
    away = later(MONDAY, MONDAY + timedelta(days=2), timedelta(minutes=30))
    assert Posting.objects.filter(state=State.SENT).count() == 0
    made.refresh_from_db()
    assert made.failures > 20
    server = ThreadingHTTPServer(("127.0.0.1", receiver.port), _handler(receiver))
    Thread(target=server.serve_forever, daemon=True).start()
    later(away, away + timedelta(hours=3))
    server.shutdown()
    server.server_close()
    ids = [event["id"] for event in receiver.told]
    assert len(ids) == len(set(ids)) == 60
    assert [event["sequence"] for event in receiver.told] == sorted(
        event["sequence"] for event in receiver.told
    )


def test_a_receiver_that_breaks_off_now_and_then_gets_each_event_in_order(
    report: Any, admin: Any, receiver: Receiver, hear: Any, send: Any
) -> None:
    hook(admin, receiver)
    for n in range(12):
        report(MONDAY + timedelta(hours=7 * n))
    hear()
    now = MONDAY
    for n in range(60):
        receiver.status = 503 if n % 3 == 0 else 200
        send(now)
        now += timedelta(hours=1, minutes=20)
    ids = [int(event["sequence"]) for event in receiver.told]
    assert ids == sorted(set(ids))
    assert len(ids) == 12


def test_a_run_that_breaks_off_is_one_failure_and_what_arrived_is_not_sent_again(
    report: Any, admin: Any, receiver: Receiver, hear: Any, send: Any
) -> None:
    made, _ = hook(admin, receiver)
    for n in range(4):
        report(MONDAY + timedelta(hours=7 * n))
    hear()
    receiver.breaks_after = 2
    send()
    made.refresh_from_db()
    assert (made.failures, len(receiver.told), len(receiver.requests)) == (1, 2, 3)
    assert Posting.objects.filter(state=State.SENT).count() == 2
    receiver.breaks_after = None
    send(MONDAY + timedelta(minutes=1))
    assert [int(event["sequence"]) for event in receiver.told] == [1, 2, 3, 4]


def test_after_days_of_failing_it_stops_and_says_so_and_keeps_what_happens(
    report: Any, admin: Any, receiver: Receiver, hear: Any, later: Any
) -> None:
    made, _ = hook(admin, receiver)
    receiver.status = 500
    report()
    hear()
    end = later(MONDAY, MONDAY + timedelta(days=6), timedelta(hours=1))
    made.refresh_from_db()
    assert made.stopped_at is not None
    tries = len(receiver.requests)
    report(MONDAY + timedelta(hours=7))
    hear(end)
    receiver.status = 200
    end = later(end, end + timedelta(hours=5), timedelta(hours=1))
    assert len(receiver.requests) == tries
    webhooks.go_on(made)
    later(end, end + timedelta(hours=1))
    assert len(receiver.told) == 2


def test_a_receiver_that_says_gone_is_asked_no_more(
    case: Any, admin: Any, receiver: Receiver, hear: Any, later: Any
) -> None:
    made, _ = hook(admin, receiver)
    receiver.status = 410
    hear()
    later(MONDAY, MONDAY + timedelta(hours=3), timedelta(hours=1))
    made.refresh_from_db()
    assert made.stopped_at == MONDAY
    assert len(receiver.requests) == 1


def test_a_message_that_is_refused_as_such_does_not_hold_up_the_rest(
    report: Any, admin: Any, receiver: Receiver, hear: Any, later: Any
) -> None:
    hook(admin, receiver)
    report()
    hear()
    receiver.status = 422
    end = later(MONDAY, MONDAY + timedelta(hours=1))
    assert (Posting.objects.get().state, len(receiver.requests)) == (State.GIVEN_UP, 3)
    report(MONDAY + timedelta(hours=7))
    hear()
    receiver.status = 200
    later(end, end + timedelta(minutes=2))
    assert len(receiver.told) == 1


def test_an_event_can_be_sent_again_with_the_same_id(
    case: Any, admin: Any, receiver: Receiver, hear: Any, send: Any
) -> None:
    made, _ = hook(admin, receiver)
    hear()
    send()
    assert webhooks.send_again(made, Posting.objects.get().event)
    send()
    assert receiver.told[0] == receiver.told[1]


def test_it_is_told_only_what_its_area_unit_and_events_let_it(
    dispatched: Any, district: Any, admin: Any, receivers: Any, hear: Any, later: Any
) -> None:
    asked: list[dict[str, Any]] = [
        {"unit": district.water}, {"unit": district.fire}, {"area": district.tianlin},
        {"area": district.xujiahui, "events": ["dispatch"]},
    ]  # fmt: skip
    places = [receivers() for _ in asked]
    for place, more in zip(places, asked, strict=True):
        hook(admin, place, **more)
    hear()
    later(MONDAY, MONDAY + timedelta(minutes=5))
    assert [len(place.told) for place in places] == [1, 0, 0, 1]


def test_a_redirect_is_not_followed(
    case: Any, admin: Any, receivers: Any, hear: Any, send: Any
) -> None:
    receiver, elsewhere = receivers(), receivers()
    receiver.status, receiver.location = 307, elsewhere.url
    hook(admin, receiver)
    hear()
    send()
    assert elsewhere.requests == []
    assert Posting.objects.get().error == "HTTP 307"


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "http://", "https://me:pw@a.example/", "file:///etc/passwd", ""]
)
def test_what_is_not_a_web_address_is_refused(url: str, admin: Any) -> None:
    with pytest.raises(Refused) as refused:
        hooking.make(admin, HookIn("test", url), MONDAY)
    assert refused.value.code == "bad_url"


def test_address_and_secret_are_sealed(admin: Any) -> None:
    made, secret = hooking.make(admin, HookIn("t", "https://a.example/token-4711"), MONDAY)
    made.refresh_from_db()
    assert "4711" not in made.url + made.shown
    assert secret not in made.secrets


def test_under_a_new_key_channels_and_webhooks_go_on_once_they_are_sealed_anew(
    case: Any, admin: Any, liqiang: Any, receiver: Receiver, settings: Any, hear: Any, send: Any
) -> None:
    from chengyun.cases.services import reseal_all
    from chengyun.notices.models import SEALED, Channel
    from chengyun.notices.services import channels
    from chengyun.people.secrets import unseal

    made, secret = hook(admin, receiver)
    channels.add_channel(liqiang, receiver.apprise, "", MONDAY)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, as long and as random as the first"
    assert reseal_all(SEALED)[1] == 0
    settings.SECRET_KEY_FALLBACKS = []
    made.refresh_from_db()
    assert webhooks.keys_of(made, MONDAY) == [secret]
    assert unseal(Channel.objects.get(user=liqiang).sealed) == {"url": receiver.apprise}
    hear()
    send()
    assert len(receiver.told) == 1
