"""Webhooks over REST, for administrators only."""

import json
from typing import Any

import pytest
from django.test import Client

from chengyun.notices.models import Posting, Webhook
from chengyun.people.services import issue_token
from tests.notices.conftest import Receiver

pytestmark = pytest.mark.django_db
PATH = "/api/v1/webhooks"


def of(user: Any) -> Client:
    return Client(headers={"Authorization": f"Bearer {issue_token(user)}"})


def ask(client: Client, method: str, path: str = PATH, body: Any = None) -> Any:
    return client.generic(method, path, json.dumps(body or {}), "application/json")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_administrators_come_in(method: str, zhoumin: Any) -> None:
    assert (
        ask(of(zhoumin), method, body={"title": "t", "url": "https://a.example/"}).status_code
        == 403
    )
    assert ask(Client(), method).status_code == 401


def test_a_webhook_is_made_read_changed_and_ended(admin: Any, district: Any) -> None:
    client = of(admin)
    body = {"title": "数据中心", "url": "https://a.example/in?key=4711", "events": ["open"]}
    made = ask(client, "POST", body=body)
    assert made.status_code == 201
    told = made.json()
    assert told["secret"].startswith("whsec_")
    assert told["server"] == "https://a.example/…"
    path = f"{PATH}/{told['id']}"
    changed = ask(client, "PUT", path, {"title": "平台", "unit": "swj", "on": False}).json()
    assert (changed["title"], changed["unit"], changed["on"]) == ("平台", "swj", False)
    assert "secret" not in client.get(path).json()
    assert "4711" not in client.get(PATH).content.decode()
    second = ask(client, "POST", f"{path}/secret").json()["secret"]
    assert second != told["secret"]
    assert ask(client, "DELETE", path).status_code == 204
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"url": "nowhere"}, {"title": " "}, {"events": ["dance"]}, {"area": "999"}, {"unit": "x"}],
)
def test_what_cannot_be_is_refused_in_a_sentence(wrong: dict[str, Any], admin: Any) -> None:
    body = {"title": "t", "url": "https://a.example/", **wrong}
    answer = ask(of(admin), "POST", body=body)
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert not Webhook.objects.exists()


def test_the_log_tells_each_answer_and_an_event_is_sent_again(
    case: Any, admin: Any, receiver: Receiver, hear: Any, send: Any
) -> None:
    client = of(admin)
    made = ask(client, "POST", body={"title": "t", "url": receiver.url}).json()
    Webhook.objects.update(created_at=case.opened_at)
    hear()
    send()
    path = f"{PATH}/{made['id']}/deliveries"
    (line,) = client.get(path).json()
    assert (line["state"], line["status"], line["attempts"]) == ("sent", 200, 1)
    assert line["id"] == receiver.told[0]["id"]
    again = f"{path}/{line['event']}/again"
    assert ask(client, "POST", again).status_code == 202
    assert ask(client, "POST", again).status_code == 409
    send()
    assert len(receiver.told) == 2
    assert Posting.objects.count() == 1
