"""How one RDF term is written in canonical Turtle, and which of two terms comes first.

Works on the bytes that pyoxigraph writes as N-Triples: a million terms pass through here in an export.
"""

import re
from collections.abc import Mapping

from kg.rdf.vocab import PREFIXES

_XSD = b"^^<" + PREFIXES["xsd"].encode() + b"%b>"

# What may stand in a local name without an escape (PN_LOCAL of Turtle 1.1, less `:` and `%`), written out
# because Python's \w is wider than Turtle and grows with Unicode. U+200C, U+200D and U+FEFF are left out:
# what cannot be seen is not written bare.
_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u061b\u061d-\u180d\u180f-\u1fff"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufff8\ufffc-\ufffd"
    "\U00010000-\U0001d172\U0001d17b-\U000dffff\U000e0080-\U000effff"
)
_INNER = f"{_LETTER}0-9_\u00b7\u0300-\u036f\u203f-\u2040-"
_LOCAL = re.compile(f"[{_LETTER}_0-9](?:[{_INNER}.]*[{_INNER}])?\\Z")
_ASCII_LOCAL = re.compile(rb"[A-Za-z_0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")

# Lexical forms that the short form gives back letter for letter, and that every reader agrees on.
_SHORT = {
    _XSD % b"integer": re.compile(rb"(?:0|-?[1-9][0-9]*)\Z"),
    _XSD % b"decimal": re.compile(rb"-?(?:0|[1-9][0-9]*)\.[0-9]+\Z"),
    _XSD % b"double": re.compile(rb"-?[1-9]\.[0-9]+E(?:0|-?[1-9][0-9]*)\Z"),
    _XSD % b"boolean": re.compile(rb"(?:true|false)\Z"),
}

# C1 controls, soft hyphen, zero-width and bidirectional marks, line and paragraph separators, byte order
# mark, annotation and tag characters, musical format controls, non-characters of the first plane.
_UNSEEN = re.compile(
    rb"\xc2[\x80-\x9f\xad]|\xd8\x9c|\xe1\xa0\x8e|\xe2(?:\x80[\x8b-\x8f\xa8-\xae]|\x81[\xa0-\xaf])"
    rb"|\xef(?:\xb7[\x90-\xaf]|\xbb\xbf|\xbf[\xb9-\xbb\xbe\xbf])|\xf0\x9d\x85[\xb3-\xba]|\xf3\xa0[\x80\x81]."
)
_MOST_REMEMBERED = 20_000
# Two letters are a region, four a script, unless a single letter came before.
_CASE = {2: bytes.upper, 4: bytes.capitalize}


def escape_unseen(text: bytes) -> bytes:
    r"""Write characters that cannot be seen, or that turn the reading direction, as `\\u` escapes.

    Source: https://www.w3.org/TR/turtle/#sec-escapes (numeric escapes, in literals and in IRIs).
    """
    return text if text.isascii() else _UNSEEN.sub(_numeric_escape, text)


def _numeric_escape(found: re.Match[bytes]) -> bytes:
    code = ord(found[0].decode())
    return (b"\\u%04X" if code < 0x10000 else b"\\U%08X") % code


class Names:
    """Writes IRIs and literals, and keeps count of the prefixes that were needed."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        pairs = sorted(prefixes.items(), reverse=True)
        self._namespaces = {space.encode(): f"{prefix}:".encode() for prefix, space in pairs}
        # Nearly every namespace ends where the last / or # stands, and is found in one step.
        odd = [space for space in self._namespaces if not space.endswith((b"/", b"#"))]
        self._odd = sorted(odd, key=lambda space: (-len(space), space))
        self._remembered: dict[bytes, bytes] = {}
        self._tags: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()

    def header(self) -> bytes:
        """Declare every prefix that was used so far, sorted."""
        by_prefix = sorted((prefix, space) for space, prefix in self._namespaces.items())
        return b"".join(
            b"@prefix %s <%s> .\n" % (prefix, space) for prefix, space in by_prefix if prefix in self._used
        )

    def iri(self, value: bytes) -> bytes:
        """Write an IRI, given without its brackets, as a CURIE where the rest needs no escape."""
        start = value.rfind(b"#") + 1 or value.rfind(b"/") + 1
        if self._odd:
            start = self._odd_start(value) or start
        prefix = self._namespaces.get(value[:start])
        local = value[start:]
        if prefix is None or not (local.isalnum() or _is_plain(local)):
            return b"<" + value + b">"
        self._used.add(prefix)
        return prefix + local

    def _odd_start(self, value: bytes) -> int:
        """Give where a namespace that ends in neither / nor # leaves off, the longest first; 0 for none."""
        for space in self._odd:
            if value.startswith(space) and not {*b"/#"} & {*value[len(space) :]}:
                return len(space)
        return 0

    def often(self, value: bytes) -> bytes:
        """Write an IRI that is likely to come again: a predicate, a class, an object."""
        written = self._remembered.get(value)
        if written is None:
            if len(self._remembered) > _MOST_REMEMBERED:
                self._remembered.clear()
            written = self._remembered[value] = self.iri(value)
        return written

    def literal(self, text: bytes) -> bytes:
        """Write a literal, given as in N-Triples: short where that is exact, the datatype as a CURIE."""
        quote = text.rfind(b'"') + 1
        tail = text[quote:]
        if not tail:
            return text
        if tail.startswith(b"@"):
            return text[:quote] + (self._tags.get(tail) or self._tag(tail))
        short = _SHORT.get(tail)
        if short is not None and short.match(text, 1, quote - 1):
            return text[1 : quote - 1]
        return text[:quote] + b"^^" + self.often(tail[3:-1])

    def _tag(self, written: bytes) -> bytes:
        if len(self._tags) > _MOST_REMEMBERED:
            self._tags.clear()
        self._tags[written] = tag(written)
        return self._tags[written]


def _is_plain(local: bytes) -> bool:
    if local.isascii():
        return _ASCII_LOCAL.match(local) is not None
    return _LOCAL.match(local.decode()) is not None


def tag(written: bytes) -> bytes:
    """Write a language tag as BCP 47 recommends: zh-Hans, en-GB, zh-Latn-pinyin.

    Tags mean the same in any case and pyoxigraph lowers them, so nothing is lost.
    Source: https://www.rfc-editor.org/rfc/rfc5646#section-2.1.1

    >>> tag(b"@zh-latn-pinyin"), tag(b"@zh-HANS-cn"), tag(b"@ar--rtl")
    (b'@zh-Latn-pinyin', b'@zh-Hans-CN', b'@ar--rtl')
    """
    language, dashes, direction = written.partition(b"--")
    first, *rest = language.split(b"-")
    parts = [first.lower()]
    is_private = first in (b"@x", b"@i")
    for part in rest:
        is_private = is_private or len(part) == 1
        cased = _CASE.get(len(part), bytes.lower) if not is_private else bytes.lower
        parts.append(cased(part))
    return b"-".join(parts) + dashes + direction
