"""The rows of a SELECT in the formats of the standard."""

import io

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf.formats import ROWS
from kg.sparql.results import write_rows

LITERALS = st.one_of(
    st.builds(ox.Literal, st.text()),
    st.builds(lambda t: ox.Literal(t, language="zh-Hans"), st.text()),
    st.builds(ox.Literal, st.integers(-(2**40), 2**40)),
)
TERMS = st.one_of(st.none(), LITERALS, st.builds(lambda n: ox.NamedNode(f"urn:{n}"), st.integers(0)))


@given(st.lists(st.tuples(TERMS, TERMS), max_size=5))
def test_rows_read_back_from_json_are_the_rows(rows: list[tuple[ox.Literal, ox.Literal]]) -> None:
    out = io.BytesIO()
    write_rows(["a", "b"], rows, "json", out)
    found = ox.parse_query_results(out.getvalue(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    assert [variable.value for variable in found.variables] == ["a", "b"]
    assert [tuple(row) for row in found] == rows


@pytest.mark.parametrize("name", ROWS)
def test_every_format_says_what_the_engine_itself_says(name: str) -> None:
    query = "SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) ('x, \"y\"'@zh <urn:a>) (2.5 true) } }"
    ours, theirs = io.BytesIO(), io.BytesIO()
    write_rows(["a", "b"], ox.Store().query(query), name, ours)
    ox.Store().query(query).serialize(theirs, format=ROWS[name].results)
    assert ours.getvalue().rstrip() == theirs.getvalue().rstrip()
