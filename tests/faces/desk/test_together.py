"""The desk and units that work together: calling, playbooks, tasks of one's own."""

from typing import Any

import pytest
from django.test import Client

from chengyun.cases.models import Playbook, Task
from tests.faces.desk.test_desk import page


@pytest.fixture
def fireman(district: Any) -> Any:
    from chengyun.people.models import User

    return User.objects.create(
        username="fire1", name="高翔", role="handler", unit=district.fire, area=district.root
    )


@pytest.fixture
def book(flood: Any) -> Playbook:
    steps = [
        {"key": key, "title_zh": title, "title_en": key, "kind": "scene", "unit_kind": kind,
         "limit": "1uh", "after": after}
        for key, title, kind, after in (
            ("rescue", "救援", "fire", []), ("pump", "抽排", "water", ["rescue"])
        )
    ]  # fmt: skip
    return Playbook.objects.create(
        key="road", pack="flood", title_zh="积水联动", case_types=[flood.key], steps=steps
    )


def call(client: Client, case: Any, unit: Any, **other: str) -> Any:
    given = {"kind": "scene", "units": [unit.code], "what": "到场会商", "limit": ""} | other
    return client.post(f"/desk/cases/{case.number}/call/", given)


def at(case: Any) -> str:
    return f"/desk/cases/{case.number}/"


def test_a_grid_officer_calls_a_unit_from_the_case(
    client: Client, wangfang: Any, dispatched: Any, district: Any
) -> None:
    client.force_login(wangfang)
    assert "召集单位" in page(client, at(dispatched))
    assert call(client, dispatched, district.fire).status_code == 302
    shown = page(client, at(dispatched))
    assert "到场会商" in shown and "牵头单位" in shown and "吹哨报到" in shown


def test_a_call_without_words_is_refused_and_keeps_what_was_chosen(
    client: Client, zhoumin: Any, dispatched: Any, district: Any
) -> None:
    client.force_login(zhoumin)
    refused = call(client, dispatched, district.fire, what=" ")
    shown = refused.content.decode()
    assert refused.status_code == 422
    assert f'value="{district.fire.code}" checked' in shown
    assert not Task.objects.exists()


def test_who_helps_reads_the_case_does_their_task_and_no_more(
    client: Client, zhoumin: Any, fireman: Any, dispatched: Any, district: Any
) -> None:
    client.force_login(zhoumin)
    call(client, dispatched, district.fire)
    client.force_login(fireman)
    shown = page(client, at(dispatched))
    assert "我已到场" in shown
    assert "/act/" not in shown and "召集单位" not in shown
    task = Task.objects.get()
    client.post(f"/desk/tasks/{task.pk}/arrive/", {"back": "tasks"})
    task.refresh_from_db()
    assert task.stage == "arrived"
    listed = page(client, "/desk/tasks/")
    assert dispatched.headline in listed and "办结任务" in listed
    client.post(f"/desk/tasks/{task.pk}/finish/", {"said": "已警戒", "back": "tasks"})
    assert "没有待办的协办任务" in page(client, "/desk/tasks/")


def test_the_lead_unit_sees_the_tasks_of_others_and_does_not_do_them(
    client: Client, zhoumin: Any, liqiang: Any, dispatched: Any, district: Any
) -> None:
    client.force_login(zhoumin)
    call(client, dispatched, district.fire)
    client.force_login(liqiang)
    shown = page(client, at(dispatched))
    assert "到场会商" in shown and "我已到场" not in shown
    task = Task.objects.get()
    refused = client.post(f"/desk/tasks/{task.pk}/arrive/")
    assert refused.status_code == 422
    task.refresh_from_db()
    assert task.stage == "open"


def test_a_task_of_a_case_out_of_sight_does_not_exist(
    client: Client, zhoumin: Any, fireman: Any, dispatched: Any, district: Any
) -> None:
    client.force_login(zhoumin)
    call(client, dispatched, district.centre)
    client.force_login(fireman)
    task = Task.objects.get()
    assert client.post(f"/desk/tasks/{task.pk}/accept/").status_code == 404
    assert client.get(at(dispatched)).status_code == 404


