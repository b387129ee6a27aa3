"""What a reader does with the page in a real Chromium: search, filter, click, switch, move."""

from pathlib import Path

import pytest
from support.browser import Browser
from support.networks import five_cities

from kg.draw import draw
from kg.draw.palette import PAPER, TINTS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("said", ["杭", "杭州", "hangzhou", "hz", "Háng", "HANG zhou"])
def test_search_finds_by_name_pinyin_and_initials(browser: Browser, tmp_path: Path, said: str) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html"))
    browser.press("/")
    for letter in said:
        browser.press(letter)
    assert browser.says("#found li", "杭州\n")
    browser.press("\ue007")  # Enter
    assert browser.says("#panel h2", "杭州")
    browser.settle()
    x, y = _on_screen(browser, "city:hangzhou")
    assert 276 < x < 1280 - 364 and 0 < y < 800


def test_search_says_when_nothing_has_the_name(browser: Browser, tmp_path: Path) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html", language="en"))
    browser.press("/")
    for letter in "qqq":
        browser.press(letter)
    assert browser.says("#found", "Nothing has this name")
    browser.press("\ue007")
    assert browser.run("document.getElementById('panel').hidden") is True


def _on_screen(browser: Browser, key: str) -> list[float]:
    return list(
        browser.run(
            """
            const { picture, scene } = window.__picture;
            const { x, y } = scene.nodes[picture.things.findIndex((thing) => thing.key === arguments[0])];
            const { left, top } = document.getElementById("canvas").getBoundingClientRect();
            const at = scene.onScreen(x, y);
            return [at.x + left, at.y + top];
            """,
            key,
        )
    )


def _amount(browser: Browser, colour: str) -> int:
    """Count the pixels of the picture that have exactly this colour."""
    browser.settle()
    return int(
        browser.run(
            """
            const canvas = document.querySelector("canvas");
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            const wanted = [1, 3, 5].map((at) => parseInt(arguments[0].slice(at, at + 2), 16));
            let count = 0;
            for (let i = 0; i < data.length; i += 4) {
              if (data[i] === wanted[0] && data[i + 1] === wanted[1] && data[i + 2] === wanted[2]) count++;
            }
            return count;
            """,
            colour,
        )
    )


def test_the_legend_filters(browser: Browser, tmp_path: Path) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html"))
    internet = TINTS["light"][0]
    before = _amount(browser, internet)
    assert before > 100
    entry = browser.find("[data-key='group:industry:internet'] .toggle")
    assert entry.get_attribute("aria-pressed") == "true"
    entry.click()
    assert _amount(browser, internet) == 0
    browser.find("#all").click()
    assert _amount(browser, internet) == before
    browser.run("return document.querySelector(\"[data-key='group:industry:internet'] .only\").click(), 1")
    assert _amount(browser, internet) == before and _amount(browser, TINTS["light"][1]) == 0


def test_a_click_opens_the_facts_with_their_positions_and_documents(browser: Browser, tmp_path: Path) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html", language="en"))
    browser.settle()
    browser.click(*_on_screen(browser, "company:tencent"))
    browser.wait("!document.getElementById('panel').hidden")
    said = browser.text("#panel")
    assert all(each in said for each in ("Tencent", "腾讯", "company:tencent", "Location", "Tencent is here"))
    assert "characters 120–136" in said and "The first" in said
    link = browser.find("#panel .evidence a")
    assert link.get_attribute("href") == "https://example.org/first"
    assert link.get_attribute("rel") == "noopener noreferrer"
    browser.press("\ue00c")  # Escape
    assert browser.wait("document.getElementById('panel').hidden")


def test_a_city_lists_who_is_there_and_one_can_go_on(browser: Browser, tmp_path: Path) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html"), "#node=city:beijing")
    assert browser.text("#panel h2") == "北京"
    chips = browser.driver.find_elements("css selector", "#panel .chips button")
    assert {chip.text for chip in chips} >= {"百度", "寒武纪", "旷视"}
    next(chip for chip in chips if chip.text == "百度").click()
    assert browser.says("#panel h2", "百度")
    assert browser.wait("location.hash.includes('node=company%3Abaidu')")


