"""What a stranger's SPARQL may not make this machine do: fetch addresses, or overrun its own stack.

The only module that decides which addresses a query may name.
"""

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from kg.errors import BadQuery, NotAllowed
from kg.sparql import Token, tokens

_FETCHES = re.compile(r"\b(?:SERVICE|LOAD)\b", re.IGNORECASE)
_DEEPEST = 1000
_CHANGES_WITH_TIME = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b", re.IGNORECASE)


def check(sparql: str, allowed: Collection[str] = ()) -> None:
    """See that SPARQL text fetches nothing but from allowed hosts, and is not nested without end.

    Args:
        sparql: A query or an update.
        allowed: Hosts, as "example.org" or, with the one port that is meant, "example.org:8080".

    Raises:
        NotAllowed: It has a SERVICE or a LOAD of another host, of a variable, or of a prefixed name.
        BadQuery: It is nested too deeply.

    >>> check("SELECT * { ?s ?p 'SERVICE <http://example.org/>' }")
    >>> check("ASK { SERVICE <http://example.org/> {} }", allowed=["example.org"])
    """
    if sum(map(sparql.count, "({[!")) > _DEEPEST:
        _check_depth(sparql)
    if _FETCHES.search(sparql):
        for keyword, address in _fetched(sparql):
            if not _is_allowed(address, allowed):
                raise _refused(keyword, address)


def changes_with_time(sparql: str) -> bool:
    """Say whether the same query may answer otherwise over the same data; True where it is not certain."""
    return _CHANGES_WITH_TIME.search(sparql) is not None


def _check_depth(sparql: str) -> None:
    depth = 0
    for token in tokens(sparql):
        if token.text in ("(", "{", "[", "!", "{|", "<<"):
            depth += 1
        elif token.text in (")", "}", "]", "|}", ">>"):
            depth -= 1
        if depth > _DEEPEST:
            raise BadQuery(
                why={"en": "it is nested too deeply", "zh": "嵌套过深"},
                remedy={
                    "en": f"use at most {_DEEPEST:,} levels of groups, parentheses and negations",
                    "zh": f"分组、括号和否定最多 {_DEEPEST:,} 层",
                },
            )


def _fetched(sparql: str) -> Iterator[tuple[str, str]]:
    """Give what SERVICE and LOAD name, each with its keyword; an IRI without its brackets."""
    pieces = [token for token in tokens(sparql) if token.kind != "space"]
    for at, token in enumerate(pieces):
        # `sl:SERVICE` and `?load` are tokens of another kind; a keyword is a word, wherever it stands.
        if token.word in ("SERVICE", "LOAD"):
            named = [t for t in pieces[at + 1 : at + 3] if t.word != "SILENT"]
            yield token.word, _address(named[0]) if named else ""


def _address(token: Token) -> str:
    return token.text[1:-1] if token.kind == "iri" else token.text


def _is_allowed(address: str, allowed: Collection[str]) -> bool:
    # An escape could spell another host than the one that is read here.
    if "\\" in address:
        return False
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.hostname is None or "@" in parts.netloc:
        return False
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return host in allowed or f"{host}:{port or {'http': 80, 'https': 443}[parts.scheme]}" in allowed


def _refused(keyword: str, address: str) -> NotAllowed:
    return NotAllowed(
        problem={
            "en": f"{keyword} {address[:200]} is not allowed here",
            "zh": f"此处不允许 {keyword} {address[:200]}",
        },
        remedy={
            "en": "whoever runs this service allows a host with `kg serve --allow HOST`; write its full IRI",
            "zh": "服务的运行者可用 `kg serve --allow 主机名` 放行；请写完整的 IRI",
        },
    )
