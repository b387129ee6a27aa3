"""The formats of the service: what Accept chooses, what comes in each, and what is refused."""

import csv
import gzip
import http.client
import io
from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from support.w3c.datasets import assert_isomorphic
from support.w3c.running import running
from support.w3c.wire import Answer, Service

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
TURTLE, N_TRIPLES, RDF_XML = "text/turtle", "application/n-triples", "application/rdf+xml"
JSON_LD, TRIG, N_QUADS = "application/ld+json", "application/trig", "application/n-quads"

TABLES = {JSON: ox.QueryResultsFormat.JSON, XML: ox.QueryResultsFormat.XML, TSV: ox.QueryResultsFormat.TSV}
GRAPHS = {
    TURTLE: ox.RdfFormat.TURTLE,
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    RDF_XML: ox.RdfFormat.RDF_XML,
    JSON_LD: ox.RdfFormat.JSON_LD,
    TRIG: ox.RdfFormat.TRIG,
    N_QUADS: ox.RdfFormat.N_QUADS,
}

HANGZHOU = ox.NamedNode("http://example.org/hangzhou")
DATA = f"""{HANGZHOU} <http://example.org/name> "杭州"@zh , "Hang\\"zhou,\\t\\n<&>"@en ;
    <http://example.org/people> 12000000 ; <http://example.org/near> [
        <http://example.org/name> "西湖"@zh ] ."""
GRAPH = "http://example.org/图/g 1"
SELECT = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
ASK = "ASK { ?s ?p ?o }"

RDFLIB = "application/sparql-results+xml,application/rdf+xml;q=0.9,text/turtle;q=0.8,*/*;q=0.1"
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,"
    "text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,application/sparql-results+json,"
    "application/sparql-results+xml;q=0.85,text/html;q=0.2,*/*;q=0.1"
)

TABLE_CHOICES = {
    "": JSON,
    "*/*": JSON,
    JSON: JSON,
    XML: XML,
    CSV: CSV,
    TSV: TSV,
    "application/*": JSON,
    "text/*": CSV,
    "application/json": "application/json",
    "application/xml": "application/xml",
    "TEXT/CSV": CSV,
    " text/csv ; q=0.9 , text/tab-separated-values ; q=1": TSV,
    "text/csv;q=0.5, application/sparql-results+xml;q=0.4": CSV,
    "text/csv;q=0.4, application/sparql-results+xml;q=0.5": XML,
    "application/sparql-results+json;q=0, */*": XML,
    "*/*;q=0.1, text/csv": CSV,
    "text/*;q=0.3, text/tab-separated-values;q=0.2, application/*;q=0.1": CSV,
    "image/png, text/csv;q=0.01": CSV,
    "application/sparql-results+json; charset=utf-8": JSON,
    "text/csv; header=present": CSV,
    "text/csv;q=nonsense": CSV,
    ",,text/csv,": CSV,
    RDFLIB: XML,
    COMUNICA: JSON,
}
GRAPH_CHOICES = {
    "": TURTLE,
    "*/*": TURTLE,
    **{media_type: media_type for media_type in GRAPHS},
    "application/rdf+xml;q=0.4, application/n-triples;q=0.5": N_TRIPLES,
    "application/rdf+xml, */*;q=0.1": RDF_XML,
    "text/turtle;q=0, */*": N_TRIPLES,
    "application/sparql-results+json, application/ld+json;q=0.2": JSON_LD,
    "text/turtle; charset=utf-8": TURTLE,
    RDFLIB: RDF_XML,
    COMUNICA: N_QUADS,
}


@pytest.fixture(scope="module", params=[False, True], ids=["at-once", "in-pieces"])
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with running(in_pieces=request.param) as one:
        answer = one.change(f"DROP ALL ; INSERT DATA {{ {DATA} }}")
        assert 200 <= answer.status < 300, str(answer)
        yield one


def ask(service: Service, query: str, accept: str | None, parameters: str = "") -> Answer:
    headers = {} if accept is None else {"Accept": accept}
    return service.send("GET", f"{service.query}?query={quote(query)}{parameters}", headers)


def expected() -> list[ox.Quad]:
    return list(ox.parse(DATA, format=ox.RdfFormat.TURTLE))


def rows_as_quads(answer: Answer) -> list[ox.Quad]:
    """What SELECT ?s ?p ?o gave, as the triples that it is about."""
    rows = ox.parse_query_results(answer.body, TABLES[answer.media_type])
    assert isinstance(rows, ox.QuerySolutions)
    return [ox.Quad(row["s"], row["p"], row["o"]) for row in rows]


def graph(answer: Answer) -> list[ox.Quad]:
    return list(ox.parse(answer.body, format=GRAPHS[answer.media_type]))


@pytest.mark.parametrize(("accept", "media_type"), TABLE_CHOICES.items())
def test_accept_chooses_the_format_of_a_table(service: Service, accept: str, media_type: str) -> None:
    answer = ask(service, SELECT, accept)
    assert (answer.status, answer.media_type) == (200, media_type), str(answer)


