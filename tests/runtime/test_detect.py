import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chengyun.detection.unusual_rows import time_of
from chengyun.runtime.cli import main
from tests.detection.planted import SECOND, draw


def lines(path: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    assert main(["detect", str(path), "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def written(path: Path, text: str) -> Path:
    path.write_bytes(text.encode("utf-8"))
    return path


def planted(path: Path, rows: int) -> Path:
    series = draw("seasonal_spikes", 1)
    pairs = zip((series.time // SECOND).tolist(), series.value.tolist(), strict=True)
    body = "".join(f"{time},{value}\n" for time, value in pairs)
    return written(path, "timestamp,value\n" + "".join(body.splitlines(True)[:rows]))


def test_every_row_has_its_line_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = planted(tmp_path / "a.csv", 400)
    told = lines(path, capsys)
    stamps = [line.partition(",")[0] for line in path.read_text().splitlines()[1:]]
    assert [row["timestamp"] for row in told] == stamps
    assert all(0 <= row["score"] <= 1 for row in told)
    assert max(row["score"] for row in told) > 0


def test_rows_that_come_later_change_no_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = lines(planted(tmp_path / "whole.csv", 900), capsys)
    assert lines(planted(tmp_path / "part.csv", 500), capsys) == whole[:500]


def test_odd_columns_marks_and_blank_lines_are_borne(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        '\ufeffsensor,Value , timestamp\r\na,1.5,"2026-03-01 08:00:00"\r\n\r\nb,-2e3,1772352000\r\n'
    )
    told = lines(written(tmp_path / "odd.csv", text), capsys)
    assert [(row["timestamp"], row["value"]) for row in told] == [
        ("2026-03-01 08:00:00", 1.5),
        ("1772352000", -2000.0),
    ]


def test_a_row_without_a_number_is_told_and_scores_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "timestamp,value\n2026-03-01,\nsoon,12\n2026-03-02,n/a\n2026-03-03,inf\n2026-03-04\n"
    told = lines(written(tmp_path / "holes.csv", text), capsys)
    assert [row["value"] for row in told] == [None, 12.0, None, None, None]
    assert [row["score"] for row in told] == [0.0] * 5
    assert [row.get("reason") for row in told] == [
        "no value", None, "not a number", "not a number", "no value",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it is empty"),
        ("\n\n", "it is empty"),
        ("timestamp,value\n", "it has a header but no rows"),
        ("time,reading\n1,2\n", "no column timestamp and value in the header"),
    ],
)
def test_what_is_no_series_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    assert main(["detect", str(written(tmp_path / "no.csv", text)), "--json"]) == 1
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1


def test_a_file_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["detect", "/nowhere.csv"]) == 1
    assert "No such file" in capsys.readouterr().err


def test_the_table_shows_the_most_unusual_moment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = planted(tmp_path / "a.csv", 5000)
    best = max(lines(path, capsys), key=lambda row: row["score"])
    assert main(["detect", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith(best["timestamp"])


def test_standard_input_will_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = planted(tmp_path / "a.csv", 300)
    told = subprocess.run(
        [sys.executable, "-m", "chengyun", "detect", "-", "--json"],
        input=path.read_bytes(),
        capture_output=True,
        check=True,
    )
    assert [json.loads(line) for line in io.BytesIO(told.stdout)] == lines(path, capsys)


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("2026-03-01 08:00:00", 1772352000),
        ("2026-03-01T08:00:00+08:00", 1772352000),
        ("2026/3/1 8:00", 1772352000),
        ("1772352000", 1772352000),
        ("1772352000000", 1772352000),
        ("1772352000000000000", 1772352000),
        ("1e300", 2**62 / SECOND),
    ],
)
def test_times_are_read_in_every_usual_form(text: str, second: float) -> None:
    assert time_of(text) == second * SECOND


def test_a_time_that_is_none_is_none() -> None:
    assert [time_of(text) for text in ("", "soon", "nan", "2026-13-01")] == [None] * 4
