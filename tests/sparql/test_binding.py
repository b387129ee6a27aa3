"""Parameters bound as terms: what the bound query means, where a parameter may stand, and the prefixes."""

import pytest
from hypothesis import given, settings
from pyoxigraph import Literal, Variable
from support.dense_world import WORLD, X, rows
from support.random_patterns import PINNED, Pair, groups

from kg.errors import BadQuery, UnknownParameter, UnknownPrefix
from kg.sparql.binding import bind
from kg.sparql.prefixes import with_prefixes


@settings(max_examples=300, deadline=None, derandomize=True)
@given(group=groups(with_minus=False))
def test_binding_means_what_substituting_in_pyoxigraph_means(group: Pair) -> None:
    query = f"SELECT ?v ?a ?b ?c WHERE {group.given}"
    assert rows(bind(query, {"v": X})) == rows(query, {Variable("v"): X})


@settings(max_examples=300, deadline=None, derandomize=True)
@given(group=groups(with_minus=True))
def test_binding_means_that_the_parameter_has_one_value_wherever_it_stands(group: Pair) -> None:
    bound = bind(f"SELECT ?v ?a ?b ?c WHERE {group.given}", {"v": X})
    assert rows(bound) == rows(f"SELECT ?v ?a ?b ?c WHERE {{ {PINNED} {group.pinned} }}")


@pytest.mark.parametrize(
    ("sparql", "count"),
    [
        ("SELECT ?s { ?s <urn:e:p> $v }", 2),
        ("SELECT * { ?s <urn:e:p> $v }", 2),
        ("SELECT ?s ?v { GRAPH ?g { ?s <urn:e:r> $v } }", 3),
        ("SELECT ?s { ?s <urn:e:p> ?o . FILTER(?o=?v) }", 2),
        ("SELECT ?s { ?s <urn:e:p> ?o FILTER(BOUND($v) && ?o IN ($v)) }", 2),
        ("SELECT ?s { ?s <urn:e:p> ?o FILTER ( bound ( ?v ) && ?o=?v) }", 2),
        ("SELECT ?s { SELECT ?s ?v { ?s <urn:e:p> ?v } }", 2),
        ("SELECT ?v (COUNT(*) AS ?n) { ?s <urn:e:nowhere> ?v } GROUP BY ?v", 0),
        ("SELECT ?v (COUNT(*) AS ?n) { ?s <urn:e:p> ?v } GROUP BY ?v ORDER BY DESC(?n) ?v", 1),
        ("SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?s <urn:e:p> $v } } FILTER(?n = 2) }", 1),
        ("SELECT ?s { ?s <urn:e:p> ?v MINUS { ?v <urn:e:q> ?o } }", 0),
        ("SELECT ?s { ?s <urn:e:p> ?o MINUS { ?other <urn:e:q> ?v } }", 5),
        ("SELECT ?s { ?s <urn:e:p> ?v MINUS { SELECT ?v { ?v <urn:e:q> ?o } } }", 0),
        ("SELECT ?v { SELECT ?s ?v { ?s <urn:e:p> ?v } VALUES ?s { <urn:e:x> } }", 1),
        ("SELECT ?s { VALUES ?s { <urn:e:x> } ?s <urn:e:p> ?v }", 1),
        ("SELECT ?s { ?s <urn:e:p> ?v } VALUES ?s { <urn:e:x> }", 1),
        ("SELECT ?s { ?s (<urn:e:p>|<urn:e:q>) ?v }", 3),
        ("SELECT ?s { ?s <urn:e:p>? ?v . ?s <urn:e:q> ?o } ORDER BY ?s ?o LIMIT 1", 1),
    ],
)
def test_a_parameter_can_stand_wherever_a_variable_can(sparql: str, count: int) -> None:
    assert rows(bind(sparql, {"v": X})).total() == count


@pytest.mark.parametrize(
    "sparql",
    [
        "CONSTRUCT { $v <urn:e:p> ?s } WHERE { ?s <urn:e:p> ?v }",
        "CONSTRUCT WHERE { ?s <urn:e:p> $v }",
        "DESCRIBE $v",
        "CONSTRUCT WHERE { ?s <urn:e:p> $v } ORDER BY $v LIMIT 1",
        "DESCRIBE $v WHERE { ?s <urn:e:p> $v }",
        "DESCRIBE ?s $v WHERE { ?s <urn:e:p> $v } ORDER BY $v",
        "ASK { ?s <urn:e:p> $v }",
        "ASK { ?s <urn:e:p> ?o FILTER(?o<$v||$v>?o) }",
        "BASE <urn:e:> PREFIX e: <urn:e:> ASK WHERE { ?s e:p $v }",
    ],
)
def test_every_form_of_query_takes_parameters(sparql: str) -> None:
    WORLD.query(bind(sparql, {"v": X}))
    assert str(X) in bind(sparql, {"v": X})


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { ?s <urn:e:p> $v }",
        "SELECT * { ?s <urn:e:p> ?o FILTER EXISTS { ?s <urn:e:q> $v } }",
        "SELECT * { ?s <urn:e:p> ?o MINUS { ?s <urn:e:q> $v } }",
        "SELECT * { { SELECT ?s { ?s <urn:e:p> $v } } }",
        "SELECT * { { SELECT * { ?s <urn:e:p> $v } } }",
        "SELECT ?v ?s { OPTIONAL { ?s <urn:e:p> $v } }",
    ],
)
def test_a_bound_query_has_the_columns_that_it_had(sparql: str) -> None:
    before, after = (
        {variable.value for variable in WORLD.query(text).variables}  # type: ignore[union-attr]
        for text in (sparql, bind(sparql, {"v": X}))
    )
    assert after == before


