"""What may be wrong with a query that finds nothing: terms in it that are nowhere in the store."""

import contextlib
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.cli.session import Session
from kg.errors import BadTerm
from kg.rdf.terms import expand, shorten
from kg.rdf.vocab import PREFIXES
from kg.sparql.tokens import tokens

if TYPE_CHECKING:
    from kg.graph import Graph

# Terms that a query may well use though nothing in a store has them: datatypes and functions.
_PASSED_OVER = ("http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/2005/xpath-functions")


def hint(graph: "Graph", sparql: str, session: Session) -> None:
    """Tell which terms of a query are nowhere in the store, with the nearest that are."""
    for term in _terms(sparql):
        if graph.speaks_of(term):
            continue
        curie = shorten(term)
        near = ", ".join(shorten(iri) for iri in graph.near_iris(term))
        mean = (f"; did you mean {near}?", f"；是否指 {near}？") if near else ("", "")
        session.say(f"{curie} is nowhere in this store{mean[0]}", f"图库中没有 {curie}{mean[1]}")


def _terms(sparql: str) -> list[NamedNode]:
    """Give the IRIs that a query names, each once, without those of its prefixes."""
    prefixes, found = dict(PREFIXES), dict[NamedNode, None]()
    pieces = iter([token for token in tokens(sparql) if token.kind != "space"])
    for token in pieces:
        if token.word == "PREFIX":
            name, namespace = next(pieces).text, next(pieces).text
            prefixes[name[:-1]] = namespace[1:-1]
        elif token.word == "BASE":
            next(pieces)
        elif token.kind in ("iri", "name"):
            # A relative IRI is nothing that a store could be asked for.
            with contextlib.suppress(BadTerm):
                found[expand(token.text.replace("\\", ""), prefixes)] = None
    return [term for term in found if not term.value.startswith(_PASSED_OVER)]
