"""Making IRIs, and moving between IRIs, CURIEs and the terms that people type.

The only module that decides what an IRI of ours looks like.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kg.errors import BadIri, BadTerm, UnknownPrefix, nearest
from kg.language import Text
from kg.rdf.vocab import GRAPH_DOCUMENT, ID, KINDS, PREFIXES

_SLUG_BREAK = re.compile(r"[\W_]+")
_CURIE = re.compile(r"([A-Za-z][\w.-]*)?:(\S*)\Z")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*\Z")
# What may stand in a local name without an escape; a dot may not be its last character.
_PLAIN_LOCAL = re.compile(r"(?:[\w](?:[\w.-]*[\w-])?)?\Z", re.UNICODE)
_A_KIND = Text("a kind of thing", "事物的种类")
_AN_IRI = Text("a CURIE or an absolute IRI", " CURIE 或绝对 IRI")
_WRITE_IT = Text(
    "write it like city:hangzhou or <https://…>, without spaces or quotes",
    "请写成 city:hangzhou 或 <https://…>，不含空格和引号",
)
_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}


def slug(name: str) -> str:
    """Make the last part of an IRI from a name, in any script.

    >>> slug("Xi'an"), slug("2021-2022 报告")
    ('xian', '2021-2022-报告')
    """
    text = unicodedata.normalize("NFKC", name).replace("'", "").replace("’", "").lower()
    return _SLUG_BREAK.sub("-", text).strip("-")


def mint(kind: str, name: str) -> NamedNode:
    """Mint the IRI of a thing from its kind and its name.

    The same kind and name give the same IRI on any machine, so two documents
    that speak of one thing meet in one node.

    Args:
        kind: One of `vocab.KINDS`: "city", "company", "report".
        name: The name as people write it, in any script.

    Raises:
        BadIri: Nothing is left of the name once it is slugged.
        BadTerm: There is no such kind.

    >>> mint("city", "Hangzhou").value
    'https://w3id.org/suanli/id/city/hangzhou'
    """
    if kind not in KINDS:
        raise BadTerm(value=kind, wanted=_A_KIND, remedy=", ".join(nearest(kind, KINDS)))
    last = slug(name)
    if not last:
        raise BadIri(value=name)
    return NamedNode(f"{ID}{kind}/{last}")


def digest(*parts: str, length: int = 16) -> str:
    """Give `length` hexadecimal digits that depend on every part and on where each begins.

    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    framed = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(framed.encode()).hexdigest()[:length]


def document_graph(document: NamedNode) -> NamedNode:
    """Name the graph that holds one document's claims.

    >>> document_graph(mint("document", "first")).value
    'https://w3id.org/suanli/id/graph/document/first'
    """
    return NamedNode(GRAPH_DOCUMENT + local_name(document))


def kind_of(iri: NamedNode) -> str | None:
    """Say of what kind a thing is, from its IRI alone; None for what is not ours.

    >>> kind_of(mint("city", "hangzhou"))
    'city'
    """
    kind, slash, _ = iri.value.removeprefix(ID).partition("/")
    return kind if slash and iri.value.startswith(ID) and kind in KINDS else None


def local_name(iri: NamedNode) -> str:
    """Give what follows the last `/` or `#`.

    >>> local_name(mint("city", "hangzhou"))
    'hangzhou'
    """
    return re.split(r"[/#]", iri.value)[-1]


def expand(curie: str, prefixes: Mapping[str, str] = PREFIXES) -> NamedNode:
    """Turn a CURIE, or an IRI in angle brackets or bare, into an IRI.

    Raises:
        UnknownPrefix: The part before the colon is neither a prefix nor a scheme followed by `//`.
        BadTerm: It is neither a CURIE nor an IRI.

    >>> expand("city:hangzhou").value
    'https://w3id.org/suanli/id/city/hangzhou'
    """
    bare = curie[1:-1] if curie.startswith("<") and curie.endswith(">") else curie
    found = _CURIE.match(curie)
    prefix = (found.group(1) or "") if found else ""
    if found and prefix in prefixes:
        return _node(prefixes[prefix] + found.group(2), curie)
    if bare is not curie or "://" in bare or bare.startswith("urn:"):
        return _node(bare, curie)
    if found:
        raise UnknownPrefix(value=prefix, near=_or(nearest(prefix, prefixes)) or "sl")
    raise BadTerm(value=curie, wanted=_AN_IRI, remedy=_WRITE_IT)


def shorten(iri: NamedNode | str) -> str:
    """Give an IRI's CURIE where a prefix fits and the rest needs no escape, else the IRI in angle brackets.

    >>> shorten(mint("city", "hangzhou")), shorten("https://example.org/x")
    ('city:hangzhou', '<https://example.org/x>')
    """
    value = iri if isinstance(iri, str) else iri.value
    # Every namespace ends in / or #, and what needs no escape has neither.
    end = max(value.rfind("/"), value.rfind("#")) + 1
    prefix, rest = _PREFIX_OF.get(value[:end]), value[end:]
    return f"{prefix}:{rest}" if prefix and rest and _PLAIN_LOCAL.match(rest) else f"<{value}>"


def parse_term(text: str) -> NamedNode | Literal:
    """Read one RDF term as Turtle writes it: an IRI, a CURIE, a quoted literal, a number, true or false.

    Raises:
        BadTerm: It is none of these.

    >>> parse_term("2018"), parse_term('"云"@zh').language
    (<Literal value=2018 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>, 'zh')
    """
    xsd = PREFIXES["xsd"]
    if re.fullmatch(r"[+-]?\d+", text):
        return Literal(text, datatype=NamedNode(xsd + "integer"))
    if re.fullmatch(r"[+-]?\d*\.\d+", text):
        return Literal(text, datatype=NamedNode(xsd + "decimal"))
    if text in ("true", "false"):
        return Literal(text, datatype=NamedNode(xsd + "boolean"))
    quoted = re.fullmatch(
        r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(\S+))?', text, re.DOTALL
    )
    if quoted:
        body = re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]), quoted[1])
        if quoted[2]:
            return Literal(body, language=quoted[2])
        return Literal(body, datatype=expand(quoted[3])) if quoted[3] else Literal(body)
    return expand(text)


def plain(literal: Literal) -> str | int | float | bool:
    """Give a literal as the Python value that JSON has for it."""
    match local_name(literal.datatype):
        case "boolean":
            return literal.value in ("true", "1")
        case "integer":
            return int(literal.value)
        case "decimal" | "double" | "float":
            value = Decimal(literal.value)
            return int(value) if value == value.to_integral_value() else float(value)
        case _:
            return literal.value


def _node(value: str, written: str) -> NamedNode:
    if not _ABSOLUTE.match(value):
        raise BadTerm(value=written, wanted=_AN_IRI, remedy=_WRITE_IT)
    try:
        return NamedNode(value)
    except ValueError as error:
        raise BadTerm(value=written, wanted=_AN_IRI, remedy=_WRITE_IT) from error


def _or(names: list[str]) -> str:
    return ", ".join(names)
