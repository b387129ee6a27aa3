"""Suanli: a knowledge graph of China's AI computing power.

>>> import kg
>>> graph = kg.open("kg-store")  # doctest: +SKIP
>>> graph.select("companies-in-city", city="杭州")  # doctest: +SKIP
"""

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.graph import Graph

__version__ = "0.1.0"
__all__ = ["open"]


def open(where: str | os.PathLike[str] = "kg-store", *, language: str = "en", **connection: Any) -> "Graph":
    """Open the graph in a store's folder, at its newest snapshot, or behind a SPARQL endpoint.

    Args:
        where: The store's folder, or the URL of an endpoint.
        language: "zh" or "en": the language of labels and titles.
        connection: What goes with a URL, such as `user` and `password`; see
            `kg.store.remote.discovery.connect`.

    Raises:
        NoStore: There is none.
        NotAStore: There is something else.
        StoreError: No endpoint answers at the URL.
    """
    from kg.graph import open_graph

    return open_graph(where, language=language, **connection)
