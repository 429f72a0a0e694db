import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.sensing.adapters.api import Reading
from chengyun.sensing.adapters.frigate import check, read
from chengyun.sensing.intake import Malformed

NOW = 1_782_864_100_000_000
START, FRAME, END = 1782864000.475377, 1782864006.837752, 1782864031.5


def tracked(**more: Any) -> dict[str, Any]:
    """A tracked object as Frigate tells it."""
    return {
        "id": "1782864000.475377-mxklsc",
        "camera": "front_door",
        "frame_time": FRAME,
        "label": "person",
        "sub_label": None,
        "top_score": 0.958984375,
        "false_positive": False,
        "start_time": START,
        "end_time": None,
        "score": 0.7890625,
        "box": [424, 500, 536, 712],
        "current_zones": ["driveway"],
        "entered_zones": ["yard", "driveway"],
        "stationary": False,
        "motionless_count": 0,
        **more,
    }


def event(kind: str, **more: Any) -> bytes:
    return json.dumps({"type": kind, "before": tracked(), "after": tracked(**more)}).encode()


def review(kind: str, severity: str = "alert", **more: Any) -> bytes:
    after = {
        "id": "1782864000.475377-x",
        "camera": "gate",
        "start_time": START,
        "end_time": None,
        "severity": severity,
        "data": {"detections": ["a", "b"], "objects": ["person", "dog"], "zones": []},
        **more,
    }
    return json.dumps({"type": kind, "before": after, "after": after}).encode()


def taken(payload: bytes, topic: str = "events", **options: Any) -> dict[str, tuple[float, int]]:
    return {row.key: (row.value, row.time) for row in read(payload, options, topic, NOW)}


def us(seconds: float) -> int:
    return round(seconds * 1_000_000)


def test_a_person_is_present_from_the_first_message_and_in_the_zone_it_is_in() -> None:
    assert taken(event("new")) == {
        "front_door.person.present": (1, us(START)),
        "front_door.driveway.person": (1, us(START)),
        "front_door.yard.person": (0, us(START)),
    }


def test_the_same_object_updated_many_times_says_the_same() -> None:
    first = taken(event("update"))
    assert first == taken(event("update", score=0.99, position_changes=7))
    assert first["front_door.person.present"] == (1, us(FRAME))


def test_the_end_ends_every_zone_ever_entered() -> None:
    assert set(taken(event("end", end_time=END)).values()) == {(0, us(END))}
    assert len(taken(event("end", end_time=END))) == 3


def test_a_false_positive_is_no_reading() -> None:
    assert taken(event("new", false_positive=True)) == {}


@pytest.mark.parametrize("sub", [None, "ups", ["Zhang San", 0.93], ["Zhang San"]])
def test_a_face_or_a_plate_is_never_part_of_a_key(sub: object) -> None:
    assert taken(event("update", sub_label=sub)) == taken(event("update"))


def test_a_review_is_an_alert_until_it_ends() -> None:
    assert taken(review("new"), "reviews") == {"gate.alert": (1, us(START))}
    assert taken(review("end", end_time=END), "reviews") == {
        "gate.alert": (0, NOW),
        "gate.detection": (0, NOW),
    }


def test_a_detection_may_rise_to_an_alert() -> None:
    assert taken(review("new", "detection"), "reviews") == {"gate.detection": (1, us(START))}
    assert taken(review("update", "alert"), "reviews") == {"gate.alert": (1, NOW)}


def test_frigates_own_counts_are_counts() -> None:
    assert taken(b"3", "yard/person") == {"yard.person": (3, NOW)}


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("available", b"online"),
        ("stats", b"{}"),
        ("front_door/person/snapshot", b"\xff\xd8\xff\xe0"),
        ("front_door/motion", b"ON"),
        ("front_door/detect/state", b"ON"),
        ("front_door/motion_threshold/state", b"30"),
    ],
)
def test_what_else_frigate_publishes_is_passed_over(topic: str, payload: bytes) -> None:
    assert taken(payload, topic) == {}


def test_a_webhook_has_no_topic_and_its_body_says_what_it_is() -> None:
    assert "front_door.person.present" in taken(event("new"), "")
    assert "gate.alert" in taken(review("new"), "")


def test_a_source_may_read_reviews_alone() -> None:
    assert taken(event("new"), "events", read=["reviews"]) == {}
    assert taken(review("new"), "reviews", read=["reviews"]) != {}


@pytest.mark.parametrize("options", [{"read": ["faces"]}, {"read": []}, {"read": 1}, {"only": 1}])
def test_wrong_options_are_refused_with_a_sentence(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="'read'"):
        check(options)


@pytest.mark.parametrize(
    ("topic", "payload", "lacks"),
    [
        ("events", b"{", "not whole JSON"),
        ("events", b"[]", "no 'type'"),
        ("events", b'{"type": "new"}', "no 'after'"),
        ("events", b'{"type": "new", "after": {"label": "car"}}', "no 'camera'"),
        ("reviews", review("new", "grave"), "severity is one of"),
        ("events", event("new", current_zones="yard"), "not a list of names"),
        ("events", event("new", start_time="now"), "'start_time' is not a time"),
        ("yard/person", b"9" * 400, "more than nine digits"),
    ],
)
def test_a_message_that_is_not_frigates_is_refused_with_what_it_lacks(
    topic: str, payload: bytes, lacks: str
) -> None:
    with pytest.raises(Malformed, match=lacks):
        taken(payload, topic)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@given(st.sampled_from(["new", "end"]), st.dictionaries(st.sampled_from([*tracked()]), anything))
def test_any_field_may_be_rubbish(kind: str, fields: dict[str, Any]) -> None:
    try:
        rows = read(event(kind, **fields), {}, "events", NOW)
    except Malformed as refused:
        assert str(refused)
    else:
        assert all(row.value in (0.0, 1.0) for row in rows)


@given(st.binary(max_size=60), st.sampled_from(["", "events", "reviews", "a/b", "a/b/c", "x"]))
def test_any_bytes_are_read_or_refused(payload: bytes, topic: str) -> None:
    try:
        assert all(type(row) is Reading for row in read(payload, {}, topic, NOW))
    except Malformed as refused:
        assert str(refused)
