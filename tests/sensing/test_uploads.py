import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import openpyxl
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from chengyun.sensing import uploading
from chengyun.sensing.gateway import Busy, Gateway, Receipt
from chengyun.sensing.intake import Raw, micros
from chengyun.sensing.registry import Registry
from chengyun.sensing.sheets import BadFile
from chengyun.sensing.uploads import PROBLEMS, Table, read
from tests.thorough import examples

SHANGHAI = ZoneInfo("Asia/Shanghai")
EIGHT = micros("2026-07-01T08:00:00+08:00")
LONG = "datastream,time,value\na,2026-07-01 08:00:00,3.5\nb,2026-07-01 08:01:00,4\n"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def table(text: str | bytes) -> Table:
    return read(text.encode() if isinstance(text, str) else text, SHANGHAI)


def readings(text: str | bytes) -> list[tuple[str, int, float]]:
    found = table(text)
    assert found.problems == []
    return list(zip(found.keys, found.time, found.value, strict=True))


def problems(text: str | bytes) -> list[tuple[int, str, str, str]]:
    return [(p.row, p.column, p.code, p.given) for p in table(text).problems]


def excel(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_a_csv_has_one_reading_a_row() -> None:
    assert readings(LONG) == [("a", EIGHT, 3.5), ("b", EIGHT + 60_000_000, 4.0)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_chinese_headings_in_every_encoding_and_with_every_delimiter(
    encoding: str, delimiter: str
) -> None:
    text = "数据流,时间,数值,备注\r\n漕河泾.水位,2026-07-01 08:00:00,3.5,好\r\n"
    body = text.replace(",", delimiter).encode(encoding)
    assert readings(body) == [("漕河泾.水位", EIGHT, 3.5)]


def test_with_semicolons_the_comma_is_the_decimal_point() -> None:
    assert readings("time;a\n2026-07-01 08:00;3,5\n") == [("a", EIGHT, 3.5)]


def test_a_wide_table_has_one_datastream_a_column_and_empty_cells_are_no_readings() -> None:
    assert readings("时间,a,b\n2026-07-01 08:00,1,\n2026-07-01 08:01,,2\n") == [
        ("a", EIGHT, 1.0),
        ("b", EIGHT + 60_000_000, 2.0),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "2026-07-01 08:00:00", "2026/7/1 8:00", "2026.07.01 08:00:00.000", "2026年7月1日 8时00分",
        "2026-07-01T08:00:00+08:00", "2026-07-01T00:00:00Z", "2026-07-01T00:00:00.000000+0000",
        "1782864000", "1782864000000", "1782864000000000", "46204.3333333333",
    ],
)  # fmt: skip
def test_a_time_may_be_written_in_many_ways(written: str) -> None:
    ((_, at, _),) = readings(f"datastream,time,value\na,{written},1\n")
    assert abs(at - EIGHT) < 1_000_000


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (",2026-07-01 08:00,1", ("datastream", "no_datastream", "")),
        ("a,,1", ("time", "no_time", "")),
        ("a,yesterday,1", ("time", "bad_time", "yesterday")),
        ("a,2026-02-30 08:00,1", ("time", "bad_time", "2026-02-30 08:00")),
        ("a,2026-07-01 08:00+99:00,1", ("time", "bad_time", "2026-07-01 08:00+99:00")),
        ("a,12,1", ("time", "bad_time", "12")),
        ("a,2026-07-01 08:00,", ("value", "no_value", "")),
        ("a,2026-07-01 08:00", ("value", "no_value", "")),
        ("a,2026-07-01 08:00,3.5 m", ("value", "not_a_number", "3.5 m")),
        ("a,2026-07-01 08:00,1_000", ("value", "not_a_number", "1_000")),
        ("a,2026-07-01 08:00,inf", ("value", "not_a_number", "inf")),
    ],
)
def test_a_bad_row_is_named_with_its_column_and_what_is_wrong(
    row: str, wrong: tuple[str, str, str]
) -> None:
    text = f"datastream,time,value\n{row}\n\na,2026-07-01 09:00,2\n"
    assert problems(text) == [(2, *wrong)]
    assert table(text).value == [2.0]


def test_the_same_reading_twice_is_told_once() -> None:
    text = LONG + "a,2026-07-01T00:00:00Z,9\n"
    assert problems(text) == [(4, "time", "repeated", "2026-07-01T00:00:00Z")]


def test_a_value_under_no_heading_is_told_with_its_column() -> None:
    assert problems("time,a\n2026-07-01 08:00,1,7\n") == [(2, "C", "no_heading", "")]


def test_an_excel_file_gives_dates_as_china_reads_them() -> None:
    body = excel(
        ["数据流", "时间", "数值"],
        ["a", datetime(2026, 7, 1, 8), 3.5],  # noqa: DTZ001
        [],
        [4711.0, datetime(2026, 7, 1, 8), True],  # noqa: DTZ001
        ["b", "soon", 1],
    )
    assert list(zip(table(body).keys, table(body).time, table(body).value, strict=True)) == [
        ("a", EIGHT, 3.5),
        ("4711", EIGHT, 1.0),
    ]
    assert problems(body) == [(5, "时间", "bad_time", "soon")]


