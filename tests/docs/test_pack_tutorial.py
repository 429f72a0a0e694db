"""The tutorial of docs/guide/packs.md, run as it stands: written, checked, installed and opened."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from chengyun.packs import district as hands
from chengyun.packs import registry, scaffold, services
from chengyun.packs.models import PackFault
from chengyun.packs.services import hearing
from chengyun.testing import check_pack, failures
from tests.docs.texts import GUIDE, fenced

pytestmark = pytest.mark.django_db


@pytest.fixture
def benches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, district: Any) -> Path:
    """The pack that the reader has written after the last page."""
    root = scaffold.new("benches", tmp_path)
    folder = root / "src" / "chengyun_benches"
    (folder / "pack.py").write_text("\n".join(fenced(GUIDE / "packs.md", "python")))
    pack = registry.load(folder)
    found = registry.gather({**registry.sources(), "benches": lambda: pack})
    assert found.broken == {}
    monkeypatch.setattr(registry, "current", lambda: found)
    services.install()
    return folder


def test_it_conforms(benches: Path) -> None:
    assert failures(check_pack(benches)) == []


def test_its_page_report_and_hook_work(benches: Path, client: Client, zhoumin: Any) -> None:
    from datetime import UTC, date, datetime

    hand = hands.of_house("benches")
    for n, state in enumerate(("sound", "broken", "broken", "broken")):
        hand.add("benches", {"name": f"长椅{n}", "state": state}, area="310104014")
    client.force_login(zhoumin)
    page = client.get("/scenes/benches/pages/bench_overview/").content.decode()
    assert "state-bad" in page and "<b>4</b>" in page
    report = client.get("/scenes/benches/reports/bench_report.csv")
    assert "徐家汇街道,4" in b"".join(report.streaming_content).decode()
    monday = date(2026, 11, 23)
    hearing.begin_day(monday, datetime(2026, 11, 23, 1, tzinfo=UTC))
    assert len(hand.cases(("other",))) == 3
    assert not PackFault.objects.exists()
