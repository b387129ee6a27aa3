"""Updates that put a copy in the place of a graph at an endpoint, and those that take triples away.

Plain INSERT and DELETE with patterns, which every engine has; not every one has MOVE, ADD and CLEAR.
"""

import pyoxigraph as ox

from kg.store.copy.graphs import Graph, count, dialect_of, home_of, staging, within
from kg.store.embedded import Store


def place(store: Store, graph: Graph, size: int, *, add: bool) -> bool:
    """Put what was sent in the place of a graph, or add it to that.

    What is new comes first and what is old goes then: a reader misses nothing at any time. An engine that is
    atomic is sent both at once.

    Args:
        store: The endpoint.
        graph: The graph.
        size: How many triples were sent.
        add: Take nothing away.

    Returns:
        Whether the graph has as many triples at least; else nothing was taken away.
    """
    home, sent = home_of(store, graph), staging(graph)
    goes = not add and count(store, graph) > 0
    using = _using(store, home, sent)
    come = f"INSERT {{ {within(home)} }} {using} WHERE {{ {within(sent)} }}"
    stays = f"FILTER NOT EXISTS {{ {within(sent)} }}"
    go = f"DELETE {{ {within(home)} }} {using} WHERE {{ {within(home)} {stays} }}"
    dialect = dialect_of(store)
    if goes and (dialect is None or dialect.is_atomic):
        store.update(f"{come} ; {go}")
        return count(store, graph) >= size
    store.update(come)
    if count(store, graph) < size:
        return False
    if goes:
        store.update(go)
    return True


def discard(store: Store, graph: Graph) -> None:
    """Take away what was sent of a graph, if anything."""
    sent = staging(graph)
    if count(store, sent):
        store.update(f"DELETE {{ {within(sent)} }} {_using(store, sent)} WHERE {{ {within(sent)} }}")


def empty(store: Store, graph: Graph, at_once: int) -> None:
    """Take all out of a graph, `at_once` triples a request: an engine may need 3 kB for each of them."""
    home = home_of(store, graph)
    some = f"{{ SELECT ?s ?p ?o {{ {within(home)} }} LIMIT {at_once} }}"
    left = count(store, graph)
    while left:
        store.update(f"DELETE {{ {within(home)} }} {_using(store, home)} WHERE {{ {some} }}")
        before, left = left, count(store, graph)
        if left >= before:
            return  # the count at the end will tell


def _using(store: Store, *graphs: Graph) -> str:
    """Name the graphs of an update, where an engine sees only those that it is told of."""
    dialect = dialect_of(store)
    if dialect is None or not dialect.updates_by_parameter:
        return ""
    return " ".join(f"USING NAMED {graph}" for graph in graphs if isinstance(graph, ox.NamedNode))
