"""The latest value, time and alarm state of every datastream, held in columns."""

import io

import numpy as np
import numpy.typing as npt

from chengyun.bus.batch import Batch

SILENT = 5


class LiveState:
    """Columns by datastream id: `time` int64 µs (0: never), `value` float64, `state` uint8.

    State is 0 for normal, 1 to 4 for the gravest active alarm (1 the gravest), 5 for silent.
    `changed` collects what moved since `take_changed`.
    """

    def __init__(self, size: int) -> None:
        self.time = np.zeros(size, np.int64)
        self.value = np.full(size, np.nan)
        self.state = np.zeros(size, np.uint8)
        self.changed = np.zeros(size, np.bool_)

    def grow(self, size: int) -> None:
        """Make room for ids below `size`; never shrinks."""
        more = size - len(self.time)
        if more > 0:
            self.time = np.concatenate([self.time, np.zeros(more, np.int64)])
            self.value = np.concatenate([self.value, np.full(more, np.nan)])
            self.state = np.concatenate([self.state, np.zeros(more, np.uint8)])
            self.changed = np.concatenate([self.changed, np.zeros(more, np.bool_)])

    def apply(self, batch: Batch) -> None:
        """Take a batch; what is older than the newest known reading is passed over."""
        if len(batch) == 0:
            return
        self.grow(int(batch.stream.max()) + 1)
        order = np.argsort(batch.time, kind="stable")
        stream, time = batch.stream[order], batch.time[order]
        newer = time >= self.time[stream]
        ids = stream[newer]
        self.time[ids] = time[newer]
        self.value[ids] = batch.value[order][newer]
        self.changed[ids] = True

    def set_state(self, stream: int, state: int) -> None:
        self.grow(stream + 1)
        self.state[stream] = state
        self.changed[stream] = True

    def take_changed(self) -> npt.NDArray[np.int32]:
        """Ids that moved since the last call."""
        ids = np.flatnonzero(self.changed).astype(np.int32)
        self.changed[ids] = False
        return ids

    def counts(
        self, ids: npt.NDArray[np.int64], now_us: int, fresh_us: npt.NDArray[np.int64]
    ) -> dict[str, int]:
        """How many of the datastreams exist, have reported in time, and are in alarm."""
        self.grow(int(ids.max()) + 1 if len(ids) else 0)
        return {
            "datastreams": len(ids),
            "reporting": int((now_us - self.time[ids] <= fresh_us).sum()),
            "alarms": int(((self.state[ids] > 0) & (self.state[ids] < SILENT)).sum()),
        }


def pack(
    time: npt.NDArray[np.int64], value: npt.NDArray[np.float64], state: npt.NDArray[np.uint8]
) -> bytes:
    """Live columns as bytes, the answer to `rpc.live`."""
    out = io.BytesIO()
    np.savez(out, time=time, value=value, state=state)
    return out.getvalue()


def unpack(payload: bytes) -> LiveState:
    """The live state in such an answer."""
    with np.load(io.BytesIO(payload), allow_pickle=False) as columns:
        live = LiveState(len(columns["time"]))
        live.time, live.value, live.state = columns["time"], columns["value"], columns["state"]
    return live
