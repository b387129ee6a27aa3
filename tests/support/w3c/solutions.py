"""Results of queries: read in every format, and compared as the suites want it.

Rows are a bag: their order does not count, how often each comes does. Blank nodes count by where they stand,
not by name. Numbers and truth values of one datatype count by value.
Source: https://w3c.github.io/rdf-tests/sparql/sparql11/
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox

from support.w3c.datasets import assert_isomorphic

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD = "http://www.w3.org/2001/XMLSchema#"
FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
SUFFIXES = {
    ".srj": ox.QueryResultsFormat.JSON,
    ".srx": ox.QueryResultsFormat.XML,
    ".tsv": ox.QueryResultsFormat.TSV,
}

Row = tuple[tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT: variables and rows, or to an ASK: a truth value."""

    variables: frozenset[str] = frozenset()
    rows: tuple[Row, ...] = ()
    truth: bool | None = None


def read_table(content: bytes, form: ox.QueryResultsFormat) -> Table:
    """A result in a format that says everything (CSV does not)."""
    results = ox.parse_query_results(content, form)
    if isinstance(results, ox.QueryBoolean):
        return Table(truth=bool(results))
    names = [variable.value for variable in results.variables]
    rows = [
        tuple((name, by_value(term)) for name in sorted(names) if (term := row[name]) is not None)
        for row in results
    ]
    return Table(frozenset(names), tuple(rows))


def read_result_set(graph: list[ox.Quad]) -> Table | None:
    """A table written as a graph, or None where the graph is no such thing.

    Source: https://www.w3.org/2001/sw/DataAccess/tests/result-set
    """
    at = defaultdict(list)
    for quad in graph:
        at[quad.subject, quad.predicate.value].append(quad.object)
    tables = [quad.subject for quad in graph if quad.object == ox.NamedNode(RS + "ResultSet")]
    if not tables:
        return None
    names = frozenset(name.value for name in at[tables[0], RS + "resultVariable"])
    rows = []
    for solution in at[tables[0], RS + "solution"]:
        bound = at[solution, RS + "binding"]
        row = {at[one, RS + "variable"][0].value: by_value(at[one, RS + "value"][0]) for one in bound}
        rows.append(tuple(sorted(row.items())))
    return Table(names, tuple(rows))


def by_value(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """A number as its value is usually written; whatever else as it stands."""
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(XSD):
        return term
    try:
        return ox.Literal(number(term), datatype=term.datatype)
    except (ValueError, ArithmeticError):
        return term


def number(literal: ox.Literal) -> str:
    """The value of a number's text, as text."""
    match literal.datatype.value.removeprefix(XSD):
        case "integer":
            return str(int(literal.value))
        case "boolean":
            return {"1": "true", "0": "false"}.get(literal.value, literal.value)
        case "decimal":
            return str(Decimal(literal.value).normalize())
        case "double" | "float":
            # Six digits are what a float holds, and what the expected files were written with.
            return f"{float(literal.value):.6g}"
        case _:
            return literal.value


def has_blank(row: Row) -> bool:
    return any(isinstance(term, ox.BlankNode) for _, term in row)


def as_graph(rows: Counter[Row]) -> Iterator[ox.Quad]:
    """Rows as a graph: two bags of rows are the same where their graphs are isomorphic."""
    for index, (row, times) in enumerate(rows.items()):
        node = ox.BlankNode(f"row{index}")
        yield ox.Quad(node, ox.NamedNode("row:times"), ox.Literal(times))
        for name, term in row:
            yield ox.Quad(node, ox.NamedNode(f"row:{name}"), term)


def assert_same(found: Table, expected: Table, message: str) -> None:
    """Both tables have the same variables and the same rows equally often, or the same truth value."""
    assert found.truth == expected.truth, message
    assert found.variables == expected.variables, message
    left, right = Counter(found.rows), Counter(expected.rows)
    blank_left, blank_right = (
        Counter({r: n for r, n in rows.items() if has_blank(r)}) for rows in (left, right)
    )
    missing, surplus = right - blank_right - left, left - blank_left - right
    assert not missing and not surplus, f"{message}\nmissing: {missing}\ntoo much: {surplus}"
    assert_isomorphic(as_graph(blank_left), as_graph(blank_right), message)
