"""GeoReport v2 as other systems know it."""

from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.cases.models import Case, LedgerEntry, Report
from chengyun.cases.services import act

V2 = "/open311/v2/"


def test_discovery_names_the_endpoint_and_both_formats(client: Client, db: None) -> None:
    found = client.get("/open311/discovery.json").json()
    assert found["endpoints"][0]["url"] == "http://testserver/open311/v2"
    assert found["endpoints"][0]["formats"] == [
        "text/xml; charset=utf-8", "application/json; charset=utf-8",
    ]  # fmt: skip
    root = fromstring(client.get("/open311/discovery.xml").content)
    assert root.findtext("endpoints/endpoint/formats/format") == "text/xml; charset=utf-8"


def test_services_are_the_kinds_that_residents_may_report(
    client: Client, flood: Any, bins: Any
) -> None:
    bins.reportable = False
    bins.save()
    rows = client.get(f"{V2}services.json").json()
    assert [row["service_code"] for row in rows] == [flood.key]
    assert rows[0]["service_name"] == "道路积水"
    answer = client.get(f"{V2}services.xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert fromstring(answer.content).findtext("service/service_code") == flood.key


@pytest.fixture
def condition(flood: Any) -> Any:
    from chengyun.cases.models import Category, Condition

    flood.category = "06099"
    flood.save()
    category = Category.objects.create(edition="2026", code="06099", title_zh="道路积水")
    return Condition.objects.create(
        category=category, number=1, filing_zh="积水深 15 厘米以上", closing_zh="排除", limit="2uh"
    )


def test_a_service_asks_which_condition_it_is(client: Client, condition: Any, flood: Any) -> None:
    assert client.get(f"{V2}services.json").json()[0]["metadata"] is True
    asked = client.get(f"{V2}services/{flood.key}.json").json()
    assert asked["attributes"][0]["values"] == [{"key": "1", "name": "积水深 15 厘米以上"}]
    root = fromstring(client.get(f"{V2}services/{flood.key}.xml").content)
    assert root.findtext("attributes/attribute/values/value/name") == "积水深 15 厘米以上"


def test_the_answer_to_an_attribute_stands_in_the_report(condition: Any, post: Any) -> None:
    assert post(**{"attribute[condition]": "1"}).status_code == 200
    assert "积水深 15 厘米以上" in Report.objects.get().text
    assert post(**{"attribute[condition]": "9"}).status_code == 400


def test_a_request_is_a_report_with_its_id_at_once(post: Any, client: Client) -> None:
    row = post(first_name="阿姨", last_name="张", phone="13812341234").json()[0]
    report = Report.objects.get()
    assert row["service_request_id"] == report.receipt
    assert (report.channel, report.text) == ("open311", "路口积水")
    told = client.get(f"{V2}tokens/{report.receipt}.json").json()
    assert told[0]["service_request_id"] == report.receipt


def test_the_same_external_id_is_the_same_request(post: Any) -> None:
    first = post(**{"attribute[external_id]": "FMS-7"}).json()
    again = post(**{"attribute[external_id]": "FMS-7"}).json()
    assert first == again
    assert Report.objects.count() == 1


def test_without_a_key_nothing_is_taken(client: Client, flood: Any) -> None:
    told = {"service_code": flood.key, "lat": "31.19", "long": "121.43", "description": "积水"}
    answer = client.post(f"{V2}requests.xml", told)
    assert answer.status_code == 403
    assert fromstring(answer.content).findtext("error/code") == "403"
    assert client.post(f"{V2}requests.json", told | {"api_key": "wrong"}).status_code == 403
    assert not Report.objects.exists()


def test_a_revoked_key_opens_nothing(post: Any) -> None:
    from chengyun.cases.services import partners

    partners.revoke("随手拍")
    assert post().status_code == 403


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"service_code": ""}, 400),
        ({"service_code": "nothing"}, 404),
        ({"lat": "", "long": ""}, 400),
        ({"lat": "north"}, 400),
        ({"lat": "91"}, 400),
        ({"lat": "40.0", "long": "116.0"}, 400),
        ({"phone": "call me"}, 400),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_taken(
    post: Any, wrong: dict[str, str], status: int
) -> None:
    answer = post(**wrong)
    assert answer.status_code == status
    assert answer.json()[0]["code"] == status
    assert len(answer.json()[0]["description"]) >= 5
    assert not Report.objects.exists()


