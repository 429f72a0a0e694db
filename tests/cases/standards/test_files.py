import io
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from chengyun.cases.models import Category, Condition, StandardChange
from chengyun.cases.standards import install
from chengyun.cases.standards.kinds import FILES, judged, written
from chengyun.people.policy import viewer_of
from chengyun.places.models import Component
from chengyun.sensing.sheets import BadFile

USCC = "91350100M000100Y43"


@pytest.fixture(autouse=True)
def _table(district: Any) -> None:
    install()


def book(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def problems(found: Any) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in found.problems]


COMPONENT_HEADS = [
    "管理部件标识码", "管理部件名称", "主管部门代码", "主管部门名称", "所在单元网格标识码",
    "管理部件状态", "初始日期", "经度", "纬度",
]  # fmt: skip
COVER = [
    "31010401014000001", "园林井盖", USCC, "区绿化市容局", "310104014001001", "完好", "20260701",
    121.4319, 31.1919,
]  # fmt: skip


def components(*rows: list[Any], heads: list[Any] = COMPONENT_HEADS) -> bytes:
    return book(("部件", [heads, *rows]))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", ["categories", "conditions", "components"])
def test_what_is_written_as_excel_reads_as_nothing_new(name: str, language: str) -> None:
    cover = judged(FILES["components"], components(COVER), None)
    FILES["components"].write(cover, None, "")
    with translation.override(language):
        found = judged(FILES[name], written(FILES[name], None), None)
    assert (found.problems, found.new, found.changed) == ([], 0, 0)
    assert found.same == found.rows > 0


def test_a_city_s_two_sheets_with_merged_cells_are_read_as_they_are() -> None:
    heads = [
        "大类代码",
        "大类名称",
        "小类代码",
        "小类名称",
        "处置单位",
        "主管部门",
        "立案条件",
        "结案条件",
        "处置时限",
    ]
    content = book(
        ("部件", [["立结案标准"], heads,
                ["01", "公用设施", "014", "园林井盖", "甲", "乙", "缺失", "恢复", "2紧急工作时"],
                [None, None, None, None, None, None, "井盖破损", "更换", "4小时"]]),
        ("事件", [["立结案标准"], heads,
                ["06", "市容环境", 13, "道路破损", "甲", "乙", "沉陷", "修复", "5天"],
                [None, None, None, None, None, None, "私搭", "拆除", "2紧急工作日"]]),
        ("说明", [["请勿修改表头"]]),
    )  # fmt: skip
    found = judged(FILES["conditions"], content, None)
    assert problems(found) == []
    assert [(c.record.category.code, c.record.limit, c.what) for c in found.changes] == [
        ("01014", "2uh", "new"),
        ("01014", "4h", "new"),
        ("06013", "5wd", "new"),
        ("06013", "2d", "new"),
    ]
    found = judged(FILES["categories"], content, None)
    assert [(c.record.code, dict(c.after)) for c in found.changes] == [
        ("01014", {"group_zh": "公用设施"}),
        ("06013", {}),
    ]


def test_every_bad_row_is_named_with_its_row_column_and_what_is_wrong() -> None:
    heads = ["版本", "代码", "立案条件", "处置时限", "结案条件"]
    content = book(
        ("条件", [
            heads,
            ["2026", "06013", "沉陷", "5工作日", "修复"],
            ["2026", "06013", "沉陷", "3工作日", "修复"],
            ["2026", "06099", "沉陷", "5工作日", "修复"],
            ["2026", "6013x", "沉陷", "5工作日", "修复"],
            ["2026", "601", "沉陷", "5工作日", "修复"],
            ["2026", "06013", None, "很快", "修复"],
            ["1999", "06013", "塌陷", "5工作日", "修复"],
            ["2013", "0101", "塌陷", "5工作日", "修复"],
        ])
    )  # fmt: skip
    found = judged(FILES["conditions"], content, None)
    assert problems(found) == [
        (3, "立案条件", "repeated"),
        (4, "代码", "unknown_category"),
        (5, "代码", "not_digits"),
        (6, "代码", "bad_code"),
        (7, "立案条件", "nothing"),
        (7, "处置时限", "bad_limit"),
        (8, "版本", "bad_edition"),
        (9, "代码", "no_kind"),
    ]
    assert [change.row for change in found.changes] == [2]


def test_a_file_without_the_headings_is_refused_by_the_ones_it_lacks() -> None:
    with translation.override("en"), pytest.raises(BadFile, match="Filing condition"):
        judged(FILES["conditions"], "甲,乙\n1,2\n".encode(), None)


