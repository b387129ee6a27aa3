"""The numbers of a store."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Quad
from support.small_world import facts_of_the_world, make_world, put

from kg.graph.stats import stats
from kg.model.facts import Fact
from kg.model.kinds import FactKind
from kg.model.reviews import Review
from kg.rdf.iris import document_graph, mint
from kg.rdf.vocab import GRAPH_REVIEWS
from kg.store import EmbeddedStore


@pytest.fixture(scope="module")
def world(kinds: dict[str, FactKind]) -> EmbeddedStore:
    return make_world(kinds)


@pytest.fixture(scope="module")
def facts(kinds: dict[str, FactKind]) -> dict[str, Fact]:
    return facts_of_the_world(kinds)


def test_stats_count_claims_by_what_was_decided_about_them(world: EmbeddedStore) -> None:
    counts = {counted.name: counted.count for counted in stats(world).claims}
    assert counts == {"accepted": 9, "pending": 1, "rejected": 1, "total": 11, "reviews": 10}


def test_stats_count_facts_by_kind_and_classes_and_properties_of_the_view(world: EmbeddedStore) -> None:
    found = stats(world, "zh")
    assert [(c.name, c.label, c.count) for c in found.facts] == [
        ("sl:Activity", "业务领域", 2),
        ("sl:RankingEntry", "排名", 2),
        ("sl:Statistic", "统计数字", 2),
        ("sl:Location", "所在地", 1),
        ("sl:PlaceField", "地方重点领域", 1),
    ]
    assert ("sl:City", 3) in {(c.name, c.count) for c in found.classes}
    assert ("sl:partOf", 4) in {(c.name, c.count) for c in found.properties}


def test_stats_count_documents_with_their_claims_and_graphs_with_their_quads(world: EmbeddedStore) -> None:
    found = stats(world)
    assert [(c.label, c.count) for c in found.documents] == [("第一篇", 10), ("转载", 1)]
    view = sum(1 for _ in world.quads(graph=DefaultGraph()))
    assert found.graphs[0].count == view
    assert sum(counted.count for counted in found.graphs) == len(world)


def test_stats_count_contradictions_apart_from_what_can_be_reconciled(world: EmbeddedStore) -> None:
    assert [(c.name, c.count) for c in stats(world).conflicts] == [("contradictions", 1), ("differences", 0)]


def test_stats_are_told_in_both_languages_and_for_machines(world: EmbeddedStore) -> None:
    assert "          1  contradictions" in list(stats(world, "en").lines("en"))
    assert "          1  相互矛盾" in list(stats(world, "zh").lines("zh"))
    assert json.loads(json.dumps(stats(world).as_json()))["facts"]["sl:Statistic"] == 2
    rows = list(stats(world).rows())
    assert ("claims", "pending", "awaiting review", 1) in rows


def test_stats_of_an_empty_store_are_zeros() -> None:
    found = stats(EmbeddedStore.in_memory())
    assert {row[3] for row in found.rows()} == {0}
    assert found.classes == () and list(found.lines("en"))


def test_stats_count_what_they_can_where_a_fact_lacks_a_role(kinds: dict[str, FactKind]) -> None:
    store = make_world(kinds)
    put(store, "fact:location-odd a sl:Location .", DefaultGraph())
    found = stats(store)
    assert found.conflicts == ()
    assert ("sl:Location", 2) in {(c.name, c.count) for c in found.facts}


@given(st.permutations([(True, "2026-01-01"), (False, "2026-01-02"), (True, "2026-01-02")]))
def test_the_newest_review_counts_and_of_two_at_once_the_one_that_rejects(
    reviews: list[tuple[bool, str]],
) -> None:
    store = EmbeddedStore.in_memory()
    put(store, "claim:c a sl:Claim ; sl:inDocument document:d .", document_graph(mint("document", "d")))
    for is_accepted, day in reviews:
        review = Review(mint("claim", "c"), is_accepted, f"{day}T00:00:00Z", "Wang")
        store.add(Quad(t.subject, t.predicate, t.object, GRAPH_REVIEWS) for t in review.triples())
    counts = {counted.name: counted.count for counted in stats(store).claims}
    assert counts == {"accepted": 0, "pending": 0, "rejected": 1, "total": 1, "reviews": 3}
