"""The pages under strain: hostile labels, every address of the demo graph, negotiation, very large things."""

import json
import time
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse
from support.pages_world import ask, graph_of, html, links, words
from support.small_world import make_world

from kg.graph import Graph
from kg.model.kinds import FactKind
from kg.rdf import turtle
from kg.rdf.iris import mint
from kg.rdf.vocab import ALT_LABEL, PREF_LABEL, A, term
from kg.store import EmbeddedStore

OVERRIDE = "\u202eevil\u2066"
HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</title></bdi></main><script src=//evil.example></script>",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "javascript:alert(1)",
    f"right {OVERRIDE} left",
    "&lt;b&gt;&amp;",
    "\ue0000\ue001\ue00099\ue001",
    "\x01\x1f\x7f\ufffe tab\there",
    "長" * 10_000,
    "x" * 10_000,
    "{0} {1} %s %(x)s",
    "",
]


def hostile_graph(kinds: dict[str, FactKind]) -> Graph:
    """Give the small world with hostile names, aliases, links, values and titles."""
    store = make_world(kinds)
    seen, title = term("rdfs:seeAlso"), term("dcterms:title")
    quads = []
    for number, text in enumerate(HOSTILE):
        company = mint("company", f"h{number}")
        for subject, predicate, value in (
            (company, A, term("sl:Company")),
            (company, PREF_LABEL, Literal(text, language="zh-Hans")),
            (company, ALT_LABEL, Literal(text)),
            (
                company,
                NamedNode(f"https://example.org/p{number}"),
                Literal(text, datatype=NamedNode("urn:t")),
            ),
            (company, term("sl:basedIn"), mint("city", "hangzhou")),
            (mint("city", "hangzhou"), title, Literal(text)),
            (NamedNode(f"https://example.org/p{number}"), PREF_LABEL, Literal(text)),
        ):
            quads.append(Quad(subject, predicate, value, DefaultGraph()))
    for iri in (
        "javascript:alert(1)",
        "data:text/html,<script>",
        "https://example.org/a?b=c&d",
        "HTTP://X.Y/",
    ):
        if "<" not in iri:
            quads.append(Quad(mint("company", "h0"), seen, NamedNode(iri), DefaultGraph()))
    store.add(quads)
    return graph_of(store)


@pytest.fixture(scope="module")
def hostile(kinds: dict[str, FactKind]) -> Graph:
    return hostile_graph(kinds)


@pytest.fixture(scope="module")
def demo(demo_store: EmbeddedStore) -> Graph:
    return graph_of(demo_store)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_name_is_text_on_every_page_that_shows_it(hostile: Graph, number: int) -> None:
    for language in ("zh", "en"):
        page = html(hostile, f"/id/company/h{number}", language)
        assert "<script>" not in page and "<img" not in page and "49" not in words(page)[:40]
        html(hostile, "/search", language, q=HOSTILE[number])


def test_pages_with_all_hostile_names_are_valid_and_no_text_breaks_out(hostile: Graph) -> None:
    for path in ("/id/city/hangzhou", "/ontology/Company", "/", "/search", "/conflicts", "/ontology/basedIn"):
        page = html(hostile, path)
        assert "<script>" not in page and "evil.example>" not in page.replace("&gt;", "")


def test_only_addresses_of_the_web_become_links(hostile: Graph) -> None:
    found = [link.href for link in links(html(hostile, "/id/company/h0"))]
    assert "https://example.org/a?b=c&d" in found and "HTTP://X.Y/" in found
    assert not [href for href in found if not href.lower().startswith(("/", "http://", "https://", "#"))]


def test_what_turns_the_direction_of_writing_is_fenced_in(hostile: Graph) -> None:
    page = html(hostile, "/id/company/h5", "zh")
    assert OVERRIDE[0] not in page[: page.index("</title>")]
    assert "<bdi" in page[: page.index(OVERRIDE[0])].rpartition("<h1")[2]


def test_what_no_page_may_hold_is_left_out(hostile: Graph) -> None:
    page = html(hostile, "/id/company/h8", "zh")
    assert not set(page) & set("\x01\x1f\x7f\ufffe") and "tab" in page


