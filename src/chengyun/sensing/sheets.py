"""A CSV or Excel file as rows of cells, whoever's office wrote it."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DELIMITERS = ",;\t"
# What a zip may hold once unpacked: a small file must not fill the memory.
LARGEST_UNPACKED = 512 * 1024 * 1024
MOST_COLUMNS = 2_000
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ENCODINGS = ("utf-8-sig", "gb18030")

Text = str | Promise


class BadFile(ValueError):
    """A file of which no row can be read; the text says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return str(self.text)


@dataclass(frozen=True)
class Sheet:
    """Rows with their number in the file, counted from 1; empty ones are left out.

    `comma` is true where numbers are written 3,5 because the semicolon parts the columns.
    """

    rows: Iterator[tuple[int, list[Any]]]
    comma: bool = False


def open_sheet(content: bytes) -> Sheet:
    """The rows of a file's first sheet. Raises BadFile."""
    return open_sheets(content)[0][1]


def open_sheets(content: bytes) -> list[tuple[str, Sheet]]:
    """Every sheet of a file by its name ("" in a CSV); the file's kind is told by its bytes, not
    by its name. Raises BadFile."""
    if not content.strip():
        raise BadFile(_("The file is empty."))
    if content.startswith(OLD_EXCEL):
        raise BadFile(_("This is an old Excel file. Save it as .xlsx and choose that."))
    return _excel(content) if content.startswith(ZIP) else [("", _csv(content))]


def _csv(content: bytes) -> Sheet:
    text = _decoded(content)
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=head.count)
    return Sheet(_csv_rows(text, delimiter), comma=delimiter == ";")


def _decoded(content: bytes) -> str:
    for encoding in (*filter(None, [MARKS.get(content[:2])]), *ENCODINGS):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(_("The text is neither UTF-8 nor GBK. Save the file as CSV UTF-8."))


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, list(_narrow(cells))
    except csv.Error as error:
        told = {"row": reader.line_num, "error": error}
        raise BadFile(_("Row %(row)d cannot be read: %(error)s.") % told) from None


def _narrow(cells: list[Any]) -> list[Any]:
    if len(cells) > MOST_COLUMNS:
        raise BadFile(_("The file has more than %(n)d columns.") % {"n": MOST_COLUMNS})
    return cells


def _excel(content: bytes) -> list[tuple[str, Sheet]]:
    """The sheets with the values that Excel saved; nothing is calculated here."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > LARGEST_UNPACKED:
            raise BadFile(_("The file is too large once unpacked. Split it."))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = book.worksheets
        if not sheets:
            raise ValueError("no sheet")
        for sheet in sheets:
            # What a file says of its own size is not to be trusted.
            sheet.reset_dimensions()
    except BadFile:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part makes it raise
        raise _broken(error) from None
    return [(sheet.title, Sheet(_excel_rows(sheet))) for sheet in sheets]


def _excel_rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    rows = enumerate(sheet.iter_rows(values_only=True), 1)
    while True:
        try:
            number, cells = next(rows)
        except StopIteration:
            return
        except Exception as error:
            raise _broken(error) from None
        if any(cell not in (None, "") for cell in cells):
            yield number, _narrow(list(cells))


def _broken(error: Exception) -> BadFile:
    return BadFile(
        _("This Excel file cannot be read (%(why)s). Open it in Excel and save it again.")
        % {"why": type(error).__name__}
    )
