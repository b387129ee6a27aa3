"""The queries and updates that a store makes itself: quads by pattern, quads to add, quads to remove.

Source: https://www.w3.org/TR/sparql11-update/
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

from kg.errors import BadTerm
from kg.language import Text
from kg.sparql.binding import written_term
from kg.store.protocol import GraphName, Term
from kg.store.remote.dialects import Dialect

EVERYWHERE = ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }")
"""What matches every triple of the default graph, and every one of the named graphs."""

# A text of some megabytes is what every engine takes; literals may be long.
_LONGEST = 4_000_000


def quads_query(terms: tuple[Term | None, ...], graph: GraphName | None) -> str:
    """Write the SELECT of ?s ?p ?o ?g for a pattern; a term that is given is no column.

    Where nothing is given it is that of the named graphs alone.
    """
    subject, predicate, object_ = (
        f"?{name}" if term is None or isinstance(term, ox.BlankNode) else term_text(term)
        for name, term in zip("spo", terms, strict=True)
    )
    triple = f"{subject} {predicate} {object_}"
    blank = "".join(
        f" FILTER(isBlank(?{name}))"
        for name, term in zip("spo", terms, strict=True)
        if isinstance(term, ox.BlankNode)
    )
    plain, named = f"{{ {triple}{blank} }}", f"{{ GRAPH ?g {{ {triple} }}{blank} }}"
    # A SELECT must have a column, also where every term is known.
    head = (
        "SELECT *" if "?" in (subject[0], predicate[0], object_[0]) or graph is None else "SELECT (1 AS ?n)"
    )
    if isinstance(graph, ox.DefaultGraph):
        return f"{head} {plain}"
    if graph is None and terms == (None, None, None):
        return f"SELECT * {named}"
    if graph is not None:
        return f"{head} {{ GRAPH {term_text(graph)} {{ {triple} }}{blank} }}"
    return f"{head} {{ {plain} UNION {named} }}"


def insert_updates(dialect: Dialect, quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Write the updates that add quads: those with blank nodes together, for a label is only good within one.

    `INSERT … WHERE {}` takes blank nodes where `INSERT DATA` of some engines does not.
    """
    blank: list[ox.Quad] = []
    for some in _batches(dialect, quads, blank):
        yield f"INSERT DATA {{ {_graph_blocks(dialect, some)} }}"
    # Virtuoso fails on a template of several graphs.
    for some in [blank] if dialect.is_atomic else by_graph(blank).values():
        if some:
            yield f"INSERT {{ {_graph_blocks(dialect, some)} }} WHERE {{}}"


def delete_updates(dialect: Dialect, quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Write the updates that remove quads.

    Raises:
        BadTerm: One has a blank node.
    """
    blank: list[ox.Quad] = []
    updates = [
        f"DELETE DATA {{ {_graph_blocks(dialect, some)} }}" for some in _batches(dialect, quads, blank)
    ]
    if blank:
        raise BadTerm(
            value=str(blank[0]),
            wanted=Text("what can be removed from an endpoint", "可从端点删除的内容"),
            remedy=Text(
                "a blank node has no name there; describe it in a DELETE … WHERE (`update`)",
                "空白节点在那里没有名称；请用 DELETE … WHERE（`update`）描述它",
            ),
        )
    yield from updates


def term_text(term: Term | GraphName) -> str:
    """Write a term as SPARQL does.

    Raises:
        BadTerm: No endpoint takes it: a triple as a term, or a blank node as a name.
    """
    if isinstance(term, ox.NamedNode | ox.Literal):
        return written_term(term)
    raise BadTerm(
        value=str(term),
        wanted=Text("a term that an endpoint takes", "端点可接受的词项"),
        remedy=Text("give an IRI or a literal", "请给出 IRI 或字面量"),
    )


def engine_graph(dialect: Dialect, graph: GraphName) -> ox.NamedNode | None:
    """Give the name under which an engine keeps a graph; None is its own default graph."""
    if isinstance(graph, ox.NamedNode):
        return graph
    if isinstance(graph, ox.DefaultGraph):
        return dialect.default_graph
    raise BadTerm(
        value=str(graph),
        wanted=Text("the name of a graph in an endpoint", "端点中图的名称"),
        remedy=Text("give the graph an IRI", "请为该图指定 IRI"),
    )


def by_graph(quads: Iterable[ox.Quad]) -> dict[GraphName, list[ox.Quad]]:
    """Give the quads of each graph, graphs in the order in which they come."""
    graphs: dict[GraphName, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name].append(quad)
    return graphs


def has_blank_node(quad: ox.Quad) -> bool:
    """Say whether the subject or the object is a blank node."""
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def _batches(dialect: Dialect, quads: Iterable[ox.Quad], blank: list[ox.Quad]) -> Iterator[list[ox.Quad]]:
    """Cut quads into batches; put those that have a blank node aside."""

    def without_blank() -> Iterator[ox.Quad]:
        for quad in quads:
            if has_blank_node(quad):
                blank.append(quad)
            else:
                yield quad

    plain = without_blank()
    while some := list(islice(plain, dialect.batch)):
        yield from _split_by_length(some)


def _split_by_length(quads: list[ox.Quad]) -> Iterator[list[ox.Quad]]:
    some: list[ox.Quad] = []
    length = 0
    for quad in quads:
        long = len(quad.object.value) if isinstance(quad.object, ox.Literal) else 0
        if some and length + long > _LONGEST:
            yield some
            some, length = [], 0
        some.append(quad)
        length += long
    yield some


def _graph_blocks(dialect: Dialect, quads: Iterable[ox.Quad]) -> str:
    blocks: dict[ox.NamedNode | None, list[str]] = defaultdict(list)
    for quad in quads:
        blocks[engine_graph(dialect, quad.graph_name)].append(
            f"{_node(quad.subject)} {term_text(quad.predicate)} {_node(quad.object)} ."
        )
    return " ".join(
        "\n".join(lines) if graph is None else f"GRAPH {term_text(graph)} {{ " + "\n".join(lines) + " }"
        for graph, lines in blocks.items()
    )


def _node(term: Term) -> str:
    return str(term) if isinstance(term, ox.BlankNode) else term_text(term)
