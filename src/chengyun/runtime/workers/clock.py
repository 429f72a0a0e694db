"""clock: tells the stream what time it is, the cases what is due, and every room that a day began.

Time is a message in the stream of readings, so silence is found the same way in a replay.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import date, timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from chengyun.bus.subjects import READINGS, REGISTRY_CHANGED, TICK
from chengyun.cases.services import attachments, erase, mark_late, run_clock, stills
from chengyun.goals.services import count
from chengyun.goals.services.baselines import take_weekly
from chengyun.goals.services.matter_notices import remind
from chengyun.insight.publications import publish
from chengyun.packs.services import keeping
from chengyun.people import patrols, receiving
from chengyun.runtime.workers import Worker
from chengyun.sensing import maintenance
from chengyun.vitals.services import forget

log = structlog.get_logger()
CASES_EVERY_S = 5
# A district whose first cases came today does not wait for midnight to have figures.
PUBLISH_EVERY_S = 600


def _count_indicators() -> None:
    today = timezone.localdate()
    count(date(today.year, 1, 1), today)


def _remind_of_matters() -> None:
    remind(timezone.localdate())


def _forget_vitals() -> None:
    forget(timezone.now())


def _erase_contacts() -> None:
    erase(timezone.now(), settings.CONFIG.keep_contacts_days)
    keeping.erase(timezone.now())


def _forget_orphans() -> None:
    stills.forget()
    attachments.clean()


def _forget_tracks() -> None:
    patrols.forget(timezone.now(), settings.CONFIG.keep_tracks_days)
    receiving.forget(timezone.now())


def _publish() -> None:
    publish(timezone.localdate())


def _keep_baselines() -> None:
    take_weekly(timezone.localdate())


# Once when this starts and once each new day; one that fails does not stop the others.
CHORES: tuple[Callable[[], None], ...] = (
    _count_indicators,
    _remind_of_matters,
    _forget_vitals,
    _erase_contacts,
    _forget_orphans,
    _forget_tracks,
    _publish,
    _keep_baselines,
)


async def run(worker: Worker) -> None:
    worker.ready()
    day: date | None = None
    while True:
        second = int(time.time())
        await worker.bus.publish(READINGS, str(second).encode(), msg_id=f"tick-{second}", kind=TICK)
        if second % CASES_EVERY_S == 0:
            await worker.in_db(run_clock, timezone.now())
            await worker.in_db(mark_late, timezone.now())
            await _next_windows(worker)
        if second % PUBLISH_EVERY_S == 0:
            await _chore(worker, _publish)
        if timezone.localdate() != day:
            day = timezone.localdate()
            await _begin_day(worker)
        await asyncio.sleep(second + 1 - time.time())


async def _next_windows(worker: Worker) -> None:
    """A window of maintenance is over: those who hold columns must learn of the next one."""
    now = timezone.now()
    before = now - timedelta(seconds=2 * CASES_EVERY_S)
    if await worker.in_db(maintenance.ended_between, before, now):
        await worker.bus.tell(REGISTRY_CHANGED, b"")


async def _begin_day(worker: Worker) -> None:
    for chore in CHORES:
        await _chore(worker, chore)


async def _chore(worker: Worker, chore: Callable[[], None]) -> None:
    try:
        await worker.in_db(chore)
    except Exception:
        log.exception("daily chore failed", chore=chore.__name__)