def test_anyone_reads_what_and_where_and_only_the_sender_its_words(
    post: Any, client: Client, app: Any
) -> None:
    receipt = post(long="121.43194321").json()[0]["service_request_id"]
    row = client.get(f"{V2}requests/{receipt}.json").json()[0]
    assert (row["status"], row["description"], row["long"]) == ("open", "道路积水", 121.4319)
    own = client.get(f"{V2}requests/{receipt}.json", {"api_key": app.key}).json()[0]
    assert (own["description"], own["long"]) == ("路口积水", 121.43194321)


def test_another_partner_does_not_read_the_words(post: Any, client: Client) -> None:
    from chengyun.cases.services import partners

    receipt = post().json()[0]["service_request_id"]
    other = partners.add("另一个应用").key
    row = client.get(f"{V2}requests/{receipt}.json", {"api_key": other}).json()[0]
    assert row["description"] == "道路积水"


def test_confidential_cases_do_not_exist_here(post: Any, client: Client) -> None:
    receipt = post().json()[0]["service_request_id"]
    Case.objects.update(confidential=True)
    assert client.get(f"{V2}requests/{receipt}.json").status_code == 404
    assert client.get(f"{V2}requests.json").json() == []
    assert client.get(f"{V2}servicerequestupdates.json").json() == []
    assert client.get(f"{V2}tokens/{receipt}.json").status_code == 404


def test_lists_are_narrowed_by_status_service_dates_and_ids(post: Any, client: Client) -> None:
    first = post().json()[0]["service_request_id"]
    Case.objects.update(closed_at=timezone.now(), stage="closed")
    second = post().json()[0]["service_request_id"]

    def ids(**query: str) -> list[str]:
        rows = client.get(f"{V2}requests.json", query).json()
        return [row["service_request_id"] for row in rows]

    assert ids() == [second, first]
    assert ids(status="open") == [second]
    assert ids(status="closed") == [first]
    assert ids(status="open,closed") == [second, first]
    assert ids(service_request_id=f"{first},{second}") == [second, first]
    assert ids(service_code="other") == []
    assert ids(start_date="2020-01-01T00:00:00Z", end_date="2020-02-01T00:00:00Z") == []
    assert ids(page="2", page_size="1") == [first]


def test_by_default_the_last_ninety_days(post: Any, client: Client) -> None:
    receipt = post().json()[0]["service_request_id"]
    Report.objects.update(reported_at=timezone.now() - timedelta(days=91))
    assert client.get(f"{V2}requests.json").json() == []
    asked = {"service_request_id": receipt}
    assert len(client.get(f"{V2}requests.json", asked).json()) == 1


def test_several_reports_of_one_thing_carry_its_number_for_who_has_a_key(
    post: Any, client: Client, app: Any
) -> None:
    post()
    post(description="我也看到了")
    anybody = client.get(f"{V2}requests.json", {"extensions": "true"})
    assert Case.objects.get().number not in anybody.content.decode()
    asked = {"extensions": "true", "api_key": app.key}
    rows = client.get(f"{V2}requests.json", asked).json()
    assert len(rows) == 2
    assert {row["extended_attributes"]["case_number"] for row in rows} == {
        Case.objects.get().number
    }


