"""Everything that a picture shows of a thing: names, properties, facts, and where documents say them.

Plain dictionaries in both languages, so that whoever draws them needs no store.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.graph.describe.facts import read_sources
from kg.graph.passages import Passages
from kg.graph.records import kinds_of
from kg.language import Text, best, is_interval, period
from kg.model.kinds import FactKind
from kg.rdf.iris import kind_of, local_name, shorten
from kg.rdf.vocab import (
    ALT_LABEL,
    COMMENT,
    DEFINITION,
    HIDDEN_LABEL,
    KINDS,
    LABEL,
    NOTATION,
    PREF_LABEL,
    PREFIXES,
    A,
    term,
)
from kg.store import Store

FACTS_MOST = 200
"""A thing in more facts than this shows so many, and how many there are."""

_SL = PREFIXES["sl"]
_LAT, _LONG = (term(f"wgs84:{name}") for name in ("lat", "long"))
_TITLE, _SOURCE = (term(f"dcterms:{name}") for name in ("title", "source"))
_PINYIN = "zh-latn-pinyin"
_LABELS = (PREF_LABEL, LABEL, ALT_LABEL, HIDDEN_LABEL)
_NOTE = Text("Note", "说明")
_OWN_LABELS = {NOTATION: Text("Code", "代码"), DEFINITION: _NOTE, COMMENT: _NOTE}
_OTHER_NAMES_MOST = 5

Detail = dict[str, Any]


class Details:
    """What there is to show of the things of one store, each looked up once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._passages = Passages(store, None)
        self._about: dict[NamedNode, list[Quad]] = {}
        self._facts: dict[NamedNode, Detail] = {}
        self._names: dict[NamedNode, Text] = {}
        self._documents: dict[NamedNode, Detail] = {}
        self._in_facts: dict[NamedNode, list[NamedNode]] = {}
        self._kinds: dict[NamedNode, FactKind | None] = {}
        self._values: dict[NamedNode, list[NamedNode]] = {}
        self._roles_of: dict[NamedNode, list[tuple[NamedNode, Detail]]] = {}
        self._curies: dict[NamedNode, str] = {}

    @cached_property
    def kinds(self) -> Mapping[NamedNode, FactKind]:
        """The fact kinds by the class of their facts."""
        return {kind.iri: kind for kind in kinds_of(self.store).values()}

    @cached_property
    def shortcuts(self) -> frozenset[NamedNode]:
        """The predicates that facts yield."""
        return frozenset(shortcut.predicate for kind in self.kinds.values() for shortcut in kind.shortcuts)

    @cached_property
    def _paths(self) -> frozenset[NamedNode]:
        return frozenset(role.path for kind in self.kinds.values() for role in kind.roles.values())

    def about(self, iri: NamedNode) -> list[Quad]:
        """Give what the accepted view says of a thing; where it knows nothing, what other graphs say."""
        if iri not in self._about:
            accepted = list(self.store.quads(subject=iri, graph=DefaultGraph()))
            self._about[iri] = accepted or list(self.store.quads(subject=iri))
        return self._about[iri]

    def label(self, iri: NamedNode) -> Text:
        """Give what to call a thing in both languages; its CURIE where it has no name."""
        if iri not in self._names:
            known = self.about(iri)
            labels: dict[str, str] = {}
            for predicate in (PREF_LABEL, LABEL, _TITLE):
                for name in _literals(known, predicate):
                    labels.setdefault(name.language or "", name.value)
            # A label of last resort is no CURIE: any language, or none, is better.
            self._names[iri] = _chosen(labels, self.curie(iri))
        return self._names[iri]

    def classes(self, iri: NamedNode) -> list[NamedNode]:
        """Give the classes of a thing."""
        found = (quad.object for quad in self.about(iri) if quad.predicate == A)
        return [each for each in found if isinstance(each, NamedNode)]

    def thing(self, iri: NamedNode) -> Detail:
        """Give a thing: names, kind, place, properties that are no links, and its facts."""
        label = self.label(iri)
        classes = self.classes(iri)
        facts = self.facts_with(iri)
        detail: Detail = {
            **_both("label", label),
            "kind": kind_of(iri) or (local_name(classes[0]).lower() if classes else ""),
            **self._class(iri, classes),
            "search": self._search(iri),
            "also": self._other_names(iri, label),
            "plain": list(self._properties(iri)),
            "details": [self.fact(fact) for fact in self._rarest_first(facts)[:FACTS_MOST]],
            "details_total": len(facts),
            "weight": float(1 + len(facts)),
        }
        return detail | self.coordinates(iri)

    def coordinates(self, iri: NamedNode) -> dict[str, float]:
        """Give `lat` and `long` in degrees where both are known, else nothing."""
        known = {q.predicate: q.object for q in self.about(iri) if q.predicate in (_LAT, _LONG)}
        found = {"lat": known.get(_LAT), "long": known.get(_LONG)}
        if not all(isinstance(value, Literal) for value in found.values()):
            return {}
        try:
            return {name: float(value.value) for name, value in found.items() if isinstance(value, Literal)}
        except ValueError:
            return {}  # what is no number is no place

    def facts_with(self, iri: NamedNode) -> list[NamedNode]:
        """Give the accepted facts in which a thing has a role, in order of their IRIs."""
        if iri not in self._in_facts:
            found = self.store.quads(object=iri, graph=DefaultGraph())
            facts = {quad.subject for quad in found if quad.predicate in self._paths}
            named = (fact for fact in facts if isinstance(fact, NamedNode) and self._kind(fact))
            self._in_facts[iri] = sorted(named, key=lambda fact: fact.value)
        return self._in_facts[iri]

    def _rarest_first(self, facts: list[NamedNode]) -> list[NamedNode]:
        """Put kinds that a thing has few facts of before those it has many of, which would bury them."""
        kinds = {fact: kind.name for fact in facts if (kind := self._kind(fact))}
        counts = Counter(kinds.values())
        return sorted(facts, key=lambda fact: (counts[kinds[fact]], kinds[fact], fact.value))

    def facts_between(self, one: NamedNode, other: NamedNode) -> list[Detail]:
        """Give the facts in which both have a role: those behind a shortcut between them."""
        # Most things are in few facts, some cities in thousands: walk the shorter list.
        fewer, more = sorted((one, other), key=lambda iri: len(self.facts_with(iri)))
        return [self.fact(fact) for fact in self.facts_with(fewer) if more in self.values(fact)]

    def values(self, fact: NamedNode) -> list[NamedNode]:
        """Give the things that fill a fact's roles, in the order of the roles."""
        if fact not in self._values:
            kind = self._kind(fact)
            filled = {quad.predicate: quad.object for quad in self.about(fact)} if kind else {}
            found = (filled.get(path) for path, _ in self._role_labels(kind)) if kind else ()
            self._values[fact] = [value for value in found if isinstance(value, NamedNode)]
        return self._values[fact]

    def fact(self, iri: NamedNode) -> Detail:
        """Give a fact: its kind, its sentence, its roles, and the passages that state it."""
        if iri not in self._facts:
            kind = self._kind(iri)
            sentence = {said.language or "": said.value for said in _literals(self.about(iri), LABEL)}
            self._facts[iri] = {
                "fact": shorten(iri),
                **_both("kind", _chosen(kind.labels if kind else {}, local_name(iri))),
                **_both("sentence", _chosen(sentence, "")),
                "roles": list(self._roles(iri, kind)) if kind else [],
                "evidence": sorted(self._evidence(iri), key=lambda p: (p["document"], p["start"])),
            }
        return self._facts[iri]

    def property_label(self, iri: NamedNode) -> Text:
        """Give what to call a property in both languages; its local name where it has no name."""
        label, name = self.label(iri), local_name(iri)
        return _OWN_LABELS.get(iri) or (Text(name, name) if label["zh"] == self.curie(iri) else label)

    def _kind(self, fact: NamedNode) -> FactKind | None:
        if fact not in self._kinds:
            found = (self.kinds[each] for each in self.classes(fact) if each in self.kinds)
            self._kinds[fact] = next(found, None)
        return self._kinds[fact]

    def curie(self, iri: NamedNode) -> str:
        """Give the CURIE of a thing."""
        # The same few thousand things fill the roles of all facts.
        if iri not in self._curies:
            self._curies[iri] = shorten(iri)
        return self._curies[iri]

    def _roles(self, fact: NamedNode, kind: FactKind) -> Iterator[Detail]:
        filled = {quad.predicate: quad.object for quad in self.about(fact)}
        for path, label in self._role_labels(kind):
            value = filled.get(path)
            if isinstance(value, NamedNode):
                yield {**label, **_both("value", self.label(value)), "node": self.curie(value)}
            elif isinstance(value, Literal):
                happens_once = kind.roles[local_name(path)].compared_as == "AsPeriod"
                text = _value_text(value, happens_once=happens_once)
                yield {**label, **_both("value", text), "node": None}

    def _role_labels(self, kind: FactKind) -> list[tuple[NamedNode, Detail]]:
        """Give the paths of a kind's roles in their order, with what they are called."""
        if kind.iri not in self._roles_of:
            roles = sorted(kind.roles.values(), key=lambda role: role.order)
            self._roles_of[kind.iri] = [
                (role.path, _both("label", _chosen(role.labels, role.name))) for role in roles
            ]
        return self._roles_of[kind.iri]

    def _evidence(self, fact: NamedNode) -> Iterator[Detail]:
        # The store's own claims were minted when it was built; a picture has thousands of them.
        for source in read_sources(self.store, self._passages, fact, is_checked=False):
            if source.state == "accepted":
                document = self._document(source.claim.document)
                yield from ({**document, "start": p.start, "end": p.end} for p in source.passages)

    def _document(self, iri: NamedNode) -> Detail:
        if iri not in self._documents:
            sources = (q.object for q in self.store.quads(subject=iri, predicate=_SOURCE))
            urls = (source.value for source in sources if isinstance(source, NamedNode))
            self._documents[iri] = {
                "document": shorten(iri),
                **_both("document", self.label(iri)),
                "url": next((url for url in urls if url.startswith(("http://", "https://"))), ""),
            }
        return self._documents[iri]

    def _class(self, iri: NamedNode, classes: list[NamedNode]) -> Detail:
        if not classes:
            return {"class": "", **_both("class", Text("", ""))}
        # A municipality is a city and a province: the class that its IRI speaks of comes first.
        usual = KINDS.get(kind_of(iri) or "")
        first = min(
            classes,
            key=lambda c: (local_name(c) != usual, not c.value.startswith(_SL), c.value),
        )
        return {"class": self.curie(first), **_both("class", self.property_label(first))}

    def _search(self, iri: NamedNode) -> list[str]:
        """Give every name, and the initials of pinyin: hz for háng zhōu."""
        keys: list[str] = []
        for name in _literals(self.about(iri), *_LABELS):
            keys.append(name.value)
            if _is_pinyin(name):
                keys.append("".join(syllable[0] for syllable in name.value.split()))
                keys.append(name.value.replace("ü", "v"))
        return sorted(set(keys))

    def _other_names(self, iri: NamedNode, label: Text) -> list[str]:
        """Give the names to show beside the label: pinyin first, misspellings never."""
        preferred = _literals(self.about(iri), PREF_LABEL)
        pinyin = [name.value for name in preferred if _is_pinyin(name)]
        others = sorted({name.value for name in _literals(self.about(iri), ALT_LABEL)} - set(label.values()))
        return [*pinyin, *others][:_OTHER_NAMES_MOST]

    def _properties(self, iri: NamedNode) -> Iterator[Detail]:
        """Give properties that are no links of the picture: values, and what reference data relate."""
        for predicate, values in _grouped(self.about(iri), self._shows):
            texts: dict[str, str] = {}
            for value in values:
                if isinstance(value, Literal):
                    texts.setdefault(value.language or "", value.value)
                else:
                    texts |= self.label(value)
            if texts:
                label = self.property_label(predicate)
                yield {**_both("label", label), **_both("value", _chosen(texts, ""))}

    def _shows(self, quad: Quad) -> bool:
        if isinstance(quad.object, Literal):
            return quad.predicate in _OWN_LABELS or quad.predicate.value.startswith(_SL)
        is_ours = quad.predicate.value.startswith(_SL) and isinstance(quad.object, NamedNode)
        return is_ours and quad.predicate not in self.shortcuts


