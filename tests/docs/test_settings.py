from chengyun.runtime.config import SETTINGS, variable
from tests.docs.texts import GUIDE, headings, sections

SETTINGS_PAGE = GUIDE / "settings.md"


def test_every_setting_has_its_heading_and_no_heading_is_left_over() -> None:
    assert set(headings(SETTINGS_PAGE, 2)) == {variable(name) for name in SETTINGS}


def test_the_default_and_what_is_wanted_are_those_of_the_code() -> None:
    for name, section in sections(SETTINGS_PAGE).items():
        setting = SETTINGS[name.removeprefix("CHENGYUN_").lower()]
        default = f"`{setting.default}`" if setting.default else "empty"
        assert section.strip().splitlines()[0] == f"Default: {default} · wanted: {setting.wanted}"
