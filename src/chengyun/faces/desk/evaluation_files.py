"""The evaluation as offices print it: a workbook and a PDF, both made from one sheet."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import typst
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from chengyun.cases.casefile import fonts
from chengyun.cases.evaluation.grouping import LABELS
from chengyun.cases.evaluation.judging import SCORE
from chengyun.cases.evaluation.tables import Row, Table
from chengyun.faces.desk import evaluation_view as view
from chengyun.faces.desk import evaluation_words as words

TEMPLATE = Path(__file__).parent / "evaluation.typ"
# The columns of the monthly table; the other parts are printed as they are shown.
PRINTED = (
    "report",
    "register",
    "needArchive",
    "inTimeArchive",
    "overTimeArchived",
    "overTimeToArchive",
    "archiveRate",
    "inTimeArchiveRate",
    "inTimeDisposeRate",
    "accurDispatchRate",
    "reworkRate",
    "satisfyRate",
    SCORE,
)
THIN = Side(style="thin", color="8B8778")


@dataclass(frozen=True)
class Sheet:
    """What is printed. `rows` begin with place, name and change of place; the last is the total.

    Figures are numbers or None, `digits` says how many of each column are shown.
    """

    title: str
    period: str
    made: str
    head: tuple[str, ...]
    digits: tuple[int, ...]
    rows: tuple[tuple[str | float | None, ...], ...]
    notes: tuple[str, ...]
    signatures: tuple[str, ...]


@dataclass(frozen=True)
class FileKind:
    suffix: str
    content_type: str
    write: Callable[[Sheet], bytes]


def sheet(table: Table, show: str, now: datetime) -> Sheet:
    """The table as it is printed: its figures, what they mean, and who signs."""
    keys = PRINTED if show == "overview" else view.VIEWS[show]
    by = str(LABELS[table.question.by])
    return Sheet(
        title=_("Evaluation by %(by)s") % {"by": by},
        period=_("Period: %(period)s") % {"period": words.period(table.question.period)},
        made=_("Counted up to %(until)s, made %(now)s") % _moments(table, now),
        head=(_("Place"), by, _("Change"), *(f"{words.title(k)} ({words.unit(k)})" for k in keys)),
        digits=tuple(words.digits(key) for key in keys),
        rows=tuple(_cells(row, keys) for row in (*table.rows, table.total)),
        notes=(*_general(table), *(f"{words.title(key)}: {words.definition(key)}" for key in keys)),
        signatures=(_("Made by"), _("Checked by"), _("Approved by"), _("Date")),
    )


def _moments(table: Table, now: datetime) -> dict[str, str]:
    form = "%Y-%m-%d %H:%M"
    return {
        "until": f"{timezone.localtime(table.window.until):{form}}",
        "now": f"{timezone.localtime(now):{form}}",
    }


def _general(table: Table) -> tuple[str, ...]:
    response, solution, satisfaction = table.standard.weights
    told = {"ranked": words.title(table.question.ranked), "n": table.standard.minimum_volume}
    weights = {"a": response, "b": solution, "c": satisfaction}
    return (
        _("Places by %(ranked)s; equal ones share a place, fewer than %(n)s cases give none.")
        % told,
        _("Open overdue cases count as late; suspended ones and granted appeals are left out."),
        _("Score: response, solution and satisfaction rate weighted %(a)s : %(b)s : %(c)s.")
        % weights,
    )


def _cells(row: Row, keys: Sequence[str]) -> tuple[str | float | None, ...]:
    place = row.standing
    figures = (row.cells[key].value if key in row.cells else None for key in keys)
    rank = place.rank if place else None
    change = f"{place.change:+d}" if place and place.change else ""
    return (rank, row.peer.title or _("All"), change, *figures)


def to_excel(printed: Sheet) -> bytes:
    """A workbook with the one table, laid out for A4 across."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = _("Evaluation")
    wide = len(printed.head)
    _line(page, 1, printed.title, wide, Font(bold=True, size=16), "center")
    _line(page, 2, f"{printed.period}    {printed.made}", wide, Font(size=10), "right")
    for at, text in enumerate(printed.head, 1):
        _frame(_text(page.cell(3, at), text)).font = Font(bold=True, size=10)
    for down, row in enumerate(printed.rows, 4):
        for at, value in enumerate(row, 1):
            _value(_frame(page.cell(down, at)), value, printed.digits[at - 4] if at > 3 else 0)
    below = 4 + len(printed.rows)
    for down, note in enumerate(printed.notes):
        _line(page, below + down, f"{down + 1}. {note}", wide, Font(size=9), "left")
    signed = "        ".join(f"{name}: ____________" for name in printed.signatures)
    _line(page, below + len(printed.notes) + 1, signed, wide, Font(size=11), "left")
    _lay_out(page, wide)
    return _bytes(book)


def _line(page: Worksheet, row: int, text: str, wide: int, font: Font, side: str) -> None:
    page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=wide)
    cell = _text(page.cell(row, 1), text)
    cell.font, cell.alignment = font, Alignment(horizontal=side, vertical="center", wrap_text=True)


def _text(cell: ExcelCell, text: str) -> ExcelCell:
    """A text as it is: a name that begins with "=" must not become a formula."""
    cell.value = text
    cell.data_type = "s"
    return cell


def _value(cell: ExcelCell, value: str | float | None, digits: int) -> None:
    if isinstance(value, str):
        _text(cell, value)
    else:
        cell.value = words.NONE if value is None else round(value, digits)
        cell.number_format = "#,##0" + ("." + "0" * digits if digits else "")


def _frame(cell: ExcelCell) -> ExcelCell:
    cell.border = Border(THIN, THIN, THIN, THIN)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _lay_out(page: Worksheet, wide: int) -> None:
    for at in range(1, wide + 1):
        page.column_dimensions[get_column_letter(at)].width = 22 if at == 2 else 11
    page.row_dimensions[1].height, page.row_dimensions[3].height = 28, 44
    page.freeze_panes = "C4"
    page.print_title_rows = "3:3"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _bytes(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def to_pdf(printed: Sheet) -> bytes:
    """A4 across. The figures go to the typesetter as data, never as its language. Raises NoFont."""
    data = asdict(printed) | {"rows": [_shown(printed, row) for row in printed.rows]}
    inputs = {"data": json.dumps(data), "font": fonts.faces()[1]}
    made = typst.compile(TEMPLATE.read_bytes(), format="pdf", sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


def _shown(printed: Sheet, row: Sequence[str | float | None]) -> list[str]:
    place, name, change, *figures = row
    told = [
        words.NONE if value is None else f"{value:,.{digits}f}"
        for value, digits in zip(figures, printed.digits, strict=True)
    ]
    return [words.NONE if place is None else str(place), str(name), str(change), *told]


KINDS = {
    "xlsx": FileKind(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_excel
    ),
    "pdf": FileKind("pdf", "application/pdf", to_pdf),
}


def disposition(table: Table, kind: FileKind) -> str:
    """The name the file is saved by."""
    period = table.question.period
    name = f"{_('Evaluation')}-{period.first}-{period.last}-{table.question.by}.{kind.suffix}"
    return f"attachment; filename*=UTF-8''{quote(name)}"
