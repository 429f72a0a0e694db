"""A small city server with the public doors the simulator speaks to, for tests."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

NEXT = {
    "file": "filed",
    "reject": "cancelled",
    "dispatch": "dispatched",
    "accept": "handling",
    "return": "filed",
    "handle": "check",
    "extend": "handling",
    "close": "closed",
    "check_fail": "handling",
}
ALLOWED = {
    "reported": {"duty_officer": ("file", "reject")},
    "filed": {"dispatcher": ("dispatch",)},
    "dispatched": {"handler": ("accept", "return")},
    "handling": {"handler": ("handle", "extend", "return")},
    "check": {"duty_officer": ("close", "check_fail")},
}
NEEDS = {"dispatch": ["unit"], "handle": ["result"], "return": ["reason"], "reject": ["reason"]}


class City:
    """What the server holds. `down` makes it answer 503."""

    def __init__(self, officers: list[dict[str, Any]]) -> None:
        self.officers = {o["username"]: o for o in officers}
        self.cases: dict[str, dict[str, Any]] = {}
        self.readings: list[tuple[str, int, float]] = []
        self.reports: list[dict[str, Any]] = []
        self.signed_in: set[str] = set()
        self.bodies: list[dict[str, Any]] = []
        self.down = False

    def add(self, number: str, stage: str = "reported", **more: Any) -> dict[str, Any]:
        case = {
            "number": number, "stage": stage, "simulated": True, "lon": 121.43, "lat": 31.19,
            "type": {"key": "manhole"}, "unit": {"code": "water"},
            "street": {"code": "310104014"}, "timeline": [],
        }  # fmt: skip
        self.cases[number] = case | more
        return self.cases[number]

    def answer(self, method: str, path: str, token: str, body: Any) -> tuple[int, Any]:
        parts = urlsplit(path)
        words = parts.path.removeprefix("/api/v1/").split("/")
        if self.down:
            return 503, {"detail": "away"}
        if method == "GET" and len(words) == 1:
            return 200, {"items": self._list(parse_qs(parts.query))}
        door = {"sign-in": self._sign_in, "observations": self._observe, "reports": self._report}
        if words[0] in door:
            return door[words[0]](body)
        case = self.cases[words[1]]
        if words[2:] == ["tasks"]:
            return 200, {"tasks": []}
        return self._act(case, token, body) if method == "POST" else self._detail(case, token)

    def _list(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        first = query.get("page", ["1"]) == ["1"]
        return [c for c in self.cases.values() if first and c["stage"] == query["stage"][0]]

    def _sign_in(self, body: Any) -> tuple[int, Any]:
        if body["username"] not in self.officers or body["password"] != "chengyun":
            return 401, {}
        self.signed_in.add(body["username"])
        return 200, {"token": body["username"], "expires": "2099-01-01T00:00:00+08:00"}

    def _observe(self, body: Any) -> tuple[int, Any]:
        rows = list(zip(body["datastream"], body["time"], body["value"], strict=True))
        self.readings += rows
        return 202, {"accepted": len(rows), "rejected": []}

    def _report(self, body: Any) -> tuple[int, Any]:
        self.reports.append(body)
        return 201, {"receipt": "R1", "follow": "f"}

    def _allowed(self, case: dict[str, Any], token: str) -> tuple[str, ...]:
        return ALLOWED.get(case["stage"], {}).get(self.officers[token]["role"], ())

    def _detail(self, case: dict[str, Any], token: str) -> tuple[int, Any]:
        actions = [
            {"action": a, "label": a, "needs": NEEDS.get(a, [])} for a in self._allowed(case, token)
        ]
        return 200, case | {"actions": actions}

    def _act(self, case: dict[str, Any], token: str, body: Any) -> tuple[int, Any]:
        needs = NEEDS.get(body["action"], [])
        if body["action"] not in self._allowed(case, token) or not all(
            _given(body, n) for n in needs
        ):
            return 422, {}
        self.bodies.append(body)
        case["stage"] = NEXT[body["action"]]
        return 200, case


def _given(body: dict[str, Any], need: str) -> bool:
    """A result is given as the reason of the action, as in the public API."""
    return bool(body.get("reason" if need == "result" else need))


@contextmanager
def serving(city: City) -> Iterator[str]:
    """The address of a server over this city."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers["Content-Type"] == "application/msgpack"
            self._answer(msgspec.msgpack.decode(raw) if packed else json.loads(raw))

        def _answer(self, body: Any) -> None:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            status, data = city.answer(self.command, self.path, token, body)
            raw = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
