"""Pages as JSON: what the search finds and what differs, with the fields that the command line prints."""

import json
from typing import Any

import pytest
from support.pages_world import ask, body_of

from kg.graph import Graph
from kg.graph.describe.conflicts import to_json
from kg.graph.names import Names
from kg.store import EmbeddedStore

Demo = dict[str, Graph]


@pytest.fixture(scope="module")
def demo(demo_store: EmbeddedStore) -> Demo:
    return {"en": Graph(demo_store, "en"), "zh": Graph(demo_store, "zh")}


def told(demo: Demo, path: str, language: str = "en", accept: str = "", **given: str) -> Any:
    reply = ask(demo[language], path, language, accept, **given)
    assert (reply.status, reply.content_type) == (200, "application/json") and callable(reply.body)
    assert ("Vary", "Accept, Accept-Language") in reply.headers
    return json.loads(body_of(reply))


def test_conflicts_are_told_as_the_command_line_tells_them(demo: Demo) -> None:
    for language in ("en", "zh"):
        names = Names(demo["en"].store, language)
        every = [to_json(conflict, names) for conflict in demo["en"].conflicts()]
        assert len(every) > 1 and every[0]["isContradiction"]
        assert told(demo, "/conflicts", language, format="json") == every
    parts = told(demo, "/conflicts", accept="application/json", difference="part")
    assert parts and {each["difference"] for each in parts} == {"part"}
    assert told(demo, "/conflicts", format="json", kind="Nothing") == []


def test_what_is_found_has_the_fields_that_kg_find_prints(demo: Demo) -> None:
    found = told(demo, "/search", q="hangzhou", format="json")
    assert found[0] == {
        "iri": "https://w3id.org/suanli/id/city/hangzhou",
        "label": "Hangzhou",
        "met": "Hangzhou",
        "how": "exact",
        "partOf": "https://w3id.org/suanli/id/province/zhejiang",
    }
    assert told(demo, "/search", "zh", "application/json", q="杭州")[0]["label"] == "杭州"
    cities = told(demo, "/search", q="hz", kind="city", format="json")
    assert len(cities) > 1 and all("/id/city/" in each["iri"] for each in cities)
    assert len(told(demo, "/search", q="an", format="json")) > 40, "a list for programs has no pages"


def test_nothing_found_is_an_empty_list(demo: Demo) -> None:
    assert told(demo, "/search", q="", format="json") == told(demo, "/search", q="qqqq", format="json") == []


@pytest.mark.parametrize("path", ["/search", "/conflicts"])
def test_who_takes_pages_gets_a_page_and_no_other_format_is_there(demo: Demo, path: str) -> None:
    for accept in ("", "*/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"):
        assert ask(demo["en"], path, accept=accept).content_type.startswith("text/html")
    assert ask(demo["en"], path, accept="application/json", format="html").content_type.startswith(
        "text/html"
    )
    assert ask(demo["en"], path, format="xls").status == 400
