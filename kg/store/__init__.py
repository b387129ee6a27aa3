"""Where quads are: snapshots on disk, memory, or behind somebody else's endpoint."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.sparql.engine import Solutions
    from kg.store.embedded import EmbeddedStore, building, open_store
    from kg.store.protocol import Found, GraphName, Store, Subject, Term

_MODULES = {
    "EmbeddedStore": "kg.store.embedded",
    "Found": "kg.store.protocol",
    "GraphName": "kg.store.protocol",
    "Solutions": "kg.sparql.engine",
    "Store": "kg.store.protocol",
    "Subject": "kg.store.protocol",
    "Term": "kg.store.protocol",
    "building": "kg.store.embedded",
    "open_store": "kg.store.embedded",
}
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
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
