from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from chengyun.cases import casefile
from chengyun.cases.casefile import fonts, render
from chengyun.cases.files import intake
from chengyun.cases.models import LedgerEntry
from chengyun.cases.services import attachments
from chengyun.cases.services.attachments import Told
from chengyun.people.policy import viewer_of
from chengyun.runtime import cli
from tests.cases import photos

pytestmark = pytest.mark.django_db
MARKUP = '#panic("x") = heading $sum$ *bold* @ref [#raw(read("/etc/passwd"))] \\ 中文 // end'


def _fonts() -> bool:
    return bool({*fonts.SERIF, *fonts.SANS} & fonts.families())


needs_font = pytest.mark.skipif(not _fonts(), reason="no Chinese font on this machine")


@pytest.fixture
def handled(
    reported: Any, zhoumin: Any, liqiang: Any, district: Any, do: Callable[..., Any]
) -> Any:
    """The case in 乐山, handled by 李强, with photos from before and after."""

    def attach(actor: Any, colour: str, moment: str) -> None:
        file = intake.take(photos.opened(photos.jpeg((1600, 1200), colour)), "a.jpg")
        attachments.attach(actor, reported.number, [file], Told(moment))

    do(zhoumin, reported, "file")
    do(zhoumin, reported, "dispatch", unit=district.water)
    do(liqiang, reported, "accept")
    attach(liqiang, "slategray", "before")
    attach(liqiang, "darkseagreen", "after")
    return do(liqiang, reported, "handle", MARKUP)


def gathered(officer: Any, case: Any) -> dict[str, Any]:
    return casefile.gather(viewer_of(officer), case, str(officer)).data


def test_the_file_says_all_of_the_case(handled: Any, zhoumin: Any) -> None:
    told = gathered(zhoumin, handled)
    assert told["number"] == handled.number
    assert [group["title"] for group in told["photos"]] == ["处置前", "处置后"]
    rows = LedgerEntry.objects.filter(case=handled).order_by("seq")
    assert [step["digest"] for step in told["ledger"]] == [row.digest for row in rows]
    assert told["proof"]["holds"]
    assert str(rows.count()) in told["proof"]["sentence"]


def test_a_changed_row_is_told_in_the_file(handled: Any, zhoumin: Any) -> None:
    row = LedgerEntry.objects.filter(action="handle").get()
    LedgerEntry.objects.filter(pk=row.pk).update(note="一切正常")
    told = gathered(zhoumin, handled)["proof"]
    assert not told["holds"]
    assert str(row.seq) in told["sentence"]


def test_who_does_not_call_back_gets_the_reporter_masked(
    handled: Any, zhoumin: Any, zhaoguohua: Any
) -> None:
    assert "13812341234" in gathered(zhoumin, handled)["reports"][0]["who"]
    assert gathered(zhaoguohua, handled)["reports"][0]["who"] == "张** 138****1234"


@needs_font
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_words_of_people_are_text_and_never_markup(
    language: str, handled: Any, zhoumin: Any
) -> None:
    with translation.override(language):
        content = casefile.as_pdf(casefile.gather(viewer_of(zhoumin), handled, "周敏"))
    assert content.startswith(b"%PDF-")
    assert len(content) > 20_000


@needs_font
def test_the_surroundings_are_drawn_from_our_own_layers(handled: Any, zhoumin: Any) -> None:
    from chengyun.places.layers import put_layer

    lon, lat = handled.lon, handled.lat
    road = [[lon - 0.01, lat], [lon + 0.01, lat + 0.001]]
    far = [[lon + 1, lat + 1], [lon + 1.1, lat + 1]]
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": c}}
        for c in (road, far)
    ]
    assert gathered(zhoumin, handled)["map"] is None
    put_layer("road", {"type": "FeatureCollection", "features": features})
    file = casefile.gather(viewer_of(zhoumin), handled, "周敏")
    assert file.pictures["map.svg"].count(b"M-") == 2  # the one road, its edge and its face
    assert len(render.as_pictures(file, 40)) >= 2


def test_without_a_chinese_font_the_package_is_named(
    handled: Any, zhoumin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "families", lambda: frozenset({"Libertinus Serif"}))
    fonts.faces.cache_clear()
    with pytest.raises(casefile.NoFont, match="fonts-noto-cjk"):
        casefile.as_pdf(casefile.gather(viewer_of(zhoumin), handled, "周敏"))
    fonts.faces.cache_clear()


@needs_font
def test_the_command_writes_the_file_masked(
    handled: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from chengyun.people.models import AuditEntry

    out = tmp_path / "a.pdf"
    assert cli.main(["case-file", handled.number, "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF-")
    assert AuditEntry.objects.get().target == handled.number
    assert cli.main(["case-file", "CY-none", "--out", str(out)]) == 1
    assert "there is no case CY-none" in capsys.readouterr().err
