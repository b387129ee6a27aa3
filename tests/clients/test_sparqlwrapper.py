"""SPARQLWrapper against the service: every format, each way to ask, datasets, updates, what goes wrong."""

import socket
import time
import urllib.error
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDF,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized
from support.processes import is_idle, wait_until
from support.served import Served

from clients.world import (
    BEIJING,
    DEFAULT,
    ENDLESS,
    EX,
    FIRST,
    HANGZHOU,
    PEOPLE,
    PREFIX,
    SECOND,
    SHENZHEN,
    triples,
)

# It reads RDF/XML and JSON-LD into a class that rdflib would rather see replaced.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

WAYS = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
COUNTS = {BEIJING: "21830000", HANGZHOU: "12520000", SHENZHEN: "17790000"}


def wrapper(service: Served, query: str, form: str = JSON, *, token: str | None = None) -> SPARQLWrapper:
    client = SPARQLWrapper(f"{service.url}/sparql", updateEndpoint=f"{service.url}/update", returnFormat=form)
    client.setQuery(query)
    if token is not None:
        client.addCustomHttpHeader("Authorization", f"Bearer {token}")
    return client


def values(client: SPARQLWrapper, column: str) -> list[str]:
    client.setReturnFormat(JSON)
    return [row[column]["value"] for row in client.queryAndConvert()["results"]["bindings"]]


def change(service: Served, update: str, method: str = URLENCODED) -> int:
    client = wrapper(service, update, token=service.token)
    client.setMethod(POST)
    client.setRequestMethod(method)
    status: int = client.query().response.status
    return status


@pytest.fixture
def scratch(service: Served) -> Iterator[str]:
    """A graph that is there for one test."""
    yield EX + "graph/scratch"
    change(service, f"DROP SILENT GRAPH <{EX}graph/scratch>")


