"""Rules in the desk: read by all, written by few, tried before they are in force."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from chengyun.bus.batch import Batch
from chengyun.detection.ruledata import KINDS, rule_to_dict
from chengyun.detection.rulefields import fields_of
from chengyun.faces.desk import rule_words
from chengyun.packs import registry
from chengyun.packs.services import install
from chengyun.sensing import rulebook
from chengyun.sensing.history import History
from chengyun.sensing.models import Datastream, ObservedProperty, RuleVersion, Thing

RULE = "/desk/rules/of/pm25_high/"
TYPED = {
    "kind": "threshold", "property": "pm25", "key": "pm25_high", "above": "130", "below": "",
    "clear": "100", "hold_s": "5", "hold_s__span": "min", "steps": ["250", "", ""],
    "steps__severity": ["2", "1", "1"], "title_zh": "细颗粒物超标", "title_en": "",
    "case_type": "air_pollution", "severity": "3", "seen": "0", "on": "1", "note": "重污染预警",
}  # fmt: skip


@pytest.fixture(autouse=True)
def packs(db: None) -> None:
    install()


@pytest.fixture
def station(district: Any) -> Datastream:
    thing = Thing.objects.create(
        key="air-1", name="乐山路空气监测站", kind="air", area=district.grid, lon=121.43, lat=31.19
    )
    pm25 = ObservedProperty.objects.get(code="pm25")
    return Datastream.objects.create(
        key="air-1.pm25", thing=thing, observed_property=pm25, interval_s=600
    )


@pytest.fixture
def past(settings: Any, tmp_path: Path, station: Datastream) -> None:
    """A week every ten minutes around 40, with three hours at 180 three days ago."""
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    now = timezone.now()
    start = round((now - timedelta(days=7)).timestamp() * 1e6)
    time = np.arange(start, round(now.timestamp() * 1e6), 600_000_000, np.int64)
    value = np.full(len(time), 40.0)
    value[570:588] = 180.0
    stream = np.full(len(time), station.pk, np.int32)
    History(tmp_path / "history").append([Batch(stream, time, value)], 1)


def page(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


@pytest.mark.parametrize("who", ["zhoumin", "admin", "chenli", "liqiang", "wangfang"])
def test_every_officer_reads_the_book(client: Client, who: str, request: Any) -> None:
    client.force_login(request.getfixturevalue(who))
    assert "细颗粒物超标" in page(client, "/desk/rules/")
    assert "高于 150 µg/m³" in page(client, RULE)


@pytest.mark.parametrize("who", ["chenli", "liqiang", "wangfang", "zhaoguohua"])
def test_who_may_not_write_is_shown_no_button_and_refused(
    client: Client, who: str, request: Any
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert "edit/" not in page(client, RULE)
    for path in (f"{RULE}edit/", "/desk/rules/new/"):
        assert client.get(path).status_code == 403
        assert client.post(path, TYPED).status_code == 403
    assert client.post(f"{RULE}switch/", {"to": "off"}).status_code == 403
    assert client.post("/desk/rules/trial/", TYPED).status_code == 403
    assert RuleVersion.objects.count() == 0


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/desk/rules/").status_code == 302
    assert client.post("/desk/rules/trial/", TYPED).status_code == 302


def test_a_packs_rule_is_changed_under_its_own_key(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    answer = client.post(f"{RULE}edit/", TYPED, follow=True)
    assert "第 1 版已启用" in answer.content.decode()
    row = RuleVersion.objects.get()
    assert (row.key, row.author, row.note, row.over) == ("pm25_high", zhoumin, "重污染预警", True)
    assert (row.data["above"], row.data["hold_s"], row.data["steps"]) == (130, 300, [[250, 2]])


def test_the_story_tells_who_changed_what_field_by_field(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    client.post(f"{RULE}edit/", TYPED)
    shown = page(client, RULE)
    assert "<del>150</del>" in shown and "<ins>130</ins>" in shown
    assert "周敏" in shown and "重污染预警" in shown


def test_a_rule_is_switched_off_and_brought_back_to_the_pack(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    client.post(f"{RULE}edit/", TYPED)
    client.post(f"{RULE}switch/", {"to": "off"})
    client.post(f"{RULE}switch/", {"to": "on"})
    assert rulebook.history("pm25_high")[0].data["above"] == 130
    client.post(f"{RULE}switch/", {"to": "declared"})
    told = [(row.on, bool(row.data)) for row in rulebook.history("pm25_high")[::-1]]
    assert told == [(True, True), (False, True), (True, True), (True, False)]


def test_a_new_rule_is_written_from_the_form_of_its_kind(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    assert "偏离常态" in page(client, "/desk/rules/new/")
    path = "/desk/rules/new/?kind=rate&property=pm25"
    assert 'name="per_minute"' in page(client, path)
    typed = {
        "kind": "rate", "property": "pm25", "per_minute": "12", "direction": "rise",
        "title_zh": "细颗粒物骤升", "case_type": "air_pollution", "severity": "3", "on": "0",
    }  # fmt: skip
    client.post("/desk/rules/new/", typed)
    row = RuleVersion.objects.get()
    assert (row.key, row.on, row.over) == ("pm25_rate_1", False, False)
    assert row.data["title_en"] == "细颗粒物骤升"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_form_in_words(client: Client, zhoumin: Any, kind: str) -> None:
    client.force_login(zhoumin)
    shown = page(client, f"/desk/rules/new/?kind={kind}&property=pm25")
    said = {"key", "case_type", "severity", "property", "title_zh", "title_en"}
    fields = [spec for spec in fields_of(kind) if spec.name not in said]
    assert all(f'name="{spec.name}"' in shown for spec in fields)
    assert kind in rule_words.KINDS
    assert [spec.name for spec in fields if spec.name not in rule_words.FIELDS] == []


def test_whom_a_rule_watches_and_how_it_grows_is_written_in_the_form(
    client: Client, zhoumin: Any, district: Any
) -> None:
    client.force_login(zhoumin)
    typed = TYPED | {
        "shared": "1", "within": "310104/310104014/", "streams": "pm-1, pm-2",
        "escalate_after": ["30", "", ""], "escalate_after__severity": ["2", "1", "1"],
        "downgrade_after_s": "10", "downgrade_after_s__span": "min", "report": "on",
        "hours": ["90", "", ""], "hours__from": ["22:00", "", ""], "hours__to": ["6", "", ""],
        "hours__day": ["work", "all", "all"],
    }  # fmt: skip
    client.post(f"{RULE}edit/", typed)
    data = rulebook.history("pm25_high")[0].data
    assert data["within"] == "310104/310104014/"
    assert data["streams"] == ["pm-1", "pm-2"]
    assert data["escalate_after"] == [[1800, 2]]
    assert data["downgrade_after_s"] == 600
    assert data["hours"] == [[22, 6, 90, "work"]]
    assert data["report"] is True
    shown = page(client, f"{RULE}edit/")
    assert '<details class="field-wide fine" open>' in shown
    assert 'value="22"' in shown and 'value="30"' in shown
    client.post(f"{RULE}edit/", typed | {"seen": "1", "within": "", "streams": ""})
    assert rulebook.history("pm25_high")[0].data["within"] == ""


def test_an_hour_that_is_none_is_said_in_the_form(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    hours = {
        "hours": ["90"], "hours__from": ["25"], "hours__to": ["6"], "hours__day": ["all"],
    }  # fmt: skip
    answer = client.post(f"{RULE}edit/", TYPED | hours)
    assert answer.status_code == 422
    assert "0 至 24" in answer.content.decode()


def test_what_the_form_does_not_ask_for_stays_as_it_is(client: Client, zhoumin: Any) -> None:
    rule = next(rule for rule in registry.rules() if rule.key == "pm25_high")
    narrow = replace(rule, within="310104/310104014/")
    rulebook.write(zhoumin, rule_to_dict(narrow), known=registry.rules())
    client.force_login(zhoumin)
    client.post(f"{RULE}edit/", TYPED | {"seen": "1"})
    assert rulebook.history("pm25_high")[0].data["within"] == "310104/310104014/"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"above": "130 微克"}, "请填写数字"),
        ({"above": ""}, "请只填一个限值"),
        ({"clear": "900"}, "解除值"),
        ({"title_zh": ""}, "此项必填"),
        ({"hold_s": "-3"}, "不得小于 0"),
        ({"steps": ["90", "", ""]}, "升级限值"),
        ({"above": "nan"}, "请填写数字"),
    ],
)
def test_what_is_no_rule_is_said_in_the_form_and_nothing_is_kept(
    client: Client, zhoumin: Any, wrong: dict[str, Any], said: str
) -> None:
    client.force_login(zhoumin)
    answer = client.post(f"{RULE}edit/", TYPED | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert RuleVersion.objects.count() == 0


def test_the_rule_stands_in_words_while_it_is_typed(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    said = client.post("/desk/rules/words/", TYPED).content.decode()
    assert "高于 130 µg/m³，持续 5 分钟，回到 100 µg/m³ 时解除，超过 250 µg/m³ 升为紧急" in said


def test_who_has_not_seen_the_latest_version_is_told(
    client: Client, zhoumin: Any, admin: Any
) -> None:
    client.force_login(zhoumin)
    client.post(f"{RULE}edit/", TYPED)
    client.force_login(admin)
    answer = client.post(f"{RULE}edit/", TYPED | {"above": "125"}, follow=True)
    assert "刚被他人修改" in answer.content.decode()
    assert RuleVersion.objects.count() == 1


@pytest.mark.usefixtures("past")
def test_a_trial_tells_what_would_have_been_and_writes_nothing(
    client: Client, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    shown = client.post("/desk/rules/trial/", TYPED).content.decode()
    assert "近七天这条规则会产生 1 条告警，涉及 1 台设备" in shown
    assert "乐山路空气监测站" in shown and "<svg" in shown
    assert "现行规则同期产生的告警" in shown
    assert RuleVersion.objects.count() == 0


@pytest.mark.usefixtures("past")
def test_the_trial_works_without_scripts(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    shown = client.post(f"{RULE}edit/", TYPED | {"do": "try"}).content.decode()
    assert "会产生 1 条告警" in shown and "<html" in shown
    assert RuleVersion.objects.count() == 0


def test_an_empty_history_says_so(
    client: Client, zhoumin: Any, station: Datastream, settings: Any, tmp_path: Path
) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    client.force_login(zhoumin)
    assert "没有这些设备的历史数据" in client.post("/desk/rules/trial/", TYPED).content.decode()


def test_nothing_stands_inline(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    for path in ("/desk/rules/", RULE, f"{RULE}edit/", "/desk/rules/new/"):
        shown = page(client, path)
        assert " style=" not in shown and " onclick=" not in shown


def test_an_unknown_rule_is_not_found(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    for path in ("", "edit/"):
        assert client.get(f"/desk/rules/of/nothing/{path}").status_code == 404


def test_the_book_speaks_english(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert "above 150 µg/m³, for 5 min, clears at 120 µg/m³" in page(client, RULE)


def test_the_book_costs_the_same_however_long_it_is(
    client: Client, zhoumin: Any, django_assert_max_num_queries: Any
) -> None:
    client.force_login(zhoumin)
    with django_assert_max_num_queries(14):
        client.get("/desk/rules/")
