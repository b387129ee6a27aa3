"""The rows of a SELECT in the formats of the standard: CSV, TSV, JSON and XML.

CSV and TSV are as the standard has them, for machines; a spreadsheet may take a cell that begins with `=` for
a formula. Tables for people, with such cells made harmless, are what `kg.rdf.class_tables` writes.

Source: https://www.w3.org/TR/sparql11-results-csv-tsv/, https://www.w3.org/TR/sparql11-results-json/
"""

import json
from collections.abc import Iterable, Sequence
from typing import IO, Any

import pyoxigraph as ox

from kg.rdf.formats import ROWS

Row = Iterable[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None]


def write_rows(columns: Sequence[str], rows: Iterable[Row], format_: str, out: IO[bytes]) -> None:
    """Write rows in one of `ROWS` of `kg.rdf.formats`.

    Args:
        columns: The names of the variables, without `?`.
        rows: The rows; None is unbound.
        format_: Its name there.
        out: What is written to, in bytes.
    """
    told = _json(columns, rows)
    if format_ == "json":
        out.write(told)
    else:
        found = ox.parse_query_results(told, format=ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions)
        found.serialize(out, format=ROWS[format_].results)
    if format_ in ("json", "xml"):
        out.write(b"\n")


def _json(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    bindings = [
        {name: _term(term) for name, term in zip(columns, row, strict=True) if term is not None}
        for row in rows
    ]
    told = {"head": {"vars": list(columns)}, "results": {"bindings": bindings}}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> dict[str, Any]:
    match term:
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": term.value}
        case ox.Literal():
            return _literal(term)
        case _:
            parts = ("subject", "predicate", "object")
            return {"type": "triple", "value": {part: _term(getattr(term, part)) for part in parts}}


def _literal(term: ox.Literal) -> dict[str, Any]:
    told: dict[str, Any] = {"type": "literal", "value": term.value}
    if term.language is not None:
        told["xml:lang"] = term.language
    elif term.datatype.value != "http://www.w3.org/2001/XMLSchema#string":
        told["datatype"] = term.datatype.value
    return told
