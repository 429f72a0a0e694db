from pathlib import Path

import pytest

from chengyun.runtime.cli import main


def test_pack_list_names_every_pack(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "list"]) == 0
    out = capsys.readouterr().out
    assert "fire" in out
    assert "消防救援" in out


def test_pack_check_prints_a_grade_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", "fire", "flood"]) == 0
    assert capsys.readouterr().out.split() == ["fire", "gold", "flood", "gold"]


def test_pack_new_writes_a_pack_that_passes_its_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", "new", "pigeons", "--into", str(tmp_path)]) == 0
    folder = tmp_path / "chengyun-pigeons" / "src" / "chengyun_pigeons"
    assert main(["pack", "check", str(folder)]) == 0
    assert "bronze" in capsys.readouterr().out


def test_an_unknown_pack_is_told_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", "doves"]) == 1
    assert "no pack is called doves" in capsys.readouterr().err
