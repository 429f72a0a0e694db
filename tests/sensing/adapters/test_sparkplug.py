from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.sensing.adapters import sparkplug
from chengyun.sensing.adapters.api import Reading
from chengyun.sensing.adapters.sparkplug import Unborn, check, read
from chengyun.sensing.adapters.sparkplug_payload import Payload
from chengyun.sensing.intake import Malformed

NOW = 1_782_864_100_000_000
MS = 1_782_864_000_000
INT8, INT32, INT64, DOUBLE, BOOLEAN, STRING, DATE_TIME = 1, 3, 4, 10, 11, 12, 13

# Written out by hand from the specification's field numbers: a payload of time 1 ms with the
# metric "t", alias 5, datatype 10 (Double), double_value 1.5.
BY_HAND = bytes.fromhex("0801 1210 0a0174 1005 200a 69000000000000f83f".replace(" ", ""))


@pytest.fixture(autouse=True)
def _nobody_is_born() -> Iterator[None]:
    sparkplug._nodes.clear()
    yield


def payload(*metrics: dict[str, Any], at: int | None = MS) -> bytes:
    message = Payload()
    if at is not None:
        message.timestamp = at
    for metric in metrics:
        message.metrics.add(**metric)
    return bytes(message.SerializeToString())


BIRTH = payload(
    {"name": "bdSeq", "datatype": INT64, "long_value": 0},
    {"name": "Node Control/Rebirth", "datatype": BOOLEAN, "boolean_value": False},
    {"name": "Outside/Temp", "alias": 1, "datatype": INT8, "int_value": 20},
    {"name": "Door", "alias": 2, "datatype": BOOLEAN, "boolean_value": True},
    {"name": "Model", "alias": 3, "datatype": STRING, "string_value": "x"},
    {"name": "Since", "alias": 4, "datatype": DATE_TIME, "long_value": MS},
)


def taken(body: bytes, kind: str, device: str = "", source: str = "edge") -> dict[str, float]:
    topic = f"spBv1.0/Plant1/{kind}/line-4{'/' + device if device else ''}"
    return {row.key: row.value for row in read(body, {"source": source}, topic, NOW)}


def test_the_field_numbers_are_those_of_the_specification() -> None:
    assert read(BY_HAND, {}, "spBv1.0/G/NDATA/N", NOW) == [Reading("G.N.t", 1_000, 1.5)]


def test_a_birth_gives_the_numbers_of_the_node_and_nothing_about_the_node_itself() -> None:
    assert taken(BIRTH, "NBIRTH") == {"Plant1.line-4.Outside/Temp": 20, "Plant1.line-4.Door": 1}


def test_data_by_alias_has_the_name_and_the_type_of_the_birth() -> None:
    taken(BIRTH, "NBIRTH")
    assert taken(payload({"alias": 1, "int_value": 2**32 - 3}), "NDATA") == {
        "Plant1.line-4.Outside/Temp": -3
    }


def test_a_devices_metrics_carry_the_devices_name() -> None:
    taken(BIRTH, "NBIRTH")
    born = payload({"name": "level", "alias": 9, "datatype": DOUBLE, "double_value": 1.0})
    taken(born, "DBIRTH", "tank")
    assert taken(payload({"alias": 9, "double_value": 2.5}), "DDATA", "tank") == {
        "Plant1.line-4.tank.level": 2.5
    }


def test_an_alias_whose_birth_was_not_heard_asks_for_the_birth_once() -> None:
    commands = []
    for _ in range(2):
        with pytest.raises(Unborn, match="alias 7 of node line-4") as unborn:
            taken(payload({"alias": 7, "int_value": 1}), "NDATA")
        commands.append(unborn.value.command)
    assert commands[0][0] == "spBv1//0.Plant1.NCMD.line-4"
    assert Payload.FromString(commands[0][1]).metrics[0].name == "Node Control/Rebirth"
    assert commands[1] is None


@pytest.mark.parametrize("group", ["a.b", ">", "a b"])
def test_no_command_goes_where_a_name_could_lead_elsewhere(group: str) -> None:
    with pytest.raises(Unborn) as unborn:
        read(payload({"alias": 7, "int_value": 1}), {}, f"spBv1.0/{group}/NDATA/N", NOW)
    assert unborn.value.command is None


