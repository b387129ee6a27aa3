"""Which statements are written: the accepted view, one graph, all, or one thing with what is around it.

A CONSTRUCT is the fourth way, and needs nothing here: the store gives its triples.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.rdf.terms import kind_of
from kg.rdf.vocab import LABEL_PROPERTIES, A

_Subject = NamedNode | BlankNode | Triple
_Term = NamedNode | BlankNode | Literal | Triple
_Node = NamedNode | BlankNode
_GraphName = NamedNode | BlankNode | DefaultGraph


class Quads(Protocol):
    """A store, as far as this module needs one."""

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

    One step leads from a thing to all that is said about it and to all that speaks of it. A fact is no thing
    but a link between several: it comes whole with the things that it links, and takes no step. What lies at
    the border comes with its types and labels, so that it can be told what it is.

    Args:
        store: Where to look.
        thing: Where to begin; what nobody speaks of gives nothing.
        depth: How many steps to go; 0 is the thing alone, with what is said about it.
    """
    walk = _Walk(store, thing)
    if depth == 0:
        yield from walk.about(thing)
    for _ in range(depth):
        yield from walk.step()
    yield from walk.names()


class _Walk:
    """Remembers what was reached, what of it was not yet looked at, and what was given."""

    def __init__(self, store: Quads, start: _Node) -> None:
        self._store = store
        self._given: set[Quad] = set()
        self._reached: set[_Node] = {start}
        self._border: list[_Node] = [start]

    def about(self, node: _Node) -> Iterator[Quad]:
        """Give what is said about a node, and about the links that it leads to."""
        yield from self._take(self._store.quads(node, graph=DefaultGraph()))

    def step(self) -> Iterator[Quad]:
        """Go from each node of the border to all around it, which is the border then."""
        border, self._border = self._border, []
        for node in border:
            yield from self.about(node)
            yield from self._take(self._store.quads(object=node, graph=DefaultGraph()))

    def names(self) -> Iterator[Quad]:
        """Give the types and labels of the border."""
        for node in self._border:
            for predicate in (A, *LABEL_PROPERTIES):
                yield from self._take(self._store.quads(node, predicate, graph=DefaultGraph()))

    def _take(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Give what was not given before; of links that are reached, all that they say."""
        waiting = [quads]
        while waiting:
            for quad in waiting.pop():
                if quad in self._given:
                    continue
                self._given.add(quad)
                yield quad
                waiting += self._links(quad)

    def _links(self, quad: Quad) -> list[Iterable[Quad]]:
        """Put the ends of a quad that are new on the border; give the statements of those that are links."""
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