def test_a_name_in_a_string_an_iri_or_a_comment_is_no_parameter() -> None:
    sparql = "ASK { ?s <urn:?v> \"?v\" , '$v', '''?v''', \"\"\"$v\"\"\" } # ?v"
    with pytest.raises(UnknownParameter):
        bind(sparql, {"v": X})


def test_a_longer_name_is_another_parameter() -> None:
    assert "?value" in bind("ASK { ?value ?p ?v }", {"v": X})


def test_a_bound_term_does_not_grow_together_with_what_stands_beside_it() -> None:
    # `<<` begins a triple term in processors that cut tokens before they parse.
    assert bind("ASK { ?a ?b ?c FILTER(?a<$v) }", {"v": X}) == f"ASK {{ ?a ?b ?c FILTER(?a< {X} ) }}"


def test_lines_keep_their_numbers_when_parameters_are_bound() -> None:
    sparql = "SELECT ?v\nWHERE {\n  ?s ?p ?v\n  MINUS { ?s ?p ?v }\n}\nGROUP BY ?v\n"
    assert bind(sparql, {"v": Literal("two\nlines")}).count("\n") == sparql.count("\n")


def test_parameters_that_are_not_given_stay_variables() -> None:
    assert bind("ASK { ?a ?b ?c }", {"a": X}) == f"ASK {{ {X} ?b ?c }}"


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?v { ?s ?p ?o BIND(?o AS ?v) }",
        "SELECT ?v { VALUES ?v { 1 2 } }",
        "SELECT ?v { VALUES (?s ?v) { (1 2) } }",
        "SELECT (1 AS ?v) {}",
        "SELECT ?s { ?s ?p ?o } VALUES ?v { 1 }",
        "SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s (STR(?o) AS ?v)",
    ],
)
def test_a_query_that_gives_its_parameter_a_value_itself_is_refused(sparql: str) -> None:
    with pytest.raises(BadQuery, match=r"the query itself gives \?v a value"):
        bind(sparql, {"v": X})


@pytest.mark.parametrize(
    "sparql",
    [
        "ASK { $v ?p ?o }",
        "ASK { ?s ?p ?o . $v ?p ?o }",
        "ASK { ?s ?p ?o FILTER(?o > 1) $v ?p ?o }",
        "ASK { OPTIONAL { ?s ?p ?o } ?v ?p ?o }",
        "ASK { ?s $v ?o }",
        "ASK { ?s ?p ?o ; $v ?x }",
        "ASK { GRAPH $v { ?s ?p ?o } }",
        "DESCRIBE $v",
    ],
)
def test_a_literal_is_refused_where_only_an_iri_can_stand(sparql: str) -> None:
    with pytest.raises(BadQuery, match="stands where only an IRI can"):
        bind(sparql, {"v": Literal("2018")})


@pytest.mark.parametrize(
    "sparql",
    [
        "ASK { ?s (<urn:e:p>|<urn:e:q>) $v }",
        "ASK { ?s ?p 1, $v }",
        "ASK { ?s ?p ?o FILTER($v > ?o) }",
        "ASK { ?s ?p ?o FILTER NOT EXISTS { ?s ?p 2 } ?s (<urn:e:p>|<urn:e:q>) $v }",
    ],
)
def test_a_literal_is_taken_where_it_can_stand(sparql: str) -> None:
    WORLD.query(bind(sparql, {"v": Literal(2018)}))


def test_an_unknown_parameter_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownParameter, match="its parameters are: city"):
        bind("SELECT ?company { ?company sl:basedIn $city }", {"citi": X})


def test_only_prefixes_that_are_used_and_not_declared_are_added() -> None:
    sparql = 'PREFIX sl: <urn:mine:>\nSELECT ?x {\n ?x a sl:City ; skos:prefLabel "org:x" # dcat:y\n}'
    assert with_prefixes(sparql) == f"PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n{sparql}"


def test_prefixes_stand_before_a_comment_on_the_first_line() -> None:
    WORLD.query(with_prefixes("# a comment\nASK { ?x a city:hangzhou }"))


def test_a_query_with_its_prefixes_stays_as_it_is() -> None:
    once = with_prefixes("ASK { ?x a sl:City }")
    assert with_prefixes(once) == once


def test_an_unknown_prefix_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownPrefix, match="did you mean skos"):
        with_prefixes("ASK { ?x sko:prefLabel ?y }")
