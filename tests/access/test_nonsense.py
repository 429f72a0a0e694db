"""No door answers with a server error, whatever it is given."""

from typing import Any

import pytest

from tests.access import beside, probing
from tests.access.walking import Walk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_no_door_fails_for_nonsense(world: Any) -> None:
    with beside.a_hub(world):
        failed = list(probing.nonsense(Walk(world).learn()))
    assert not failed, "\n".join(failed)
