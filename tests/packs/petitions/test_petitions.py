"""信访: terms of the law, identities kept apart, joint and repeated ones found, replies checked."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.cases.models import Case
from chengyun.notices.models import Delivery
from chengyun.notices.words import headline
from chengyun.packs import district as hands
from chengyun.packs.api import CaseHeard, DayHeard, StageHeard
from chengyun.packs.petitions import doing, shown
from chengyun.packs.petitions.alike import Said, groups, pairs
from chengyun.packs.petitions.reply import findings, requests, worst
from chengyun.packs.services.planting import plant
from chengyun.people.models import AuditEntry, Unit
from chengyun.people.policy import viewer_of
from chengyun.people.refused import Refused

pytestmark = pytest.mark.django_db
Hand = Callable[..., Any]
PACK = "petitions"
REQUEST = "请求责令烧烤店安装油烟净化设施\n请求夜间停止露天经营"
SOUND = (
    "经查属实，予以支持。已责令烧烤店安装油烟净化设施，2026年12月20日前完成；夜间停止露天经营由执法队每晚巡查。"
    "依据《上海市大气污染防治条例》第六十三条。如不服，可自收到之日起30日内申请复查。"
)


@pytest.fixture
def office(district: Any) -> Any:
    return Unit.objects.create(code="petitions", name_zh="区信访办", kind="petition")


@pytest.fixture
def clerk(liqiang: Any, office: Any) -> Any:
    """李强, for once a handler of the petitions office."""
    liqiang.unit = office
    liqiang.save()
    return liqiang


def petition(hand: Any, since: datetime | None = None, **more: Any) -> Any:
    """A petition in 乐山, of a petitioner whose name is sealed."""
    who = hand.add(
        "petitioner",
        {"code": "P-000001", "name": "陈建国", "phone": "13900001111", "identity": "310104X"},
        area="310104014001",
        key="p1",
    )
    told = {
        "title": "乐山路烧烤店油烟扰民",
        "number": "XF2026-0001",
        "subject": "noise",
        "flag": "first",
        "channel": "visit",
        "petitioner": who.key,
        "received_on": "2026-11-02",
        "request": REQUEST,
        "summary": "烧烤店油烟直排居民窗口",
        "unit": "街道执法队",
    } | more
    from chengyun.packs.api import NewEntry

    one = NewEntry(values=told, area="310104014001", key=told["number"], since=since)
    hand.add_many("petition", [one])
    return next(e for e in hand.entries("petition") if e.values["number"] == told["number"])


def days_of(entry: Any) -> int:
    """Days by date from entering a stage to its end."""
    begun, due = timezone.localtime(entry.stage_since), timezone.localtime(entry.due)
    return (due - timedelta(seconds=1)).date().toordinal() - begun.date().toordinal()


def at(day: int, month: int = 3) -> datetime:
    """A moment of 2026: in March none of the terms used here ends on a rest day."""
    return datetime(2026, month, day, 10, tzinfo=timezone.get_current_timezone())


def test_the_terms_are_those_of_the_law_and_an_extension_runs_on_from_the_sixty(
    hand: Hand,
) -> None:
    house = hand(pack=PACK)
    entry = petition(house, since=at(2))
    assert (entry.stage, days_of(entry)) == ("registered", 15)
    entry = house.advance(entry.key, "accepted", at=at(9))
    assert days_of(entry) == 60
    first_due = entry.due
    house.change(entry.key, extension="情况复杂，经分管领导批准")
    entry = house.advance(entry.key, "extended", at=at(1, 5))
    more = (entry.due - first_due).days
    assert 30 <= more <= 33
    assert entry.dues["accepted"] == first_due


def test_without_what_the_law_asks_for_there_is_no_next_stage(hand: Hand) -> None:
    house = hand(pack=PACK)
    entry = petition(house, summary="")
    with pytest.raises(Refused, match="交办摘要"):
        house.advance(entry.key, "accepted")
    with pytest.raises(Refused, match="不予受理理由"):
        house.advance(entry.key, "declined")
    house.change(entry.key, declined="属人民法院受案范围")
    assert house.advance(entry.key, "declined").ended_at is not None


def test_a_stage_is_not_entered_before_the_one_before_it_nor_tomorrow(hand: Hand) -> None:
    house = hand(pack=PACK)
    entry = petition(house, since=at(10))
    for moment in (at(9), timezone.now() + timedelta(days=1)):
        with pytest.raises(Refused):
            house.advance(entry.key, "accepted", at=moment)


def test_neither_the_register_nor_a_list_nor_the_case_knows_a_name(
    hand: Hand, clerk: Any, zhoumin: Any, admin: Any
) -> None:
    entry = petition(hand(pack=PACK))
    assert hand(clerk, PACK).entries("petition")[0].values["petitioner"]
    for outsider in (zhoumin, admin):
        assert hand(outsider, PACK).entries("petition") == []
        assert hand(outsider, PACK).entries("petitioner") == []
    assert hand(clerk, PACK).entries("petitioner")[0].name == "P-000001"
    house = hand(pack=PACK)
    house.advance(entry.key, "accepted")
    doing.hand_over(house, stage_heard(entry, "accepted"))
    case = Case.objects.get(type__key="petition_matter")
    told = f"{case.title} {case.description} {case.address}"
    assert "烧烤店油烟" in told
    assert not any(word in told for word in ("陈建国", "13900001111", "P-000001"))
    assert (case.lon, case.lat) == (None, None)
    assert house.entry(entry.key).values["case_number"] == case.number


def stage_heard(entry: Any, stage: str) -> StageHeard:
    return StageHeard(
        entry=entry.key, register="petition", before="registered", stage=stage,
        area=entry.area, at=timezone.now(),
    )  # fmt: skip


def test_heard_twice_it_is_handed_over_once(hand: Hand) -> None:
    house = hand(pack=PACK)
    entry = petition(house)
    house.advance(entry.key, "accepted")
    for _ in range(2):
        doing.hand_over(house, stage_heard(entry, "accepted"))
    assert Case.objects.count() == 1


def test_the_office_is_told_when_the_unit_has_done(hand: Hand, clerk: Any) -> None:
    house = hand(pack=PACK)
    entry = petition(house, case_number="CY1")
    for action in ("accept", "close", "close"):
        doing.unit_done(house, CaseHeard(
            number="CY1", case_type="petition_matter", action=action, stage="closed", severity=3,
            area=entry.area, at=timezone.now(),
        ))  # fmt: skip
    (told,) = Delivery.objects.filter(channel__user=clerk)
    assert "XF2026-0001" in headline(told)
    assert told.detail["href"] == f"/scenes/petitions/petition/{entry.key}/"


def test_a_reply_that_lacks_something_is_told_to_the_office_at_once(hand: Hand, clerk: Any) -> None:
    house = hand(pack=PACK)
    poor = petition(house, reply="高度重视，感谢理解。", reply_on="2026-11-20")
    doing.hand_over(house, stage_heard(poor, "replied"))
    assert "载明法律依据" in headline(Delivery.objects.get())
    Delivery.objects.all().delete()
    house.change(poor.key, reply=SOUND, reply_on="2026-11-21")
    doing.hand_over(house, stage_heard(poor, "replied"))
    assert not Delivery.objects.exists()


def test_where_nobody_asks_for_a_review_in_time_it_is_closed(hand: Hand, office: Any) -> None:
    house = hand(pack=PACK)
    entry = petition(house, since=at(2), reply=SOUND, reply_on="2026-03-20")
    house.advance(entry.key, "accepted", at=at(6))
    house.advance(entry.key, "replied", at=at(20))
    doing.of_the_day(house, DayHeard(day=house.today))
    assert house.entry(entry.key).stage == "closed"
    assert house.entry(entry.key).ended_at is not None


def test_a_term_near_its_end_is_told_once(hand: Hand, clerk: Any) -> None:
    house = hand(pack=PACK)
    entry = petition(house)
    near = DayHeard(day=entry.due.date() - timedelta(days=7))
    for _ in range(2):
        doing.of_the_day(house, near)
    doing.of_the_day(house, DayHeard(day=entry.due.date() - timedelta(days=5)))
    assert Delivery.objects.filter(channel__user=clerk).count() == 1


DUE = date(2026, 12, 1)


def lamps(reply: str, request: str = REQUEST, on: date = DUE) -> dict[str, str]:
    return {one.key: one.lamp for one in findings(request, reply, on, DUE)}


def test_a_sound_reply_lacks_nothing_and_says_why() -> None:
    found = findings(REQUEST, SOUND, DUE, DUE)
    assert worst(found) == "good"
    reasons = {one.key: one.reason for one in found}
    assert "安装油烟净化设施" in reasons["answers"]
    assert reasons["law"] == "《上海市大气污染防治条例》第六十三条"


@pytest.mark.parametrize(
    ("wrong", "key", "lamp"),
    [
        (SOUND.replace("夜间停止露天经营由执法队每晚巡查", ""), "answers", "bad"),
        (SOUND.replace("予以支持", "").replace("已责令", ""), "rules", "bad"),
        (SOUND.replace("《上海市大气污染防治条例》第六十三条", "有关规定"), "law", "bad"),
        (SOUND.replace("第六十三条", ""), "law", "watch"),
        (SOUND.replace("2026年12月20日", "年底"), "dates", "bad"),
        (SOUND.replace("可自收到之日起30日内申请复查", ""), "review", "bad"),
        (SOUND.replace("30日内", ""), "review", "watch"),
        (SOUND + "联系人13912345678", "nameless", "bad"),
    ],
)
def test_what_a_reply_lacks_is_named(wrong: str, key: str, lamp: str) -> None:
    found = lamps(wrong)
    assert found.pop(key) == lamp
    assert set(found.values()) == {"good"}


def test_a_reply_after_its_term_is_late() -> None:
    assert lamps(SOUND, on=DUE + timedelta(days=1))["in_time"] == "bad"


def test_requests_are_lines_or_numbered() -> None:
    assert requests("1、拆除阳光房；2、修复楼道。") == ["拆除阳光房", "修复楼道"]
    assert requests("拆除阳光房\n\n修复楼道") == ["拆除阳光房", "修复楼道"]


SMOKE = "烧烤店油烟直排居民窗口，夜间露天经营至凌晨两点，请求安装净化设施"
PARKING = "物业未经业主大会同意把绿地改为收费车位，请求恢复绿地公布账目"


def said(key: str, who: str, text: str, subject: str = "noise", area: str = "310104014001") -> Said:
    return Said(key, who, subject, area, text)


def test_the_same_person_again_is_repeated_and_neighbours_are_joint() -> None:
    found = pairs([
        said("a", "p1", SMOKE),
        said("b", "p1", "烧烤店油烟还是直排居民窗口，夜间露天经营没有停止"),
        said("c", "p2", f"楼下{SMOKE}，老人睡不好"),
        said("d", "p3", SMOKE.replace("凌晨两点", "凌晨三点")),
        said("e", "p1", PARKING, "property"),
        said("f", "p4", SMOKE, area="310104103001"),
    ])  # fmt: skip
    hows = {(one.first, one.second): one.how for one in found}
    assert hows["a", "b"] == "repeat"
    assert groups(found, "joint")[0] >= {"a", "c", "d"}
    assert not any("e" in pair or "f" in pair for pair in hows)
    assert any("露天经营" in piece for one in found for piece in one.shared)


def test_a_pair_that_a_person_has_settled_is_listed_no_more(hand: Hand, clerk: Any) -> None:
    mine = hand(clerk, PACK)
    first = petition(mine)
    second = petition(mine, number="XF2026-0002")

    def listed() -> int:
        *_, table = shown.alike(mine, {})
        return len(table.rows)

    assert listed() == 1
    mine.change(second.key, repeat_of=first.key)
    assert listed() == 0


def test_pages_open_for_the_office_and_tell_others_figures_of_five(
    client: Client, hand: Hand, clerk: Any, zhoumin: Any
) -> None:
    for n in range(6):
        petition(hand(pack=PACK), number=f"XF2026-{n}", flag="repeat" if n < 2 else "first")
    client.force_login(clerk)
    for key in ("petition_terms", "petition_alike", "petition_replies", "petition_days"):
        page = client.get(f"/scenes/petitions/pages/{key}/")
        assert page.status_code == 200
        assert "本部分出错" not in page.content.decode()
        assert not [one for one in page.context["blocks"] if one.kind == "failed"]
    client.force_login(zhoumin)
    page = client.get("/scenes/petitions/pages/petition_terms/").content.decode()
    assert "XF2026" not in page and "5 件及以上" in page
    figures = {one.label: one.value for one in shown.outside(hand(zhoumin, PACK))}
    assert figures["在办"] == 6 and figures["重复信访"] is None
    assert client.get("/scenes/petitions/petition/").status_code == 404


def test_every_opening_of_a_petition_is_recorded(client: Client, hand: Hand, clerk: Any) -> None:
    entry = petition(hand(pack=PACK))
    client.force_login(clerk)
    assert client.get(f"/scenes/petitions/petition/{entry.key}/").status_code == 200
    assert AuditEntry.objects.filter(actor=clerk, target__contains=entry.key[:8]).exists()


def test_the_wall_is_given_figures_and_no_names(hand: Hand, zhaoguohua: Any) -> None:
    for n in range(6):
        petition(hand(pack=PACK), number=f"XF2026-{n}")
    blocks = shown.panel(hands.of_wall(viewer_of(zhaoguohua), PACK))
    assert blocks[0].items[0].value == 6
    assert "XF2026" not in str(blocks) and "陈" not in str(blocks)


def test_everybody_sees_reception_days_and_books_one(client: Client, hand: Hand) -> None:
    house = hand(pack=PACK)
    house.add(
        "reception",
        {"leader": "副区长", "day": str(house.today + timedelta(days=3)), "hours": "9:00",
         "place": "接待中心", "seats": 8},
        area="310104014001",
    )  # fmt: skip
    page = client.get("/s/petitions/pages/petition_public/").content.decode()
    assert "副区长" in page and "60 日" in page
    assert client.get("/s/petitions/reception_wish/").status_code == 200


def test_replies_in_time_are_counted_for_goals(hand: Hand) -> None:
    house = hand(pack=PACK)
    for n, day in enumerate((20, 28)):
        entry = petition(
            house, at(2), number=f"XF-{n}", reply=SOUND, reply_on=f"2026-{3 + n * 4:02d}-{day}"
        )
        house.advance(entry.key, "accepted", at=at(6))
        house.advance(entry.key, "replied", at=at(day, 3 + n * 4))
    span = date(2026, 1, 1), date(2026, 12, 31)
    assert shown.share_in_time(house, "", *span) == 50
    assert shown.share_in_time(house, "310104011", *span) is None


def test_the_demonstration_has_every_matter_and_is_the_same_again(hand: Hand, office: Any) -> None:
    plant()
    house = hand(pack=PACK)
    rows = house.entries("petition")
    assert {one.stage for one in rows} >= {"registered", "accepted", "extended", "replied"}
    assert {one.values["flag"] for one in rows} == {"first", "repeat", "joint"}
    assert house.count("petition", "lamp")["red"] > 0
    # What nobody has asked to have reviewed in time is closed already.
    late = [e for e in rows if e.stage in doing.THEIRS and e.due < house.now]
    assert not late and house.entries("petition", ended=True)
    count = len(rows)
    plant()
    assert len(house.entries("petition")) == count


def test_a_proposal_has_thirty_days_and_its_term_follows_its_purpose(hand: Hand) -> None:
    house = hand(pack=PACK)
    entry = petition(house, since=at(2), purpose="proposal")
    assert days_of(entry) == 15
    entry = house.advance(entry.key, "accepted", at=at(9))
    assert days_of(entry) == 30
    entry = house.change(entry.key, purpose="appeal")
    assert days_of(entry) == 60
    entry = house.change(entry.key, purpose="proposal", extension="需三个部门会商，经批准")
    entry = house.advance(entry.key, "extended", at=at(30))
    assert timezone.localdate(entry.due) - timezone.localdate(entry.dues["accepted"]) in {
        timedelta(days=n) for n in range(30, 34)
    }


def test_the_reply_to_a_proposal_takes_it_up_and_needs_no_law_and_no_review() -> None:
    asked = "建议在口袋公园增设直饮水点\n建议增设遮阳座椅"
    answer = "部分采纳：增设遮阳座椅六张；口袋公园增设直饮水点暂无给水管网，不予采纳。"
    found = {one.key: one.lamp for one in findings(asked, answer, DUE, DUE, proposal=True)}
    assert found == dict.fromkeys(("answers", "rules", "in_time", "nameless"), "good")
    assert worst(findings(asked, answer, DUE, DUE)) == "bad"
    vague = findings(asked, "您的建议已收悉，我们将认真研究。", DUE, DUE, proposal=True)
    assert {one.key for one in vague if one.lamp == "bad"} == {"answers", "rules"}


def test_replies_to_proposals_and_to_appeals_stand_in_one_table(hand: Hand, clerk: Any) -> None:
    mine = hand(clerk, PACK)
    petition(mine, reply=SOUND, reply_on="2026-11-20")
    petition(mine, number="XF2026-0002", purpose="proposal", reply="采纳", reply_on="2026-11-20")
    *_, table = shown.replies.page(mine, {"number": ""})
    marks = {row[0]: row for row in table.rows}
    assert "–" in marks["XF2026-0002"] and "–" not in marks["XF2026-0001"]


def test_thanks_for_support_grant_nothing() -> None:
    polite = "您反映的问题我们高度重视，感谢您的理解和支持。"
    assert lamps(polite)["rules"] == "bad"
    assert lamps(f"予以支持。{polite}")["rules"] == "good"
