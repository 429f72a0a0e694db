"""精准救助: strict registers, a person decides before any visit, the visit teaches the signals."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from chengyun.notices.models import Delivery
from chengyun.notices.words import headline
from chengyun.packs import district as hands
from chengyun.packs.api import DayHeard, NewEntry, StageHeard, in_mine
from chengyun.packs.models import Entry, PackSetting
from chengyun.packs.queries.due import due
from chengyun.packs.queries.registers import sheets
from chengyun.packs.relief import doing, figures, finding, policy, suggesting
from chengyun.packs.relief.demo import demo
from chengyun.packs.services.inspecting import Visit, fill_in
from chengyun.people.gates import Doorman
from chengyun.people.models import AuditEntry, Unit
from chengyun.people.policy import viewer_of
from chengyun.people.refused import Refused
from chengyun.people.secrets import unseal

pytestmark = pytest.mark.django_db
Hand = Callable[..., Any]
PACK = "relief"
PLACE = "310104014001001"
KNOWN = {
    "code": "JZ000001", "group": "watch", "level": "yellow", "people": 2, "able": 1,
    "resident": "local", "income": 2400, "cash": 9000, "homes": 1, "support": "able",
    "disabled": "no", "ill": "no", "medical": 0, "event": "none", "jobless": 0,
    "holder": "徐桂珍", "phone": "13700001111", "home": "乐山路2号101室", "contact": "welcome",
}  # fmt: skip


@pytest.fixture
def bureau(district: Any) -> Any:
    return Unit.objects.create(code="civil-affairs", name_zh="区民政局", kind="civil_affairs")


@pytest.fixture
def clerk(liqiang: Any, bureau: Any) -> Any:
    """李强, for once of the civil affairs bureau."""
    liqiang.unit = bureau
    liqiang.save()
    return liqiang


@pytest.fixture
def neighbour(wangfang: Any, district: Any) -> Any:
    """王芳, grid officer of the sub-district."""
    told = {"code": "street-014", "name_zh": "徐家汇街道", "kind": "street"}
    wangfang.unit = Unit.objects.create(area=district.xujiahui, **told)
    wangfang.save()
    return wangfang


def household(hand: Any, area: str = PLACE, **more: Any) -> Any:
    told = KNOWN | {"seen_on": hand.today.isoformat(), "means_on": hand.today.isoformat()} | more
    return hand.add("relief_household", told, area=area, key=told["code"])


def signal(hand: Any, house: Any, kind: str, value: float | None = None, **more: Any) -> Any:
    told = {
        "number": f"{house.name}-{kind}", "kind": kind, "household": house.key, "value": value,
        "day": hand.today.isoformat(),
    } | more  # fmt: skip
    return hand.add("relief_signal", told, area=house.area, key=told["number"])


def suggested(hand: Any, **more: Any) -> Any:
    """A visit that two signals suggest: no water used, out of hospital."""
    house = household(hand, **more)
    signal(hand, house, "water_idle", 4)
    signal(hand, house, "discharge")
    assert suggesting.suggest(hand, hand.today) == 1
    (one,) = hand.entries("relief_suggestion")
    return one


def visit(user: Any, entry: Any, key: str, **typed: Any) -> Any:
    known = sheets()
    sheet = known[entry.register]
    form = next(one for one in doing.FORMS if one.key == key)
    task = next(one.key for one in doing.TASKS if one.form == key)
    hand = hands.of_viewer(viewer_of(user), PACK)._hand
    return fill_in(Visit(hand, sheet, Entry.objects.get(key=entry.key), task=task), form, typed)


def todo(user: Any) -> list[tuple[str, str]]:
    now = hands.of_house(PACK).now
    found = due(Doorman(viewer_of(user)), sheets(), now)
    return [(one.task.key, str(one.entry.key)) for one in found if one.sheet.pack == PACK]


def told_of(page: Any) -> str:
    return " ".join(str(block) for block in page).replace("\\xa0", " ")


def of_page(hand: Any, key: str, **asked: str) -> Any:
    from chengyun.packs.relief.shown import PAGES

    return next(one for one in PAGES if one.key == key).show(hand, asked)


def heard(entry: Any, stage: str) -> StageHeard:
    return StageHeard(
        entry=entry.key, register=entry.register, before="", stage=stage, area=entry.area,
        at=entry.changed_at,
    )  # fmt: skip


def test_households_are_open_to_civil_affairs_and_the_neighbourhoods_own_alone(
    hand: Hand,
    clerk: Any,
    neighbour: Any,
    zhoumin: Any,
    admin: Any,
    zhaoguohua: Any,
    client: Client,
) -> None:
    one = household(hand(pack=PACK))
    address = f"/scenes/relief/relief_household/{one.key}/"
    for insider in (clerk, neighbour):
        client.force_login(insider)
        assert len(hand(insider, PACK).entries("relief_household")) == 1
        shown = client.get(address)
        assert shown.status_code == 200 and "徐桂珍" not in shown.content.decode()
        opened = AuditEntry.objects.filter(actor=insider, target__contains=one.key[:8])
        assert opened.exists(), "each opening is recorded"
    for outsider in (zhoumin, admin, zhaoguohua):
        client.force_login(outsider)
        assert hand(outsider, PACK).entries("relief_household") == []
        assert client.get(address).status_code == 404


def test_a_grid_officer_of_another_place_does_not_see_them(
    hand: Hand, neighbour: Any, district: Any
) -> None:
    one = household(hand(pack=PACK), area=district.tianlin.code)
    assert hand(neighbour, PACK).entry(one.key) is None
    assert hand(neighbour, PACK).entries("relief_household") == []


def test_outside_and_on_the_wall_small_counts_are_hidden(
    hand: Hand, zhaoguohua: Any, clerk: Any
) -> None:
    house = hand(pack=PACK)
    for n in range(4):
        household(house, code=f"JZ00000{n}")
    wall = hands.of_wall(viewer_of(zhaoguohua), PACK)
    assert [one.value for one in figures.panel(wall)[0].items] == [None, 0, None]
    assert figures.panel(wall)[1].items == ()
    household(house, code="JZ000009")
    assert figures.panel(wall)[0].items[0].value == 5
    for key in ("relief_decide", "relief_policy", "relief_unseen", "relief_signals"):
        page = told_of(of_page(hand(zhaoguohua, PACK), key, household="", benefit="all"))
        assert "JZ0" not in page and "名册只对民政" in page
    assert "JZ0" in told_of(
        of_page(hand(clerk, PACK), "relief_policy", household="", benefit="all")
    )


def test_a_suggestion_shows_its_reasons_and_is_no_visit_until_an_officer_accepts_it(
    hand: Hand, neighbour: Any, clerk: Any
) -> None:
    one = suggested(hand(pack=PACK), alone=False)
    assert one.values["score"] == 65
    assert in_mine(one.values["why"]).splitlines()[0].startswith("用水为零 4 天")
    with override("en"):
        assert in_mine(one.values["why"]).startswith("No water used 4 days (")
    assert ("relief_call", one.key) not in todo(neighbour)
    with pytest.raises(Refused):
        visit(neighbour, one, "relief_visit", finding="real", visited_on="2026-11-22")
    hand(clerk, PACK).advance(one.key, "accepted")
    assert ("relief_call", one.key) in todo(neighbour)
    visit(neighbour, one, "relief_visit", finding="real", visited_on="2026-11-22")
    assert hand(clerk, PACK).entry(one.key).stage == "visited"
    assert ("relief_call", one.key) not in todo(neighbour)


def test_no_visit_needs_its_reason(hand: Hand, clerk: Any) -> None:
    one = suggested(hand(pack=PACK))
    with pytest.raises(Refused, match="不上门的原因"):
        hand(clerk, PACK).advance(one.key, "declined")
    hand(clerk, PACK).change(one.key, why_not="away", why_not_note="住院")
    done = hand(clerk, PACK).advance(one.key, "declined")
    suggesting.fed_back(hand(pack=PACK), heard(done, "declined"))
    assert suggesting.record(hand(pack=PACK)) == {}, "where nobody went nothing is known"
    assert suggesting.suggest(hand(pack=PACK), hand(pack=PACK).today) == 0


def test_what_a_visit_finds_teaches_its_signals_and_the_household_was_seen(
    hand: Hand, clerk: Any, neighbour: Any
) -> None:
    house = hand(pack=PACK)
    one = suggested(house, seen_on="2026-01-01")
    house.advance(one.key, "accepted")
    visit(neighbour, one, "relief_visit", finding="none", visited_on="2026-11-22", lacks=["food"])
    suggesting.fed_back(house, heard(one, "visited"))
    record = suggesting.record(house)
    assert {kind: (r.real, r.none) for kind, r in record.items()} == {
        "water_idle": (0, 1), "discharge": (0, 1),
    }  # fmt: skip
    assert suggesting.points(house)["water_idle"] == 36.4
    seen = house.entry(one.values["household"])
    assert (seen.values["seen_on"], seen.values["lacks"]) == ("2026-11-22", ["food"])


def test_where_nobody_was_met_an_officer_is_asked_again(hand: Hand, neighbour: Any) -> None:
    house = hand(pack=PACK)
    one = suggested(house)
    house.advance(one.key, "accepted")
    visit(neighbour, one, "relief_visit", finding="absent", visited_on="2026-11-22")
    suggesting.fed_back(house, heard(one, "visited"))
    assert suggesting.suggest(house, house.today + timedelta(days=1)) == 1
    (again,) = house.entries("relief_suggestion")
    assert again.stage == "suggested" and again.key != one.key


def test_who_wants_no_contact_is_left_alone_unless_it_is_urgent(hand: Hand, clerk: Any) -> None:
    house = hand(pack=PACK)
    one = household(house, contact="declined", alone=False)
    signal(house, one, "water_idle", 4)
    signal(house, one, "discharge")
    assert suggesting.suggest(house, house.today) == 0
    house.change(one.key, alone=True)
    suggesting.of_the_day(house, DayHeard(day=house.today))
    assert house.count("relief_suggestion")[""] == 1
    assert "徐" not in headline(Delivery.objects.get(channel__user=clerk))


def test_more_signals_come_to_the_same_suggestion_and_the_same_day_twice_is_once(
    hand: Hand,
) -> None:
    house = hand(pack=PACK)
    one = suggested(house)
    home = house.entry(one.values["household"])
    signal(house, home, "job_lost")
    for _ in range(2):
        assert suggesting.suggest(house, house.today) == 0
    assert house.entry(one.key).values["score"] == 90
    assert len(house.entries("relief_signal", suggestion=one.key)) == 3


def test_the_register_itself_says_what_lapsed_and_who_was_not_seen(hand: Hand) -> None:
    house = hand(pack=PACK)
    gone = (house.today - timedelta(days=40)).isoformat()
    household(house, receives=["edge"], until=gone, seen_on=gone)
    for _ in range(2):
        suggesting.of_the_day(house, DayHeard(day=house.today))
    kinds = {one.values["kind"]: one.values["value"] for one in house.entries("relief_signal")}
    assert kinds == {"lapsed": 40, "unseen": 10}
    assert len(house.entries("relief_suggestion")) == 1


def test_old_signals_and_too_few_points_suggest_nothing(hand: Hand) -> None:
    house = hand(pack=PACK)
    one = household(house)
    old = (house.today - timedelta(days=31)).isoformat()
    signal(house, one, "water_idle", 4, day=old)
    signal(house, one, "discharge", number="x")
    assert suggesting.suggest(house, house.today) == 0


def test_each_month_policy_finds_people_and_says_condition_by_condition_what_is_not_known(
    hand: Hand, clerk: Any
) -> None:
    house = hand(pack=PACK)
    sure = household(house)
    household(house, code="JZ000002", homes="")
    household(house, code="JZ000003", income=9000)
    first = DayHeard(day=house.today.replace(day=1))
    for _ in range(2):
        finding.of_the_month(house, first)
    finding.of_the_month(house, DayHeard(day=house.today.replace(day=2)))
    held = {one.values["number"][:8]: one for one in house.entries("relief_match")}
    assert {code: one.values["sure"] for code, one in held.items()} == {
        "JZ000001": "yes", "JZ000002": "perhaps",
    }  # fmt: skip
    why = in_mine(held["JZ000002"].values["why"])
    with override("en"):
        assert "? Homes owned" in in_mine(held["JZ000002"].values["why"])
    assert "? 住房套数" in why and "不动产登记中心" in why and "第九条" in why
    assert "2 项" in headline(Delivery.objects.get(channel__user=clerk))
    house.change(sure.key, receives=["dibao"])
    finding.run(house, first.day)
    assert len(house.entries("relief_match")) == 1


def test_who_wants_none_is_not_listed_again_next_month(hand: Hand) -> None:
    house = hand(pack=PACK)
    household(house)
    assert finding.run(house, date(2026, 11, 1)) == 1
    (one,) = house.entries("relief_match")
    house.change(one.key, told_on="2026-11-02", note="本人表示暂不申请")
    house.advance(one.key, "told")
    house.advance(one.key, "unwanted")
    assert finding.run(house, date(2026, 12, 1)) == 0


def test_of_one_household_every_rule_is_explained(hand: Hand, clerk: Any) -> None:
    household(hand(pack=PACK))
    page = told_of(of_page(hand(clerk, PACK), "relief_policy", household="JZ000001"))
    assert "最低生活保障 · 符合" in page and "< 1,595" in page and "1,200" in page
    none = told_of(of_page(hand(clerk, PACK), "relief_policy", household="JZ999999"))
    assert "没有这个编号" in none


def test_thresholds_are_those_of_the_area(hand: Hand, district: Any, clerk: Any) -> None:
    house = hand(pack=PACK)
    household(house, income=3400)
    PackSetting.objects.create(pack=PACK, area=district.xujiahui, key="standard", value=1800)
    page = told_of(of_page(hand(clerk, PACK), "relief_policy", household="JZ000001"))
    assert "最低生活保障 · 符合" in page and "< 1,800" in page


def application(hand: Any, house: Any, **more: Any) -> Any:
    day = hand.today.isoformat()
    told = {
        "number": "SQ260001", "household": house.key, "benefit": "dibao", "applied_on": day,
        "means": "已核对", "opinion": "grant", "notice_place": "公告栏", "notice_from": day,
        "amount": 680, "until": "2027-11-30",
    } | more  # fmt: skip
    since = hand.now - timedelta(days=40)
    hand.add_many("relief_application", [NewEntry(values=told, area=PLACE, key="a", since=since)])
    return hand.entries("relief_application")[0]


def test_an_application_goes_through_check_and_notice_and_the_grant_stands_with_the_household(
    hand: Hand,
) -> None:
    house = hand(pack=PACK)
    home = household(house)
    one = application(house, home, opinion="")
    house.advance(one.key, "checked")
    with pytest.raises(Refused, match="初审意见"):
        house.advance(one.key, "notice")
    house.change(one.key, opinion="grant")
    house.advance(one.key, "notice")
    one = house.advance(one.key, "granted")
    finding.granted(house, heard(one, "granted"))
    assert house.entry(home.key).values["receives"] == ["dibao"]
    assert house.entry(home.key).values["until"] == "2027-11-30"
    assert policy.notice_too_short(one), "decided on the day the notice went up"
    house.change(one.key, refused="收入已超过标准")
    one = house.advance(one.key, "stopped")
    finding.granted(house, heard(one, "stopped"))
    assert "receives" not in house.entry(home.key).values


def test_seven_whole_days_of_notice_are_enough(hand: Hand) -> None:
    house = hand(pack=PACK)
    begun = (house.now - timedelta(days=20)).date()
    one = application(house, household(house), notice_from=begun.isoformat())
    for stage, days in (("checked", 39), ("notice", 20), ("granted", 12)):
        one = house.advance(one.key, stage, at=house.now - timedelta(days=days))
    assert not policy.notice_too_short(one)


def test_regular_visits_are_due_by_level_and_say_when_they_were_seen(
    client: Client, hand: Hand, neighbour: Any
) -> None:
    house = hand(pack=PACK)
    one = household(house, level="red")
    Entry.objects.filter(key=one.key).update(added_at=house.now - timedelta(days=80))
    assert ("relief_round", one.key) not in todo(neighbour), "seen today"
    house.change(one.key, seen_on=(house.today - timedelta(days=8)).isoformat())
    assert ("relief_round", one.key) in todo(neighbour)
    client.force_login(neighbour)
    page = client.get(f"/field/visits/relief/relief_household/{one.key}/relief_round/")
    assert "没有见到就保留原日期" in page.content.decode(), "the form says how it is filled in"
    visit(neighbour, one, "relief_seen", seen_on=house.today.isoformat(), seen_how="home")
    assert ("relief_round", one.key) not in todo(neighbour)
    assert house.entry(one.key).values["seen_on"] == house.today.isoformat()


def test_a_neighbour_can_tell_and_what_they_wrote_is_read_by_nobody_else(
    client: Client, hand: Hand, zhoumin: Any
) -> None:
    told = {
        "number": "楼上老人一周没下楼", "where": "乐山路2号", "note": "听不到动静",
        "phone": "13812345678", "lon": "121.4330", "lat": "31.1920",
    }  # fmt: skip
    at = "/s/relief/relief_tell/"
    told["stamp"] = client.get(at).context["stamp"]
    asked = client.post(at, told).context["challenge"]
    proof = {"sum_token": asked.sum_token, "sum": str(asked.first + asked.second)}
    assert client.post(at, told | proof).status_code == 200
    (one,) = hand(pack=PACK).entries("relief_signal")
    assert one.values["kind"] == "neighbour"
    assert not {"where", "note", "phone"} & one.values.keys()
    kept = unseal(Entry.objects.get(key=one.key).sealed)
    assert (kept["phone"], kept["where"]) == ("13812345678", "乐山路2号")
    assert hand(zhoumin, PACK).entries("relief_signal") == []


def test_everybody_reads_the_conditions_and_nobodys_name(client: Client, hand: Hand) -> None:
    household(hand(pack=PACK))
    page = client.get("/s/relief/pages/relief_public/").content.decode()
    assert "最低生活保障" in page and "1,595" in page and "第四十七条" in page
    assert "JZ000001" not in page and "徐桂珍" not in page


def test_a_report_hides_a_small_street_and_the_next_so_that_it_cannot_be_reckoned(
    hand: Hand, district: Any, zhaoguohua: Any, clerk: Any
) -> None:
    house = hand(pack=PACK)
    for n in range(3):
        household(house, code=f"A{n}", area=district.tianlin.code)
    for n in range(7):
        household(house, code=f"B{n}")
    inside = {row[0]: row[1] for row in figures.by_street(hand(clerk, PACK), {})}
    outside = {row[0]: row[1] for row in figures.by_street(hand(zhaoguohua, PACK), {})}
    assert inside == {"田林街道": 3, "徐家汇街道": 7}
    assert outside == {"田林街道": None, "徐家汇街道": None}


def test_goals_count_who_was_seen_and_who_was_told_of_five_and_more(hand: Hand) -> None:
    house = hand(pack=PACK)
    span = (house.today.replace(day=1), house.today)
    for n in range(4):
        household(house, code=f"JZ00000{n}")
    assert figures.seen_share(house, "", *span) is None
    household(house, code="JZ000009", seen_on="2026-01-01")
    assert figures.seen_share(house, PLACE, *span) == 80
    assert figures.seen_share(house, "310104011", *span) is None
    finding.run(house, house.today)
    first = house.entries("relief_match")[0]
    house.change(first.key, told_on=house.today.isoformat())
    house.advance(first.key, "told")
    assert figures.reached(house, "", *span) == 20


def test_the_demonstration_is_the_same_each_time_and_every_page_opens(
    client: Client, hand: Hand, clerk: Any
) -> None:
    house = hand(pack=PACK)
    demo(house)
    counted = house.count("relief_suggestion", "stage")
    assert house.count("relief_household")[""] == 120
    assert counted["suggested"] > 3 and counted["accepted"] > 1
    assert set(house.count("relief_application", "stage")) == {
        "applied", "checked", "notice", "granted",
    }  # fmt: skip
    demo(house)
    assert house.count("relief_suggestion", "stage") == counted
    client.force_login(clerk)
    for key in ("decide", "policy", "unseen", "signals", "applying"):
        page = client.get(f"/scenes/relief/pages/relief_{key}/")
        assert not [one for one in page.context["blocks"] if one.kind == "failed"]
    assert client.get("/scenes/relief/reports/relief_streets/").context["total"] == 2
