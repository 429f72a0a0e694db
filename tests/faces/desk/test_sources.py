import asyncio
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from chengyun.sensing import deadletters
from chengyun.sensing.deadletters import Asked, Found, Letter, Outcome
from chengyun.sensing.services import create_source
from chengyun.sensing.tally import Tally

AT = 1_790_000_000_000_000


class Drawer:
    """A handful of letters in memory, as pages see the stream."""

    def __init__(self, letters: Iterable[Letter]) -> None:
        self.letters = {letter.seq: letter for letter in letters}
        self.asked: list[Asked] = []

    async def find(self, asked: Asked) -> Found:
        self.asked.append(asked)
        return Found(list(self.letters.values()))

    async def get(self, seq: int) -> Letter | None:
        return self.letters.get(seq)

    async def replay(self, seqs: Iterable[int]) -> Outcome:
        return Outcome(accepted=await self.drop(seqs))

    async def drop(self, seqs: Iterable[int]) -> int:
        return sum(self.letters.pop(seq, None) is not None for seq in list(seqs))


@pytest.fixture
def drawer(db: None) -> Iterator[Drawer]:
    """Two letters of pump-vendor: a row, and a body that cannot be read."""
    source = str(create_source("pump-vendor").source.pk)
    row = {"reason": "not_yours", "datastream": "gate-3.level", "time": AT, "value": 2.5}
    held = Drawer(
        [
            Letter(7, source, AT, [row], 1),
            Letter(8, source, AT, body=b"<script>", reason="not whole JSON", truncated=True),
        ]
    )
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def start() -> None:
        deadletters.hold(held)

    asyncio.run_coroutine_threadsafe(start(), loop).result()
    yield held
    deadletters.hold(None)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def shown(client: Client, path: str) -> str:
    return client.get(path, headers={"Accept-Language": "en"}).content.decode()


def test_a_refused_row_is_shown_as_it_came_with_what_is_wrong(
    client: Client, zhoumin: Any, drawer: Drawer
) -> None:
    client.force_login(zhoumin)
    page = shown(client, "/desk/deadletters/")
    assert "gate-3.level" in page
    assert "The source may not write this datastream." in page
    assert "&lt;script&gt;" in page
    assert "Only its beginning was kept." in page
    assert page.count("Send again<") == 1


def test_the_filter_reaches_the_stream(client: Client, zhoumin: Any, drawer: Drawer) -> None:
    client.force_login(zhoumin)
    shown(client, "/desk/deadletters/?source=12&reason=bad_time&before=99")
    shown(client, "/desk/deadletters/?source=../x&reason=nonsense&before=-1")
    first, second = drawer.asked
    assert (first.source, first.reason, first.before) == ("12", "bad_time", 99)
    assert (second.source, second.reason, second.before) == ("", "", 0)


def test_what_is_sent_again_is_recorded(client: Client, zhoumin: Any, drawer: Drawer) -> None:
    client.force_login(zhoumin)
    answer = client.post("/desk/deadletters/replay/?reason=not_yours", {"letter": "7"})
    assert answer["Location"] == "/desk/deadletters/?reason=not_yours"
    assert 7 not in drawer.letters
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (zhoumin, "7")
    assert entry.change_message == "replayed: 1 taken, 0 refused"


def test_discarding_needs_a_reason_and_is_recorded(
    client: Client, admin: Any, drawer: Drawer
) -> None:
    client.force_login(admin)
    client.post("/desk/deadletters/discard/", {"letter": "8", "reason": " "})
    assert 8 in drawer.letters
    client.post("/desk/deadletters/discard/", {"letter": "8", "reason": "测试设备"})
    assert 8 not in drawer.letters
    assert LogEntry.objects.get().change_message == "discarded: 测试设备"


@pytest.mark.parametrize("person", ["chenli", "liqiang", "wangfang", "zhaoguohua"])
def test_only_duty_officers_and_administrators_may(
    client: Client, drawer: Drawer, person: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(person))
    assert client.get("/desk/deadletters/").status_code == 403
    assert client.get("/desk/sources/").status_code == 403
    assert client.post("/desk/deadletters/replay/", {"letter": "7"}).status_code == 403
    assert client.post("/desk/deadletters/discard/", {"letter": "7"}).status_code == 403
    assert set(drawer.letters) == {7, 8}


def test_a_source_is_shown_with_what_all_processes_have_counted(
    client: Client, zhoumin: Any, settings: Any, tmp_path: Path
) -> None:
    source = create_source("pump-vendor", prefixes=["pump-"]).source
    for role, accepted in (("web", 1200), ("gateway", 34)):
        counted = Tally()
        counted.line(source.pk).accepted = accepted
        counted.refuse(source.pk, "future_time", 3)
        counted.line(source.pk).skew_s = 312.0
        counted.write(tmp_path / "run" / f"sources-{role}.json")
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    client.force_login(zhoumin)
    page = shown(client, "/desk/sources/")
    assert "1,234" in page
    assert "312.0 s" in page
    assert "pump-" in page
    assert "The time is more than five minutes in the future. × 6" in page
