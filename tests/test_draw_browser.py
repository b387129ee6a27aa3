"""The page in a real Chromium without a network: it asks nobody, runs nothing of a label's, and works."""

import base64
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, chromium
from worlds import around_one, five_cities, many

from kg.draw import draw
from kg.draw.palette import PAPER, TINTS

pytestmark = pytest.mark.browser

HOSTILE = [
    "</script><script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=2>",
    "\"href=javascript:window.__pwned=3 onmouseover='window.__pwned=3'",
    "`${window.__pwned=4}` '\"><svg/onload=window.__pwned=4>",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(autouse=True)
def _plain_window(browser: Browser) -> None:
    browser.size(1280, 800)
    browser.prefer("light")


def _text(browser: Browser, selector: str) -> str:
    return str(browser.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector))


def _hide_policy(path: Path) -> None:
    """Take the policy away: what is escaped must be harmless without it."""
    page = path.read_text(encoding="utf-8")
    weaker = page.replace('http-equiv="Content-Security-Policy"', 'name="nothing"')
    assert weaker != page
    path.write_text(weaker, encoding="utf-8")


def _tour(browser: Browser) -> None:
    """Do whatever shows a label: select, hover, search, switch language and theme, filter, open a link."""
    browser.run(
        """
        const { picture, scene, select, find, filter } = window.__picture;
        picture.things.forEach((_, index) => { select(index); });
        picture.edges.forEach((_, id) => { select(-1, id); });
        for (const letter of ["s", "i", "<", "h", "州", "`"]) {
            const box = document.getElementById("search");
            box.focus(); box.value = letter; box.dispatchEvent(new Event("input"));
        }
        document.getElementById("language").click();
        document.getElementById("theme").click();
        picture.entries.forEach((_, index) => { filter(index); filter(index); });
        select(0);
        return 1;
        """
    )
    for x, y in itertools.product(range(320, 900, 60), range(60, 760, 60)):
        browser.hover(x, y)
    browser.settle()


@pytest.mark.parametrize("make", [five_cities, around_one], ids=["map", "arcs"])
def test_a_page_asks_for_nothing_and_complains_of_nothing(
    browser: Browser, tmp_path: Path, make: Any
) -> None:
    path = draw(make(), tmp_path / "图 #1.html")
    browser.open(path)
    _tour(browser)
    assert browser.complaints() == []
    asked = browser.asked_for()
    assert [url for url in asked if url.startswith("file:")] != []
    assert [url for url in asked if not url.startswith("file:")] == []
    assert len(asked) == 1


