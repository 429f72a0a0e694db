"""The columns of a large city's evaluation: nobody who asks waits for them."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chengyun.cases.evaluation import building, kept
from chengyun.cases.models import Case


@pytest.fixture
def large(reported: Any, monkeypatch: Any, settings: Any, tmp_path: Any) -> Any:
    """A city whose cases are too many to be read while one waits."""
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    monkeypatch.setattr(kept, "WORTH_KEEPING", 1)
    monkeypatch.setattr(kept, "AT_ONCE", 0)
    return reported


def _another_is_at_it(done: int, of: int) -> Any:
    sign = kept.folder() / "building.json"
    sign.parent.mkdir(exist_ok=True)
    sign.write_text(json.dumps({"done": done, "all": of}))
    return sign


def test_who_asks_before_the_cases_are_read_is_told_how_far_it_is(
    large: Any, client: Any, zhaoguohua: Any
) -> None:
    _another_is_at_it(1, 4)
    client.force_login(zhaoguohua)
    text = client.get("/desk/evaluation/?by=unit").content.decode()
    assert 'value="25"' in text
    assert 'hx-get="/desk/evaluation/?by=unit"' in text
    answer = client.get("/desk/evaluation/file/?as=xlsx&by=unit")
    assert answer.headers["Location"] == "/desk/evaluation/?by=unit"


def test_a_program_that_asks_too_early_is_told_to_come_again(
    large: Any, client: Any, zhaoguohua: Any
) -> None:
    from chengyun.people.services import issue_token

    _another_is_at_it(1, 4)
    token = issue_token(zhaoguohua, "api", timedelta(hours=1), timezone.now())
    answer = client.get("/api/v1/evaluation", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 503
    assert "25 %" in answer.json()["detail"]


def test_once_the_worker_has_read_them_the_table_stands(
    large: Any, client: Any, zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    building.keep()
    assert "eval-table" in client.get("/desk/evaluation/").content.decode()
    assert not (kept.folder() / "building.json").exists()


def test_what_changed_since_needs_no_second_reading_of_all(
    large: Any, do: Any, zhoumin: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(kept, "AT_ONCE", 1)
    building.keep()
    do(zhoumin, large, "file")
    monkeypatch.setattr(building, "_build", lambda: pytest.fail("all was read again"))
    building.keep()
    found = kept.current()
    assert [found.texts["stage"][code] for code in found["stage"]] == ["filed"]


def test_one_at_a_time_reads_all_cases(large: Any) -> None:
    _another_is_at_it(1, 2)
    building.keep()
    assert building.percent() == 50
    with pytest.raises(kept.NotReadyError):
        kept.current()


def test_what_a_process_that_ended_left_is_taken_over(large: Any, monkeypatch: Any) -> None:
    _another_is_at_it(1, 2)
    monkeypatch.setattr(building, "LEFT_AFTER_S", -1)
    building.keep()
    assert len(kept.current()) == Case.objects.count()


def test_a_small_city_keeps_nothing(reported: Any, settings: Any, tmp_path: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    building.keep()
    assert len(kept.current()) == 1
    assert not list(tmp_path.rglob("*.npy"))
