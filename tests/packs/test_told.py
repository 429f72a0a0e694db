"""What a pack says itself is kept in both languages and typed by nobody."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from chengyun.packs import api, values
from chengyun.packs.queries.registers import sheets
from chengyun.people.models import Unit

TITLES = {"title_zh": "理由", "title_en": "Reasons"}
WHY = api.Field(key="why", kind="told", **TITLES)


def test_what_is_told_is_read_in_the_language_of_whoever_reads() -> None:
    told = api.in_both(lambda: api.say("停水", "No water"))
    assert told == ["停水", "No water"]
    stored = values.read_one(WHY, told)
    with override("en"):
        assert (values.said(WHY, stored), api.in_mine(stored)) == ("No water", "No water")
    with override("zh-hans"):
        assert (values.said(WHY, stored), api.in_mine(stored)) == ("停水", "停水")


def test_what_was_kept_as_one_text_is_still_read() -> None:
    assert values.said(WHY, "停水") == "停水"
    assert values.said(WHY, None) == api.in_mine(None) == ""
    assert values.read_one(WHY, "停水") == ["停水", "停水"]


@pytest.mark.parametrize("wrong", [["停水"], ["a", "b", "c"], ["停" * 4001, "a"]])
def test_what_is_not_in_two_languages_or_too_long_is_refused(wrong: list[str]) -> None:
    with pytest.raises(ValueError, match=r"languages|at most|最多"):
        values.read_one(WHY, wrong)


def test_nobody_is_asked_for_it() -> None:
    with pytest.raises(ValueError, match="what is told is not needed"):
        api.Field(key="why", kind="told", needed=True, **TITLES)
    name = api.Field(key="name", **TITLES)
    register = api.Register(key="things", name="name", fields=(name, WHY), **TITLES)
    assert register.typed_fields == (name,)


@pytest.mark.django_db
def test_changing_an_entry_by_hand_leaves_what_is_told(
    client: Client, hand: Any, liqiang: Any
) -> None:
    liqiang.unit = Unit.objects.create(
        code="civil-affairs", name_zh="区民政局", kind="civil_affairs"
    )
    liqiang.save()
    house = hand(pack="relief")
    told = {"code": "JZ1", "group": "watch", "level": "yellow", "holder": "徐桂珍", "people": 1}
    home = house.add("relief_household", told, area="310104014001001")
    told = {"number": "JY-1", "household": home.key, "score": 50, "why": ["停水", "No water"]}
    one = house.add("relief_suggestion", told, area="310104014001001")
    client.force_login(liqiang)
    address = f"/scenes/relief/relief_suggestion/{one.key}/"
    form = client.get(f"{address}change/")
    assert 'name="why"' not in form.content.decode()
    given = {"number": "JY-2", "household": home.key, "score": "60"}
    assert client.post(f"{address}change/", given).status_code == 302
    assert house.entry(one.key).values["why"] == ["停水", "No water"]
    assert house.entry(one.key).values["number"] == "JY-2"
    assert "停水" in client.get(address).content.decode()
    assert "why" not in {f.key for f in sheets()["relief_suggestion"].register.typed_fields}
