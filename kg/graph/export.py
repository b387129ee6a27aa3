"""Writing statements, or a network, to a file in any of the formats of `kg.rdf.formats`.

A file is written whole or not at all: what was there before stays until the new one is complete. The bytes
depend on the statements alone; the labels of blank nodes are canonical in Turtle, TriG and JSON-LD, and stay
as they are in the other formats.
"""

import gzip
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

from pyoxigraph import DefaultGraph, Quad, Store, Triple

from kg.disk import atomic_writer
from kg.errors import BadFile, nearest
from kg.graph.export_scope import accepted_view, around, one_graph, whole
from kg.graph.network.files import write_gexf, write_graphml
from kg.language import Text
from kg.rdf import turtle
from kg.rdf.class_tables import write_folder, write_zip
from kg.rdf.formats import NETWORKS, RDF, TABLES
from kg.rdf.jsonld import write_jsonld
from kg.rdf.ntriples import write_nquads, write_ntriples, write_store_ntriples
from kg.rdf.rdfxml import write_rdfxml
from kg.rdf.turtle.writing import GraphName
from kg.store.snapshots import MARKER

if TYPE_CHECKING:
    import networkx

__all__ = [
    "FORMATS",
    "NETWORK_FORMATS",
    "accepted_view",
    "around",
    "atomic_writer",
    "export",
    "export_network",
    "export_store",
    "format_of_name",
    "one_graph",
    "whole",
    "write_folder",
    "write_gexf",
    "write_graphml",
    "write_jsonld",
    "write_nquads",
    "write_ntriples",
    "write_rdfxml",
    "write_triples",
    "write_zip",
]


Chosen = TypeVar("Chosen")

FORMATS: Mapping[str, Callable[[Iterable[Quad], IO[bytes]], None]] = {
    "turtle": turtle.write_turtle,
    "trig": turtle.write_trig,
    "ntriples": write_ntriples,
    "nquads": write_nquads,
    "jsonld": write_jsonld,
    "rdfxml": write_rdfxml,
    "csv": write_zip,
}
"""What writes quads, in any order, repetitions allowed, by the names of formats in `kg.rdf.formats`."""

NETWORK_FORMATS: Mapping[str, Callable[["networkx.Graph[Any]", IO[bytes]], None]] = {
    "graphml": write_graphml,
    "gexf": write_gexf,
}
"""What writes a networkx graph, by the names of formats in `kg.rdf.formats`."""


def format_of_name(name: str | Path) -> str:
    """Give the name of the format that a file's name asks for; `.gz` may follow it. A folder asks for CSV.

    Raises:
        BadFile: Its suffix is none that we write.

    >>> format_of_name("out/graph.ttl.gz"), format_of_name("tables.zip"), format_of_name("tables/")
    ('turtle', 'csv', 'csv')
    """
    path = Path(name)
    if str(name).endswith(("/", "\\")) or path.is_dir():
        return "csv"
    suffix = (Path(path.stem) if path.suffix == ".gz" else path).suffix.removeprefix(".").lower()
    suffixes = {known.suffix: name for name, known in (RDF | TABLES | NETWORKS).items()}
    if suffix not in suffixes:
        known = ", ".join(f".{each}" for each in suffixes)
        raise BadFile(
            where=str(name),
            why=Text("the suffix says no format", "后缀不是任何格式"),
            remedy=Text(f"use one of {known}, or say `--format`", f"可用 {known}，或指明 `--format`"),
        )
    return suffixes[suffix]


def write_triples(statements: Iterable[Quad | Triple], form: str, out: IO[bytes]) -> None:
    """Write statements in one of `FORMATS`; CSV as a zip.

    Args:
        statements: In any order, repetitions allowed; a triple is in the default graph.
        form: A key of `FORMATS`.
        out: A binary stream.

    Raises:
        BadFile: There is no such format, or it cannot hold what is to be written.
    """
    _writer(form, FORMATS)(map(_quad, statements), out)


def export(statements: Iterable[Quad | Triple], path: Path, form: str | None = None) -> None:
    """Write statements to a file, packed if its name ends in `.gz`; CSV into a zip or a folder.

    Args:
        statements: In any order, repetitions allowed; a triple is in the default graph.
        path: Where to; what was there is replaced when the new file is complete.
        form: A key of `FORMATS`; what the name asks for unless given.

    Raises:
        BadFile: There is no such format, it cannot hold what is to be written, or the file cannot be written.
    """
    chosen = form or format_of_name(path)
    if chosen == "csv" and path.suffix != ".zip":
        _refuse_store(path)
        write_folder(map(_quad, statements), path)
    else:
        _write(path, lambda out: write_triples(statements, chosen, out))


def export_store(store: Store, path: Path, form: str | None = None, graph: GraphName | None = None) -> None:
    """Write one graph of a store, the default graph unless another is given: as `export`, but faster.

    Raises:
        BadFile: There is no such format, it cannot hold what is to be written, or the file cannot be written.
    """
    chosen = form or format_of_name(path)
    source = graph or DefaultGraph()
    if chosen == "turtle":
        _write(path, lambda out: turtle.write_store(store, out, source))
    elif chosen == "ntriples":
        _write(path, lambda out: write_store_ntriples(store, out, source))
    else:
        quads = store.quads_for_pattern(None, None, None, source)
        export((quad.triple for quad in quads), path, chosen)


def export_network(graph: "networkx.Graph[Any]", path: Path, form: str | None = None) -> None:
    """Write a networkx graph to a file as GraphML or GEXF, packed if its name ends in `.gz`.

    Raises:
        BadFile: There is no such format, or the file cannot be written.
    """
    write = _writer(form or format_of_name(path), NETWORK_FORMATS)
    _write(path, lambda out: write(graph, out))


def _refuse_store(folder: Path) -> None:
    """Refuse to put tables among the files of a store."""
    if (folder / MARKER).exists():
        raise BadFile(
            where=folder,
            why=Text("this is the folder of a store", "这是图库所在的文件夹"),
            remedy=Text("name another folder; nothing was written", "请指定其他文件夹；未写入任何内容"),
        )


def _writer(form: str, formats: Mapping[str, Chosen]) -> Chosen:
    if form not in formats:
        near = ", ".join(nearest(form, formats) or formats)
        raise BadFile(
            where=form,
            why=Text("this cannot be written in such a format", "不能写成这种格式"),
            remedy=Text(f"use one of: {near}", f"可用：{near}"),
        )
    return formats[form]


def _quad(statement: Quad | Triple) -> Quad:
    return statement if isinstance(statement, Quad) else Quad(*statement)


def _write(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    with atomic_writer(path) as out:
        if path.suffix != ".gz":
            write(out)
            return
        # Without the name and the time that gzip would add, the bytes depend on the content alone.
        with gzip.GzipFile("", "wb", fileobj=out, mtime=0) as packed:
            write(cast(IO[bytes], packed))
