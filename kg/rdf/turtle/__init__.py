"""Canonical Turtle and TriG: reading, writing, checking and rewriting files.

The same graph gives the same bytes on every run, machine and hash seed; the form and its reasons are in
`docs/decisions/0004-canonical-turtle.md`. Comments in a file (`# …`) are no part of the graph and are lost
when it is rewritten: what should stay is an `rdfs:comment`.
"""

import io
from pathlib import Path

from pyoxigraph import Quad, RdfFormat

from kg.disk import atomic_writer
from kg.errors import BadFile
from kg.language import Text
from kg.rdf.reading import format_of, read
from kg.rdf.turtle.writing import write_store, write_trig, write_turtle

__all__ = [
    "check",
    "format_file",
    "format_of",
    "is_canonical",
    "read",
    "to_bytes",
    "write_store",
    "write_trig",
    "write_turtle",
]


def to_bytes(quads: list[Quad], format: RdfFormat) -> bytes:
    """Give quads as canonical Turtle or TriG."""
    out = io.BytesIO()
    (write_trig if format == RdfFormat.TRIG else write_turtle)(quads, out)
    return out.getvalue()


def is_canonical(content: bytes, format: RdfFormat = RdfFormat.TURTLE) -> bool:
    """Say whether Turtle, or TriG, is in canonical form.

    Raises:
        BadFile: It does not parse.

    >>> is_canonical(b"<http://a>\\n    <http://b> <http://c> ;\\n.\\n")
    True
    """
    return to_bytes(read(content, format), format) == content


def check(path: Path) -> int | None:
    """Give the number of the first line of a file that differs from its canonical form; None if none does.

    Raises:
        BadFile: It is neither Turtle nor TriG, or does not parse.
    """
    format = _canonical_format(path)
    wanted = to_bytes(read(path, format), format).splitlines(keepends=True)
    found = path.read_bytes().splitlines(keepends=True)
    for number, (ours, theirs) in enumerate(zip(wanted, found, strict=False), start=1):
        if ours != theirs:
            return number
    return None if len(wanted) == len(found) else min(len(wanted), len(found)) + 1


def format_file(path: Path) -> bool:
    """Rewrite a Turtle or TriG file in canonical form; say whether that changed it.

    The file is replaced in one step, or not at all. Its comments are lost.

    Raises:
        BadFile: It is neither Turtle nor TriG, or does not parse.
    """
    format = _canonical_format(path)
    canonical = to_bytes(read(path, format), format)
    if canonical == path.read_bytes():
        return False
    with atomic_writer(path) as file:
        file.write(canonical)
    return True


def _canonical_format(path: Path) -> RdfFormat:
    format = format_of(path)
    if format not in (RdfFormat.TURTLE, RdfFormat.TRIG) or path.suffix == ".gz":
        why = Text("only Turtle and TriG have a canonical form", "只有 Turtle 和 TriG 有规范形式")
        remedy = Text("give a .ttl or .trig file", "请给出 .ttl 或 .trig 文件")
        raise BadFile(where=str(path), why=why, remedy=remedy)
    return format
