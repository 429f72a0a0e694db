"""The world of the walk, made once for a module and gone after it."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    from django.db import transaction

    from chengyun.api import points
    from chengyun.cases.services import attachments
    from tests.access import asking
    from tests.access.world import build

    # Thousands of refusals are what is asked for, and nobody reads them.
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        # Each request is undone, and what a store has deleted would not come back.
        patch.setattr(attachments, "_delete", lambda sha256: None)
        try:
            with transaction.atomic():
                points.hold(None)
                made = build()
                asking.remember()
                with asking.listening():
                    yield made
                transaction.set_rollback(True)
        finally:
            logging.disable(logging.NOTSET)
            points.hold(None)
