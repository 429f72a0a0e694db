"""One page of metrics for all processes: each worker leaves its own on disk, `web` joins them.

Not the library's multiprocess mode: there every count is a write to a mapped file, gauges need a
rule of their own, and a process's memory and CPU are not told.
"""

import copy
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, Metric, generate_latest

from chengyun.runtime import roles

BLOCK = re.compile(r"^# HELP ", re.MULTILINE)


class _Labelled:
    """What a registry holds, each sample with the label `role`."""

    def __init__(self, role: str, registry: CollectorRegistry) -> None:
        self.role, self.registry = role, registry

    def collect(self) -> Iterator[Metric]:
        for family in self.registry.collect():
            # A copy: some collectors give out the same object each time.
            told = copy.copy(family)
            told.samples = [
                each._replace(labels={**each.labels, "role": self.role}) for each in family.samples
            ]
            yield told


def text(role: str, registry: CollectorRegistry = REGISTRY) -> str:
    """This process's metrics in Prometheus' text format, labelled with its role."""
    return generate_latest(_Labelled(role, registry)).decode()


def leave(role: str) -> None:
    """Leave this process's metrics where `web` finds them; called about once a second."""
    roles.put(_file(role), text(role))


def page() -> str:
    """This process's metrics as `web`, and those of every worker that has spoken lately."""
    files = [_file(role) for role in roles.WORKERS]
    return joined([text("web"), *(path.read_text() for path in files if roles.fresh(path))])


def _file(role: str) -> Path:
    return roles.folder() / f"{role}.prom"


def joined(texts: Iterable[str]) -> str:
    """Texts as one: the samples of a metric stand together, under one heading, as they must."""
    heads: dict[str, str] = {}
    samples: dict[str, list[str]] = {}
    for block in (block for text in texts for block in BLOCK.split(text)[1:]):
        told, kind, lines = block.split("\n", 2)
        name = told.partition(" ")[0]
        heads.setdefault(name, f"# HELP {told}\n{kind}\n")
        samples.setdefault(name, []).append(lines)
    return "".join(head + "".join(samples[name]) for name, head in heads.items())
