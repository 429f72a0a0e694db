"""A page is answered in one thread, however many middleware there are."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.conf import settings
from django.test import AsyncClient, override_settings

ONE_THREAD = "chengyun.runtime.threads.OneThread"


def ways_there(monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a thread is gone to for one page."""
    gone = []
    call = SyncToAsync.__call__

    async def counted(self: Any, *args: Any, **more: Any) -> Any:
        gone.append(self)
        return await call(self, *args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(SyncToAsync, "__call__", counted)
        assert asyncio.run(AsyncClient().get("/sign-in/")).status_code == 200
    return len(gone)


@pytest.mark.django_db(transaction=True)
def test_a_page_is_not_carried_to_and_fro_for_each_middleware(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ways = ways_there(monkeypatch)
    others = [one for one in settings.MIDDLEWARE if one != ONE_THREAD]
    with override_settings(MIDDLEWARE=others):
        without = ways_there(monkeypatch)
    assert 2 * ways < without
