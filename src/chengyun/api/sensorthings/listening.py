"""Who listens to what: nats-server tells the subscriptions of its MQTT connections.

It answers any user about the connections of their own account; no system account is needed. That
a session has changed is seen as it keeps it; that a connection has ended, some seconds later.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from typing import Any

from nats.errors import Error as NatsError

from chengyun.bus.client import Bus, Message
from chengyun.bus.subjects import STA_TOPICS

ASK = "$SYS.REQ.ACCOUNT.PING.CONNZ"
ABOUT = json.dumps({"subscriptions": True, "filter_subject": STA_TOPICS, "limit": 65536}).encode()
SESSIONS = "$MQTT.sess.>"
EVERY_S = 5.0
# The session is kept a moment before its subscription is there.
SETTLE_S = 0.1
# A server of a cluster that has not answered for so long is gone.
GONE_S = 30.0


class Listeners:
    """Calls `changed` with all subjects of SensorThings that are listened to, when they change."""

    def __init__(self, bus: Bus, changed: Callable[[frozenset[str]], None]) -> None:
        self.bus = bus
        self.changed = changed
        self.subjects: frozenset[str] = frozenset()
        self._told: dict[str, tuple[float, set[str]]] = {}
        self._stirred = asyncio.Event()

    async def run(self) -> None:
        """Ask for ever: when a session changes, else every few seconds."""
        inbox = self.bus.client.new_inbox()
        await self.bus.client.subscribe(inbox, cb=self._answered)
        await self.bus.client.subscribe(SESSIONS, cb=self._stir)
        while True:
            with contextlib.suppress(NatsError):
                await self.bus.client.publish(ASK, ABOUT, reply=inbox)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), EVERY_S)
            await asyncio.sleep(SETTLE_S)
            self._stirred.clear()

    async def _stir(self, _message: Message) -> None:
        self._stirred.set()

    async def _answered(self, message: Message) -> None:
        """One server's answer; a cluster gives one each."""
        answer, now = json.loads(message.data or b"{}"), time.monotonic()
        self._told[answer.get("server", {}).get("id", "")] = now, subjects_in(answer)
        self._told = {key: one for key, one in self._told.items() if now - one[0] < GONE_S}
        subjects = frozenset().union(*(heard for _, heard in self._told.values()))
        if subjects != self.subjects:
            self.subjects = subjects
            self.changed(subjects)


def subjects_in(answer: dict[str, Any]) -> set[str]:
    """What MQTT clients listen to of SensorThings, by nats-server's account of connections."""
    connections = answer.get("data", {}).get("connections") or []
    told = [one.get("subscriptions_list") or [] for one in connections if one.get("type") == "mqtt"]
    return {subject for each in told for subject in each if subject.startswith(STA_TOPICS[:-1])}
