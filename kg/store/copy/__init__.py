"""Copying graphs between stores: resumable, counts verified.

Into an endpoint a graph goes in chunks, and takes its place when it is whole (`sending`). Into a folder all
graphs go at once, as one snapshot; what comes from an endpoint is kept in files until then (`fetching`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox

from kg.errors import NoStore, StoreError
from kg.language import Text
from kg.store.copy.fetching import PAGE, Advance, Say, fetch, triples_in
from kg.store.copy.graphs import (
    DEFAULT,
    Graph,
    choose,
    count,
    counts,
    dialect_of,
    graph_named,
    graph_ref,
    has_blank_nodes,
    is_union,
    label_of,
    share_a_blank_node,
)
from kg.store.copy.journal import Journal, open_journal
from kg.store.copy.sending import CHUNK, MOST_MOVED, Sender, count_differs
from kg.store.embedded import EmbeddedStore, building, open_store
from kg.store.protocol import Store

__all__ = [
    "DEFAULT", "End", "Graph", "GraphCounts", "graph_named", "into_folder", "into_store", "label_of", "plan",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class End:
    """One end of a copy: a store, and what messages and records call it: its URL or its folder."""

    name: str
    store: Store


@dataclass(frozen=True, slots=True)
class GraphCounts:
    """A graph that is to be copied, or was, and how many triples it has at either end.

    After merging the target may have more.
    """

    graph: Graph
    source: int
    target: int


def plan(source: End, target: Store | None, graphs: Sequence[Graph] = ()) -> list[GraphCounts]:
    """Say what would be copied.

    Args:
        source: Where from.
        target: Where to; None where nothing is yet.
        graphs: Which graphs; all that hold anything where none is named.

    Raises:
        BadTerm: The source has no such graph.
        StoreError: The source's default graph is a union of the others, and is not named; or two graphs share
            a blank node.
    """
    there = counts(source.store)
    chosen = choose(graphs, there, source.name)
    _refuse_union(source, chosen, graphs)
    if not (isinstance(source.store, EmbeddedStore) and isinstance(target, EmbeddedStore | None)):
        _refuse_shared_blank_nodes(source, chosen)
    present = {} if target is None else counts(target)
    return [GraphCounts(graph, there[graph], present.get(graph, 0)) for graph in chosen]


def into_store(
    source: End,
    target: End,
    graphs: Sequence[Graph],
    *,
    journal: Path,
    say: Say,
    moved: Advance,
    add: bool = False,
    chunk: int | None = None,
    most_moved: int = MOST_MOVED,
) -> Iterator[GraphCounts]:
    """Copy graphs into an endpoint, one after the other, each given when it is there and was counted.

    Args:
        source: Where from.
        target: Where to.
        graphs: Which graphs, as `plan` found them.
        journal: The folder for what is recorded; it is there only as long as the copy is not done.
        say: Called with what the reader should know, in both languages.
        moved: Called with how many triples more are there; those of an earlier run too.
        add: Merge into the target's graphs, and not replace them.
        chunk: How many triples go in one request; what the engine takes if None.
        most_moved: Larger graphs are replaced where they stand, and not put together beside first.

    Raises:
        StoreError: A count differs, or something cannot be copied as it is.
    """
    dialect = dialect_of(target.store)
    size = chunk or min(CHUNK, dialect.batch if dialect else CHUNK)
    with open_journal(journal, source.name, target.name) as records:
        reader = _Reader(source.store, records, say)
        sender = Sender(
            target.store, records, say=say, moved=moved, add=add, chunk=size, most_moved=most_moved
        )
        for graph in graphs:
            sent = sender.send(graph, reader, count(source.store, graph))
            yield GraphCounts(graph, sent, count(target.store, graph))


def into_folder(
    source: End,
    folder: Path,
    graphs: Sequence[Graph],
    *,
    journal: Path,
    say: Say,
    moved: Advance,
    add: bool = False,
    page: int = PAGE,
) -> list[GraphCounts]:
    """Copy graphs into the store of a folder, which publishes one snapshot when all are there and counted.

    Arguments and errors as `into_store`; `page` is how many triples are asked for at once. Where the source
    is a folder too, nothing is kept for a second run: reading it again costs little.
    """
    if isinstance(source.store, EmbeddedStore):
        with _changing(folder) as draft:
            return [_put(draft, g, _FromStore(source.store, g, moved), add=add) for g in graphs]
    with open_journal(journal, source.name, str(folder)) as records:
        files = {g: fetch(source.store, g, records, say=say, moved=moved, page=page) for g in graphs}
        with _changing(folder) as draft:
            return [_put(draft, g, _FromFiles(files[g], g), add=add) for g in graphs]


class _Reader:
    """Reads graphs of a source: of an embedded store in place, of an endpoint from files that are fetched."""

    def __init__(self, store: Store, journal: Journal, say: Say) -> None:
        self._store = store
        self._journal = journal
        self._say = say
        self._fetched: dict[Graph, list[Path]] = {}

    def read(self, graph: Graph) -> Iterator[ox.Triple]:
        if isinstance(self._store, EmbeddedStore):
            return (quad.triple for quad in self._store.quads(graph=graph))
        if graph not in self._fetched:
            self._fetched[graph] = fetch(
                self._store, graph, self._journal, say=self._say, moved=lambda _: None
            )
        return triples_in(self._fetched[graph])


@contextmanager
def _changing(folder: Path) -> Iterator[EmbeddedStore]:
    """Give a draft of the store in a folder, or of a new one; what is done to it is published as one."""
    try:
        store = open_store(folder)
    except NoStore:
        store = None
    if store is None:
        with building(folder) as draft:
            yield draft
        return
    with store, store.change() as draft:
        yield draft


@dataclass(frozen=True, slots=True)
class _FromStore:
    """A graph of an embedded store; its blank nodes stay what they are, whatever graphs they are in."""

    store: EmbeddedStore
    graph: Graph
    moved: Advance

    def read(self) -> Iterator[ox.Triple]:
        return (quad.triple for quad in self.store.quads(graph=self.graph))

    def put(self, draft: EmbeddedStore) -> None:
        draft.add(_counted(self.store.quads(graph=self.graph), self.moved))


@dataclass(frozen=True, slots=True)
class _FromFiles:
    """A graph that was fetched into files."""

    files: list[Path]
    graph: Graph

    def read(self) -> Iterator[ox.Triple]:
        return triples_in(self.files)

    def put(self, draft: EmbeddedStore) -> None:
        draft.load(self.files, graph=self.graph if isinstance(self.graph, ox.NamedNode) else None)


def _counted(quads: Iterator[ox.Quad], moved: Advance) -> Iterator[ox.Quad]:
    for number, quad in enumerate(quads, 1):
        yield quad
        if not number % CHUNK:
            moved(CHUNK)


def _put(draft: EmbeddedStore, graph: Graph, incoming: _FromStore | _FromFiles, *, add: bool) -> GraphCounts:
    """Put a graph into a draft, and count it there."""
    before = count(draft, graph)
    if before and not add:
        draft.update(f"CLEAR {graph_ref(graph)}")
        before = 0
    size = new = 0
    for triple in incoming.read():
        size += 1
        new += not before or ox.Quad(triple.subject, triple.predicate, triple.object, graph) not in draft.raw
    incoming.put(draft)
    there = count(draft, graph)
    if there != before + new:
        raise count_differs(graph, before + new, there, is_placed=False)
    return GraphCounts(graph, size, there)


def _refuse_union(source: End, chosen: Sequence[Graph], asked: Sequence[Graph]) -> None:
    """Refuse to take a default graph for one of its own that only shows what named graphs hold."""
    is_meant = ox.DefaultGraph() in asked or isinstance(source.store, EmbeddedStore)
    if is_meant or ox.DefaultGraph() not in chosen or len(chosen) == 1 or not is_union(source.store):
        return
    raise StoreError(
        problem=Text(
            f"the default graph of {source.name} is the union of its named graphs",
            f"{source.name} 的默认图是其各命名图的并集",
        ),
        remedy=Text(
            "name the graphs to copy with `--graph`; `--graph default` copies the union as one graph",
            "请用 `--graph` 指明要复制的图；`--graph default` 把并集作为一个图复制",
        ),
    )


def _refuse_shared_blank_nodes(source: End, chosen: Sequence[Graph]) -> None:
    """Refuse to copy, a graph at a time, graphs that share a blank node: it would become two."""
    for one, other in combinations([g for g in chosen if has_blank_nodes(source.store, g)], 2):
        if share_a_blank_node(source.store, one, other):
            raise StoreError(
                problem=Text(
                    f"{label_of(one)} and {label_of(other)} share a blank node, which would become two",
                    f"{label_of(one)} 与 {label_of(other)} 共用一个空白节点，复制后会变成两个",
                ),
                remedy=Text(
                    "copy each with `--graph` if that is no loss, or give the node an IRI",
                    "若无妨，请用 `--graph` 分别复制；或给该节点一个 IRI",
                ),
            )
