"""Writing RDF/XML, for programs that need it; what it cannot hold is refused.

It holds no control characters but tab and line ends, and no property whose IRI does not end in an XML name.
Source: https://www.w3.org/TR/rdf-syntax-grammar/
"""

from collections.abc import Iterable
from typing import IO, cast
from xml.parsers import expat

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.errors import BadFile
from kg.language import Text
from kg.rdf.vocab import PREFIXES, A
from kg.rdf.xml import ILLEGAL

_SUBJECT = NamedNode("http://example.org/s")
_MEND = Text("write Turtle or JSON-LD instead", "请改用 Turtle 或 JSON-LD")


def write_rdfxml(quads: Iterable[Quad], out: IO[bytes]) -> None:
    """Write triples as RDF/XML, sorted; of quads, the graph is left out.

    Raises:
        BadFile: A text or a property cannot be written in XML.
    """
    triples = sorted({quad.triple for quad in quads}, key=str)
    _refuse_what_xml_cannot_hold(triples)
    prefixes = {prefix: space for prefix, space in PREFIXES.items() if any(space in str(t) for t in triples)}
    serialize(triples, cast(IO[bytes], _WithReturns(out)), RdfFormat.RDF_XML, prefixes=prefixes)


class _WithReturns:
    """Writes carriage returns as references: XML readers turn bare ones into line feeds."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out

    def write(self, chunk: bytes) -> int:
        self._out.write(chunk.replace(b"\r", b"&#13;"))
        return len(chunk)

    def flush(self) -> None:
        self._out.flush()


def _refuse_what_xml_cannot_hold(triples: Iterable[Triple]) -> None:
    names: set[NamedNode] = set()
    for triple in triples:
        if isinstance(triple.object, Literal) and (found := ILLEGAL.search(triple.object.value)):
            code = f"U+{ord(found[0]):04X}"
            raise _cannot(triple, f"XML cannot hold {code}", f"XML 无法容纳字符 {code}")
        name = triple.object if triple.predicate == A else triple.predicate
        if isinstance(name, NamedNode) and name not in names:
            names.add(name)
            if not _is_element_name(triple):
                raise _cannot(
                    triple,
                    f"<{name.value}> does not end in an XML name",
                    f"<{name.value}> 不以 XML 名称结尾",
                )


def _is_element_name(triple: Triple) -> bool:
    """Say whether what is written for the property, or for the type, is XML with namespaces."""
    thing = triple.object if triple.predicate == A else Literal("")
    written = serialize([Triple(_SUBJECT, triple.predicate, thing)], format=RdfFormat.RDF_XML)
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(written or b"", True)
    except expat.ExpatError:
        return False
    return True


def _cannot(triple: Triple, why: str, why_zh: str) -> BadFile:
    return BadFile(where=str(triple.subject), why=Text(why, why_zh), remedy=_MEND)
