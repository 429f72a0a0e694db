"""The Chinese fonts of this machine, for what is printed."""

from functools import cache

import typst
from django.utils.translation import gettext as _

# A text face and a face for headings, the first of each that the machine has.
SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "FangSong")
SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "SimHei",
        "WenQuanYi Zen Hei")  # fmt: skip


class NoFont(Exception):
    """The machine has no Chinese font; the text says what to install."""


@cache
def faces() -> tuple[str, str]:
    """A serif and a sans-serif face, the same one where only one is there. Raises NoFont."""
    known = families()
    serif = next((face for face in SERIF if face in known), "")
    sans = next((face for face in SANS if face in known), "")
    if not serif and not sans:
        raise NoFont(
            _(
                "This machine has no font with Chinese characters. Install one, such as the "
                "package fonts-noto-cjk (Debian, Ubuntu) or google-noto-serif-cjk-fonts "
                "(Fedora, openEuler)."
            )
        )
    return serif or sans, sans or serif


def families() -> frozenset[str]:
    """The fonts of this machine."""
    return frozenset(typst.Fonts(include_system_fonts=True).families())
