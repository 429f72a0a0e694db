"""Telling the district something through the three pages, as a browser without scripts does."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.test import Client

from chengyun.faces.public import drafts

HERE = {"lon": "121.4319", "lat": "31.1919"}
WORDS = "乐山路口积水很深, 走不过去"


def words(answer: Any) -> str:
    return str(answer.content.decode())


def matter(
    client: Client, kind: Any, place: Mapping[str, str] | None = None, /, **more: Any
) -> Any:
    """Step 1; the answer leads on."""
    told = {"text": WORDS, "kind": kind.key, **(HERE if place is None else place), **more}
    return client.post("/report/", told)


def secret_of(answer: Any) -> str:
    return str(answer.url.split("/d/")[1].split("/")[0])


def unhurried(secret: str) -> str:
    """The draft as of somebody who took a minute over it."""
    draft = drafts.load(secret)
    assert draft
    drafts.save(draft.but(begun_at=draft.begun_at - timedelta(minutes=1)))
    return secret


def draft(client: Client, kind: Any, place: Mapping[str, str] | None = None, /, **more: Any) -> str:
    """Step 1 without hurry; the secret of its draft."""
    return unhurried(secret_of(matter(client, kind, place, **more)))


def apart(client: Client, secret: str) -> None:
    """Step 2: mine is another matter."""
    client.post(f"/report/d/{secret}/nearby/")


def send(client: Client, secret: str, **more: Any) -> Any:
    """Step 3."""
    return client.post(f"/report/d/{secret}/send/", {"who": "nobody", "website": "", **more})


def tell(client: Client, kind: Any, place: Mapping[str, str] | None = None, /, **more: Any) -> Any:
    """All three; the answer to the sending."""
    secret = draft(client, kind, place, **more)
    apart(client, secret)
    return send(client, secret)
