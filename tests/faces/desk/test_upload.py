import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengyun.bus import batch as batches
from chengyun.faces.desk import held_files
from chengyun.sensing import registry, uploading
from chengyun.sensing.gateway import Gateway
from chengyun.sensing.models import Datastream, ObservedProperty, Source, Thing

GOOD = "数据流,时间,数值\ngauge-1.level,2026-07-01 08:00,0.4\ngauge-1.level,2026-07-01 08:05,0.5\n"
BAD = "gauge-1.level,明天,1\ngauge-1.level,2026-07-01 09:00,99\nnobody,2026-07-01 08:00,1\n"


class FakeBus:
    """Keeps what is published; down when told so."""

    def __init__(self) -> None:
        self.batches: list[batches.Batch] = []
        self.connected = True

    async def publish(self, subject: str, payload: bytes, **_more: Any) -> int:
        if subject.startswith("obs."):
            self.batches.append(batches.decode(payload))
        return 1

    @property
    def values(self) -> list[float]:
        return [value for batch in self.batches for value in batch.value.tolist()]


@pytest.fixture
def gauges(district: Any) -> None:
    level = ObservedProperty.objects.create(code="water_level", minimum=0, maximum=5)
    for key, area in (("gauge-1", district.grid), ("gauge-2", district.tianlin)):
        thing = Thing.objects.create(key=key, name=key, kind="gauge", area=area, lon=1, lat=1)
        Datastream.objects.create(key=f"{key}.level", thing=thing, observed_property=level)


@pytest.fixture
def bus(gauges: None, tmp_path: Path, settings: Any) -> Iterator[FakeBus]:
    """A gateway held by this process, on a loop of its own as the web server's is."""
    bus = FakeBus()
    gateway = Gateway(bus, registry.load(), folder=tmp_path)  # type: ignore[arg-type]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    uploading.hold(gateway, loop)
    yield bus
    uploading._held.clear()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    folder.mkdir()
    monkeypatch.setattr(held_files, "folder", lambda: folder)
    return folder


def send(client: Client, text: str | bytes, name: str = "水位.csv") -> Any:
    body = text.encode() if isinstance(text, str) else text
    return client.post("/desk/upload/", {"file": SimpleUploadedFile(name, body)})


def previewed(client: Client, text: str) -> str:
    """The address of the preview."""
    response = send(client, text)
    assert response.status_code == 302, response.content.decode()
    return str(response.url)


def test_the_preview_counts_and_names_every_bad_row_and_sends_nothing(
    client: Client, zhoumin: Any, bus: FakeBus
) -> None:
    client.force_login(zhoumin)
    page = client.get(previewed(client, GOOD + BAD)).content.decode()
    assert "导入 2 条读数" in page
    for row, column, given, what in (
        (4, "时间", "明天", "不是时间"),
        (5, "数值", "99", "超出该指标的可能范围"),
        (6, "数据流", "nobody", "辖区内没有这个编号的数据流"),
    ):
        assert f'<td class="num">{row}</td><td>{column}</td><td class="given">{given}</td>' in page
        assert what in page
    assert bus.values == []


def test_on_confirming_the_good_rows_go_through_the_gateway(
    client: Client, zhoumin: Any, bus: FakeBus, _own_folder: Path
) -> None:
    client.force_login(zhoumin)
    address = previewed(client, GOOD + BAD)
    page = client.post(address).content.decode()
    assert sorted(bus.values) == [0.4, 0.5]
    assert {batch.source for batch in bus.batches} == {Source.objects.get(name="uploads").pk}
    assert page.count("<dd>2</dd>") == 1
    assert "<dd>3</dd>" in page
    assert list(_own_folder.iterdir()) == []
    assert client.post(address).status_code == 404


def test_while_the_bus_is_away_nothing_is_said_to_be_taken_and_the_file_is_kept(
    client: Client, zhoumin: Any, bus: FakeBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading.time, "sleep", lambda _s: None)
    client.force_login(zhoumin)
    address = previewed(client, GOOD)
    bus.connected = False
    refused = client.post(address)
    assert refused.status_code == 503
    assert "未导入任何数据" in refused.content.decode()
    bus.connected = True
    assert client.post(address).status_code == 200
    assert sorted(bus.values) == [0.4, 0.5]