def _literals(quads: Iterable[Quad], *predicates: NamedNode) -> Iterator[Literal]:
    for quad in quads:
        value = quad.object
        if quad.predicate in predicates and isinstance(value, Literal):
            yield value


def _value_text(value: Literal, *, happens_once: bool) -> Text:
    """Write an interval as sentences do; another value stays as it is."""
    if not is_interval(value.value):
        return Text(value.value, value.value)
    en, zh = (period(value.value, language, happens_once=happens_once) for language in ("en", "zh"))
    return Text(en, zh)


def _is_pinyin(name: Literal) -> bool:
    return (name.language or "").lower() == _PINYIN


def _grouped(quads: Iterable[Quad], wanted: Any) -> list[tuple[NamedNode, list[Any]]]:
    groups: dict[NamedNode, list[Any]] = {}
    for quad in sorted(filter(wanted, quads), key=lambda q: (q.predicate.value, str(q.object))):
        groups.setdefault(quad.predicate, []).append(quad.object)
    return list(groups.items())


def _chosen(texts: Mapping[str, str], otherwise: str) -> Text:
    """Choose from texts by language tag the one to show in each language."""
    return Text(best(texts, "en") or otherwise, best(texts, "zh") or otherwise)


def _both(name: str, text: Text) -> Detail:
    return {f"{name}_zh": text["zh"], f"{name}_en": text["en"]}
