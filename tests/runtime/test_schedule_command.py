import io
import json
import sys
from pathlib import Path

import pytest

from chengyun.runtime import cli
from tests.planning.made_instances import made, told

LIFT = """
name: 加装电梯
tasks:
  - {id: 征询, days: 5}
  - {id: 设计, days: 3}
  - {id: 施工, days: 10, after: [征询, 设计]}
  - {id: 验收, after: 施工}
"""


@pytest.fixture
def lift(tmp_path: Path) -> str:
    path = tmp_path / "lift.yaml"
    path.write_text(LIFT, "utf-8")
    return str(path)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert cli.main(["schedule", *words, "--json"]) == 0
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def test_a_project_is_scheduled_from_both_ends(
    lift: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = said(capsys, lift, "--today", "2026-06-08", "--deadline", "2026-06-26")
    assert answer["critical_path"] == ["征询", "施工", "验收"]
    assert (answer["critical_path_length"], answer["makespan"], answer["bound"]) == (15, 15, 15)
    assert (answer["proven"], answer["missed_by"], answer["finish"]) == (True, 1, "2026-06-29")
    drawings = answer["tasks"][1]  # type: ignore[index]
    assert drawings == {
        "id": "设计", "name": "设计", "duration": 3, "critical": False, "done": False,
        "start": "2026-06-08", "finish": "2026-06-10",
        "earliest_start": "2026-06-08", "earliest_finish": "2026-06-10",
        "latest_start": "2026-06-09", "latest_finish": "2026-06-11",
        "float": 1, "free_float": 2, "start_number": 0, "finish_number": 3,
    }  # fmt: skip


def test_without_json_there_is_a_table_that_fits_chinese(
    lift: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["schedule", lift, "--today", "2026-06-08", "--deadline", "2026-06-26"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == [
        "id", "task", "days", "start", "finish", "latest", "start", "latest", "finish", "float",
        "free", "critical",
    ]  # fmt: skip
    assert lines[2].split()[2:] == ["3", "2026-06-08", "2026-06-10", "2026-06-09", "2026-06-11",
                                    "1", "2"]  # fmt: skip
    assert lines[5:] == [
        "· critical path, 15 days: 征询 → 施工 → 验收",
        "· ends 2026-06-29",
        "· deadline 2026-06-26: missed by 1 days",
    ]


def test_years_without_published_holidays_do_not_spoil_the_json(
    lift: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, lift, "--today", "2031-06-09")["finish"] == "2031-06-27"


def test_psplib_answers_in_whole_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.sm"
    path.write_text(told(made(12, 4, strength=0.3)))
    answer = said(capsys, str(path), "--seconds", "20")
    tasks = {task["id"]: task for task in answer["tasks"]}  # type: ignore[attr-defined]
    assert set(tasks) == set(range(1, 15))
    assert tasks[14]["finish"] == answer["makespan"] == answer["bound"]
    assert all(type(task["start"]) is int for task in tasks.values())


def test_a_file_may_come_through_a_pipe(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LIFT.encode())))
    assert said(capsys, "-")["critical_path_length"] == 15


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"tasks: [{id: a, after: a}]", "tasks wait for each other: a → a; take out one"),
        (b"\xff\xfe\xff", "its characters are neither UTF-8 nor GB 18030"),
    ],
)
def test_a_bad_file_ends_with_one_sentence_and_no_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, why: str
) -> None:
    path = tmp_path / "x.yaml"
    if content is not None:
        path.write_bytes(content)
    assert cli.main(["schedule", str(path), "--json"]) == 1
    out, error = capsys.readouterr()
    assert (out, error.count("\n")) == ("", 1)
    assert str(path) in error
    assert why in error


@pytest.mark.parametrize("words", [["--today", "soon"], ["--deadline", "x"], ["--seconds", "0"]])
def test_a_wrong_option_is_wrong_usage(lift: str, words: list[str]) -> None:
    with pytest.raises(SystemExit) as found:
        cli.main(["schedule", lift, *words])
    assert found.value.code == 2
