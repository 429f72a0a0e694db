"""What the worker adds to the engine: whose silence it was."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from chengyun.bus.batch import Batch, encode
from chengyun.bus.subjects import BATCH, TICK
from chengyun.detection.rules import Silence, Threshold
from chengyun.runtime.workers.detection import Detection, groups_of, restored, warm
from chengyun.sensing.registry import Registry

RULE = Silence(
    key="quiet", case_type="sensor_fault", severity=4, property="pm25",
    title_zh="离线", title_en="Silent", intervals=3,
)  # fmt: skip
START_S = 1_790_000_000


def held() -> Registry:
    column = np.array([0, 60], np.float64)
    return Registry(
        {"a": 1}, ["pm25"], np.array([-1, 0], np.int16), column.astype(np.float32),
        np.zeros(2), np.full(2, 1000.0), np.zeros(2), np.zeros(2), ["", ""],
    )  # fmt: skip


def worker(path: Path) -> Detection:
    return restored(None, path, [RULE], held())


def reading(at_s: int) -> bytes:
    return encode(Batch(np.array([1], np.int32), np.array([at_s * 1_000_000]), np.array([5.0])))


def ticks(detection: Detection, start: int, end: int) -> list[str]:
    return [a.phase for s in range(start, end) for a in detection._alarms(TICK, str(s).encode())]


def test_a_device_that_stops_is_called_silent(tmp_path: Path) -> None:
    detection = worker(tmp_path / "none")
    ticks(detection, START_S, START_S + 70)
    detection._alarms(BATCH, reading(START_S + 70))
    assert ticks(detection, START_S + 71, START_S + 400) == ["onset"]


def test_what_was_our_own_pause_is_nobodys_silence(tmp_path: Path) -> None:
    detection = worker(tmp_path / "none")
    detection._alarms(BATCH, reading(START_S))
    back = START_S + 3600
    assert ticks(detection, back, back + 59) == []
    detection._alarms(BATCH, reading(back + 59))
    assert ticks(detection, back + 59, back + 200) == []


def test_a_restart_in_the_middle_of_patience_keeps_it(tmp_path: Path) -> None:
    detection = worker(tmp_path / "none")
    detection._alarms(BATCH, reading(START_S))
    ticks(detection, START_S + 3600, START_S + 3610)
    path = tmp_path / "snapshot"
    path.write_bytes(detection.snapshot())
    again = worker(path)
    assert ticks(again, START_S + 3610, START_S + 3659) == []
    assert ticks(again, START_S + 3660, START_S + 3662) == ["onset"]


def test_a_snapshot_cut_short_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "snapshot"
    path.write_bytes(b"short")
    assert worker(path).position == 0


HIGH = Threshold(
    key="high", case_type="dust", severity=2, property="pm25", title_zh="超标", title_en="High",
    above=75.0,
)  # fmt: skip


def test_rules_may_change_between_two_batches_and_the_others_keep_their_state(
    tmp_path: Path,
) -> None:
    detection = worker(tmp_path / "none")
    ticks(detection, START_S, START_S + 70)
    detection._alarms(BATCH, reading(START_S + 70))
    assert ticks(detection, START_S + 71, START_S + 400) == ["onset"]
    detection.rules_waiting = [RULE, HIGH]
    detection.follow()
    assert sorted(detection.rules) == ["high", "quiet"]
    assert detection.engine.alarm_state[1] == 5
    detection.rules_waiting = []
    detection.follow()
    assert detection.engine.alarm_state[1] == 0


def test_a_path_names_the_area_of_each_level() -> None:
    groups = groups_of(["", "31/01/", "31/01/07/", "31/02/"])
    assert groups.tolist() == [[-1, 0, 0, 0], [-1, 1, 1, 3], [-1, -1, 2, -1], [-1] * 4]


def test_what_the_rules_need_can_be_compiled_beforehand() -> None:
    warm([RULE, HIGH], held())


def test_only_alarms_of_rules_out_of_force_are_ended(tmp_path: Path) -> None:
    detection = worker(tmp_path / "none")
    assert detection.ended("quiet", 1) is None
    assert detection.ended("gone", 1) == 0
    assert detection.ended("gone", 99) == 0


def test_a_stream_under_maintenance_is_muted_in_the_engine(tmp_path: Path) -> None:
    muted = replace(
        held(),
        muted_from=np.array([0, START_S * 1_000_000]),
        muted_until=np.array([0, (START_S + 10_000) * 1_000_000]),
    )
    detection = restored(None, tmp_path / "none", [RULE], muted)
    detection._alarms(BATCH, reading(START_S + 1))
    assert ticks(detection, START_S + 2, START_S + 900) == []
