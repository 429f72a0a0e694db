import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client

from chengyun.cases.models import LedgerEntry
from chengyun.faces.export import lists, writers
from chengyun.people.models import AuditEntry
from chengyun.places.models import Component
from tests.faces.conftest import placed

pytestmark = pytest.mark.django_db
FORMULAS = ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "＝1", "  =HYPERLINK(1)"]


def fetched(client: Client, path: str) -> list[list[Any]]:
    """The rows of an export, the header first."""
    answer = client.get(f"/desk/export/{path}")
    assert answer.status_code == 200, path
    body = b"".join(answer.streaming_content)
    if ".xlsx" in path:
        sheet = openpyxl.load_workbook(io.BytesIO(body)).active
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_queue_leaves_with_its_filters(
    form: str, client: Client, case: Any, elsewhere: Any, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    header, *rows = fetched(client, f"cases.{form}?open=1")
    assert header[:3] == ["案号", "标题", "类别"]
    assert {row[0] for row in rows} == {case.number, elsewhere.number}
    _, *rows = fetched(client, f"cases.{form}?open=1&area={case.area.code}")
    assert [row[0] for row in rows] == [case.number]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_out_of_scope_does_not_leave(
    form: str, client: Client, case: Any, elsewhere: Any, wangfang: Any
) -> None:
    placed(elsewhere, elsewhere.area)
    client.force_login(wangfang)
    for name in ("cases", "reports"):
        numbers = {cell for row in fetched(client, f"{name}.{form}")[1:] for cell in row}
        assert case.number in numbers
        assert elsewhere.number not in numbers
    assert len(fetched(client, f"ledger.{form}?case={elsewhere.number}")) == 1


def test_contacts_are_masked_by_the_role(
    client: Client, case: Any, zhoumin: Any, zhaoguohua: Any
) -> None:
    def phones(user: Any) -> list[str]:
        client.force_login(user)
        header, *rows = fetched(client, "reports.csv")
        return [row[header.index("电话")] for row in rows]

    assert phones(zhoumin) == ["13812345678"]
    assert phones(zhaoguohua) == ["138****5678"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_becomes_a_formula(text: str) -> None:
    body = b"".join(writers.csv_pieces(["a"], [[text], [-2], [2.5]])).decode("utf-8-sig")
    (_, (cell,), *numbers) = list(csv.reader(io.StringIO(body, newline="")))
    assert cell == f"'{text}"
    assert numbers == [["-2"], ["2.5"]]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(writers.xlsx_pieces("t", ["a"], [[text]]))))
    assert book.active["A2"].data_type == "s"
    assert book.active["A2"].value.strip() == text.strip()


def test_what_excel_cannot_hold_is_left_out() -> None:
    rows = [["a\x00b\x0b\ud800", datetime(2026, 11, 23, 2, tzinfo=UTC), None, True, "长" * 40_000]]
    pieces = b"".join(writers.xlsx_pieces("a/b:c", list("abcde"), rows))
    sheet = openpyxl.load_workbook(io.BytesIO(pieces)).active
    text, at, none, flag, long = [cell.value for cell in sheet[2]]
    assert (text, at, none, flag) == ("a b  ", datetime(2026, 11, 23, 10), None, True)  # noqa: DTZ001
    assert len(long) == 32_767


def test_each_export_is_recorded_without_what_was_searched_for(
    client: Client, case: Any, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    fetched(client, "cases.csv?open=1&q=乐山")
    row = AuditEntry.objects.get()
    assert (row.actor, row.action, row.target) == (zhoumin, "export", "cases")
    assert row.detail == {"form": "csv", "rows": 1, "filters": {"open": "1"}}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("name", sorted(lists.TABLES))
def test_every_list_leaves_in_both_forms(
    name: str, form: str, client: Client, case: Any, admin: Any
) -> None:
    client.force_login(admin)
    header, *rows = fetched(client, f"{name}.{form}?case={case.number}")
    assert len(header) == len(lists.TABLES[name].columns) == len(set(header))
    if name == "ledger":
        assert len(rows) == LedgerEntry.objects.filter(case=case).count()


def test_lists_of_a_role_are_not_there_for_others(client: Client, case: Any, wangfang: Any) -> None:
    client.force_login(wangfang)
    for path in ("sources.csv", "officers.csv", "nothing.csv", "cases.pdf", "ledger.csv"):
        assert client.get(f"/desk/export/{path}").status_code == 404
    page = client.get("/desk/export/").content.decode()
    assert "/desk/export/cases.xlsx" in page
    assert "/desk/export/officers.xlsx" not in page


def test_rows_are_taken_as_they_are_written() -> None:
    """A list of any length is never held: the first piece is out before the last row is read."""
    read = 0

    def rows() -> Any:
        nonlocal read
        for n in range(100_000):
            read += 1
            yield [n]

    pieces = writers.csv_pieces(["n"], rows())
    next(pieces)
    next(pieces)
    assert read == writers.ROWS_A_PIECE
    assert sum(piece.count(b"\n") for piece in pieces) == 100_000 - writers.ROWS_A_PIECE


def test_under_asgi_the_pieces_come_one_by_one(client: Client, case: Any, zhoumin: Any) -> None:
    from asgiref.sync import async_to_sync
    from django.test import AsyncClient

    async def pieces() -> list[bytes]:
        asker = AsyncClient()
        await asker.aforce_login(zhoumin)
        answer = await asker.get("/desk/export/cases.csv?open=1")
        assert answer.is_async
        return [piece async for piece in answer.streaming_content]

    header, rows = async_to_sync(pieces)()
    assert case.number not in header.decode("utf-8-sig")
    assert case.number in rows.decode()


def test_officers_leave_with_the_filters_of_their_page(
    client: Client, admin: Any, zhoumin: Any, wangfang: Any
) -> None:
    client.force_login(admin)
    type(wangfang).objects.filter(pk=wangfang.pk).update(is_active=False)
    here = {row[0] for row in fetched(client, "officers.csv?gone=0")[1:]}
    assert "zhoumin" in here and "wangfang" not in here
    assert [row[0] for row in fetched(client, "officers.csv?gone=1")[1:]] == ["wangfang"]
    found = fetched(client, "officers.csv?role=duty_officer")[1:]
    assert [row[0] for row in found] == ["zhoumin"]


def test_the_audit_leaves_with_its_filters_for_an_administrator_of_all(
    client: Client, admin: Any, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    assert client.get("/desk/export/audit.csv").status_code == 404
    fetched(client, "units.csv")
    client.force_login(admin)
    fetched(client, "areas.csv")
    rows = fetched(client, "audit.csv?action=export&actor=zhoumin")[1:]
    assert [(row[1], row[3]) for row in rows] == [("zhoumin", "units")]


def test_components_leave_with_the_filters_of_their_page(
    client: Client, zhoumin: Any, district: Any
) -> None:
    kinds = (("31010401010100001", "01", "井盖"), ("31010401020100002", "02", "路灯"))
    for code, category, name in kinds:
        Component.objects.create(
            code=code, category=category, name=name, state="intact", grid="310104014001001",
            area_path=district.grid.path, authority_code="1" * 18, authority_name="区建管委",
            begun_on=date(2026, 1, 1),
        )  # fmt: skip
    client.force_login(zhoumin)
    rows = fetched(client, "components.csv?category=02")[1:]
    assert [row[2] for row in rows] == ["路灯"]
