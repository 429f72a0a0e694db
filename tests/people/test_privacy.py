"""Personal details in free text."""

import pytest

from chengyun.people.privacy import masked_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请打13812345678找我", "请打138****5678找我"),
        ("138 1234 5678", "138******5678"),
        ("+86 13812345678", "+86********5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("电话021-64370000转8", "电话021*****0000转8"),
        ("身份证310104195503071234。", "身份证310***********1234。"),
        ("31010419550307123X", "310***********123X"),
        ("写信到zhang.ayi@example.com", "写信到z***@***"),
    ],
)
def test_numbers_that_reach_a_person_are_masked(text: str, shown: str) -> None:
    assert masked_text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "案件 CY20261121-000123",
        "回执 SB20261121-000123",
        "部件 31010401030000001",
        "2026-11-21 10:00 在乐山路 33 弄 12 号 501 室",
        "110、119、12345 都打过了",
        "水深 0.42 米，１２ 厘米",
    ],
)
def test_numbers_of_the_city_stay(text: str) -> None:
    assert masked_text(text) == text


def test_names_that_are_known_are_masked() -> None:
    assert masked_text("我是张阿姨，张阿姨住三楼", ["张阿姨"]) == "我是张**，张**住三楼"
    assert masked_text("王", ["王", ""]) == "王"
