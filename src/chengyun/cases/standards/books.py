"""A table as an Excel file of the form in which it is read: bold headings, widths that fit."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from chengyun.cases.standards.tables import Column

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def book(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """The workbook with one sheet. Texts stay texts: nothing in them becomes a formula."""
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    widths = [max(8, min(len(str(column.head)) * 2 + 2, 24)) for column in columns]
    for at, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + at)].width = width
    sheet.append([_cell(sheet, str(column.head), bold=True) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any, bold: bool = False) -> Any:
    """The value itself where it needs no telling: a cell object costs more than all the rest."""
    formula = isinstance(value, str) and value.startswith("=")
    if not (bold or formula):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    if formula:
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
