from pathlib import Path

import pytest

from chengyun.runtime import cli, messages

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def test_every_string_is_translated() -> None:
    faults = [fault for path in messages.files() for fault in messages.faults(path)]
    assert faults == []


def test_the_check_names_what_is_missing(tmp_path: Path) -> None:
    path = _po(tmp_path, 'msgid "Desk"\nmsgstr ""\n')
    faults = messages.faults(path)
    assert "untranslated: 'Desk'" in faults
    assert "missing: 'Wall'" in faults


def test_the_check_refuses_a_guess(tmp_path: Path) -> None:
    path = _po(tmp_path, '#, fuzzy\nmsgid "Desk"\nmsgstr "桌子"\n')
    assert "fuzzy: 'Desk'" in messages.faults(path)


def test_the_check_refuses_a_lost_placeholder(tmp_path: Path) -> None:
    path = _po(tmp_path, '#, python-format\nmsgid "%(n)s over"\nmsgstr "超时"\n')
    assert "placeholders differ: '%(n)s over'" in messages.faults(path)


def test_an_update_keeps_translations_and_drops_what_is_unused(tmp_path: Path) -> None:
    path = _po(tmp_path, 'msgid "Desk"\nmsgstr "工作台"\n\nmsgid "Gone"\nmsgstr "没了"\n')
    messages.update(path)
    text = path.read_text("utf-8")
    assert "工作台" in text
    assert "Gone" not in text


def test_the_command_checks(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["messages", "check"]) == 0
    assert "every string is translated" in capsys.readouterr().out


def _po(folder: Path, text: str) -> Path:
    path = folder / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + text, "utf-8")
    return path
