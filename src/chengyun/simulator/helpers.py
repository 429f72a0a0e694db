"""Simulated units that help with the cases of others: at each turn every open task moves on."""

from typing import Any, Protocol
from urllib.parse import quote

from chengyun.simulator import habits
from chengyun.simulator.client import Client

Json = dict[str, Any]


class Staff(Protocol):
    """Who may act, and as whom the client is signed in."""

    def for_case(self, case: Json, roles: tuple[str, ...]) -> Any: ...
    def sign_in(self, client: Client, username: str) -> bool: ...


def help_out(client: Client, staff: Staff, case: Json) -> int:
    """Do the next thing for every open task of a case, each as an officer of its unit, or as the
    centre for a unit that nobody plays. Returns how many moved."""
    answer = client.get(f"/api/v1/cases/{quote(case['number'])}/tasks")
    tasks = answer.data.get("tasks", []) if answer.ok and isinstance(answer.data, dict) else []
    return sum(_move(client, staff, case, task) for task in tasks)


def _move(client: Client, staff: Staff, case: Json, task: Json) -> bool:
    verb = _next(task)
    if not verb:
        return False
    body: Json = {}
    if verb == "arrive":
        body = {"lon": case.get("lon"), "lat": case.get("lat")}
    if verb == "finish":
        body = {"said": habits.pick(habits.RESULTS, case["number"], str(task["id"]))}
    of_unit = case | {"unit": task["unit"]}
    for username in staff.for_case(of_unit, ("handler", "duty_officer")):
        if staff.sign_in(client, username):
            return client.post(f"/api/v1/tasks/{task['id']}/{verb}", body).ok
    return False


def _next(task: Json) -> str:
    if task["stage"] == "open":
        return "arrive" if task["kind"] == "scene" else "accept"
    return "finish" if task["stage"] in ("accepted", "arrived") else ""
