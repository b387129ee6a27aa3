"""Which statements to write: the accepted view, one graph, every graph, or a thing and its surroundings.

A CONSTRUCT needs nothing here: the store gives its triples.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.rdf.iris import kind_of
from kg.rdf.vocab import LABEL_PROPERTIES, A

_Subject = NamedNode | BlankNode | Triple
_Term = NamedNode | BlankNode | Literal | Triple
_Node = NamedNode | BlankNode
_GraphName = NamedNode | BlankNode | DefaultGraph


class Quads(Protocol):
    """What this module needs of a store."""

    def quads(
        self,
        subject: _Subject | None = None,
        predicate: NamedNode | None = None,
        object: _Term | None = None,
        graph: _GraphName | None = None,
    ) -> Iterator[Quad]:
        """Give the quads that have these terms; None is any, `DefaultGraph()` the default graph."""


def accepted_view(store: Quads) -> Iterator[Quad]:
    """Give the default graph: accepted facts, shortcuts and reference data."""
    return store.quads(graph=DefaultGraph())


def one_graph(store: Quads, graph: NamedNode) -> Iterator[Quad]:
    """Give one named graph, as a graph of its own: its triples, in the default graph."""
    return (Quad(*quad.triple) for quad in store.quads(graph=graph))


def whole(store: Quads) -> Iterator[Quad]:
    """Give every graph."""
    return store.quads()


def around(store: Quads, thing: NamedNode | BlankNode, depth: int = 1) -> Iterator[Quad]:
    """Give a thing with its surroundings in the accepted view, each statement once.

    One step goes from a thing along its statements in both directions. A fact counts as a link between
    things: all of its statements come with it, and going through it is no step of its own. Of things at the
    border only types and labels are given, to say what they are.

    Args:
        store: Where to look.
        thing: Where to begin; a thing without statements gives nothing.
        depth: How many steps to go; 0 gives the statements of the thing alone.
    """
    walk = _Walk(store, thing)
    if depth == 0:
        yield from walk.about(thing)
    for _ in range(depth):
        yield from walk.step()
    yield from walk.names()


class _Walk:
    """A walk through the graph: the nodes reached, those to go on from, and the quads already given."""

    def __init__(self, store: Quads, start: _Node) -> None:
        self._store = store
        self._given: set[Quad] = set()
        self._reached: set[_Node] = {start}
        self._border: list[_Node] = [start]

    def about(self, node: _Node) -> Iterator[Quad]:
        """Give the statements of a node, and of the links that it leads to."""
        yield from self._new(self._store.quads(node, graph=DefaultGraph()))

    def step(self) -> Iterator[Quad]:
        """Go from each node of the border to its neighbours, which are the new border."""
        border, self._border = self._border, []
        for node in border:
            yield from self.about(node)
            yield from self._new(self._store.quads(object=node, graph=DefaultGraph()))

    def names(self) -> Iterator[Quad]:
        """Give the types and labels of the border."""
        for node in self._border:
            for predicate in (A, *LABEL_PROPERTIES):
                yield from self._new(self._store.quads(node, predicate, graph=DefaultGraph()))

    def _new(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Give the quads that were not given before, and all statements of the links that they reach."""
        waiting = [quads]
        while waiting:
            for quad in waiting.pop():
                if quad in self._given:
                    continue
                self._given.add(quad)
                yield quad
                waiting += self._links(quad)

    def _links(self, quad: Quad) -> list[Iterable[Quad]]:
        """Add the new ends of a quad to the border; of those that are links, give the statements instead."""
        links: list[Iterable[Quad]] = []
        for end in (quad.subject, quad.object):
            is_class = quad.predicate == A and end is quad.object
            if is_class or not isinstance(end, NamedNode | BlankNode) or end in self._reached:
                continue
            self._reached.add(end)
            if isinstance(end, BlankNode) or kind_of(end) == "fact":
                links.append(self._store.quads(end, graph=DefaultGraph()))
            else:
                self._border.append(end)
        return links
