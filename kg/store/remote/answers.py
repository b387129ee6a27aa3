"""Reading what an endpoint answers, as it comes: rows, triples, yes or no.

The only module that knows what an answer's media type means.
"""

from collections.abc import Iterator
from typing import IO, TypeVar, cast

import pyoxigraph as ox

from kg.rdf.formats import RDF, RESULTS, ROWS, TRIPLES
from kg.store.remote import complaints
from kg.store.remote.endpoint import Answer

Found = TypeVar("Found")

_ROWS = (ROWS["json"], ROWS["xml"])
_RESULTS = {media_type: known for media_type, known in RESULTS.items() if known in _ROWS}
_STATEMENTS = (RDF["ntriples"], RDF["turtle"], RDF["rdfxml"])
_GRAPHS = {media_type: known for media_type, known in TRIPLES.items() if known in _STATEMENTS}
GRAPHS = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
"""What is asked for where triples are."""

_BLANK = b"<bnode>"
_BUFFER = 1 << 16


def accepted(rows: str) -> str:
    """Give what is asked for where rows are: the type that the engine gets right, then the others."""
    return ", ".join([rows, *(f"{other.media_type};q=0.8" for other in _ROWS if other.media_type != rows)])


def solutions(answer: Answer, blank_prefix: bytes = b"") -> ox.QuerySolutions:
    """Read rows.

    Raises:
        StoreError: It is not rows.
    """
    found = results(answer, blank_prefix)
    if not isinstance(found, ox.QuerySolutions):
        raise complaints.malformed(answer.url, ValueError("true or false where rows belong"))
    return found


def truth(answer: Answer) -> bool:
    """Read the answer of an ASK.

    Raises:
        StoreError: It is neither true nor false.
    """
    found = results(answer, b"")
    answer.close()
    if not isinstance(found, ox.QueryBoolean):
        raise complaints.malformed(answer.url, ValueError("rows where true or false belongs"))
    return bool(found)


def triples(answer: Answer) -> Iterator[ox.Triple]:
    """Read triples.

    Raises:
        StoreError: It is not RDF.
    """
    known = _GRAPHS.get(_type(answer))
    if known is None:
        raise complaints.not_sparql(answer.url, answer.content_type, answer.read(2_000))
    source = cast(IO[bytes], _Reader(answer, b""))
    # An IRI that is not quite one, or an odd language tag, is the endpoint's, and no reason to stop.
    found = ox.parse(source, known.rdf, base_iri=answer.url, lenient=True)
    return explained(answer, (quad.triple for quad in found))


def explained(answer: Answer, found: Iterator[Found]) -> Iterator[Found]:
    """Give what is found, with what is wrong with it in sentences; hang up in the end."""
    try:
        yield from found
    except SyntaxError as error:
        raise complaints.malformed(answer.url, error) from error
    finally:
        answer.close()


def results(answer: Answer, blank_prefix: bytes = b"") -> ox.QuerySolutions | ox.QueryBoolean:
    """Read rows, or the answer of an ASK, whichever comes.

    Raises:
        StoreError: It is neither.
    """
    known = _RESULTS.get(_type(answer))
    if known is None:
        raise complaints.not_sparql(answer.url, answer.content_type, answer.read(2_000))
    try:
        return ox.parse_query_results(cast(IO[bytes], _Reader(answer, blank_prefix)), known.results)
    except SyntaxError as error:
        answer.close()
        raise complaints.malformed(answer.url, error) from error


def _type(answer: Answer) -> str:
    return answer.content_type.partition(";")[0].strip().lower()


class _Reader:
    """An answer in the small pieces in which the parser asks for it, and without what no label may have."""

    def __init__(self, answer: Answer, blank_prefix: bytes) -> None:
        self._answer = answer
        self._unwanted = _BLANK + blank_prefix if blank_prefix else b""
        self._buffer = self._held_back = b""
        self._at = 0

    def read(self, size: int) -> bytes:
        """Give up to `size` bytes; none at the end."""
        if self._at >= len(self._buffer):
            self._buffer, self._at = self._next(), 0
        found = self._buffer[self._at : self._at + size]
        self._at += len(found)
        return found

    def _next(self) -> bytes:
        if not self._unwanted:
            return self._answer.read(_BUFFER)
        while True:
            more = self._answer.read(_BUFFER)
            chunk, self._held_back = (self._held_back + more).replace(self._unwanted, _BLANK), b""
            # What is looked for may lie across two chunks; it begins with "<" and has no other.
            begun = chunk.rfind(b"<", max(0, len(chunk) - len(self._unwanted)))
            if more and begun >= 0:
                chunk, self._held_back = chunk[:begun], chunk[begun:]
            if chunk or not more:
                return chunk
