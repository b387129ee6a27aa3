"""Lays out sorted lines as Turtle: one block a subject, one predicate a line.

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

from collections.abc import Callable, Iterable, Iterator

from kg.turtle.sorting import GAP, restore
from kg.turtle.terms import Names, literal_order
from kg.vocab import ALT_LABEL, COMMENT, DEFINITION, HIDDEN_LABEL, LABEL, PREF_LABEL, PREFIXES, A

_TYPE = A.value.encode()
_FIRST = (A, PREF_LABEL, LABEL, ALT_LABEL, HIDDEN_LABEL, DEFINITION, COMMENT)
_RANK = {term.value.encode(): rank for rank, term in enumerate(_FIRST)}
_NIL = f"{PREFIXES['rdf']}nil".encode()
_MOST_REMEMBERED = 20_000
INDENT = b"    "

Predicate = tuple[int, bytes, bytes]
"""Where it comes, its IRI, how it is written."""
Object = tuple[tuple[int, bytes, bytes], bytes]
"""Its sort key, how it is written."""
WriteBlank = Callable[[bytes], bytes]
"""Writes what stands for a blank node (its label as in N-Triples) or a triple term, as an object."""


def indent(text: bytes) -> bytes:
    """Move all lines but the first one step to the right."""
    return text.replace(b"\n", b"\n" + INDENT)


class Layout:
    """Turns sorted lines of one graph into blocks.

    Args:
        names: Writes IRIs and literals.
        write_blank: See `WriteBlank`.
    """

    def __init__(self, names: Names, write_blank: WriteBlank) -> None:
        self._names = names
        self._write_blank = write_blank
        self._predicates: dict[bytes, Predicate] = {}
        self._pairs: dict[bytes, tuple[Predicate, Object]] = {}

    def blocks(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Give one block for each subject of the sorted lines, in their order."""
        current = b""
        rests: list[bytes] = []
        for line in lines:
            subject, _, rest = line.partition(GAP)
            if subject == current:
                rests.append(rest)
                continue
            if rests:
                yield self._block(current, rests)
            current = subject
            rests = [rest]
        if rests:
            yield self._block(current, rests)

    def _block(self, subject: bytes, rests: list[bytes]) -> bytes:
        return self._names.iri(subject[1:]) + self.statements(map(self._pair, rests)) + b"\n.\n"

    def statements(self, pairs: Iterable[tuple[Predicate, Object]]) -> bytes:
        """Write the predicates and objects of one subject, a line each, each after a line end."""
        grouped: dict[Predicate, list[Object]] = {}
        for predicate, thing in pairs:
            known = grouped.get(predicate)
            if known is None:
                grouped[predicate] = [thing]
            else:
                known.append(thing)
        parts = []
        for predicate in sorted(grouped):
            things = grouped[predicate]
            if len(things) == 1:
                parts.append(b"\n    %b %b ;" % (predicate[2], indent(things[0][1])))
            else:
                parts.append(_list_of(predicate, things))
        return b"".join(parts)

    def pair(self, predicate: bytes, thing: bytes) -> tuple[Predicate, Object]:
        """Write a predicate and an object that are given as in N-Triples, the predicate without brackets."""
        return self._predicate(predicate), self.object(thing)

    def object(self, thing: bytes) -> Object:
        """Write an object that is given as in N-Triples."""
        if thing.startswith(b'"'):
            return literal_order(thing), self._names.literal(thing)
        if thing.startswith(b"_:") or thing.startswith(b"<<("):
            written = self._write_blank(thing)
            return (3, written, b""), written
        iri = thing[1:-1]
        return (0, iri, b""), b"()" if iri == _NIL else self._names.often(iri)

    def _pair(self, rest: bytes) -> tuple[Predicate, Object]:
        known = self._pairs.get(rest)
        if known is not None:
            return known
        predicate, gap, iri = rest.partition(GAP)
        if gap and b">" not in predicate:
            if len(self._pairs) > _MOST_REMEMBERED:
                self._pairs.clear()
            pair = self._pairs[rest] = self.pair(predicate[1:], iri[:-2])
            return pair
        predicate, _, thing = rest.partition(b"> ")
        return self.pair(predicate[1:], restore(thing[:-2]))

    def _predicate(self, iri: bytes) -> Predicate:
        known = self._predicates.get(iri)
        if known is None:
            written = b"a" if iri == _TYPE else self._names.iri(iri)
            known = self._predicates[iri] = (_RANK.get(iri, len(_RANK)), iri, written)
        return known


def _list_of(predicate: Predicate, things: list[Object]) -> bytes:
    written = [indent(text) for _, text in sorted(things)]
    if predicate[1] == _TYPE:
        return b"\n    a " + b", ".join(written) + b" ;"
    return b"\n    " + predicate[2] + b"\n        " + b",\n        ".join(map(indent, written)) + b" ;"
