"""What the answer to a query can be sent as besides a page, and the sending of it, row by row and never cut.

CSV and TSV are as the standard has them, for machines. The spreadsheet is for people: titles for heads, names
for things, formulas made harmless, and a mark at its start by which spreadsheets know it for UTF-8.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg.graph import Graph
from kg.graph.export import NETWORK_FORMATS, write_triples
from kg.rdf.class_tables import neutral
from kg.rdf.formats import NETWORKS, ROWS, Format
from kg.rdf.iris import shorten
from kg.service.negotiation import with_charset
from kg.service.workers.reply import Reply, Sink
from kg.sparql.engine import explained_while
from kg.web.replies import PAGE, VARY
from kg.web.things.rdf import DESCRIPTIONS

SPARQL = "sparql"

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST_NAME = 100
_AT_ONCE = 1000


_SHEET = {"spreadsheet": Format("", "text/csv", "csv")}
_QUERY = {SPARQL: Format("SPARQL", "application/sparql-query", "rq")}
SELECTED = PAGE | ROWS | _SHEET | _QUERY
"""What a SELECT can be sent as."""
TRUTH = PAGE | {name: ROWS[name] for name in ("json", "xml")} | _QUERY
"""What an ASK can be sent as."""
TRIPLES = PAGE | DESCRIPTIONS | NETWORKS | _QUERY
"""What a CONSTRUCT or a DESCRIBE can be sent as."""
PICTURES = {
    **PAGE,
    "svg": Format("SVG", "image/svg+xml", "svg"),
    "png": Format("PNG", "image/png", "png"),
}
"""What a picture can be sent as."""


def formats_for(form: str) -> Mapping[str, Format]:
    """Give what the answer to a query of this form can be sent as."""
    return SELECTED if form == "SELECT" else TRUTH if form == "ASK" else TRIPLES


def sent(
    graph: Graph,
    sparql: str,
    name: str,
    *,
    file_name: str,
    titles: Mapping[str, str] | None = None,
    limit: int | None = None,
) -> Reply:
    """Send the answer to a query as a file.

    Args:
        graph: What is asked.
        sparql: The query.
        name: A format that fits the query's form, see `formats_for`.
        file_name: What the file is called, without its ending; see `safe_name`.
        titles: The titles of columns, for the spreadsheet.
        limit: How many rows at most, where that was asked for; None is all.

    Raises:
        BadQuery: It cannot be run.
    """
    known = (SELECTED | TRIPLES)[name]
    headers = (*VARY, ("Content-Disposition", f'attachment; filename="{file_name}.{known.suffix}"'))
    media_type = with_charset(known.media_type)
    if name in NETWORK_FORMATS:
        return Reply(_network(graph, sparql, name), media_type, headers=headers)
    if name in DESCRIPTIONS:
        triples = graph.store.construct(sparql)

        def write(sink: Sink) -> None:
            explained_while(lambda: write_triples(triples, name, sink))  # type: ignore[arg-type]

        return Reply(write, media_type, 200, headers)
    if name == "spreadsheet":
        table = graph.store.select(sparql)
        rows = islice(table, limit)
        sheet = _sheet(graph, table.columns, titles or {}, rows)
        return Reply(lambda sink: explained_while(lambda: _write(sink, sheet)), media_type, 200, headers)
    return Reply(_results(graph, sparql, name, limit), media_type, 200, headers)


def safe_name(*parts: str) -> str:
    """Join texts to the name of a file that means nothing to any system or header.

    >>> safe_name("companies-in-city", "hangzhou"), safe_name('a"b', "../c", "杭州")
    ('companies-in-city-hangzhou', 'a-b-..-c')
    """
    joined = "-".join(part for part in (_UNSAFE.sub("-", text).strip("-") for text in parts) if part)
    return joined[:_LONGEST_NAME].lstrip(".") or "answer"


def _results(graph: Graph, sparql: str, name: str, limit: int | None) -> Callable[[Sink], None]:
    found = graph.store.answer(sparql)
    assert isinstance(found, ox.QuerySolutions | ox.QueryBoolean)
    if limit is not None and isinstance(found, ox.QuerySolutions):
        from kg.sparql.results import write_rows

        columns, rows = [variable.value for variable in found.variables], islice(found, limit)
        return lambda sink: explained_while(lambda: write_rows(columns, rows, name, sink))  # type: ignore[arg-type]
    return lambda sink: explained_while(lambda: found.serialize(sink, ROWS[name].results))  # type: ignore[arg-type]


def _network(graph: Graph, sparql: str, name: str) -> bytes:
    from kg.graph.network import from_triples

    out = io.BytesIO()
    NETWORK_FORMATS[name](from_triples(graph.store, graph.store.construct(sparql)), out)
    return out.getvalue()


def _write(sink: Sink, lines: Iterable[bytes]) -> None:
    for line in lines:
        sink.write(line)


def _sheet(
    graph: Graph, columns: Sequence[str], titles: Mapping[str, str], rows: Iterator[Any]
) -> Iterator[bytes]:
    """Give the lines of a table for people: after a column of things one with their CURIEs."""
    first = list(islice(rows, _AT_ONCE))
    # Whether a column has things is seen from the rows at hand; later ones have the same columns.
    things = [i for i in range(len(columns)) if any(isinstance(row[i], ox.NamedNode) for row in first)]
    heads = [titles.get(name, name) for name in columns]
    yield b"\xef\xbb\xbf" + _line([*heads, *(f"{heads[i]} (CURIE)" for i in things)])
    while first:
        for texts, row in zip(graph.labelled(first), first, strict=True):
            curies = [shorten(row[i]) if isinstance(row[i], ox.NamedNode) else "" for i in things]
            yield _line([*texts, *curies])
        first = list(islice(rows, _AT_ONCE))


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([neutral(cell) for cell in cells])
    return out.getvalue().encode()