def test_hovering_says_what_it_is(browser: Browser, tmp_path: Path) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html"))
    browser.settle()
    browser.hover(*_on_screen(browser, "company:alibaba"))
    assert browser.wait("!document.getElementById('tip').hidden")
    assert browser.text("#tip").splitlines() == ["阿里巴巴", "企业 · 互联网", "杭州"]


def test_links_are_drawn_for_what_is_selected_and_for_all_on_demand(browser: Browser, tmp_path: Path) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html"))
    drawn = "window.__picture.scene.links.drawn.length"
    browser.settle()
    assert browser.run(drawn) == 1
    browser.run("return document.getElementById('links').click(), 1")
    browser.settle()
    assert browser.run(drawn) == 0
    browser.run("return window.__picture.select(6), 1")
    browser.settle()
    assert browser.run(drawn) == 1
    browser.run("return window.__picture.select(-1), 1")
    browser.run("return document.getElementById('links').click(), 1")
    browser.settle()
    assert browser.run(drawn) == 1
    middle = browser.run(
        """
        const { curve } = window.__picture.scene.links.drawn[0];
        const { left, top } = document.getElementById("canvas").getBoundingClientRect();
        return [(curve[0] + 3 * curve[2] + 3 * curve[4] + curve[6]) / 8 + left,
                (curve[1] + 3 * curve[3] + 3 * curve[5] + curve[7]) / 8 + top];
        """
    )
    browser.click(*middle)
    assert browser.wait("!document.getElementById('panel').hidden")
    assert "设有分支" in browser.text("#panel h2")


def test_language_and_theme_switch_and_are_kept_in_the_address(browser: Browser, tmp_path: Path) -> None:
    path = draw(five_cities(), tmp_path / "x.html", title={"zh": "算力", "en": "Compute"})
    browser.open(path)
    assert browser.text("#title") == "算力" and browser.run("document.documentElement.lang") == "zh-Hans"
    browser.find("#language").click()
    assert browser.says("#title", "Compute") and "Internet" in browser.text("#legend")
    browser.find("#theme").click()
    dark = _rgb(PAPER["dark"]["paper"])
    assert browser.wait(f"getComputedStyle(document.body).backgroundColor === '{dark}'")
    fragment = browser.run("location.hash").partition("#")[2]
    browser.open(path, f"#{fragment}")
    assert browser.text("#title") == "Compute" and _background(browser) == _rgb(PAPER["dark"]["paper"])


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_the_theme_is_the_readers_unless_one_was_asked_for(
    browser: Browser, tmp_path: Path, theme: str
) -> None:
    path = draw(five_cities(), tmp_path / "x.html", theme=theme)
    for scheme in ("light", "dark"):
        browser.prefer(scheme)
        browser.open(path)
        look = scheme if theme == "auto" else theme
        assert _background(browser) == _rgb(PAPER[look]["paper"])
        assert _amount(browser, TINTS[look][0]) > 100


def _background(browser: Browser) -> str:
    return str(browser.run("getComputedStyle(document.body).backgroundColor"))


def _rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def test_the_keyboard_moves_and_zooms_the_view(browser: Browser, tmp_path: Path) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html"))
    browser.run("return document.getElementById('canvas').focus(), 1")
    view = (
        "const n = window.__picture.scene.network, p = n.getViewPosition(); return [p.x, p.y, n.getScale()]"
    )
    x, y, scale = browser.run(view)
    browser.press("\ue014")  # right
    browser.press("\ue015")  # down
    browser.press("+")
    browser.settle()
    new_x, new_y, new_scale = browser.run(view)
    assert new_x > x and new_y > y and new_scale > scale
    browser.press("0")
    browser.settle()
    assert browser.run(view) == pytest.approx([x, y, scale])


def test_every_control_has_a_name_for_those_who_cannot_see_it(browser: Browser, tmp_path: Path) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html", language="en"), "#node=city:beijing")
    unnamed = browser.run(
        """
        return [...document.querySelectorAll("button, input, [role=application], a")]
          .filter((each) => each.offsetParent !== null)
          .filter((each) => !(each.innerText || each.getAttribute("aria-label") || each.labels?.length))
          .map((each) => each.outerHTML)
        """
    )
    assert unnamed == []
