"""One row of the benchmark table: a figure beside a peer's or a limit's in the same run."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`ratio` is figure / peer_figure."""

    name: str
    figure: float
    unit: str
    peer_name: str
    peer_figure: float
    ratio: float


def row(name: str, figure: float, unit: str, peer_name: str, peer_figure: float) -> Row:
    return Row(name, figure, unit, peer_name, peer_figure, figure / peer_figure)


def print_table(rows: Sequence[Row]) -> None:
    """One line a row: name, figure, unit, peer, the peer's figure, ratio."""
    cells = [("what", "figure", "unit", "beside", "its figure", "ratio"), *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        print("  ".join(map(_aligned, line, widths, RIGHT)).rstrip())


RIGHT = (False, True, False, False, True, True)


def _cells(each: Row) -> tuple[str, ...]:
    figures = (_figure(each.figure), _figure(each.peer_figure), f"{each.ratio:.2f}×")
    return each.name, figures[0], each.unit, each.peer_name, *figures[1:]


def _figure(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:,.3g}"


def _aligned(cell: str, width: int, right: bool) -> str:
    return cell.rjust(width) if right else cell.ljust(width)