def test_a_duty_officer_of_a_street_cannot_write_anothers_datastreams(
    client: Client, zhoumin: Any, district: Any, bus: FakeBus
) -> None:
    zhoumin.area = district.xujiahui
    zhoumin.save()
    client.force_login(zhoumin)
    address = previewed(client, GOOD + "gauge-2.level,2026-07-01 08:00,1\n")
    assert "辖区内没有这个编号的数据流" in client.get(address).content.decode()
    client.post(address)
    assert sorted(bus.values) == [0.4, 0.5]


@pytest.mark.parametrize("who", ["chenli", "liqiang", "wangfang", "zhaoguohua"])
def test_only_duty_officers_and_administrators_may_upload(
    client: Client, who: str, request: pytest.FixtureRequest, bus: FakeBus
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get("/desk/upload/").status_code == 403
    assert send(client, GOOD).status_code == 403
    assert client.post("/desk/upload/abc/").status_code == 403
    assert "/desk/upload/" not in client.get("/desk/").content.decode()


def test_a_resident_is_asked_to_sign_in(client: Client, bus: FakeBus) -> None:
    for response in (client.get("/desk/upload/"), send(client, GOOD)):
        assert response.status_code == 302
        assert response.url.startswith("/sign-in/")


def test_the_administrator_may_upload_too(client: Client, admin: Any, bus: FakeBus) -> None:
    client.force_login(admin)
    assert client.post(previewed(client, GOOD)).status_code == 200
    assert len(bus.values) == 2


def test_nobody_confirms_anothers_file(
    client: Client, zhoumin: Any, admin: Any, bus: FakeBus
) -> None:
    client.force_login(zhoumin)
    address = previewed(client, GOOD)
    client.force_login(admin)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert bus.values == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "文件是空的"), ("a,b\n1,2\n", "首行须为表头"), (b"PK\x03\x04", "无法读取这个 Excel")],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    client: Client, zhoumin: Any, bus: FakeBus, text: str | bytes, sentence: str
) -> None:
    client.force_login(zhoumin)
    response = send(client, text or " ")
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_form_without_a_file_or_with_too_large_a_one_is_refused(
    client: Client, zhoumin: Any, bus: FakeBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(zhoumin)
    assert "请先选择文件" in client.post("/desk/upload/").content.decode()
    large = b"time,a\n" + b" " * (33 * 1024 * 1024)
    assert send(client, large).status_code == 413


def test_many_bad_rows_come_in_pages_and_all_at_once_as_a_table(
    client: Client, zhoumin: Any, bus: FakeBus
) -> None:
    client.force_login(zhoumin)
    rows = "".join(f"=cmd{n},2026-07-01 08:00,1\n" for n in range(450))
    address = previewed(client, GOOD + rows)
    first, last = (client.get(f"{address}?page={n}").content.decode() for n in (1, 3))
    assert first.count('class="given"') == 200
    assert last.count('class="given"') == 50
    assert "第 3 页，共 3 页" in last
    table = client.get(f"{address}?bad=csv").content.decode("utf-8-sig")
    assert table.count("\r\n") == 451
    assert "4,数据流,'=cmd0," in table


def test_what_is_written_in_a_file_is_shown_as_text(
    client: Client, zhoumin: Any, bus: FakeBus
) -> None:
    client.force_login(zhoumin)
    text = "数据流,时间,数值\n<script>x</script>,2026-07-01 08:00,1\n"
    page = client.get(previewed(client, text)).content.decode()
    assert "<script>x" not in page
    assert "没有可用的行" in page


def test_the_pages_speak_english_too(client: Client, zhoumin: Any, bus: FakeBus) -> None:
    client.force_login(zhoumin)
    client.cookies["django_language"] = "en"
    page = client.get(previewed(client, GOOD + BAD)).content.decode()
    assert "Send 2 readings" in page
    assert "Outside what this property can be" in page
