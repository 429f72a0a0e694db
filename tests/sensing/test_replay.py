from pathlib import Path

import pytest

from chengyun.sensing.replay import NoSeries, Series, play, read_folder, steps
from tests.data import shared

GOOD = "timestamp,value\n2014-07-01 00:00:00,1.5\n2014-07-01 00:30:00,2.5\n"


def written(folder: Path, text: str, name: str = "a/b.csv") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return folder


def test_a_series_moves_to_now_with_its_spacing(tmp_path: Path) -> None:
    (series,) = read_folder(written(tmp_path, GOOD))
    moved = series.moved_to_end(10_000_000_000)
    assert series.key == "a/b"
    assert moved.time.tolist() == [10_000_000_000 - 1_800_000_000, 10_000_000_000]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("timestamp,value\n2014-07-01 00:00:00,warm\n", "line 2"),
        ("timestamp,value\nyesterday,1\n", "line 2"),
        ("time,reading\n1,2\n", "timestamp,value"),
        ("timestamp,value\n", "no rows"),
    ],
)
def test_a_file_that_is_no_series_says_where(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(NoSeries, match=word):
        read_folder(written(tmp_path, text))


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoSeries, match=r"no \.csv"):
        read_folder(tmp_path)


def test_series_play_side_by_side_at_the_chosen_speed(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "x.csv")
    sent = list(steps(read_folder(written(tmp_path, GOOD, "y.csv")), speed=1800))
    assert [due for due, _ in sent] == [0.0, 1.0]
    assert sorted(map(str, sent[0][1]["datastream"])) == ["x", "y"]


def test_every_reading_is_sent_once() -> None:
    series = [Series("a", *_columns(100)), Series("b", *_columns(50))]
    bodies: list[dict[str, list[object]]] = []

    def post(body: dict[str, list[object]]) -> dict[str, object]:
        bodies.append(body)
        return {"accepted": len(body["value"])}

    assert play(series, 1e9, post) == 150
    assert sum(body["datastream"].count("a") for body in bodies) == 100


def _columns(n: int):  # type: ignore[no-untyped-def] # noqa: ANN202
    import numpy as np

    return np.arange(n, dtype=np.int64) * 1_000_000, np.arange(n, dtype=np.float64)


def test_the_real_series_are_read_whole() -> None:
    series = read_folder(shared("nab"))
    assert len(series) == 14
    assert {s.key for s in series} >= {"realKnownCause/nyc_taxi", "realTraffic/speed_7578"}
    taxi = next(s for s in series if s.key.endswith("nyc_taxi"))
    assert len(taxi.time) == 10_320
