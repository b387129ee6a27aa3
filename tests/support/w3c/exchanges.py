"""The protocol suites: requests and expected answers as their manifests describe them, sent and checked.

The words are those of HTTP-in-RDF (`ht:`), with `mf:expectedStatus`, `mf:expectedBoolean`,
`mf:expectedFormat` and `mf:expectedLocation` as the manifests themselves explain.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from support.w3c.datasets import assert_isomorphic
from support.w3c.manifest import CNT, HT, MF, Graphs, Manifest, Subject, read_graphs
from support.w3c.wire import Answer, Service

STATUSES = {
    "StatusCode2xx": frozenset(range(200, 300)),
    "StatusCode3xx": frozenset(range(300, 400)),
    # Refused for who asks or where, a request says nothing of the fault that a test is about.
    "StatusCode4xx": frozenset(range(400, 500)) - {401, 403, 404},
    "OK": frozenset({200}),
    "Created": frozenset({201}),
    "NoContent": frozenset({204}),
    "NotFound": frozenset({404}),
}
"""What the `hts:` names of the suites stand for."""

SOLUTIONS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
}
TABULAR = {*SOLUTIONS, "text/csv", "text/tab-separated-values"}
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a test says of one answer; None is where it says nothing."""

    statuses: frozenset[int]
    truth: bool | None
    form: str | None
    headers: tuple[tuple[str, str], ...]
    body: str | None
    location: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a test and what must come back."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    expected: Expected


@dataclass(frozen=True, slots=True)
class Exchange:
    """One test: a dataset beforehand, and requests in order, each on a connection of its own."""

    name: str
    before: Graphs
    steps: tuple[Step, ...]


@cache
def exchanges(manifest: Path) -> tuple[Exchange, ...]:
    """The tests that a manifest lists."""
    graph = Manifest(manifest)
    return tuple(read_exchange(graph, entry) for entry in graph.listed(MF + "entries"))


def read_exchange(graph: Manifest, entry: Subject) -> Exchange:
    requests = graph.members(graph.node(graph.node(entry, MF + "action"), HT + "requests"))
    steps = tuple(read_step(graph, request) for request in requests)
    return Exchange(entry.value.partition("#")[2], read_graphs(graph, entry), steps)


def read_step(graph: Manifest, request: Subject) -> Step:
    body, encoding = read_body(graph, request)
    method, path = graph.text(request, HT + "methodName"), graph.text(request, HT + "absolutePath")
    assert method is not None and path is not None
    sent = None if body is None else body.encode(encoding)
    expected = read_expected(graph, graph.node(request, HT + "resp"))
    return Step(method, path, read_headers(graph, request), sent, expected)


def read_expected(graph: Manifest, response: Subject) -> Expected:
    names = [status.value.rpartition("#")[2] for status in graph.all(response, MF + "expectedStatus")]
    truth = graph.text(response, MF + "expectedBoolean")
    return Expected(
        frozenset().union(*(STATUSES[name] for name in names)),
        None if truth is None else truth == "true",
        graph.text(response, MF + "expectedFormat"),
        read_headers(graph, response),
        read_body(graph, response)[0],
        graph.text(response, MF + "expectedLocation"),
    )


def read_headers(graph: Manifest, message: Subject) -> tuple[tuple[str, str], ...]:
    if graph.one(message, HT + "headers") is None:
        return ()
    fields = graph.members(graph.node(message, HT + "headers"))
    return tuple((field(graph, one, "fieldName"), field(graph, one, "fieldValue")) for one in fields)


def field(graph: Manifest, header: Subject, name: str) -> str:
    text = graph.text(header, HT + name)
    assert text is not None
    return text


def read_body(graph: Manifest, message: Subject) -> tuple[str | None, str]:
    """A message's text and the encoding it is to be sent in."""
    if graph.one(message, HT + "body") is None:
        return None, "utf-8"
    body = graph.node(message, HT + "body")
    return graph.text(body, CNT + "chars"), graph.text(body, CNT + "characterEncoding") or "utf-8"


def run(service: Service, exchange: Exchange, place: Callable[[Step], str]) -> list[Answer]:
    """Send a test's requests in order and check each answer; gives the answers back.

    Args:
        service: What is asked.
        exchange: The test.
        place: The path and query of the service that stand for those of a step.
    """
    answers = []
    known: dict[str, str] = {}
    for step in exchange.steps:
        target = place(step)
        for name, value in known.items():
            target = target.replace(name, quote(value, safe=""))
        answer = service.send(step.method, target, dict(step.headers), step.body)
        check(answer, step.expected)
        if step.expected.location is not None:
            known[step.expected.location] = answer.headers["location"]
        answers.append(answer)
    return answers


def check(answer: Answer, expected: Expected) -> None:
    """See that an answer is all that a test says of it, and that what must have no body has none."""
    assert answer.status in expected.statuses, str(answer)
    for name, value in expected.headers:
        check_header(answer, name, value)
    if expected.form is not None:
        check_form(answer, expected.form)
    if expected.truth is not None:
        assert truth_of(answer) is expected.truth, str(answer)
    if expected.body is not None:
        check_graph(answer, expected.body)
    if expected.location is not None:
        assert answer.headers.get("location"), str(answer)
    if answer.request.method == "HEAD" or answer.status == 204:
        assert answer.body == b"", str(answer)


def check_header(answer: Answer, name: str, value: str) -> None:
    """A header is as told; of a media type, the type and not its parameters."""
    assert name.lower() == "content-type", "the suites tell no other header"
    assert answer.media_type == value.partition(";")[0].strip(), str(answer)


def check_form(answer: Answer, form: str) -> None:
    """The media type is one that the standard has for such a result, and the body is really in it."""
    match form:
        case "boolean":
            assert isinstance(truth_of(answer), bool)
        case "tabular":
            assert answer.media_type in TABULAR, str(answer)
            assert b"value" in answer.body.splitlines()[0] or answer.media_type in SOLUTIONS, str(answer)
        case "RDF":
            list(graph_of(answer))
        case _:
            raise AssertionError(f"no such format: {form}")


def truth_of(answer: Answer) -> bool:
    assert answer.media_type in SOLUTIONS, str(answer)
    truth = ox.parse_query_results(answer.body, SOLUTIONS[answer.media_type])
    assert isinstance(truth, ox.QueryBoolean), str(answer)
    return bool(truth)


def graph_of(answer: Answer) -> Iterator[ox.Quad]:
    assert answer.media_type in GRAPHS, str(answer)
    return ox.parse(answer.body, format=GRAPHS[answer.media_type], base_iri="http://www.example/")


def check_graph(answer: Answer, turtle: str) -> None:
    expected = ox.parse(turtle, format=ox.RdfFormat.TURTLE, base_iri="http://www.example/")
    assert_isomorphic(graph_of(answer), expected, str(answer))