def test_a_very_long_name_is_cut_where_it_is_a_link_and_in_the_title(hostile: Graph) -> None:
    page = html(hostile, "/ontology/Company", "zh")
    assert len(page) < 40_000
    title = html(hostile, "/id/company/h9", "zh").partition("</title>")[0]
    assert title.endswith("… · 算力 Suanli") and len(title) < 500


@settings(max_examples=25, deadline=None)
@given(st.text(), st.text(), st.sampled_from(["q", "kind", "page", "via", "difference", "lang", "facts"]))
def test_no_parameter_breaks_a_page(demo: Graph, one: str, other: str, name: str) -> None:
    for path in ("/search", "/conflicts", "/id/country/china"):
        html(demo, path, **{"q": one, name: other})


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_no_path_breaks_the_site(demo: Graph, path: str) -> None:
    for begin in ("/", "/id/", "/id/city/", "/ontology/", "/id/graph/document/"):
        assert ask(demo, begin + path).status in (200, 303, 400, 404)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_link_between_things_leads_to_a_valid_page(demo: Graph, language: str) -> None:
    seen, waiting = {"/"}, ["/"]
    while waiting and len(seen) < 400:
        path = waiting.pop()
        page = html(demo, path, language)
        for link in links(page):
            to = link.href.partition("#")[0]
            if to.startswith(("/id/", "/ontology/")) and "?" not in to and "%" not in to and to not in seen:
                seen.add(to)
                waiting.append(to)
                assert ask(demo, to, language).status == 200, to
    assert len(seen) >= 400


FORMS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


@pytest.mark.parametrize("media_type", FORMS)
@pytest.mark.parametrize(
    "path", ["/id/city/hangzhou", "/id/document/first", "/id/fact/nothing", "/ontology/City"]
)
def test_a_thing_is_described_in_the_form_that_is_asked_for(
    kinds: dict[str, FactKind], media_type: str, path: str
) -> None:
    reply = ask(graph_of(make_world(kinds)), path, accept=media_type)
    assert isinstance(reply.body, bytes)
    if path.endswith("nothing"):
        assert (reply.status, reply.content_type) == (404, "text/plain; charset=utf-8")
        return
    assert reply.status == 200 and reply.content_type.startswith(media_type)
    subjects = {str(quad.subject) for quad in parse(reply.body, format=FORMS[media_type])}
    assert f"<https://w3id.org/suanli{path}>" in subjects


def test_every_form_says_the_same(demo: Graph) -> None:
    said = []
    for media_type, form in FORMS.items():
        body = ask(demo, "/id/city/hangzhou", accept=media_type).body
        assert isinstance(body, bytes)
        said.append({quad.triple for quad in parse(body, format=form)})
    assert said[0] and all(each == said[0] for each in said)


def test_turtle_is_canonical_and_holds_facts_and_the_labels_of_what_they_speak_of(demo: Graph) -> None:
    body = ask(demo, "/id/city/hangzhou", format="ttl").body
    assert isinstance(body, bytes)
    again = BytesIO()
    turtle.write_turtle(parse(body, format=RdfFormat.TURTLE), again)
    assert again.getvalue() == body
    text = body.decode()
    assert "sl:RankingEntry" in text and 'skos:prefLabel\n        "Alibaba"@en' in text


def test_the_description_of_a_claim_has_its_evidence_and_reviews(demo: Graph) -> None:
    claim = next(iter(demo.store.quads(predicate=A, object=term("sl:Claim")))).subject
    path = str(claim)[1:-1].removeprefix("https://w3id.org/suanli")
    body = ask(demo, path, accept="text/turtle").body
    assert isinstance(body, bytes)
    assert all(word in body.decode() for word in ("oa:start", "sl:verdict", "sl:states", "a sl:Claim"))


def test_format_wins_over_accept_and_an_unknown_one_is_refused(demo: Graph) -> None:
    assert ask(demo, "/id/city/hangzhou", accept="text/turtle", format="html").content_type.startswith(
        "text/html"
    )
    assert ask(demo, "/id/city/hangzhou", format="xls").status == 400
    json = ask(demo, "/id/city/hangzhou", accept="application/json")
    assert (json.status, json.content_type) == (200, "application/ld+json")
    refused = ask(demo, "/id/city/hangzhou", accept="image/png")
    assert refused.status == 406 and b"text/turtle" in bytes(refused.body)  # type: ignore[arg-type]


