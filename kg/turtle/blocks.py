"""Lays out Turtle: one block a subject, one predicate a line.

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

from collections.abc import Callable, Iterable

from kg.turtle.sorting import END_OF_NAME
from kg.turtle.terms import Names
from kg.vocab import ALT_LABEL, COMMENT, DEFINITION, HIDDEN_LABEL, LABEL, PREF_LABEL, PREFIXES, A

_TYPE = A.value.encode()
FIRST = (A, PREF_LABEL, LABEL, ALT_LABEL, HIDDEN_LABEL, DEFINITION, COMMENT)
"""The predicates that come before all others, in this order."""
_RANK = {term.value.encode(): rank for rank, term in enumerate(FIRST)}
_NIL = f"{PREFIXES['rdf']}nil".encode()
_MOST_REMEMBERED = 20_000
INDENT = b"    "
_TYPES = b"\n    a"
_NEXT = b",\n        "

Object = tuple[bytes, bytes]
"""As in N-Triples, and how it is written."""
Pair = tuple[bytes, Object]
"""A predicate, as its sort key, and an object."""
WriteBlank = Callable[[bytes], bytes]
"""Writes what stands for a blank node (its label as in N-Triples) or a triple term, as an object."""


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
        # Predicate IRI to its sort key, and that to how a line begins.
        self._keys: dict[bytes, bytes] = {}
        self._starts: dict[bytes, bytes] = {}
        self._pairs: dict[bytes, Pair] = {}

    def block(self, subject: bytes, lines: Iterable[bytes]) -> bytes:
        """Lay out one subject.

        Args:
            subject: `<` and the IRI, after the graph's name if any; without one there is nothing to lay out.
            lines: Its N-Triples, each with the graph's name before it; repetitions allowed.
        """
        iri = subject.rpartition(END_OF_NAME)[2][1:]
        if not iri:
            return b""
        done = len(subject) + len(b"> <")
        known = self._pairs
        pairs = [known.get(line[done:]) or self._pair(line[done:]) for line in lines]
        return self._names.iri(iri) + self.statements(pairs) + b"\n.\n"

    def statements(self, pairs: Iterable[Pair]) -> bytes:
        """Write the predicates and objects of one subject, a line each, each after a line end."""
        grouped: dict[bytes, list[Object]] = {}
        for key, thing in pairs:
            if key in grouped:
                grouped[key].append(thing)
            else:
                grouped[key] = [thing]
        parts: list[bytes] = []
        for key in sorted(grouped):
            things = grouped[key]
            if len(things) == 1:
                parts += (self._starts[key], b" ", things[0][1], b" ;")
            else:
                parts.append(self._several(key, things))
        return b"".join(parts)

    def _several(self, key: bytes, things: list[Object]) -> bytes:
        """Write a predicate with several objects, of which some may be equal."""
        start = self._starts[key]
        texts = [text for _, text in sorted(set(things), key=_order)]
        if len(texts) == 1:
            return start + b" " + texts[0] + b" ;"
        if start == _TYPES:
            return start + b" " + b", ".join(texts) + b" ;"
        return start + _NEXT[1:] + _NEXT.join([indent(t) if b"\n" in t else t for t in texts]) + b" ;"

    def pair(self, predicate: bytes, thing: bytes) -> Pair:
        """Write a predicate, given as an IRI, and an object, given as in N-Triples."""
        key = self._keys.get(predicate) or self._key(predicate)
        if thing.startswith(b'"'):
            return key, (thing, self._names.literal(thing))
        return key, (thing, indent(self.object(thing)))

    def object(self, thing: bytes) -> bytes:
        """Write an object that is given as in N-Triples."""
        if thing.startswith(b'"'):
            return self._names.literal(thing)
        if not thing.startswith(b"<") or thing.startswith(b"<<"):
            return self._write_blank(thing)
        iri = thing[1:-1]
        return b"()" if iri == _NIL else self._names.often(iri)

    def _pair(self, rest: bytes) -> Pair:
        predicate, _, thing = rest.partition(b"> ")
        pair = self.pair(predicate, thing[:-3])
        if thing.startswith(b"<"):
            if len(self._pairs) > _MOST_REMEMBERED:
                self._pairs.clear()
            self._pairs[rest] = pair
        return pair

    def _key(self, predicate: bytes) -> bytes:
        key = b"%c%b" % (_RANK.get(predicate, len(_RANK)), predicate)
        self._keys[predicate] = key
        self._starts[key] = _TYPES if predicate == _TYPE else b"\n    " + self._names.iri(predicate)
        return key


def _order(thing: Object) -> bytes:
    """Give the sort key of an object: IRIs, then literals by text, by language and text, then blank nodes.

    The last by how they are written, for their labels say nothing.
    """
    raw, written = thing
    if raw.startswith(b'"'):
        quote = raw.rfind(b'"')
        tail = raw[quote + 1 :]
        kind = b"2%b\0%b" if tail.startswith(b"@") else b"1%b\0%b"
        return kind % ((tail, raw[:quote]) if tail.startswith(b"@") else (raw[:quote], tail))
    if raw.startswith(b"<") and not raw.startswith(b"<<"):
        return b"0" + raw[:-1]
    return b"3" + written
