"""The evaluation in the desk, as officers use it."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from chengyun.cases.casefile import fonts


@pytest.fixture
def due(case: Any, elsewhere: Any, dispatched: Any, district: Any) -> Any:
    """A case in 徐家汇 whose time ran out yesterday, in the hands of the water bureau."""
    dispatched.refresh_from_db()
    dispatched.due_at = timezone.now() - timedelta(minutes=1)
    dispatched.save()
    return dispatched


def _days() -> str:
    today = timezone.localdate()
    return f"from={today - timedelta(days=3)}&to={today}"


def _text(answer: Any) -> str:
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


def test_every_number_on_the_page_opens_a_list_of_that_length(
    client: Any, due: Any, zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    for show in ("overview", "intake", "handling", "closing", "quality", "residents"):
        text = _text(client.get(f"/desk/evaluation/?{_days()}&show={show}&by=unit"))
        cells = re.findall(r'href="(/desk/\?evaluation=[^"]+)">([^<]+)</a>', text)
        assert cells
        for link, told in cells:
            link = link.replace("&amp;", "&")
            page = _text(client.get(link))
            total = re.search(r'class="faint">共 ([\d,]+) 件', page)
            listed = (total and int(total[1].replace(",", ""))) or 0
            if "Time" not in link and "Rate" not in link and "Share" not in link:
                assert listed == int(told), link
            elif "%3Awhole" in link and "/" in told:
                assert listed == int(told.split("/")[1]), link


def test_an_open_overdue_case_shows_as_late_and_red(client: Any, due: Any, zhaoguohua: Any) -> None:
    client.force_login(zhaoguohua)
    text = _text(client.get(f"/desk/evaluation/?{_days()}&by=unit"))
    row = text[text.index("区水务局") :]
    assert "state-bad" in row.split("</tr>")[0]
    assert "0/1" in row


def test_a_handler_sees_only_what_their_unit_has(client: Any, due: Any, liqiang: Any) -> None:
    client.force_login(liqiang)
    text = _text(client.get(f"/desk/evaluation/?{_days()}&by=street&show=intake"))
    total = text[text.index("eval-total") :].split("</tr>")[0]
    assert re.search(r">1</a>", total)


def test_the_workbook_is_the_table_with_its_definitions_and_signatures(
    client: Any, due: Any, zhaoguohua: Any, district: Any
) -> None:
    district.water.name_zh = "=区水务局"
    district.water.save()
    client.force_login(zhaoguohua)
    answer = client.get(f"/desk/evaluation/file/?{_days()}&by=unit&as=xlsx")
    page = load_workbook(BytesIO(answer.content)).active
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    names = {cell.value: cell.data_type for cell in cells}
    assert names["=区水务局"] == "s"
    assert "评价表 (按承办单位)" in page["A1"].value
    assert any(str(cell.value).startswith("1. ") for cell in cells)
    assert any("审核" in str(cell.value) for cell in cells)
    heads = [cell.value for cell in page[3]]
    row = next(row for row in page.iter_rows(min_row=4) if row[1].value == "=区水务局")
    told = dict(zip(heads, (cell.value for cell in row), strict=True))
    assert told["超时未结 (件)"] == 1
    assert told["按期结案率 (%)"] == 0


def test_the_pdf_is_one_and_takes_names_as_they_are(
    client: Any, due: Any, zhaoguohua: Any, district: Any
) -> None:
    if not {*fonts.SERIF, *fonts.SANS} & fonts.families():
        pytest.skip("no font with Chinese characters on this machine")
    district.water.name_zh = '#eval("1+1") $x$ *水务*'
    district.water.save()
    client.force_login(zhaoguohua)
    answer = client.get(f"/desk/evaluation/file/?{_days()}&by=unit&as=pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_without_a_chinese_font_the_pdf_is_refused_in_a_sentence(
    client: Any, due: Any, zhaoguohua: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(fonts, "families", frozenset)
    fonts.faces.cache_clear()
    client.force_login(zhaoguohua)
    answer = client.get(f"/desk/evaluation/file/?{_days()}&as=pdf", follow=True)
    assert "字体" in _text(answer)


def test_only_an_administrator_sets_the_standard_and_every_version_stays(
    client: Any, zhaoguohua: Any, admin: Any
) -> None:
    from chengyun.cases.evaluation.judging import in_force
    from chengyun.cases.models import EvaluationStandard
    from chengyun.faces.desk.evaluation_form import blank

    typed = blank() | {"responseRate": "20", "reason": "二季度起", "good-inTimeArchiveRate": "97"}
    client.force_login(zhaoguohua)
    assert client.post("/desk/evaluation/standard/", typed).status_code == 422
    client.force_login(admin)
    assert client.post("/desk/evaluation/standard/", typed).status_code == 302
    assert in_force().weights == (20, 35, 35)
    assert in_force().bounds["inTimeArchiveRate"] == (97, 85)
    again = blank() | {"solveRate": "0", "reason": "三季度起"}
    client.post("/desk/evaluation/standard/", again)
    assert EvaluationStandard.objects.count() == 2
    page = _text(client.get("/desk/evaluation/standard/"))
    assert "二季度起" in page
    assert "三季度起" in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("responseRate", "-1"),
        ("minimum", "x"),
        ("good-returnRate", "nan"),
        ("good-inTimeArchiveRate", "50"),
        ("reason", " "),
    ],
)
def test_a_standard_that_cannot_be_is_refused_with_what_was_typed_kept(
    client: Any, admin: Any, name: str, value: str
) -> None:
    from chengyun.cases.models import EvaluationStandard
    from chengyun.faces.desk.evaluation_form import blank

    client.force_login(admin)
    answer = client.post("/desk/evaluation/standard/", blank() | {"reason": "试"} | {name: value})
    assert answer.status_code == 422
    assert not EvaluationStandard.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["from=x&to=y", "by=planet", "rank=report", "show=all", "area=999", "from=1&to=9999-12-31"],
)
def test_an_address_that_makes_no_sense_shows_what_does(
    client: Any, zhaoguohua: Any, query: str
) -> None:
    client.force_login(zhaoguohua)
    assert client.get(f"/desk/evaluation/?{query}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "evaluation=planet:part&from=2026-01-01&to=2026-01-31",
        "evaluation=report:all&from=2026-01-01&to=2026-01-31",
        "evaluation=report:part&from=x&to=2026-01-31",
        "evaluation=missedRate:part&from=2026-01-01&to=2026-01-31",
        "evaluation=report:part&from=2020-01-01&to=2999-01-31&of=person:x",
        "evaluation=report:part&from=2020-01-01&to=2999-01-31&of=planet:1",
    ],
)
def test_a_number_that_is_none_lists_nothing(
    client: Any, case: Any, zhaoguohua: Any, query: str
) -> None:
    client.force_login(zhaoguohua)
    assert case.number not in _text(client.get(f"/desk/?{query}"))


def test_the_api_gives_the_same_figures_in_the_readers_scope(
    client: Any, due: Any, zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    today = timezone.localdate()
    query = f"from={today - timedelta(days=3)}&to={today}&by=unit"
    answer = client.get(f"/api/v1/evaluation?{query}&metrics=needArchive,inTimeArchiveRate")
    told = answer.json()
    assert answer.status_code == 200, told
    row = next(row for row in told["rows"] if row["key"] == "swj")
    assert row["figures"]["inTimeArchiveRate"]["value"] == 0
    assert row["rank"] is None
    assert set(told["total"]) == {"needArchive", "inTimeArchiveRate"}
    assert client.get(f"/api/v1/evaluation?{query}&metrics=planet").status_code == 422
    assert client.get("/api/v1/evaluation?from=2026-02-01").status_code == 422
    assert "/api/v1/evaluation" in client.get("/api/v1/openapi.json").json()["paths"]
