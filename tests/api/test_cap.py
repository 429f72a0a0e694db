from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.test import Client

from chengyun.cases.models import CaseType
from chengyun.cases.services import take_alarms
from chengyun.cases.services.alarms import AlarmIn
from chengyun.people.services import KIOSK, issue_token
from chengyun.sensing.adapters import cap
from chengyun.sensing.models import Datastream, ObservedProperty, Thing

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NOW_US = int(MONDAY.timestamp() * 1e6) + 3_600_000_000
NS = {"c": "urn:oasis:names:tc:emergency:cap:1.2", "a": "http://www.w3.org/2005/Atom"}
KEY = "a" * 32


@pytest.fixture
def gauge(district: Any) -> Any:
    level = ObservedProperty.objects.create(code="water_level", minimum=0, maximum=9)
    thing = Thing.objects.create(
        key="g-1", name="乐山路水位计", kind="gauge", area=district.grid, lon=121.4319, lat=31.1919
    )
    CaseType.objects.create(
        key="flooding", pack="flood", title_zh="道路积水", title_en="Flooded road", severity=2,
        limit="2uh", unit_kind="water",
    )  # fmt: skip
    return Datastream.objects.create(key="g-1/level", thing=thing, observed_property=level)


@pytest.fixture
def phase(gauge: Any) -> Any:
    """Tell one phase of the alarm."""

    def tell(name: str = "onset", minutes: int = 0, severity: int = 2) -> None:
        at = MONDAY + timedelta(minutes=minutes)
        take_alarms(
            [
                AlarmIn(
                    KEY, "flood.deep", "flooding", gauge.pk, severity, 0.4, MONDAY, at, name, {},
                    "道路积水", "Flooded road",
                )
            ]
        )  # fmt: skip

    return tell


def fetched(client: Client, path: str = f"{KEY}.xml") -> Element:
    response = client.get(f"/api/v1/cap/{path}")
    assert response.status_code == 200
    return fromstring(response.content)


def texts(root: Element, *names: str) -> list[str | None]:
    return [root.findtext(f"c:{name.replace('/', '/c:')}", None, NS) for name in names]


def test_an_alarm_is_a_warning_with_all_that_the_standard_requires(
    client: Client, zhoumin: Any, phase: Any
) -> None:
    phase()
    client.force_login(zhoumin)
    alert = fetched(client)
    assert texts(alert, "sender", "sent", "status", "msgType", "scope") == [
        "chengyun.310104", "2026-11-23T10:00:00+08:00", "Actual", "Alert", "Restricted",
    ]  # fmt: skip
    assert texts(alert, "info/category", "info/urgency", "info/severity", "info/certainty") == [
        "Met", "Immediate", "Severe", "Observed",
    ]  # fmt: skip
    assert [info.findtext("c:event", "", NS) for info in alert.findall("c:info", NS)] == [
        "道路积水", "Flooded road",
    ]  # fmt: skip
    assert texts(alert, "info/area/circle", "info/area/geocode/value") == [
        "31.191900,121.431900 0.1", "310104014001001",
    ]  # fmt: skip
    assert alert.findtext("c:restriction", "", NS)
    assert alert.find("c:references", NS) is None


def test_a_warning_is_updated_and_then_cancelled(client: Client, zhoumin: Any, phase: Any) -> None:
    client.force_login(zhoumin)
    phase()
    first = fetched(client)
    reference = ",".join(str(text) for text in texts(first, "sender", "identifier", "sent"))
    phase("escalate", 5, severity=1)
    graver = fetched(client)
    assert texts(graver, "msgType", "info/severity", "references") == [
        "Update", "Extreme", reference,
    ]  # fmt: skip
    phase("clear", 9)
    over = fetched(client)
    assert texts(over, "msgType", "info/urgency", "references") == ["Cancel", "Past", reference]
    names = {alert.findtext("c:identifier", "", NS) for alert in (first, graver, over)}
    assert len(names) == 3


def test_what_we_send_we_also_read(client: Client, zhoumin: Any, phase: Any) -> None:
    client.force_login(zhoumin)
    levels = []
    for told in (("onset", 0, 2), ("escalate", 5, 1), ("clear", 9, 1)):
        phase(*told)
        body = client.get(f"/api/v1/cap/{KEY}.xml").content
        readings = cap.read(body, {"point": [121.4319, 31.1919]}, "", NOW_US)
        levels += [(row.key, row.value) for row in readings]
        assert cap.read(body, {"point": [121.5, 31.2]}, "", NOW_US) == []
    key = "chengyun.310104.flood.deep"
    assert levels == [(key, 3.0), (key, 4.0), (key, 0.0)]


def test_a_simulated_alarm_is_an_exercise(
    client: Client, zhoumin: Any, phase: Any, gauge: Any
) -> None:
    Thing.objects.update(simulated=True)
    phase()
    client.force_login(zhoumin)
    assert texts(fetched(client), "status") == ["Exercise"]
    assert cap.read(client.get(f"/api/v1/cap/{KEY}.xml").content, {}, "", NOW_US) == []


def test_the_feed_leads_to_every_warning(client: Client, zhoumin: Any, phase: Any) -> None:
    phase()
    client.force_login(zhoumin)
    entries = fetched(client, "").findall("a:entry", NS)
    (link,) = [entry.find("a:link", NS) for entry in entries]
    assert link is not None
    assert link.get("href") == f"http://testserver/api/v1/cap/{KEY}.xml"
    assert link.get("type") == "application/cap+xml"


def test_a_reader_gets_the_warnings_of_the_own_cases_and_no_others(
    client: Client, wangfang: Any, liqiang: Any, phase: Any, gauge: Any, district: Any
) -> None:
    Thing.objects.update(area=district.tianlin, lon=121.4191, lat=31.1825)
    phase()
    client.force_login(wangfang)
    assert client.get(f"/api/v1/cap/{KEY}.xml").status_code == 404
    assert fetched(client, "").findall("a:entry", NS) == []


def test_a_stranger_gets_nothing_and_a_kiosk_link_what_its_officer_sees(
    client: Client, zhaoguohua: Any, phase: Any
) -> None:
    phase()
    assert client.get("/api/v1/cap/").status_code == 401
    assert client.get(f"/api/v1/cap/{KEY}.xml").status_code == 401
    token = issue_token(zhaoguohua, KIOSK, timedelta(days=1))
    (entry,) = fetched(client, f"?token={token}").findall("a:entry", NS)
    link = entry.find("a:link", NS)
    assert link is not None
    assert client.get(link.get("href", "")).status_code == 200


def test_the_feed_asks_the_database_a_few_times_and_not_once_per_alarm(
    client: Client, zhoumin: Any, phase: Any, django_assert_max_num_queries: Any
) -> None:
    phase()
    client.force_login(zhoumin)
    with django_assert_max_num_queries(8):
        fetched(client, "")
