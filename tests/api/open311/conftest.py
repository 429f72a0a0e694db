from typing import Any

import pytest
from django.test import Client

from tests.cases.conftest import bins, flood  # noqa: F401  kinds of case

LESHAN = {"lat": "31.1919", "long": "121.4319"}


@pytest.fixture
def app(db: None) -> Any:
    """An app of the city that may send requests: the partner and its key."""
    from chengyun.cases.services import partners

    return partners.add("随手拍")


@pytest.fixture
def post(client: Client, app: Any, flood: Any) -> Any:  # noqa: F811
    """Send a request; the JSON of the answer."""

    def send(**more: Any) -> Any:
        told = {"api_key": app.key, "service_code": flood.key, "description": "路口积水"}
        return client.post("/open311/v2/requests.json", told | LESHAN | more)

    return send
