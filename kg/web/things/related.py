"""What else can be asked about a thing: the named queries that take such a thing, with it filled in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import NamedNode

from kg.rdf.iris import shorten
from kg.rdf.vocab import PREFIXES, A, term
from kg.sparql.named_queries import NamedQuery, read_queries
from kg.sparql.parameters import ANY, IRI, LITERALS, SCHEME, Parameter
from kg.web.links import url
from kg.web.request import Request
from kg.web.snapshot_cache import SnapshotCache

_CLASSES = """
SELECT DISTINCT ?class WHERE {{
  VALUES ?given {{ {given} }}
  GRAPH <{graph}ontology> {{ ?given <{rdfs}subClassOf>* ?class }}
}}
"""
_PICTURED = ("CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class Question:
    """A named query about a thing: its title, its page, and its picture where it gives one, else ""."""

    title: str
    address: str
    picture: str = ""


def questions(cache: SnapshotCache, request: Request, thing: NamedNode) -> tuple[Question, ...]:
    """Give the queries that take this thing for a parameter and need nothing else.

    Those for its class come first, then those that take anything.
    """
    classes = set(map(_name, _classes(cache, thing)))
    curie = shorten(thing)
    found: list[tuple[bool, Question]] = []
    for named in _queries():
        parameter = _taking(named, classes, curie)
        if parameter is not None:
            asked = [(parameter.name, curie), *request.link_parameters]
            pictured = url("/picture", [("name", named.name), *asked]) if named.form in _PICTURED else ""
            title = named.title.get(request.language, named.name)
            is_for_all = parameter.type in (IRI, ANY)
            found.append((is_for_all, Question(title, url(f"/queries/{named.name}", asked), pictured)))
    return tuple(question for _, question in sorted(found, key=lambda each: each[0]))


@lru_cache(maxsize=1)
def _queries() -> Sequence[NamedQuery]:
    return tuple(one for one in read_queries().values() if one.parameters)


def _classes(cache: SnapshotCache, thing: NamedNode) -> Iterable[str]:
    """Give the classes that a thing is of, with those above them."""
    given = {q.object for q in cache.graph.store.quads(thing, A) if isinstance(q.object, NamedNode)}
    names = " ".join(sorted(str(each) for each in given))

    def read() -> set[str]:
        asked = _CLASSES.format(given=names, graph=PREFIXES["graph"], rdfs=PREFIXES["rdfs"])
        rows = cache.graph.store.select(asked)
        return {row["class"].value for row in rows if isinstance(row["class"], NamedNode)}

    return cache.cached(("classes", names), read) if given else ()


def _name(iri: str) -> str:
    """Give the name by which parameters call a class; "" where none does."""
    if iri == term(f"skos:{SCHEME}").value:
        return SCHEME
    return iri.removeprefix(PREFIXES["sl"]) if iri.startswith(PREFIXES["sl"]) else ""


def _taking(named: NamedQuery, classes: set[str], curie: str) -> Parameter | None:
    """Give the parameter that a thing can be put in; None where there is none, or more would be needed."""
    every = named.parameters.values()
    fitting = [p for p in every if p.type in classes and p.type not in LITERALS]
    # What takes anything at all and could be left out narrows an answer about something else.
    fitting += [p for p in every if p.type in (IRI, ANY) and p.is_needed]
    for parameter in fitting:
        others = [other for other in every if other is not parameter]
        # A thing is not compared with itself.
        if not any(other.is_needed or other.default == curie for other in others):
            return parameter
    return None
