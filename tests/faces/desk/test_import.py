import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengyun.cases.models import Case
from chengyun.people.models import AuditEntry, Unit, User
from chengyun.places.models import Facility

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)


def choose(client: Client, kind: str, content: str | bytes, name: str = "a.csv") -> Any:
    body = content if isinstance(content, bytes) else content.encode()
    told = {"kind": kind, "file": SimpleUploadedFile(name, body)}
    return client.post("/desk/import/", told, follow=True)


def take(client: Client, preview: Any) -> str:
    return str(client.post(preview.redirect_chain[-1][0]).content.decode())


def excel(*rows: list[Any]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


UNITS = (
    "代码,中文名称,类别,辖区\nlhj,绿化局,green,310104\n"
    ",无代码,green,\nswj2,水务,water,999\nlhj,又,x,\n"
)


def test_every_bad_row_is_seen_before_anything_is_taken_in(client: Client, admin: Any) -> None:
    client.force_login(admin)
    preview = choose(client, "units", UNITS)
    page = preview.content.decode()
    assert not Unit.objects.filter(code="lhj").exists()
    assert re.findall(r'<tr><td class="num">(\d+)</td><td>(\w+)</td><td class="given"', page) == [
        ("3", "代码"),
        ("4", "辖区"),
        ("5", "代码"),
    ]
    take(client, preview)
    assert Unit.objects.get(code="lhj").area.code == "310104"
    assert not Unit.objects.filter(code="swj2").exists()
    row = AuditEntry.objects.get()
    assert (row.action, row.target) == ("import", "units")
    assert row.detail == {"taken": 1, "known": 0, "left_out": 3}


def test_the_bad_rows_leave_as_a_table_without_formulas(client: Client, admin: Any) -> None:
    client.force_login(admin)
    preview = choose(client, "units", "code,name_zh,kind,area\na,b,c,=1+1\n")
    body = client.get(f"{preview.redirect_chain[-1][0]}?bad=csv").content.decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(body))
    assert row[:3] == ["2", "area", "'=1+1"]


def test_facilities_come_from_excel_with_numbers_as_excel_has_them(
    client: Client, admin: Any
) -> None:
    client.force_login(admin)
    content = excel(["编码", "类别", "名称", "经度", "纬度", "辖区"],
                    [1001.0, "school", "第一小学", 121.43, 31.19, 310104.0],
                    [1002, "school", "第二小学", 500, 31.19, None])  # fmt: skip
    preview = choose(client, "facilities", content, "a.xlsx")
    assert "<td>经度</td>" in preview.content.decode()
    take(client, preview)
    school = Facility.objects.get()
    assert (school.key, school.area.code, school.lon) == ("1001", "310104", 121.43)


def test_new_officers_get_a_password_told_once_and_others_keep_theirs(
    client: Client, admin: Any, zhoumin: Any
) -> None:
    client.force_login(admin)
    rows = (
        "username,name,role,unit,area\nsunli,孙丽,handler,swj,310104\nzhoumin,周敏,leader,,310104\n"
    )
    wrong = "x,某,king,,\n"
    page = take(client, choose(client, "officers", rows + wrong))
    told = re.search(r'<strong class="mono">(.+?)</strong>', page)
    assert told
    assert User.objects.get(username="sunli").check_password(told[1])
    zhoumin.refresh_from_db()
    assert zhoumin.role == "leader"
    assert zhoumin.check_password("一网统管-2026")
    assert not User.objects.filter(username="x").exists()


def test_cases_are_taken_in_once(client: Client, zhoumin: Any, case: Any) -> None:
    client.force_login(zhoumin)
    rows = "number,opened_at,category,status\nA-1,2026-07-01 08:00,道路积水,open\nA-2,明天,x,\n"
    for known in (0, 1):
        page = take(client, choose(client, "cases", rows))
        assert AuditEntry.objects.first().detail["known"] == known  # type: ignore[union-attr]
        assert "导入完成" in page
    assert Case.objects.filter(external_key="A-1").count() == 1


@pytest.mark.parametrize(
    ("kind", "content"), [("units", "name\nx\n"), ("units", ""), ("nothing", "code\nx\n")]
)
def test_a_file_that_cannot_be_read_is_refused(
    kind: str, content: str, client: Client, admin: Any
) -> None:
    client.force_login(admin)
    assert choose(client, kind, content).status_code == 422


def test_who_may_not_is_not_let_in(client: Client, zhoumin: Any, wangfang: Any) -> None:
    client.force_login(wangfang)
    assert client.get("/desk/import/").status_code == 403
    client.force_login(zhoumin)
    assert choose(client, "officers", "username,name,role\nx,y,administrator\n").status_code == 422
    assert client.get("/desk/import/officers/abc/").status_code == 404
    assert not User.objects.filter(username="x").exists()


def test_an_officer_does_not_see_the_file_of_another(
    client: Client, admin: Any, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    preview = choose(client, "cases", "opened_at,category\n2026-07-01,x\n")
    client.force_login(admin)
    assert client.get(preview.redirect_chain[-1][0]).status_code == 404
