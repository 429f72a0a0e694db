"""How cells of tables stand: numbers right, words unbroken, what is hidden under its column."""

import pytest

from chengyun.faces.scenes import blocks
from chengyun.faces.scenes.listing import Cell, is_short
from chengyun.packs import api


def looks(*rows: tuple[api.Cell, ...]) -> list[list[str]]:
    """The class of each cell of a table with these rows."""
    table = api.Table(columns=tuple("abcdef"[: len(rows[0])]), rows=rows)
    (drawn,) = blocks.draw([table])
    return [[look for _text, look in cells] for _href, cells in drawn.more["rows"]]


def test_what_is_hidden_of_a_column_of_numbers_stands_under_them() -> None:
    assert looks(("徐家汇", 12), ("田林", None)) == [["nowrap", "num"], ["nowrap", "num"]]
    assert looks(
        ("徐家汇", None),
    ) == [["nowrap", "nowrap"]]


@pytest.mark.parametrize("written", ["75%", "0.75", "184°", "-3.5", "1,200.50", "12 %"])
def test_a_number_that_is_written_out_stands_right(written: str) -> None:
    assert looks(("a", written)) == [["nowrap", "num"]]


@pytest.mark.parametrize("name", ["302", "2026-11-22", "JZ000001", "3.5 公里", "–", "v1.2.3"])
def test_codes_doors_and_dates_are_no_numbers(name: str) -> None:
    assert looks(("a", name)) == [["nowrap", "nowrap"]]


def test_a_word_or_a_date_is_not_broken_in_two_and_a_sentence_is() -> None:
    assert is_short("联名") and is_short("2026-12-22") and is_short("一轮意愿征询")
    assert not is_short("旧城区改建（征收）")
    assert Cell("联名").look == "nowrap" and Cell("3", number=True).look == "num"
    assert Cell("请求责令沿街烧烤店安装油烟净化设施").look == ""


@pytest.mark.parametrize(("lamp", "shown"), [("good", ""), ("watch", "watch"), ("bad", "bad")])
def test_a_notice_shows_its_lamp(lamp: str, shown: str) -> None:
    from django.template.loader import render_to_string

    (drawn,) = blocks.draw([api.Text(text="还需 3 户", lamp=lamp)])
    html = render_to_string("packs/_block.html", {"block": drawn})
    assert f'class="notice {shown}"' in html if shown else 'class="notice"' in html
