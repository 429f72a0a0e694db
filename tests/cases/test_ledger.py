"""The ledger proves itself: whatever is done to it behind its back, the first broken row shows."""

import json
from typing import Any

import pytest
from django.db import connection

from chengyun.cases.models import Case, LedgerEntry
from chengyun.cases.services import verify
from chengyun.runtime.cli import main


@pytest.fixture
def kept(reported: Any, do: Any, zhoumin: Any) -> Any:
    do(zhoumin, reported, "file")
    do(zhoumin, reported, "comment", "请尽快")
    return do(zhoumin, reported, "comment", "再催一次")


def test_an_untouched_ledger_holds(kept: Any) -> None:
    proof = verify()
    assert (proof.rows, proof.broken) == (4, None)


def test_an_empty_ledger_holds(db: None) -> None:
    assert verify().broken is None


@pytest.mark.parametrize(
    "change",
    [
        "note = '没说过'",
        "action = 'close'",
        "actor_id = NULL",
        "at = '2020-01-01'",
        "detail = '[]'",
    ],
)
def test_a_changed_row_is_named(kept: Any, change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_ledgerentry SET {change} WHERE seq = 3")
    broken = verify().broken
    assert broken and (broken.seq, broken.case, broken.fault) == (3, kept.number, "changed")


def test_a_row_taken_out_is_named(kept: Any) -> None:
    LedgerEntry.objects.filter(seq=2).delete()
    broken = verify().broken
    assert broken and (broken.seq, broken.fault) == (2, "missing")


def test_rows_cut_off_the_end_are_named(kept: Any) -> None:
    LedgerEntry.objects.filter(seq__gte=3).delete()
    broken = verify().broken
    assert broken and (broken.seq, broken.fault) == (3, "missing")


def test_a_row_written_in_by_hand_is_named(kept: Any) -> None:
    last = LedgerEntry.objects.get(seq=4)
    last.seq = 5
    last.save(force_insert=True)
    broken = verify().broken
    assert broken and broken.seq == 5


def test_a_row_moved_to_another_case_is_named(kept: Any, flood: Any) -> None:
    other = Case.objects.create(
        number="CY20261123-000009", type=flood, title="x", severity=3, origin="patrol",
        opened_at=kept.opened_at, seen_at=kept.opened_at,
    )  # fmt: skip
    LedgerEntry.objects.filter(seq=4).update(case=other)
    broken = verify().broken
    assert broken and broken.seq == 4


def test_the_command_says_that_it_holds(kept: Any, capsys: Any) -> None:
    assert main(["ledger", "verify"]) == 0
    assert "4" in capsys.readouterr().out


def test_the_command_names_the_broken_row_and_fails(kept: Any, capsys: Any) -> None:
    LedgerEntry.objects.filter(seq=2).update(note="改过")
    assert main(["ledger", "verify", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["holds"], told["broken"]["seq"], told["broken"]["case"]) == (
        False, 2, kept.number,
    )  # fmt: skip
