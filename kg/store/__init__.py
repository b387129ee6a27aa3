"""Where quads are: snapshots on disk, memory, or behind somebody else's endpoint."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.store.embedded import EmbeddedStore, building, open_store
    from kg.store.protocol import Found, GraphName, Store, Subject, Term

__all__ = ["EmbeddedStore", "Found", "GraphName", "Store", "Subject", "Term", "building", "open_store"]


def __getattr__(name: str) -> Any:
    """Import the engine only for those who use it: it takes 45 ms."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    is_embedded = name in ("EmbeddedStore", "building", "open_store")
    return getattr(import_module("kg.store.embedded" if is_embedded else "kg.store.protocol"), name)
