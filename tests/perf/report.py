"""One row of the benchmark table: a figure beside a peer's or a limit's in the same run."""

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
