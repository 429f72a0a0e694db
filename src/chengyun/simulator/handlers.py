"""Simulated officers: sign in, find their cases, act through the public API at human pace."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from queue import SimpleQueue
from typing import Any
from urllib.parse import quote

from chengyun.simulator import habits
from chengyun.simulator.client import Answer, Client
from chengyun.simulator.helpers import help_out

Json = dict[str, Any]
Settled = tuple[str, float, float]  # case type, lon, lat

ACTIONS_PER_ROUND = 12
PAGES, FULL_PAGE = 3, 200
DONE = ("check", "closed")
LISTS = ("items", "results", "cases", "data")
LEDGERS = ("timeline", "ledger", "entries", "history")


@dataclass
class Seen:
    """A case as last listed: its stage, when it is due, how often it has changed stage."""

    stage: str
    due_s: float
    turn: int = 0
    # A part of the idempotency keys: the turns begin anew when the simulator does.
    since: int = field(default_factory=lambda: int(time.time()))


@dataclass
class Staff:
    """The officers the simulator plays (never the personas: those are for people)."""

    officers: list[Json]
    password: str
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        played = [o for o in self.officers if o["username"] not in habits.PERSONAS]
        self.officers = played
        self.known = {o["username"] for o in played} | {o["name"] for o in played}

    def for_case(self, case: Json, roles: tuple[str, ...]) -> Iterator[str]:
        """Usernames who might act on a case, the likeliest first; one for each role."""
        for role in roles:
            fit = [o for o in self.officers if o["role"] == role and _near(o, case)]
            if fit:
                yield fit[int(habits.luck(case["number"], role) * len(fit))]["username"]

    def sign_in(self, client: Client, username: str) -> bool:
        """Use this officer's token, signing in if there is none. False if refused."""
        if username not in self.tokens:
            client.token = ""
            answer = client.post(
                "/api/v1/sign-in", {"username": username, "password": self.password}
            )
            if not answer.ok or not isinstance(answer.data, dict):
                return False
            self.tokens[username] = str(answer.data.get("token", ""))
        client.token = self.tokens[username]
        return True


def _near(officer: Json, case: Json) -> bool:
    """May this officer be the one: a handler of the unit, a grid officer of the street."""
    if officer["role"] == "handler":
        return bool(officer["unit"] == _code(case.get("unit")))
    if officer["role"] == "grid_officer":
        return bool(officer["area"] == _code(case.get("street")))
    return True


def _code(of: Any) -> str:
    return str(of.get("code", "")) if isinstance(of, dict) else ""


