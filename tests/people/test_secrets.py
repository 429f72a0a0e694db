"""Contact details at rest."""

from typing import Any

import pytest

from chengyun.people.secrets import masked, reseal, seal, unseal


def test_what_is_sealed_comes_back() -> None:
    sealed = seal({"name": "张阿姨", "phone": "13812341234"})
    assert "张" not in sealed and "1381234" not in sealed
    assert unseal(sealed) == {"name": "张阿姨", "phone": "13812341234"}


def test_nothing_is_sealed_as_nothing() -> None:
    assert seal({"name": "", "phone": ""}) == "" and unseal("") == {}


def test_what_was_altered_or_sealed_with_another_key_reads_as_nothing(settings: Any) -> None:
    sealed = seal({"name": "张阿姨"})
    assert unseal(sealed[:-4] + "AAA=") == {}
    settings.SECRET_KEY = "another"
    assert unseal(sealed) == {}


def test_a_number_is_shown_by_its_ends() -> None:
    assert masked("13812341234") == "138****1234"
    assert masked("021-6437") == "02****37"
    assert masked("110") == "***"
    assert masked("") == ""


def test_a_former_key_still_opens_what_it_sealed(settings: Any) -> None:
    sealed = seal({"name": "张阿姨"})
    settings.SECRET_KEY, former = "newest", settings.SECRET_KEY
    settings.SECRET_KEY_FALLBACKS = ["between", former]
    assert unseal(sealed) == {"name": "张阿姨"}


def test_resealed_needs_the_former_key_no_more(settings: Any) -> None:
    sealed = seal({"phone": "13812341234"})
    settings.SECRET_KEY, former = "newest", settings.SECRET_KEY
    settings.SECRET_KEY_FALLBACKS = [former]
    fresh = reseal(sealed)
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(fresh) == {"phone": "13812341234"} and unseal(sealed) == {}
    assert reseal("") == ""
    with pytest.raises(ValueError, match="no key"):
        reseal(sealed)
