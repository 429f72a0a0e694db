"""From values to a PDF, by typst; nothing is fetched and nothing outside is read but fonts."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import cast

import typst

from chengyun.cases.casefile import fonts
from chengyun.cases.casefile.gather import CaseFile

TEMPLATE = Path(__file__).with_name("casefile.typ")


def as_pdf(file: CaseFile) -> bytes:
    """The case file as PDF. Raises NoFont."""
    return bytes(_compiled(file, "pdf")[0])


def as_pictures(file: CaseFile, ppi: float = 80) -> list[bytes]:
    """Its pages as PNG, for looking at them. Raises NoFont."""
    return _compiled(file, "png", ppi)


def _compiled(file: CaseFile, form: str, ppi: float | None = None) -> list[bytes]:
    serif, sans = fonts.faces()
    data = file.data | {"serif": serif, "sans": sans}
    with tempfile.TemporaryDirectory(prefix="chengyun-casefile-") as folder:
        root = Path(folder)
        for name, content in file.pictures.items():
            (root / name).write_bytes(content)
        (root / "data.json").write_text(json.dumps(data))
        main = root / TEMPLATE.name
        main.write_bytes(TEMPLATE.read_bytes())
        # Its root is the folder: nothing else of the disk can be named.
        made = _compile(str(main), root=folder, format=form, ppi=ppi)
    return made if isinstance(made, list) else [made]


def _compile(main: str, **more: object) -> bytes | list[bytes]:
    # Typst's own stubs do not say that PNG gives a list.
    return cast("Callable[..., bytes | list[bytes]]", typst.compile)(main, **more)