def test_updates_are_in_order_stable_and_without_officers_words(
    post: Any, client: Client, zhoumin: Any, chenli: Any, liqiang: Any, district: Any
) -> None:
    receipt = post().json()[0]["service_request_id"]
    number = Case.objects.get().number
    act(zhoumin, number, "file")
    act(chenli, number, "dispatch", unit=district.water, reason="内部备注")
    act(liqiang, number, "accept")
    act(liqiang, number, "handle", reason="李强已疏通")
    act(zhoumin, number, "close", reason="合格")
    asked = {"extensions": "true"}
    rows = client.get(f"{V2}servicerequestupdates.json", asked).json()
    assert [row["status"] for row in rows] == [
        "investigating", "action_scheduled", "in_progress", "in_progress", "fixed",
    ]  # fmt: skip
    assert rows == client.get(f"{V2}servicerequestupdates.json", asked).json()
    assert [int(row["update_id"]) for row in rows] == sorted(int(row["update_id"]) for row in rows)
    assert {row["service_request_id"] for row in rows} == {receipt}
    assert not any("李强" in row["description"] or "备注" in row["description"] for row in rows)
    plain = client.get(f"{V2}servicerequestupdates.json").json()
    assert [row["status"] for row in plain] == ["open"] * 4 + ["closed"]


def test_an_update_of_the_reporter_is_taken_once(post: Any, client: Client, app: Any) -> None:
    told = {
        "api_key": app.key, "update_id": "u-1", "status": "OPEN", "description": "还在积水",
        "service_request_id": post().json()[0]["service_request_id"],
        "updated_datetime": "2026-11-21T08:15:30+08:00",
    }  # fmt: skip
    for _turn in range(2):
        answer = client.post(f"{V2}servicerequestupdates.json", told)
        assert answer.json() == [{"update_id": "u-1"}]
    assert LedgerEntry.objects.filter(action="comment", note="随手拍：还在积水").count() == 1


def test_a_partner_updates_only_what_it_sent(post: Any, client: Client) -> None:
    from chengyun.cases.services import partners

    told = {
        "api_key": partners.add("另一个应用").key, "update_id": "u-1", "description": "x",
        "service_request_id": post().json()[0]["service_request_id"],
        "updated_datetime": "2026-11-21T08:15:30+08:00",
    }  # fmt: skip
    assert client.post(f"{V2}servicerequestupdates.json", told).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["requests.json?start_date=yesterday", "requests.json?page=0", "requests.json?status=lost",
     "requests.json?start_date=2026-02-30", "requests.json?page=1&page_size=x",
     "requests.json?start_date=2026-03-01&end_date=2026-01-01"],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_told_so(client: Client, db: None, path: str) -> None:
    answer = client.get(V2 + path)
    assert answer.status_code == 400
    assert answer.json()[0]["description"]


def test_an_unknown_format_is_told_so(client: Client, db: None) -> None:
    answer = client.get(f"{V2}services.yaml")
    assert answer.status_code == 404
    assert fromstring(answer.content).findtext("error/description")


def test_what_people_write_cannot_break_the_xml(post: Any, client: Client, app: Any) -> None:
    post(description="<b>&]]>\x0b积水")
    answer = client.get(f"{V2}requests.xml", {"api_key": app.key})
    assert fromstring(answer.content).findtext("request/description") == "<b>&]]>积水"


def test_a_list_costs_the_same_however_long_it_is(
    post: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    post()
    for _turn in range(5):
        post()
    with django_assert_max_num_queries(4):
        assert len(client.get(f"{V2}requests.json").json()) == 6


def test_a_request_that_ends_without_work_is_told_as_closed(
    post: Any, client: Client, zhoumin: Any
) -> None:
    post()
    act(zhoumin, Case.objects.get().number, "file")
    act(zhoumin, Case.objects.get().number, "cancel", reason="重复")
    rows = client.get(f"{V2}servicerequestupdates.json").json()
    assert [row["status"] for row in rows] == ["open", "closed"]


def test_whatever_is_told_has_its_words() -> None:
    from chengyun.cases.queries.follow import STEPS
    from chengyun.cases.queries.partners import TOLD

    assert set(TOLD) <= {str(action) for action in STEPS}
