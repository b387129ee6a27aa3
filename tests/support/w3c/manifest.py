"""Reading the suites' manifests: which tests there are, and which files each needs."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

SUITES = Path("w3c/rdf-tests/sparql/sparql11")
"""Where the suites lie in shared/."""

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

Subject = ox.NamedNode | ox.BlankNode
Term = Subject | ox.Literal


class Manifest:
    """One manifest file as a graph that can be walked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.properties: dict[tuple[Subject, str], list[Term]] = defaultdict(list)
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=path.as_uri()):
            self.properties[quad.subject, quad.predicate.value].append(quad.object)

    def all(self, subject: Subject, predicate: str) -> list[Term]:
        return self.properties.get((subject, predicate), [])

    def one(self, subject: Subject, predicate: str) -> Term | None:
        found = self.all(subject, predicate)
        assert len(found) <= 1, f"{subject} has {len(found)} of {predicate}"
        return found[0] if found else None

    def text(self, subject: Subject, predicate: str) -> str | None:
        found = self.one(subject, predicate)
        return None if found is None else found.value

    def node(self, subject: Subject, predicate: str) -> Subject:
        found = self.one(subject, predicate)
        assert isinstance(found, ox.NamedNode | ox.BlankNode), f"{subject} has no node at {predicate}"
        return found

    def members(self, head: Subject) -> Iterator[Subject]:
        """The members of a collection, in order."""
        while head.value != RDF + "nil":
            yield self.node(head, RDF + "first")
            head = self.node(head, RDF + "rest")

    def listed(self, predicate: str) -> Iterator[Subject]:
        """The members of the collection that the manifest itself has at this property."""
        yield from self.members(self.node(ox.NamedNode(self.path.as_uri()), predicate))


@dataclass(frozen=True, slots=True)
class Graphs:
    """A dataset as files: some for the default graph, some for named graphs.

    A named graph is called by what the manifest says, or else by its file, as `Graph.name` None.
    """

    default: tuple[Path, ...] = ()
    named: tuple[tuple[str | None, Path], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a query or an update, or of their syntax."""

    name: str
    kind: str
    request: Path
    before: Graphs = Graphs()
    endpoints: tuple[tuple[str, Path | None], ...] = ()
    result: Path | None = None
    after: Graphs | None = None

    def __str__(self) -> str:
        return self.name


def file_of(iri: Term) -> Path:
    """The file behind a `file:` IRI of a manifest."""
    assert iri.value.startswith("file://"), iri
    return Path(iri.value.removeprefix("file://"))


@cache
def cases(manifest: Path) -> tuple[Case, ...]:
    """Every test that a manifest includes, in its order, manifests of the same folder left in place."""
    graph = Manifest(manifest)
    return tuple(case for part in graph.listed(MF + "include") for case in entries(file_of(part)))


def entries(manifest: Path) -> Iterator[Case]:
    """The tests of one folder."""
    graph = Manifest(manifest)
    for entry in graph.listed(MF + "entries"):
        yield read_case(graph, entry)


def read_case(graph: Manifest, entry: Subject) -> Case:
    """A test as files; what its action does not say is empty."""
    name = f"{graph.path.parent.name}/{entry.value.partition('#')[2]}"
    kind = graph.node(entry, RDF + "type").value.partition("#")[2]
    action, result = graph.node(entry, MF + "action"), graph.one(entry, MF + "result")
    if isinstance(action, ox.NamedNode):
        return Case(name, kind, file_of(action))
    request = graph.one(action, QT + "query") or graph.node(action, UT + "request")
    is_query = kind != "UpdateEvaluationTest"
    return Case(
        name,
        kind,
        file_of(request),
        read_graphs(graph, action),
        tuple(read_endpoints(graph, action)),
        file_of(result) if is_query and result is not None else None,
        read_graphs(graph, result) if not is_query and isinstance(result, ox.BlankNode) else None,
    )


def read_graphs(graph: Manifest, node: Subject) -> Graphs:
    """The dataset at `qt:data`/`ut:data` and `qt:graphData`/`ut:graphData`."""
    default = [*graph.all(node, QT + "data"), *graph.all(node, UT + "data")]
    named = [*graph.all(node, QT + "graphData"), *graph.all(node, UT + "graphData")]
    return Graphs(
        tuple(sorted(file_of(file) for file in default)),
        tuple(sorted((read_named(graph, one) for one in named), key=str)),
    )


def read_named(graph: Manifest, node: Term) -> tuple[str | None, Path]:
    if isinstance(node, ox.NamedNode):
        return None, file_of(node)
    assert isinstance(node, ox.BlankNode)
    file = graph.one(node, UT + "graph") or graph.node(node, QT + "graph")
    return graph.text(node, RDFS + "label"), file_of(file)


def read_endpoints(graph: Manifest, action: Subject) -> Iterator[tuple[str, Path | None]]:
    """The endpoints that a federated query asks, and the file that each holds."""
    for node in graph.all(action, QT + "serviceData"):
        assert isinstance(node, ox.BlankNode)
        data = graph.one(node, QT + "data")
        yield graph.node(node, QT + "endpoint").value, None if data is None else file_of(data)