@pytest.mark.parametrize("policy", ["with", "without"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_label_with_a_script_is_text_in_the_picture(
    browser: Browser, tmp_path: Path, hostile: str, policy: str
) -> None:
    graph = _poisoned(hostile)
    path = draw(graph, tmp_path / "x.html", title=hostile)
    if policy == "without":
        _hide_policy(path)
    browser.open(path)
    _tour(browser)
    assert browser.run("typeof window.__pwned") == "undefined"
    assert browser.complaints() == [] and len(browser.asked_for()) == 1
    assert _text(browser, "#title") == hostile and browser.driver.title == " ".join(hostile.split())
    browser.run("return window.__picture.select(0), 1")
    assert hostile in _text(browser, "#panel h2") and hostile in _text(browser, "#panel")
    assert browser.run("document.querySelectorAll('#panel :is(img, script, a, svg[onload])').length") == 0


def _poisoned(hostile: str) -> Any:
    """The five cities with the same text wherever a text can stand: labels, ids, facts, documents, groups."""
    import networkx as nx

    graph = five_cities()
    for _, node in graph.nodes(data=True):
        node |= {"label_zh": hostile, "label_en": hostile, "class_zh": hostile, "class_en": hostile}
        node["also"] = node["search"] = [hostile]
        node["plain"] = [{"label_zh": hostile, "label_en": hostile, "value_zh": hostile, "value_en": hostile}]
        for fact in node["details"]:
            fact |= {"sentence_zh": hostile, "kind_zh": hostile, "kind_en": hostile}
            fact["evidence"] = [
                {"document": hostile, "document_zh": hostile, "document_en": hostile,
                 "url": "javascript:window.__pwned=5", "start": 1, "end": 2}
            ]  # fmt: skip
            for role in fact["roles"]:
                role |= {"label_zh": hostile, "value_zh": hostile, "value_en": hostile}
    for _, _, edge in graph.edges(data=True):
        edge |= {"label_zh": hostile, "label_en": hostile, "predicate": hostile}
    graph.graph["groups"] = {key: {"zh": hostile, "en": hostile} for key in graph.graph["groups"]}
    graph.graph["notes"] = [{"zh": hostile, "en": hostile}]
    graph.graph["areas"] = [{"label_zh": hostile, "label_en": hostile, "long": 100, "lat": 30}]
    graph.graph["documents"] = [{"document": hostile, "document_zh": hostile, "document_en": hostile}]
    return nx.relabel_nodes(graph, {key: f"{hostile}{number}" for number, key in enumerate(graph)})


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
        # The least of three: what else the machine does only adds.
        assert min(browser.open(path) for _ in range(3)) < seconds * 1000
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


@pytest.mark.parametrize("said", ["杭", "杭州", "hangzhou", "hz", "Háng", "HANG zhou"])
def test_search_finds_by_name_pinyin_and_initials(browser: Browser, tmp_path: Path, said: str) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html"))
    browser.press("/")
    for letter in said:
        browser.press(letter)
    assert _text(browser, "#found li").splitlines()[0] == "杭州"
    browser.press("\ue007")  # Enter
    assert _text(browser, "#panel h2") == "杭州"
    browser.settle()
    x, y = _on_screen(browser, "city:hangzhou")
    assert 276 < x < 1280 - 364 and 0 < y < 800


def test_search_says_when_nothing_has_the_name(browser: Browser, tmp_path: Path) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html", language="en"))
    browser.press("/")
    for letter in "qqq":
        browser.press(letter)
    assert _text(browser, "#found") == "Nothing has this name"
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
    entry = browser.driver.find_element("css selector", "[data-key='group:industry:internet'] .toggle")
    assert entry.get_attribute("aria-pressed") == "true"
    entry.click()
    assert _amount(browser, internet) == 0
    browser.driver.find_element("id", "all").click()
    assert _amount(browser, internet) == before
    browser.run("return document.querySelector(\"[data-key='group:industry:internet'] .only\").click(), 1")
    assert _amount(browser, internet) == before and _amount(browser, TINTS["light"][1]) == 0


def test_a_click_opens_the_facts_with_their_positions_and_documents(browser: Browser, tmp_path: Path) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html", language="en"))
    browser.settle()
    browser.click(*_on_screen(browser, "company:tencent"))
    browser.wait("!document.getElementById('panel').hidden")
    said = _text(browser, "#panel")
    assert all(each in said for each in ("Tencent", "腾讯", "company:tencent", "Location", "Tencent is here"))
    assert "characters 120–136" in said and "The first" in said
    link = browser.driver.find_element("css selector", "#panel .evidence a")
    assert link.get_attribute("href") == "https://example.org/first"
    assert link.get_attribute("rel") == "noopener noreferrer"
    browser.press("\ue00c")  # Escape
    assert browser.run("document.getElementById('panel').hidden") is True


def test_a_city_lists_who_is_there_and_one_can_go_on(browser: Browser, tmp_path: Path) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html"), "#node=city:beijing")
    assert _text(browser, "#panel h2") == "北京"
    chips = browser.driver.find_elements("css selector", "#panel .chips button")
    assert {chip.text for chip in chips} >= {"百度", "寒武纪", "旷视"}
    next(chip for chip in chips if chip.text == "百度").click()
    assert _text(browser, "#panel h2") == "百度"
    assert "node=company%3Abaidu" in browser.driver.current_url


def test_hovering_says_what_it_is(browser: Browser, tmp_path: Path) -> None:
    browser.open(draw(five_cities(), tmp_path / "x.html"))
    browser.settle()
    browser.hover(*_on_screen(browser, "company:alibaba"))
    assert browser.wait("!document.getElementById('tip').hidden")
    assert _text(browser, "#tip").splitlines() == ["阿里巴巴", "企业 · 互联网", "杭州"]


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
    assert "设有分支" in _text(browser, "#panel h2")


def test_language_and_theme_switch_and_are_kept_in_the_address(browser: Browser, tmp_path: Path) -> None:
    path = draw(five_cities(), tmp_path / "x.html", title={"zh": "算力", "en": "Compute"})
    browser.open(path)
    assert _text(browser, "#title") == "算力" and browser.run("document.documentElement.lang") == "zh-Hans"
    browser.driver.find_element("id", "language").click()
    assert _text(browser, "#title") == "Compute" and "Internet" in _text(browser, "#legend")
    browser.driver.find_element("id", "theme").click()
    assert _background(browser) == _rgb(PAPER["dark"]["paper"])
    fragment = browser.driver.current_url.partition("#")[2]
    browser.open(path, f"#{fragment}")
    assert _text(browser, "#title") == "Compute" and _background(browser) == _rgb(PAPER["dark"]["paper"])


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
    assert picture[:4] == b"\x89PNG" and len(picture) > 20_000
