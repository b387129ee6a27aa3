"""SPARQL text as tokens: whether it is an update, and its prefixes moved to its beginning.

Source: https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_HEX = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_TOKEN = re.compile(
    rf"""
      (?P<space>  \s+ | \#[^\n\r]* )
    | (?P<iri>    <(?:[^\x00-\x20<>"{{}}|^`\\]|{_HEX})*> )
    | (?P<string> \"\"\"(?:"{{0,2}}(?:[^"\\]|\\.))*+(?:\"\"\")? | '''(?:'{{0,2}}(?:[^'\\]|\\.))*+(?:''')?
                | "(?:[^"\\\n\r]|\\.)*+"? | '(?:[^'\\\n\r]|\\.)*+'? )
    | (?P<variable> [?$][\w\u00B7\u203F\u2040]+ )
    | (?P<blank>  _:[\w](?:[\w.-]*[\w-])? )
    | (?P<name>   (?:[^\W\d_](?:[\w.-]*[\w-])?)?:
                  (?:(?:[\w:]|{_ESCAPED})(?:(?:[\w.:-]|{_ESCAPED})*(?:[\w:-]|{_ESCAPED}))?)? )
    | (?P<tag>    @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<word>   [^\W\d_]\w*+(?:[.-]++\w++)*+ )
    | (?P<other>  \{{\| | \|\}} | << | >> | \^\^ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
# A string without an end goes to the end of its line or text, and a word takes what dots and dashes join to
# it, so that a file which is no SPARQL at all is still read in a time that grows as its length does.
# Queries come again and again; what is longer is rarely one, and its tokens take a hundred times its length.
_SHORT = 10_000
_UPDATES = ("INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD")


@dataclass(frozen=True, slots=True)
class Token:
    """One token of SPARQL text: its kind (a group's name in `_TOKEN`) and the text itself."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        """The keyword, in capitals; "" for what is none."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(text: str) -> tuple[Token, ...]:
    """Cut SPARQL into tokens. Joined again they give the text, whatever it is.

    >>> [token.text for token in tokens('?x sl:p "a#b" # c') if token.kind != "space"]
    ['?x', 'sl:p', '"a#b"']
    """
    return _cached_tokens(text) if len(text) < _SHORT else _split(text)


def _split(text: str) -> tuple[Token, ...]:
    return tuple(Token(match.lastgroup or "other", match[0]) for match in _TOKEN.finditer(text))


_cached_tokens = lru_cache(maxsize=512)(_split)


def is_update(text: str) -> bool:
    """Say whether SPARQL text is an update, which changes a store and answers nothing.

    >>> is_update("PREFIX sl: <urn:x:> INSERT DATA { sl:a sl:b sl:c }"), is_update("ASK {}")
    (True, False)
    """
    words = (token.word for token in tokens(text) if token.kind == "word")
    return next((word for word in words if word not in ("PREFIX", "BASE")), "") in _UPDATES


def hoisted(text: str) -> str:
    """Give an update with all of its PREFIX and BASE lines at its beginning, where every engine reads them.

    The standard lets each operation after a `;` bring its own; pyoxigraph 0.5 does not parse that. Where one
    says otherwise than another did before, they cannot all stand at the beginning: then the text stays.

    >>> hoisted("INSERT DATA { <a> <b> 1 } ; PREFIX : <http://a/> INSERT DATA { :a :b 1 }")
    'PREFIX : <http://a/> INSERT DATA { <a> <b> 1 } ;  INSERT DATA { :a :b 1 }'
    """
    found = tokens(text)
    said: dict[str, str] = {}
    own: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(found):
        if (length := _length_of_declaration(found, at)) == 0:
            rest.append(found[at].text)
            at += 1
            continue
        *name, iri = [token.text for token in found[at + 1 : at + length] if token.kind != "space"]
        name_of = name[0] if name else "BASE"
        # A BASE that comes late would change what the relative IRIs before it mean.
        is_late = not name and "BASE" not in said and any(rest)
        if is_late or said.setdefault(name_of, iri) != iri:
            return text
        own.append("".join(token.text for token in found[at : at + length]))
        at += length
    return " ".join([*dict.fromkeys(own), "".join(rest)]) if own else text


def _length_of_declaration(tokens: tuple[Token, ...], at: int) -> int:
    """Give how many tokens a PREFIX or BASE line has that begins here; 0 if none does."""
    wanted = {"PREFIX": ["name", "iri"], "BASE": ["iri"]}.get(tokens[at].word)
    if wanted is None:
        return 0
    for end in range(at + 1, len(tokens)):
        if tokens[end].kind == "space":
            continue
        if tokens[end].kind != wanted.pop(0):
            return 0
        if not wanted:
            return end + 1 - at
    return 0
