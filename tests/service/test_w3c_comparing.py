"""How results of the W3C's suites are compared: what counts as the same, and what must not."""

import pyoxigraph as ox
import pytest
from support.w3c.datasets import assert_isomorphic, inserting
from support.w3c.evaluation import cells, in_order, is_ordered
from support.w3c.solutions import Table, assert_same, read_result_set, read_table

EX = "http://example.org/"


def table(*lines: str) -> Table:
    """A table from TSV with `|` between the columns."""
    return read_table("\n".join(lines).replace("|", "\t").encode() + b"\n", ox.QueryResultsFormat.TSV)


def is_same(left: Table, right: Table) -> bool:
    try:
        assert_same(left, right, "")
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("?a|?b", '"x"|1', '"y"|2'), ("?b|?a", '2|"y"', '1|"x"')),
        (("?a", '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'), ("?a", "1.5")),
        (("?a", "1e3"), ("?a", "1000.0e0")),
        (("?a", '"1"^^<http://www.w3.org/2001/XMLSchema#boolean>'), ("?a", "true")),
        (("?a|?b", "_:x|_:y", "_:y|_:x"), ("?a|?b", "_:1|_:2", "_:2|_:1")),
        (("?a|?b", "_:x|1", "_:x|2"), ("?a|?b", "_:z|2", "_:z|1")),
    ],
)
def test_order_names_of_blank_nodes_and_ways_to_write_a_number_do_not_count(
    left: tuple[str, ...], right: tuple[str, ...]
) -> None:
    assert is_same(table(*left), table(*right))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("?a", "1"), ("?b", "1")),
        (("?a", "1"), ("?a|?b", "1|")),
        (("?a", "1", "1"), ("?a", "1")),
        (("?a", "1", "1", "2"), ("?a", "1", "2", "2")),
        (("?a", "1"), ("?a", "1.0")),
        (("?a", "1"), ("?a", '"1"')),
        (("?a", '"x"'), ("?a", '"x"@en')),
        (("?a|?b", "1|"), ("?a|?b", "|1")),
        (("?a|?b", "_:x|1", "_:x|2"), ("?a|?b", "_:x|1", "_:y|2")),
        (("?a|?b", "_:x|_:x"), ("?a|?b", "_:x|_:y")),
        (("?a", "_:x"), ("?a", f"<{EX}x>")),
    ],
)
def test_any_other_difference_counts(left: tuple[str, ...], right: tuple[str, ...]) -> None:
    assert not is_same(table(*left), table(*right))


def test_a_truth_value_is_neither_its_opposite_nor_a_table() -> None:
    true, false = Table(truth=True), Table(truth=False)
    assert is_same(true, true)
    assert not is_same(true, false)
    assert not is_same(false, Table())


def test_a_table_written_as_a_graph_is_the_table() -> None:
    turtle = f"""@prefix rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#> .
        [] a rs:ResultSet ; rs:resultVariable "a" , "b" ; rs:solution
            [ rs:binding [ rs:variable "a" ; rs:value <{EX}x> ] , [ rs:variable "b" ; rs:value 1 ] ] ,
            [ rs:binding [ rs:variable "a" ; rs:value <{EX}y> ] ] ."""
    read = read_result_set(list(ox.parse(turtle, format=ox.RdfFormat.TURTLE)))
    assert read is not None
    assert is_same(read, table("?a|?b", f"<{EX}x>|1", f"<{EX}y>|"))


def test_a_graph_that_is_no_table_is_none() -> None:
    assert read_result_set([]) is None


@pytest.mark.parametrize(
    ("query", "ordered"),
    [
        ("SELECT * { ?s ?p ?o } ORDER BY ?s", True),
        ("SELECT * { ?s ?p ?o } order\n  by DESC(?s)", True),
        ("SELECT * { { SELECT * { ?s ?p ?o } ORDER BY ?s } }", False),
        ("SELECT * { ?s ?p ?o }", False),
    ],
)
def test_the_order_counts_where_the_outermost_query_asks_for_one(query: str, ordered: bool) -> None:
    assert is_ordered(query) is ordered


def test_rows_in_another_order_are_in_another_order() -> None:
    assert in_order(table("?a", "1", "2")) != in_order(table("?a", "2", "1"))
    assert in_order(table("?a", "_:x", "2")) == in_order(table("?a", "_:y", "2"))


def test_a_graph_without_a_triple_or_with_one_in_another_graph_is_another() -> None:
    one = [ox.Quad(ox.BlankNode("a"), ox.NamedNode(EX + "p"), ox.Literal(1))]
    renamed = [ox.Quad(ox.BlankNode("b"), ox.NamedNode(EX + "p"), ox.Literal(1))]
    elsewhere = [ox.Quad(ox.BlankNode("a"), ox.NamedNode(EX + "p"), ox.Literal(1), ox.NamedNode(EX + "g"))]
    assert_isomorphic(one, renamed, "")
    for other in ([], elsewhere):
        with pytest.raises(AssertionError, match="missing"):
            assert_isomorphic(one, other, "")


def test_what_is_inserted_is_what_was_read() -> None:
    store = ox.Store()
    quads = [
        ox.Quad(ox.NamedNode(EX + "s"), ox.NamedNode(EX + "p"), ox.Literal('a"\\\n\t\r', language="en")),
        ox.Quad(ox.BlankNode("x"), ox.NamedNode(EX + "p"), ox.BlankNode("x"), ox.NamedNode(EX + "g")),
    ]
    store.update(inserting(quads))
    assert_isomorphic(store, quads, "")


def test_cells_of_csv_are_compared_by_column_and_value() -> None:
    assert cells(b"a,b\r\n1.0E6,_:x\r\n") == cells(b"b,a\r\n_:y,1000000\r\n")
    assert cells(b"a\r\n4\r\n") != cells(b"a\r\n5\r\n")
