import pytest
from django.core.cache import caches

from chengyun.people.refused import Refused
from chengyun.people.throttle import Throttle

THREE = Throttle("report", limit=3, seconds=3600)


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    caches["shared"].clear()


def test_what_is_done_too_often_is_refused() -> None:
    for _ in range(3):
        THREE.take("10.0.0.1")
    with pytest.raises(Refused, check=lambda error: error.status == 429):
        THREE.take("10.0.0.1")


def test_one_address_does_not_use_up_another() -> None:
    for _ in range(3):
        THREE.take("10.0.0.1")
    THREE.take("10.0.0.2")


def test_kinds_are_counted_apart() -> None:
    for _ in range(3):
        THREE.take("10.0.0.1")
    Throttle("question", limit=1, seconds=3600).take("10.0.0.1")
