"""A store that is like an endpoint: it names blank nodes anew, cuts its answers, and fails."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from typing import Any

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store import EmbeddedStore

_fresh = count()


class FarStore:
    """The Store protocol over a store in memory, as a network between would have it."""

    def __init__(self, inner: EmbeddedStore | None = None) -> None:
        self.inner = inner or EmbeddedStore.in_memory()
        self.adds = 0
        self.pages = 0
        self.dies_at: int | None = None
        """The number of the write or page at which the network is gone."""
        self.arrives = False
        """Whether what was sent last arrived all the same."""
        self.limit: int | None = None
        """The rows after which the endpoint cuts an answer, without a word."""
        self.loses = 0
        """How many quads of each write it loses."""

    def select(self, sparql: str) -> Any:
        found = self.inner.select(sparql)
        return self._page(found) if sparql.startswith(("SELECT ?s ?p ?o", "SELECT ?s ?o")) else found

    def ask(self, sparql: str) -> bool:
        return self.inner.ask(sparql)

    def construct(self, sparql: str) -> Iterator[ox.Triple]:
        return self.inner.construct(sparql)

    def _page(self, found: Any) -> Iterator[dict[str, Any]]:
        """Give triples as rows, as far as the endpoint would."""
        self.pages += 1
        self._perhaps_die(self.pages)
        names: dict[str, ox.BlankNode] = {}
        for row in islice(found, self.limit):
            yield {name: _renamed(row[name], names) for name in found.columns}

    def quads(self, *pattern: Any, **named: Any) -> Iterator[ox.Quad]:
        return self.inner.quads(*pattern, **named)

    def add(self, quads: Iterable[ox.Quad]) -> None:
        self.adds += 1
        names: dict[str, ox.BlankNode] = {}
        coming = [
            ox.Quad(_renamed(q.subject, names), q.predicate, _renamed(q.object, names), q.graph_name)
            for q in quads
        ]
        if self.arrives and self.adds == self.dies_at:
            self.inner.add(coming)
        self._perhaps_die(self.adds)
        self.inner.add(coming[self.loses :])

    def remove(self, quads: Iterable[ox.Quad]) -> None:
        self.inner.remove(quads)

    def update(self, sparql: str) -> None:
        self.inner.update(sparql)

    def load(self, files: Sequence[Any], **options: Any) -> None:
        self.inner.load(files, **options)

    def _perhaps_die(self, at: int) -> None:
        if self.dies_at is not None and at >= self.dies_at:
            raise StoreError(problem={"en": "the network is gone", "zh": "网络已断"})


def _renamed(term: Any, names: dict[str, ox.BlankNode]) -> Any:
    if isinstance(term, ox.BlankNode):
        return names.setdefault(term.value, ox.BlankNode(f"n{next(_fresh)}"))
    return term


def graph_of(store: Any, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Dataset:
    """Give what a store holds in a graph, its blank nodes named so that graphs can be compared."""
    quads = (ox.Quad(q.subject, q.predicate, q.object) for q in store.quads(None, None, None, graph))
    found = ox.Dataset(quads)
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found
