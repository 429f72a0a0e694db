"""Packs installed, and hands of the personas in the small district."""

from collections.abc import Callable
from typing import Any

import pytest

LESHAN = (121.4330, 31.1920)
TIANLIN = (121.4180, 31.1800)


@pytest.fixture
def hand(district: Any) -> Callable[..., Any]:
    """The hand of an officer (None: the house) for a pack that is installed."""
    from chengyun.packs import services
    from chengyun.packs.district import Bound
    from chengyun.people.policy import viewer_of

    services.install()

    def of(user: Any = None, pack: str = "hazards") -> Bound:
        return Bound(pack, viewer_of(user) if user else None)

    return of
