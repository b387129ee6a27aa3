"""Where quads are: snapshots on disk, memory, or behind somebody else's endpoint."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.store.embedded import (
        EmbeddedStore,
        Found,
        GraphName,
        Solutions,
        Store,
        Subject,
        Term,
        building,
        open_store,
    )

__all__ = [
    "EmbeddedStore",
    "Found",
    "GraphName",
    "Solutions",
    "Store",
    "Subject",
    "Term",
    "building",
    "open_store",
]


def __getattr__(name: str) -> Any:
    """Import the engine only for those who use it: it takes 45 ms."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kg.store import embedded

    return getattr(embedded, name)
