"""The way in: the home page, the search by any name, and the page of all conflicts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Quad
from support.pages_world import ask, graph_of, html, links, words
from support.small_world import FIRST, TEXT, make_world, put

from kg.graph import Graph, open_graph
from kg.language import clock
from kg.model.kinds import FactKind
from kg.rdf.iris import document_graph
from kg.rdf.vocab import A, term
from kg.store import EmbeddedStore, building
from kg.web.page_routes import answer
from kg.web.request import Request
from kg.web.summary import differences_of, known_differences_of, summary_of


@pytest.fixture(scope="module")
def world(kinds: dict[str, FactKind]) -> Graph:
    return graph_of(make_world(kinds))


@pytest.fixture(scope="module")
def demo(demo_store: EmbeddedStore) -> Graph:
    return graph_of(demo_store)


def hrefs(graph: Graph, path: str, language: str = "en", **given: str) -> list[str]:
    return [link.href for link in links(html(graph, path, language, **given))]


def test_home_counts_what_there_is_and_leads_on(demo: Graph) -> None:
    text = words(html(demo, "/"))
    assert "facts 382 claims 442 documents 2 reviews 442 contradictions 2" in text
    found = hrefs(demo, "/", "zh")
    assert {"/picture?name=company-city", "/queries", "/sparql", "/conflicts", "/ontology/City"} <= set(found)
    assert "/id/ranking/idc-ai-cities-2018-2019" in found and "/id/document/idc-2018-2019-csdn" in found


def test_the_newest_document_comes_first(demo: Graph) -> None:
    found = [href for href in hrefs(demo, "/") if href.startswith("/id/document/")]
    assert found == ["/id/document/idc-2021-2022-ranking", "/id/document/idc-2018-2019-csdn"]


@pytest.mark.parametrize("text", ["杭州", "Hangzhou", "háng zhōu", "杭州市", "city:hangzhou"])
def test_a_thing_is_found_first_by_any_of_its_names(demo: Graph, text: str) -> None:
    things = [href for href in hrefs(demo, "/search", q=text) if href.startswith("/id/")]
    assert things[0] == "/id/city/hangzhou"


def test_initials_find_several_and_the_kind_narrows_them(demo: Graph) -> None:
    assert "/id/city/hangzhou" in hrefs(demo, "/search", q="hz")
    companies = hrefs(demo, "/search", q="a", kind="company")
    assert companies and not [href for href in companies if href.startswith("/id/city/")]
    facts = hrefs(demo, "/search", q="杭州", kind="fact")
    assert [href for href in facts if href.startswith("/id/fact/")]


def test_a_slip_in_a_name_suggests_what_was_meant(demo: Graph) -> None:
    text = html(demo, "/search", q="suzhuo")
    assert "Nothing is called so" in text and "/id/city/suzhou-jiangsu" in text
    assert "/id/city/" not in html(demo, "/search", q="qqqqqq")


def test_results_come_in_pages_and_no_thing_twice(demo: Graph) -> None:
    every: list[str] = []
    for number in ("1", "2", "3"):
        found = links(html(demo, "/search", q="a", kind="city", page=number))
        # The province of a city is named beside it.
        every += [link.href for link in found if link.href.startswith("/id/city/")]
    assert len(set(every)) > 100
    assert "/search?q=a&kind=city&page=2#found" in hrefs(demo, "/search", q="a", kind="city")


def test_without_a_name_the_classes_are_shown(demo: Graph) -> None:
    assert {"/ontology/City", "/ontology/Company"} <= set(hrefs(demo, "/search"))


def test_what_was_typed_stands_in_the_field_as_text(demo: Graph) -> None:
    text = html(demo, "/search", q='"><b>x')
    assert 'value="&#34;&gt;&lt;b&gt;x"' in text


def test_every_conflict_has_both_sides_and_what_differs_stands_out(demo: Graph) -> None:
    text = html(demo, "/conflicts")
    assert "Contradictions: 2" in words(text)
    assert "<b>at least 70%</b>" in text and "<b>about 66%</b>" in text
    assert "≈ 14.9 billion US dollars" in words(text)


def test_conflicts_are_narrowed_by_their_kind_and_nothing_is_said_where_there_are_none(demo: Graph) -> None:
    part = words(html(demo, "/conflicts", difference="part"))
    assert "A part exceeds its whole" in part and "at least 70%" not in part
    text = html(demo, "/conflicts", difference="part")
    assert part.index("The part") < part.index("The whole") and text.count("<b>") == 2, (
        "and the values stand out"
    )
    assert "没有这样的分歧" in html(demo, "/conflicts", "zh", kind="Nothing")


def test_passages_are_shown_where_the_documents_are_at_hand(world: Graph, tmp_path: Path) -> None:
    (tmp_path / "first.txt").write_text(TEXT, encoding="utf-8")
    for folder, is_shown in ((tmp_path, True), (None, False)):
        reply = answer(world, Request("/conflicts", documents=folder))
        assert ("人工智能占比为70%以上" in bytes(reply.body).decode()) is is_shown  # type: ignore[arg-type]


def test_what_is_reckoned_of_a_snapshot_is_kept_beside_it(kinds: dict[str, FactKind], tmp_path: Path) -> None:
    with building(tmp_path / "kg") as store:
        store.add(make_world(kinds).quads())
    with open_graph(tmp_path / "kg") as graph:
        assert known_differences_of(graph) is None
        found = differences_of(graph)
        assert found.contradictions == 1 and len(found.every[0].facts) == 2
        again = known_differences_of(graph)
        assert again is not None and again.every == found.every
        assert summary_of(graph) == summary_of(graph)
        assert summary_of(graph).documents == ("https://w3id.org/suanli/id/document/copy", FIRST.value)


def test_what_was_kept_and_cannot_be_read_is_reckoned_again(
    kinds: dict[str, FactKind], tmp_path: Path
) -> None:
    with building(tmp_path / "kg") as store:
        store.add(make_world(kinds).quads())
    with open_graph(tmp_path / "kg") as graph:
        assert graph.store.snapshot is not None
        for spoilt in (b"", b"[]", b'{"version": 1}', b'{"version": 1, "held": [{}]}', b"\xff"):
            for name in ("conflicts.json", "counts.json"):
                graph.store.snapshot.derived_file(name).write_bytes(spoilt)
            assert differences_of(graph).contradictions == 1
            assert summary_of(graph).claims == 11


def test_a_fact_that_does_not_fit_its_kind_leaves_the_pages_standing(kinds: dict[str, FactKind]) -> None:
    store = make_world(kinds)
    put(store, "fact:location-broken a sl:Location ; sl:place city:hangzhou .", DefaultGraph())
    graph = graph_of(store)
    for path in ("/", "/conflicts", "/id/city/hangzhou", "/id/fact/location-broken"):
        assert ask(graph, path).status == 200
        html(graph, path)


def test_an_empty_store_has_pages_too() -> None:
    graph = graph_of(EmbeddedStore.in_memory())
    for path in ("/", "/search", "/conflicts"):
        for language in ("zh", "en"):
            html(graph, path, language)
    assert ask(graph, "/id/city/hangzhou").status == 404


def test_a_document_without_claims_or_title_has_a_page() -> None:
    store = EmbeddedStore.in_memory()
    store.add([Quad(FIRST, A, term("sl:Article"), document_graph(FIRST))])
    graph = graph_of(store)
    assert "document:first" in words(html(graph, "/id/document/first"))
    assert "/id/document/first" in hrefs(graph, "/")


def test_the_foot_of_a_page_says_which_snapshot_it_is_and_from_when(
    world: Graph, kinds: dict[str, FactKind], tmp_path: Path
) -> None:
    with building(tmp_path / "kg") as store:
        store.add(make_world(kinds).quads())
    with open_graph(tmp_path / "kg") as graph:
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        assert f"快照 1，发布于 {clock(day, 'zh')}" in words(html(graph, "/", "zh"))
        assert f'Snapshot 1, published <time datetime="{day}T' in html(graph, "/")
    assert "Snapshot" not in words(html(world, "/")), "what is only in memory is no snapshot"
