"""One page for all processes: every metric once, every process by its role."""

import os
import time
from pathlib import Path

import pytest
from django.test import Client
from prometheus_client import CollectorRegistry, Counter, Gauge, Metric
from prometheus_client.parser import text_string_to_metric_families

from chengyun.runtime import metrics, roles


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(roles, "folder", lambda: tmp_path / "run")
    return tmp_path / "run"


def process(role: str, accepted: int, source: str = "a") -> str:
    """What a process of this role tells that has counted so much."""
    registry = CollectorRegistry()
    Counter("accepted", "Taken.", registry=registry).inc(accepted)
    Gauge("skew", "Ahead.", ["source"], registry=registry).labels(source).set(accepted / 2)
    return metrics.text(role, registry)


def read(text: str) -> dict[str, Metric]:
    families = list(text_string_to_metric_families(text))
    assert len({family.name for family in families}) == len(families)
    return {family.name: family for family in families}


def values(family: Metric) -> dict[str, float]:
    return {each.labels["role"]: each.value for each in family.samples}


def test_every_metric_stands_once_with_the_samples_of_all_processes() -> None:
    families = read(metrics.joined([process("web", 3), process("gateway", 4)]))
    assert values(families["accepted"]) == {"web": 3, "gateway": 4}
    assert values(families["skew"]) == {"web": 1.5, "gateway": 2}
    assert (families["accepted"].type, families["skew"].documentation) == ("counter", "Ahead.")


def test_a_metric_that_one_process_alone_has_is_told() -> None:
    registry = CollectorRegistry()
    Gauge("lag", "Behind.", registry=registry).set(7)
    families = read(metrics.joined([process("web", 3), metrics.text("history", registry)]))
    assert values(families["lag"]) == {"history": 7}
    assert values(families["accepted"]) == {"web": 3}


def test_a_name_that_looks_like_a_heading_is_only_a_name() -> None:
    name = '# HELP x\n# HELP skew "y" \\'
    (sample,) = read(metrics.joined([process("web", 3, name)]))["skew"].samples
    assert sample.labels == {"source": name, "role": "web"}


def test_telling_changes_nothing_of_what_is_counted() -> None:
    before = metrics.text("web")
    assert "python_info" in before
    metrics.text("gateway")
    assert 'role="gateway"' not in metrics.text("web")


def test_the_page_shows_workers_that_have_spoken_lately(folder: Path) -> None:
    for role in ("gateway", "history"):
        metrics.leave(role)
    long_ago = time.time() - 60
    os.utime(folder / "history.prom", (long_ago, long_ago))
    told = values(read(metrics.page())["python_info"])
    assert told.keys() == {"web", "gateway"}


def test_leaving_metrics_makes_no_role_ready(folder: Path) -> None:
    metrics.leave("gateway")
    assert "gateway" in roles.not_ready()
    roles.say_ready("gateway")
    assert "gateway" not in roles.not_ready()
    assert sorted(path.name for path in folder.iterdir()) == ["gateway.json", "gateway.prom"]


def test_the_address_answers_with_the_page(folder: Path, client: Client) -> None:
    metrics.leave("intake")
    answer = client.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain; version=")
    assert values(read(answer.content.decode())["python_info"]).keys() == {"web", "intake"}
