"""What a worker keeps between two looks at the database."""

from pathlib import Path

import pytest
from django.db.utils import ConnectionHandler

from chengyun.runtime import workers


@pytest.mark.django_db
def test_a_worker_keeps_its_connection_between_two_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = "django.db.backends.sqlite3"
    handler = ConnectionHandler({"default": {"ENGINE": engine, "NAME": str(tmp_path / "a.db")}})
    with monkeypatch.context() as patch:
        patch.setattr("django.db.connections", handler)
        workers.keep_connections()
    database = handler["default"]
    database.ensure_connection()
    opened = database.connection
    database.close_if_unusable_or_obsolete()
    assert database.connection is opened
    database.close()
