"""Where results go: standard output, or a file that appears whole or not at all."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg.errors import BadQuery, Misuse
from kg.language import Text

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from kg.graph import Graph


@contextmanager
def opened(path: str | None) -> Iterator[IO[bytes]]:
    """Give where to write: a file that appears whole or not at all, or standard output."""
    if path is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    from kg.disk import atomic_writer

    with atomic_writer(Path(path)) as file:
        yield file


def refuse_format(form: str, known: tuple[str, ...], query_form: str) -> None:
    """Refuse a format that a query of this form has not."""
    if form not in known:
        raise BadQuery(
            why=Text(f"a {query_form} cannot be written as {form!r}", f"{query_form} 不能写成 {form!r}"),
            remedy=Text(f"use --format {', '.join(known)}", f"请用 --format {', '.join(known)}"),
        )


def refuse_tables(form: str, output: str | None) -> None:
    """Refuse to write the tables of a graph, one a class, where only one file of text can go.

    Raises:
        Misuse: It is CSV, and where it goes is neither a folder nor a ZIP.
    """
    if form != "csv" or (output and (Path(output).is_dir() or Path(output).suffix.lower() in ("", ".zip"))):
        return
    raise Misuse(
        problem=Text(
            "as csv a graph becomes several tables, one a class, "
            f"which {f'{output!r}' if output else 'standard output'} cannot hold",
            f"csv 把一个图写成多张表，每类一张，{f'{output!r}' if output else '标准输出'} 容纳不下",
        ),
        remedy=Text(
            "write `-o tables.zip` for a ZIP, or `-o tables/` for a folder; "
            "one table is what a SELECT gives: `kg query --format csv`",
            "请写 `-o tables.zip`（ZIP）或 `-o tables/`（文件夹）；"
            "单张表由 SELECT 给出：`kg query --format csv`",
        ),
    )


def write_statements(
    graph: "Graph", statements: "Iterable[Quad | Triple]", form: str, output: str | None
) -> None:
    """Write statements to a file or to standard output, in an RDF format, as tables, or as a network."""
    from kg.graph.export import NETWORK_FORMATS, export_network, write_triples
    from kg.graph.export import export as export_file

    if form in NETWORK_FORMATS:
        from kg.graph.network import from_triples

        network = from_triples(graph.store, map(_triple, statements))
        if output:
            export_network(network, Path(output), form)
        else:
            with opened(None) as out:
                NETWORK_FORMATS[form](network, out)
    elif output:
        export_file(statements, Path(output), form)
    else:
        with opened(None) as out:
            write_triples(statements, form, out)


def _triple(statement: "Quad | Triple") -> "Triple":
    from pyoxigraph import Quad

    return statement.triple if isinstance(statement, Quad) else statement


def print_result(given: argparse.Namespace, told: object, lines: "Iterable[str]") -> None:
    """Print a result for people, line by line, or as JSON where `--json` asks for it."""
    if given.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            print(line)
