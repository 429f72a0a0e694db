"""A real receiver on this machine's loopback, and a city in which something happens."""

import asyncio
import dataclasses
import json
import queue
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any, TypeVar

import pytest

# A Monday, 10:00 in Shanghai.
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LESHAN = (121.4319, 31.1919)


@pytest.fixture(autouse=True, scope="session")
def _translations() -> None:
    from chengyun.runtime import messages

    for path in messages.files():
        messages.compile_if_stale(path)


T = TypeVar("T")
InDb = Callable[..., Awaitable[Any]]


def beside(main: Callable[[InDb], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine in a thread of its own; what it asks of the database is done on this one,
    inside the test's transaction."""
    asked: queue.Queue[Callable[[], None]] = queue.Queue()

    async def in_db(function: Callable[..., Any], *args: Any) -> Any:
        done: Future[Any] = Future()

        def answer() -> None:
            if not done.set_running_or_notify_cancel():
                return
            try:
                done.set_result(function(*args))
            except BaseException as error:
                done.set_exception(error)

        asked.put(answer)
        return await asyncio.wrap_future(done)

    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(asyncio.run, main(in_db))
        running.add_done_callback(lambda _: asked.put(lambda: None))
        while not running.done():
            asked.get()()
        return running.result()


@dataclass
class Receiver:
    """An HTTP server that notes every request and answers with `status`; 503 after so many."""

    status: int = 200
    breaks_after: int | None = None
    location: str = ""
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    accepted: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/in"

    @property
    def apprise(self) -> str:
        return f"json://127.0.0.1:{self.port}/in"

    @property
    def told(self) -> list[Any]:
        """The bodies that were answered with 200."""
        return [json.loads(body) for body in self.accepted]


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.requests.append(({k.lower(): v for k, v in self.headers.items()}, body))
            full = receiver.breaks_after is not None
            full = full and len(receiver.accepted) >= (receiver.breaks_after or 0)
            status = 503 if full else receiver.status
            if status == 200:
                receiver.accepted.append(body)
            self.send_response(status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: Any) -> None: ...

    return Handler


@pytest.fixture
def receivers() -> Iterator[Callable[[], Receiver]]:
    """Makes receivers; all are closed at the end."""
    servers: list[ThreadingHTTPServer] = []

    def make() -> Receiver:
        receiver = Receiver()
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        receiver.port = server.server_address[1]
        servers.append(server)
        return receiver

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver(receivers: Callable[[], Receiver]) -> Receiver:
    return receivers()


@pytest.fixture(autouse=True)
def _loopback_allowed(settings: Any) -> None:
    settings.CONFIG = dataclasses.replace(
        settings.CONFIG,
        notices_private=(ip_network("127.0.0.0/8"),),
        address="https://cy.example",
    )


@pytest.fixture
def flood(district: Any) -> Any:
    from chengyun.cases.models import CaseType

    return CaseType.objects.create(
        key="flood.road", pack="flood", title_zh="道路积水", title_en="Flooded road", severity=3,
        limit="2uh", unit_kind="water", merge_metres=0, merge_hours=6,
    )  # fmt: skip


@pytest.fixture
def report(flood: Any, district: Any) -> Callable[..., Any]:
    """张阿姨 reports a flooded road in 乐山; gives the case."""
    from chengyun.cases.services import ReportIn, take_report

    def make(at: datetime = MONDAY) -> Any:
        told = ReportIn("我叫张阿姨, 门口积水", *LESHAN, flood.key, "张阿姨", "13812341234")
        case = take_report(told, at=at).case
        case.area, case.area_path = district.grid, district.grid.path
        case.save()
        return case

    return make


@pytest.fixture
def case(report: Callable[..., Any]) -> Any:
    return report()


@pytest.fixture
def do() -> Callable[..., Any]:
    """Act, at 10:00 that Monday unless told otherwise."""
    from chengyun.cases.services import act

    def run(actor: Any, case: Any, action: str, reason: str = "", **more: Any) -> Any:
        return act(actor, case.number, action, reason=reason, **{"at": MONDAY, **more})

    return run


@pytest.fixture
def dispatched(case: Any, zhoumin: Any, district: Any, do: Callable[..., Any]) -> Any:
    """The case in the hands of the water bureau; nothing of it has been heard yet."""
    do(zhoumin, case, "file")
    return do(zhoumin, case, "dispatch", unit=district.water)


@pytest.fixture
def hear(db: None) -> Callable[..., Any]:
    """Take in everything that the outbox holds, as the worker does with what is on the bus."""
    from chengyun.cases import tasks
    from chengyun.notices.services.hearing import Heard, take

    def run(now: datetime = MONDAY, keep: bool = False) -> Any:
        events = tasks.waiting(10_000)
        if not keep:
            tasks.delivered([event.id for event in events])
        return take([Heard(e.id, json.loads(e.payload)) for e in events], now)

    return run


@pytest.fixture
def send(db: None) -> Callable[..., int]:
    """Let the sender send what is due at a moment, and wait until it has ended."""
    from chengyun.notices.sender import Sender
    from chengyun.notices.services import sending, webhooks

    def run(now: datetime = MONDAY, slots: int = 16) -> int:
        async def main(in_db: InDb) -> int:
            sender = Sender(in_db, (sending.jobs, webhooks.jobs), slots)
            started = await sender.start_due(lambda: now)
            await sender.idle()
            sender.close()
            return started

        return beside(main)

    return run


@pytest.fixture
def later(send: Callable[..., int]) -> Callable[..., datetime]:
    """Let time pass: the sender looks every `step` until a moment."""

    def run(start: datetime, end: datetime, step: timedelta = timedelta(minutes=1)) -> datetime:
        now = start
        while now < end:
            send(now)
            now += step
        return now

    return run
