"""Rules over rules: versions, what is in force, who may write."""

from typing import Any

import pytest

from chengyun.detection.ruledata import rule_to_dict
from chengyun.detection.rules import RuleError, Silence, Threshold
from chengyun.sensing import rulebook

HIGH = Threshold(
    key="pm25_high", case_type="air_pollution", severity=3, property="pm25",
    title_zh="细颗粒物超标", title_en="PM2.5 over the limit", above=150, clear=120,
)  # fmt: skip
QUIET = Silence(
    key="pm25_silent", case_type="sensor_fault", severity=4, property="pm25",
    title_zh="失联", title_en="Silent",
)  # fmt: skip
DECLARED = (HIGH, QUIET)


@pytest.fixture(autouse=True)
def pm25(db: None) -> Any:
    from chengyun.sensing.models import ObservedProperty

    return ObservedProperty.objects.create(
        code="pm25", name_zh="细颗粒物", unit="µg/m³", minimum=0, maximum=1000
    )


def changed(**other: Any) -> dict[str, Any]:
    return {**rule_to_dict(HIGH), **other}


def write(author: Any, data: dict[str, Any], **more: Any) -> Any:
    return rulebook.write(author, data, **{"known": DECLARED, **more})


def test_with_nothing_written_the_packs_rules_are_in_force() -> None:
    assert rulebook.in_force(DECLARED) == [HIGH, QUIET]


def test_what_is_written_under_a_packs_key_takes_its_place(zhoumin: Any) -> None:
    write(zhoumin, changed(above=130), note="重污染预警期间")
    assert [r.above for r in rulebook.in_force(DECLARED) if isinstance(r, Threshold)] == [130]


def test_a_new_key_is_one_more_rule(zhoumin: Any) -> None:
    write(zhoumin, changed(key="pm25_threshold_1", above=300))
    assert [rule.key for rule in rulebook.in_force(DECLARED)] == [
        "pm25_high", "pm25_silent", "pm25_threshold_1",
    ]  # fmt: skip


def test_a_rule_switched_off_is_out_of_force_and_kept(zhoumin: Any) -> None:
    write(zhoumin, changed(), on=False)
    assert rulebook.in_force(DECLARED) == [QUIET]
    assert rulebook.entry("pm25_high", DECLARED).rule == HIGH


def test_back_to_what_the_pack_declares_is_a_version_too(zhoumin: Any) -> None:
    write(zhoumin, changed(above=130))
    write(zhoumin, {"key": "pm25_high"})
    assert rulebook.in_force(DECLARED) == [HIGH, QUIET]
    assert [row.version for row in rulebook.history("pm25_high")] == [2, 1]


def test_a_broken_stored_rule_stops_no_other_and_the_packs_own_stands_in(zhoumin: Any) -> None:
    from chengyun.sensing.models import RuleVersion

    RuleVersion.objects.create(
        key="pm25_high", version=1, data={"kind": "gone"}, over=True, author=zhoumin
    )
    RuleVersion.objects.create(key="bad", version=1, data={"kind": "gone"}, author=zhoumin)
    assert rulebook.in_force(DECLARED) == [HIGH, QUIET]
    assert "gone" not in (rulebook.entry("bad", DECLARED).problem or "gone")


def test_what_was_written_over_a_pack_goes_with_the_pack(zhoumin: Any) -> None:
    write(zhoumin, changed(above=130))
    assert rulebook.in_force(()) == []


def test_only_who_answers_for_the_whole_district_writes(
    zhoumin: Any, admin: Any, chenli: Any, liqiang: Any, wangfang: Any, district: Any
) -> None:
    assert rulebook.may_write(zhoumin)
    assert rulebook.may_write(admin)
    for officer in (chenli, liqiang, wangfang):
        with pytest.raises(rulebook.Refused):
            write(officer, changed())
    zhoumin.area = district.xujiahui
    assert not rulebook.may_write(zhoumin)


def test_who_writes_over_a_version_they_have_not_seen_is_told(zhoumin: Any, admin: Any) -> None:
    write(zhoumin, changed(above=130), seen=0)
    with pytest.raises(rulebook.Refused):
        write(admin, changed(above=125), seen=0)
    write(admin, changed(above=125), seen=1)


def test_a_version_is_never_edited_or_taken_away(zhoumin: Any) -> None:
    row = write(zhoumin, changed(above=130))
    row.note = "另一种说法"
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


@pytest.mark.parametrize(
    "data", [changed(clear=900), changed(property="nothing"), changed(colour="red")]
)
def test_what_is_no_rule_is_not_written(zhoumin: Any, data: dict[str, Any]) -> None:
    with pytest.raises(RuleError):
        write(zhoumin, data)
    assert rulebook.history("pm25_high") == []


def test_an_unknown_key_cannot_go_back_to_a_pack(zhoumin: Any) -> None:
    with pytest.raises(rulebook.Refused):
        write(zhoumin, {"key": "nobody"})


def test_a_rule_is_known_as_it_stood_at_a_moment(zhoumin: Any) -> None:
    from datetime import timedelta

    first = write(zhoumin, changed(above=130))
    write(zhoumin, changed(above=125))
    then, version = rulebook.at("pm25_high", first.created_at, DECLARED)
    assert isinstance(then, Threshold) and (then.above, version) == (130, 1)
    before = first.created_at - timedelta(seconds=1)
    assert rulebook.at("pm25_high", before, DECLARED) == (HIGH, 0)


def test_detection_is_told_once_the_version_is_stored(
    zhoumin: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[str] = []
    monkeypatch.setattr(rulebook.notice, "tell", told.append)
    with django_capture_on_commit_callbacks(execute=True):
        write(zhoumin, changed(above=130))
    assert told == ["rules.changed"]
