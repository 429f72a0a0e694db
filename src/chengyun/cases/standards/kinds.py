"""The kinds of file that the table and its components are taken from and given as."""

from django.utils.translation import gettext_lazy as _

from chengyun.cases.services import standards as writing
from chengyun.cases.standards import books, category_file, component_file, condition_file, tables
from chengyun.cases.standards.filed import FileKind, Judged
from chengyun.people.policy import Viewer

FILES = {
    kind.key: kind
    for kind in (
        FileKind(
            "categories",
            _("Categories"),
            category_file.COLUMNS,
            category_file.EXPORTED,
            writing.may_write,
            category_file.judge,
            writing.write_categories,
            category_file.rows,
        ),
        FileKind(
            "conditions",
            _("Conditions"),
            condition_file.COLUMNS,
            condition_file.EXPORTED,
            writing.may_write,
            condition_file.judge,
            writing.write_conditions,
            condition_file.rows,
        ),
        FileKind(
            "components",
            _("Components"),
            component_file.COLUMNS,
            component_file.EXPORTED,
            writing.may_take_components,
            component_file.judge,
            writing.write_components,
            component_file.rows,
        ),
    )
}


def judged(kind: FileKind, content: bytes, viewer: Viewer | None) -> Judged:
    """What a file would change, for a viewer or (None) the command line. Raises BadFile."""
    return kind.judge(tables.read(content, kind.columns), viewer)


def written(kind: FileKind, viewer: Viewer | None) -> bytes:
    """All there is of a kind as an Excel file of the same form, in the reader's language."""
    return books.book(str(kind.title), kind.exported, kind.rows(viewer))
