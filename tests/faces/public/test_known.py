"""Known already? Shown before sending, followed with one tap, never more than anyone may know."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from chengyun.cases.models import Case, Report
from chengyun.faces.public.known import ASKED
from tests.faces.public.telling import apart, draft, matter, send, words

HEADING = "附近已有人上报，是同一件事吗？"
HERE, FAR = "lon=121.4319&lat=31.1919", "lon=121.46&lat=31.15"


def asked(client: Client, kind: Any, where: str = HERE) -> list[dict[str, Any]]:
    answer = client.get(f"/report/known/?kind={kind.key}&{where}")
    return list(answer.json()["known"])


def second_step(client: Client, kind: Any) -> str:
    return words(client.get(matter(client, kind).url))


def test_what_is_known_is_shown_without_anybodys_words(
    client: Client, case: Any, flood: Any
) -> None:
    (found,) = asked(client, flood)
    assert (found["kind"], found["metres"], found["phase"]) == ("道路积水", 50, "已收到")
    assert set(found) == {"token", "kind", "place", "metres", "phase", "since"}
    shown = second_step(client, flood)
    assert HEADING in shown
    for secret in (case.number, "乐山路积水", "张阿姨", "13812345678"):
        assert secret not in shown


def test_what_lies_far_away_is_not_known_here(client: Client, case: Any, flood: Any) -> None:
    assert asked(client, flood, FAR) == []
    there = {"lon": "121.4191", "lat": "31.1790"}
    assert matter(client, flood, there).url.endswith("/send/")


def test_a_confidential_case_is_never_shown(client: Client, case: Any, flood: Any) -> None:
    Case.objects.update(confidential=True)
    assert asked(client, flood) == []
    assert matter(client, flood).url.endswith("/send/")


def test_following_takes_one_tap_and_gives_an_own_link(
    client: Client, case: Any, flood: Any
) -> None:
    told = {"token": asked(client, flood)[0]["token"], "key": str(uuid4())}
    answer = client.post("/report/known/follow/", told, follow=True)
    witness = Report.objects.get(witness=True)
    assert witness.receipt in words(answer) and witness.case == case
    assert witness.follow != case.reports.get(witness=False).follow
    again = client.post("/report/known/follow/", told)
    assert again.url == f"/received/{witness.follow}/"
    case.refresh_from_db()
    assert (case.report_count, Case.objects.count()) == (2, 1)


@pytest.mark.parametrize("token", ["", "1", "CY20261121-000001", "eyJ.guess"])
def test_only_what_was_shown_can_be_followed(client: Client, case: Any, token: str) -> None:
    answer = client.post("/report/known/follow/", {"token": token, "key": str(uuid4())})
    assert answer.url == "/known/"
    assert Report.objects.count() == 1


def test_a_case_that_became_confidential_is_not_followed(
    client: Client, case: Any, flood: Any
) -> None:
    token = asked(client, flood)[0]["token"]
    Case.objects.update(confidential=True)
    assert client.post("/report/known/follow/", {"token": token}).url == "/known/"
    assert Report.objects.count() == 1


def test_another_matter_is_a_case_of_its_own(client: Client, case: Any, flood: Any) -> None:
    secret = draft(client, flood)
    early = send(client, secret)
    assert early.url.endswith("/nearby/")
    apart(client, secret)
    send(client, secret)
    report = Report.objects.exclude(case=case).get()
    assert not report.witness


def test_words_and_photos_go_with_who_follows(client: Client, case: Any, flood: Any) -> None:
    secret = draft(client, flood)
    token = words(client.get(f"/report/d/{secret}/nearby/")).split('name="token" value="')[1]
    told = {"token": token.split('"')[0], "draft": secret}
    answer = client.post("/report/known/follow/", told)
    witness = Report.objects.get(witness=True)
    assert "走不过去" in witness.text and witness.case == case
    assert client.get(f"/report/d/{secret}/").url == answer.url


def test_asking_is_throttled(client: Client, case: Any, flood: Any) -> None:
    for _ in range(ASKED.limit):
        ASKED.count("127.0.0.1")
    assert client.get(f"/report/known/?kind={flood.key}&{HERE}").status_code == 429


def test_a_place_and_a_kind_are_needed(client: Client, flood: Any) -> None:
    assert client.get(f"/report/known/?kind={flood.key}").status_code == 422
    assert client.get(f"/report/known/?kind=none&{HERE}").status_code == 404


def test_a_confidential_report_goes_past_what_is_known(
    client: Client, case: Any, flood: Any
) -> None:
    secret = draft(client, flood)
    nameless = send(client, secret, who="sealed", phone="")
    assert "请填写能联系到您的电话" in words(nameless)
    path = f"/report/d/{secret}/send/"
    answer = client.post(path, {"who": "sealed", "phone": "13812345678"}, follow=True)
    assert "您的身份已保密" in words(answer)
    report = Report.objects.get(confidential=True)
    assert report.case != case and report.case.confidential
