"""Cases near an entry."""

from typing import Any

from chengyun.cases import queries
from chengyun.people.policy import Viewer

SHOWN = 8
# A position is so many degrees from another within about a hundred metres.
NEAR_LAT, NEAR_LON = 0.0009, 0.00105


def cases_near(viewer: Viewer, entry: Any) -> list[Any]:
    """The cases the viewer may see within a hundred metres, newest first."""
    if entry.lon is None or entry.lat is None:
        return []
    near = queries.visible(viewer).filter(
        confidential=False,
        lat__range=(entry.lat - NEAR_LAT, entry.lat + NEAR_LAT),
        lon__range=(entry.lon - NEAR_LON, entry.lon + NEAR_LON),
    )
    return list(near[:SHOWN])
