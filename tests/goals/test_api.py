from datetime import date
from typing import Any

from ninja import NinjaAPI
from ninja.testing import TestClient

from chengyun.goals import demo
from chengyun.goals.api import router


def test_the_board_is_told_to_who_signed_in_and_to_no_one_else(zhaoguohua: Any) -> None:
    demo.seed(7, date(2026, 7, 1))
    api = NinjaAPI(urls_namespace="goals-test")
    api.add_router("/goals", router, auth=lambda request: getattr(request, "officer", None))
    client = TestClient(api)
    assert client.get("/goals/board?day=2026-07-01").status_code == 401
    board = client.get("/goals/board?day=2026-07-01", officer=zhaoguohua).json()
    assert len(board["plans"]) == 17
    assert board["share_of_time"] == 0.4986
