"""How the page is drawn in a real Chromium: its names, its size, how soon."""

import base64
import itertools
from pathlib import Path
from typing import Any

import pytest
from support.browser import Browser
from support.networks import around_one, five_cities, many

from kg.draw import draw

pytestmark = pytest.mark.browser


def test_chinese_is_drawn_and_not_as_empty_boxes(browser: Browser, tmp_path: Path) -> None:
    pictures = set()
    for label in ("杭州", "郑州", "\U000f0001\U000f0002"):
        graph = five_cities()
        graph.nodes["city:hangzhou"]["label_zh"] = label
        browser.open(draw(graph, tmp_path / "x.html"))
        browser.settle()
        pictures.add(browser.run("document.querySelector('canvas').toDataURL()"))
    # Two names, and one in characters that no font has: three different pictures.
    assert len(pictures) == 3


def test_a_picture_of_a_thousand_is_ready_in_a_second_and_of_five_thousand_in_two(
    browser: Browser, tmp_path: Path
) -> None:
    for count, cities, seconds in ((1000, 120, 1.0), (5000, 300, 2.0)):
        path = draw(many(count, cities), tmp_path / f"{count}.html")
        browser.open(path)
        # Of the processor: how long others keep it is not the page's doing.
        assert browser.worked_s() < seconds
        assert browser.complaints() == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "make", [five_cities, around_one, lambda: many(400, 60)], ids=["five", "focus", "many"]
)
def test_names_never_cover_one_another_at_any_zoom(
    browser: Browser, tmp_path: Path, make: Any, language: str
) -> None:
    browser.open(draw(make(), tmp_path / "x.html", language=language))
    seen = 0
    for _ in range(5):
        browser.settle()
        boxes = browser.run("window.__picture.scene.names.boxes")
        seen += len(boxes)
        for (one, l1, t1, r1, b1), (two, l2, t2, r2, b2) in itertools.combinations(boxes, 2):
            assert l1 >= r2 or l2 >= r1 or t1 >= b2 or t2 >= b1, (one, two)
        browser.run("return window.__picture.scene.zoom(1.7), 1")
    assert seen >= 8


def test_with_few_companies_every_name_is_shown_at_once(browser: Browser, tmp_path: Path) -> None:
    for language in ("zh", "en"):
        browser.open(draw(five_cities(), tmp_path / "x.html", language=language))
        browser.settle()
        assert len(browser.run("window.__picture.scene.names.boxes")) == len(five_cities())


def test_on_a_narrow_screen_nothing_sticks_out(browser: Browser, tmp_path: Path) -> None:
    browser.size(390, 780)
    browser.open(draw(five_cities(), tmp_path / "x.html"), "#node=city:beijing")
    browser.settle()
    assert browser.run("document.documentElement.scrollWidth") <= 390
    assert browser.run("document.getElementById('canvas').clientHeight") > 250
    assert browser.run("document.getElementById('panel').getBoundingClientRect().top") > 200


def _corners(browser: Browser) -> list[float]:
    """Where the picture's box lies in its canvas: how far its four sides are inside, pixels."""
    return list(
        browser.run(
            """
            const { picture, scene } = window.__picture, [left, top, right, bottom] = picture.box;
            const one = scene.onScreen(left, top), two = scene.onScreen(right, bottom);
            const { clientWidth: wide, clientHeight: high } = scene.container;
            return [one.x, one.y, wide - two.x, high - two.y];
            """
        )
    )


def _resized(browser: Browser) -> None:
    """Wait until the canvas is as wide as the place that it has."""
    wide = "document.querySelector('canvas').clientWidth"
    browser.wait(f"{wide} === document.getElementById('canvas').clientWidth")
    browser.settle()


@pytest.mark.parametrize("size", [(900, 700), (1500, 500), (390, 780)])
def test_the_whole_is_seen_again_when_the_window_changes_unless_the_reader_moved(
    browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    browser.size(1400, 813)
    browser.open(draw(five_cities(), tmp_path / "x.html"))
    scale = "window.__picture.scene.scale"
    browser.size(*size)
    _resized(browser)
    assert min(_corners(browser)) >= -1
    browser.run("return window.__picture.scene.zoom(2), 1")
    browser.settle()
    browser.size(1280, 800)
    _resized(browser)
    assert browser.run(scale) > 1.2 * browser.run("window.__picture.scene.home")


def test_a_screenshot_is_not_blank(browser: Browser, tmp_path: Path) -> None:
    browser.open(draw(many(300, 40), tmp_path / "x.html"))
    browser.settle()
    picture = base64.b64decode(browser.driver.get_screenshot_as_base64())
    browser.run("return document.querySelector('canvas').style.visibility = 'hidden', 1")
    blank = base64.b64decode(browser.driver.get_screenshot_as_base64())
    assert picture[:4] == b"\x89PNG" and len(picture) > 2 * len(blank)