@dataclass
class PeopleWork:
    """All officers at work. `settled` tells the story which troubles have been seen to."""

    client: Client
    staff: Staff
    speed: float = 1.0
    settled: "SimpleQueue[Settled]" = field(default_factory=SimpleQueue)
    seen: dict[str, Seen] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    actions: int = 0
    refused: int = 0

    def round(self, now_s: float) -> int:
        """Look at the open cases once and do what is due. Returns how many actions were taken."""
        watcher = next(o["username"] for o in self.staff.officers if o["role"] == "duty_officer")
        if not self.staff.sign_in(self.client, watcher):
            self.refused += 1
            return 0
        due = [case for stage in habits.STEPS for case in self._due(stage, now_s)]
        self._tell(self._page("closed", 1))
        return sum(self._work(case, now_s) for case in due[:ACTIONS_PER_ROUND])

    def _due(self, stage: str, now_s: float) -> list[Json]:
        cases = self._listed(stage)
        if stage in DONE:
            self._tell(cases)
        return [c for c in cases if c.get("simulated") and self._is_due(c, stage, now_s)]

    def _listed(self, stage: str) -> list[Json]:
        found: dict[str, Json] = {}
        for page in range(1, PAGES + 1):
            rows = self._page(stage, page)
            more = [row for row in rows if row["number"] not in found]
            found |= {row["number"]: row for row in more}
            if len(more) < FULL_PAGE:
                break
        return list(found.values())

    def _page(self, stage: str, page: int) -> list[Json]:
        answer = self.client.get(f"/api/v1/cases?stage={stage}&page={page}&size={FULL_PAGE}")
        if answer.status == 401:
            self.staff.tokens.clear()
        return _rows(answer)

    def _tell(self, cases: list[Json]) -> None:
        for case in cases:
            if case["number"] not in self.done and case.get("lon") is not None:
                self.done.add(case["number"])
                kind = (case.get("type") or {}).get("key", "")
                self.settled.put((kind, float(case["lon"]), float(case["lat"])))

    def _is_due(self, case: Json, stage: str, now_s: float) -> bool:
        number = case["number"]
        seen = self.seen.get(number)
        if seen is None or seen.stage != stage:
            turn = seen.turn + 1 if seen else 0
            seen = self.seen[number] = Seen(stage, now_s + self._delay_s(case, stage, turn), turn)
        return now_s >= seen.due_s

    def _delay_s(self, case: Json, stage: str, turn: int) -> float:
        wait = habits.delay_s(stage, case["number"], turn) / self.speed
        left = habits.luck(case["number"], "left") < 1 / habits.LEFT_TO_PEOPLE
        return wait + (habits.LEFT_FOR_S if left and turn == 0 else 0.0)

    def _work(self, case: Json, now_s: float) -> int:
        seen = self.seen[case["number"]]
        # Whatever comes of it, this case has had its turn: look again in a while.
        seen.due_s = now_s + 60.0 / self.speed
        for username in self.staff.for_case(case, habits.STEPS[seen.stage].roles):
            if not self.staff.sign_in(self.client, username):
                continue
            detail = self._detail(case["number"])
            if detail is None:
                continue
            if self._someone_else_is_at_it(detail):
                return 0
            if seen.stage == "handling" and (moved := help_out(self.client, self.staff, detail)):
                self.actions += moved
                return moved
            if self._act(detail, seen):
                # The stage may stay the same (an extension): the next turn decides anew.
                seen.turn += 1
                seen.due_s = now_s + habits.delay_s(seen.stage, case["number"], seen.turn)
                return 1
        return 0

    def _detail(self, number: str) -> Json | None:
        answer = self.client.get(f"/api/v1/cases/{quote(number)}")
        return answer.data if answer.ok and isinstance(answer.data, dict) else None

    def _someone_else_is_at_it(self, detail: Json) -> bool:
        """Whether a person whom we do not play acted in the last two minutes."""
        ledger: list[Json] = next(
            (detail[k] for k in LEDGERS if isinstance(detail.get(k), list)), []
        )
        return any(
            self._is_a_person(entry) and time.time() - _when(entry) < habits.HANDS_OFF_S
            for entry in ledger
        )

    def _is_a_person(self, entry: Json) -> bool:
        actor = entry.get("actor") or entry.get("by") or entry.get("user") or ""
        names = actor.values() if isinstance(actor, dict) else [actor]
        told = {str(n) for n in names if n}
        return bool(told) and "system" not in told and not told & self.staff.known

    def _act(self, detail: Json, seen: Seen) -> bool:
        allowed = {a["action"]: a for a in detail.get("actions", [])}
        number = detail["number"]
        for action in habits.wanted(seen.stage, number, seen.turn):
            if action in allowed:
                body = self._body(detail, allowed[action], seen)
                answer = self.client.post(f"/api/v1/cases/{quote(number)}/actions", body)
                self.actions += answer.ok
                self.refused += not answer.ok
                return answer.ok
        return False

    def _body(self, detail: Json, action: Json, seen: Seen) -> Json:
        name, number = action["action"], detail["number"]
        needs = action.get("needs") or []
        body: Json = {"action": name, "key": f"sim-{number}-{name}-{seen.turn}-{seen.since}"}
        if "unit" in needs:
            body["unit"] = self._unit(detail)
        if "condition" in needs:
            body["condition"] = action["conditions"][0]["condition"]
        if "result" in needs:
            body["reason"] = habits.pick(habits.RESULTS, number, name)
        if "reason" in needs:
            body["reason"] = _reason(name, number)
        return body

    def _unit(self, detail: Json) -> str:
        kind = (detail.get("type") or {}).get("key", "other")
        street = f"street-{_code(detail.get('street'))[-3:]}"
        return _code(detail.get("unit")) or habits.UNITS.get(kind, "") or street


def _reason(action: str, number: str) -> str:
    return habits.pick(habits.REASONS.get(action, habits.REASONS[""]), number, action)


def _rows(answer: Answer) -> list[Json]:
    data = answer.data
    if isinstance(data, dict):
        data = next((data[k] for k in LISTS if isinstance(data.get(k), list)), [])
    return [row for row in data or [] if isinstance(row, dict) and "number" in row]


def _when(entry: Json) -> float:
    """When a ledger entry was made, in seconds since the epoch; 0 if it does not say."""
    at = entry.get("at") or entry.get("time") or entry.get("created_at")
    try:
        return datetime.fromisoformat(str(at)).timestamp()
    except ValueError:
        return 0.0
