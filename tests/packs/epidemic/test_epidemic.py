"""疫情防控: the law's hours, health data for health units alone, warnings, coverage, stocks."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.cases.models import Case
from chengyun.notices.models import Delivery
from chengyun.notices.words import headline
from chengyun.packs import district as hands
from chengyun.packs.api import DayHeard, NewEntry, StageHeard
from chengyun.packs.epidemic import (
    coverage,
    doing,
    judging,
    shown,
    spreading,
    stocks,
    today,
    warning,
)
from chengyun.packs.epidemic.demo import demo
from chengyun.packs.epidemic.demo_year import daily, waves
from chengyun.packs.models import Entry, EntryRow, PackSetting
from chengyun.packs.panels import told
from chengyun.people.models import AuditEntry, Unit
from chengyun.people.policy import viewer_of
from chengyun.people.refused import Refused
from chengyun.places.models import Area
from tests.packs.conftest import LESHAN

pytestmark = pytest.mark.django_db
Hand = Callable[..., Any]
PACK = "epidemic"
AREA = "310104014001"


@pytest.fixture
def health(district: Any) -> Any:
    return Unit.objects.create(code="health", name_zh="区卫健委", kind="health")


@pytest.fixture
def nurse(liqiang: Any, health: Any) -> Any:
    """李强, for once a handler of the health unit."""
    liqiang.unit = health
    liqiang.save()
    return liqiang


def sick(hand: Any, n: int = 1, since: Any = None, **more: Any) -> Any:
    values = {
        "number": f"EP-2026-{n:04d}", "disease": "flu", "category": "b", "kind": "confirmed",
        "onset_on": "2026-11-18", "person": "陈建国", "phone": "13900001111",
        "identity": "310104X", "home": "乐山路1号", "exposure": "与王秀兰同住",
    } | more  # fmt: skip
    one = NewEntry(values=values, area=AREA, key=f"c{n}", since=since)
    hand.add_many("epi_case", [one])
    return next(e for e in hand.entries("epi_case") if e.values["number"] == values["number"])


def contact(hand: Any, case: Any, n: int = 1, **more: Any) -> Any:
    values = {
        "code": f"{case.name}-{n:02d}", "case": case.key, "last_on": "2026-11-19",
        "until": (hand.today + timedelta(5)).isoformat(), "state": "observing",
        "person": "王秀兰", "phone": "13900002222",
    } | more  # fmt: skip
    return hand.add("epi_contact", values, area=AREA, key=f"k{n}")


def hours(entry: Any) -> float:
    return float((entry.due - entry.stage_since).total_seconds() / 3600)


def test_class_a_is_reported_within_two_hours_and_the_others_within_twenty_four(hand: Hand) -> None:
    house = hand(pack=PACK)
    terms = {key: hours(sick(house, n, category=key)) for n, key in enumerate("abc")}
    assert terms == {"a": 2, "b": 24, "c": 24}
    entry = house.advance(sick(house, 0).key, "reported")
    assert hours(entry) == 2


def test_a_class_that_is_corrected_sets_the_clock_anew(hand: Hand) -> None:
    house = hand(pack=PACK)
    entry = sick(house)
    assert hours(house.change(entry.key, category="a")) == 2
    assert hours(house.change(entry.key, category="c")) == 24


def test_a_case_goes_from_report_to_release_with_what_each_step_needs(hand: Hand) -> None:
    house, begun = hand(pack=PACK), timezone.now() - timedelta(days=9)
    entry = sick(house, since=begun, contacts=None)
    for n, stage in enumerate(("reported", "verified")):
        house.advance(entry.key, stage, at=begun + timedelta(hours=3 + n))
    with pytest.raises(Refused, match="密接人数"):
        house.advance(entry.key, "traced")
    house.change(entry.key, contacts=2, isolation="home", released_on="2026-11-20")
    for n, stage in enumerate(("traced", "isolated", "released")):
        entry = house.advance(entry.key, stage, at=begun + timedelta(days=1 + n))
    assert entry.ended_at is not None
    assert today.reported_in_time(entry) is True


def test_a_case_reported_too_late_is_counted_and_one_still_open_is_not(hand: Hand) -> None:
    house, begun = hand(pack=PACK), timezone.now() - timedelta(days=3)
    for n, after in enumerate((1, 3, 30)):
        one = sick(house, n, since=begun, category="a" if n < 2 else "b")
        house.advance(one.key, "reported", at=begun + timedelta(hours=after))
    sick(house, 9)
    rows = house.entries("epi_case")
    assert [today.reported_in_time(one) for one in rows] == [True, False, False, None]
    assert today.in_time(rows, begun.date(), house.today) == pytest.approx(100 / 3)
    assert today.share_in_time(house, "", begun.date(), house.today) is None


def test_only_health_units_open_cases_and_every_opening_is_on_record(
    hand: Hand, nurse: Any, zhoumin: Any, admin: Any, zhaoguohua: Any, client: Client
) -> None:
    case = sick(hand(pack=PACK))
    contact(hand(pack=PACK), case)
    for outsider in (zhoumin, admin, zhaoguohua):
        for register in ("epi_case", "epi_contact", "epi_place"):
            assert hand(outsider, PACK).entries(register) == []
    client.force_login(admin)
    assert client.get(f"/scenes/epidemic/epi_case/{case.key}/").status_code == 404
    assert client.get("/scenes/epidemic/epi_case/").status_code == 404
    assert client.get("/scenes/epidemic/reports/epi_ledger/").context["total"] == 0
    client.force_login(nurse)
    before = AuditEntry.objects.count()
    page = client.get(f"/scenes/epidemic/epi_case/{case.key}/")
    assert page.status_code == 200
    assert "陈建国" not in page.content.decode()
    assert AuditEntry.objects.count() > before


def test_no_name_number_or_whereabouts_stands_anywhere_unsealed(hand: Hand, nurse: Any) -> None:
    house = hand(pack=PACK)
    case = sick(house)
    one = contact(house, case)
    house.change(case.key, exposure="去过乐山路菜场", home="乐山路2号")
    words = ("陈建国", "王秀兰", "13900001111", "13900002222", "310104X", "菜场", "乐山路")
    for entry in Entry.objects.filter(register__startswith="epi_"):
        assert not any(word in f"{entry.name} {entry.values}" for word in words)
    assert not any(word in str(row.detail) for row in EntryRow.objects.all() for word in words)
    assert hand(nurse, PACK).entry(one.key).name == "EP-2026-0001-01"


def test_few_are_not_told_to_outsiders_on_pages_or_the_wall(
    hand: Hand, zhaoguohua: Any, client: Client
) -> None:
    house = hand(pack=PACK)
    for n in range(7):
        sick(house, n, disease="flu" if n < 6 else "cholera", category="c" if n < 6 else "a")
    client.force_login(zhaoguohua)
    page = client.get("/scenes/epidemic/pages/epi_today/").content.decode()
    assert "霍乱" not in page and "EP-2026" not in page
    blocks = list(today.page(hand(zhaoguohua, PACK), {}))
    assert [one.value for one in blocks[1].items] == [7, None, None]
    wall = str(told(viewer_of(zhaoguohua), PACK))
    assert "霍乱" not in wall and "EP-" not in wall and "流行性感冒" not in wall
    with pytest.raises(Refused):
        hands.of_wall(viewer_of(zhaoguohua), PACK).entries("epi_case")


def test_the_search_of_the_desk_finds_no_case(hand: Hand, zhoumin: Any, client: Client) -> None:
    sick(hand(pack=PACK))
    client.force_login(zhoumin)
    found = client.get("/desk/search/", {"q": "EP-2026-0001"}, follow=True).content.decode()
    assert "/scenes/epidemic/epi_case/" not in found


def test_a_case_ruled_out_frees_its_contacts(hand: Hand) -> None:
    house = hand(pack=PACK)
    case = sick(house)
    mine, other = contact(house, case), contact(house, sick(house, 2), 2)
    house.advance(case.key, "reported")
    house.advance(case.key, "excluded")
    for _ in range(2):
        doing.moved_on(house, stage_heard(case, "excluded"))
    assert house.entry(mine.key).values["state"] == "released"
    assert house.entry(other.key).values["state"] == "observing"


def test_class_a_verified_is_told_to_the_health_unit_once_and_without_a_name(
    hand: Hand, nurse: Any
) -> None:
    house = hand(pack=PACK)
    case = sick(house, category="a")
    for _ in range(2):
        doing.moved_on(house, stage_heard(case, "verified"))
    (sent,) = Delivery.objects.filter(channel__user=nurse)
    assert "EP-2026-0001" in headline(sent) and "陈" not in headline(sent)


def stage_heard(entry: Any, stage: str) -> StageHeard:
    return StageHeard(
        entry=entry.key, register="epi_case", before="reported", stage=stage, area=entry.area,
        at=timezone.now(),
    )  # fmt: skip


def test_an_observation_that_is_over_is_told_and_left_to_a_person(hand: Hand, nurse: Any) -> None:
    house = hand(pack=PACK)
    one = contact(house, sick(house), until=(house.today - timedelta(1)).isoformat())
    contact(house, sick(house, 2), 2)
    for _ in range(2):
        doing.of_the_day(house, DayHeard(day=house.today))
    assert Delivery.objects.filter(channel__user=nurse).count() == 1
    assert house.entry(one.key).values["state"] == "observing"


def year(house: Any, code: str = "310104") -> None:
    house.add_many("epi_day", daily(house.today, code))
    house.add_many("epi_wave", waves(house.today, code))


def whole(district: Any) -> str:
    return str(Area.objects.filter(level="district").values_list("code", flat=True).first())


def test_the_three_are_weighed_by_their_own_record(hand: Hand, district: Any) -> None:
    house = hand(pack=PACK)
    year(house, whole(district))
    judged = judging.judge(house)
    odds = judged.base / (1 - judged.base)
    for one in judged.said:
        assert one.record.quiet > 100 and one.record.waves == 2
        odds *= one.ratio
    assert judged.likely == pytest.approx(odds / (1 + odds))
    # Together they are falsely in alarm on fewer days than the worst of them alone.
    assert judged.record.false < max(one.record.false for one in judged.said)


def test_without_waves_nothing_is_weighed_and_silence_says_nothing(
    hand: Hand, district: Any
) -> None:
    house = hand(pack=PACK)
    empty = judging.judge(house)
    assert empty.likely == pytest.approx(empty.base)
    assert [one.state for one in empty.said] == [None] * 3
    list(warning.page(house, {}))


def test_a_detector_is_chosen_by_a_setting(hand: Hand, district: Any) -> None:
    house = hand(pack=PACK)
    assert judging.judge(house).said[0].detector.key == "c3"
    PackSetting.objects.create(
        pack=PACK, key="detector_wastewater", value="cusum", area=Area.objects.get(code=whole(1))
    )
    assert judging.judge(hand(pack=PACK)).said[0].detector.key == "cusum"


def test_a_warning_opens_one_case_a_week(hand: Hand, district: Any, monkeypatch: Any) -> None:
    house, begun = hand(pack=PACK), hand(pack=PACK).today - timedelta(200)
    code = whole(district)
    house.add("epi_day", {"day": house.today.isoformat(), "fever": 9, "visits": 90}, area=code)
    told = {"title": "春季", "began_on": begun.isoformat(), "ended_on": begun.isoformat()}
    house.add("epi_wave", told, area=code)
    monkeypatch.setattr(hands.Bound, "setting", low(hands.Bound.setting))
    for _ in range(2):
        warning.raise_alert(house)
    case = Case.objects.get(type__key="epi_alert")
    assert "%" in case.title


def low(setting: Any) -> Any:
    """The settings, but any likelihood is enough to warn."""
    return lambda self, key, area="": 1 if key == "warn_share" else setting(self, key, area)


def test_r_goes_by_the_serial_interval_of_the_area(hand: Hand) -> None:
    house = hand(pack=PACK)
    ago = [day + 2 for day, n in enumerate((12, 9, 7, 5, 3, 2, 1, 1)) for _ in range(n)]
    told = [
        {"number": f"EP-{n}", "disease": "flu", "category": "c", "person": "陈建国",
         "onset_on": (house.today - timedelta(day)).isoformat()}
        for n, day in enumerate(ago)
    ]  # fmt: skip
    house.add_many("epi_case", [NewEntry(values=one, area=AREA) for one in told])
    rows = spreading.cases(house, disease="flu")
    _, base = spreading.of_area(house, rows, AREA)
    PackSetting.objects.create(
        pack=PACK, key="serial_mean", value=6.0, area=Area.objects.get(code="310104014")
    )
    _, longer = spreading.of_area(hand(pack=PACK), rows, AREA)
    assert longer[-1].cases == base[-1].cases == 39
    assert longer[-1].mean > base[-1].mean > 1
    assert spreading.of_area(house, rows, "")[1][-1].mean == base[-1].mean


def test_a_case_ruled_out_is_no_case_of_the_curve(hand: Hand) -> None:
    house = hand(pack=PACK)
    one = sick(house)
    sick(house, 2)
    house.advance(one.key, "reported")
    house.advance(one.key, "excluded")
    assert spreading.onsets(spreading.cases(house)).total() == 1


def covered(house: Any, n: int, old: int, done: int, east: float = 0.0) -> Any:
    values = {"title": f"居委{n}", "own_code": str(n), "people_60": old, "done_60": done}
    lon = LESHAN[0] + east
    return house.add("epi_coverage", values, area=AREA, at=(lon, LESHAN[1]), key=f"v{n}")


def test_teams_are_proposed_on_monday_with_the_reason_and_once(hand: Hand) -> None:
    house = hand(pack=PACK)
    covered(house, 1, 1000, 300, 0.006)
    covered(house, 2, 1000, 790)
    house.add("epi_point", {"title": "门诊"}, area=AREA, at=LESHAN)
    monday = date(2026, 11, 23)
    for day in (monday, monday, monday + timedelta(1)):
        doing.of_the_day(house, DayHeard(day=day))
    (one,) = house.entries("epi_round")
    assert one.name == "居委1" and one.values["state"] == "proposed"
    assert one.values["expected"] == 120 and "500 人 × 步行" in one.values["why"]


def test_before_and_after_add_up(hand: Hand) -> None:
    house = hand(pack=PACK)
    covered(house, 1, 1000, 300, 0.006)
    covered(house, 2, 500, 100, 0.02)
    blocks = list(coverage.teams(house, {"group": "old"}))
    now, after = blocks[0].items[:2]
    assert (now.value, after.value) == (26.7, pytest.approx(100 * (400 + 240) / 1500, abs=0.05))


def test_a_gap_of_one_to_four_people_is_not_told() -> None:
    assert [coverage.few(n) for n in (0, 1, 4, 5)] == [0, "<5", "<5", 5]


def stock(house: Any, on_hand: int, used: int, lead: int = 5, **more: Any) -> Any:
    values = {"item": "口罩", "on_hand": on_hand, "used_week": used, "lead_days": lead} | more
    return house.add("epi_stock", values, area=AREA, key="s")


def test_days_of_supply_and_what_is_low(hand: Hand) -> None:
    one = stock(hand(pack=PACK), 1000, 700)
    told = stocks.supply(one, 7, date(2026, 11, 22))
    assert (told.days, told.needed, told.low) == (10.0, 12, True)
    assert not stocks.supply(one, 5, date(2026, 11, 22)).low
    assert not stocks.supply(stock(hand(pack=PACK), 1000, 700), 0, date(2026, 11, 22)).low


def test_what_is_not_used_lasts_and_what_runs_short_is_a_case_once_a_week(hand: Hand) -> None:
    house = hand(pack=PACK)
    one = stock(house, 100, 0, expires_on=(house.today + timedelta(3)).isoformat())
    assert stocks.supplies(house)[0].days is None and stocks.supplies(house)[0].expiring
    house.change(one.key, used_week=700)
    for _ in range(2):
        stocks.raise_cases(house)
    assert "口罩" in Case.objects.get(type__key="epi_low_stock").title


def test_the_demonstration_is_planted_once_and_every_page_opens(
    client: Client, hand: Hand, nurse: Any
) -> None:
    house = hand(pack=PACK)
    demo(house)
    counts = Entry.objects.filter(register__startswith="epi_").count()
    assert len(house.entries("epi_case")) > 40
    assert [hours(one) for one in house.entries("epi_case", category="a")] == [2]
    assert {"found", "reported", "isolated"} <= set(house.count("epi_case", "stage"))
    demo(house)
    assert Entry.objects.filter(register__startswith="epi_").count() == counts
    client.force_login(nurse)
    for page in shown.PAGES:
        blocks = client.get(f"/scenes/epidemic/pages/{page.key}/").context["blocks"]
        assert blocks and not [one for one in blocks if one.kind == "failed"]
    assert client.get("/scenes/epidemic/reports/epi_ledger/").context["total"] > 40


def test_the_wall_has_the_judgement_coverage_and_stocks(hand: Hand, zhaoguohua: Any) -> None:
    viewer = viewer_of(zhaoguohua)
    assert not [one for one in told(viewer, PACK) if one["failed"]]
    demo(hand(pack=PACK))
    first, second = told(viewer, PACK)
    assert len(first["blocks"][0]["items"]) == 4
    assert second["blocks"][0]["items"][1]["value"] > 0
    assert shown.share_of_old(hand(pack=PACK), "", date(2026, 1, 1), date(2026, 12, 31)) > 0


def test_visits_stand_in_the_field_list_of_the_health_unit_alone(
    client: Client, hand: Hand, nurse: Any, wangfang: Any
) -> None:
    house = hand(pack=PACK)
    begun = timezone.now() - timedelta(days=2)
    case = sick(house, since=begun, investigation="wanted")
    until = (house.today + timedelta(5)).isoformat()
    values = {"code": "K-1", "case": case.key, "last_on": "2026-11-19", "until": until,
              "state": "observing", "sample": "wanted", "person": "王秀兰"}  # fmt: skip
    house.add_many("epi_contact", [NewEntry(values=values, area=AREA, since=begun)])
    from chengyun.packs.queries.due import due
    from chengyun.packs.queries.registers import sheets
    from chengyun.people.gates import Doorman

    mine = [one.task.key for one in due(Doorman(viewer_of(nurse)), sheets(), timezone.now())]
    assert {"epi_ask", "epi_visit", "epi_sampling"} <= set(mine)
    grid = due(Doorman(viewer_of(wangfang)), sheets(), timezone.now())
    assert not [one for one in grid if one.task.key.startswith("epi_")]
