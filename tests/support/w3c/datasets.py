"""Datasets of the suites: read from files, put into a service in one update, read back, compared."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from support.w3c.manifest import Graphs
from support.w3c.wire import Service

FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML}
EVERYTHING = "SELECT ?g ?s ?p ?o WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


def name_of(service: Service, name: str | None, file: Path) -> ox.NamedNode:
    """The IRI of a named graph; a relative one is relative to where requests go, as it is in the query."""
    return ox.NamedNode(name or f"{service.url}/{file.name}")


def read_file(service: Service, file: Path, graph: ox.NamedNode | None = None) -> list[ox.Quad]:
    """The triples of a file, in one graph, its blank nodes its own."""
    triples = ox.parse(
        path=file,
        format=FORMATS[file.suffix],
        base_iri=f"{service.url}/{file.name}",
        rename_blank_nodes=True,
    )
    return [ox.Quad(t.subject, t.predicate, t.object, graph or ox.DefaultGraph()) for t in triples]


def read_graphs(service: Service, graphs: Graphs) -> list[ox.Quad]:
    """All quads of a dataset."""
    quads = [quad for file in graphs.default for quad in read_file(service, file)]
    for name, file in graphs.named:
        quads += read_file(service, file, name_of(service, name, file))
    return quads


def replacing(service: Service, graphs: Graphs) -> str:
    """One update that leaves exactly this dataset, empty named graphs too: one update, one snapshot."""
    names = [name_of(service, name, file) for name, file in graphs.named]
    steps = ["DROP ALL", *(f"CREATE SILENT GRAPH {name}" for name in names)]
    quads = read_graphs(service, graphs)
    return " ;\n".join([*steps, *([inserting(quads)] if quads else [])])


def inserting(quads: Iterable[ox.Quad]) -> str:
    """INSERT DATA for these quads."""
    lines = []
    for quad in quads:
        triple = f"{quad.subject} {quad.predicate} {quad.object} ."
        is_default = isinstance(quad.graph_name, ox.DefaultGraph)
        lines.append(triple if is_default else f"GRAPH {quad.graph_name} {{ {triple} }}")
    return "INSERT DATA {\n" + "\n".join(lines) + "\n}"


def put(service: Service, graphs: Graphs) -> None:
    """Make the service hold this dataset and nothing else."""
    answer = service.change(replacing(service, graphs))
    assert 200 <= answer.status < 300, f"the data of a test was not taken\n{answer}"


def held(service: Service) -> list[ox.Quad]:
    """Everything that the service holds, blank nodes told apart."""
    answer = service.ask_directly(EVERYTHING, "application/sparql-results+json")
    assert answer.status == 200, str(answer)
    rows = ox.parse_query_results(answer.body, ox.QueryResultsFormat.JSON)
    assert isinstance(rows, ox.QuerySolutions)
    return [ox.Quad(row["s"], row["p"], row["o"], row["g"] or ox.DefaultGraph()) for row in rows]


def canonical(quads: Iterable[ox.Quad]) -> set[str]:
    """The quads as lines, with blank nodes called alike in isomorphic datasets."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def assert_isomorphic(found: Iterable[ox.Quad], expected: Iterable[ox.Quad], message: str) -> None:
    """The two datasets are the same but for the names of blank nodes."""
    left, right = canonical(found), canonical(expected)
    assert left == right, (
        f"{message}\nmissing: {sorted(right - left)[:20]}\ntoo much: {sorted(left - right)[:20]}"
    )