def test_a_new_birth_forgets_the_aliases_of_the_one_before() -> None:
    taken(BIRTH, "NBIRTH")
    taken(payload(), "NBIRTH")
    with pytest.raises(Unborn):
        taken(payload({"alias": 1, "int_value": 1}), "NDATA")


def test_one_source_cannot_rename_anothers_metrics() -> None:
    taken(BIRTH, "NBIRTH")
    other = payload({"name": "Pressure", "alias": 1, "datatype": INT8, "int_value": 1})
    taken(other, "NBIRTH", source="thief")
    assert list(taken(payload({"alias": 1, "int_value": 5}), "NDATA")) == [
        "Plant1.line-4.Outside/Temp"
    ]


def test_only_so_many_nodes_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparkplug, "NODES", 3)
    for n in range(9):
        read(BIRTH, {}, f"spBv1.0/G/NBIRTH/n{n}", NOW)
    assert [key[2] for key in sparkplug._nodes] == ["n6", "n7", "n8"]


def test_only_so_many_metrics_of_a_node_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparkplug, "METRICS", 3)
    with pytest.raises(Malformed, match="may have 3 metrics"):
        taken(BIRTH, "NBIRTH")


@pytest.mark.parametrize(
    ("metric", "at", "time"),
    [
        ({"timestamp": 5}, MS, 5_000),
        ({}, MS, MS * 1_000),
        ({}, None, NOW),
    ],
)
def test_a_metrics_own_time_comes_before_the_messages(
    metric: dict[str, Any], at: int | None, time: int
) -> None:
    body = payload({"name": "a", "double_value": 1.0, **metric}, at=at)
    assert read(body, {}, "spBv1.0/G/NDATA/N", NOW)[0].time == time


def test_a_value_that_is_null_is_no_reading() -> None:
    assert taken(payload({"name": "a", "is_null": True, "int_value": 0}), "NDATA") == {}


@pytest.mark.parametrize("kind", ["NDEATH", "NCMD"])
def test_deaths_and_commands_are_no_readings(kind: str) -> None:
    assert taken(BIRTH, kind) == {}


@pytest.mark.parametrize(
    "topic",
    ["", "spBv1.0", "spBv1.0/G/NDATA", "spAv1.0/G/NDATA/N", "spBv1.0/G/DDATA/N",
     "spBv1.0/G/NDATA/N/d", "spBv1.0/G/DATA/N", "spBv1.0//NDATA/N"],
)  # fmt: skip
def test_a_topic_that_is_not_sparkplugs_is_refused(topic: str) -> None:
    with pytest.raises(Malformed, match=r"topic|message type"):
        read(b"", {}, topic, NOW)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"grp": "a"}, "'group' and 'node'"),
        ({"group": "a"}, "belong together"),
        ({"group": "a.b", "node": "n"}, "'group' may have letters"),
        ({"group": "a", "node": ">"}, "'node' may have letters"),
        ({"group": "a", "node": 3}, "'node' may have letters"),
    ],
)
def test_wrong_options_are_refused_with_a_sentence(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        check(options)


@given(st.binary(max_size=60), st.sampled_from(["NBIRTH", "NDATA", "NDEATH"]))
def test_any_bytes_are_read_or_refused(body: bytes, kind: str) -> None:
    try:
        assert all(type(row.value) is float for row in read(body, {}, f"spBv1.0/G/{kind}/N", NOW))
    except Malformed as refused:
        assert str(refused)


@given(st.binary(max_size=6), st.integers(0, 40), st.integers(0, 2**64 - 1))
def test_any_metric_is_read_or_refused(name: bytes, kind: int, value: int) -> None:
    head = b"\x0a" + bytes([len(name)]) + name + b"\x20" + bytes([kind])
    metric = head + payload({"long_value": value}, at=None)[2:]
    try:
        read(b"\x12" + bytes([len(metric)]) + metric, {}, "spBv1.0/G/NDATA/N", NOW)
    except Malformed as refused:
        assert str(refused)
