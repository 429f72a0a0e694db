"""Asking as a persona: the answer, its text, and what was changed; nothing is left changed."""

import asyncio
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from django.db import InternalError, connection, transaction
from django.http import QueryDict
from django.test import Client

from tests.access.personas import Persona
from tests.access.world import World

CLASSES = {401: "sign-in", 403: "no", 404: "none", 409: "clash", 429: "slow", 503: "away"}
FORM = "application/x-www-form-urlencoded"
WRITES = re.compile(r'\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.I)
# A session is the browser's own; failed sign-ins are counted for whoever tries.
NOT_THE_CITYS = {"django_session", "people_signinguard"}


class Heard(QueryDict):
    """A query or a form that remembers what it was asked for."""

    asked: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        Heard.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        Heard.asked.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        Heard.asked.add(key)
        return super().getlist(key, default)


@dataclass
class Answer:
    """What came back. `kind` is the class of its status; `changed` the tables written to."""

    status: int
    kind: str
    text: str
    changed: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    fault: str = ""

    @property
    def cell(self) -> str:
        return self.kind + ("+" if self.changed else "")


@dataclass
class Asker:
    """A persona at the doors."""

    persona: Persona
    world: World
    strict: bool = False

    def __post_init__(self) -> None:
        self.client = Client(enforce_csrf_checks=self.strict, raise_request_exception=False)
        if self.persona.user:
            self.client.force_login(self.world[self.persona.user])
        self.secret = self.world.secrets.get(self.persona.name, "")

    def ask(
        self, method: str, path: str, query: Any = (), body: Any = None, kind: str = ""
    ) -> Answer:
        """Ask, read the whole answer, and undo what it did."""
        given = list(query.items() if isinstance(query, dict) else query)
        if self.persona.way == "query":
            given.append(("token", self.secret))
        if self.persona.way == "api_key":
            given.append(("api_key", self.secret))
        headers = {"Authorization": f"Bearer {self.secret}"} if self.persona.way == "bearer" else {}
        address = f"{path}?{urlencode(given)}" if given else path
        kept = self.client.cookies.copy()
        with undone() as written:
            Heard.asked = set()
            answer = self.client.generic(
                method, address, _body(body), content_type=kind or _kind(body), headers=headers
            )
            text = text_of(answer)
            fault = repr(answer.exc_info[1]) if getattr(answer, "exc_info", None) else ""
            asked, changed = set(Heard.asked), really(written)
        # Whoever signed out is in again: so was the database put back.
        self.client.cookies = kept
        return Answer(answer.status_code, class_of(answer), text, changed, asked, fault)


def _body(body: Any) -> bytes:
    import json

    if isinstance(body, bytes):
        return body
    if isinstance(body, FormBody):
        return urlencode({**ALWAYS, **body}, doseq=True).encode()
    return b"" if body is None else json.dumps(body).encode()


ALWAYS = {"x": "1"}  # an empty form is no form to many a view


class FormBody(dict[str, Any]):
    """Fields of a form rather than JSON."""


def _kind(body: Any) -> str:
    return FORM if body is None or isinstance(body, FormBody) else "application/json"


def class_of(answer: Any) -> str:
    """ok, go (elsewhere), sign-in, no, none, clash, bad, slow, away or ERROR."""
    status, place = answer.status_code, answer.headers.get("Location", "")
    if 300 <= status < 400:
        return "sign-in" if "/sign-in/" in place or "/admin/login/" in place else "go"
    if status < 300:
        return "ok"
    return CLASSES.get(status, "bad" if status < 500 else "ERROR")


def text_of(answer: Any) -> str:
    """The whole answer as text: headers, body, and what is inside of files."""
    body = stream_of(answer) if answer.streaming else answer.content
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return heads + "\n" + readable(body)


def stream_of(answer: Any) -> bytes:
    """All that is there; of a stream without end, what comes before its first beat."""
    if not answer.is_async:
        return b"".join(answer.streaming_content)

    async def read() -> bytes:
        parts = []
        async for part in answer.streaming_content:
            if part.startswith(b"event: beat"):
                break
            parts.append(part)
        return b"".join(parts)

    return asyncio.run(read())


def readable(body: bytes) -> str:
    """The bytes as text, archives with all that is in them."""
    if body[:2] != b"PK":
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return "\n".join(readable(packed.read(name)) for name in packed.namelist())


@contextmanager
def undone() -> Iterator[set[str]]:
    """Tables that were written to; all of it is undone at the end."""
    written: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(sql):
            written.add(found[1])
        return execute(sql, params, many, context)

    mark = transaction.savepoint()
    try:
        with connection.execute_wrapper(watch):
            yield written
    finally:
        connection.needs_rollback = False
        transaction.savepoint_rollback(mark)
        transaction.savepoint_commit(mark)  # released: else each request would nest in the last
        connection.run_on_commit.clear()


def really(written: set[str]) -> set[str]:
    """Of the tables written to, those that differ from what they were."""
    connection.needs_rollback = False
    try:
        return {name for name in written - NOT_THE_CITYS if rows_of(name) != _before(name)}
    except InternalError:  # PostgreSQL undoes all once a statement has failed
        return set()


_rows: dict[str, list[Any]] = {}


def remember() -> None:
    """This is the world to compare with."""
    _rows.clear()
    for name in connection.introspection.table_names():
        _rows[name] = rows_of(name)


def _before(name: str) -> list[Any]:
    return _rows[name]


def rows_of(name: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{name}"')
        return sorted(map(repr, cursor.fetchall()))


@contextmanager
def listening() -> Iterator[None]:
    """Queries and forms remember what views asked them for."""
    with (
        patch("django.core.handlers.wsgi.QueryDict", Heard),
        patch("django.http.request.QueryDict", Heard),
        patch("django.test.client.store_rendered_templates", lambda *_args, **_more: None),
    ):
        yield
