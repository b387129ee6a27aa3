"""What was read of a graph, for the next page too: names, the summary, the lists of large things.

A graph is one snapshot and never changes, so nothing here grows old; it goes when the graph goes.
"""

import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TypeVar

from pyoxigraph import NamedNode

from kg.graph import Graph
from kg.graph.names import Names
from kg.model.facts import Fact
from kg.rdf.iris import shorten
from kg.web.linked_text import Phrase
from kg.web.summary import Differences, Summary, differences_of, known_differences_of, summary_of

_CACHES: "weakref.WeakKeyDictionary[Graph, dict[str, SnapshotCache]]" = weakref.WeakKeyDictionary()
_MOST_COMPARED = 10_000
# The memory of a worker is worth more than the time to look again: after so many pages names are let go, and
# of facts and of long lists no more than these stay.
_MOST_PAGES, _MOST_FACTS, _MOST_LISTS = 500, 5_000, 8

Cached = TypeVar("Cached")


class SnapshotCache:
    """What was read of a graph, in one language."""

    def __init__(self, graph: Graph, language: str) -> None:
        # A graph that is held here would never go.
        self._graph = weakref.ref(graph)
        self.language = language
        self.names = graph.names if language == graph.language else Names(graph.store, language)
        self._pages = 0
        self._known: Differences | None = None
        self._facts: dict[NamedNode, Fact | None] = {}
        self._lists: OrderedDict[object, object] = OrderedDict()

    @property
    def graph(self) -> Graph:
        """The graph that all is about."""
        found = self._graph()
        assert found is not None
        return found

    @cached_property
    def summary(self) -> Summary:
        """What was counted of this snapshot."""
        return summary_of(self.graph)

    @property
    def fact_count(self) -> int:
        """How many facts the accepted view has."""
        return sum(self.summary.classes.get(kind.iri.value, 0) for kind in self.names.kinds.values())

    @cached_property
    def differences(self) -> Differences:
        """What differs in this snapshot; of very many facts it takes seconds to find."""
        self._known = differences_of(self.graph)
        return self._known

    @property
    def known_differences(self) -> Differences | None:
        """What differs in this snapshot, where that is known or found at once."""
        if self._known is None:
            few = self.fact_count <= _MOST_COMPARED
            self._known = self.differences if few else known_differences_of(self.graph)
        return self._known

    def fact(self, iri: NamedNode) -> Fact | None:
        """Read a fact, once; None if it is none."""
        if iri not in self._facts:
            if len(self._facts) >= _MOST_FACTS:
                self._facts.clear()
            self._facts[iri] = self.names.fact(iri)
        return self._facts[iri]

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """Give what to call each of many things: its label, or its CURIE."""
        things = [NamedNode(iri) for iri in iris]
        named = self.names.labels(things)
        missing = {iri.value: self.names.label(iri) for iri in things if iri not in named}
        return {iri.value: named[iri] for iri in things if iri in named} | missing

    def phrases(self, iris: Sequence[str]) -> list[Phrase]:
        """Give many things as phrases, those that are called the same each with a note.

        The note is what it is part of, or else its CURIE.
        """
        labels = self.labels(iris)
        things: dict[str, set[str]] = {}
        for iri in iris:
            things.setdefault(labels[iri], set()).add(iri)
        alike = {iri for some in things.values() if len(some) > 1 for iri in some}
        wholes = self.graph.wholes(NamedNode(iri) for iri in sorted(alike))

        def note(iri: str) -> str:
            whole = wholes.get(NamedNode(iri))
            text = self.names.label(whole) if whole else shorten(NamedNode(iri))
            return text if iri in alike and text != labels[iri] else ""

        return [Phrase(labels[iri], iri, note=note(iri)) for iri in iris]

    def cached(self, key: object, read: Callable[[], Cached]) -> Cached:
        """Give what was read before under a key, or read it now; few such lists stay in memory."""
        if key not in self._lists:
            self._lists[key] = read()
            while len(self._lists) > _MOST_LISTS:
                self._lists.popitem(last=False)
        self._lists.move_to_end(key)
        return self._lists[key]  # type: ignore[return-value]

    def next_page(self) -> "SnapshotCache":
        """Make ready for another page; now and then the names that were looked up are let go."""
        self._pages += 1
        if self._pages % _MOST_PAGES == 0:
            self.names.forget()
        return self


def cache_of(graph: Graph, language: str) -> SnapshotCache:
    """Give the cache of a graph in "zh" or "en", ready for another page."""
    by_language = _CACHES.setdefault(graph, {})
    if language not in by_language:
        by_language[language] = SnapshotCache(graph, language)
    return by_language[language].next_page()
