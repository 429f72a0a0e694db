"""Handing over to another city: a real server on this machine stands for it."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from chengyun.cases.models import Case, Handover, LedgerEntry, Partner, Report
from chengyun.cases.services import act, partners
from chengyun.cases.services.handing_over import run_round
from tests.cases.conftest import bins, flood, reported  # noqa: F401

NEW = (
    "<service_requests><request><service_request_id>{}</service_request_id></request>"
    "</service_requests>"
)
UPDATE = (
    "<request_update><update_id>{}</update_id><service_request_id>{}</service_request_id>"
    "<status>{}</status><description>{}</description><updated_datetime>{}</updated_datetime>"
    "</request_update>"
)


class City(BaseHTTPRequestHandler):
    """Another city's endpoint: answers by path, remembers what it was sent."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.sent.append({k: v[0] for k, v in parse_qs(body).items()})  # type: ignore[attr-defined]
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path = self.path.partition("?")[0]
        status, text = self.server.answers.get(path, (404, "<errors/>"))  # type: ignore[attr-defined]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def city() -> Iterator[Any]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), City)
    server.sent, server.answers = [], {}  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def partner(city: Any, district: Any) -> Partner:
    endpoint = partners.Endpoint(
        f"http://127.0.0.1:{city.server_port}/v2", "310105", "their-key", district.water
    )
    return partners.add("长宁区", endpoint).partner


@pytest.fixture
def with_them(reported: Any, zhoumin: Any, chenli: Any, district: Any) -> Case:  # noqa: F811
    """A case that was dispatched to the unit which stands for the partner."""
    act(zhoumin, reported.number, "file")
    return act(chenli, reported.number, "dispatch", unit=district.water)


def answers(city: Any, *updates: tuple[str, str, str, str, str]) -> None:
    rows = "".join(UPDATE.format(*row) for row in updates)
    text = f"<service_request_updates>{rows}</service_request_updates>"
    city.answers["/v2/servicerequestupdates.xml"] = (200, text)


def at(minutes: int) -> str:
    return (timezone.now() + timedelta(minutes=minutes)).isoformat()


def test_what_is_dispatched_to_the_partners_unit_is_handed_over_once(
    city: Any, partner: Partner, with_them: Case
) -> None:
    city.answers["/v2/requests.xml"] = (200, NEW.format("CN-1"))
    run_round(timezone.now())
    run_round(timezone.now())
    assert len(city.sent) == 1
    sent = city.sent[0]
    assert (sent["api_key"], sent["jurisdiction_id"]) == ("their-key", "310105")
    assert sent["attribute[external_id]"] == with_them.number
    with_them.refresh_from_db()
    assert with_them.stage == "handling"
    assert Handover.objects.get().remote == "CN-1"


def test_nothing_is_told_of_who_reported_it(city: Any, partner: Partner, with_them: Case) -> None:
    city.answers["/v2/requests.xml"] = (200, NEW.format("CN-1"))
    run_round(timezone.now())
    assert not any("张阿姨" in text or "13812341234" in text for text in city.sent[0].values())


def test_a_partner_that_is_away_gets_it_later_and_stops_no_other(
    city: Any, partner: Partner, with_them: Case
) -> None:
    other = partners.add("闵行区", partners.Endpoint("http://127.0.0.1:9/v2", pulls=True))
    now = timezone.now()
    run_round(now)
    partner.refresh_from_db()
    assert "404" in partner.failure
    assert Partner.objects.get(name="闵行区").failure
    handover = Handover.objects.get()
    assert (handover.attempts, handover.remote) == (1, "")
    city.answers["/v2/requests.xml"] = (200, NEW.format("CN-1"))
    run_round(now)
    assert not Handover.objects.get().remote, "not before its time"
    run_round(now + timedelta(minutes=2))
    assert Handover.objects.get().remote == "CN-1"
    partner.refresh_from_db()
    assert partner.failure == ""
    assert other.partner.name == "闵行区"


def test_their_done_goes_into_our_check(city: Any, partner: Partner, with_them: Case) -> None:
    city.answers["/v2/requests.xml"] = (200, NEW.format("CN-1"))
    answers(city, ("7", "CN-1", "fixed", "已疏通", at(1)))
    run_round(timezone.now())
    with_them.refresh_from_db()
    assert with_them.stage == "check"
    assert LedgerEntry.objects.filter(action="handle", note="长宁区：已疏通").count() == 1
    run_round(timezone.now())
    assert LedgerEntry.objects.filter(case=with_them, action="handle").count() == 1


