"""The duty rota and the dispatch list go out to Excel and come in whole or not at all."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chengyun.cases.dispatching import Rule
from chengyun.cases.models import DispatchRule, DispatchRuleVersion
from chengyun.cases.services import write_rule
from chengyun.people.models import Post, Shift

HEAD = "承办单位,类别,岗位,用户名,开始时间,结束时间,每隔几天轮一次\n"
ROTA = (
    HEAD + "swj,handler,防汛值守,liqiang,2026-11-23 09:00,2026-11-24 09:00,3\n"
    ",值班员,区值班长,zhoumin,2026-11-23 09:00,2026-11-24 09:00,\n"
)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)


def choose(client: Client, kind: str, content: str | bytes, name: str = "a.csv") -> Any:
    body = content if isinstance(content, bytes) else content.encode()
    told = {"kind": kind, "file": SimpleUploadedFile(name, body)}
    return client.post("/desk/import/", told, follow=True)


def take(client: Client, preview: Any) -> Any:
    return client.post(preview.redirect_chain[-1][0])


def excel(client: Client, name: str) -> bytes:
    return client.get(f"/desk/export/{name}.xlsx").getvalue()


def test_a_rota_comes_in_with_its_posts_and_twice_is_once(
    client: Client, zhoumin: Any, liqiang: Any
) -> None:
    client.force_login(zhoumin)
    take(client, choose(client, "rota", ROTA))
    first, second = Shift.objects.order_by("pk")
    assert (first.post.unit.code, first.post.kind, first.every_days) == ("swj", "handler", 3)
    assert f"{timezone.localtime(first.start):%m-%d %H:%M}" == "11-23 09:00"
    assert second.post.unit is None and second.post.kind == "duty_officer"
    take(client, choose(client, "rota", ROTA))
    assert (Post.objects.count(), Shift.objects.count()) == (2, 2)


def test_a_rota_goes_out_and_comes_in_as_it_was(client: Client, zhoumin: Any, liqiang: Any) -> None:
    client.force_login(zhoumin)
    take(client, choose(client, "rota", ROTA))
    kept = list(Shift.objects.values_list("user", "start", "end", "every_days"))
    book = excel(client, "rota")
    Post.objects.all().delete()
    assert take(client, choose(client, "rota", book, "rota.xlsx")).status_code == 200
    assert sorted(Shift.objects.values_list("user", "start", "end", "every_days")) == sorted(kept)


def test_a_rota_with_a_bad_row_is_not_taken_in_at_all(
    client: Client, zhoumin: Any, liqiang: Any, wangfang: Any
) -> None:
    client.force_login(zhoumin)
    bad = (
        ROTA + "swj,handler,防汛值守,nobody,2026-11-23 09:00,2026-11-24 09:00,\n"
        "swj,handler,防汛值守,wangfang,2026-11-23 09:00,2026-11-24 09:00,\n"
        "swj,boss,防汛值守,liqiang,2026-11-23 09:00,2026-11-24 09:00,\n"
        "swj,handler,防汛值守,liqiang,昨天,2026-11-24 09:00,\n"
        "swj,handler,防汛值守,liqiang,2026-11-24 09:00,2026-11-23 09:00,\n"
        "swj,handler,防汛值守,liqiang,2026-11-23 09:00,2026-11-25 09:00,1\n"
    )
    preview = choose(client, "rota", bad)
    page = preview.content.decode()
    for column in ("用户名", "类别", "开始时间", "结束时间", "每隔几天轮一次"):
        assert f"<td>{column}</td>" in page, column
    assert "此表须整表导入" in page and "导入 2" not in page
    assert take(client, preview).status_code == 200
    assert not Post.objects.exists() and not Shift.objects.exists()


def rule(author: Any, name: str, **more: Any) -> DispatchRule:
    return write_rule(author, Rule(0, name, **{"unit": "swj", "on": True, **more}))


def test_the_dispatch_list_goes_out_and_comes_in_unchanged(client: Client, zhoumin: Any) -> None:
    rule(zhoumin, "夜间", hours=(22 * 60, 6 * 60), areas=("310104014",), severity=2)
    rule(zhoumin, "休息日", days="restday", origin="report", categories=("06", "0901"))
    client.force_login(zhoumin)
    versions = DispatchRuleVersion.objects.count()
    answer = take(client, choose(client, "dispatch", excel(client, "dispatch"), "d.xlsx"))
    assert answer.status_code == 200 and DispatchRuleVersion.objects.count() == versions


def test_rules_of_a_file_stand_in_its_order_and_new_ones_are_off(
    client: Client, zhoumin: Any, district: Any
) -> None:
    first, second = rule(zhoumin, "甲"), rule(zhoumin, "乙")
    last = rule(zhoumin, "不在表中")
    client.force_login(zhoumin)
    table = (
        f"规则编号,名称,辖区,承办单位\n{second.pk},乙改,310104014 310104011,xfjy\n"
        f",新,,swj\n{first.pk},甲,,swj\n"
    )
    take(client, choose(client, "dispatch", table))
    rows = DispatchRule.objects.order_by("place")
    assert [row.name_zh for row in rows] == ["乙改", "新", "甲", "不在表中"]
    assert [row.on for row in rows] == [True, False, True, True]
    assert rows[0].areas == ["310104014", "310104011"] and rows[0].unit.code == "xfjy"
    assert rows[3].pk == last.pk
    assert rows[0].versions.count() == 2, "what it was before stays in its history"


def test_a_dispatch_list_with_a_bad_row_is_not_taken_in_at_all(
    client: Client, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    table = (
        "rule,name_zh,areas,hour_from,hour_until,days,unit,types\n"
        ",好,,,,,swj,\n,坏,999,,,,swj,\n,坏,,9,,,swj,\n,坏,,,,假日,swj,\n"
        ",坏,,,,,nobody,\n99,坏,,,,,swj,\n,坏,,,,,swj,nothing\n,,,,,,swj,\n"
    )
    preview = choose(client, "dispatch", table)
    page = preview.content.decode()
    for column in ("areas", "hour_from", "days", "unit", "rule", "types", "name_zh"):
        assert f"<td>{column}</td>" in page, column
    take(client, preview)
    assert not DispatchRule.objects.exists()


def test_who_may_not_write_them_does_not_bring_them_in(client: Client, liqiang: Any) -> None:
    client.force_login(liqiang)
    assert choose(client, "rota", ROTA).status_code == 403
    assert "?kind=rota" not in client.get("/desk/rota/").content.decode()
