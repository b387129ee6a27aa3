"""The layout of canonical Turtle: one block a subject, one predicate a line.

    city:hangzhou
        a sl:City ;
        skos:prefLabel
            "Hangzhou"@en,
            "杭州市"@zh-Hans ;
        sl:partOf province:zhejiang ;
    .

Each predicate ends in `;` and the full stop stands alone, so that adding a statement adds one line and
changes none. Types stay on one line; other objects, where there are several, take a line each.
"""

from collections.abc import Callable, Iterable, Mapping

from kg.rdf.turtle.sorting import END_OF_NAME
from kg.rdf.turtle.terms import Names
from kg.rdf.vocab import ALT_LABEL, COMMENT, DEFINITION, HIDDEN_LABEL, LABEL, PREF_LABEL, PREFIXES, A

FIRST = (A, PREF_LABEL, LABEL, ALT_LABEL, HIDDEN_LABEL, DEFINITION, COMMENT)
"""The predicates that come before all others, in this order."""
INDENT = b"    "
_RANKS = {term.value.encode(): rank for rank, term in enumerate(FIRST)}
_TYPE = A.value.encode()
_NIL = f"<{PREFIXES['rdf']}nil>".encode()
_TYPES = b"\n    a"
_NEXT = b",\n        "
_MOST_REMEMBERED = 20_000

WriteBlank = Callable[[bytes], bytes]
"""Writes what stands for a blank node (its label as in N-Triples) or a triple term, as an object."""
Said = Mapping[bytes, list[bytes]]
"""What is said of a subject: IRIs of predicates, and for each its objects, as in N-Triples."""


def indent(text: bytes) -> bytes:
    """Move all lines but the first one step to the right."""
    return text.replace(b"\n", b"\n" + INDENT)


class Layout:
    """Turns the statements about one subject into a block.

    Args:
        names: Writes IRIs and literals.
        write_blank: See `WriteBlank`.
    """

    def __init__(self, names: Names, write_blank: WriteBlank) -> None:
        self._names = names
        self._write_blank = write_blank
        self._places = _Places()
        # For a predicate, how the lines begin that say it.
        self._starts: dict[bytes, bytes] = {}
        # For an IRI as an object, how it is written.
        self._iris: dict[bytes, bytes] = {}

    def block(self, subject: bytes, lines: Iterable[bytes]) -> bytes:
        """Lay out one subject.

        Args:
            subject: `<` and the IRI, after the graph's name if any; without one there is nothing to lay out.
            lines: Its N-Triples, each with the graph's name before it; repetitions allowed.
        """
        iri = subject.rpartition(END_OF_NAME)[2][1:]
        if not iri:
            return b""
        # Between what comes before a predicate's IRI and what comes after an object.
        inner = slice(len(subject) + len(b"> <"), -len(b" .\n"))
        said: dict[bytes, list[bytes]] = {}
        for line in lines:
            predicate, _, thing = line[inner].partition(b"> ")
            if predicate in said:
                said[predicate].append(thing)
            else:
                said[predicate] = [thing]
        return self._names.iri(iri) + self.statements(said) + b"\n.\n"

    def statements(self, said: Said) -> bytes:
        """Write the predicates and objects of one subject, a line each, each after a line end."""
        parts: list[bytes] = []
        known = self._iris
        for predicate in sorted(said, key=self._places.__getitem__):
            start = self._starts.get(predicate) or self._start(predicate)
            things = said[predicate]
            if len(things) == 1:
                thing = things[0]
                parts += (start, b" ", known.get(thing) or self.object(thing), b" ;")
            else:
                parts.append(self._several(start, things))
        return b"".join(parts)

    def object(self, thing: bytes) -> bytes:
        """Write an object that is given as in N-Triples; its further lines are moved one step."""
        if thing.startswith(b'"'):
            return self._names.literal(thing)
        if not thing.startswith(b"<") or thing.startswith(b"<<"):
            return indent(self._write_blank(thing))
        if len(self._iris) > _MOST_REMEMBERED:
            self._iris.clear()
        written = self._iris[thing] = b"()" if thing == _NIL else self._names.iri(thing[1:-1])
        return written

    def _start(self, predicate: bytes) -> bytes:
        written = b"a" if predicate == _TYPE else self._names.iri(predicate)
        self._starts[predicate] = b"\n" + INDENT + written
        return self._starts[predicate]

    def _several(self, start: bytes, things: list[bytes]) -> bytes:
        """Write a predicate with several objects, of which some may be equal."""
        texts = [(thing, self.object(thing)) for thing in set(things)]
        written = [text for _, text in sorted(texts, key=_order)]
        if len(written) == 1:
            return start + b" " + written[0] + b" ;"
        if start == _TYPES:
            return start + b" " + b", ".join(written) + b" ;"
        return start + _NEXT[1:] + _NEXT.join([indent(t) if b"\n" in t else t for t in written]) + b" ;"


class _Places(dict[bytes, bytes]):
    """For a predicate, its sort key: labels come first, others by IRI."""

    def __missing__(self, predicate: bytes) -> bytes:
        rank = _RANKS.get(predicate, len(FIRST))
        self[predicate] = b"%c%b" % (rank, predicate)
        return self[predicate]


def _order(object_: tuple[bytes, bytes]) -> bytes:
    """Give the sort key of an object: IRIs, then literals by text, by language and text, then blank nodes.

    The last by how they are written, for their labels say nothing.
    """
    raw, written = object_
    if raw.startswith(b'"'):
        quote = raw.rfind(b'"')
        tail = raw[quote + 1 :]
        kind = b"2%b\0%b" if tail.startswith(b"@") else b"1%b\0%b"
        return kind % ((tail, raw[:quote]) if tail.startswith(b"@") else (raw[:quote], tail))
    if raw.startswith(b"<") and not raw.startswith(b"<<"):
        return b"0" + raw[:-1]
    return b"3" + written
