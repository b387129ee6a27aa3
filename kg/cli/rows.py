"""The rows of a SELECT on the screen and in files, and what may be wrong with a query that has none."""

import argparse
import contextlib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from kg.cli.output import opened, refuse_format
from kg.cli.session import Session, counted
from kg.errors import BadTerm
from kg.rdf.formats import ROWS
from kg.rdf.iris import expand, shorten
from kg.rdf.vocab import PREFIXES
from kg.sparql.tokens import tokens

if TYPE_CHECKING:
    from kg.graph import Graph, Table
    from kg.sparql.named_queries import BoundQuery, NamedQuery


_ROWS_ON_SCREEN = 200
_FORMATS = ("table", *ROWS)
# Below this no number needs help to be read; and years are numbers too.
_LONG = 10_000
_NUMERIC = ("integer", "decimal", "double", "float")


def print_rows(graph: "Graph", bound: "BoundQuery", given: argparse.Namespace, session: Session) -> int:
    """Print what a SELECT gives, and say how much of it, and what may be wrong where that is nothing.

    Args:
        graph: What is asked.
        bound: The query.
        given: The options: format, output, limit, labels.
        session: Where to say it, in which language.
    """
    from kg.graph.table import first

    form = given.format or (Path(given.output or "").suffix.lstrip(".") or "table")
    refuse_format(form, _FORMATS, "SELECT")
    limit = given.limit if given.limit is not None else (_ROWS_ON_SCREEN if form == "table" else None)
    answer = graph.table(bound)
    rows, is_cut = first(answer, limit)
    with opened(given.output) as out:
        if form == "table":
            out.write(_table(graph, bound.query, answer, rows, session).encode() + b"\n")
        else:
            _write(graph, answer.columns, rows, form, given, out)
    if is_cut:
        session.say(
            f"cut after {counted(len(rows), 'row')}; there are more: `--limit N`, or `--format csv` for all",
            f"只显示前 {len(rows)} 行，还有更多：用 `--limit N`，或 `--format csv` 输出全部",
        )
    elif form == "table":
        session.say(counted(len(rows), "row"), f"{len(rows)} 行")
    if not rows:
        say_unknown_terms(graph, bound.sparql, session)
    return 0


def _write(
    graph: "Graph", columns: Sequence[str], rows: list[Any], form: str, given: argparse.Namespace, out: Any
) -> None:
    from kg.sparql.results import write_rows

    if given.labels:
        columns, rows = graph.with_labels(columns, rows)
    write_rows(columns, rows, form, out)


def _table(graph: "Graph", named: "NamedQuery", answer: "Table", rows: list[Any], session: Session) -> str:
    from kg.graph.table import hidden_columns
    from kg.graph.text_table import filled, render, width

    at = [i for i, name in enumerate(answer.columns) if name not in hidden_columns(named)]
    heads = [answer.titles.get(answer.columns[i], answer.columns[i]) for i in at]
    texts = graph.labelled(rows)
    numeric = {k for k, i in enumerate(at) if texts and all(_is_number(row[i]) for row in texts)}
    full = [_row(named, answer.columns, row, terms, session) for row, terms in zip(texts, rows, strict=True)]
    cells = [[row[i] for i in at] for row in full]
    whole = render(heads, cells, numeric=sorted(numeric))
    # The rule under the heads is as wide as the table.
    if session.terminal_width is None or width(whole.split("\n")[1]) <= session.terminal_width:
        return whole
    shown = filled(cells, len(heads))
    left_out = ", ".join(head for i, head in enumerate(heads) if i not in shown)
    if left_out:
        session.say(f"left out, for they are empty: {left_out}", f"空列未显示：{left_out}")
    return render(
        [heads[i] for i in shown],
        [[row[i] for i in shown] for row in cells],
        max_width=session.terminal_width,
        numeric=[at for at, i in enumerate(shown) if i in numeric],
    )


def _row(
    named: "NamedQuery", columns: Sequence[str], texts: list[str], terms: Any, session: Session
) -> list[str]:
    """Write the cells of a row for people."""
    from kg.graph.table import cell_text
    from kg.rdf.iris import shorten

    by_name = dict(zip(columns, terms, strict=True))
    cells = [_grouped(text, term, session.language) for text, term in zip(texts, terms, strict=True)]
    for i, name in enumerate(columns):
        shown, term = named.shown.get(name), by_name[name]
        if shown is not None and shown.how == "link" and isinstance(term, NamedNode):
            cells[i] = shorten(term)
        elif shown is not None:
            cells[i] = cell_text(cells[i], shown, by_name, session.language)
    return cells


def _grouped(cell: str, term: object, language: str) -> str:
    """Group the digits of a long number."""
    from kg.language import grouped
    from kg.rdf.iris import local_name

    if not isinstance(term, Literal) or local_name(term.datatype) not in _NUMERIC or not _is_number(cell):
        return cell
    value = Decimal(cell or 0)
    return grouped(value, language) if abs(value) >= _LONG else cell


def _is_number(cell: str) -> bool:
    return not cell or cell.replace(".", "", 1).removeprefix("-").isdecimal()


# Terms that a query may well use though nothing in a store has them: datatypes and functions.
_PASSED_OVER = ("http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/2005/xpath-functions")


def say_unknown_terms(graph: "Graph", sparql: str, session: Session) -> None:
    """Say which terms of a query are nowhere in the store, with the nearest that are."""
    for term in _terms(sparql):
        if graph.speaks_of(term):
            continue
        curie = shorten(term)
        near = ", ".join(shorten(iri) for iri in graph.near_iris(term))
        mean = (f"; did you mean {near}?", f"；是否指 {near}？") if near else ("", "")
        session.say(f"{curie} is nowhere in this store{mean[0]}", f"图库中没有 {curie}{mean[1]}")


def _terms(sparql: str) -> list[NamedNode]:
    """Give the IRIs that a query names, each once, without those of its prefixes."""
    prefixes, found = dict(PREFIXES), dict[NamedNode, None]()
    pieces = iter([token for token in tokens(sparql) if token.kind != "space"])
    for token in pieces:
        if token.word == "PREFIX":
            name, namespace = next(pieces).text, next(pieces).text
            prefixes[name[:-1]] = namespace[1:-1]
        elif token.word == "BASE":
            next(pieces)
        elif token.kind in ("iri", "name"):
            # A relative IRI is nothing that a store could be asked for.
            with contextlib.suppress(BadTerm):
                found[expand(token.text.replace("\\", ""), prefixes)] = None
    return [term for term in found if not term.value.startswith(_PASSED_OVER)]
