import ast
from collections.abc import Iterator
from pathlib import Path

from chengyun.bus.subjects import HOUR_S, MB, STREAMS
from chengyun.runtime import roles
from tests.docs.texts import GUIDE, SOURCE, codes, headings, rows, sections

PAGE = GUIDE / "operate.md"
TEXTS = sections(PAGE)
KINDS = {"Counter", "Gauge", "Histogram", "Summary"}


def _metrics(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            first = node.args[0] if node.args else None
            if node.func.id in KINDS and isinstance(first, ast.Constant):
                yield str(first.value)


def test_every_metric_has_its_heading_and_no_heading_is_left_over() -> None:
    registered = {name for path in SOURCE.rglob("*.py") for name in _metrics(path)}
    assert {name for name in headings(PAGE, 3) if name.startswith("chengyun_")} == registered


def test_every_role_has_its_row() -> None:
    told = {codes(cells[0])[0] for cells in rows(TEXTS["The roles"])}
    assert told == {"web", *roles.WORKERS}


def test_every_stream_is_told_with_its_limits() -> None:
    told = {
        codes(cells[0])[0]: (codes(cells[1]), cells[2], cells[3].startswith("drops"))
        for cells in rows(TEXTS["An external NATS cluster"])
    }
    assert told.keys() == {stream.name for stream in STREAMS}
    for stream in STREAMS:
        subjects, kept, drops = told[stream.name]
        assert subjects == stream.subjects
        assert kept.endswith(_size(stream.max_bytes))
        assert _age(stream.max_age_s) in kept
        assert drops == stream.discard_old


def _size(size: int) -> str:
    return f"{size // (1024 * MB)} GB" if size >= 1024 * MB else f"{size // MB} MB"


def _age(seconds: int) -> str:
    hours = seconds // HOUR_S
    if not hours:
        return "until"
    return f"{hours} hours" if hours < 72 else f"{hours // 24} days"
