"""The command bar: what is found while typing, and typed commands."""

from typing import Any

import pytest
from django.test import Client

from chengyun.faces.desk import command_line, finding
from chengyun.people.policy import viewer_of
from chengyun.sensing.models import Datastream, ObservedProperty, Thing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _read_anew() -> None:
    finding.forget()


def names(found: Any) -> list[str]:
    return [entry.name_zh for entry in found]


@pytest.mark.parametrize("typed", ["徐家汇", "家汇街", "xujiahui", "xjh", "xjhjd", "310104014"])
def test_a_place_is_found_by_name_code_or_pinyin(zhoumin: Any, typed: str) -> None:
    assert names(finding.entries(viewer_of(zhoumin), typed, finding.AREA))[0] == "徐家汇街道"


def test_what_is_typed_amiss_is_guessed(zhoumin: Any, district: Any) -> None:
    assert names(finding.entries(viewer_of(zhoumin), "xujiahiu", finding.AREA)) == ["徐家汇街道"]
    assert finding.entries(viewer_of(zhoumin), "qqqqqqq", finding.AREA) == []


def test_units_and_officers_are_found(zhoumin: Any, liqiang: Any, district: Any) -> None:
    viewer = viewer_of(zhoumin)
    assert names(finding.entries(viewer, "swj", finding.UNIT)) == ["区水务局"]
    assert names(finding.entries(viewer, "water", finding.UNIT)) == ["区水务局"]
    assert names(finding.entries(viewer, "lq", finding.OFFICER)) == ["李强"]


def test_nothing_outside_the_readers_area_is_found(
    wangfang: Any, case: Any, elsewhere: Any, district: Any
) -> None:
    viewer = viewer_of(wangfang)
    assert names(finding.entries(viewer, "田林", finding.AREA)) == []
    assert [c.number for c in finding.cases(viewer, "积水")] == [case.number]
    assert finding.cases(viewer, elsewhere.number) == []
    assert finding.cases(viewer, elsewhere.number[-6:]) == []


def test_a_case_is_found_by_the_last_digits_of_its_number(zhoumin: Any, case: Any) -> None:
    short = str(int(case.number[-6:]))
    assert [c.number for c in finding.cases(viewer_of(zhoumin), short)] == [case.number]


@pytest.mark.parametrize("verb", ["dispatch", "派遣", "d", "D"])
def test_a_typed_command_opens_the_form_filled_in(
    client: Client, zhoumin: Any, case: Any, do: Any, district: Any, verb: str
) -> None:
    do(zhoumin, case, "file")
    short = str(int(case.number[-6:]))
    command = command_line.read(viewer_of(zhoumin), f"{verb} {short} 水务局 请带水泵")
    assert (
        isinstance(command, command_line.Command)
        and command.unit
        and command.unit.key == "swj"
        and command.words == "请带水泵"
    )
    client.force_login(zhoumin)
    shown = client.get(command.address).content.decode()
    assert 'value="swj" selected' in shown and "请带水泵" in shown


@pytest.mark.parametrize("typed", ["", "d", "d x", "d 999999", "水务局", "派遣"])
def test_what_is_no_command_or_not_open_is_none(zhoumin: Any, case: Any, typed: str) -> None:
    assert command_line.read(viewer_of(zhoumin), typed) is None


def test_a_command_is_not_open_to_whom_the_action_is_not_and_this_is_said(
    client: Client, wangfang: Any, zhoumin: Any, case: Any, do: Any
) -> None:
    do(zhoumin, case, "file")
    read = command_line.read(viewer_of(wangfang), f"d {case.number} swj")
    assert isinstance(read, command_line.NotOpen)
    client.force_login(wangfang)
    shown = client.get("/desk/find/", {"q": f"d {case.number} swj"}).content.decode()
    assert "found-no" in shown and "data-enter" not in shown


def test_the_page_shows_what_was_found_in_groups(
    client: Client, zhoumin: Any, case: Any, liqiang: Any
) -> None:
    client.force_login(zhoumin)
    assert case.number in client.get("/desk/find/?q=积水").content.decode()
    assert "handler=liqiang" in client.get("/desk/find/?q=李强").content.decode()
    assert client.get("/desk/find/?q=").content.strip() == b""
    assert Client().get("/desk/find/?q=积水").status_code == 302


def test_the_queue_shows_what_an_officer_has_in_hand(
    client: Client, zhoumin: Any, case: Any, liqiang: Any, do: Any, district: Any
) -> None:
    client.force_login(zhoumin)
    assert case.number not in client.get("/desk/?open=1&handler=liqiang").content.decode()
    do(zhoumin, case, "file")
    do(zhoumin, case, "dispatch", unit=district.water, handler=liqiang)
    assert case.number in client.get("/desk/?open=1&handler=liqiang").content.decode()


@pytest.mark.parametrize("typed", ["积水", "daolujishui", "dljs", "flooded road", "road flooded"])
def test_a_kind_of_case_is_found_in_either_language_or_in_pinyin(
    client: Client, zhoumin: Any, case: Any, typed: str
) -> None:
    client.force_login(zhoumin)
    page = client.get("/desk/find/", {"q": typed})
    assert names(page.context["kinds"]) == ["道路积水"]
    assert "/desk/?open=1&amp;kinds=road_flooded" in page.content.decode()


@pytest.mark.parametrize("typed", ["道路机水", "floded road", "daolujishiu"])
def test_a_guess_is_made_only_where_nothing_is_called_so_and_says_that_it_is_one(
    client: Client, zhoumin: Any, case: Any, typed: str
) -> None:
    client.force_login(zhoumin)
    page = client.get("/desk/find/", {"q": typed})
    assert page.context["guessed"] and "道路积水" in names(page.context["kinds"])
    sure = client.get("/desk/find/", {"q": "积水"})
    assert "guessed" not in sure.context and not sure.context["places"]


@pytest.mark.parametrize("typed", ["雨强", "yuqiang", "rain intensity", "雨量站"])
def test_a_datastream_is_found_by_its_device_or_by_what_it_measures(
    zhoumin: Any, district: Any, typed: str
) -> None:
    rain = ObservedProperty.objects.create(
        code="rain", name_zh="雨强", name_en="Rain intensity", minimum=0, maximum=300
    )
    gauge = Thing.objects.create(
        key="r-1", name="上海中学雨量站", kind="gauge", lon=121.43, lat=31.19, area=district.grid
    )
    stream = Datastream.objects.create(thing=gauge, observed_property=rain, key="r-1.rain")
    assert list(finding.streams(viewer_of(zhoumin), typed)) == [stream]
