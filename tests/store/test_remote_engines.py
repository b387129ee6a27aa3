"""What tells one engine from another, and what each is sent: servers that answer as those engines do."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from kg.store.remote import connect
from kg.store.remote.dialects import DIALECTS
from kg.store.remote.endpoint import Endpoint
from store.test_remote import answering, standing

_YES = '{"head":{},"boolean":true}'
_FUSEKI = "Fuseki-Request-Id: 7\r\n"


def _said(body: str, head: str = "", kind: str = "application/sparql-results+json") -> bytes:
    length = len(body.encode())
    head = f"Content-Type: {kind}\r\n{head}Content-Length: {length}\r\nConnection: close\r\n"
    return f"HTTP/1.1 200 OK\r\n{head}\r\n{body}".encode()


def _described(description: str, head: str = "") -> Callable[[bytes], bytes]:
    """Answer queries with yes, and who asks for no more than the address with these triples."""

    def respond(request: bytes) -> bytes:
        if b"query=" in request:
            return _said(_YES, head)
        return _said(description, head, "application/n-triples")

    return respond


@pytest.mark.parametrize(
    ("path", "head", "name", "update", "graph_store"),
    [
        ("/cities", _FUSEKI, "fuseki", "/cities/update", "/cities/data"),
        ("/cities/query", _FUSEKI, "fuseki", "/cities/update", "/cities/data"),
        (
            "/rdf4j-server/repositories/cities",
            "Server: Apache\r\n",
            "rdf4j",
            "/rdf4j-server/repositories/cities/statements",
            "/rdf4j-server/repositories/cities/rdf-graphs/service",
        ),
        (
            "/repositories/cities",
            "Server: GraphDB/10.6.2\r\n",
            "graphdb",
            "/repositories/cities/statements",
            "/repositories/cities/rdf-graphs/service",
        ),
        ("/repositories/query", "Server: Oxigraph/0.5.13\r\n", "oxigraph", "/repositories/update", None),
        ("/sparql", "Server: nginx\r\n", "standard", "/update", "/store"),
    ],
)
def test_an_engine_is_known_by_what_it_says_or_by_its_path(
    path: str, head: str, name: str, update: str, graph_store: str | None
) -> None:
    with answering(_described("", head)) as (url, _):
        store = connect(url.removesuffix("/sparql") + path)
    assert store.dialect.name == name
    assert urlsplit(store.endpoint.addresses.update or "").path == update
    if graph_store:
        assert urlsplit(store.endpoint.addresses.graph_store or "").path == graph_store


def test_all_the_data_in_place_of_a_service_description_is_not_read_to_its_end() -> None:
    sd = "http://www.w3.org/ns/sparql-service-description#"
    says = f"<urn:service> <{sd}feature> <{sd}UnionDefaultGraph> .\n"
    data = "".join(f"<urn:{n}> <urn:p> <urn:o> .\n" for n in range(5_000))
    for description, is_union in ((says, True), (data + says, False)):
        with answering(_described(description)) as (url, _):
            assert (connect(url).dialect.default_graph is not None) is is_union


def test_what_is_sent_says_in_which_letters_it_is() -> None:
    with answering(_said(_YES)) as (url, heard):
        store = standing(url)
        store.update("INSERT DATA { city:hangzhou skos:prefLabel '杭州'@zh-hans }")
        store.ask("ASK { VALUES ?city { " + '"杭州" ' * 400 + "} }")
    assert b": application/sparql-update; charset=utf-8\r\n" in heard[0]
    assert b": application/x-www-form-urlencoded; charset=utf-8\r\n" in heard[1]


def test_two_answers_that_give_a_label_to_different_blank_nodes_do_not_make_them_one() -> None:
    def respond(request: bytes) -> bytes:
        graph = ',"g":{"type":"uri","value":"urn:g"}' if b"GRAPH" in request else ""
        row = (
            '{"s":{"type":"bnode","value":"b0"},"p":{"type":"uri","value":"urn:p"},'
            f'"o":{{"type":"bnode","value":"b0"}}{graph}}}'
        )
        return _said(f'{{"head":{{"vars":["s","p","o","g"]}},"results":{{"bindings":[{row}]}}}}', _FUSEKI)

    with answering(respond) as (url, _):
        plain, named = connect(url, engine="fuseki").quads()
        found = list(connect(url, engine="fuseki").quads(plain.subject))
    assert (plain.graph_name, named.graph_name) == (ox.DefaultGraph(), ox.NamedNode("urn:g"))
    assert plain.subject == plain.object and named.subject == named.object
    assert plain.subject != named.subject
    assert found == []


@pytest.mark.parametrize("name", [name for name, dialect in DIALECTS.items() if dialect.rewrites_updates])
def test_an_update_names_our_default_graph_where_the_engine_would_take_it_for_all_graphs(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(Endpoint, "update", lambda _, sparql, parameters: sent.append(sparql))
    ours = f"GRAPH {DIALECTS[name].default_graph}"
    store = connect("http://127.0.0.1:9/cities", engine=name)
    store.update("DELETE WHERE { ?s ?p ?o } ; INSERT DATA { <urn:s> <urn:p> 1 }")
    assert sent == [
        f"DELETE WHERE {{ {ours} {{ ?s ?p ?o }} }} ; INSERT DATA {{ {ours} {{ <urn:s> <urn:p> 1 }} }}"
    ]


def test_every_engine_whose_default_graph_shows_all_graphs_is_sent_updates_that_say_so() -> None:
    union = [dialect for dialect in DIALECTS.values() if dialect.default_graph is not None]
    assert {dialect.name for dialect in union} == {"union", "virtuoso", "rdf4j", "graphdb", "neptune"}
    assert all(dialect.rewrites_updates or dialect.updates_by_parameter for dialect in union)