def test_headers_say_what_it_depends_on_and_what_else_there_is(demo: Graph) -> None:
    headers = ask(demo, "/id/city/hangzhou", "zh").headers
    assert ("Vary", "Accept, Accept-Language") in headers and ("Content-Language", "zh-Hans") in headers
    alternates = next(value for name, value in headers if name == "Link")
    assert '</id/city/hangzhou?format=ttl>; rel="alternate"; type="text/turtle"' in alternates
    assert all(value.isascii() and "\n" not in value for _, value in headers)


def test_headers_stay_ascii_for_a_name_that_is_not(kinds: dict[str, FactKind]) -> None:
    store = make_world(kinds)
    iri = mint("ranking", "榜单")
    store.add([Quad(iri, PREF_LABEL, Literal("榜"), DefaultGraph())])
    for accept in ("text/html", "text/turtle"):
        reply = ask(graph_of(store), "/id/ranking/榜单", accept=accept)
        assert reply.status == 200 and all(value.isascii() for _, value in reply.headers)


def test_errors_are_plain_text_to_who_takes_no_pages(demo: Graph) -> None:
    reply = ask(demo, "/nothing", "zh", accept="application/json")
    assert (reply.status, reply.content_type) == (404, "text/plain; charset=utf-8")
    assert "此地址没有页面：/nothing" in bytes(reply.body).decode()  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def crowd(kinds: dict[str, FactKind]) -> Graph:
    """The small world with 30,000 companies that are part of China, more than any page reads."""
    store = make_world(kinds)
    made = [mint("company", f"made-{number:05}") for number in range(30_000)]
    store.add(Quad(each, A, term("sl:Company"), DefaultGraph()) for each in made)
    store.add(Quad(each, term("sl:partOf"), mint("country", "china"), DefaultGraph()) for each in made)
    return graph_of(store)


def test_very_large_things_are_counted_and_paged_without_reading_all_of_them(crowd: Graph) -> None:
    text = words(html(crowd, "/ontology/Company"))
    assert "Things of this class 30,002" in text and "page 1 of 301" in text
    first, second = (
        {link.href for link in links(html(crowd, "/ontology/Company", page=n)) if "/company/" in link.href}
        for n in ("7", "8")
    )
    assert len(first) == len(second) == 100 and not first & second
    china = words(html(crowd, "/id/country/china"))
    assert "part of → China 30,00" in china and "only what is accepted is listed" in china


def test_the_same_page_of_a_very_large_thing_is_the_same_twice(crowd: Graph) -> None:
    pages = [html(graph_of(crowd.store), "/id/country/china", page="321") for _ in range(2)]
    assert pages[0] == pages[1]


def test_a_large_thing_takes_no_seconds(crowd: Graph) -> None:
    graph = graph_of(crowd.store)
    html(graph, "/id/city/hangzhou")
    began = time.process_time()
    ask(graph, "/ontology/Company")
    ask(graph, "/id/country/china")
    assert time.process_time() - began < 2


def test_the_rest_of_a_long_description_is_a_link_away(kinds: dict[str, FactKind]) -> None:
    from kg.model.facts import make_fact

    store = make_world(kinds)
    for number in range(1_200):
        roles = {"organisation": f"company:made-{number}", "place": "city:lhasa", "role": "site:base"}
        fact = make_fact(kinds["Location"], roles)
        store.add(Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in fact.triples())
    graph, met = graph_of(store), set()
    for number in ("1", "2"):
        reply = ask(graph, "/id/city/lhasa", format="nt", page=number)
        assert isinstance(reply.body, bytes)
        found = [str(q.subject) for q in parse(reply.body, format=RdfFormat.N_TRIPLES)]
        met |= {each for each in found if "/fact/" in each}
        near = " ".join(value for name, value in reply.headers if name == "Link")
        assert ('rel="next"' in near) == (number == "1") and ('rel="prev"' in near) == (number == "2")
    assert len(met) == 1_200


def test_json_ld_is_json(demo: Graph) -> None:
    body = ask(demo, "/id/city/hangzhou", format="jsonld").body
    assert json.loads(bytes(body))["@graph"]  # type: ignore[arg-type]
