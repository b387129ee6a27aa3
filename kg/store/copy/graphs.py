"""The graphs of a store: their names, their counts, and putting what was sent in the place of one.

Everything here is plain SPARQL 1.1, so that it holds for any store.
"""

from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from kg.errors import BadTerm, StoreError, nearest
from kg.language import Text
from kg.rdf.iris import expand, shorten
from kg.sparql.binding import written_term
from kg.store.protocol import Store
from kg.store.remote.dialects import Dialect
from kg.store.remote.patterns import engine_graph

Graph = ox.NamedNode | ox.DefaultGraph

DEFAULT = "default"
"""What the default graph is called on the command line and in messages."""

COPYING = "urn:suanli:copying:"
"""Where a copy is put together at an endpoint: this, then the IRI of the graph that it becomes."""

_ANY = "?s ?p ?o"
# No store is known to cut an answer that is shorter than this.
_FEW = 1000
_BLANK = "FILTER(isBlank(?s) || isBlank(?o))"


def label_of(graph: Graph) -> str:
    """Give a graph's name as it is shown and typed: its CURIE, its IRI, or `default`."""
    return shorten(graph) if isinstance(graph, ox.NamedNode) else DEFAULT


def graph_named(text: str) -> Graph:
    """Give the graph that somebody typed.

    Raises:
        BadTerm: It is neither a CURIE nor an IRI, nor `default`.

    >>> graph_named("default"), graph_named("graph:reviews").value
    (<DefaultGraph>, 'https://w3id.org/suanli/id/graph/reviews')
    """
    return ox.DefaultGraph() if text == DEFAULT else expand(text)


def in_graph(graph: Graph, pattern: str = _ANY) -> str:
    """Give a pattern of SPARQL that is matched in one graph."""
    return f"GRAPH {written_term(graph)} {{ {pattern} }}" if isinstance(graph, ox.NamedNode) else pattern


def graph_ref(graph: Graph) -> str:
    """Give a graph as `MOVE` and `ADD` name it."""
    return f"GRAPH {written_term(graph)}" if isinstance(graph, ox.NamedNode) else "DEFAULT"


def engine_graph_of(store: Store, graph: Graph) -> Graph:
    """Give the graph in which an endpoint keeps this one: the default graph may be a named one there."""
    dialect = dialect_of(store)
    return (dialect and engine_graph(dialect, graph)) or graph


def dialect_of(store: Store) -> Dialect | None:
    """Give what an endpoint's engine does its own way; None for a store that is none."""
    # The class is not named: its module takes 180 ms to import, which a folder does not need.
    return getattr(store, "dialect", None)


def staging_graph(graph: Graph) -> ox.NamedNode:
    """Name the graph in which a copy of this one is put together, until it is whole.

    >>> staging_graph(ox.DefaultGraph()).value
    'urn:suanli:copying:default'
    """
    return ox.NamedNode(COPYING + (graph.value if isinstance(graph, ox.NamedNode) else DEFAULT))


def count(store: Store, graph: Graph) -> int:
    """Count the triples of one graph."""
    return number(store, f"SELECT (COUNT(*) AS ?n) {{ {in_graph(graph)} }}")


def counts(store: Store) -> dict[Graph, int]:
    """Count the triples of every graph that holds any, the default graph first, then by name.

    What a copy that was cut left is not counted.

    Raises:
        StoreError: A graph is named by a blank node, or the store cuts its answers short.
    """
    rows = store.select(f"SELECT ?g (COUNT(*) AS ?n) {{ GRAPH ?g {{ {_ANY} }} }} GROUP BY ?g")
    found: dict[ox.NamedNode, int] = {}
    for row in rows:
        if row["g"] is None:
            continue  # some engines answer one empty row where there is no graph
        if not isinstance(row["g"], ox.NamedNode):
            raise _named_by_blank_node()
        found[row["g"]] = int(row["n"].value)
    _refuse_cut_list(store, found)
    default = count(store, ox.DefaultGraph())
    kept: dict[Graph, int] = {ox.DefaultGraph(): default} if default else {}
    for graph in sorted(found, key=lambda g: g.value):
        if not graph.value.startswith(COPYING):
            kept[graph] = found[graph]
    return kept


def choose(wanted: Sequence[Graph], there: Iterable[Graph], where: str) -> list[Graph]:
    """Give the graphs that are wanted, or all that are there where none is named.

    Raises:
        BadTerm: One of them is not there.
    """
    known = list(there)
    for graph in wanted:
        if graph not in known:
            near = ", ".join(nearest(label_of(graph), map(label_of, known)) or map(label_of, known[:5]))
            raise BadTerm(
                value=label_of(graph),
                wanted=Text(f"a graph of {where}", f" {where} 中的图"),
                remedy=Text(
                    f"it has {near}" if near else "it is empty", f"其中有 {near}" if near else "其中没有数据"
                ),
            )
    return list(dict.fromkeys(wanted)) or known


