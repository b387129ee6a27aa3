"""What an open graph can be asked: names, search, description, paths, network, export."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.graph.graph import Graph, open_graph
    from kg.graph.table import Table

__all__ = ["Graph", "Table", "open_graph"]


def __getattr__(name: str) -> Any:
    """Import the graph only for those who open one: a module of this wing does not need all others."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("kg.graph.table" if name == "Table" else "kg.graph.graph"), name)
