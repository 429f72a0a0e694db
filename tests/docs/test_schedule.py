import json
from pathlib import Path

import pytest

from chengyun.planning import plan_yaml
from chengyun.runtime import cli
from tests.docs.texts import GUIDE, codes, fenced, rows, sections

PAGE = GUIDE / "schedule.md"
EXAMPLES = fenced(PAGE, "yaml")


def told(tmp_path: Path, capsys: pytest.CaptureFixture[str], example: str) -> dict[str, object]:
    (tmp_path / "plan.yaml").write_text(example, "utf-8")
    assert cli.main(["schedule", str(tmp_path / "plan.yaml"), "--json"]) == 0
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_can_be_scheduled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], example: str
) -> None:
    assert told(tmp_path, capsys, example)["proven"]


def test_every_key_of_the_answer_has_its_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = told(tmp_path, capsys, EXAMPLES[0])
    (task, *_) = answer["tasks"]  # type: ignore[misc]
    named = [key for row in rows(sections(PAGE)["The answer"]) for key in codes(row[0])]
    assert sorted(named) == sorted([*answer, *task])  # type: ignore[has-type]


def test_every_field_of_a_file_has_its_row() -> None:
    named = [row[0].strip("`") for row in rows(sections(PAGE)["A project"])]
    assert sorted(named) == sorted((*plan_yaml.TOP, *plan_yaml.TASK))
