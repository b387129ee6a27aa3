"""Reading one RDF file, or bytes, as quads; errors name file, line and column."""

import gzip
import zlib
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from kg.disk import unreadable
from kg.errors import BadFile, nearest
from kg.language import Text
from kg.rdf.formats import BY_SUFFIX

_MEND = Text("mend the file there and try again; nothing was changed", "请修正该处后重试；未作任何改动")


def read(source: Path | bytes, format: RdfFormat | None = None, base: str | None = None) -> list[Quad]:
    """Read a file, or bytes, as quads; lexical forms stay as they are written.

    Args:
        source: A path, gzip or not, or the bytes themselves.
        format: What it is; from the path's suffix unless given, and Turtle for bytes.
        base: What relative IRIs are relative to; they are refused without it.

    Raises:
        BadFile: There is no such file, its name does not say its format, or it does not parse.

    >>> read(b'<http://a> <http://b> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .')[0].object.value
    '01'
    """
    if isinstance(source, bytes):
        return _parse(source, format or RdfFormat.TURTLE, base, Text("the input", "输入"))
    known = format or format_of(source)
    return _parse(_content(source), known, base, str(source))


def format_of(path: Path) -> RdfFormat:
    """Give a file's format by its suffix, in capitals or not; `.gz` may follow it.

    Raises:
        BadFile: The suffix is none that we know.
    """
    name = path.name.lower().removesuffix(".gz")
    suffix = Path(name).suffix.removeprefix(".")
    if suffix not in BY_SUFFIX:
        why = Text("its name does not say its format", "文件名未表明格式")
        raise BadFile(where=path, why=why, remedy=_known_suffixes(suffix))
    return BY_SUFFIX[suffix].rdf


def _known_suffixes(suffix: str) -> Text:
    near = nearest(suffix, BY_SUFFIX, most=1)
    listed = ", ".join(f".{known}" for known in BY_SUFFIX)
    return Text(
        f"rename it to end in one of {listed}, each also with .gz"
        + (f"; did you mean .{near[0]}?" if near else ""),
        f"请改名，使其以 {listed} 之一结尾，均可再加 .gz" + (f"；是否指 .{near[0]}？" if near else ""),
    )


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if path.suffix.lower() == ".gz" else content
    except OSError as error:
        raise unreadable(path, error) from error
    except (EOFError, zlib.error) as error:
        raise BadFile(where=path, why=str(error)) from error


def _parse(content: bytes, format: RdfFormat, base: str | None, name: object) -> list[Quad]:
    try:
        return list(parse(content, format, base_iri=base))
    except SyntaxError as error:
        why = (error.msg or "").partition(": ")[2] or error.msg
        explained = Text(why, f"{format.name} 语法错误：{why}")
        raise BadFile(where=_at(name, error), why=explained, remedy=_MEND) from error


def _at(name: object, error: SyntaxError) -> object:
    """Add line and column to a name, which may be in both languages."""
    place = f":{error.lineno}:{error.offset}" if error.lineno else ""
    if isinstance(name, dict):
        return {language: said + place for language, said in name.items()}
    return f"{name}{place}"
