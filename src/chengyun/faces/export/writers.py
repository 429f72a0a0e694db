"""Rows to CSV and Excel, in pieces, so that a list of any length needs no memory of its own."""

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

BOM = "\ufeff"
ROWS_A_PIECE = 500
PIECE = 256 * 1024
# What a spreadsheet would take for a formula; also as full-width signs (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What XML cannot hold, and what a cell of Excel cannot.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST = 32_767
WIDTH = 18

Row = Sequence[Any]


def csv_pieces(header: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """UTF-8 with the mark by which Excel knows it, some hundred rows a piece."""
    yield BOM.encode() + _csv([header])
    walk = iter(rows)
    while piece := list(islice(walk, ROWS_A_PIECE)):
        yield _csv([[as_text(value) for value in row] for row in piece])


def _csv(rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_text(value: Any) -> str:
    """A value as a cell of CSV: local times, and no text that is taken for a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float, date)):
        return str(value)
    return harmless(UNWRITABLE.sub(" ", str(value)))


def harmless(text: str) -> str:
    """Text that a spreadsheet leaves text: with an apostrophe before what begins like a formula."""
    begins = text.lstrip(" \u3000")[:1]
    return f"'{text}" if begins and begins in FORMULA else text


def xlsx_pieces(title: str, header: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """An Excel file; its rows go to disk as they come and from there to the reader."""
    with tempfile.TemporaryFile(prefix="chengyun-export-") as file:
        book = Workbook(write_only=True)
        sheet = book.create_sheet(_sheet_name(title))
        sheet.freeze_panes = "A2"
        for n in range(1, len(header) + 1):
            sheet.column_dimensions[get_column_letter(n)].width = WIDTH
        sheet.append([_head(sheet, text) for text in header])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
        book.save(file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31]


def _head(sheet: Any, text: Any) -> Any:
    cell = _cell(sheet, str(text))
    if not hasattr(cell, "font"):
        cell = WriteOnlyCell(sheet, cell)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    """Numbers and times as such; text as text, whatever it begins with."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, (bool, int, float, date)):
        return value
    text = UNWRITABLE.sub(" ", str(value))[:LONGEST]
    if not text.startswith("="):
        return text
    cell = WriteOnlyCell(sheet, text)
    # Excel keeps such a cell as text, and so does whoever saves it as CSV from there.
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


Pieces = Callable[[str, Row, Any], Iterator[bytes]]
FORMS: dict[str, tuple[str, Pieces]] = {
    "csv": (
        "text/csv; charset=utf-8",
        lambda _title, header, rows: csv_pieces(header, rows),
    ),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx_pieces,
    ),
}
