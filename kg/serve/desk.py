"""What a worker holds while it answers: the store at its newest snapshot, and what was made from it.

The only module that decides when a worker moves to a newer snapshot.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from kg.graph import Graph, open_graph
from kg.store import EmbeddedStore, Store

Made = TypeVar("Made")


@dataclass(slots=True)
class Desk:
    """A store, and what its pages are made from; kept from one request to the next."""

    open: Callable[[], Graph]
    allowed: tuple[str, ...] = ()
    """Hosts that SERVICE and LOAD may name."""
    is_writable: bool = False
    _graph: Graph | None = None
    _made: dict[str, Any] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        """The store."""
        return self.graph("en").store

    @property
    def number(self) -> int:
        """The number of the snapshot that is read from; 0 where there are none."""
        store = self.store
        return store.snapshot.number if isinstance(store, EmbeddedStore) and store.snapshot else 0

    def graph(self, language: str) -> Graph:
        """Give the graph over the store that speaks a language; the same one until the store changes."""
        if self._graph is None:
            self._graph = self.open()
        first = self._graph
        if first.language == language:
            return first
        return self.once(f"graph {language}", lambda: Graph(first.store, language))

    def refresh(self, least: int) -> None:
        """Move to the newest snapshot unless the one that is read from is this new."""
        if self._graph is None or self.number >= least:
            return
        self._graph.store.refresh()
        # Over the same store, but with nothing that was found out about an older snapshot.
        self._graph = Graph(self._graph.store, self._graph.language)
        self._made.clear()

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Give what was made under this name for this snapshot; make it now if it was not."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made


def prepare(settings: dict[str, Any]) -> Desk:
    """Set up a desk: "store" is a folder or an address, "connection" what to connect with."""
    opening = partial(open_graph, settings["store"], **settings.get("connection", {}))
    desk = Desk(opening, tuple(settings["allowed"]), settings["is_writable"])
    desk.graph("en")
    return desk
