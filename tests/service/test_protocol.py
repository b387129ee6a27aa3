"""Requests of the SPARQL protocol taken apart: forms, operations, datasets."""

from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BadRequest
from kg.service.sparql_protocol import FORM, QUERY, UPDATE, Call, operation, parameters
from kg.sparql.dataset import with_using

TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=50)


def call(method: str = "GET", query: str = "", body: bytes = b"", media_type: str = "") -> Call:
    return Call(method, query, {"content-type": media_type}, body)


@given(st.lists(st.tuples(TEXTS.filter(bool), TEXTS), max_size=10))
def test_what_a_client_puts_into_a_form_comes_out_again(fields: list[tuple[str, str]]) -> None:
    assert parameters(call(query=urlencode(fields))) == fields


@given(st.text("ab%20&=+;杭", max_size=80))
def test_a_form_is_read_as_the_standard_library_reads_it(text: str) -> None:
    try:
        expected = parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(BadRequest):
            parameters(call(query=text))
    else:
        assert parameters(call(query=text)) == expected


def test_a_long_value_is_unescaped_across_its_stretches() -> None:
    for before in range(4):
        text = "a" * before + "杭" * 50_000
        (field,) = parameters(call(query=f"x={quote(text)}"))
        assert field == ("x", text)


@pytest.mark.parametrize("query", ["query=%FF", "query=%00", "&".join(["a=b"] * 1001)])
def test_what_is_not_utf8_or_holds_nul_or_is_endless_is_refused(query: str) -> None:
    with pytest.raises(BadRequest) as caught:
        parameters(call(query=query))
    assert caught.value.values["status"] == 400


def test_a_query_comes_in_three_ways_and_means_the_same() -> None:
    graphs = [("default-graph-uri", "urn:a"), ("named-graph-uri", "urn:b"), ("named-graph-uri", "urn:c")]
    form = urlencode([("query", "ASK {}"), *graphs])
    jobs = [
        operation(call(query=form)),
        operation(call("POST", "", form.encode(), FORM)),
        operation(call("POST", urlencode(graphs), b"ASK {}", QUERY)),
    ]
    wanted = {
        "job": "query",
        "query": "ASK {}",
        "default_graphs": ["urn:a"],
        "named_graphs": ["urn:b", "urn:c"],
        "format": None,
    }
    assert jobs == [wanted] * 3


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (call(query="update=CLEAR+ALL"), 400),
        (call(query="query=ASK{}&query=ASK{}"), 400),
        (call("POST", "", b"query=ASK{}&update=CLEAR+ALL", FORM), 400),
        (call("POST", "", b"other=1", FORM), 400),
        (call("POST", "", b"ASK {}", "text/plain"), 415),
        (call("POST", "", b"ASK {}", ""), 400),
        (call("POST", "", "ASK {}".encode("utf-16"), QUERY), 400),
        (call("POST", "", b"ASK {}", f"{QUERY}; charset=utf-16"), 415),
    ],
)
def test_what_breaks_the_protocol_is_refused(sent: Call, status: int) -> None:
    with pytest.raises(BadRequest) as caught:
        operation(sent)
    assert caught.value.values["status"] == status


def test_a_get_without_a_query_asks_for_nothing() -> None:
    assert operation(call()) is None


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("INSERT DATA { <a:a> <a:b> 1 }", "INSERT DATA { <a:a> <a:b> 1 }"),
        (
            "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
            "DELETE { ?s ?p ?o } USING <urn:g> USING NAMED <urn:n> WHERE { ?s ?p ?o }",
        ),
        (
            'DELETE WHERE { ?s ?p "WHERE {" }',
            'DELETE { ?s ?p "WHERE {" } USING <urn:g> USING NAMED <urn:n> WHERE { ?s ?p "WHERE {" }',
        ),
        (
            "INSERT { ?s ?p 1 } WHERE { { SELECT * WHERE { ?s ?p ?o } } } # WHERE",
            "INSERT { ?s ?p 1 } USING <urn:g> USING NAMED <urn:n> "
            "WHERE { { SELECT * WHERE { ?s ?p ?o } } } # WHERE",
        ),
    ],
)
def test_the_graphs_of_a_request_are_written_into_an_update(update: str, expected: str) -> None:
    assert with_using(update, ["urn:g"], ["urn:n"]) == expected


@pytest.mark.parametrize(
    "update", ["WITH <urn:x> DELETE { ?s ?p 1 } WHERE {}", "DELETE { ?s ?p 1 } using <urn:x> WHERE {}"]
)
def test_graphs_in_the_request_and_in_the_update_are_one_too_many(update: str) -> None:
    with pytest.raises(BadRequest):
        with_using(update, ["urn:g"], [])


def test_an_update_in_a_body_is_an_update() -> None:
    job = operation(call("POST", "using-graph-uri=urn:g", b"CLEAR ALL", UPDATE))
    assert job is not None
    assert (job["job"], job["using_graphs"]) == ("update", ["urn:g"])
