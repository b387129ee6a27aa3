"""The page of a named query answers what the library and the command line answer, defaults and all."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from support.pages_world import body_of
from support.read_pages import read_page

import kg
from kg.graph import Graph
from kg.rdf.vocab import LANGUAGES
from kg.sparql.named_queries import read_queries
from kg.web.page_routes import answer
from kg.web.queries.editor import explained
from kg.web.queries.pages import query_named
from kg.web.request import Request

QUERIES = read_queries()
FREE = [name for name, one in QUERIES.items() if not any(p.is_needed for p in one.parameters.values())]
WITH_DEFAULT = [name for name, one in QUERIES.items() if any(p.default for p in one.parameters.values())]


@pytest.fixture(scope="module")
def graph(demo_folder: Path) -> Iterator[Graph]:
    with kg.open(demo_folder, language="en") as found:
        yield found


def sent(graph: Graph, name: str, **parameters: str) -> bytes:
    reply = answer(graph, Request(f"/queries/{name}", tuple(parameters.items()), "en", "http://here"))
    assert reply.status == 200
    return body_of(reply)


def as_csv(graph: Graph, sparql: str) -> list[list[str]]:
    found = graph.store.answer(sparql)
    assert isinstance(found, ox.QuerySolutions)
    out = io.BytesIO()
    found.serialize(out, ox.QueryResultsFormat.CSV)
    return read_csv(out.getvalue())


def read_csv(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode(), newline="")))


def empty(name: str) -> dict[str, str]:
    return dict.fromkeys(QUERIES[name].parameters, "")


def test_most_queries_need_nothing_and_some_have_defaults() -> None:
    assert len(QUERIES) >= 82 and len(FREE) >= 73 and len(WITH_DEFAULT) >= 10


@pytest.mark.parametrize("name", FREE)
def test_a_page_that_is_given_nothing_answers_what_the_query_answers(graph: Graph, name: str) -> None:
    sparql = graph.bind(QUERIES[name], {})
    for given in ({}, empty(name)):
        if QUERIES[name].form == "SELECT":
            assert read_csv(sent(graph, name, format="csv", **given)) == as_csv(graph, sparql)
        elif QUERIES[name].form == "ASK":
            assert json.loads(sent(graph, name, format="json", **given))["boolean"] is graph.store.ask(sparql)
        else:
            found = list(ox.parse(sent(graph, name, format="ntriples", **given), ox.RdfFormat.N_TRIPLES))
            expected = {str(triple) for triple in graph.store.construct(sparql)}
            assert {str(quad.triple) for quad in found} == expected and expected


@pytest.mark.parametrize("name", WITH_DEFAULT)
def test_every_form_of_an_answer_has_the_defaults(graph: Graph, name: str) -> None:
    expected = len(as_csv(graph, graph.bind(QUERIES[name], {}))) - 1
    assert len(read_csv(sent(graph, name, format="spreadsheet"))) - 1 == expected
    assert len(json.loads(sent(graph, name, format="json"))["results"]["bindings"]) == expected
    assert sent(graph, name, format="tsv").count(b"\n") == expected + 1
    assert sent(graph, name, format="xml").count(b"<result>") == expected
    page = read_page(sent(graph, name))
    assert len(page.one("table").all("tr")) - 1 == expected
    shown = page.one("details", class_="sparql").one("code").text
    assert not [p for p, one in QUERIES[name].parameters.items() if one.default and f"${p}" in shown]


@pytest.mark.parametrize("name", WITH_DEFAULT)
def test_what_is_loaded_into_the_editor_has_the_defaults_too(graph: Graph, name: str) -> None:
    expected = Counter(map(tuple, as_csv(graph, graph.bind(QUERIES[name], {}))))
    for language in LANGUAGES:
        text = explained(query_named(name), language)
        assert Counter(map(tuple, as_csv(graph, text))) == expected
        asked = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
        for one in QUERIES[name].parameters.values():
            assert one.default is None or (f"${one.name}" not in asked and one.default in text)


def test_what_is_given_wins_over_the_default(graph: Graph) -> None:
    given = {"earlier": "ranking:idc-ai-cities-2021-2022", "later": "ranking:idc-ai-cities-2018-2019"}
    rows = read_csv(sent(graph, "risers-and-fallers", format="csv", **given))
    assert rows == as_csv(graph, graph.sparql("risers-and-fallers", **given))
    assert rows != as_csv(graph, graph.sparql("risers-and-fallers"))


def test_the_editor_is_given_what_the_page_answered(graph: Graph) -> None:
    page = read_page(sent(graph, "places-in", within="province:guangdong"))
    link = next(a for a in page.all("a") if a.text == "Open in the editor")
    loaded = parse_qs(urlsplit(link.attributes["href"] or "").query)["query"][0]
    assert as_csv(graph, loaded) == as_csv(graph, graph.sparql("places-in", within="province:guangdong"))
