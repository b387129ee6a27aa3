"""What a store holds, counted: classes, properties, facts, documents, claims, reviews, conflicts, graphs."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg.errors import BadFact
from kg.graph.names import Names
from kg.graph.records import conflicts_of, documents_of, kinds_of
from kg.language import Text
from kg.model.reviews import newest_verdicts
from kg.rdf.iris import shorten
from kg.store import Store

_CLASSES = "SELECT ?thing (COUNT(DISTINCT ?subject) AS ?count) WHERE { ?subject a ?thing } GROUP BY ?thing"
_PROPERTIES = "SELECT ?thing (COUNT(*) AS ?count) WHERE { ?subject ?thing ?object } GROUP BY ?thing"
_GRAPHS = (
    "SELECT ?thing (COUNT(*) AS ?count) WHERE { GRAPH ?thing { ?subject ?property ?object } } GROUP BY ?thing"
)
_CLAIMS = (
    "SELECT DISTINCT ?claim ?document "
    "WHERE { GRAPH ?graph { ?claim a sl:Claim . OPTIONAL { ?claim sl:inDocument ?document } } }"
)
_REVIEWS = (
    "SELECT ?review ?claim ?when (?verdict = verdict:accepted AS ?accepts) "
    "WHERE { GRAPH graph:reviews { ?review sl:reviewOf ?claim ; sl:verdict ?verdict ; sl:reviewed ?when } }"
)
_DEFAULT = "SELECT (COUNT(*) AS ?count) WHERE { ?subject ?property ?object }"

_TITLES: dict[str, dict[str, str]] = {
    "graphs": Text("graphs, in quads", "图（四元组数）"),
    "documents": Text("documents, in claims", "文档（主张数）"),
    "claims": Text("claims", "主张"),
    "facts": Text("facts of the accepted view, by kind", "采信视图中的事实（按类型）"),
    "conflicts": Text("conflicts", "矛盾"),
    "classes": Text("classes of the accepted view, in things", "采信视图中的类（事物数）"),
    "properties": Text("properties of the accepted view, in triples", "采信视图中的属性（三元组数）"),
}

_WORDS: dict[str, dict[str, str]] = {
    "default": Text("the accepted view", "采信视图"),
    "accepted": Text("accepted", "已采信"),
    "pending": Text("awaiting review", "待审核"),
    "rejected": Text("rejected", "已拒绝"),
    "reviews": Text("reviews", "审核"),
    "contradictions": Text("contradictions", "相互矛盾"),
    "differences": Text("differences that can be reconciled", "可以调和的差异"),
    "total": Text("in all", "合计"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are of something."""

    name: str
    """A CURIE, or a word such as "pending"."""
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Stats:
    """What a store holds. Each list has the greatest count first, except where order says more."""

    graphs: tuple[Counted, ...]
    """The accepted view first."""
    documents: tuple[Counted, ...]
    claims: tuple[Counted, ...]
    """Accepted, awaiting review, rejected, all, and the reviews."""
    facts: tuple[Counted, ...]
    conflicts: tuple[Counted, ...]
    """Contradictions, and differences that can be reconciled; nothing where a fact does not fit its kind."""
    classes: tuple[Counted, ...]
    properties: tuple[Counted, ...]

    def rows(self) -> Iterator[tuple[str, str, str, int]]:
        """Give all as rows: section, name, label, count."""
        for section in fields(self):
            for counted in getattr(self, section.name):
                yield section.name, counted.name, counted.label, counted.count

    def as_json(self) -> dict[str, Any]:
        """Give all for machines: section to name to count."""
        found: dict[str, Any] = {}
        for section, name, _, count in self.rows():
            found.setdefault(section, {})[name] = count
        return found

    def lines(self, language: str = "en") -> Iterator[str]:
        """Tell all, in "zh" or "en", section by section."""
        for section, title in _TITLES.items():
            found: tuple[Counted, ...] = getattr(self, section)
            if not found:
                continue
            yield title[language]
            for counted in found:
                is_said = counted.label == counted.name or counted.name in _WORDS
                name = "" if is_said or counted.name.startswith("<") else f"  {counted.name}"
                yield f"  {counted.count:>9,}  {counted.label}{name}"


def stats(store: Store, language: str = "en") -> Stats:
    """Count what a store holds.

    Args:
        store: The store.
        language: "zh" or "en": of the labels.
    """
    names = Names(store, language)
    kinds = {kind.iri: kind for kind in kinds_of(store).values()}
    classes = _counted(store, _CLASSES, names)
    facts = tuple(c for c in classes if c.name in {shorten(iri) for iri in kinds})
    claims = {row["claim"]: row["document"] for row in store.select(_CLAIMS)}
    return Stats(
        graphs=_graphs(store, names),
        documents=_documents(documents_of(store), claims.values(), names),
        claims=_claims(claims.keys(), store, language),
        facts=facts,
        conflicts=_conflicts(store, language),
        classes=classes,
        properties=_counted(store, _PROPERTIES, names),
    )


def _counted(store: Store, sparql: str, names: Names) -> tuple[Counted, ...]:
    found = []
    for row in store.select(sparql):
        thing, count = row["thing"], row["count"]
        if isinstance(thing, NamedNode) and isinstance(count, Literal):
            found.append(Counted(shorten(thing), names.label(thing), int(count.value)))
    return tuple(sorted(found, key=lambda counted: (-counted.count, counted.name)))


def _graphs(store: Store, names: Names) -> tuple[Counted, ...]:
    view = sum(int(row["count"].value) for row in store.select(_DEFAULT))
    return (_word("default", view, names.language), *_counted(store, _GRAPHS, names))


def _documents(
    documents: Iterable[NamedNode], claimed: Iterable[object], names: Names
) -> tuple[Counted, ...]:
    counts = dict.fromkeys(documents, 0)
    for document in claimed:
        if isinstance(document, NamedNode):
            counts[document] = counts.get(document, 0) + 1
    found = [Counted(shorten(iri), names.label(iri), count) for iri, count in counts.items()]
    return tuple(sorted(found, key=lambda counted: (-counted.count, counted.name)))


def _claims(claims: Collection[Any], store: Store, language: str) -> tuple[Counted, ...]:
    reviews = list(store.select(_REVIEWS))
    verdicts = newest_verdicts(
        (row["claim"], row["when"].value, row["accepts"].value == "true") for row in reviews
    )
    found = Counter(verdicts.get(claim) for claim in claims)
    counts = {
        "accepted": found[True],
        "pending": found[None],
        "rejected": found[False],
        "total": len(claims),
        "reviews": len(reviews),
    }
    return tuple(_word(name, count, language) for name, count in counts.items())


def _conflicts(store: Store, language: str) -> tuple[Counted, ...]:
    try:
        conflicts = conflicts_of(store)
    except BadFact:
        # A fact that is not what its kind wants is what `kg validate` tells of; the rest is still counted.
        return ()
    contradictions = sum(conflict.is_contradiction for conflict in conflicts)
    return (
        _word("contradictions", contradictions, language),
        _word("differences", len(conflicts) - contradictions, language),
    )


def _word(name: str, count: int, language: str) -> Counted:
    return Counted(name, _WORDS[name][language], count)
