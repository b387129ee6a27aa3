"""The page in a real Chromium without a network: it asks nobody, and runs nothing of a label's."""

from pathlib import Path
from typing import Any

import pytest
from support.browser import Browser
from support.networks import around_one, five_cities

from kg.draw import draw

pytestmark = pytest.mark.browser
HOSTILE = [
    "</script><script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=2>",
    "\"href=javascript:window.__pwned=3 onmouseover='window.__pwned=3'",
    "`${window.__pwned=4}` '\"><svg/onload=window.__pwned=4>",
]
PLACES = """
    const { picture, scene } = window.__picture, { left, top } = scene.container.getBoundingClientRect();
    return picture.things.map((_, index) => {
        const { x, y } = scene.onScreen(scene.nodes[index].x, scene.nodes[index].y);
        return [left + x, top + y];
    });
"""


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
    for x, y in browser.run(PLACES):
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
    assert browser.text("#title") == hostile and browser.driver.title == " ".join(hostile.split())
    browser.run("return window.__picture.select(0), 1")
    assert hostile in browser.text("#panel h2") and hostile in browser.text("#panel")
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