def test_a_playbook_is_started_from_the_case_and_shows_what_waits_for_what(
    client: Client, zhoumin: Any, dispatched: Any, book: Playbook
) -> None:
    client.force_login(zhoumin)
    assert "启动“积水联动”" in page(client, at(dispatched))
    client.post(f"{at(dispatched)}playbooks/road/")
    shown = page(client, at(dispatched))
    assert "启动“积水联动”" not in shown
    assert "等待 救援" in shown and shown.index("救援") < shown.index("抽排")
    again = client.post(f"{at(dispatched)}playbooks/road/")
    assert again.status_code == 422


def test_the_page_says_it_in_english_too(
    client: Client, zhoumin: Any, dispatched: Any, book: Playbook
) -> None:
    client.force_login(zhoumin)
    client.cookies["django_language"] = "en"
    client.post(f"{at(dispatched)}playbooks/road/")
    shown = page(client, at(dispatched))
    assert "Lead unit" in shown and "Waiting for other tasks" in shown


def test_the_lead_unit_is_offered_one_answer_from_what_the_others_reported(
    client: Client, zhoumin: Any, liqiang: Any, dispatched: Any, district: Any, do: Any
) -> None:
    client.force_login(zhoumin)
    call(client, dispatched, district.fire)
    do(liqiang, dispatched, "accept")
    client.force_login(liqiang)
    handle = f"{at(dispatched)}do/handle/"
    assert client.get(handle).status_code == 404
    assert "其他单位的任务全部结束后" in page(client, at(dispatched))
    task = Task.objects.get()
    client.force_login(zhoumin)
    client.post(f"/desk/tasks/{task.pk}/arrive/")
    client.post(f"/desk/tasks/{task.pk}/finish/", {"said": "现场已警戒"})
    client.force_login(liqiang)
    assert f"{district.fire.title}：现场已警戒" in page(client, handle)


def test_who_helps_is_not_offered_to_say_what_the_case_is_about(
    client: Client, zhoumin: Any, liqiang: Any, fireman: Any, dispatched: Any, district: Any
) -> None:
    client.force_login(zhoumin)
    call(client, dispatched, district.fire)
    client.force_login(liqiang)
    assert f"{at(dispatched)}component/" in page(client, at(dispatched))
    client.force_login(fireman)
    assert f"{at(dispatched)}component/" not in page(client, at(dispatched))


def test_the_desk_gives_a_step_to_another_unit(
    client: Client, zhoumin: Any, liqiang: Any, dispatched: Any, book: Playbook
) -> None:
    client.force_login(zhoumin)
    client.post(f"{at(dispatched)}playbooks/road/")
    task = Task.objects.get(key="rescue")
    assert "改派其他单位" in page(client, at(dispatched))
    path = f"/desk/tasks/{task.pk}/reassign/"
    bare = client.post(path, {"unit": "swj", "reason": ""})
    assert bare.status_code == 422 and "请填写" in bare.content.decode()
    assert client.post(path, {"unit": "swj", "reason": "消防另有火警"}).status_code == 302
    task.refresh_from_db()
    assert task.unit.code == "swj"
    client.force_login(liqiang)
    assert "改派其他单位" not in page(client, at(dispatched))
    body = {"unit": "xfjy", "reason": "改回"}
    url = f"/api/v1/tasks/{task.pk}/reassign"
    assert client.post(url, body, content_type="application/json").status_code == 409
    client.force_login(zhoumin)
    told = client.post(url, body, content_type="application/json").json()
    assert (told["unit"]["code"], told["stage"]) == ("xfjy", "open")


def test_the_case_says_who_was_called_who_is_on_the_way_and_who_is_there(
    client: Client, zhoumin: Any, fireman: Any, dispatched: Any, district: Any
) -> None:
    client.force_login(zhoumin)
    call(client, dispatched, district.fire)
    task = Task.objects.get()
    assert "尚未应答" in page(client, at(dispatched))
    for verb, said in (("accept", "在途"), ("arrive", "到场")):
        client.force_login(fireman)
        client.post(f"/desk/tasks/{task.pk}/{verb}/")
        client.force_login(zhoumin)
        assert said in page(client, at(dispatched))
