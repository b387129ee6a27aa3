"""Conflicts told: on what reading two figures contradict, and at what rate one was converted."""

import json
from collections.abc import Callable

import pytest
from model.test_conflicts import RECKONING, figure
from support.pages_world import body_of
from support.read_pages import read_page

from kg.graph import Graph
from kg.graph.describe import describe
from kg.graph.describe import to_json as description_json
from kg.graph.describe.conflicts import conflict_lines, to_json
from kg.graph.names import Names
from kg.graph.passages import Passages
from kg.model.conflicts import READINGS, find_conflicts
from kg.model.kinds import FactKind
from kg.rdf.iris import expand
from kg.rdf.vocab import LANGUAGES
from kg.store import EmbeddedStore
from kg.web.page_routes import answer
from kg.web.request import Request

RATE = {
    "en": "at USD 1 = CNY 6.7261, average of 2022 (National Bureau of Statistics)",
    "zh": "按2022年平均汇率1美元=6.7261元（国家统计局）",
}
CONVERTED = {"en": "14.9 billion US dollars", "zh": "149亿美元"}


def part(kinds: dict[str, FactKind], one: tuple[object, str], other: tuple[object, str]) -> str | None:
    """Find a part against its whole; give on what reading they contradict, None where they do not."""
    small = figure(kinds, *one, measure="measure:hardware")
    large = figure(kinds, *other, measure="measure:market")
    found = find_conflicts([small, large], RECKONING)
    assert all(c.difference == "part" and c.compared is None and c.rate is None for c in found)
    return found[0].reading if found else None


@pytest.mark.parametrize(
    ("one", "other", "reading"),
    [
        ((15, "at-least"), (10, "at-least"), "stated"),
        ((15, "exactly"), (10, "at-least"), "stated"),
        ((110, "about"), (100, "exactly"), "stated"),
        ((15, "at-least"), (10, "exactly"), ""),
        ((15, "about"), (10, "about"), ""),
        ((9, "at-least"), (10, "at-least"), None),
        ((15, "at-most"), (10, "exactly"), None),
    ],
)
def test_a_part_whose_bounds_would_let_it_hold_exceeds_its_whole_as_stated(
    kinds: dict[str, FactKind], one: tuple[object, str], other: tuple[object, str], reading: str | None
) -> None:
    assert part(kinds, one, other) == reading


@pytest.fixture
def told(demo_store: EmbeddedStore) -> Callable[[str], tuple[list[str], list[object]]]:
    def tell_all(language: str) -> tuple[list[str], list[object]]:
        names, passages = Names(demo_store, language), Passages(demo_store, None)
        found = [c for c in Graph(demo_store).conflicts() if c.is_contradiction]
        told = ["\n".join(conflict_lines(c, names, passages)) for c in found]
        return told, [to_json(c, names) for c in found]

    return tell_all


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reading_and_the_rate_are_told(
    told: Callable[[str], tuple[list[str], list[dict[str, object]]]], language: str
) -> None:
    (share, hardware), (of_share, of_hardware) = told(language)
    reading = READINGS["stated"][language]
    assert reading not in share and of_share["reading"] is None and of_share["converted"] is None
    comma = "，" if language == "zh" else ", "
    assert hardware.splitlines()[1] == f"  {reading}"
    assert hardware.splitlines()[3] == f"  ≈ {CONVERTED[language]}{comma}{RATE[language]}"
    assert of_hardware["reading"] == reading
    held = json.loads(json.dumps(of_hardware["converted"]))
    assert held["value"].startswith("14867456624.2") and held["unit"].endswith("unit/usd")
    assert held["rate"].endswith("rate/usd-cny-2022")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_the_reading_and_links_the_rate(demo_store: EmbeddedStore, language: str) -> None:
    graph = Graph(demo_store, language)
    page = read_page(body_of(answer(graph, Request("/conflicts", (), language, "http://here", ""))))
    (conflict,) = [
        c for c in page.all("div", class_="conflict hard") if READINGS["stated"][language] in c.text
    ]
    (rate,) = [a for a in conflict.all("a") if a.text == RATE[language]]
    assert rate.attributes["href"].startswith("/id/rate/usd-cny-2022")
    # A line never ends between the sign and the number.
    assert f"≈\u00a0{CONVERTED[language]}" in conflict.raw


def test_what_is_shown_of_a_measure_says_the_reading(demo_store: EmbeddedStore) -> None:
    measure = expand("measure:ai-market")
    names = Names(demo_store, "en")
    said = description_json(describe(names, measure), names)
    differences = [conflict["difference"] for conflict in said["conflicts"]]
    assert f"a part exceeds its whole: {READINGS['stated']['en']}" in differences
