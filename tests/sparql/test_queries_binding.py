"""Parameters given to a query: which it takes, which narrow its answer, and where an error is said to be."""

import pytest
from pyoxigraph import Literal
from support.named_queries import HEAD

from kg.errors import BadQuery, MissingParameter, UnknownParameter
from kg.rdf.iris import mint
from kg.sparql.named_queries import parse_query
from kg.store import EmbeddedStore


def test_defaults_are_bound_and_what_is_given_goes_before_them() -> None:
    query, city = parse_query(HEAD, "mine"), {"city": "city:hangzhou"}
    assert query.resolve(city)["year"] == Literal("2018")
    assert query.resolve(city | {"year": "2021"})["year"] == Literal("2021")


def test_a_parameter_that_is_needed_and_not_given_is_asked_for() -> None:
    with pytest.raises(MissingParameter, match="'mine' needs the parameter 'city'"):
        parse_query(HEAD, "mine").resolve({})
    with pytest.raises(MissingParameter):
        parse_query(HEAD, "mine").bind({})


def test_a_misspelt_parameter_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownParameter, match="its parameters are: city"):
        parse_query(HEAD, "mine").resolve({"citi": "city:hangzhou"})


def test_every_parameter_is_listed_and_the_nearest_comes_first() -> None:
    query = parse_query("# param city: City?\n# param field: Field?\nASK { $city ?p $field }", "mine")
    with pytest.raises(UnknownParameter, match=r"did you mean field\? its parameters are: field, city$"):
        query.resolve({"feild": "industry:finance"})
    with pytest.raises(UnknownParameter, match=r"parameter 'nope'\n  its parameters are: city, field$"):
        query.resolve({"nope": "x"})
    with pytest.raises(UnknownParameter, match=r"it takes no parameters$"):
        parse_query("# title: mine\nASK {}", "mine").resolve({"city": "x"})


HZ = {"city": mint("city", "hangzhou")}
CITY = "# param city: City?\n"


@pytest.mark.parametrize(
    "body",
    [
        "SELECT ?c ?city { ?c a sl:Company OPTIONAL { ?c sl:basedIn ?city } }",
        "SELECT ?c $city { ?c a sl:Company OPTIONAL { ?c sl:basedIn $city } }",
        "SELECT * { ?c a sl:Company OPTIONAL { ?c sl:basedIn ?city } }",
        "SELECT ?c { ?c a sl:Company OPTIONAL { ?c sl:basedIn ?city } }",
        "SELECT ?c { ?c a sl:Company OPTIONAL { ?c sl:basedIn ?city } FILTER (BOUND(?city)) }",
        "SELECT ?c ?city { ?c a sl:Company OPTIONAL { { ?c sl:basedIn ?city } } FILTER (?city != sl:x) }",
        "SELECT ?c ?city { { ?c sl:basedIn ?city } UNION { ?c a sl:Institution } UNION { ?c sl:x ?city } }",
        "SELECT (COUNT(?city) AS ?n) { ?c a sl:Company OPTIONAL { ?c sl:basedIn ?city } }",
        "CONSTRUCT { ?c sl:basedIn ?city } { ?c a sl:Company OPTIONAL { ?c sl:basedIn ?city } }",
        "ASK { OPTIONAL { ?c sl:basedIn ?city } }",
    ],
)
def test_a_parameter_that_would_not_narrow_the_answer_is_refused(body: str) -> None:
    for head in (CITY, ""):
        with pytest.raises(
            BadQuery, match="would not narrow the answer\n  write its pattern outside as well"
        ):
            parse_query(head + body, "mine").bind(HZ)
        parse_query(head + body, "mine").bind({})


@pytest.mark.parametrize(
    "body",
    [
        "SELECT ?c ?city { ?c a sl:Company OPTIONAL { ?c sl:activeIn ?f } ?c sl:basedIn ?city }",
        "SELECT ?c ?city { ?c a sl:Company . { ?c sl:basedIn ?city } UNION { ?c sl:hasBranchIn ?city } }",
        "SELECT ?c ?city { ?c a sl:Company . { SELECT ?c ?city { ?c sl:basedIn ?city } } }",
        "SELECT ?c { ?c a sl:Company ; sl:basedIn ?o FILTER (?o = ?city) }",
        "SELECT ?c { ?c a sl:Company FILTER EXISTS { ?c sl:basedIn ?city } }",
        "SELECT ?c { ?c a sl:Company OPTIONAL { ?c sl:basedIn $city ; ?p ?o } FILTER (BOUND(?o)) }",
    ],
)
def test_both_ways_to_write_a_parameter_narrow_the_answer(body: str, demo_store: EmbeddedStore) -> None:
    found = {row["c"] for row in demo_store.select(parse_query(CITY + body, "mine").bind(HZ))}
    based = {
        row["c"] for row in demo_store.select("SELECT ?c { ?c a sl:Company ; sl:basedIn city:hangzhou }")
    }
    assert found == based and based


def test_a_parameter_that_is_declared_and_stands_nowhere_is_refused() -> None:
    with pytest.raises(BadQuery, match=r"city is declared and not written as \$city"):
        parse_query(CITY + "SELECT ?c { ?c a sl:Company }", "mine").bind(HZ)


def test_a_query_with_a_head_takes_no_other_variable_for_a_parameter() -> None:
    with pytest.raises(UnknownParameter):
        parse_query(HEAD, "mine").bind({"company": mint("company", "alibaba")})


def test_a_query_without_a_head_takes_any_of_its_variables_for_a_parameter() -> None:
    query = parse_query("ASK { ?company sl:basedIn ?city }", "mine")
    assert f"{mint('city', 'hangzhou')}" in query.bind(query.resolve({"city": "city:hangzhou"}))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("SELECT ?company {\n  ?company sl:basedIn $city ;;; }}", "line 2, column 35"),
        ("# mine\nSELECT ?company { ?company sl:basedIn $city } LIMIT x", "line 2, column 53"),
        ("PREFIX sl: <urn:e:>\n\nASK { $city }", "line 3, column 14"),
    ],
)
def test_an_error_names_the_place_in_the_text_as_it_was_written(
    text: str, where: str, demo_store: EmbeddedStore
) -> None:
    bound = parse_query(text, "mine").bind({"city": mint("city", "hangzhou")})
    for sent in (bound, parse_query(text, "mine").bind({})):
        with pytest.raises(BadQuery, match=where):
            demo_store.select(sent)


def test_known_prefixes_stand_on_lines_of_their_own_before_the_text() -> None:
    lines = parse_query("# mine\nASK { ?x a sl:City ; skos:prefLabel ?y }", "mine").bind({}).splitlines()
    assert [line.partition(" <")[0] for line in lines[:2]] == ["PREFIX skos:", "PREFIX sl:"]
    assert lines[2:] == ["# mine", "ASK { ?x a sl:City ; skos:prefLabel ?y }"]


@pytest.mark.parametrize(
    "text", ["INSERT DATA { sl:a sl:b sl:c }", "PREFIX x: <urn:x:>\nclear all", "WITH <urn:g> {"]
)
def test_an_update_is_no_query(text: str) -> None:
    with pytest.raises(BadQuery, match="only reading queries are run here"):
        parse_query(text, "mine").bind({})