def test_updates_applied_out_of_order_change_nothing(
    city: Any, partner: Partner, with_them: Case
) -> None:
    city.answers["/v2/requests.xml"] = (200, NEW.format("CN-1"))
    answers(city, ("8", "CN-1", "fixed", "已疏通", at(5)))
    run_round(timezone.now())
    answers(city, ("7", "CN-1", "not_councils_responsibility", "不归我们", at(2)))
    run_round(timezone.now())
    with_them.refresh_from_db()
    assert with_them.stage == "check"


def test_what_is_not_theirs_comes_back(city: Any, partner: Partner, with_them: Case) -> None:
    city.answers["/v2/requests.xml"] = (200, NEW.format("CN-1"))
    answers(city, ("7", "CN-1", "not_councils_responsibility", "不归我们", at(1)))
    run_round(timezone.now())
    with_them.refresh_from_db()
    assert (with_them.stage, with_them.unit) == ("filed", None)


def test_a_server_without_the_extension_is_asked_for_states(
    city: Any, partner: Partner, with_them: Case
) -> None:
    city.answers["/v2/requests.xml"] = (
        200,
        "<service_requests><request><service_request_id>CN-1</service_request_id>"
        "<status>closed</status><status_notes>done</status_notes>"
        f"<requested_datetime>{at(0)}</requested_datetime></request></service_requests>",
    )
    run_round(timezone.now())
    with_them.refresh_from_db()
    assert with_them.stage == "check"


def standing(city: Any, state: str, when: str) -> None:
    """The state of the request, as a server without the extension tells it."""
    city.answers["/v2/requests.xml"] = (
        200,
        "<service_requests><request><service_request_id>CN-1</service_request_id>"
        f"<status>{state}</status><requested_datetime>{when}</requested_datetime></request>"
        "</service_requests>",
    )


def test_a_second_closing_after_reopening_is_told_again(
    city: Any, partner: Partner, with_them: Case, zhoumin: Any
) -> None:
    when = at(0)
    for state in ("closed", "closed"):
        standing(city, state, when)
        run_round(timezone.now())
    act(zhoumin, with_them.number, "check_fail", reason="仍有积水")
    run_round(timezone.now())
    with_them.refresh_from_db()
    assert with_them.stage == "handling", "it is the closing that we know"
    for state in ("open", "closed", "closed"):
        standing(city, state, when)
        run_round(timezone.now())
    with_them.refresh_from_db()
    assert with_them.stage == "check"
    assert LedgerEntry.objects.filter(case=with_them, action="handle").count() == 2


def test_a_later_closing_is_told_again_though_nobody_saw_it_open(
    city: Any, partner: Partner, with_them: Case, zhoumin: Any
) -> None:
    standing(city, "closed", at(0))
    run_round(timezone.now())
    act(zhoumin, with_them.number, "check_fail", reason="仍有积水")
    standing(city, "closed", at(30))
    run_round(timezone.now())
    with_them.refresh_from_db()
    assert with_them.stage == "check"


def test_a_token_becomes_their_number(city: Any, partner: Partner, with_them: Case) -> None:
    city.answers["/v2/requests.xml"] = (
        200, "<service_requests><request><token>t-9</token></request></service_requests>",
    )  # fmt: skip
    city.answers["/v2/tokens/t-9.xml"] = (200, NEW.format("CN-9"))
    answers(city)
    run_round(timezone.now())
    assert Handover.objects.get().remote == "CN-9"


def test_their_requests_become_our_cases_once(city: Any, partner: Partner, flood: Any) -> None:  # noqa: F811
    Partner.objects.update(pulls=True, unit=None, codes={flood.key: "014"})
    city.answers["/v2/requests.xml"] = (
        200,
        "<service_requests><request><service_request_id>CN-3</service_request_id>"
        "<service_code>014</service_code><description>桥下积水</description>"
        "<lat>31.1919</lat><long>121.4319</long></request></service_requests>",
    )
    run_round(timezone.now())
    run_round(timezone.now())
    report = Report.objects.get()
    assert (report.text, report.case.type_id) == ("桥下积水", flood.pk)


@pytest.mark.parametrize("text", ["not xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a/>"])
def test_an_answer_that_is_none_is_named_and_harms_nothing(
    city: Any, partner: Partner, with_them: Case, text: str
) -> None:
    city.answers["/v2/requests.xml"] = (200, text)
    run_round(timezone.now())
    partner.refresh_from_db()
    assert "answer" in partner.failure
    with_them.refresh_from_db()
    assert with_them.stage == "dispatched"
