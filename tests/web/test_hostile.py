"""Whatever an address says, the pages of queries, the editor and pictures answer in HTML or a sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pages_world import body_of, check

import kg
from kg.graph import Graph
from kg.web.page_routes import answer
from kg.web.request import Request

QUERIES = ("companies-in-city", "is-ranked", "everything-about", "statistics", "city-surroundings")
NAMES = st.sampled_from(
    [
        "city",
        "field",
        "ranking",
        "thing",
        "year",
        "format",
        "lang",
        "page",
        "limit",
        "theme",
        "q",
        "query",
        "name",
    ]
)
ODD = [
    "杭州",
    "city:hangzhou",
    "csv",
    "99999999",
    "-1",
    "<a>",
    "_:b",
    "\x00",
    "\u202e",
    "\ufdd0",
    "\\",
    "{",
    "#param",
]
VALUES = st.text(max_size=40) | st.sampled_from([*ODD, "ASK {}", "CONSTRUCT WHERE { ?s a sl:City }"])
PATHS = st.sampled_from(["/queries", "/sparql", "/picture", *(f"/queries/{name}" for name in QUERIES)])
ACCEPTED = st.sampled_from(["", "text/html", "text/csv", "*/*", "application/ld+json", "image/png"])


@pytest.fixture(scope="module")
def graph(demo_folder: Path) -> Iterator[Graph]:
    with kg.open(demo_folder, language="en") as opened:
        yield opened


@given(
    PATHS | st.text(max_size=10).map(lambda name: f"/queries/{name}"),
    st.lists(st.tuples(NAMES, VALUES), max_size=4),
    ACCEPTED,
)
@settings(max_examples=80, deadline=None)
def test_no_address_breaks_a_page(
    graph: Graph, path: str, parameters: list[tuple[str, str]], accept: str
) -> None:
    reply = answer(graph, Request(path, tuple(parameters), "en", "http://here", accept))
    assert reply.status < 500
    for name, value in reply.headers:
        assert "\n" not in value and "\r" not in value and value.isascii(), name
    if callable(reply.body):
        body_of(reply)
    elif reply.content_type.startswith("text/html") and path != "/picture":
        check(reply.body.decode())
