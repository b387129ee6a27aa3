"""All text of the pages and the pictures can be read: 4.5 to 1 at least, as WCAG 2 reckons it."""

import itertools
import re
from pathlib import Path

import pytest

from kg.draw.palette import PAPER
from kg.web.queries import editor_files as assets

ENOUGH = 4.5
STATIC = Path(assets.__file__).parents[1] / "static"
INKS = ("ink", "body", "soft", "accent")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_of_a_picture_can_be_read_on_every_ground(theme: str) -> None:
    paper = PAPER[theme]
    for ink, ground in itertools.product((*INKS, "faint", "area"), ("paper", "panel", "disc")):
        assert contrast(paper[ink], paper[ground]) >= ENOUGH, (ink, ground)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_of_a_page_can_be_read_on_every_ground(theme: str) -> None:
    paper = variables("site.css")[theme]
    for ink, ground in itertools.product((*INKS, "link"), ("paper", "panel", "disc", "warn", "note")):
        assert contrast(paper[ink], paper[ground]) >= ENOUGH, (ink, ground)
    for ink, colour in variables("editor.css")[theme].items():
        assert contrast(colour, paper["panel"]) >= ENOUGH, ink


def variables(name: str) -> dict[str, dict[str, str]]:
    """Give the colours that a style sheet names, by theme: light is written before dark."""
    written = re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (STATIC / name).read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = {"light": {}, "dark": {}}
    for variable, colour in written:
        found["dark" if variable in found["light"] else "light"].setdefault(variable, colour)
    assert found["light"].keys() == found["dark"].keys()
    return found
