"""Nothing that stands in an address becomes SPARQL: a parameter is a term, whatever is in it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from support.hostile import Answer, answers, connect, head, is_alive, send
from support.served import Served, served

from kg.sparql.binding import bind
from kg.sparql.named_queries import read_queries
from kg.sparql.tokens import tokens
from kg.web.queries.pages import without_head

PARAMETERS = [(query, name) for query, named in read_queries().items() for name in named.parameters]
VALUES = (
    # every parameter gets each of these
    "> . } ; DROP ALL #",
    'x" } DROP ALL ; INSERT DATA { <urn:a> <urn:b> "',
    "https://w3id.org/suanli/id/city/a> } UNION { ?s ?p ?o } #",
)
MORE_VALUES = (
    # and one that takes any IRI gets these besides
    "<urn:a\\u003E\\u0020?p\\u0020?o\\u007D>",
    "city:hangzhou } UNION { ?s ?p ?o",
    "\u202e\u2066'\r\n\"\"\"'''\\",
    "<urn:a%3E%20.%20%7D>",
    "urn:a'b",
    "<urn:a'b\"c>",
    "<urn:a\\>",
    "<urn:a#>",
    "<javascript:alert(1)>",
    "<urn:\u202ea>",
    "_:b0",
    "?s",
    "$thing",
    "true",
    "'''a",
    "1) } #",
    "city:\\'",
    "sl:a%27b",
    "a\x0bb",
    "\ufeff\u200b\ufdd0",
    "x" * 10_000,
    "<urn:" + "x" * 10_000 + ">",
    "{" * 10_000,
    "(" * 10_000,
    "🧨" * 2_000,
)
HARMLESS = ox.NamedNode("urn:harmless")
LITERALS = (
    'a"b',
    "a'b",
    'a"""b',
    "a'''b",
    "a\\",
    "\\u0022",
    "\\\\u0022 } DROP ALL #",
    "a\nb\r",
    "a\x00b",
    "'} UNION {?s ?p ?o} #",
    "\u2028\u0085\x0c",
)


@pytest.fixture(scope="module")
def service(demo_folder: Path) -> Iterator[Served]:
    with served(demo_folder) as running:
        yield running
        assert is_alive(running.url)
        assert "Traceback" not in running.logged()


def sparql_of(service: Served, given: list[tuple[str, str, str]]) -> list[Answer]:
    """Ask for the SPARQL that queries become with one parameter each, over one connection."""
    with connect(service.url) as connection:
        found = []
        for query, name, value in given:
            told = urlencode({name: value, "format": "sparql"})
            connection.sendall(head(f"GET /queries/{query}?{told} HTTP/1.1"))
            found += answers(connection, ["GET"])
    return found


def is_same_but_for_a_term(sent: str, query: str, name: str) -> bool:
    """Say whether a text is what a query is with a harmless value, but that another term stands for that."""
    named = read_queries()[query]
    harmless = replace(named, text=without_head(named.text)).bind({name: HARMLESS})
    pairs = list(zip_longest(tokens(sent), tokens(harmless)))
    if any(ours is None or theirs is None for theirs, ours in pairs):
        return False
    changed = {(theirs, ours) for theirs, ours in pairs if theirs != ours}
    return len(changed) == 1 and all(
        theirs.kind == "iri" and ours.text == str(HARMLESS) for theirs, ours in changed
    )


def test_every_parameter_of_every_query_is_tried():
    assert len(read_queries()) > 80
    assert len(PARAMETERS) > 80


@pytest.mark.parametrize("value", VALUES)
def test_no_parameter_of_any_query_says_more_than_a_term(service: Served, value: str):
    found = sparql_of(service, [(query, name, value) for query, name in PARAMETERS])
    assert len(found) == len(PARAMETERS)
    for (query, name), answer in zip(PARAMETERS, found, strict=True):
        assert answer.status in (200, 400, 404), (query, name, answer.text)
        if answer.status == 200:
            assert is_same_but_for_a_term(answer.text, query, name), (query, name)


@pytest.mark.parametrize("value", MORE_VALUES, ids=lambda value: ascii(value[:20]))
def test_no_iri_ends_early(service: Served, value: str):
    for query, name in (("everything-about", "thing"), ("companies-in-city", "city")):
        (answer,) = sparql_of(service, [(query, name, value)])
        assert answer.status in (200, 400, 404, 414)
        if answer.status == 200:
            assert is_same_but_for_a_term(answer.text, query, name), (query, name)


def test_what_is_compared_would_notice_another_query():
    named = read_queries()["companies-in-city"]
    right = replace(named, text=without_head(named.text)).bind({"city": ox.NamedNode("urn:a")})
    assert is_same_but_for_a_term(right, "companies-in-city", "city")
    for wrong in (
        right.replace("}", "} UNION { ?s ?p ?o }", 1),
        f"{right} ; DROP ALL",
        right.replace(".", ";", 1),
    ):
        assert not is_same_but_for_a_term(wrong, "companies-in-city", "city")


@pytest.mark.parametrize("text", LITERALS, ids=ascii)
def test_no_literal_ends_early_for_the_engine(text: str):
    in_chinese, typed = ox.Literal(text, language="zh"), ox.Literal(text, datatype=ox.NamedNode("urn:'"))
    for literal in (ox.Literal(text), in_chinese, typed):
        found = ox.Store().query(bind("SELECT ($v AS ?y) {}", {"v": literal}))
        assert isinstance(found, ox.QuerySolutions)
        assert [row["y"] for row in found] == [literal]


@pytest.mark.parametrize("path", ["/queries/companies-in-city", "/queries/is-ranked", "/queries/about"])
def test_parameters_that_a_query_has_not_are_named_and_no_more(service: Served, path: str):
    for name in ("x", "$city", "city ", "?city", "CITY", "query", "format[]", "x" * 10_000, "<script>"):
        answer = send(
            service.url, head(f"GET {path}?{urlencode({name: '<script>zqx'})} HTTP/1.1", "Accept: text/html")
        )
        assert answer is not None
        assert answer.status in (200, 400, 404)
        assert b"<script>" not in answer.body.replace(b"<script ", b"").replace(b"&lt;script&gt;", b"")


@pytest.mark.parametrize("times", [2, 900, 5_000])
def test_a_parameter_that_comes_often_is_refused_or_counts_once(service: Served, times: int):
    told = "&".join(["city=city:hangzhou"] * times)
    answer = send(service.url, head(f"GET /queries/companies-in-city?{told}&format=csv HTTP/1.1"))
    assert answer is None or answer.status in (200, 400, 414, 431)
    answer = send(
        service.url, head("GET /queries/companies-in-city?city=city:hangzhou&city=city:beijing HTTP/1.1")
    )
    assert answer is not None
    assert answer.status == 400
