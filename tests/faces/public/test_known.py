"""Known already? Shown before sending, followed with one tap, never more than anyone may know."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from chengyun.cases.models import Case, Report
from chengyun.faces.public.known import ASKED
from tests.faces.public.test_public import HERE, details, words

HEADING = "附近已有人上报，是同一件事吗？"
FAR = "lon=121.46&lat=31.15"


@pytest.fixture
def form() -> dict[str, str]:
    """What 张阿姨 writes."""
    return {"text": "乐山路口积水很深, 走不过去", "name": "张阿姨", "phone": "13812345678",
            "key": str(uuid4()), "website": ""}  # fmt: skip


def asked(client: Client, kind: Any, where: str = HERE) -> list[dict[str, Any]]:
    answer = client.get(f"/report/known/?kind={kind.key}&{where}")
    return list(answer.json()["known"])


def test_what_is_known_is_shown_without_anybodys_words(
    client: Client, case: Any, flood: Any
) -> None:
    (found,) = asked(client, flood)
    assert (found["kind"], found["metres"], found["phase"]) == ("道路积水", 50, "已收到")
    assert set(found) == {"token", "kind", "place", "metres", "phase", "since"}
    shown = words(client.get(details(flood)))
    assert HEADING in shown
    for secret in (case.number, "乐山路积水", "张阿姨", "13812345678"):
        assert secret not in shown


def test_what_lies_far_away_is_not_known_here(client: Client, case: Any, flood: Any) -> None:
    assert asked(client, flood, FAR) == []
    assert HEADING not in words(client.get(details(flood, FAR)))


def test_a_confidential_case_is_never_shown(client: Client, case: Any, flood: Any) -> None:
    Case.objects.update(confidential=True)
    assert asked(client, flood) == []
    assert HEADING not in words(client.get(details(flood)))


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
    assert answer.url == "/report/"
    assert Report.objects.count() == 1


def test_before_sending_a_known_matter_is_suggested_without_scripts(
    client: Client, case: Any, flood: Any, form: dict[str, str]
) -> None:
    step = client.post(details(flood), form)
    assert HEADING in words(step) and form["text"] in words(step)
    assert Report.objects.count() == 1
    answer = client.post(details(flood), form | {"apart": "on"}, follow=True)
    report = Report.objects.get(receipt__in=[*_receipts(words(answer))])
    assert report.case != case and not report.witness


def _receipts(page: str) -> list[str]:
    return [one.receipt for one in Report.objects.all() if one.receipt in page]


def test_words_typed_before_following_are_not_lost(
    client: Client, case: Any, flood: Any, form: dict[str, str]
) -> None:
    step = client.post(details(flood), form)
    token = words(step).split('name="token" value="')[1].split('"')[0]
    client.post("/report/known/follow/", form | {"token": token, "lon": "121.4319", "lat": "31.1"})
    witness = Report.objects.get(witness=True)
    assert (witness.text, witness.case) == (form["text"], case)
    assert witness.contact


def test_while_one_types_the_suggestion_comes_as_a_fragment(
    client: Client, case: Any, flood: Any
) -> None:
    told = {"kind": flood.key, "lon": "121.4319", "lat": "31.1919", "text": "积水"}
    answer = client.post("/report/known/", told, headers={"HX-Request": "true"})
    assert HEADING in words(answer) and "<html" not in words(answer)


def test_asking_is_throttled(client: Client, case: Any, flood: Any) -> None:
    for _ in range(ASKED.limit):
        ASKED.count("127.0.0.1")
    assert client.get(f"/report/known/?kind={flood.key}&{HERE}").status_code == 429


def test_a_place_and_a_kind_are_needed(client: Client, flood: Any) -> None:
    assert client.get(f"/report/known/?kind={flood.key}").status_code == 422
    assert client.get(f"/report/known/?kind=none&{HERE}").status_code == 404


def test_a_confidential_report_goes_past_what_is_known(
    client: Client, case: Any, flood: Any, form: dict[str, str]
) -> None:
    answer = client.post(details(flood), form | {"confidential": "on"}, follow=True)
    assert "您的身份已保密" in words(answer)
    report = Report.objects.get(confidential=True)
    assert report.case != case and report.case.confidential
    nameless = form | {"confidential": "on", "phone": "", "key": str(uuid4())}
    assert "须留联系电话" in words(client.post(details(flood), nameless))
