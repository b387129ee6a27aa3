"""The service description, and the description of the dataset in VoID.

Sources: https://www.w3.org/TR/sparql11-service-description/, https://www.w3.org/TR/void/
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.rdf.formats import RESULTS, TRIPLES
from kg.rdf.iris import shorten
from kg.rdf.vocab import ID, PREFIXES, A, term
from kg.service.query_jobs import VARY, format_of_triples
from kg.service.worker_state import WorkerState
from kg.service.workers.child import Job
from kg.service.workers.reply import Reply

Request = dict[str, Any]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_NAMES = {
    # media type: its name at https://www.w3.org/ns/formats/
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON-LD",
    "application/trig": "TriG",
    "application/n-quads": "N-Quads",
    "text/n3": "N3",
}
_TITLE = {"en": "Claims about China's AI computing power", "zh-Hans": "关于中国人工智能算力的主张"}
_LICENSE = NamedNode("https://www.apache.org/licenses/LICENSE-2.0")
_INTEGER = PREFIXES["xsd"] + "integer"
_MOST = 1000
"""How many graphs, classes or properties are listed at most; a store may have very many."""
_COUNTS = {
    # what VoID calls it: the query that counts it
    "triples": "SELECT (COUNT(*) AS ?count) { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?count) { ?s ?p ?o }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?count) { ?s ?p ?o }",
}
_GROUPED = {
    # what is counted: the pattern that counts each
    "class": "?s a ?named",
    "property": "?s ?named ?o",
    "graph": "GRAPH ?named { ?s ?p ?o }",
}


def description(state: WorkerState, request: Request) -> Reply:
    """Describe the service."""
    state.refresh(request["snapshot"])
    return _reply(request, _service(state, request["origin"]))


def void(state: WorkerState, request: Request) -> Reply:
    """Describe the dataset."""
    state.refresh(request["snapshot"])
    return _reply(request, _dataset(state, request["origin"]))


def _reply(request: Request, triples: Iterator[Triple]) -> Reply:
    form, content_type = format_of_triples(request)
    described = list(triples)
    written = ox.serialize(described, format=form, prefixes=_prefixes_of(described))
    assert written is not None
    return Reply(written, content_type, headers=(VARY,))


def _prefixes_of(triples: list[Triple]) -> dict[str, str]:
    said = {t.value for triple in triples for t in triple if isinstance(t, NamedNode)} | {_INTEGER}
    known = PREFIXES | {"sd": _SD}
    return {name: space for name, space in known.items() if any(iri.startswith(space) for iri in said)}


def _service(state: WorkerState, origin: str) -> Iterator[Triple]:
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    yield Triple(service, A, _sd("Service"))
    yield Triple(service, _sd("endpoint"), NamedNode(f"{origin}/sparql"))
    languages = ["SPARQL10Query", "SPARQL11Query", *(["SPARQL11Update"] if state.is_writable else [])]
    for language in languages:
        yield Triple(service, _sd("supportedLanguage"), _sd(language))
    for media_type in [*RESULTS, *TRIPLES]:
        if media_type in _NAMES:
            yield Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + _NAMES[media_type]))
    if state.is_writable:
        for media_type in TRIPLES:
            if media_type in _NAMES:
                yield Triple(service, _sd("inputFormat"), NamedNode(_FORMATS + _NAMES[media_type]))
    if state.allowed:
        yield Triple(service, _sd("feature"), _sd("BasicFederatedQuery"))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, A, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, A, _sd("Graph"))
    yield Triple(default, term("void:triples"), _count(state, "triples"))
    for graph, count in _counted(state, "graph"):
        named, held = BlankNode(), BlankNode()
        yield Triple(dataset, _sd("namedGraph"), named)
        yield Triple(named, A, _sd("NamedGraph"))
        yield Triple(named, _sd("name"), graph)
        yield Triple(named, _sd("graph"), held)
        yield Triple(held, A, _sd("Graph"))
        yield Triple(held, term("void:triples"), count)


def _dataset(state: WorkerState, origin: str) -> Iterator[Triple]:
    document = NamedNode(f"{origin}/.well-known/void")
    dataset = NamedNode(f"{document.value}#dataset")
    yield Triple(document, A, term("void:DatasetDescription"))
    yield Triple(document, term("foaf:primaryTopic"), dataset)
    yield Triple(dataset, A, term("void:Dataset"))
    for tag, title in _TITLE.items():
        yield Triple(dataset, term("dcterms:title"), Literal(title, language=tag))
    yield Triple(dataset, term("dcterms:license"), _LICENSE)
    yield Triple(dataset, term("void:sparqlEndpoint"), NamedNode(f"{origin}/sparql"))
    yield Triple(dataset, term("void:dataDump"), NamedNode(f"{origin}/store"))
    yield Triple(dataset, term("void:uriSpace"), Literal(ID))
    yield Triple(dataset, term("void:exampleResource"), NamedNode(f"{ID}city/hangzhou"))
    for prefix in ("sl", "skos", "org", "prov", "oa", "dcterms"):
        yield Triple(dataset, term("void:vocabulary"), NamedNode(PREFIXES[prefix]))
    for name in _COUNTS:
        yield Triple(dataset, term(f"void:{name}"), _count(state, name))
    for what, counted in (("class", "entities"), ("property", "triples")):
        for named, count in _counted(state, what):
            part = NamedNode(f"{dataset.value}-{what}-{quote(shorten(named), safe='')}")
            yield Triple(dataset, term(f"void:{what}Partition"), part)
            yield Triple(part, term(f"void:{what}"), named)
            yield Triple(part, term(f"void:{counted}"), count)


def _count(state: WorkerState, name: str) -> Literal:
    """Count something once for each snapshot."""
    counted: Literal = state.once(f"count {name}", lambda: state.store.select(_COUNTS[name])[0]["count"])
    return counted


def _counted(state: WorkerState, what: str) -> list[tuple[NamedNode, Literal]]:
    """Count each of some things once for each snapshot, the most frequent first."""
    query = (
        f"SELECT ?named (COUNT(*) AS ?count) {{ {_GROUPED[what]} }} "
        f"GROUP BY ?named ORDER BY DESC(?count) ?named LIMIT {_MOST}"
    )
    return state.once(
        f"counted {what}", lambda: [(row["named"], row["count"]) for row in _named(state, query)]
    )


def _named(state: WorkerState, query: str) -> Iterator[Any]:
    return (row for row in state.store.select(query) if isinstance(row["named"], NamedNode))


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)


JOBS: dict[str, Job] = {"description": description, "void": void}
