"""Which prefixes a text uses, declares and lacks."""

import re
from collections.abc import Mapping
from functools import lru_cache

from kg.errors import UnknownPrefix, nearest
from kg.language import Text
from kg.rdf.vocab import PREFIXES
from kg.sparql.tokens import tokens


def with_prefixes(text: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Declare the known prefixes that a query uses and does not declare, on lines of their own before it.

    Raises:
        UnknownPrefix: It uses one that is neither declared nor known.

    >>> print(with_prefixes("ASK { ?x a sl:City }"))
    PREFIX sl: <https://w3id.org/suanli/ontology/>
    ASK { ?x a sl:City }
    """
    missing = {name: prefixes.get(name) for name in undeclared(text)}
    for name, namespace in missing.items():
        if namespace is None:
            known = {*prefixes, *declared(text)}
            near = ", ".join(nearest(name, known))
            raise UnknownPrefix(value=name, near=near, remedy="" if near else _ALL_PREFIXES)
    head = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in missing.items())
    return head + text


_ALL_PREFIXES = Text(
    "`kg prefixes` lists them all; a full IRI goes in <angle brackets>",
    "`kg prefixes` 列出全部前缀；完整 IRI 请放在 <尖括号> 内",
)


def declared(text: str) -> tuple[str, ...]:
    """Give the prefixes that a query declares itself."""
    return _prefixes(text)[0]


def undeclared(text: str) -> tuple[str, ...]:
    """Give the prefixes that a query uses and does not declare, each once, in order of their names."""
    return _prefixes(text)[1]


@lru_cache(maxsize=512)
def _prefixes(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the prefixes that are declared, and those that are used and not declared."""
    own: list[str] = []
    used: set[str] = set()
    last = ""
    for token in tokens(text):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if last == "PREFIX":
                own.append(prefix)
            else:
                used.add(prefix)
        if token.kind != "space":
            last = token.word
    return tuple(own), tuple(sorted(used.difference(own)))


# Each run of letters is looked at once: from its middle on, a text that is one long word would take for ever.
_WORD = re.compile(r"(?<![\w.-])([\w.-]++)(:(?!//))?")


def prefixes_used(sparql: str) -> dict[str, str]:
    """Give those of our prefixes that a query may use: all that it does, and perhaps some that it does not.

    Handing pyoxigraph the whole table would cost half as much again as a point query does.

    >>> sorted(prefixes_used("SELECT ?c { ?c a sl:City ; skos:prefLabel ?n }"))
    ['skos', 'sl']
    """
    return _prefixes_of_short(sparql) if len(sparql) < _SHORT else _prefixes_of(sparql)


def _prefixes_of(sparql: str) -> dict[str, str]:
    before_colon = (word for word, colon in _WORD.findall(sparql) if colon)
    # In `?city.skos:prefLabel` the dot ends a triple.
    names = (name for word in before_colon for name in (word, word.rpartition(".")[2]))
    return {name: PREFIXES[name] for name in names if name in PREFIXES}


# Queries come again and again; an update with its data in it is long and comes once.
_SHORT = 10_000


_prefixes_of_short = lru_cache(maxsize=1024)(_prefixes_of)
