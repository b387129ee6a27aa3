"""Keeping SPARQL from outside harmless: it may fetch no address that is not allowed, nor overrun the stack.

The only module that decides which addresses a query may name.
"""

import re
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.errors import BadQuery, NotAllowed
from kg.language import Text
from kg.sparql.engine import bad_query
from kg.sparql.prefixes import prefixes_used
from kg.sparql.tokens import Token, hoisted, is_update, tokens

# No word boundaries: the engine takes `SERVICESILENT<…>`, `1SERVICE` and `LOAD:a` for keywords as well.
_FETCHES = re.compile(r"SERVICE|LOAD", re.IGNORECASE | re.ASCII)
_DEEPEST = 1000
_BASE = "http://localhost/"
_REFUSED = Token("iri", "<urn:suanli:refused>")
"""Stands in place of an address that is not allowed: the engine has no way to fetch it."""
_NOTABLE = re.compile(r"SERVICE|LOAD|NOW|RAND|UUID|BNODE", re.IGNORECASE | re.ASCII)
_CHANGES_WITH_TIME = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b", re.IGNORECASE)


def check(sparql: str, allowed: Collection[str] = ()) -> str:
    """Give SPARQL text that fetches nothing but from allowed hosts, and is not nested without end.

    It is the same text, but for a SERVICE SILENT or a LOAD SILENT of another host: those must fail silently
    by the standard, and in the text that is given back they do, without a request to anybody.

    Our tokens and the engine's differ in rare cases, where a keyword could be hidden from us. So the engine's
    own parser decides: a text that still parses when every SERVICE and LOAD is misspelt has none.

    Args:
        sparql: A query or an update.
        allowed: Hosts, as "example.org" or, with the one port that is meant, "example.org:8080".

    Raises:
        NotAllowed: It has a SERVICE or a LOAD of another host, of a variable, or of a prefixed name.
        BadQuery: It is nested too deeply, or speaks of SERVICE or LOAD and does not parse.

    >>> check("SELECT * { ?s ?p 'SERVICE <http://example.org/>' }")
    "SELECT * { ?s ?p 'SERVICE <http://example.org/>' }"
    >>> check("LOAD SILENT <http://example.org/>")
    'LOAD SILENT <urn:suanli:refused>'
    """
    if sum(map(sparql.count, "({[!")) > _DEEPEST:
        _check_depth(sparql)
    if not _FETCHES.search(sparql) or _parse_error(sparql) is None:
        return sparql
    return _without_fetches(sparql, allowed)


def may_fetch(sparql: str) -> bool:
    """Say whether a text may fetch something; False is certain."""
    return _FETCHES.search(sparql) is not None


def is_plain(sparql: str) -> bool:
    """Say, in one search, whether `check` gives a text back as it is and `changes_with_time` is False.

    True is certain; False means that they have to be called.
    """
    return len(sparql) <= _DEEPEST and _NOTABLE.search(sparql) is None


def changes_with_time(sparql: str) -> bool:
    """Say whether the same query may have another answer over the same data; True where it is not certain."""
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
                why=Text("it is nested too deeply", "嵌套过深"),
                remedy=Text(
                    f"use at most {_DEEPEST:,} levels of groups, parentheses and negations",
                    f"分组、括号和否定最多 {_DEEPEST:,} 层",
                ),
            )


def _without_fetches(sparql: str, allowed: Collection[str]) -> str:
    all_tokens = list(tokens(sparql))
    refused: NotAllowed | None = None
    for at in [at for at, token in enumerate(all_tokens) if token.word in ("SERVICE", "LOAD")]:
        # `sl:SERVICE` and `?load` are tokens of another kind; a keyword is a word, wherever it stands.
        named = [place for place in range(at + 1, len(all_tokens)) if all_tokens[place].kind != "space"][:2]
        is_silent = bool(named) and all_tokens[named[0]].word == "SILENT"
        place = named[is_silent] if len(named) > is_silent else None
        if place is None or all_tokens[place].kind not in ("iri", "name", "variable"):
            continue  # this does not parse
        if _is_allowed(_address(all_tokens[place]), allowed):
            continue
        address, all_tokens[place] = _address(all_tokens[place]), _REFUSED
        if not is_silent:
            refused = refused or _refused(all_tokens[at].word, address)
    fault = _parse_error(_harmless(all_tokens))
    if fault is not None:
        raise bad_query(fault, sparql) from fault
    if refused is not None:
        raise refused
    return "".join(token.text for token in all_tokens)


def _parse_error(sparql: str) -> Exception | None:
    """Let the engine parse a text, its SERVICE and LOAD disabled; give its error, or None."""
    text = _without_keywords(sparql)
    prefixes = {_without_keywords(name): iri for name, iri in prefixes_used(sparql).items()}
    nothing = ox.Store()
    try:
        if is_update(text):
            nothing.update(hoisted(text), base_iri=_BASE, prefixes=prefixes)
        else:
            nothing.query(text, base_iri=_BASE, prefixes=prefixes)
    except (SyntaxError, ValueError) as error:
        return error
    except (OSError, RuntimeError):
        pass  # it parsed, and failed only because the store is empty
    return None


def _without_keywords(sparql: str) -> str:
    return _FETCHES.sub(lambda found: f"{found[0][:-1]}q", sparql)


def _harmless(all_tokens: Sequence[Token]) -> str:
    """Write GRAPH for each SERVICE, and ADD … TO for each LOAD … INTO: the same grammar, fetching nothing."""
    out = [token.text for token in all_tokens]
    places = [at for at, token in enumerate(all_tokens) if token.kind != "space"]
    for number, at in enumerate(places):
        after = places[number + 1 : number + 4]
        silent = after.pop(0) if after and all_tokens[after[0]].word == "SILENT" else None
        if all_tokens[at].word == "SERVICE":
            # Of the same length, so that the places in an error hold for the text as it was sent.
            out[at] = "GRAPH  "
            if silent is not None:
                out[silent] = " " * len(out[silent])
        elif all_tokens[at].word == "LOAD" and after:
            out[at] = "ADD "
            if len(after) > 1 and all_tokens[after[1]].word == "INTO":
                out[after[1]] = "TO  "
            else:
                out[after[0]] += " TO DEFAULT"
    return "".join(out)


def _address(token: Token) -> str:
    return token.text[1:-1] if token.kind == "iri" else token.text


def _is_allowed(address: str, allowed: Collection[str]) -> bool:
    # With an escape, the engine could read another host than we do.
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
        problem=Text(
            f"{keyword} {address[:200]} is not allowed here", f"此处不允许 {keyword} {address[:200]}"
        ),
        remedy=Text(
            "whoever runs this service allows a host with `kg serve --allow HOST`; write its full IRI",
            "服务的运行者可用 `kg serve --allow 主机名` 放行；请写完整的 IRI",
        ),
    )