@pytest.mark.parametrize(("accept", "media_type"), GRAPH_CHOICES.items())
@pytest.mark.parametrize("query", [CONSTRUCT, f"DESCRIBE {HANGZHOU}"])
def test_accept_chooses_the_format_of_a_graph(
    service: Service, query: str, accept: str, media_type: str
) -> None:
    answer = ask(service, query, accept)
    assert (answer.status, answer.media_type) == (200, media_type), str(answer)


def test_without_accept_a_table_is_json_and_a_graph_is_turtle(service: Service) -> None:
    assert ask(service, SELECT, None).media_type == JSON
    assert ask(service, CONSTRUCT, None).media_type == TURTLE


@pytest.mark.parametrize("media_type", TABLES)
def test_a_table_says_the_same_in_every_format(service: Service, media_type: str) -> None:
    answer = ask(service, SELECT, media_type)
    assert_isomorphic(rows_as_quads(answer), expected(), str(answer))


def test_a_table_in_csv_has_a_column_a_variable_and_a_line_a_row(service: Service) -> None:
    answer = ask(service, SELECT, CSV)
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8"), newline=""), strict=True))
    assert rows[0] == ["s", "p", "o"]
    texts = {quad.object.value for quad in expected() if isinstance(quad.object, ox.Literal)}
    assert {row[2] for row in rows[1:]} > texts
    assert len(rows) == 1 + len(expected())


@pytest.mark.parametrize("media_type", GRAPHS)
def test_a_graph_says_the_same_in_every_format(service: Service, media_type: str) -> None:
    answer = ask(service, CONSTRUCT, media_type)
    assert_isomorphic(graph(answer), expected(), str(answer))


@pytest.mark.parametrize("media_type", [JSON, XML])
def test_a_truth_value_is_true_in_every_format(service: Service, media_type: str) -> None:
    answer = ask(service, ASK, media_type)
    truth = ox.parse_query_results(answer.body, TABLES[answer.media_type])
    assert answer.media_type == media_type and bool(truth) is True


@pytest.mark.parametrize("media_type", [CSV, TSV])
def test_a_truth_value_is_one_word_where_the_format_has_no_more(service: Service, media_type: str) -> None:
    answer = ask(service, ASK, media_type)
    assert (answer.media_type, answer.body.strip()) == (media_type, b"true")


@pytest.mark.parametrize(
    ("query", "accept", "told"),
    [
        (SELECT, "image/png", JSON),
        (SELECT, TURTLE, JSON),
        (SELECT, f"{JSON};q=0", XML),
        (SELECT, "*/*;q=0", JSON),
        (CONSTRUCT, CSV, TURTLE),
        (ASK, N_TRIPLES, JSON),
    ],
)
def test_whoever_takes_no_form_of_the_answer_is_told_which_there_are(
    service: Service, query: str, accept: str, told: str
) -> None:
    answer = ask(service, query, accept)
    assert answer.status == 406, str(answer)
    assert told.encode() in answer.body


def test_several_accept_headers_are_one(service: Service) -> None:
    connection = http.client.HTTPConnection(service.authority, timeout=30)
    connection.putrequest("GET", f"{service.query}?query={quote(SELECT)}")
    connection.putheader("Accept", f"{JSON};q=0.5")
    connection.putheader("Accept", f"{CSV};q=0.7, {XML};q=0.6")
    connection.endheaders()
    with connection.getresponse() as response:
        assert response.getheader("Content-Type", "").startswith(CSV)
    connection.close()


@pytest.mark.parametrize(("name", "media_type"), {"csv": CSV, "tsv": TSV, "json": JSON, "xml": XML}.items())
def test_an_address_may_name_the_format_by_a_short_name(service: Service, name: str, media_type: str) -> None:
    assert ask(service, SELECT, "*/*", f"&format={name}").media_type == media_type


@pytest.mark.parametrize("media_type", [CSV, TSV, TURTLE])
def test_text_says_that_it_is_utf_8(service: Service, media_type: str) -> None:
    query = CONSTRUCT if media_type == TURTLE else SELECT
    assert ask(service, query, media_type).headers["content-type"].endswith("; charset=utf-8")


def test_caches_are_told_that_accept_decides(service: Service) -> None:
    assert "accept" in ask(service, SELECT, CSV).headers["vary"].lower()


def test_the_head_of_an_answer_has_its_type_and_no_body(service: Service) -> None:
    answer = service.send("HEAD", f"{service.query}?query={quote(SELECT)}", {"Accept": XML})
    assert (answer.status, answer.media_type, answer.body) == (200, XML, b"")


