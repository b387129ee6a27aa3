"""Reads RDF files, and says where one is not right: file, line and column."""

import gzip
import zlib
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from kg.disk import unreadable
from kg.errors import BadFile
from kg.language import Text

_MEND = Text("mend the file there and try again; nothing was changed", "请修正该处后重试；未作任何改动")
_KNOWN = "ttl trig nt nq rdf jsonld"


def read(source: Path | bytes, format: RdfFormat | None = None, base: str | None = None) -> list[Quad]:
    """Read a file, or bytes, as quads; lexical forms stay as they are written.

    Args:
        source: A path, gzip or not, or the bytes themselves.
        format: What it is; from the path's suffix unless given, and Turtle for bytes.
        base: What relative IRIs are relative to; they are refused without it.

    Raises:
        BadFile: There is no such file, its suffix says nothing, or it does not parse.

    >>> read(b'<http://a> <http://b> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .')[0].object.value
    '01'
    """
    if isinstance(source, bytes):
        return _parse(source, format or RdfFormat.TURTLE, base, Text("the input", "输入"))
    known = format or format_of(source)
    return _parse(_content(source), known, base, str(source))


def format_of(path: Path) -> RdfFormat:
    """Tell a file's format from its suffix, `.gz` aside.

    Raises:
        BadFile: The suffix is none that we know.
    """
    suffix = (Path(path.stem) if path.suffix == ".gz" else path).suffix.removeprefix(".")
    known = RdfFormat.from_extension(suffix)
    if known is None:
        why = Text("the suffix says no RDF format", "后缀不是任何 RDF 格式")
        raise BadFile(where=str(path), why=why, remedy=Text(f"use one of: {_KNOWN}", f"可用：{_KNOWN}"))
    return known


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if path.suffix == ".gz" else content
    except OSError as error:
        raise unreadable(path, error) from error
    except (EOFError, zlib.error) as error:
        raise BadFile(where=path, why=str(error)) from error


def _parse(content: bytes, format: RdfFormat, base: str | None, name: object) -> list[Quad]:
    try:
        return list(parse(content, format, base_iri=base))
    except SyntaxError as error:
        why = (error.msg or "").partition(": ")[2] or error.msg
        told = Text(why, f"{format.name} 语法错误：{why}")
        raise BadFile(where=_at(name, error), why=told, remedy=_MEND) from error


def _at(name: object, error: SyntaxError) -> object:
    """Add line and column to a name, which may be in both languages."""
    place = f":{error.lineno}:{error.offset}" if error.lineno else ""
    if isinstance(name, dict):
        return {language: said + place for language, said in name.items()}
    return f"{name}{place}"
