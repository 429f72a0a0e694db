from pathlib import Path

import pytest

from chengyun.cases.models import Condition, StandardChange
from chengyun.runtime import cli

TEXT = "代码,立案条件,处置时限,结案条件\n01014,井盖被盗,1紧急工作时,恢复\n01014,井盖,很快,恢复\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "井盖.csv"
    path.write_text(TEXT)
    return path


def test_a_dry_run_tells_all_and_writes_nothing(
    db: None, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", "conditions", str(table), "--dry-run"]) == 1
    out, err = capsys.readouterr()
    assert "2 rows: 1 new, 0 changed, 0 as they are, 1 that cannot be used" in out
    assert "nothing was written" in out
    assert "row 3, 处置时限" in err
    assert not StandardChange.objects.exists()


def test_the_good_rows_are_written_once(
    db: None, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", "conditions", str(table)]) == 1
    assert "1 rows written" in capsys.readouterr().out
    assert Condition.objects.get(filing_zh="井盖被盗").limit == "1uh"
    change = StandardChange.objects.get()
    assert (change.actor, change.source, change.action) == (None, "井盖.csv", "add")
    cli.main(["import", "conditions", str(table)])
    assert "0 rows written" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_ends_with_a_sentence(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("甲,乙\n1,2\n")
    for name in ("categories", "conditions", "components"):
        assert cli.main(["import", name, str(other)]) == 1
        assert capsys.readouterr().err.startswith("chengyun: ")
