"""Running one test of the query and update suites against a service."""

import csv
import io
import re
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from support.w3c.datasets import assert_isomorphic, held, name_of, put, read_file, read_graphs
from support.w3c.manifest import Case, Graphs
from support.w3c.solutions import FORMATS, SUFFIXES, Row, Table, assert_same, read_result_set, read_table
from support.w3c.wire import Answer, Service

GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
MEDIA_TYPES = {
    ".srj": "application/sparql-results+json",
    ".srx": "application/sparql-results+xml",
    ".tsv": "text/tab-separated-values",
}
EMPTY = Graphs()


class Bench:
    """A service with what it holds now: tests in a row that need the same data load it once."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.holds: Graphs | None = None

    def hold(self, graphs: Graphs) -> None:
        """Make the service hold exactly this dataset."""
        if self.holds != graphs:
            self.holds = None
            put(self.service, graphs)
            self.holds = graphs

    def query(self, case: Case) -> None:
        """Ask the query of a test in some way for some format, and compare what comes."""
        self.hold(case.before)
        assert case.result is not None
        expected = expected_of(self.service, case.result)
        answer = asked(
            self.service, case, chosen(case, *(FORMATS if isinstance(expected, Table) else GRAPHS))
        )
        if isinstance(expected, Table):
            compare_tables(answer, expected, case)
        else:
            found = ox.parse(answer.body, format=GRAPHS[answer.media_type])
            assert_isomorphic(found, expected, str(answer))

    def query_in_its_format(self, case: Case) -> None:
        """Ask the query of a test in the format of the result that it expects."""
        self.hold(case.before)
        assert case.result is not None
        answer = asked(self.service, case, MEDIA_TYPES[case.result.suffix])
        compare_tables(answer, read_table(case.result.read_bytes(), SUFFIXES[case.result.suffix]), case)

    def query_in_csv(self, case: Case) -> None:
        """Ask the query of a test in CSV, and compare the cells."""
        self.hold(case.before)
        assert case.result is not None
        answer = asked(self.service, case, "text/csv")
        assert b"\r\n" in answer.body, "lines of CSV end in CR LF"
        assert Counter(cells(answer.body)) == Counter(cells(case.result.read_bytes())), str(answer)

    def update(self, case: Case) -> None:
        """Send the update of a test, and compare the whole dataset afterwards."""
        self.hold(case.before)
        assert case.after is not None
        answer = self.change(case)
        assert 200 <= answer.status < 300, str(answer)
        assert_isomorphic(held(self.service), read_graphs(self.service, case.after), str(answer))
        for name, file in case.after.named:
            if not read_file(self.service, file):
                self.is_empty(name_of(self.service, name, file))

    def is_empty(self, graph: ox.NamedNode) -> None:
        """See that a graph is there and is empty."""
        target = f"{self.service.store}?graph={graph.value}"
        answer = self.service.send("GET", target, {"Accept": "application/n-triples"})
        assert answer.status == 200 and not answer.body.strip(), str(answer)

    def change(self, case: Case) -> Answer:
        """Send the update of a test; what the service holds is not known afterwards."""
        self.holds = None
        return self.service.change(case.request.read_bytes())

    def prepare(self, case: Case) -> None:
        """Make the service lack the graphs that an update creates, and have those that it drops or clears."""
        text = case.request.read_text("utf-8")
        if re.search(r"\bCREATE\b", text):
            self.hold(EMPTY)
        for name in re.findall(r"\b(?:DROP|CLEAR)\s+GRAPH\s+(<[^>]*>)", text):
            self.holds = None
            answer = self.service.change(f"CREATE SILENT GRAPH {name}")
            assert 200 <= answer.status < 300, str(answer)


def chosen(case: Case, *offers: str) -> str:
    """One of the offers, for a test always the same, so that a suite goes through all of them."""
    return offers[zlib.crc32(case.name.encode()) % len(offers)]


def asked(service: Service, case: Case, accept: str) -> Answer:
    """The answer to a test's query, asked in one of the three ways of the protocol, at once or in pieces."""
    service = replace(service, in_pieces=chosen(case, "", "in pieces", "") == "in pieces")
    ways = {"get": service.ask_by_get, "form": service.ask_by_form, "direct": service.ask_directly}
    answer = ways[chosen(case, "direct", "get", "form", "get")](case.request.read_text("utf-8"), accept)
    assert answer.status == 200, str(answer)
    assert answer.media_type == accept, str(answer)
    return answer


def expected_of(service: Service, file: Path) -> Table | list[ox.Quad]:
    """What a test expects: a table, in whichever notation, or a graph."""
    if file.suffix in SUFFIXES:
        return read_table(file.read_bytes(), SUFFIXES[file.suffix])
    graph = read_file(service, file)
    return read_result_set(graph) or graph


def compare_tables(answer: Answer, expected: Table, case: Case) -> None:
    """The rows are the expected ones, in their order where the query asks for an order."""
    found = read_table(answer.body, FORMATS[answer.media_type])
    assert_same(found, expected, str(answer))
    if is_ordered(case.request.read_text("utf-8")):
        assert in_order(found) == in_order(expected), f"in another order\n{answer}"


def is_ordered(query: str) -> bool:
    """Say whether the outermost query asks for an order."""
    return bool(re.search(r"ORDER\s+BY", query.rpartition("}")[2], re.IGNORECASE))


def in_order(table: Table) -> list[list[object]]:
    """The rows of a table, any blank node being like any other."""
    return [row_without_blanks(row) for row in table.rows]


def row_without_blanks(row: Row) -> list[object]:
    return [(name, "blank" if isinstance(term, ox.BlankNode) else term) for name, term in row]


def cells(content: bytes) -> list[tuple[tuple[str, str], ...]]:
    """The rows of a CSV file by column: `SELECT *` says nothing of the columns' order.

    A number is its value, and any blank node is like any other.
    """
    rows = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    return [tuple(sorted((name, cell_value(cell)) for name, cell in row.items())) for row in rows]


def cell_value(cell: str) -> str:
    """What a cell stands for."""
    if cell.startswith("_:"):
        return "_:"
    try:
        return str(float(cell))
    except ValueError:
        return cell