def test_an_answer_is_compressed_for_whoever_takes_that(service: Service) -> None:
    long = "SELECT (1 AS ?a) (REPLACE('" + "x" * 3000 + "', 'x', 'y') AS ?b) {}"
    target = f"{service.query}?query={quote(long)}"
    plain = service.send("GET", target, {"Accept": CSV})
    packed = service.send("GET", target, {"Accept": CSV, "Accept-Encoding": "br;q=1, gzip;q=0.8"})
    refused = service.send("GET", target, {"Accept": CSV, "Accept-Encoding": "gzip;q=0"})
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 2
    assert gzip.decompress(packed.body) == plain.body == refused.body


@pytest.mark.parametrize("ask_in", ["ask_by_get", "ask_by_form", "ask_directly"])
def test_a_query_is_the_same_in_all_three_ways_of_the_protocol(service: Service, ask_in: str) -> None:
    query = "SELECT ?s WHERE { ?s <http://example.org/name> '杭州'@zh }"
    answer = getattr(service, ask_in)(query, TSV)
    assert answer.body.decode().split() == ["?s", str(HANGZHOU)], str(answer)


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("text/plain", b"ASK {}", 415),
        ("application/json", b'{"query": "ASK {}"}', 415),
        ("application/sparql-query; charset=latin-1", b"ASK {}", 415),
        ("application/sparql-query; charset=utf-16", "ASK {}".encode("utf-16"), 415),
        ("application/sparql-query", "ASK {}".encode("utf-16"), 400),
        ("application/sparql-query", b"ASK { ?s ?p '\xff' }", 400),
        ("application/sparql-query", b"", 400),
        ("application/x-www-form-urlencoded", b"", 400),
        ("application/x-www-form-urlencoded", b"query=ASK+%7B+%3Fs+%3Fp+%27%FF%27+%7D", 400),
        ("application/x-www-form-urlencoded", b"query=ASK+%7B%7D&query=ASK+%7B%7D", 400),
        ("application/x-www-form-urlencoded", b"query=ASK+%7B%7D&update=CLEAR+ALL", 400),
        ("", b"ASK {}", 400),
    ],
)
def test_a_body_that_is_no_query_is_refused_with_a_sentence(
    service: Service, content_type: str, body: bytes, status: int
) -> None:
    answer = service.send("POST", service.query, {"Content-Type": content_type}, body)
    assert answer.status == status, str(answer)
    assert answer.media_type == "text/plain" and len(answer.body.splitlines()) == 2


@pytest.mark.parametrize(
    "content_type", ["application/sparql-query; charset=UTF-8", 'Application/SPARQL-Query;charset="utf-8"']
)
def test_the_type_of_a_body_may_be_written_as_http_allows(service: Service, content_type: str) -> None:
    answer = service.send("POST", service.query, {"Content-Type": content_type}, ASK.encode())
    assert answer.status == 200, str(answer)


def test_a_body_may_come_right_after_the_head_or_later(service: Service) -> None:
    # http.client sends the two apart, and now and then the second is there before the first was looked at.
    statuses = []
    for _ in range(100):
        connection = http.client.HTTPConnection(service.authority, timeout=30)
        connection.request("POST", service.query, ASK, {"Content-Type": "application/sparql-query"})
        with connection.getresponse() as response:
            statuses.append(response.status)
        connection.close()
    assert statuses == [200] * 100


@pytest.mark.parametrize("media_type", GRAPHS)
def test_a_graph_is_put_and_got_in_every_format(service: Service, media_type: str) -> None:
    target = f"{service.store}?graph={quote(GRAPH.replace(' ', '%20'), safe='')}"
    body = ox.serialize((quad.triple for quad in expected()), format=GRAPHS[media_type])
    assert body is not None
    answer = service.send("PUT", target, {"Content-Type": media_type}, body)
    assert answer.status in (201, 204), str(answer)
    answer = service.send("GET", target, {"Accept": media_type})
    assert (answer.status, answer.media_type) == (200, media_type), str(answer)
    assert_isomorphic(graph(answer), expected(), str(answer))


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("image/png", b"...", 415),
        ("application/sparql-query", b"ASK {}", 415),
        ("text/turtle", b"<http://example.org/s> <http://example.org/p>", 400),
        ("application/rdf+xml", b"<rdf:RDF>", 400),
        ("application/ld+json", b"{", 400),
        ("text/turtle", "<http://example.org/s> <p:p> 1 .".encode("utf-16"), 400),
        ("text/turtle; charset=utf-16", "<http://example.org/s> <p:p> 1 .".encode("utf-16"), 400),
        ("application/n-quads", b"<a:s> <a:p> <a:o> <a:other> .", 400),
    ],
)
def test_a_body_that_is_no_graph_is_refused_and_changes_nothing(
    service: Service, content_type: str, body: bytes, status: int
) -> None:
    target = f"{service.store}?default"
    answer = service.send("PUT", target, {"Content-Type": content_type}, body)
    assert answer.status == status, str(answer)
    assert_isomorphic(graph(service.send("GET", target, {"Accept": N_TRIPLES})), expected(), str(answer))


def test_a_graph_in_a_form_that_there_is_not_is_refused(service: Service) -> None:
    assert service.send("GET", f"{service.store}?default", {"Accept": CSV}).status == 406
