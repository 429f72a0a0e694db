"""Abuse is held up without anybody else's service, people are not, and danger never is."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.cases.models import Report
from chengyun.faces.public import gate
from chengyun.faces.public.gate import Sender, Verdict
from tests.faces.public.telling import draft, matter, secret_of, send, tell, words

ADDRESS = "127.0.0.1"
LONG_AGO = timezone.now() - timedelta(hours=1)


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def solved(token: str, bits: int) -> str:
    return next(str(n) for n in range(10**7) if gate.leading_zeros(token, str(n)) >= bits)


def sent_before(times: int, who: Sender | None = None) -> None:
    for _ in range(times):
        gate.count(who or Sender(ADDRESS, "somebody else"))


def test_who_takes_their_time_is_asked_nothing(client: Client, flood: Any) -> None:
    assert tell(client, flood).status_code == 302
    assert Report.objects.count() == 1


def test_who_sends_at_once_is_asked_for_a_proof_and_then_heard(client: Client, flood: Any) -> None:
    secret = secret_of(matter(client, flood))
    asked = send(client, secret)
    assert asked.status_code == 422 and "请稍候" in words(asked)
    assert not Report.objects.exists()
    token = field(words(asked), "token")
    send(client, secret, token=token, solution=solved(token, gate.BITS))
    assert Report.objects.count() == 1


def test_a_proof_opens_the_door_once(client: Client, flood: Any) -> None:
    who = Sender(ADDRESS, "")
    token = gate.challenge(who).token
    given = {"token": token, "solution": solved(token, gate.BITS)}
    assert gate.proved(who, given)
    assert not gate.proved(who, given)


@pytest.mark.parametrize("solution", ["", "x", "-1", "²", "9" * 40])
def test_what_is_no_solution_proves_nothing(solution: str) -> None:
    who = Sender(ADDRESS, "")
    token = gate.challenge(who).token
    assert not gate.proved(who, {"token": token, "solution": solution})
    assert not gate.proved(who, {"token": "made:up", "solution": "1"})


def test_without_scripts_a_sum_in_words_is_asked(client: Client, flood: Any) -> None:
    secret = secret_of(matter(client, flood))
    page = words(send(client, secret))
    said = re.search(r"(.)加(.)等于几", page)
    assert said
    numbers = [str(number) for number in "零一二三四五六七八九"]
    right = str(numbers.index(said[1]) + numbers.index(said[2]))
    wrong = send(client, secret, sum_token=field(page, "sum_token"), sum="99")
    assert wrong.status_code == 422
    send(client, secret, sum_token=field(words(wrong), "sum_token"), sum=_answer(words(wrong)))
    assert right.isdigit() and Report.objects.count() == 1


def _answer(page: str) -> str:
    said = re.search(r"(.)加(.)等于几", page)
    assert said
    return str(sum("零一二三四五六七八九".index(word) for word in said.groups()))


def test_sums_open_the_door_only_a_few_times(client: Client, flood: Any) -> None:
    for _ in range(gate.SUMS.limit):
        gate.SUMS.count(ADDRESS)
    page = words(send(client, secret_of(matter(client, flood))))
    assert "等于几" not in page and "12345" in page


def test_a_busy_address_is_asked_and_not_shut_out(client: Client, flood: Any) -> None:
    sent_before(gate.BUSY_ADDRESS.limit)
    secret = draft(client, flood)
    page = words(client.get(f"/report/d/{secret}/send/"))
    token = field(page, "token")
    assert send(client, secret).status_code == 422
    send(client, secret, token=token, solution=solved(token, gate.BITS))
    assert Report.objects.count() == 1


def test_one_browser_waits_after_ten_reports(client: Client, flood: Any) -> None:
    client.get("/report/")
    mine = client.cookies[gate.COOKIE].value
    assert mine
    client.get("/report/")
    secret = draft(client, flood)
    request = client.get(f"/report/d/{secret}/send/").wsgi_request
    for _ in range(gate.BROWSER.limit):
        gate.BROWSER.count(gate.sender(request).one)
    answer = send(client, secret)
    assert answer.status_code == 429 and "tel:119" in words(answer)
    assert "走不过去" in words(client.get(f"/report/d/{secret}/")), "what was written is kept"


def test_without_cookies_the_address_counts_as_one() -> None:
    bare = Sender("192.0.2.1", "")
    for _ in range(gate.BROWSER.limit):
        gate.count(bare)
    assert gate.judge(bare, LONG_AGO, danger=False) is Verdict.WAIT
    assert gate.judge(Sender("192.0.2.1", "b"), LONG_AGO, danger=False) is Verdict.CHECK


def test_danger_is_never_held_up_by_a_question(client: Client, flood: Any) -> None:
    flood.severity = 1
    flood.save()
    sent_before(gate.BUSY_ADDRESS.limit)
    secret = secret_of(matter(client, flood))
    page = words(client.get(f"/report/d/{secret}/send/"))
    for number in ("110", "119", "120"):
        assert f'href="tel:{number}"' in page
    assert "有人员危险" in page and "等于几" not in page
    assert send(client, secret).status_code == 302
    assert gate.judge(Sender(ADDRESS, "x"), timezone.now(), danger=True) is Verdict.OPEN


@pytest.mark.parametrize("text", ["楼道里着火了冒浓烟", "There is a fire in the stairwell"])
def test_words_of_danger_show_whom_to_call(client: Client, flood: Any, text: str) -> None:
    assert 'class="danger"' in words(client.post("/report/kinds/", {"text": text}))
    assert 'class="danger"' not in words(client.post("/report/kinds/", {"text": "路灯不亮"}))


def test_a_flood_from_one_address_waits_and_is_told_whom_to_call(
    client: Client, flood: Any
) -> None:
    sent_before(gate.ADDRESS.limit)
    flood.severity = 1
    flood.save()
    answer = send(client, draft(client, flood))
    assert answer.status_code == 429 and "tel:110" in words(answer)


def test_a_stamp_cannot_be_made_older() -> None:
    from chengyun.faces.public import stamps

    stamp = stamps.new()
    begun = stamps.begun(stamp)
    assert begun and abs(begun - timezone.now()) < timedelta(minutes=1)
    assert stamps.begun(stamp.replace("page:", "page:1")) is None
    assert stamps.begun("") is None
