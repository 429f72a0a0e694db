"""The loop that makes the district live, through the public doors alone.

`speed` scales the story: incidents, residents, human pace, the hours of the day and the weather
all run that many times as fast. The times on the readings stay true: they are the real now, and
devices keep their real intervals. So clocks, screens and streams stay true at any speed.
`pace` is the mean number of story seconds from one incident to the next.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import msgspec
import structlog

from chengyun.simulator import district as districts
from chengyun.simulator import stills
from chengyun.simulator.client import MESSAGEPACK, AwayError, Backoff, Client
from chengyun.simulator.fleet import Fleet
from chengyun.simulator.gazetteer import Gazetteer
from chengyun.simulator.handlers import PeopleWork, Staff
from chengyun.simulator.incidents import DEMO_PACE_S, Schedule
from chengyun.simulator.lines import Lines, Spoken
from chengyun.simulator.readings import SECOND_US, Clock, Columns, Generator
from chengyun.simulator.residents import Report, Residents
from chengyun.simulator.spoken import parted, spoken

log = structlog.get_logger()

BATCH = 500
WAITING_BATCHES = 400  # about half an hour of readings; older ones are dropped
WAITING_REPORTS = 500
WAITING_FRAMES = 5000
CATCH_UP_US = 600 * SECOND_US  # after the machine slept longer, what was due is not made up
ROUND_S = 4.0
STATUS_S = 60.0
DEMO_PASSWORD = "chengyun"  # noqa: S105  (the simulated officers of the demo all share it)


@dataclass
class Tally:
    sent: int = 0
    spoken: int = 0
    rejected: int = 0
    dropped: int = 0
    reports: int = 0
    incidents: int = 0


@dataclass
class Door:
    """One way into the server: knows whether it is open, and says so once each time."""

    name: str
    backoff: Backoff = field(default_factory=Backoff)
    open: bool = True

    def tries(self, call: Callable[[], None], now_s: float) -> bool:
        """Call unless resting after a failure. True if it went through."""
        if self.backoff.waiting(now_s):
            return False
        try:
            call()
        except AwayError as error:
            self._closed(str(error), now_s)
            return False
        self._opened()
        return True

    def _closed(self, why: str, now_s: float) -> None:
        self.backoff.failed(now_s)
        if self.open:
            log.warning("simulator: the server does not answer", door=self.name, why=why)
        self.open = False

    def _opened(self) -> None:
        self.backoff.worked()
        if not self.open:
            log.info("simulator: the server answers again", door=self.name)
        self.open = True


@dataclass
class Story:
    """Everything that happens, and what still waits to be sent."""

    generator: Generator
    residents: Residents
    last_us: int
    batches: deque[Columns] = field(default_factory=lambda: deque(maxlen=WAITING_BATCHES))
    spoken: deque[Spoken] = field(default_factory=lambda: deque(maxlen=WAITING_FRAMES))
    reports: deque[Report] = field(default_factory=lambda: deque(maxlen=WAITING_REPORTS))
    protocols: frozenset[str] = frozenset()
    tally: Tally = field(default_factory=Tally)

    @classmethod
    def begin(
        cls,
        district: dict[str, Any],
        seed: int,
        speed: float,
        pace: float,
        now_us: int,
        protocols: frozenset[str] = frozenset(),
    ) -> "Story":
        """A story that starts now, every device reporting once.

        Devices whose own protocol is among `protocols` speak it, the others HTTP.
        """
        clock, fleet = Clock(now_us, speed), Fleet.of(district)
        schedule = Schedule(fleet, seed, now_us / SECOND_US, pace)
        generator = Generator(fleet, seed, clock, schedule)
        residents = Residents(Gazetteer(district), seed, now_us / SECOND_US + 20.0, pace)
        story = cls(generator, residents, now_us, protocols=protocols)
        story._wait(generator.everyone(now_us))
        return story

    def tell(self, now_us: int) -> None:
        """Let the story go on until now: readings and reports are put up for sending."""
        before = len(self.generator.schedule.made)
        self._wait(self.generator.between(max(self.last_us, now_us - CATCH_UP_US), now_us))
        fresh = self.generator.schedule.made[before:]
        self.tally.incidents += len(fresh)
        self.residents.hear(fresh)
        self.reports.extend(self.residents.until(self.generator.clock.story_at(now_us)))
        self.generator.schedule.forget(self.generator.clock.story_at(now_us))
        self.last_us = now_us

    def _wait(self, all_due: Columns) -> None:
        fleet = self.generator.fleet
        columns, own = parted(fleet, all_due, self.protocols)
        self.spoken.extend(spoken(fleet, own))
        for start in range(0, len(columns), BATCH):
            part = slice(start, start + BATCH)
            if len(self.batches) == WAITING_BATCHES:
                self.tally.dropped += len(self.batches[0])
            self.batches.append(
                Columns(columns.stream[part], columns.time[part], columns.value[part])
            )


def packed(fleet: Fleet, columns: Columns) -> bytes:
    """Readings as one MessagePack body of POST /api/v1/observations, streams by their keys."""
    keys = [fleet.keys[i] for i in columns.stream]
    body = {"datastream": keys, "time": columns.time.tolist(), "value": columns.value.tolist()}
    return msgspec.msgpack.encode(body)


def run(
    url: str,
    source_key: str,
    seed: int = 7,
    speed: float = 1.0,
    pace: float = DEMO_PACE_S,
    stop_event: threading.Event | None = None,
    *,
    password: str = DEMO_PASSWORD,
    district: dict[str, Any] | None = None,
    ports: Mapping[str, int] | None = None,
) -> None:
    """Make the district of `seed` live at `url` until `stop_event` is set.

    source_key: Bearer key of the simulator's source. district: the built district, if at hand.
    ports: where the server listens for devices, by protocol; without one they come over HTTP.
    A server that is away is tried again, ever more seldom, up to every half minute.
    """
    stop = stop_event or threading.Event()
    built = district or districts.build(seed)
    lines = Lines(urlsplit(url).hostname or "localhost", ports or {})
    story = Story.begin(built, seed, speed, pace, _now_us(), frozenset(lines.ports))
    with Client(url) as desk, Client(url, source_key) as sensors, Client(url) as residents:
        work = PeopleWork(desk, Staff(built["officers"], password), speed)
        people = threading.Thread(target=_people, args=(work, stop), name="people", daemon=True)
        people.start()
        speakers = threading.Thread(target=_speak, args=(story, lines, stop), daemon=True)
        speakers.start()
        _send_all(story, work, sensors, residents, stop)
        people.join(timeout=ROUND_S)
        speakers.join(timeout=ROUND_S)


def _send_all(
    story: Story, work: PeopleWork, sensors: Client, residents: Client, stop: threading.Event
) -> None:
    devices, public, cameras = Door("observations"), Door("reports"), Door("cameras")
    next_status = next_still = time.monotonic() + STATUS_S
    while not stop.is_set():
        _settle(story, work)
        story.tell(_now_us())
        devices.tries(lambda: _send_readings(story, sensors), time.monotonic())
        public.tries(lambda: _send_reports(story, residents), time.monotonic())
        if time.monotonic() >= next_still:
            next_still += stills.EVERY_S
            cameras.tries(lambda: _send_stills(story, sensors), time.monotonic())
        if time.monotonic() >= next_status:
            next_status += STATUS_S
            _say(story, work)
        stop.wait(1.0)


def _settle(story: Story, work: PeopleWork) -> None:
    """What the officers have seen to comes to an end."""
    at_s = story.generator.clock.story_at(_now_us())
    while not work.settled.empty():
        story.generator.schedule.settle(*work.settled.get(), at_s)


def _send_readings(story: Story, client: Client) -> None:
    """Send what waits, oldest first; a batch leaves the queue only when it was answered."""
    fleet = story.generator.fleet
    while story.batches:
        body = packed(fleet, story.batches[0])
        answer = client.call("POST", "/api/v1/observations", body, MESSAGEPACK)
        if answer.status in (401, 403, 404, 429) or answer.status >= 500:
            raise AwayError(f"HTTP {answer.status}")
        sent = len(story.batches.popleft())
        rejected = _rejected(answer.data) if answer.ok else sent
        story.tally.rejected += rejected
        story.tally.sent += sent - rejected


def _speak(story: Story, lines: Lines, stop: threading.Event) -> None:
    """Devices with a protocol of their own; one whose line is down loses what it had to say."""
    while not stop.wait(0.2):
        while story.spoken and not stop.is_set():
            story.tally.spoken += lines.tell(story.spoken.popleft())
    lines.close()


def _rejected(data: Any) -> int:
    rows = data.get("rejected") if isinstance(data, dict) else None
    return len(rows) if isinstance(rows, list) else int(rows or 0)


def _send_reports(story: Story, client: Client) -> None:
    while story.reports:
        answer = client.post("/api/v1/reports", story.reports[0].body())
        if answer.status in (401, 403, 404, 429) or answer.status >= 500:
            raise AwayError(f"HTTP {answer.status}")
        story.reports.popleft()
        story.tally.reports += answer.ok


def _send_stills(story: Story, client: Client) -> None:
    """What the cameras near the newest incidents see now."""
    fleet, now_us = story.generator.fleet, _now_us()
    going_on = story.generator.schedule.active(story.generator.clock.story_at(now_us))
    for row in stills.cameras(fleet, going_on):
        name = fleet.things[row]
        people = 4000.0 if any(one.streams[0] == row for one in going_on) else 700.0
        picture = stills.drawn(name, people, now_us / SECOND_US)
        answer = client.call("POST", f"/api/v1/cameras/{name}/still", picture, "image/jpeg")
        if answer.status in (401, 403, 429) or answer.status >= 500:
            raise AwayError(f"HTTP {answer.status}")


def _people(work: PeopleWork, stop: threading.Event) -> None:
    door = Door("people")
    while not stop.wait(ROUND_S):
        door.tries(lambda: _round(work), time.monotonic())


def _round(work: PeopleWork) -> None:
    try:
        work.round(time.monotonic())
    except AwayError:
        raise
    except Exception as error:
        # A guest must never fall over an answer it did not expect.
        raise AwayError(f"unexpected answer: {error!r}") from error


def _say(story: Story, work: PeopleWork) -> None:
    tally = story.tally
    open_now = len(story.generator.schedule.active(story.generator.clock.story_at(_now_us())))
    log.info(
        "simulator",
        readings=tally.sent, frames=tally.spoken, rejected=tally.rejected, dropped=tally.dropped,
        waiting=sum(len(b) for b in story.batches), reports=tally.reports,
        incidents=tally.incidents, going_on=open_now, actions=work.actions, refused=work.refused,
    )  # fmt: skip


def _now_us() -> int:
    return time.time_ns() // 1000
