"""The quads that are validated, as one graph: the accepted view, the ontology, documents and reviews.

What people load into graphs of their own is theirs and is left alone.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from kg.rdf.terms import kind_of
from kg.rdf.vocab import GRAPH_DOCUMENT, GRAPH_ONTOLOGY, GRAPH_REVIEWS, A
from kg.store import Store


def quads_to_validate(store: Store) -> list[Quad]:
    """Read the project's own graphs from a store."""
    return [quad for quad in store.quads() if _is_ours(quad)]


def whole(quads: Iterable[Quad]) -> set[Triple]:
    """Give all that the graphs say, as one graph: claims of every state, and their facts."""
    return {quad.triple for quad in quads}


def accepted(quads: Iterable[Quad]) -> Iterator[Triple]:
    """Give what the graphs say, without the roles of facts that are not in the accepted view.

    A ranking has eleven cities only if eleven were accepted: what was rejected or awaits review does not
    count. That such a fact is a fact stays said.
    """
    kept = list(quads)
    in_view = {quad.subject for quad in kept if quad.graph_name == DefaultGraph()}
    for quad in kept:
        if quad.subject in in_view or quad.predicate == A or not _is_fact(quad):
            yield quad.triple


def _is_fact(quad: Quad) -> bool:
    return isinstance(quad.subject, NamedNode) and kind_of(quad.subject) == "fact"


def _is_ours(quad: Quad) -> bool:
    graph = quad.graph_name
    if not isinstance(graph, NamedNode):
        return graph == DefaultGraph()
    return graph in (GRAPH_ONTOLOGY, GRAPH_REVIEWS) or graph.value.startswith(GRAPH_DOCUMENT)
