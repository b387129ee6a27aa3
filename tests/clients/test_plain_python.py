"""What comes with Python, and pandas, against the service: addresses read, connections kept open."""

import http.client
import io
import json
import socket
import urllib.request
from collections.abc import Iterator
from urllib.parse import quote, urlencode, urlsplit

import pandas as pd
import pyoxigraph as ox
import pytest
from support.served import Served

from clients.world import DEFAULT, EX, FIRST, PEOPLE, PREFIX, triples

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def connection(service: Served) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(service.url)
    made = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    yield made
    made.close()


@pytest.fixture
def wire(service: Served) -> Iterator[socket.socket]:
    parts = urlsplit(service.url)
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=30) as made:
        yield made


def test_pandas_reads_an_address(service: Served) -> None:
    table = pd.read_csv(f"{service.url}/sparql?format=csv&query={quote(PEOPLE)}")

    assert list(table["people"]) == [21830000, 12520000, 17790000]
    assert list(table["city"].str.removeprefix(EX)) == ["beijing", "hangzhou", "shenzhen"]


def test_pandas_reads_a_value_with_quotes_commas_and_lines(service: Served) -> None:
    query = quote(PREFIX + "SELECT ?note { ?city ex:note ?note }")

    table = pd.read_csv(f"{service.url}/sparql?format=csv&query={query}")

    assert list(table["note"]) == ['a "b", <c> & d\n第二行']


def test_pandas_reads_json_rows(service: Served) -> None:
    with urllib.request.urlopen(f"{service.url}/sparql?query={quote(PEOPLE)}") as answer:
        found = json.load(answer)

    table = pd.json_normalize(found["results"]["bindings"])
    assert set(table.columns) >= {"city.value", "people.value", "people.datatype"}
    assert len(table) == 3


def test_one_connection_serves_many_requests_of_every_kind(
    service: Served, connection: http.client.HTTPConnection
) -> None:
    graph = f"/store?graph={EX}graph/kept"
    turtle = {"Content-Type": "text/turtle", **service.bearer}
    steps = [
        ("GET", f"/sparql?query={quote(PEOPLE)}", None, {}, 200),
        ("PUT", graph, b"<urn:a> <urn:b> 1 .", turtle, 201),
        ("POST", "/sparql", urlencode({"query": PEOPLE}), FORM, 200),
        ("HEAD", graph, None, {}, 200),
        ("GET", "/sparql?query=SELECT", None, {}, 400),
        ("POST", "/update", urlencode({"update": "CLEAR ALL"}), FORM, 401),
        ("GET", graph, None, {}, 200),
        ("GET", "/nowhere", None, {}, 404),
        ("DELETE", graph, None, service.bearer, 204),
        ("GET", graph, None, {}, 404),
        ("GET", f"/sparql?query={quote(PEOPLE)}", None, {}, 200),
    ]
    connection.connect()
    ours = connection.sock.getsockname()
    for method, target, body, headers, status in steps:
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        answer.read()
        assert (method, target, answer.status) == (method, target, status)
        assert connection.sock is not None, f"{method} {target} closed the connection"
    assert connection.sock.getsockname() == ours


def test_requests_sent_at_once_are_answered_in_their_order(wire: socket.socket) -> None:
    """Pipelining: the second request is there before the first is answered."""
    numbers = range(1, 21)
    asked = [quote(f"SELECT ({number} AS ?n) {{}}") for number in numbers]
    lines = [f"GET /sparql?format=csv&query={query} HTTP/1.1\r\nHost: x\r\n" for query in asked]

    wire.sendall("\r\n".join([*lines[:-1], f"{lines[-1]}Connection: close\r\n\r\n"]).encode())

    answers = read_to_the_end(wire).split(b"HTTP/1.1 200")[1:]
    assert [int(answer.partition(b"\r\n\r\n")[2].split()[1]) for answer in answers] == list(numbers)


def test_a_body_that_arrives_a_byte_at_a_time_is_whole(wire: socket.socket) -> None:
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    body = b"ASK {}"
    head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"

    for byte in f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body:
        wire.sendall(bytes([byte]))

    assert read_to_the_end(wire).endswith(b'"boolean":true}')


def test_a_long_query_fits_into_an_address(connection: http.client.HTTPConnection) -> None:
    long = PEOPLE + "#" + "x" * 30_000

    connection.request("GET", f"/sparql?query={quote(long)}")
    answer = connection.getresponse()

    assert (answer.status, len(json.loads(answer.read())["results"]["bindings"])) == (200, 3)


def test_a_large_query_goes_into_a_body(connection: http.client.HTTPConnection) -> None:
    values = " ".join(f"<{EX}{number}>" for number in range(20_000))
    query = PREFIX + f"SELECT ?city {{ VALUES ?city {{ {values} ex:beijing }} ?city ex:people ?n }}"

    connection.request("POST", "/sparql", query, {"Content-Type": "application/sparql-query"})
    answer = connection.getresponse()

    assert answer.status == 200
    assert [row["city"]["value"] for row in json.load(answer)["results"]["bindings"]] == [EX + "beijing"]


@pytest.mark.parametrize(
    ("media_type", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("text/n3", ox.RdfFormat.N3),
    ],
)
def test_what_the_graph_store_gives_it_takes_back(
    service: Served, connection: http.client.HTTPConnection, media_type: str, form: ox.RdfFormat
) -> None:
    copy = f"/store?graph={EX}graph/copy"
    connection.request("GET", f"/store?graph={FIRST}", headers={"Accept": media_type})
    given = connection.getresponse().read()

    connection.request("PUT", copy, given, {"Content-Type": media_type, **service.bearer})
    connection.getresponse().read()
    connection.request("GET", copy, headers={"Accept": "application/n-triples"})
    kept = triples(connection.getresponse().read())
    connection.request("DELETE", copy, headers=service.bearer)
    connection.getresponse().read()

    assert kept == triples(given, form)
    assert kept


def test_the_description_and_the_catalogue_are_rdf(connection: http.client.HTTPConnection) -> None:
    for target in ("/sparql", "/.well-known/void"):
        connection.request("GET", target, headers={"Accept": "application/n-triples"})
        said = triples(connection.getresponse().read())
        assert {triple.object for triple in said} & {ox.Literal(len(DEFAULT))}


def test_an_answer_in_utf_8_is_the_same_by_any_way(connection: http.client.HTTPConnection) -> None:
    query = PREFIX + 'SELECT ?city { ?city ex:name "杭州"@zh }'
    found = []
    for method, target, body, headers in [
        ("GET", f"/sparql?format=csv&query={quote(query)}", None, {}),
        ("POST", "/sparql?format=csv", urlencode({"query": query}), FORM),
        ("POST", "/sparql?format=csv", query.encode(), {"Content-Type": "application/sparql-query"}),
    ]:
        connection.request(method, target, body, headers)
        found.append(connection.getresponse().read())

    assert found == [f"city\r\n{EX}hangzhou\r\n".encode()] * 3


def read_to_the_end(wire: socket.socket) -> bytes:
    """Everything that comes until the service closes the connection."""
    held = io.BytesIO()
    while piece := wire.recv(1 << 16):
        held.write(piece)
    return held.getvalue()
