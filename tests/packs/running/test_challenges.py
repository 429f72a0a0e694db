"""揭榜挂帅: from a problem wanted to a pack judged by its use."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.packs.models import Challenge, Usage
from chengyun.packs.queries import challenges as board
from chengyun.packs.registry import Pack
from chengyun.packs.services import using
from chengyun.people.models import AuditEntry
from chengyun.people.policy import viewer_of

pytestmark = pytest.mark.django_db
WANTED = {
    "title": "行道树倒伏总是事后才知道", "text": "大风后巡查不过来", "wanted_by": "徐家汇街道",
    "measure": "倒伏前发现的占八成", "area": "310104014", "until": "2099-12-31",
}  # fmt: skip


def act(client: Client, verb: str, **told: Any) -> str:
    row = Challenge.objects.get()
    answer = client.post(f"/scenes/challenges/{row.pk}/{verb}/", told, follow=True)
    return answer.content.decode()


def test_a_problem_is_wanted_taken_up_tried_out_and_judged(
    client: Client, installed: Pack, zhoumin: Any, chenli: Any
) -> None:
    client.force_login(zhoumin)
    client.post("/scenes/challenges/new/", WANTED)
    assert Challenge.objects.get().state == "wanted"
    act(client, "take", by="区绿化中心")
    assert "no pack" in act(client, "try", pack="dragons", minutes="6") or (
        Challenge.objects.get().state == "taken"
    )
    act(client, "try", pack="tree_care", minutes="6")
    for _ in range(10):
        client.get("/scenes/tree_care/pages/tree_overview/")
    client.force_login(chenli)
    act(client, "rate", stars="5")
    client.force_login(zhoumin)
    shown = act(client, "rate", stars="4")
    assert "<b>10</b>" in shown and "<b>1.0</b>" in shown and "<b>4.5</b>" in shown
    act(client, "end", verdict="推广到全区")
    assert Challenge.objects.get().state == "ended"
    told = [
        row.detail["did"] for row in AuditEntry.objects.filter(action="challenge").order_by("pk")
    ]
    assert told == ["wanted", "taken", "trial", "ended"]


def test_a_pack_that_nobody_opened_for_thirty_days_is_shown_as_such(
    installed: Pack, zhoumin: Any
) -> None:
    today = date(2026, 11, 21)

    def unused() -> bool:
        return board.use_of(viewer_of(zhoumin), "tree_care", None, 5, today).unused

    assert unused()
    using.opened("tree_care", today - timedelta(days=31))
    assert unused()
    using.opened("tree_care", today - timedelta(days=30))
    assert not unused()
    using.opened("tree_care", today)
    using.opened("tree_care", today)
    use = board.use_of(viewer_of(zhoumin), "tree_care", None, 5, today)
    assert (use.opened, use.hours) == (4, 0.3)
    assert Usage.objects.filter(day=today).get().opened == 2


@pytest.mark.parametrize("who", ["wangfang", "liqiang"])
def test_the_field_and_the_offices_read_the_board_and_do_not_write_it(
    client: Client, installed: Pack, zhoumin: Any, who: str, request: Any
) -> None:
    client.force_login(zhoumin)
    client.post("/scenes/challenges/new/", WANTED)
    client.force_login(request.getfixturevalue(who))
    assert client.get("/scenes/challenges/").status_code == 200
    client.post("/scenes/challenges/new/", WANTED)
    assert Challenge.objects.count() == 1
    act(client, "take", by="我")
    assert Challenge.objects.get().state == "wanted"


@pytest.mark.parametrize(
    "wrong", [{"until": "2020-01-01"}, {"until": "soon"}, {"title": ""}, {"area": "999"}]
)
def test_what_is_wrong_is_not_put_up(
    client: Client, installed: Pack, zhoumin: Any, wrong: dict[str, str]
) -> None:
    client.force_login(zhoumin)
    client.post("/scenes/challenges/new/", WANTED | wrong)
    assert not Challenge.objects.exists()


def test_problems_of_another_part_of_the_district_are_not_there(
    client: Client, installed: Pack, zhoumin: Any, wangfang: Any
) -> None:
    client.force_login(zhoumin)
    client.post("/scenes/challenges/new/", WANTED | {"area": "310104011"})
    row = Challenge.objects.get()
    client.force_login(wangfang)
    assert row.title not in client.get("/scenes/challenges/").content.decode()
    assert client.post(f"/scenes/challenges/{row.pk}/rate/", {"stars": "1"}).status_code == 404
    assert timezone.now() > row.created_at
