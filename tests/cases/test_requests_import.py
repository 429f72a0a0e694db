"""Service requests of other systems become cases; a broken row is named and stops nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chengyun.cases.models import Case, LedgerEntry, OutboxEvent
from chengyun.cases.request_rows import BadFile, read
from chengyun.cases.services import import_requests, verify
from chengyun.cases.services.requests import Imported, take_in
from chengyun.runtime.cli import main
from tests.data import shared

HEADING = "number,opened_at,closed_at,due_at,category,title,lon,lat,unit,status,severity,rating"
GOOD = (
    "A-1,2026-11-20T09:00:00,2026-11-20T10:30:00,,flood.road,积水,121.4319,31.1919,swj,closed,3,5"
)


def csv_file(folder: Path, *rows: str, heading: str = HEADING) -> Path:
    path = folder / "requests.csv"
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def take(folder: Path, *rows: str) -> Imported:
    return take_in(read(csv_file(folder, *rows)))


def test_a_request_keeps_its_own_times_and_gets_its_place(
    tmp_path: Path, flood: Any, district: Any
) -> None:
    assert take(tmp_path, GOOD).taken == 1
    case = Case.objects.get()
    assert case.opened_at == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    assert case.closed_at == datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    assert (case.stage, case.type, case.unit) == ("closed", flood, district.water)
    assert (case.area, case.street) == (district.grid, district.xujiahui)
    assert (case.number, case.rating, case.overdue) == ("CY20261120-000001", 5, False)


def test_each_request_has_its_ledger_rows_and_the_bus_is_not_told(
    tmp_path: Path, flood: Any
) -> None:
    take(tmp_path, GOOD)
    rows = LedgerEntry.objects.order_by("seq").values_list("action", "stage_after")
    assert list(rows) == [("open", "reported"), ("close", "closed")]
    assert verify().broken is None and not OutboxEvent.objects.exists()


def test_the_same_file_again_adds_nothing(tmp_path: Path, flood: Any) -> None:
    take(tmp_path, GOOD)
    again = take(tmp_path, GOOD, GOOD)
    assert (again.taken, again.known, Case.objects.count()) == (0, 2, 1)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("B-1,yesterday,,,x,t,121.4,31.2,,open,3,", "opened_at 'yesterday' is not a time"),
        ("B-1,,,,x,t,121.4,31.2,,open,3,", "opened_at is empty"),
        ("B-1,2026-11-20,2026-11-19,,x,t,121.4,31.2,,closed,3,", "is before opened_at"),
        ("B-1,2026-11-20,,,x,t,221.4,31.2,,open,3,", "lon '221.4'"),
        ("B-1,2026-11-20,,,x,t,nan,31.2,,open,3,", "lon 'nan'"),
        ("B-1,2026-11-20,,,x,t,,31.2,,open,3,", "go together"),
        ("B-1,2026-11-20,,,x,t,121.4,31.2,,lost,3,", "status 'lost'"),
        ("B-1,2026-11-20,,,x,t,121.4,31.2,,open,9,", "severity '9'"),
        ("B-1,2026-11-20,,,x,t,121.4,31.2,,open,3,0", "rating '0'"),
        ("B-1,2026-11-20,,,x", "has 5 cells, the heading 12"),
    ],
)
def test_a_broken_row_is_named_with_its_line_and_the_others_go_in(
    tmp_path: Path, flood: Any, row: str, reason: str
) -> None:
    done = take(tmp_path, GOOD, row, GOOD.replace("A-1", "A-2"))
    assert done.taken == 2
    (refused,) = done.refused
    assert refused.line == 3 and reason in refused.reason


def test_a_category_that_nobody_declared_becomes_another_matter(tmp_path: Path, flood: Any) -> None:
    take(tmp_path, "C-1,2026-11-20,,,猫上树,猫在树上,,,,open,,")
    case = Case.objects.get()
    assert (case.type.key, case.title, case.severity) == ("other", "猫在树上", 3)
    assert LedgerEntry.objects.get().detail["category"] == "猫上树"


def test_a_category_is_known_by_any_of_its_names(tmp_path: Path, flood: Any) -> None:
    names = ("flood.road", "道路积水", "Flooded road", "FLOODED ROAD")
    take(tmp_path, *(f"D-{i},2026-11-20,,,{name},,,,,open,," for i, name in enumerate(names)))
    assert Case.objects.filter(type=flood).count() == 4


def test_a_place_outside_every_area_is_kept_for_the_whole_district(
    tmp_path: Path, flood: Any, district: Any
) -> None:
    take(tmp_path, "E-1,2026-11-20,,,x,t,-73.9,40.7,,open,3,")
    case = Case.objects.get()
    assert (case.area, case.area_path, case.lon) == (None, district.root.path, -73.9)


def test_an_open_request_of_a_unit_is_with_that_unit(tmp_path: Path, flood: Any) -> None:
    take(
        tmp_path,
        "F-1,2026-11-20,,,flood.road,t,,,swj,open,3,",
        "F-2,2026-11-20,,,flood.road,t,,,nobody,in progress,3,",
        "F-3,2026-11-20,,,flood.road,t,,,,open,3,",
    )
    stages = Case.objects.order_by("number").values_list("external_key", "stage")
    assert dict(stages) == {"F-1": "dispatched", "F-2": "filed", "F-3": "reported"}


def test_rows_from_memory_come_in_the_same_way(flood: Any) -> None:
    now = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    row = {"number": "G-1", "opened_at": now, "category": "flood.road", "severity": 2}
    assert import_requests([row, {"opened_at": "x"}], simulated=True).taken == 1
    assert Case.objects.get().simulated


def test_a_file_of_something_else_is_told_so(tmp_path: Path, db: None) -> None:
    with pytest.raises(BadFile, match="neither our columns"):
        list(read(csv_file(tmp_path, heading="a,b,c")))
    with pytest.raises(BadFile, match="cannot be read"):
        list(read(tmp_path / "missing.csv"))


def test_a_torn_file_gives_what_is_whole(tmp_path: Path, flood: Any) -> None:
    path = csv_file(tmp_path, GOOD, GOOD.replace("A-1", "A-2"))
    path.write_bytes(path.read_bytes()[:-30] + b'"\x00\xff')
    done = take_in(read(path))
    assert (done.taken, len(done.refused)) == (1, 1)


def test_real_requests_of_a_real_city_become_cases(db: None, capsys: Any) -> None:
    (path,) = shared("r311").glob("nyc311*.csv")
    assert main(["import", "requests", str(path)]) == 0
    told = capsys.readouterr()
    assert "5893 taken in" in told.out and "2 left out" in told.out
    assert "line 1501: closed_at 1900-01-01" in told.err
    assert Case.objects.filter(stage="closed").count() == 2462
    case = Case.objects.get(external_key="nyc311:45633481")
    assert case.opened_at == datetime(2020, 2, 17, 17, 19, tzinfo=UTC)
    assert case.title == "Illegal Animal Kept as Pet: Rooster"
    assert case.address == "38-17 254 STREET, LITTLE NECK"
    assert round(case.lat, 4) == 40.7754
    assert verify().broken is None
