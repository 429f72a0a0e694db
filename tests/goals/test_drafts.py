"""Plan texts: versions that stay, opinions that are answered, signatures of what was read."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from chengyun.goals.models import Draft, DraftVersion, Fixed
from chengyun.goals.queries import drafts as queries
from chengyun.goals.refused import Refused
from chengyun.goals.services.drafts import act, begin
from chengyun.people.models import User
from chengyun.people.policy import viewer_of

TEXT = "# 总体要求\n\n到年底完成九处积水点改造。\n\n# 主要任务\n\n分批实施，先急后缓。"
LATER = TEXT.replace("九处", "十二处") + "\n\n每季度向社会公开进展。"


@pytest.fixture
def sunwei(district: Any) -> User:
    """孙伟, handler at the fire brigade."""
    return User.objects.create(
        username="sunwei", name="孙伟", role="handler", area=district.root, unit=district.fire
    )


@pytest.fixture
def draft(chenli: Any, district: Any) -> Draft:
    today = timezone.localdate()
    dates = [today + n * timedelta(days=10) for n in range(5)]
    return begin(chenli, "special", "海绵城市专项规划", district.water, dates)


def consulted(draft: Draft, liqiang: Any) -> Draft:
    act(liqiang, draft.number, "write", {"text": TEXT})
    return act(liqiang, draft.number, "consult", {"units": ["xfjy"]})


def test_a_plan_text_goes_from_drafting_to_publication(
    draft: Draft, liqiang: Any, sunwei: Any, chenli: Any, zhaoguohua: Any, wangfang: Any
) -> None:
    consulted(draft, liqiang)
    act(sunwei, draft.number, "opine", {"paragraph": "p2", "opinion": "写明责任单位"})
    with pytest.raises(Refused):
        act(liqiang, draft.number, "submit", {})
    opinion = draft.opinions.get()
    given = {"opinion": opinion.pk, "decision": "adopted", "reason": "已写入"}
    act(liqiang, draft.number, "decide", given)
    act(liqiang, draft.number, "write", {"text": LATER})
    act(liqiang, draft.number, "submit", {})
    act(chenli, draft.number, "pass", {})
    with pytest.raises(Refused):
        act(chenli, draft.number, "publish", {})
    act(zhaoguohua, draft.number, "sign", {})
    assert not queries.visible(viewer_of(wangfang)).exists()
    done = act(chenli, draft.number, "publish", {})
    assert (done.stage, done.published_on) == ("published", timezone.localdate())
    assert queries.visible(viewer_of(wangfang)).get() == draft
    newest = queries.versions(draft)[-1]
    signed = [(s.actor, s.digest) for s in queries.signatures(draft)]
    assert signed == [(chenli, newest.digest), (zhaoguohua, newest.digest)]


def test_an_opinion_is_decided_once_and_with_a_reason(
    draft: Draft, liqiang: Any, sunwei: Any
) -> None:
    consulted(draft, liqiang)
    act(sunwei, draft.number, "opine", {"paragraph": "p1", "opinion": "再短一些"})
    pk = draft.opinions.get().pk
    with pytest.raises(Refused):
        act(liqiang, draft.number, "decide", {"opinion": pk, "decision": "declined"})
    given = {"opinion": pk, "decision": "declined", "reason": "上位规划如此要求"}
    act(liqiang, draft.number, "decide", given)
    with pytest.raises(Refused):
        act(liqiang, draft.number, "decide", given)


def test_a_version_is_never_changed_and_the_same_text_is_no_version(
    draft: Draft, liqiang: Any
) -> None:
    act(liqiang, draft.number, "write", {"text": TEXT})
    with pytest.raises(Refused):
        act(liqiang, draft.number, "write", {"text": TEXT + "\n\n"})
    version = DraftVersion.objects.get()
    version.note = "改"
    for change in (version.save, version.delete, DraftVersion.objects.all().delete):
        with pytest.raises(Fixed):
            change()


def test_a_returned_text_is_signed_anew(
    draft: Draft, liqiang: Any, chenli: Any, zhaoguohua: Any
) -> None:
    consulted(draft, liqiang)
    act(liqiang, draft.number, "submit", {})
    act(chenli, draft.number, "pass", {})
    act(zhaoguohua, draft.number, "sign", {})
    act(zhaoguohua, draft.number, "return", {"reason": "任务不够具体"})
    consulted_again = {"units": ["xfjy"]}
    act(liqiang, draft.number, "write", {"text": LATER})
    act(liqiang, draft.number, "consult", consulted_again)
    act(liqiang, draft.number, "submit", {})
    act(chenli, draft.number, "pass", {})
    with pytest.raises(Refused):
        act(chenli, draft.number, "publish", {})


def test_who_is_not_asked_does_not_know_of_a_draft(
    draft: Draft, liqiang: Any, sunwei: Any, zhaoguohua: Any
) -> None:
    act(liqiang, draft.number, "write", {"text": TEXT})
    with pytest.raises(Draft.DoesNotExist):
        act(sunwei, draft.number, "opine", {"paragraph": "p1", "opinion": "好"})
    act(liqiang, draft.number, "consult", {"units": ["xfjy"]})
    assert queries.one(viewer_of(sunwei), draft.number) == draft
    with pytest.raises(Refused):
        act(sunwei, draft.number, "write", {"text": LATER})


def test_the_chain_has_a_lamp_for_what_is_done_and_what_is_in_hand(
    draft: Draft, liqiang: Any
) -> None:
    consulted(draft, liqiang)
    found = queries.one(viewer_of(liqiang), draft.number)
    late = timezone.localdate() + timedelta(days=11)
    steps = queries.chain(found, late)
    assert [(s.standing, s.lamp) for s in steps] == [
        ("done", "green"), ("now", "red"), ("ahead", ""), ("ahead", ""), ("ahead", ""),
    ]  # fmt: skip


def test_dates_of_the_chain_follow_each_other(chenli: Any, district: Any) -> None:
    dates = [date(2026, 5, 1), date(2026, 4, 1), None, None, None]
    with pytest.raises(Refused):
        begin(chenli, "special", "规划", district.water, dates)


def test_a_handler_begins_plans_of_their_own_unit_only(liqiang: Any, district: Any) -> None:
    begin(liqiang, "department", "水务规划", district.water, [None] * 5)
    with pytest.raises(Refused):
        begin(liqiang, "department", "消防规划", district.fire, [None] * 5)
