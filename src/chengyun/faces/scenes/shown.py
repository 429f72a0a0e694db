"""What a pack shows, each part on its own: one that raises is said to have failed."""

from collections.abc import Callable, Iterable
from typing import Any

from chengyun.faces.scenes.blocks import Drawn, draw
from chengyun.packs import isolated


def parts(pack: str, where: str, show: Callable[..., Iterable[object]], *args: Any) -> list[Drawn]:
    """The blocks that `show(*args)` gives, drawn. args[0] is the district.

    What came before one that raises stands; a `show` that yields keeps most.
    """
    drawn: list[Drawn] = []

    def gather() -> None:
        for block in show(*args):
            drawn.extend(draw([block], args[0]))

    fault = isolated.call(pack, where, gather).fault
    return [*drawn, Drawn("failed", "", {"fault": fault})] if fault else drawn