@pytest.fixture(params=WAYS, ids=[" ".join(way) for way in WAYS])
def way(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_json_is_rows_of_values(service: Served, way: tuple[str, str]) -> None:
    client = wrapper(service, PEOPLE)
    client.setMethod(way[0])
    client.setRequestMethod(way[1])

    rows = client.queryAndConvert()["results"]["bindings"]

    assert {row["city"]["value"]: row["people"]["value"] for row in rows} == COUNTS
    assert rows[0]["people"]["datatype"] == "http://www.w3.org/2001/XMLSchema#integer"


def test_xml_is_a_document(service: Served, way: tuple[str, str]) -> None:
    client = wrapper(service, PEOPLE, XML)
    client.setMethod(way[0])
    client.setRequestMethod(way[1])

    literals = client.queryAndConvert().getElementsByTagName("literal")

    assert [literal.firstChild.nodeValue for literal in literals] == list(COUNTS.values())


def test_csv_is_lines_of_plain_values(service: Served, way: tuple[str, str]) -> None:
    client = wrapper(service, PEOPLE, CSV)
    client.setMethod(way[0])
    client.setRequestMethod(way[1])

    lines = client.queryAndConvert().decode().split("\r\n")

    assert lines == ["city,people", *(f"{city},{people}" for city, people in COUNTS.items()), ""]


def test_tsv_is_lines_of_terms(service: Served, way: tuple[str, str]) -> None:
    client = wrapper(service, PREFIX + "SELECT ?note { ex:shenzhen ex:note ?note }", TSV)
    client.setMethod(way[0])
    client.setRequestMethod(way[1])

    assert client.queryAndConvert().decode() == '?note\n"a \\"b\\", <c> & d\\n第二行"\n'


@pytest.mark.parametrize("form", [TURTLE, N3])
def test_turtle_and_n3_are_text(service: Served, way: tuple[str, str], form: str) -> None:
    client = wrapper(service, CONSTRUCT, form)
    client.setMethod(way[0])
    client.setRequestMethod(way[1])

    assert triples(client.queryAndConvert(), ox.RdfFormat.TURTLE) == DEFAULT


@pytest.mark.parametrize("form", [RDFXML, XML, JSONLD])
def test_rdf_xml_and_json_ld_are_graphs_of_rdflib(service: Served, way: tuple[str, str], form: str) -> None:
    client = wrapper(service, CONSTRUCT, form)
    client.setMethod(way[0])
    client.setRequestMethod(way[1])

    found = client.queryAndConvert()

    assert isomorphic(found, expected())


@pytest.mark.filterwarnings("ignore:Sending Accept header:RuntimeWarning")
def test_the_format_parameter_counts_where_the_client_accepts_anything(service: Served) -> None:
    found = wrapper(service, CONSTRUCT, RDF).query()

    assert found.response.headers["Content-Type"] == "application/rdf+xml"
    assert isomorphic(found.convert(), expected())


def test_n_triples_come_to_who_asks_for_them_by_content_negotiation_alone(service: Served) -> None:
    client = wrapper(service, CONSTRUCT, TURTLE)
    client.setOnlyConneg(True)
    client.addCustomHttpHeader("Accept", "application/n-triples")

    found = client.query()

    assert found.response.headers["Content-Type"] == "application/n-triples"
    assert triples(found.response.read()) == DEFAULT


@pytest.mark.parametrize("form", [JSON, XML])
def test_ask_gives_a_boolean(service: Served, form: str) -> None:
    yes = wrapper(service, PREFIX + "ASK { ex:hangzhou ?p ?o }", form).queryAndConvert()
    no = wrapper(service, PREFIX + "ASK { ex:nowhere ?p ?o }", form).queryAndConvert()

    if form == JSON:
        assert (yes["boolean"], no["boolean"]) == (True, False)
    else:
        said = [found.getElementsByTagName("boolean")[0].firstChild.nodeValue for found in (yes, no)]
        assert said == ["true", "false"]


def test_describe_gives_what_is_said_of_a_thing(service: Served) -> None:
    found = wrapper(service, f"DESCRIBE <{BEIJING}>", RDFXML).queryAndConvert()

    assert (rdflib.URIRef(BEIJING), rdflib.URIRef(EX + "people"), rdflib.Literal(21830000)) in found
    assert set(found.subjects()) == {rdflib.URIRef(BEIJING)}


def test_a_default_graph_takes_the_place_of_the_stores_own(service: Served, way: tuple[str, str]) -> None:
    client = wrapper(service, "SELECT ?s { ?s ?p ?o } ORDER BY ?s")
    client.setMethod(way[0])
    client.setRequestMethod(way[1])
    client.addDefaultGraph(SECOND)

    assert values(client, "s") == [EX + "tencent"]


def test_several_default_graphs_are_merged(service: Served) -> None:
    client = wrapper(service, "SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?s")
    client.addDefaultGraph(FIRST)
    client.addDefaultGraph(SECOND)

    assert values(client, "s") == [EX + "alibaba", EX + "tencent"]


def test_only_a_named_graph_that_is_named_is_there(service: Served, way: tuple[str, str]) -> None:
    client = wrapper(service, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    client.setMethod(way[0])
    client.setRequestMethod(way[1])
    client.addNamedGraph(FIRST)

    assert values(client, "g") == [FIRST]


@pytest.mark.parametrize("method", [URLENCODED, POSTDIRECTLY])
def test_an_update_with_the_token_is_seen_by_the_next_query(
    service: Served, scratch: str, method: str
) -> None:
    assert change(service, f'INSERT DATA {{ GRAPH <{scratch}> {{ <{EX}a> <{EX}b> "丙" }} }}', method) == 204

    client = wrapper(service, f"SELECT ?o {{ GRAPH <{scratch}> {{ ?s ?p ?o }} }}")
    assert values(client, "o") == ["丙"]


def test_an_update_without_the_token_is_refused_with_a_sentence(service: Served, scratch: str) -> None:
    client = wrapper(service, f"INSERT DATA {{ GRAPH <{scratch}> {{ <{EX}a> <{EX}b> 1 }} }}")
    client.setMethod(POST)

    with pytest.raises(Unauthorized, match="needs the token"):
        client.query()
    assert not wrapper(service, f"ASK {{ GRAPH <{scratch}> {{ ?s ?p ?o }} }}").queryAndConvert()["boolean"]


def test_an_update_with_another_token_is_refused(service: Served) -> None:
    client = wrapper(service, "CLEAR ALL", token="another-token-altogether")
    client.setMethod(POST)

    with pytest.raises(Unauthorized, match="needs the token"):
        client.query()


def test_nobody_updates_a_service_that_only_reads(read_only: Served) -> None:
    client = wrapper(read_only, "CLEAR ALL", token=read_only.token)
    client.setMethod(POST)

    with pytest.raises(urllib.error.HTTPError) as raised:
        client.query()
    with raised.value as answer:
        assert (answer.code, answer.headers["Content-Type"]) == (403, "text/plain; charset=utf-8")
        assert "this service only reads" in answer.read().decode()


def test_a_malformed_query_is_told_where_it_breaks(service: Served) -> None:
    client = wrapper(service, "SELECT ?city {\n ?city nonsense }")

    with pytest.raises(QueryBadFormed) as raised:
        client.query()

    assert "line 2" in str(raised.value) or "2:" in str(raised.value)


def test_an_error_comes_in_the_language_that_the_client_likes(service: Served) -> None:
    client = wrapper(service, "SELECT")
    client.addCustomHttpHeader("Accept-Language", "zh")

    with pytest.raises(QueryBadFormed) as raised:
        client.query()

    # It puts the bytes of the body into its message as Python writes bytes.
    assert "\\xe" in str(raised.value)


def test_a_timeout_of_the_client_raises_and_the_service_stops_working_on_it(service: Served) -> None:
    client = wrapper(service, ENDLESS)
    client.setTimeout(1)

    with pytest.raises((TimeoutError, socket.timeout, urllib.error.URLError)):
        client.query()

    time.sleep(0.3)
    assert wait_until(lambda: is_idle(service.process.pid), seconds=15)
    assert values(wrapper(service, PEOPLE), "city") == [BEIJING, HANGZHOU, SHENZHEN]


def test_a_query_over_the_limit_is_a_gateway_timeout(service: Served) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        wrapper(service, ENDLESS).query()

    with raised.value as answer:
        assert answer.code == 504
        assert "3 s" in answer.read().decode()


def expected() -> rdflib.Graph:
    """What the default graph holds, as rdflib has it."""
    graph = rdflib.Graph()
    for triple in DEFAULT:
        graph.parse(data=f"{triple} .", format="nt")
    return graph