def test_a_category_of_the_office_is_added_and_its_words_outlive_the_next_start() -> None:
    text = (
        "版本,类别,代码,大类名称,名称\n"
        "2026,事项,99001,自定义,共享雨伞乱放\n2026,事项,6010,市容环境,暴露的垃圾\n"
    )
    found = judged(FILES["categories"], text.encode(), None)
    assert (found.new, found.changed, found.problems) == (1, 1, [])
    assert FILES["categories"].write(found, None, "扩展.csv") == 2
    install()
    titles = dict(Category.objects.filter(edited=True).values_list("code", "title_zh"))
    assert titles == {"99001": "共享雨伞乱放", "06010": "暴露的垃圾"}
    assert {change.source for change in StandardChange.objects.all()} == {"扩展.csv"}


def test_the_matter_of_a_component_is_no_row_of_its_own() -> None:
    text = (
        "版本,类别,代码,大类名称,名称\n2026,事项,01001,市政公用设施,供水井盖异常\n"
        "2026,事项,01002,市政公用设施,别的\n2026,部件,06010,市容环境,暴露垃圾\n"
    )
    found = judged(FILES["categories"], text.encode(), None)
    assert problems(found) == [(3, "类别", "other_kind"), (4, "类别", "other_kind")]
    assert found.changes == []


def test_an_import_of_conditions_is_recorded_with_what_was_before(zhoumin: Any) -> None:
    text = "代码,序号,立案条件,处置时限,结案条件\n01014,1,井盖丢失,1紧急工作时,恢复\n"
    found = judged(FILES["conditions"], text.encode(), viewer_of(zhoumin))
    FILES["conditions"].write(found, zhoumin, "井盖.csv")
    change = StandardChange.objects.get()
    assert (change.actor, change.action, change.before["limit"]) == (zhoumin, "change", "2uh")
    assert change.after == {"filing_zh": "井盖丢失", "limit": "1uh", "closing_zh": "恢复"}
    assert Condition.objects.get(filing_zh="井盖丢失").edited


def test_a_component_is_taken_with_its_category_its_area_and_its_place(district: Any) -> None:
    found = judged(FILES["components"], components(COVER), None)
    assert FILES["components"].write(found, None, "") == 1
    taken = Component.objects.get()
    assert (taken.category, taken.state, str(taken.begun_on)) == ("01014", "intact", "2026-07-01")
    assert taken.area_path == district.grid.path
    assert (taken.lon, taken.lat) == (121.4319, 31.1919)


def test_short_names_of_the_standard_and_an_old_code_are_read_too(district: Any) -> None:
    heads = ["GLBJBSM", "GLBJMC", "ZGBMDM", "ZGBMMC", "SZDYWGBSM", "GLBJZT", "CSRQ"]
    row = [
        "3101040114000001",
        "园林井盖",
        USCC.lower(),
        "局",
        "310104014001001",
        "破损",
        "2020-05-02",
    ]
    found = judged(FILES["components"], components(row, heads=heads), None)
    assert (problems(found), found.new) == ([], 1)
    assert found.changes[0].record.category == "0114"


@pytest.mark.parametrize(
    ("at", "wrong", "problem"),
    [
        (0, "3101040101400000X", "not_digits"),
        (0, "31010401099000001", "unknown_component_category"),
        (1, "很" * 31, "too_long"),
        (2, "91350100M000100Y44", "bad_check"),
        (4, "310104099001001", None),
        (4, "310199014001001", "other_region"),
        (5, "还行", "bad_state"),
        (6, "20261301", "bad_date"),
        (7, 181, "bad_place"),
        (8, None, "half_a_place"),
    ],
)
def test_a_cell_of_a_component_that_does_not_fit_is_named(
    at: int, wrong: Any, problem: str | None
) -> None:
    row = [*COVER[:at], wrong, *COVER[at + 1 :]]
    found = judged(FILES["components"], components(row), None)
    assert [one.code for one in found.problems] == ([problem] if problem else [])
    assert all(one.row == 2 and one.column == COMPONENT_HEADS[at] for one in found.problems)


def test_an_officer_of_one_sub_district_takes_in_no_component_of_another(
    wangfang: Any, zhoumin: Any
) -> None:
    elsewhere = ["31010401014000002", *COVER[1:4], "310104011001001", *COVER[5:]]
    mine = judged(FILES["components"], components(COVER, elsewhere), viewer_of(wangfang))
    assert [(one.row, one.code) for one in mine.problems] == [(3, "unknown_grid")]
    assert judged(FILES["components"], components(elsewhere), viewer_of(zhoumin)).new == 1


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    Category.objects.filter(edition="2026", code="01014").update(title_zh='=HYPERLINK("x")')
    sheet = openpyxl.load_workbook(io.BytesIO(written(FILES["categories"], None))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == '=HYPERLINK("x")']
    assert [cell.data_type for cell in cells] == ["s"]
