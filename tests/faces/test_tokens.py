"""The design tokens hold what they promise: readable colours on every ground, in both themes."""

import re
from collections.abc import Iterator

import pytest

from chengyun.faces.assets import STATIC

CSS = (STATIC / "css" / "tokens.css").read_text()
GROUNDS = ("ground", "surface")
TEXTS = ("text", "text-soft", "text-faint", "accent", "good", "watch", "bad", "stale")
SEVERITIES = ("sev-1", "sev-2", "sev-3", "sev-4")
AA = 4.5
Color = tuple[float, float, float]


def theme(name: str) -> dict[str, Color]:
    block = CSS.split(f'[data-theme="{name}"]', 1)[1].split("}", 1)[0]
    return {key: rgb(value) for key, value in re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)}


def rgb(text: str) -> Color:
    r, g, b = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return r, g, b


def luminance(color: Color) -> float:
    """Relative luminance, WCAG 2.2."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: Color, other: Color) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def as_seen_without_red_or_green(color: Color) -> Color:
    """Deuteranopia after Viénot, Brettel and Mollon (1999), in linear light."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color)
    merged = 0.29275 * r + 0.70725 * g
    return merged, merged, -0.02234 * r + 0.02234 * g + b


def pairs(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return ((a, b) for i, a in enumerate(names) for b in names[i + 1 :])


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_and_states_are_readable_on_every_ground(name: str) -> None:
    colors = theme(name)
    for ground in GROUNDS:
        for text in (*TEXTS, *SEVERITIES):
            assert contrast(colors[text], colors[ground]) >= AA, f"{name}: {text} on {ground}"


@pytest.mark.parametrize("name", ["light", "dark"])
def test_words_on_filled_marks_are_readable(name: str) -> None:
    colors = theme(name)
    for severity in SEVERITIES:
        assert contrast(colors["on-sev"], colors[severity]) >= AA
    assert contrast(colors["on-accent"], colors["accent"]) >= AA


def test_the_night_a_person_chooses_is_the_night_the_device_prefers() -> None:
    assert theme("dark") == theme("auto")
    assert set(theme("dark")) == set(theme("light"))


def test_what_is_printed_is_printed_on_paper() -> None:
    """Only screens are dark: each dark set of colours stands inside an @media screen."""
    for name in ("dark", "auto"):
        before = CSS.split(f'[data-theme="{name}"]', 1)[0]
        assert before.rstrip().endswith("{")
        assert before.rstrip().rsplit("\n", 1)[1].startswith("@media screen")


def test_states_differ_on_the_wall_for_eyes_without_red_or_green() -> None:
    colors = theme("dark")
    for one, other in pairs((*SEVERITIES, "good")):
        seen = (as_seen_without_red_or_green(colors[name]) for name in (one, other))
        assert max(abs(a - b) for a, b in zip(*seen, strict=True)) > 0.08, f"{one} and {other}"
