"""Everything about one thing, readable: names, properties, facts with their documents, conflicts, links."""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import UnknownName, nearest
from kg.graph.describe.description import Description, Link, Property, page_of
from kg.graph.describe.facts import SourcedFact, conflicts_among, facts_about, is_accepted, read_sources
from kg.graph.describe.text import lines, to_json
from kg.graph.names import AnyTerm, Names
from kg.graph.passages import Passages
from kg.language import best, language_tag
from kg.rdf.iris import kind_of, shorten
from kg.rdf.vocab import ALT_LABEL, HIDDEN_LABEL, LABEL, PREF_LABEL, STATEMENT_KINDS, A, term
from kg.store import Store

__all__ = ["Description", "describe", "lines", "to_json"]

FACTS = 20
"""How many facts a page has."""
LINKS = 12
"""How many links a page has."""

_MOST_VALUES = 12
_NAMES = (LABEL, PREF_LABEL, ALT_LABEL, HIDDEN_LABEL)
_SHOWN_WITH_FACTS = {term(f"sl:{name}") for name in ("states", "inDocument", "evidence", "claimedIn")}
"""What is shown with the facts and their claims."""


def describe(names: Names, thing: NamedNode, *, documents: Path | None = None, page: int = 1) -> Description:
    """Gather everything about a thing: an organisation, place or concept, a fact, claim, document or class.

    Args:
        names: What to call things, in which language, and in which store.
        thing: What to describe.
        documents: A folder with the documents as received; passages are shown where one is found.
        page: Which page of facts and of links, from 1.

    Raises:
        UnknownName: Nothing is said about it.
    """
    store, passages = names.store, Passages(names.store, documents)
    about = list(store.quads(subject=thing))
    found = facts_about(thing, about, names)
    shortcuts = {s.predicate for kind in names.kinds.values() for s in kind.shortcuts}
    links = _links(store, thing, shortcuts, set(found))
    if not (about or links or found):
        raise _unknown(store, thing)

    def sourced(iri: NamedNode) -> SourcedFact:
        sources = read_sources(store, passages, iri, only=thing)
        return SourcedFact(iri, names.fact(iri), is_accepted(store, iri), sources)

    return Description(
        thing=shorten(thing),
        name=names.label(thing),
        classes=tuple(sorted({names.with_curie(q.object) for q in about if q.predicate == A})),
        labels=_texts(about, PREF_LABEL) or _texts(about, LABEL),
        aliases=_texts(about, ALT_LABEL),
        misspellings=_texts(about, HIDDEN_LABEL),
        properties=(*_properties(about, shortcuts, names), *_term_properties(store, thing, names)),
        facts=page_of(found, page, FACTS).map(sourced),
        conflicts=conflicts_among(found, names),
        links=page_of(links, page, LINKS).map(
            lambda q: Link(names.with_curie(q.subject), names.label(q.predicate))
        ),
    )


def _texts(about: Iterable[Quad], predicate: NamedNode) -> tuple[tuple[str, str], ...]:
    found = {
        (language_tag(q.object.language or ""), q.object.value)
        for q in about
        if q.predicate == predicate and isinstance(q.object, Literal)
    }
    return tuple(sorted(found))


def _properties(about: list[Quad], shortcuts: set[NamedNode], names: Names) -> list[Property]:
    """Give what is said about a thing besides names, classes, and what facts say."""
    values: dict[NamedNode, list[AnyTerm]] = {}
    for quad in about:
        if quad.predicate in (A, *_NAMES) or quad.predicate in shortcuts | _SHOWN_WITH_FACTS:
            continue
        if quad.object not in values.setdefault(quad.predicate, []):
            values[quad.predicate].append(quad.object)
    found = [Property(names.label(p), _value_texts(values[p], names)) for p in values]
    return sorted(found, key=lambda shown: shown.name)


def _value_texts(values: list[AnyTerm], names: Names) -> tuple[str, ...]:
    """Give values for people; of texts in several languages, those in the reader's."""
    tagged = {v.language: v.value for v in values if isinstance(v, Literal) and v.language}
    if tagged:
        text = best(tagged, names.language)
        return tuple(v.value for v in values if isinstance(v, Literal) and v.value == text)
    said = sorted(names.with_curie(value) for value in values)
    more = len(said) - _MOST_VALUES
    return (*said[:_MOST_VALUES], f"… +{more}") if more > 0 else tuple(said)


def _term_properties(store: Store, thing: NamedNode, names: Names) -> list[Property]:
    """Give the roles of a fact kind, and how often a property is used."""
    zh = names.language == "zh"
    found = []
    for kind in names.kinds.values():
        if kind.iri == thing:
            roles = (best(role.labels, names.language) or role.name for role in kind.roles.values())
            found.append(Property("角色" if zh else "roles", tuple(roles)))
    used = sum(1 for _ in store.quads(predicate=thing))
    if used:
        found.append(
            Property("用于" if zh else "used in", (f"{used:,} 个三元组" if zh else f"{used:,} triples",))
        )
    return found


def _links(store: Store, thing: NamedNode, shortcuts: set[NamedNode], facts: set[NamedNode]) -> list[Quad]:
    """Give what points at a thing, each once, without what is shown with facts and claims."""
    found: dict[tuple[str, str], Quad] = {}
    for quad in store.quads(object=thing):
        if not isinstance(quad.subject, NamedNode) or quad.subject in facts or quad.predicate in shortcuts:
            continue
        if quad.predicate != A and kind_of(quad.subject) in STATEMENT_KINDS:
            continue
        found.setdefault((quad.subject.value, quad.predicate.value), quad)
    return [found[key] for key in sorted(found)]


def _unknown(store: Store, thing: NamedNode) -> UnknownName:
    named = {
        shorten(q.subject) for q in store.quads(predicate=PREF_LABEL) if isinstance(q.subject, NamedNode)
    }
    curie = shorten(thing)
    return UnknownName(value=curie, near=", ".join(nearest(curie, named)) or "city:hangzhou")
