"""The pages of the named queries: a list, and for each a form whose address is its state, and its answer."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from support.pages_world import body_of, check
from support.read_pages import Element, read_page, table_of

import kg
from kg.graph import Graph
from kg.rdf.iris import mint
from kg.rdf.vocab import LANGUAGES, PREF_LABEL, A, term
from kg.service.workers.reply import Reply
from kg.sparql.named_queries import by_topic, read_queries
from kg.store import EmbeddedStore
from kg.web.page_routes import answer
from kg.web.queries.answers import MOST_ROWS
from kg.web.queries.form import RESERVED
from kg.web.request import Request

QUERIES = read_queries()


@pytest.fixture(scope="module")
def graphs(demo_folder: Path) -> Iterator[dict[str, Graph]]:
    with kg.open(demo_folder, language="en") as en, kg.open(demo_folder, language="zh") as zh:
        yield {"en": en, "zh": zh}


def ask(graph: Graph, path: str, *, accept: str = "", **parameters: str) -> Reply:
    given = tuple(parameters.items())
    return answer(graph, Request(path, given, graph.language, "http://here", accept))


def page(graph: Graph, path: str, *, status: int = 200, **parameters: str) -> Element:
    reply = ask(graph, path, **parameters)
    assert reply.status == status
    check(body_of(reply).decode())
    return read_page(body_of(reply)).one("main")


def headers(reply: Reply) -> dict[str, str]:
    return {name.lower(): value for name, value in reply.headers}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_every_query_under_its_topic(graphs: dict[str, Graph], language: str) -> None:
    listed = page(graphs[language], "/queries")
    sections = listed.all("section")
    topics = by_topic(QUERIES.values(), language)
    assert [section.one("h2").text for section in sections] == list(topics)
    for section, some in zip(sections, topics.values(), strict=True):
        told = [(item.one("a").text, item.one("p").text) for item in section.all("li")]
        assert told == [(q.title[language], q.description[language].replace("`", "")) for q in some]


@pytest.mark.parametrize(
    ("search", "found"), [("policies-for-city", "policies-for-city"), ("RISERS", "risers-and-fallers")]
)
def test_the_list_is_searched_without_a_script(graphs: dict[str, Graph], search: str, found: str) -> None:
    listed = page(graphs["zh"], "/queries", q=search)
    links = [
        item.one("a").attributes["href"] for item in listed.all("li") if "data-search" in item.attributes
    ]
    assert f"/queries/{found}" in links and len(links) < 5
    assert f"{len(QUERIES)} 个查询中有 {len(links)} 个" in listed.one("p", id="met").text


@pytest.mark.parametrize(("name", "language"), [(name, LANGUAGES[at % 2]) for at, name in enumerate(QUERIES)])
def test_every_query_has_a_page(graphs: dict[str, Graph], name: str, language: str) -> None:
    named = QUERIES[name]
    told = page(graphs[language], f"/queries/{name}")
    assert told.one("h1").text == named.title[language]
    fields = {e.attributes["name"] for kind in ("input", "select") for e in told.all(kind)}
    assert fields == set(named.parameters)
    needed = [p for p in named.parameters.values() if p.is_needed]
    assert bool(told.all("div", class_="note")) is bool(needed)
    assert bool(told.all("section")) is not bool(needed)


def test_no_query_has_a_parameter_of_the_pages_own() -> None:
    own = RESERVED | {"name", "query"}
    assert len(QUERIES) > 80
    assert {name for query in QUERIES.values() for name in query.parameters} & own == set()


def test_a_table_has_titles_and_links_in_the_readers_language(graphs: dict[str, Graph]) -> None:
    told = page(graphs["zh"], "/queries/companies-in-city", city="杭州", lang="zh")
    heads, *rows = table_of(told)
    assert heads == ["城市", "企业", "驻地类型"]
    assert ["杭州", "阿里巴巴", "所在地"] in rows
    link = next(a for a in told.all("a") if a.text == "阿里巴巴")
    assert link.attributes == {"href": "/id/company/alibaba?lang=zh", "title": "company:alibaba"}
    assert told.one("p", class_="count").text == f"共 {len(rows)} 行"


@pytest.mark.parametrize("city", ["杭州", "杭州市", "Hangzhou", "hangzhou", "city:hangzhou"])
def test_a_thing_is_named_in_any_language(graphs: dict[str, Graph], city: str) -> None:
    _, *rows = table_of(page(graphs["en"], "/queries/companies-in-city", city=city))
    assert [row[1] for row in rows] == ["Alibaba", "Dahua Technology", "Hikvision"]


def test_what_was_given_stands_in_the_form_again(graphs: dict[str, Graph]) -> None:
    told = page(graphs["en"], "/queries/companies-in-city", city="杭州", field="", lang="en")
    form = told.one("form", id="parameters")
    assert form.attributes["action"] == "/queries/companies-in-city" and "method" not in form.attributes
    values = {e.attributes["name"]: e.attributes["value"] for e in form.all("input")}
    assert values == {"city": "杭州", "field": "", "lang": "en"}


def test_a_list_of_choices_knows_a_thing_however_it_was_named(graphs: dict[str, Graph]) -> None:
    name = graphs["zh"].names.label(mint("ranking", "idc-ai-cities-2018-2019"))
    told = page(graphs["en"], "/queries/city-ranking", ranking=str(name))
    chosen = [o for o in told.one("select", name="ranking").all("option") if "selected" in o.attributes]
    assert [option.attributes["value"] for option in chosen] == ["ranking:idc-ai-cities-2018-2019"]


def test_what_is_needed_is_asked_for(graphs: dict[str, Graph]) -> None:
    told = page(graphs["en"], "/queries/is-ranked")
    assert told.one("div", class_="note").text == "Fill in what is needed: City."
    assert "required" in told.one("input", name="city").attributes
    page(graphs["en"], "/queries/is-ranked", city="")
    half = page(graphs["en"], "/queries/is-ranked", ranking="ranking:idc-ai-cities-2018-2019", status=400)
    assert half.one("div", class_="note")


def test_a_name_of_nothing_is_told_beside_its_field_with_what_is_near(graphs: dict[str, Graph]) -> None:
    told = page(graphs["en"], "/queries/companies-in-city", city="Hangzou", lang="en", status=400)
    why = told.one("p", id="p-city-problem")
    assert why.text.startswith("Nothing here is called “Hangzou”.Did you mean Hangzhou city:hangzhou")
    near = why.one("a").attributes["href"]
    assert near == "/queries/companies-in-city?lang=en&city=city%3Ahangzhou"
    box = told.one("input", name="city").attributes
    assert box["value"] == "Hangzou" and box["aria-describedby"] == "p-city-help p-city-problem"
    assert not told.all("table")


def test_a_name_of_several_things_offers_each(graphs: dict[str, Graph]) -> None:
    told = page(graphs["en"], "/queries/companies-in-city", city="Suzhou", status=400)
    links = [a.text for a in told.one("p", class_="wrong-why").all("a")]
    assert links == ["Suzhou city:suzhou-anhui", "Suzhou city:suzhou-jiangsu"]
    assert "Suzhou city:suzhou-anhui (Anhui), Suzhou city:suzhou-jiangsu (Jiangsu)?" in told.text


def test_initials_offer_the_things_of_the_class_that_is_wanted(graphs: dict[str, Graph]) -> None:
    for given in ("hz", "hangzh"):
        told = page(graphs["zh"], "/queries/companies-in-city", city=given, status=400)
        links = [a.text for a in told.one("p", class_="wrong-why").all("a")]
        assert "杭州 city:hangzhou" in links and all(" city:" in link for link in links)


def test_a_value_of_another_type_is_refused(graphs: dict[str, Graph]) -> None:
    told = page(graphs["zh"], "/queries/statistics", year="去年", status=400)
    assert told.one("p", id="p-year-problem").text == "“去年”不是年份，如 2018。"


def test_a_parameter_that_there_is_not_is_refused_with_those_that_there_are(
    graphs: dict[str, Graph],
) -> None:
    told = page(graphs["en"], "/queries/companies-in-city", town="杭州", status=400)
    assert "Its parameters are: city, field." in told.one("div", class_="problem").text
    assert told.one("input", name="city")


def test_a_parameter_is_given_once(graphs: dict[str, Graph]) -> None:
    both = (("city", "杭州"), ("city", "北京"))
    reply = answer(graphs["en"], Request("/queries/companies-in-city", both))
    assert reply.status == 400 and b"is not one value" in body_of(reply)
    same = (("city", "杭州"), ("city", "Hangzhou"))
    assert answer(graphs["en"], Request("/queries/companies-in-city", same)).status == 200


def test_a_query_that_there_is_not_is_404_with_what_is_near(graphs: dict[str, Graph]) -> None:
    told = page(graphs["en"], "/queries/companies-in-citys", status=404)
    assert "/queries/companies-in-city" in told.text and "kg queries" not in told.text
    for name in ("../pyproject", "", "a/b", "companies-in-city.rq", "\x00"):
        assert ask(graphs["en"], f"/queries/{name}").status == 404


def test_where_the_queries_are_is_a_link(graphs: dict[str, Graph]) -> None:
    told = page(graphs["zh"], "/queries/companies-in-citys", lang="zh", status=404).one("p", class_="lead")
    found = {a.text: a.attributes["href"] for a in told.all("a")}
    assert found["/queries"] == "/queries?lang=zh"
    assert found["/queries/companies-in-city"] == "/queries/companies-in-city?lang=zh"


@pytest.mark.parametrize("path", ["/queries", "/queries/conflicts", "/sparql"])
def test_no_page_shows_backticks(graphs: dict[str, Graph], path: str) -> None:
    told = page(graphs["en"], path)
    assert "`" not in told.text
    assert not any("`" in a.attributes.get("title", "") for a in told.all("a"))
    if path != "/sparql":
        assert any(a.text == "kg conflicts" and a.attributes["href"] == "/conflicts" for a in told.all("a"))


def test_yes_and_no_are_words(graphs: dict[str, Graph]) -> None:
    assert page(graphs["zh"], "/queries/is-ranked", city="杭州").one("p", class_="truth").text == "是"
    assert page(graphs["en"], "/queries/is-ranked", city="拉萨").one("p", class_="truth").text == "No"
    reply = ask(graphs["en"], "/queries/is-ranked", city="拉萨", format="json")
    assert json.loads(body_of(reply)) == {"head": {}, "boolean": False}


def test_a_construct_shows_its_picture_and_its_triples(graphs: dict[str, Graph]) -> None:
    told = page(graphs["zh"], "/queries/city-surroundings", city="杭州", lang="zh")
    assert told.one("iframe").attributes["src"] == (
        "/picture?name=city-surroundings&city=%E6%9D%AD%E5%B7%9E&lang=zh&framed=1"
    )
    heads, *rows = table_of(told)
    assert heads == ["主语", "谓语", "宾语"] and len(rows) > 20
    formats = [a.text for a in told.one("p", class_="downloads").all("a")]
    assert formats == ["Turtle", "JSON-LD", "N-Triples", "RDF/XML", "GraphML", "GEXF", "SVG", "PNG"]


def test_the_sparql_is_shown_and_opens_in_the_editor(graphs: dict[str, Graph]) -> None:
    told = page(graphs["en"], "/queries/companies-in-city", city="杭州")
    shown = told.one("details", class_="sparql")
    sparql = shown.one("code").raw
    assert sparql.startswith("PREFIX sl:") and "<https://w3id.org/suanli/id/city/hangzhou>" in sparql
    assert "# title" not in sparql
    link = shown.one("a").attributes["href"]
    editor = read_page(body_of(answer(graphs["en"], Request("/sparql", (("query", sparql),)))))
    assert link.startswith("/sparql?query=PREFIX") and editor.one("textarea").raw.strip() == sparql.strip()
    assert len(table_of(editor)) == len(table_of(told))


@pytest.mark.parametrize("given", ["</script><script>alert(1)</script>", '" onfocus="alert(1)', "{{ 7*7 }}"])
def test_what_is_given_is_text_on_the_page(graphs: dict[str, Graph], given: str) -> None:
    for path in ("/queries/companies-in-city", "/queries/everything-about", "/queries"):
        reply = ask(graphs["en"], path, city=given, thing=given, q=given)
        told = read_page(body_of(reply))
        assert {s.attributes.get("src") for s in told.all("script")} <= {"/static/queries.js"}
        assert not any(name.startswith("on") for e in told.all("input") for name in e.attributes)
        assert "49" not in told.one("main").text.replace(given, "")


def test_a_literal_cannot_break_out_of_a_query(graphs: dict[str, Graph]) -> None:
    year = '2018" } INSERT DATA { <urn:a> <urn:b> <urn:c> } #'
    assert ask(graphs["en"], "/queries/statistics", year=year).status == 400
    thing = "urn:a> ?p ?o } #"
    assert ask(graphs["en"], "/queries/everything-about", thing=thing).status == 400
    assert re.search(rb"urn:a&gt;", body_of(ask(graphs["en"], "/queries/everything-about", thing=thing)))


@pytest.fixture(scope="module")
def many() -> Graph:
    """A graph with more reports than a page has rows, one of them with a formula for a name."""
    store = EmbeddedStore.in_memory()
    ontology = NamedNode("https://w3id.org/suanli/id/graph/ontology")
    below = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    store.add([Quad(term(f"sl:{name}"), below, term("sl:Place"), ontology) for name in ("City", "Province")])
    for number in range(MOST_ROWS + 205):
        city = mint("city", f"c{number:04}")
        name = "=HYPERLINK(1)" if number == 0 else f"City {number}"
        store.add([Quad(city, A, term("sl:City")), Quad(city, PREF_LABEL, Literal(name, language="en"))])
        store.add([Quad(city, term("sl:partOf"), mint("province", "p"))])
    store.add([Quad(mint("province", "p"), A, term("sl:Province"))])
    return Graph(store, "en")


ALL = MOST_ROWS + 205


def test_a_long_answer_is_cut_into_pages_and_says_so(many: Graph) -> None:
    first = page(many, "/queries/places-in", within="province:p", lang="en")
    told = first.one("p", class_="count").text
    assert told.startswith(
        "Rows 1 to 1,000 of 1,205 A page has at most 1,000 rows; what you download has all"
    )
    assert len(table_of(first)) == 1 + MOST_ROWS
    after = first.one("a", rel="next").attributes["href"]
    assert after == "/queries/places-in?within=province%3Ap&lang=en&page=2"
    second = page(many, "/queries/places-in", within="province:p", page="2")
    assert second.one("p", class_="count").text.startswith("Rows 1,001 to 1,205 of 1,205")
    assert not second.all("a", rel="next")
    assert second.one("a", rel="prev").attributes["href"] == "/queries/places-in?within=province%3Ap"
    rows = [row[0] for part in (first, second) for row in table_of(part)[1:]]
    assert len(set(rows)) == ALL


def test_there_is_no_page_behind_the_last(many: Graph) -> None:
    told = page(many, "/queries/places-in", within="province:p", page="9")
    assert told.one("p", class_="count").text.startswith("There is no such page: 1,205 rows in all")
    assert table_of(page(many, "/queries/places-in", within="province:p", limit="2", page="2"))[1:]


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml", "spreadsheet"])
def test_what_is_downloaded_is_never_cut(many: Graph, form: str) -> None:
    reply = ask(many, "/queries/places-in", within="province:p", format=form)
    rows = body_of(reply).count(b"/city/c" if form != "spreadsheet" else b"city:c")
    assert rows == ALL
    kept = body_of(ask(many, "/queries/places-in", within="province:p", format=form, limit="7"))
    assert kept.count(b"/city/c" if form != "spreadsheet" else b"city:c") == 7


def test_csv_is_as_the_standard_has_it_and_the_spreadsheet_is_for_people(many: Graph) -> None:
    plain = body_of(ask(many, "/queries/places-in", within="province:p", format="csv")).decode()
    assert plain == body_of(ask(many, "/queries/places-in", accept="text/csv", within="province:p")).decode()
    assert plain.splitlines()[1].startswith(",https://w3id.org/suanli/id/city/c0000,")
    sheet = body_of(ask(many, "/queries/places-in", within="province:p", format="spreadsheet"))
    assert sheet.startswith(b"\xef\xbb\xbf")
    heads, first, *_ = csv.reader(io.StringIO(sheet.decode("utf-8-sig")))
    assert heads[1] == "Place" and heads[-1].endswith("(CURIE)")
    assert "'=HYPERLINK(1)" in first and "city:c0000" in first


ACCEPTED = [
    ("text/csv", "text/csv; charset=utf-8"),
    ("application/sparql-results+json", "application/sparql-results+json"),
    ("application/json", "application/sparql-results+json"),
    ("application/sparql-results+xml;q=0.9, text/csv;q=0.2", "application/sparql-results+xml"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
    ("*/*", "text/html; charset=utf-8"),
]


@pytest.mark.parametrize(("accept", "sent"), ACCEPTED)
def test_the_client_chooses_the_form(graphs: dict[str, Graph], accept: str, sent: str) -> None:
    reply = ask(graphs["en"], "/queries/companies-in-city", accept=accept, city="杭州")
    assert reply.content_type == sent and "Accept" in headers(reply)["vary"]
    assert headers(reply).get("content-language") == ("en" if sent.startswith("text/html") else None)


TRIPLES = {
    "turtle": ("text/turtle; charset=utf-8", "ttl", b"@prefix"),
    "jsonld": ("application/ld+json", "jsonld", b'"@context"'),
    "ntriples": ("application/n-triples", "nt", b"<https://w3id.org/suanli/id/city/hangzhou>"),
    "rdfxml": ("application/rdf+xml", "rdf", b"<rdf:RDF"),
    "graphml": ("application/graphml+xml", "graphml", b"<graphml"),
    "gexf": ("application/gexf+xml", "gexf", b"<gexf"),
}


@pytest.mark.parametrize("form", TRIPLES)
def test_triples_are_sent_in_every_form(graphs: dict[str, Graph], form: str) -> None:
    reply = ask(graphs["en"], "/queries/city-surroundings", city="杭州", format=form)
    media_type, suffix, begins = TRIPLES[form]
    assert reply.content_type == media_type and begins in body_of(reply)[:3000]
    name = f"city-surroundings-hangzhou.{suffix}"
    assert headers(reply)["content-disposition"] == f'attachment; filename="{name}"'


def test_a_form_that_there_is_not_is_refused(graphs: dict[str, Graph]) -> None:
    refused = ask(graphs["en"], "/queries/companies-in-city", accept="image/png")
    assert refused.status == 406 and b"text/csv" in body_of(refused)
    unknown = page(graphs["en"], "/queries/companies-in-city", accept="text/html", format="cvs", status=400)
    assert "Did you mean csv? format may be html, csv" in unknown.text


def test_who_wants_a_file_is_told_in_plain_text_what_is_wrong(graphs: dict[str, Graph]) -> None:
    reply = ask(graphs["en"], "/queries/is-ranked", format="json")
    assert (reply.status, reply.content_type) == (400, "text/plain; charset=utf-8")
    assert (
        body_of(reply).decode()
        == "query 'is-ranked' needs the parameter 'city'\n  add city=… to the address\n"
    )
    wrong = ask(graphs["zh"], "/queries/companies-in-city", city="没有", accept="text/csv")
    assert wrong.status == 400 and "没有名为" in body_of(wrong).decode()


def test_who_asks_for_a_file_of_a_query_that_is_not_is_told_in_plain_words(graphs: dict[str, Graph]) -> None:
    reply = ask(graphs["en"], "/queries/companis-in-city", accept="*/*", format="csv")
    assert (reply.status, reply.content_type) == (404, "text/plain; charset=utf-8")
    assert isinstance(reply.body, bytes) and b"companies-in-city" in reply.body
