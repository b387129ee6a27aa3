"""The picture of a CONSTRUCT over the web: what `kg draw` writes, with a policy of its own, or a sentence."""

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.read_pages import read_page

import kg
from kg.draw import render
from kg.graph import Graph
from kg.rdf.iris import expand
from kg.service.workers.reply import Reply
from kg.sparql.named_queries import read_queries
from kg.web.page_routes import answer
from kg.web.queries import picture
from kg.web.request import Request

BASED_IN = "CONSTRUCT { ?c sl:basedIn ?city } WHERE { ?c sl:basedIn ?city }"


@pytest.fixture(scope="module")
def graph(demo_folder: Path) -> Iterator[Graph]:
    with kg.open(demo_folder, language="en") as opened:
        yield opened


def ask(graph: Graph, **parameters: str) -> Reply:
    given = tuple(parameters.items())
    return answer(graph, Request("/picture", given, "zh" if "zh" in parameters.values() else "en"))


def policy(reply: Reply) -> str:
    return next(value for name, value in reply.headers if name == "Content-Security-Policy")


def sentence(reply: Reply) -> str:
    assert isinstance(reply.body, bytes)
    return read_page(reply.body).one("main").text


def test_it_is_the_page_that_kg_draw_makes(graph: Graph) -> None:
    # The engine finds what a UNION gives in another order each time.
    query = read_queries()["everything-about"].bind({"thing": expand("city:hangzhou")})
    reply = ask(graph, query=query, lang="zh")
    drawn = render(graph.networkx(query), ".html", language="zh", theme="auto")
    assert (reply.status, reply.content_type) == (200, "text/html; charset=utf-8")
    assert reply.body == drawn


def test_a_named_query_is_drawn_under_its_title(graph: Graph) -> None:
    reply = ask(graph, name="city-surroundings", city="杭州", lang="zh")
    assert isinstance(reply.body, bytes) and b"city:hangzhou" in reply.body
    head = reply.body.partition(b"<body")[0]
    assert read_page(head + b"</html>").one("title").text == "杭州：一座城市及其周边"


def test_its_policy_allows_its_own_scripts_and_style_by_hash_and_nothing_else(graph: Graph) -> None:
    reply = ask(graph, query=BASED_IN)
    assert isinstance(reply.body, bytes)
    page = reply.body.decode()
    parts = dict(part.split(" ", 1) for part in policy(reply).split("; "))
    assert parts.pop("default-src") == "'none'" and parts.pop("frame-ancestors") == "'self'"
    assert parts.pop("base-uri") == parts.pop("form-action") == "'none'"
    # Scripts that run, and not the data beside them.
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(scripts) == 2 and len(styles) == 1
    assert set(parts.pop("script-src").split()) == {_hash(each) for each in scripts}
    assert set(parts.pop("style-src").split()) == {_hash(each) for each in styles}
    assert parts == {}


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


@pytest.mark.parametrize(
    ("form", "media_type", "begins"),
    [("svg", "image/svg+xml; charset=utf-8", b"<svg"), ("png", "image/png", b"\x89PNG")],
)
def test_it_is_sent_as_a_still_picture(graph: Graph, form: str, media_type: str, begins: bytes) -> None:
    reply = ask(graph, query=BASED_IN, format=form)
    assert reply.content_type == media_type and isinstance(reply.body, bytes)
    assert begins in reply.body[:200]
    assert policy(reply) == "default-src 'none'; frame-ancestors 'self'"


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_it_has_the_theme_that_was_asked_for(graph: Graph, theme: str) -> None:
    reply = ask(graph, query=BASED_IN, theme=theme)
    assert isinstance(reply.body, bytes) and f'data-theme="{theme}"'.encode() in reply.body


NO_PICTURE = {
    "SELECT * { ?s ?p ?o }": (400, "only what gives triples can be drawn, and this is SELECT"),
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }": (400, "only what gives triples can be drawn"),
    "CONSTRUCT WHERE { ?s ?p ": (400, "it does not parse"),
    "CONSTRUCT WHERE { ?s sl:nothing ?o }": (404, "nothing was found"),
    "CONSTRUCT { ?s ?p ?o } { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }": (403, "SERVICE"),
    "# param\nSELECT": (400, "this is SELECT"),
    "CONSTRUCT { } WHERE { FILTER (" + "(" * 30_000: (400, "nested too deeply"),
    "": (400, "A picture is of one query."),
}