def test_a_formula_that_excel_never_calculated_has_no_value() -> None:
    body = excel(["datastream", "time", "value"], ["a", "2026-07-01 08:00", "=1+1"])
    assert problems(body) == [(2, "value", "no_value", "")]


def test_a_formula_counts_by_the_value_that_excel_saved() -> None:
    body = excel(["datastream", "time", "value"], ["a", "2026-07-01 08:00", "=1+1"])
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"))
    assert readings(changed.getvalue()) == [("a", EIGHT, 2.0)]


def bomb() -> bytes:
    """A small zip that says it holds a gigabyte."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_000)
    return saved.getvalue().replace(
        (1_000_000).to_bytes(4, "little"), (2**30).to_bytes(4, "little")
    )


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""


def with_entities() -> bytes:
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(excel(["time", "a"]))) as old,
        zipfile.ZipFile(changed, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, ENTITIES if "sheet1" in name else old.read(name))
    return changed.getvalue()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The file is empty"),
        (b" \n ", "The file is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file"),
        (b"PK\x03\x04 and nothing more", "cannot be read"),
        (bomb(), "too large once unpacked"),
        (with_entities(), "This Excel file cannot be read"),
        (b"\x81\x20\xff", "neither UTF-8 nor GBK"),
        (b"name,when\na,b\n", "must name the columns"),
        (b"time\n2026-07-01\n", "must name the columns"),
        (b"time," + b"a," * 3000, "more than 2000 columns"),
        (b'time,a\n"' + b"x" * 200_000 + b'",1\n', "Row 2 cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(body: bytes, sentence: str) -> None:
    with pytest.raises(BadFile, match=sentence):
        table(body)


def test_excel_files_are_parsed_by_the_parser_that_forbids_entities() -> None:
    assert openpyxl.DEFUSEDXML is True


@examples(60)
@given(st.binary(max_size=200), st.sampled_from([b"", b"time,a\n", b"datastream,time,value\n"]))
def test_any_bytes_are_read_or_refused(body: bytes, head: bytes) -> None:
    try:
        found = table(head + body)
    except BadFile as refused:
        assert str(refused)
    else:
        assert all(problem.code in PROBLEMS for problem in found.problems)


# What the gateway would say, and the sending.


@pytest.fixture
def gateway(held: Registry) -> Gateway:
    held.paths[2] = "310105/"
    return Gateway(None, held, folder=None)  # type: ignore[arg-type]


def checked(gateway: Gateway, text: str, area: str | None = "310104/") -> uploading.Checked:
    return uploading.check(text.encode(), SHANGHAI, area, gateway)


def test_each_row_is_judged_as_the_gateway_will(gateway: Gateway) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=2)).isoformat(timespec="seconds")
    found = checked(
        gateway,
        f"datastream,time,value\na,2026-07-01 08:00,5\nnobody,2026-07-01 08:00,5\n"
        f"a,1999-07-01 08:00,5\na,{ahead},5\nlift,2026-07-01 08:00,7\nb,2026-07-01 08:00,5\n"
        "a,soon,1\n",
    )
    assert [(p.row, p.column, p.code) for p in found.problems] == [
        (3, "datastream", "unknown_datastream"),
        (4, "time", "too_early"),
        (5, "time", "future_time"),
        (6, "value", "out_of_range"),
        (7, "datastream", "unknown_datastream"),
        (8, "time", "bad_time"),
    ]
    assert (found.good, found.rows, found.datastreams) == (1, 7, 1)
    assert all(all(uploading.told(p.code)) for p in found.problems)


def test_one_without_an_area_knows_no_datastream(gateway: Gateway) -> None:
    assert checked(gateway, "time,a\n2026-07-01 08:00,5\n", None).good == 0
    assert checked(gateway, "time,a,b\n2026-07-01 08:00,5,5\n", "").good == 2


def five() -> Raw:
    return Raw(["a"] * 5, np.arange(5), np.ones(5))


def test_what_is_sent_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "CHUNK", 2)
    sizes: list[int] = []

    def through(raw: Raw) -> Receipt:
        sizes.append(len(raw))
        return Receipt(len(raw), [])

    assert uploading.send(five(), through) == uploading.Sent(5, [])
    assert sizes == [2, 2, 1]


def test_a_gateway_that_stays_busy_leaves_the_rest_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(uploading, "CHUNK", 2)
    calls: list[int] = []

    def through(raw: Raw) -> Receipt:
        calls.append(len(raw))
        if len(calls) > 1:
            raise Busy("disk_full", 0)
        return Receipt(len(raw), [])

    assert uploading.send(five(), through) == uploading.Sent(2, [], 3, "disk_full")


def test_a_busy_moment_is_waited_for() -> None:
    calls: list[int] = []

    def through(raw: Raw) -> Receipt:
        calls.append(len(raw))
        if len(calls) < 3:
            raise Busy("backlog", 0)
        return Receipt(len(raw), [])

    assert uploading.send(five(), through).accepted == 5
