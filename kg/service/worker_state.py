"""The state of a worker: the store at its newest snapshot, and what was computed from it.

The only module that decides when a worker moves to a newer snapshot.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import BadRequest, StoreLocked
from kg.graph import Graph, open_graph
from kg.language import Text
from kg.service.newest_snapshot import Newest
from kg.store import EmbeddedStore, Store
from kg.store.remote.addresses import is_url

Made = TypeVar("Made")

_STALE_S = 60.0
_WAIT_S = 20.0
"""How long a writer waits for another process that is writing to the same store."""


@dataclass(slots=True)
class WorkerState:
    """A store, and what was computed from it; it stays from one request to the next."""

    open: Callable[[], Graph]
    allowed: tuple[str, ...] = ()
    """Hosts that SERVICE and LOAD may name."""
    is_writable: bool = False
    newest: Newest = field(default_factory=lambda: Newest(None))
    """Which snapshot is the newest, of a folder."""
    _graph: Graph | None = None
    _made: dict[str, Any] = field(default_factory=dict)
    _since: float = field(default_factory=time.monotonic)

    @property
    def store(self) -> Store:
        """The store."""
        return self._graph.store if self._graph is not None else self.graph("en").store

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
        """Move to the newest snapshot unless the present one has this number or a higher one.

        An engine elsewhere does not say when it changes: what was computed from it is forgotten now and then.
        Queries are always answered by the engine itself.
        """
        if self._graph is None:
            return
        store = self._graph.store
        if isinstance(store, EmbeddedStore):
            if self.number >= least:
                return
            store.refresh()
        elif time.monotonic() - self._since < _STALE_S:
            return
        # A new graph over the same store, without anything that was computed before.
        self._graph = Graph(store, self._graph.language)
        self._made.clear()
        self._since = time.monotonic()

    @contextmanager
    def changing(self, request: dict[str, Any]) -> Iterator[Store]:
        """Give the store to write to, once no other process writes to it; it is published at the end.

        Raises:
            StoreLocked: Another process is writing, and goes on writing.
            BadRequest: The store is no longer as it was when the client read it; status 412.
        """
        store = self.store
        if not isinstance(store, EmbeddedStore):
            yield store
            return
        with ExitStack() as stack:
            draft = _wait_for_turn(lambda: stack.enter_context(store.change()))
            # Checked now that nobody else can change it.
            _check_condition(request, self.newest)
            yield draft

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Give what was made under this name for this snapshot; make it now if it is the first time."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made


def _wait_for_turn(begin: Callable[[], Made]) -> Made:
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            return begin()
        except StoreLocked:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _check_condition(request: dict[str, Any], newest: Newest) -> None:
    wanted, tag = request.get("if_match"), newest.tag()
    if wanted and wanted.strip() != "*" and not (tag and f'"{tag}-' in wanted):
        raise BadRequest(
            status=412,
            problem=Text("the store was changed since", "图库在此期间已有改动"),
            remedy=Text(
                "read it again, and send the change with the new ETag", "请重新读取，再带上新的 ETag 发送"
            ),
        )


def prepare(settings: dict[str, Any]) -> WorkerState:
    """Set up a state: "store" is a folder or an address, "connection" what to connect with."""
    opening = partial(open_graph, settings["store"], **settings.get("connection", {}))
    folder = None if is_url(settings["store"]) else Path(settings["store"])
    state = WorkerState(opening, tuple(settings["allowed"]), settings["is_writable"], Newest(folder))
    state.graph("en")
    return state