def has_blank_nodes(store: Store, graph: Graph) -> bool:
    """Say whether a graph has blank nodes."""
    return _is_there(store, in_graph(graph, f"{_ANY} {_BLANK}"))


def is_union(store: Store) -> bool:
    """Say whether the default graph shows what is in named graphs, judged by the first thousand triples."""
    some = f"{{ SELECT ?s ?p ?o {{ GRAPH ?g {{ {_ANY} }} }} LIMIT 1000 }}"
    missing = number(store, f"SELECT (COUNT(*) AS ?n) {{ {some} FILTER NOT EXISTS {{ {_ANY} }} }}")
    return not missing and _is_there(store, f"GRAPH ?g {{ {_ANY} }}")


def share_a_blank_node(store: Store, one: Graph, other: Graph) -> bool:
    """Say whether two graphs speak of one blank node."""
    either = (
        f"{{ {in_graph(graph, f'?x ?p{i} ?y{i}')} }} UNION {{ {in_graph(graph, f'?y{i} ?p{i} ?x')} }}"
        for i, graph in enumerate((one, other))
    )
    groups = " ".join(f"{{ {group} }}" for group in either)
    return _is_there(store, f"{groups} FILTER(isBlank(?x))")


def put_in_place(store: Store, graph: Graph, size: int, *, add: bool) -> bool:
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
    there, sent = engine_graph_of(store, graph), staging_graph(graph)
    has_old = not add and count(store, graph) > 0
    using = _using(store, there, sent)
    insert_new = f"INSERT {{ {in_graph(there)} }} {using} WHERE {{ {in_graph(sent)} }}"
    not_sent = f"FILTER NOT EXISTS {{ {in_graph(sent)} }}"
    delete_old = f"DELETE {{ {in_graph(there)} }} {using} WHERE {{ {in_graph(there)} {not_sent} }}"
    dialect = dialect_of(store)
    if has_old and (dialect is None or dialect.is_atomic):
        store.update(f"{insert_new} ; {delete_old}")
        return count(store, graph) >= size
    store.update(insert_new)
    if count(store, graph) < size:
        return False
    if has_old:
        store.update(delete_old)
    return True


def discard_sent(store: Store, graph: Graph) -> None:
    """Take away what was sent of a graph, if anything."""
    sent = staging_graph(graph)
    if count(store, sent):
        store.update(f"DELETE {{ {in_graph(sent)} }} {_using(store, sent)} WHERE {{ {in_graph(sent)} }}")


def empty_graph(store: Store, graph: Graph, at_once: int) -> None:
    """Take all out of a graph, `at_once` triples a request: an engine may need 3 kB for each of them."""
    there = engine_graph_of(store, graph)
    some = f"{{ SELECT ?s ?p ?o {{ {in_graph(there)} }} LIMIT {at_once} }}"
    left = count(store, graph)
    while left:
        store.update(f"DELETE {{ {in_graph(there)} }} {_using(store, there)} WHERE {{ {some} }}")
        before, left = left, count(store, graph)
        if left >= before:
            return  # the count at the end will tell


def _is_there(store: Store, pattern: str) -> bool:
    # Not an ASK: some versions of Virtuoso answer it with rows.
    return next(iter(store.select(f"SELECT * {{ {pattern} }} LIMIT 1")), None) is not None


def number(store: Store, sparql: str) -> int:
    """Give the ?n of the first row; 0 where there is no row."""
    return next((int(row["n"].value) for row in store.select(sparql)), 0)


def _refuse_cut_list(store: Store, found: dict[ox.NamedNode, int]) -> None:
    """Refuse to take a list of graphs for whole that the store cut at its limit of rows."""
    if len(found) < _FEW:
        return
    there = number(store, f"SELECT (COUNT(DISTINCT ?g) AS ?n) {{ GRAPH ?g {{ {_ANY} }} }}")
    if there > len(found):
        raise StoreError(
            problem=Text(
                f"the store has {there:,} graphs and lists only {len(found):,} of them",
                f"图库有 {there:,} 个图，却只列出 {len(found):,} 个",
            ),
            remedy=Text(
                "raise its limit of rows, or name the graphs with `--graph`",
                "请提高其行数上限，或用 `--graph` 指明各图",
            ),
        )


def _named_by_blank_node() -> StoreError:
    return StoreError(
        problem=Text("a graph is named by a blank node", "有一个图以空白节点命名"),
        remedy=Text(
            "nobody else can address such a graph; name those to copy with `--graph`",
            "他处无法指称这样的图；请用 `--graph` 指明要复制的图",
        ),
    )


def _using(store: Store, *graphs: Graph) -> str:
    """Name the graphs of an update, where an engine sees only those that it is told of."""
    dialect = dialect_of(store)
    if dialect is None or not dialect.updates_by_parameter:
        return ""
    return " ".join(f"USING NAMED {graph}" for graph in graphs if isinstance(graph, ox.NamedNode))