@pytest.mark.parametrize("query", NO_PICTURE)
def test_what_cannot_be_drawn_is_a_sentence(graph: Graph, query: str) -> None:
    reply = ask(graph, query=query)
    status, said = NO_PICTURE[query]
    assert reply.status == status and said in sentence(reply)


def test_the_sentence_stands_on_a_page_of_the_site_and_alone_in_a_frame(graph: Graph) -> None:
    alone = read_page(body_of(ask(graph, name="city-surroundings", city="Nowhere", lang="en")))
    assert alone.one("header").all("nav") and alone.one("main").one("h1").text == "No picture"
    back = alone.one("main").one("a").attributes["href"]
    assert back == "/queries/city-surroundings?city=Nowhere&lang=en"
    framed = read_page(body_of(ask(graph, name="city-surroundings", city="Nowhere", framed="1")))
    assert framed.all("header") == [] and framed.all("a") == []
    assert "Nothing here is called “Nowhere”." in framed.text


def body_of(reply: Reply) -> bytes:
    assert isinstance(reply.body, bytes)
    return reply.body


def test_a_query_asked_for_as_a_picture_leads_to_it(graph: Graph) -> None:
    asked = (("city", "杭州"), ("format", "svg"), ("theme", "dark"))
    reply = answer(graph, Request("/queries/city-surroundings", asked, "en"))
    where = dict(reply.headers)["Location"]
    assert reply.status == 303
    assert where == "/picture?name=city-surroundings&city=%E6%9D%AD%E5%B7%9E&format=svg&theme=dark"
    assert answer(graph, Request("/queries/city-ranking", (("format", "svg"),), "en")).status == 400


def test_what_a_named_query_needs_is_needed_here_too(graph: Graph) -> None:
    assert ask(graph, name="city-surroundings").status == 400
    assert "Nothing here is called “Nowhere”. The search finds" in sentence(
        ask(graph, name="city-surroundings", city="Nowhere")
    )
    assert "has no parameter “town”" in sentence(ask(graph, name="city-surroundings", town="杭州"))
    assert ask(graph, name="city-surrounding", city="杭州").status == 404
    assert ask(graph, name="city-ranking").status == 400
    assert ask(graph, name="city-surroundings", city="杭州", query=BASED_IN).status == 400
    assert ask(graph, query=BASED_IN, theme="<pink>").status == 400
    assert ask(graph, query=BASED_IN, format="gif").status == 400


def test_what_is_too_much_for_a_picture_is_not_cut_but_refused(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = len({*graph.construct(BASED_IN)})
    monkeypatch.setattr(picture, "MOST_TRIPLES", count)
    assert ask(graph, query=BASED_IN).status == 200
    monkeypatch.setattr(picture, "MOST_TRIPLES", count - 1)
    reply = ask(graph, query=BASED_IN)
    assert reply.status == 400 and f"more than {count - 1} triples" in sentence(reply)


def test_hostile_text_is_text_in_the_sentence(graph: Graph) -> None:
    hostile = "<script>alert(1)</script>"
    for parameters in (
        {"query": f"CONSTRUCT {hostile}"},
        {"name": hostile},
        {"query": BASED_IN, "theme": hostile},
    ):
        reply = ask(graph, **parameters)
        assert isinstance(reply.body, bytes) and reply.status >= 400
        assert read_page(reply.body).all("script") == []


@pytest.mark.parametrize("name", [n for n, q in read_queries().items() if q.form == "CONSTRUCT"])
def test_every_construct_that_needs_nothing_is_drawn(graph: Graph, name: str) -> None:
    needed = [p.name for p in read_queries()[name].parameters.values() if p.is_needed]
    assert ask(graph, name=name).status == (400 if needed else 200)
