from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.sensing.adapters import cap
from chengyun.sensing.adapters.cap import check, read
from chengyun.sensing.intake import Malformed, micros

NOW = micros("2026-07-01T12:00:00+08:00")
SENDER = "qxt@shanghai.example"
CODE = f"{SENDER}.11B03"

INFO = """
  <info>
    <language>{language}</language><category>Met</category><event>{event}</event>
    <urgency>Immediate</urgency><severity>{severity}</severity><certainty>Observed</certainty>
    {code}{times}
    <headline>暴雨橙色预警</headline>
    {area}
  </info>"""
RAIN = "<eventCode><valueName>code</valueName><value>11B03</value></eventCode>"
XUHUI = (
    "<area><areaDesc>徐汇区</areaDesc>"
    "<polygon>31.10,121.38 31.10,121.48 31.23,121.48 31.23,121.38 31.10,121.38</polygon>"
    "<geocode><valueName>行政区划代码</valueName><value>310104</value></geocode></area>"
)
PUDONG = (
    "<area><areaDesc>浦东</areaDesc><circle>31.22,121.54 3</circle>"
    "<geocode><valueName>行政区划代码</valueName><value>310115</value></geocode></area>"
)


@pytest.fixture(autouse=True)
def _nothing_heard() -> Iterator[None]:
    cap._warned.clear()
    yield


def info(
    severity: str = "Severe", language: str = "zh-CN", event: str = "暴雨", code: str = RAIN,
    times: str = "", area: str = XUHUI,
) -> str:  # fmt: skip
    return INFO.format(
        severity=severity, language=language, event=event, code=code, times=times, area=area
    )


def alert(
    *infos: str, kind: str = "Alert", status: str = "Actual", version: str = "1.2",
    sent: str = "2026-07-01T11:30:00+08:00", identifier: str = "w1", more: str = "",
) -> bytes:  # fmt: skip
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:{version}">
  <identifier>{identifier}</identifier><sender>{SENDER}</sender><sent>{sent}</sent>
  <status>{status}</status><msgType>{kind}</msgType><scope>Public</scope>{more}
  {"".join(infos)}
