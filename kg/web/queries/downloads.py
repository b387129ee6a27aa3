"""What the answer to a query can be sent as besides a page, and the sending of it, row by row and never cut.

CSV and TSV are as the standard has them, for machines. The spreadsheet is for people: titles for heads, names
for things, formulas made harmless, and a mark at its start by which spreadsheets know it for UTF-8.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg.errors import BadInput, nearest
from kg.graph import Graph
from kg.graph.export import FORMATS, NETWORK_FORMATS, write_triples
from kg.language import Text, did_you_mean
from kg.rdf.class_tables import neutral
from kg.rdf.terms import shorten
from kg.service.negotiation import best_type
from kg.service.workers.reply import Reply, Sink
from kg.sparql.engine import explained_while
from kg.web.request import Request

HTML, SPARQL = "html", "sparql"

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST_NAME = 100
_AT_ONCE = 1000
_TEXT = "; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Kind:
    """A format: its media type, how the name of a file ends, and what it is called in a list of downloads."""

    media_type: str
    suffix: str
    title: str
    is_asked_by_name: bool = False
    """Whether only `?format=` asks for it, and no Accept header."""


_RESULTS = {
    "csv": Kind("text/csv", "csv", "CSV"),
    "tsv": Kind("text/tab-separated-values", "tsv", "TSV"),
    "json": Kind("application/sparql-results+json", "json", "JSON"),
    "xml": Kind("application/sparql-results+xml", "xml", "XML"),
}
_WRITERS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_PAGE = {HTML: Kind("text/html", "html", "HTML")}
_ALSO = {SPARQL: Kind("application/sparql-query", "rq", "SPARQL", is_asked_by_name=True)}
_SHEET = {"spreadsheet": Kind("text/csv", "csv", "", is_asked_by_name=True)}

ROWS: Mapping[str, Kind] = {**_PAGE, **_RESULTS, **_SHEET, **_ALSO}
"""What a SELECT can be sent as."""
TRUTH: Mapping[str, Kind] = {**_PAGE, "json": _RESULTS["json"], "xml": _RESULTS["xml"], **_ALSO}
"""What an ASK can be sent as."""
TRIPLES: Mapping[str, Kind] = {
    **_PAGE,
    "turtle": Kind("text/turtle", "ttl", "Turtle"),
    "jsonld": Kind("application/ld+json", "jsonld", "JSON-LD"),
    "ntriples": Kind("application/n-triples", "nt", "N-Triples"),
    "rdfxml": Kind("application/rdf+xml", "rdf", "RDF/XML"),
    "graphml": Kind("application/graphml+xml", "graphml", "GraphML", is_asked_by_name=True),
    "gexf": Kind("application/gexf+xml", "gexf", "GEXF", is_asked_by_name=True),
    **_ALSO,
}
"""What a CONSTRUCT or a DESCRIBE can be sent as."""
PICTURES: Mapping[str, Kind] = {
    HTML: Kind("text/html", "html", "HTML"),
    "svg": Kind("image/svg+xml", "svg", "SVG"),
    "png": Kind("image/png", "png", "PNG"),
}
"""What a picture can be sent as."""


def kinds_for(form: str) -> Mapping[str, Kind]:
    """Give what the answer to a query of this form can be sent as."""
    return ROWS if form == "SELECT" else TRUTH if form == "ASK" else TRIPLES


def wanted(request: Request, kinds: Mapping[str, Kind]) -> str | None:
    """Give the format that was asked for, by `format` or else by Accept; None if Accept names none of these.

    Raises:
        BadInput: `format` names none of these.
    """
    name = request.first("format")
    if not name:
        offers = {kind.media_type: name for name, kind in kinds.items() if not kind.is_asked_by_name}
        # Who takes any JSON or XML takes that of the standard.
        for plain, own in (("application/json", "json"), ("application/xml", "xml")):
            if own in kinds:
                offers[plain] = own
        return offers.get(best_type(request.accept, tuple(offers)) or "")
    if name in kinds:
        return name
    # A file's ending is a name for its format too, as where things are described.
    if known := next((each for each, kind in kinds.items() if kind.suffix == name), None):
        return known
    known = ", ".join(kinds)
    raise BadInput(
        problem=Text(f"there is no format {name!r} of this", f"此结果没有格式 {name!r}"),
        remedy=did_you_mean(nearest(name, kinds), Text(f"`format` may be {known}", f"`format` 可为 {known}")),
    )


def refused(request: Request, kinds: Mapping[str, Kind]) -> Reply:
    """Say that Accept names nothing that there is, and what there is."""
    known = ", ".join(dict.fromkeys(kind.media_type for kind in kinds.values()))
    said = Text(
        f"none of the media types in Accept can be sent\n  ask for one of {known}, or add ?format=",
        f"Accept 所列的媒体类型都无法提供\n  可用的有 {known}，也可加上 ?format=",
    )
    return Reply(f"{said[request.language]}\n".encode(), f"text/plain{_TEXT}", 406, _VARY)


_VARY = (("Vary", "Accept, Accept-Language"),)


def sent(
    graph: Graph,
    sparql: str,
    name: str,
    kind: Kind,
    *,
    file_name: str,
    titles: Mapping[str, str] | None = None,
    limit: int | None = None,
) -> Reply:
    """Send the answer to a query as a file.

    Args:
        graph: What is asked.
        sparql: The query.
        name: A format of `ROWS`, `TRUTH` or `TRIPLES`, which fits the query's form.
        kind: That format.
        file_name: What the file is called, without its ending; see `safe_name`.
        titles: The titles of columns, for the spreadsheet.
        limit: How many rows at most, where that was asked for; None is all.

    Raises:
        BadQuery: It cannot be run.
    """
    headers = (*_VARY, ("Content-Disposition", f'attachment; filename="{file_name}.{kind.suffix}"'))
    media_type = f"{kind.media_type}{_TEXT}" if kind.media_type.startswith("text/") else kind.media_type
    if name in NETWORK_FORMATS:
        return Reply(_network(graph, sparql, name), media_type, headers=headers)
    if name in FORMATS and name != "csv":
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
    return lambda sink: explained_while(lambda: found.serialize(sink, _WRITERS[name]))  # type: ignore[arg-type]


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
