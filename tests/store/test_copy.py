"""Copying graphs into another store: whole, replaced or merged, counted, gone on with after a cut."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from support.remote_store import FarStore, graph_of

from kg.errors import BadTerm, StoreError
from kg.rdf.iris import mint
from kg.store import EmbeddedStore
from kg.store.copy import End, Graph, GraphCounts, into_store, plan
from kg.store.copy.graphs import COPYING, count, counts, staging_graph

NAMED = mint("graph", "one")
OTHER = mint("graph", "two")
DEFAULT = ox.DefaultGraph()
P = ox.NamedNode("urn:p")


def numbered(count: int, graph: Graph, start: int = 0) -> list[ox.Quad]:
    return [
        ox.Quad(ox.NamedNode(f"urn:s{n}"), P, ox.Literal(str(n)), graph) for n in range(start, start + count)
    ]


def holding(*quads: ox.Quad) -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    store.add(quads)
    return store


class Journal:
    """A copy as a user runs it again and again: one source, one target, one place for records."""

    def __init__(self, path: Path, source: Any, target: Any) -> None:
        self.path, self.source, self.target = path, End("here", source), End("there", target)
        self.said: list[str] = []
        self.moved = 0

    def copy(self, *graphs: Graph, add: bool = False, chunk: int = 10, most: int = 100) -> list[GraphCounts]:
        self.said, self.moved = [], 0
        return [
            *into_store(
                self.source,
                self.target,
                [p.graph for p in plan(self.source, self.target.store, graphs)],
                journal=self.path,
                say=lambda told: self.said.append(told["en"]),
                moved=self._count,
                add=add,
                chunk=chunk,
                most_moved=most,
            )
        ]

    def _count(self, more: int) -> None:
        self.moved += more


@pytest.fixture
def journal(tmp_path: Path) -> Callable[[Any, Any], Journal]:
    return lambda source, target: Journal(tmp_path / "journal", source, target)


def test_every_graph_arrives_and_no_trace_of_the_copying_stays(journal: Callable[..., Journal]) -> None:
    source = holding(*numbered(35, DEFAULT), *numbered(7, NAMED))
    target = FarStore()
    copy = journal(source, target)
    assert copy.copy() == [GraphCounts(DEFAULT, 35, 35), GraphCounts(NAMED, 7, 7)]
    assert set(target.quads()) == set(source.quads())
    assert not copy.path.exists() and copy.moved == 42


def test_a_graph_is_replaced_and_graphs_that_the_source_has_not_are_left_alone(
    journal: Callable[..., Journal],
) -> None:
    target = FarStore(holding(*numbered(5, NAMED, 100), *numbered(3, OTHER)))
    journal(holding(*numbered(12, NAMED)), target).copy()
    assert counts(target) == {NAMED: 12, OTHER: 3}


def test_with_add_a_graph_is_merged_and_what_both_have_is_there_once(journal: Callable[..., Journal]) -> None:
    target = FarStore(holding(*numbered(5, NAMED, 100), *numbered(4, NAMED)))
    copied = journal(holding(*numbered(12, NAMED)), target).copy(add=True)
    assert copied == [GraphCounts(NAMED, 12, 17)] and counts(target) == {NAMED: 17}


def test_only_the_graphs_that_are_named_are_copied(journal: Callable[..., Journal]) -> None:
    target = FarStore()
    journal(holding(*numbered(3, DEFAULT), *numbered(2, NAMED)), target).copy(NAMED)
    assert counts(target) == {NAMED: 2}


def test_a_graph_that_is_not_there_is_refused_with_the_names_of_those_that_are(
    journal: Callable[..., Journal],
) -> None:
    with pytest.raises(BadTerm) as error:
        journal(holding(*numbered(3, NAMED)), FarStore()).copy(OTHER)
    assert "graph:two" in error.value.sentence("zh") and "graph:one" in str(error.value)


# --- a copy that was cut --------------------------------------------------------------------------------


@pytest.mark.parametrize("arrives", [False, True], ids=["lost", "arrived"])
@pytest.mark.parametrize("dies_at", range(1, 8))
def test_a_cut_copy_goes_on_and_ends_as_one_that_was_not_cut(
    dies_at: int, arrives: bool, journal: Callable[..., Journal]
) -> None:
    source = holding(*numbered(35, DEFAULT), *numbered(27, NAMED))
    target = FarStore(holding(*numbered(5, DEFAULT, 900)))
    copy = journal(source, target)
    target.dies_at, target.arrives = dies_at, arrives
    with pytest.raises(StoreError, match="network"):
        copy.copy()
    # Until it is whole, readers see the graph that was there.
    assert count(target, DEFAULT) == (5 if dies_at <= 4 else 35)
    before, target.dies_at = target.adds, None
    copy.copy()
    assert set(target.quads()) == set(source.quads())
    assert copy.moved == 62 and not copy.path.exists()
    # Only what was missing was sent: seven chunks in all, one of them perhaps twice.
    assert target.adds - before == 7 - (dies_at if arrives else dies_at - 1)


def test_what_changed_at_the_source_behind_the_cut_is_copied_as_it_is_now(
    journal: Callable[..., Journal],
) -> None:
    source = holding(*numbered(35, NAMED))
    target = FarStore()
    copy = journal(source, target)
    target.dies_at = 3
    with pytest.raises(StoreError):
        copy.copy()
    target.dies_at = None
    last = list(source.quads(graph=NAMED))[-1]
    source.remove([last])
    copy.copy()
    assert set(target.quads()) == set(source.quads()) and "going on" in copy.said[0]


def test_what_changed_at_the_source_before_the_cut_begins_the_graph_again_and_that_is_said(
    journal: Callable[..., Journal],
) -> None:
    source = holding(*numbered(35, NAMED))
    target = FarStore()
    copy = journal(source, target)
    target.dies_at = 3
    with pytest.raises(StoreError):
        copy.copy()
    target.dies_at = None
    first = next(source.quads(graph=NAMED))
    source.remove([first])
    source.add([ox.Quad(first.subject, first.predicate, ox.Literal("other"), NAMED)])
    copy.copy()
    assert set(target.quads()) == set(source.quads())
    assert copy.said == ["graph:one is copied from its beginning again: it has changed at the source"]


def test_a_target_that_is_not_as_it_was_left_begins_the_graph_again(journal: Callable[..., Journal]) -> None:
    source = holding(*numbered(35, NAMED))
    target = FarStore()
    copy = journal(source, target)
    target.dies_at = 3
    with pytest.raises(StoreError):
        copy.copy()
    target.dies_at = None
    target.inner.update(f"DELETE DATA {{ GRAPH {staging_graph(NAMED)} {{ <urn:s1> <urn:p> '1' }} }}")
    target.inner.update(f"INSERT DATA {{ GRAPH {staging_graph(NAMED)} {{ <urn:x> <urn:p> 'x', 'y' }} }}")
    copy.copy()
    assert set(target.quads()) == set(source.quads()) and "the target holds" in copy.said[0]


def test_a_graph_that_was_copied_before_the_cut_and_edited_since_is_copied_again(
    journal: Callable[..., Journal],
) -> None:
    source = holding(*numbered(15, DEFAULT), *numbered(15, NAMED))
    target = FarStore()
    copy = journal(source, target)
    target.dies_at = 3
    with pytest.raises(StoreError):
        copy.copy()
    target.dies_at = None
    target.inner.add(numbered(1, DEFAULT, 500))
    copy.copy()
    assert set(target.quads()) == set(source.quads()) and len(copy.said) == 1


def test_records_of_another_copy_are_thrown_away(journal: Callable[..., Journal]) -> None:
    target = FarStore()
    copy = journal(holding(*numbered(35, NAMED)), target)
    target.dies_at = 3
    with pytest.raises(StoreError):
        copy.copy()
    target.dies_at = None
    copy.source = End("elsewhere", holding(*numbered(20, NAMED, 7)))
    copy.copy()
    assert set(target.quads()) == set(copy.source.store.quads()) and copy.said == []


def test_two_processes_do_not_make_the_same_copy_at_once(journal: Callable[..., Journal]) -> None:
    copy = journal(holding(*numbered(30, DEFAULT), *numbered(3, NAMED)), FarStore())
    running = into_store(
        copy.source, copy.target, [DEFAULT, NAMED], journal=copy.path, say=print, moved=lambda _: None
    )
    next(running)
    with pytest.raises(StoreError, match="another process is making this very copy"):
        copy.copy()
    assert len(list(running)) == 1


@pytest.mark.parametrize("arrives", [False, True], ids=["lost", "arrived"])
@pytest.mark.parametrize("dies_at", range(1, 6))
def test_a_large_graph_is_replaced_where_it_stands_over_a_cut_too(
    dies_at: int, arrives: bool, journal: Callable[..., Journal]
) -> None:
    source = holding(*numbered(45, DEFAULT), *numbered(3, NAMED))
    target = FarStore(holding(*numbered(70, DEFAULT, 900)))
    copy = journal(source, target)
    target.dies_at, target.arrives = dies_at, arrives
    with pytest.raises(StoreError, match="network"):
        copy.copy(most=30)
    assert count(target, DEFAULT) == min(45, 10 * (dies_at if arrives else dies_at - 1))
    assert "replaced where it stands" in copy.said[0]
    before, target.dies_at = target.adds, None
    copy.copy(most=30)
    assert set(target.quads()) == set(source.quads()) and copy.moved == 48
    assert target.adds - before == 6 - (dies_at if arrives else dies_at - 1)


# --- counts ---------------------------------------------------------------------------------------------


def test_a_target_that_loses_triples_is_told_with_the_graph_and_both_numbers_and_keeps_its_graph(
    journal: Callable[..., Journal],
) -> None:
    target = FarStore(holding(*numbered(5, NAMED, 900)))
    target.loses = 1
    with pytest.raises(StoreError) as error:
        journal(holding(*numbered(35, NAMED)), target).copy()
    for language in ("zh", "en"):
        assert all(told in error.value.sentence(language) for told in ("graph:one", "35", "31"))
    assert count(target, NAMED) == 5


def test_what_a_cut_copy_left_at_a_store_is_not_copied_from_there(journal: Callable[..., Journal]) -> None:
    left = ox.NamedNode(COPYING + "urn:g")
    target = FarStore()
    journal(holding(*numbered(3, NAMED), *numbered(4, left)), target).copy()
    assert counts(target) == {NAMED: 3}


# --- blank nodes ----------------------------------------------------------------------------------------


def lists_of(many: int, length: int) -> list[ox.Quad]:
    """Lists that hang on blank nodes, and as many plain triples between them."""
    made: list[ox.Quad] = []
    for one in range(many):
        nodes = [ox.BlankNode(f"l{one}n{n}") for n in range(length)]
        made.append(ox.Quad(ox.NamedNode(f"urn:list{one}"), P, nodes[0], NAMED))
        made += [ox.Quad(a, P, b, NAMED) for a, b in pairwise(nodes)]
        made += [ox.Quad(node, P, ox.Literal(str(n)), NAMED) for n, node in enumerate(nodes)]
    return made + numbered(len(made), NAMED)


@pytest.mark.parametrize("dies_at", [None, 2, 11, 12, 13])
@pytest.mark.parametrize("arrives", [False, True], ids=["lost", "arrived"])
def test_a_blank_node_stays_one_in_chunks_and_over_a_cut(
    dies_at: int | None, arrives: bool, journal: Callable[..., Journal]
) -> None:
    source = holding(*lists_of(12, 5))
    target = FarStore()
    copy = journal(source, target)
    if dies_at is not None:
        target.dies_at, target.arrives = dies_at, arrives
        with pytest.raises(StoreError):
            copy.copy()
        target.dies_at = None
    copy.copy()
    assert target.adds > 12 and graph_of(target, NAMED) == graph_of(source, NAMED)


def test_graphs_that_share_a_blank_node_are_refused_together_and_taken_alone(
    journal: Callable[..., Journal],
) -> None:
    node = ox.BlankNode("x")
    source = holding(ox.Quad(node, P, node, NAMED), ox.Quad(ox.NamedNode("urn:s"), P, node, OTHER))
    target = FarStore()
    with pytest.raises(StoreError, match="graph:one and graph:two share a blank node"):
        journal(source, target).copy()
    journal(source, target).copy(NAMED)
    assert counts(target) == {NAMED: 1}
