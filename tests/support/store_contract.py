"""The stores that the one contract is held to: embedded, our own service, and engines of others."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.store import EmbeddedStore, Store, open_store
from kg.store.remote import connect
from kg.store.remote.remote_store import RemoteStore
from support.served import served
from support.servers import oxigraph, virtuoso


@dataclass(frozen=True)
class Engine:
    """A store that runs, and what it is called in the tests."""

    name: str
    store: Store

    @property
    def is_remote(self) -> bool:
        return isinstance(self.store, RemoteStore)

    def clear(self) -> None:
        """Leave nothing in it that is ours."""
        if isinstance(self.store, RemoteStore):
            self.store.refresh()
            for name in self.store.graphs():
                self.store.update(f"CLEAR SILENT GRAPH <{name}>")
            self.store.update("CLEAR SILENT DEFAULT")
        else:
            self.store.update("CLEAR ALL")


@contextmanager
def _in_memory(_: Path) -> Iterator[Store]:
    yield EmbeddedStore.in_memory()


@contextmanager
def _folder(where: Path) -> Iterator[Store]:
    with open_store(where / "store", create=True) as store:
        yield store


@contextmanager
def _service(_: Path) -> Iterator[Store]:
    with served(None) as running:
        yield connect(f"{running.url}/sparql", token=running.token)


@contextmanager
def _oxigraph(_: Path) -> Iterator[Store]:
    with oxigraph() as running:
        yield connect(running.url)


@contextmanager
def _union(_: Path) -> Iterator[Store]:
    with oxigraph("--union-default-graph") as running:
        yield connect(running.url)


@contextmanager
def _virtuoso(_: Path) -> Iterator[Store]:
    with virtuoso() as running:
        yield connect(running.url)


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Store]]] = {
    "in memory": _in_memory,
    "folder": _folder,
    "service": _service,
    "oxigraph": _oxigraph,
    "union of all graphs": _union,
    "virtuoso": _virtuoso,
}
"""Every engine by its name, with what starts it in a folder of its own."""
