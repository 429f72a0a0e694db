"""Whatever is sent in whatever shape: every row is accepted or refused, and none twice."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chengyun.bus import batch as batches
from chengyun.sensing.checks import REASONS
from chengyun.sensing.gateway import Gateway, Receipt
from chengyun.sensing.intake import parse
from chengyun.sensing.registry import Registry

KEYS = ["a", "b", "lift", "nobody", 1, 3, 0, -4, 99, None, "", 2.5]
VALUES = [0.0, 1, 35.5, -1.0, 5000, "warm", None, True, 1e308]
cells = st.fixed_dictionaries(
    {"datastream": st.sampled_from(KEYS), "value": st.sampled_from(VALUES)},
    optional={"time": st.sampled_from([0, -5, 2**63 - 1, "yesterday", "2026-01-01T00:00:00Z"])},
)
Cells = dict[str, Any]


@dataclass
class Kept:
    """A bus that remembers what it was given."""

    connected: bool = True
    rows: int = 0
    letters: list[Any] = field(default_factory=list)

    async def publish(self, subject: str, payload: bytes, **_more: str) -> int:
        if subject.startswith("dead."):
            self.letters += msgspec.msgpack.decode(payload)["rows"]
        else:
            self.rows += len(batches.decode(payload))
        return 1


def body(rows: list[Cells], shape: str) -> bytes:
    """The rows as a sender writes them."""
    if shape == "columns":
        names = ("datastream", "time", "value")
        return json.dumps({name: [row.get(name) for row in rows] for name in names}).encode()
    return json.dumps(rows[0] if shape == "one" else rows).encode()


def sent(rows: list[Cells], shape: str) -> int:
    return 1 if shape == "one" else len(rows)


def a_registry() -> Registry:
    return Registry(
        ids={"a": 1, "b": 2, "lift": 3},
        properties=["lift_fault", "pm25"],
        property_code=np.array([-1, 1, 1, 0], np.int16),
        interval_s=np.array([0, 60, 60, 60], np.float32),
        low=np.zeros(4),
        high=np.array([0, 1000, 1000, 1], np.float64),
        lon=np.zeros(4),
        lat=np.zeros(4),
        paths=["", "310104/", "310104/", "310104/"],
    )


async def taken(gateway: Gateway, bodies: list[bytes]) -> list[Receipt]:
    now = time.time_ns() // 1000
    raws = [parse(each, "application/json", now) for each in bodies]
    return await asyncio.gather(
        *(gateway.accept(raw, 1 + number % 2) for number, raw in enumerate(raws))
    )


requests = st.lists(
    st.tuples(st.lists(cells, min_size=1, max_size=6), st.sampled_from(["one", "many", "columns"])),
    min_size=1,
    max_size=8,
)


@given(requests)
def test_rows_accepted_and_rows_refused_are_the_rows_sent(
    asked: list[tuple[list[Cells], str]],
) -> None:
    bus = Kept()
    gateway = Gateway(bus, a_registry(), folder=Path(gettempdir()))  # type: ignore[arg-type]
    gateway.owned.set({2: ("a",)})
    receipts = asyncio.run(taken(gateway, [body(*each) for each in asked]))
    for (rows, shape), receipt in zip(asked, receipts, strict=True):
        assert receipt.accepted + len(receipt.rejected) == sent(rows, shape)
        assert len({each.row for each in receipt.rejected}) == len(receipt.rejected)
        assert {each.reason for each in receipt.rejected} <= set(REASONS)
        assert all(0 <= each.row < sent(rows, shape) for each in receipt.rejected)
    assert bus.rows == sum(receipt.accepted for receipt in receipts)
    assert len(bus.letters) == sum(len(receipt.rejected) for receipt in receipts)
    assert gateway.room.held == 0
