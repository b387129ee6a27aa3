"""Validation: shapes, arithmetic, identity and evidence, told in sentences, worst first."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from kg.graph.passages import Passages
from kg.graph.records import reckoning_of
from kg.rdf.index import Index
from kg.rdf.iris import kind_of
from kg.rdf.vocab import GRAPH_DOCUMENT, GRAPH_ONTOLOGY, GRAPH_REVIEWS, A, term
from kg.store import Store
from kg.validate.constraints import check_constraints, read_constraints
from kg.validate.evidence import check_evidence
from kg.validate.figures import check_figures
from kg.validate.finding_text import Check, FindingWriter
from kg.validate.findings import SEVERITIES, Finding, Report, report
from kg.validate.identity import check_facts, check_view, readable_kinds, sound_claims, sound_facts
from kg.validate.shapes import check_shapes

__all__ = ["SEVERITIES", "Finding", "Report", "validate"]

_SHA256 = term("sl:sha256")
_SPARQL = term("sh:sparql")
_SHAPES = [term(f"sh:{name}") for name in ("NodeShape", "PropertyShape")]
_NO_SHAPES = Check(
    "shapes-present",
    "it holds no shapes, so nothing was held against them\n"
    "build the store with `kg build`, or load the ontology into this graph",
    "其中没有形状，因此未按形状检查\n请用 `kg build` 建立图库，或将本体加载到此图",
)


def validate(store: Store, documents: Path | None = None) -> Report:
    """Validate what a store holds by the shapes that it holds.

    Args:
        store: The store; graphs that people loaded themselves are left alone.
        documents: A folder with the documents as received, to hold evidence against its words; None leaves
            that out.

    Raises:
        BadFile: A shape is not one.
    """
    return report(_findings(store, documents))


def _findings(store: Store, documents: Path | None) -> Iterator[Finding]:
    quads = quads_to_validate(store)
    ontology = [quad for quad in quads if quad.graph_name == GRAPH_ONTOLOGY]
    shapes = Index(ontology)
    writer = FindingWriter(store, shapes)
    if not any(shapes.subjects(A, kind) for kind in _SHAPES):
        yield writer.found(_NO_SHAPES, GRAPH_ONTOLOGY, {})
    asked = {constraint.iri for constraint in read_constraints(shapes)}
    # What is asked by ourselves, for all targets at once, need not be asked by pySHACL.
    left = [q for q in ontology if not (q.predicate == _SPARQL and q.object in asked)]
    for result in check_shapes(whole(quads), left):
        yield writer.from_shape(result)
    graph = ox.Store()
    graph.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in accepted(quads))
    yield from check_constraints(shapes, graph, writer)
    yield from _check_claims(store, quads, documents, writer)


def _check_claims(
    store: Store, quads: list[Quad], documents: Path | None, writer: FindingWriter
) -> Iterator[Finding]:
    """Check what shapes cannot say: identity, the accepted view, arithmetic across figures, evidence."""
    kinds, undeclared = readable_kinds(store, writer)
    index = Index(quads)
    claims, broken = sound_claims(quads, writer)
    yield from (*undeclared, *broken)
    if kinds:
        yield from check_facts(kinds, quads, writer)
        yield from check_view(kinds, quads, claims, writer)
    yield from check_figures(sound_facts(kinds, quads), index, reckoning_of(store), writer)
    if documents is not None:
        described = [q.subject for q in quads if q.predicate == _SHA256]
        found = sorted({iri for iri in described if isinstance(iri, NamedNode)}, key=str)
        yield from check_evidence(found, claims, index, Passages(store, documents), writer)


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