</alert>""".encode()


def taken(message: bytes, **options: Any) -> dict[str, float]:
    return {row.key: row.value for row in read(message, options, "", NOW)}


@pytest.mark.parametrize(
    ("severity", "level"),
    [("Extreme", 4), ("Severe", 3), ("Moderate", 2), ("Minor", 1), ("Unknown", 1),
     ("Red", 4), ("ORANGE", 3), ("Yellow", 2), ("Blue", 1), ("橙色", 3)],
)  # fmt: skip
def test_the_level_of_a_warning_is_its_severity_or_its_colour(severity: str, level: int) -> None:
    assert taken(alert(info(severity))) == {CODE: level}


def test_without_a_code_the_event_names_the_warning() -> None:
    assert taken(alert(info(code=""))) == {f"{SENDER}.暴雨": 3}


def test_the_older_version_is_read_too() -> None:
    assert taken(alert(info(), version="1.1")) == {CODE: 3}


def test_one_event_in_two_languages_is_one_event() -> None:
    both = alert(info(), info("Severe", "en-US", "Rainstorm", ""))
    assert taken(both) == {CODE: 3}
    assert taken(both, language="en") == {f"{SENDER}.Rainstorm": 3}


def test_of_two_infos_of_one_event_the_graver_counts() -> None:
    assert taken(alert(info("Minor"), info("Extreme"), info("Moderate"))) == {CODE: 4}


def test_a_cancel_sets_the_level_to_nothing() -> None:
    assert taken(alert(info(), kind="Cancel")) == {CODE: 0}


def test_a_cancel_without_an_info_ends_what_it_refers_to() -> None:
    told = f"<references>{SENDER},w1,2026-07-01T11:30:00+08:00</references>"
    cancel = alert(kind="Cancel", identifier="w2", more=told)
    assert taken(cancel) == {}
    taken(alert(info()))
    assert taken(cancel) == {CODE: 0}


def test_another_source_cannot_cancel_it() -> None:
    told = f"<references>{SENDER},w1,2026-07-01T11:30:00+08:00</references>"
    taken(alert(info()), source="one")
    assert taken(alert(kind="Cancel", identifier="w2", more=told), source="two") == {}


def test_a_warning_that_has_expired_is_over() -> None:
    over = "<expires>2026-07-01T11:59:00+08:00</expires>"
    assert taken(alert(info(times=over))) == {CODE: 0}
    on = "<expires>2026-07-01T12:01:00+08:00</expires>"
    assert taken(alert(info(times=on))) == {CODE: 3}


@pytest.mark.parametrize("status", ["Exercise", "System", "Test", "Draft"])
def test_an_exercise_or_a_test_is_no_warning(status: str) -> None:
    assert taken(alert(info(), status=status)) == {}


@pytest.mark.parametrize("kind", ["Ack", "Error"])
def test_an_acknowledgement_is_no_warning(kind: str) -> None:
    assert taken(alert(info(), kind=kind)) == {}


@pytest.mark.parametrize(
    ("kind", "times", "since"),
    [
        ("Alert", "", "11:30"),
        ("Alert", "<effective>2026-07-01T11:40:00+08:00</effective>", "11:40"),
        ("Alert", "<onset>2026-07-01T11:50:00+08:00</onset>", "11:50"),
        ("Alert", "<onset>2026-07-01T15:00:00+08:00</onset>", "11:30"),
        ("Update", "<onset>2026-07-01T09:00:00+08:00</onset>", "11:30"),
        ("Alert", "<expires>2026-07-01T11:55:00+08:00</expires>", "11:55"),
    ],
)
def test_a_warning_holds_from_its_onset_but_never_from_a_time_to_come(
    kind: str, times: str, since: str
) -> None:
    found = read(alert(info(times=times), kind=kind), {}, "", NOW)[0].time
    assert found == micros(f"2026-07-01T{since}:00+08:00")


@pytest.mark.parametrize(
    ("options", "touched"),
    [
        ({"point": [121.43, 31.19]}, "xuhui"),
        ({"point": [121.54, 31.23]}, "pudong"),
        ({"point": [120.0, 30.0]}, "neither"),
        ({"geocodes": ["310104", "310000"]}, "xuhui"),
        ({"geocodes": ["310115"], "point": [121.43, 31.19]}, "both"),
        ({}, "both"),
    ],
)
def test_only_warnings_that_concern_the_place_are_read(
    options: dict[str, Any], touched: str
) -> None:
    wanted = {"xuhui": (1, 0), "pudong": (0, 1), "neither": (0, 0), "both": (1, 1)}[touched]
    found = [len(taken(alert(info(area=area)), **options)) for area in (XUHUI, PUDONG)]
    assert tuple(found) == wanted


def test_an_area_told_in_words_may_be_anywhere() -> None:
    words = "<area><areaDesc>全市</areaDesc></area>"
    assert taken(alert(info(area=words)), geocodes=["310104"]) == {CODE: 3}
    assert taken(alert(info(area="")), geocodes=["310104"]) == {CODE: 3}


def without(message: bytes, name: str) -> bytes:
    return message.replace(f"<{name}>".encode(), b"<x>").replace(f"</{name}>".encode(), b"</x>")


@pytest.mark.parametrize("name", [*cap.NEEDED, *cap.NEEDED_OF_INFO])
def test_a_message_without_what_the_standard_requires_is_refused(name: str) -> None:
    with pytest.raises(Malformed, match=f"lacks '{name}'"):
        taken(without(alert(info()), name))


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (b"", "not safe, whole XML"),
        (b"<alert/>", "not an alert of CAP"),
        (b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.0"/>', "not an alert of CAP"),
        (alert(info("Grave")), "none that CAP knows"),
        (alert(info(), kind="Alarm"), "none that CAP knows"),
        (alert(info(), sent="2026-07-01T11:30:00"), "'sent' is not a time"),
        (alert(info(times="<onset>noon</onset>")), "'onset' is not a time"),
    ],
)
def test_what_is_not_cap_is_refused_with_a_sentence(message: bytes, sentence: str) -> None:
    with pytest.raises(Malformed, match=sentence):
        taken(message)


def test_a_polygon_of_words_is_refused() -> None:
    with pytest.raises(Malformed, match="not of numbers"):
        taken(alert(info(area="<area><polygon>a,b c,d</polygon></area>")), point=[1.0, 1.0])


BOMB = b"""<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><alert>&b;</alert>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<alert>&a;</alert>"""


@pytest.mark.parametrize("message", [BOMB, OUTSIDE, b'<!DOCTYPE alert SYSTEM "x.dtd"><alert/>'])
def test_a_document_type_is_never_followed(message: bytes) -> None:
    with pytest.raises(Malformed, match="not safe, whole XML: DTDForbidden"):
        taken(message)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"where": 1}, "CAP's are"),
        ({"point": [1]}, "'point' must be"),
        ({"point": [1, "2"]}, "'point' must be"),
        ({"geocodes": "310104"}, "'geocodes' must be"),
        ({"language": 3}, "'language' must be"),
    ],
)
def test_wrong_options_are_refused_with_a_sentence(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        check(options)


def refused_or_read(message: bytes) -> None:
    try:
        read(message, {"point": [121.4, 31.2]}, "", NOW)
    except Malformed as refused:
        assert str(refused)


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(message: bytes) -> None:
    refused_or_read(message)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8)


@given(TEXT, TEXT, TEXT)
def test_any_text_in_any_place_is_read_or_refused(severity: str, sent: str, shape: str) -> None:
    area = f"<area><circle>{shape}</circle><polygon>{shape}</polygon></area>"
    refused_or_read(alert(info(severity, area=area), sent=sent))
    refused_or_read(alert(info(times=f"<onset>{sent}</onset>")))
