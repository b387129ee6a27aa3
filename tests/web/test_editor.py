"""The page for SPARQL without a script: a text area, its answer below it, and the named queries to load."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pyoxigraph import DefaultGraph
from support.pages_world import check
from support.read_pages import Element, read_page, table_of

import kg
from kg.graph import Graph
from kg.rdf.vocab import LANGUAGES, PREFIXES
from kg.sparql.named_queries import read_queries
from kg.web.page_routes import answer
from kg.web.queries.answers import MOST_ROWS
from kg.web.queries.editor import explained, first_query
from kg.web.queries.pages import query_named
from kg.web.request import Request

QUERIES = read_queries()


@pytest.fixture(scope="module")
def graphs(demo_folder: Path) -> Iterator[dict[str, Graph]]:
    with kg.open(demo_folder, language="en") as en, kg.open(demo_folder, language="zh") as zh:
        yield {"en": en, "zh": zh}


def page(graph: Graph, *, status: int = 200, has_editor: bool = False, **parameters: str) -> Element:
    asked = Request(
        "/sparql", tuple(parameters.items()), graph.language, "http://here", has_editor=has_editor
    )
    reply = answer(graph, asked)
    assert reply.status == status and isinstance(reply.body, bytes)
    check(reply.body.decode())
    return read_page(reply.body)


def test_an_empty_page_has_a_query_that_finds_something(graphs: dict[str, Graph]) -> None:
    for language in LANGUAGES:
        told = page(graphs[language])
        text = told.one("textarea").raw
        assert text == "\n" + first_query(language)
        assert len(graphs[language].select(text)) > 1
        assert not told.all("section", id="answer")


def test_a_query_is_answered_below_it(graphs: dict[str, Graph]) -> None:
    query = 'SELECT ?c ?n { ?c sl:basedIn city:hangzhou ; skos:prefLabel ?n FILTER (LANG(?n) = "en") }'
    told = page(graphs["en"], query=f"{query}\n", lang="en")
    assert told.one("textarea").raw == f"\n{query}\n"
    assert "method" not in told.one("form", id="plain").attributes
    heads, *rows = table_of(told)
    assert heads == ["c", "n"] and ["Alibaba", "Alibaba"] in rows
    link = next(a for a in told.all("a") if a.text == "Alibaba")
    assert link.attributes == {"href": "/id/company/alibaba?lang=en", "title": "company:alibaba"}


def test_a_long_answer_says_that_it_goes_on(graphs: dict[str, Graph]) -> None:
    told = page(graphs["zh"], query="SELECT ?s ?p ?o { ?s ?p ?o }")
    count = len(list(graphs["zh"].store.quads(graph=DefaultGraph())))
    assert len(table_of(told)) == MOST_ROWS + 1
    assert told.one("p", class_="count").text.startswith(f"第 1 至 1,000 行，共 {count:,} 行")
    after = parse_qs(urlsplit(told.one("a", rel="next").attributes["href"]).query)
    assert after == {"query": ["SELECT ?s ?p ?o { ?s ?p ?o }"], "page": ["2"]}
    downloads = [a.attributes["href"] for a in told.one("p", class_="downloads").all("a")]
    assert [parse_qs(urlsplit(each).query)["format"] for each in downloads] == [
        ["csv"],
        ["tsv"],
        ["srj"],
        ["srx"],
    ]


def test_triples_are_drawn_and_listed(graphs: dict[str, Graph]) -> None:
    query = "CONSTRUCT { ?c sl:basedIn ?p } WHERE { ?c sl:basedIn ?p }"
    told = page(graphs["en"], query=query, lang="en")
    frame = urlsplit(told.one("iframe").attributes["src"])
    assert frame.path == "/picture" and parse_qs(frame.query) == {
        "query": [query],
        "lang": ["en"],
        "framed": ["1"],
    }
    assert ["Alibaba", "based in", "Hangzhou"] in table_of(told)


def test_yes_and_no_are_words(graphs: dict[str, Graph]) -> None:
    assert page(graphs["zh"], query="ASK {}").one("p", class_="truth").text == "是"
    assert page(graphs["en"], query="ASK { ?x sl:nothing ?y }").one("p", class_="truth").text == "No"


WRONG = {
    "SELECT * { ?s ?p ": (400, "line 1, column 18: it does not parse"),
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }": (400, "this page only reads"),
    "SELECT * { ?s nope:x ?o }": (400, "the prefix 'nope' is not declared"),
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }": (403, "not allowed"),
    "SELECT" + "(" * 30_000: (400, "nested too deeply"),
    "</textarea><script>alert(1)</script>": (400, "it does not parse"),
}


@pytest.mark.parametrize("query", WRONG)
def test_what_is_wrong_is_said_and_the_query_stays(graphs: dict[str, Graph], query: str) -> None:
    status, said = WRONG[query]
    told = page(graphs["en"], query=query, status=status)
    problem = told.one("div", class_="problem").text
    assert said in problem and "--show" not in problem
    assert told.one("textarea").raw == f"\n{query}" and told.all("script") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_named_query_is_loaded_as_sparql_with_its_parameters_explained(
    graphs: dict[str, Graph], language: str
) -> None:
    assert len(QUERIES) > 80
    for name, named in QUERIES.items():
        text = explained(query_named(name), language)
        graphs[language].store.answer(text)
        assert all(f"# ${one} — " in text for one in named.parameters)
        assert text.startswith(f"# {named.title[language]}")


def test_a_parameter_is_set_as_the_comment_says(graphs: dict[str, Graph]) -> None:
    text = explained(query_named("companies-in-city"), "en")
    assert "#   VALUES $city { city:… }" in text
    # The comment itself speaks of `WHERE {` first.
    bound = text[: text.index("SELECT")] + text[text.index("SELECT") :].replace(
        "WHERE {", "WHERE { VALUES $city { city:hangzhou }", 1
    )
    assert len(graphs["en"].store.select(bound)) == len(graphs["en"].select("companies-in-city", city="杭州"))


def test_the_named_queries_can_be_loaded(graphs: dict[str, Graph]) -> None:
    menu = page(graphs["zh"], lang="zh").one("nav", class_="named")
    links = [a for a in menu.all("a") if "data-name" in a.attributes]
    assert len(links) == len(QUERIES)
    assert all(a.attributes["href"] == f"/sparql?name={a.attributes['data-name']}&lang=zh" for a in links)
    told = page(graphs["zh"], name="zones", lang="zh")
    assert told.one("textarea").raw == "\n" + explained(query_named("zones"), "zh")
    assert not told.all("section", id="answer")
    assert page(graphs["en"], name="zonez", status=404).one("main").text.count("/queries/zones")
    assert {dt.text for dt in menu.all("dt")} == {f"{prefix}:" for prefix in PREFIXES}


def test_scripts_are_asked_for_only_where_the_editors_files_are(graphs: dict[str, Graph]) -> None:
    scripts = [s.attributes["src"] for s in page(graphs["en"], has_editor=True).all("script")]
    assert scripts == ["/static/yasgui.min.js", "/static/editor.js"]
    plain = page(graphs["en"])
    assert plain.all("script") == [] and not plain.all("div", id="yasgui")
    assert "yasgui" not in "".join(link.attributes["href"] for link in plain.all("link"))
