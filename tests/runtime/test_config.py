from pathlib import Path

import pytest

from chengyun.runtime import config
from chengyun.runtime.config import ConfigError, read


def test_without_a_word_everything_has_a_sound_default() -> None:
    settings = read({})
    assert (settings.port, settings.host, settings.language) == (8000, "127.0.0.1", "zh-hans")
    assert settings.embedded_bus
    assert settings.register_unknown is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("LANGUAGE", "fr"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("REGISTER_UNKNOWN", "perhaps"),
        ("DATABASE_URL", "mysql://here"),
        ("NATS_URL", "http://here"),
        ("MAX_BODY_MB", "0"),
        ("LOG_LEVEL", "loud"),
        ("LISTEN", "telex:9000"),
        ("LISTEN", "hj212:0"),
        ("LISTEN", "hj212:9000,jt808:9000"),
    ],
)
def test_a_wrong_value_is_told_by_its_name(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"CHENGYUN_{name} is '{value}'; wanted: "):
        read({f"CHENGYUN_{name}": value})


def test_a_misspelt_setting_is_told() -> None:
    with pytest.raises(ConfigError, match="CHENGYUN_PROT is not a setting"):
        read({"CHENGYUN_PROT": "8000"})


@pytest.mark.parametrize(
    ("word", "meant"), [("on", True), ("1", True), ("no", False), ("off", False)]
)
def test_on_and_off_are_said_in_several_ways(word: str, meant: bool) -> None:
    assert read({"CHENGYUN_DEBUG": word}).debug is meant


def test_device_protocols_listen_where_they_are_told_or_on_their_usual_port() -> None:
    assert read({}).listen == ()
    listen = read({"CHENGYUN_LISTEN": "hj212:9001, jt808"}).listen
    assert listen == (("hj212", 9001), ("jt808", 9808))


def test_the_secret_key_lasts_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = config._lasting_secret(tmp_path)
    assert first == config._lasting_secret(tmp_path)
    assert len(first) >= 48
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="CHENGYUN_DATA"):
        config._make_folder(tmp_path / "file" / "data")
