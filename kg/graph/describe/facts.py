"""Facts with their sources: the claims that state them, what was decided about each, and the passages.

Terms and values; whoever shows them chooses the words. And which facts a thing has to do with, in what order.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.graph.names import Names
from kg.graph.passages import Passages
from kg.graph.records import claims_of, reckoning_of, reviews_of
from kg.model.claims import Claim
from kg.model.conflicts import Conflict, find_conflicts
from kg.model.facts import Fact
from kg.model.kinds import FactKind
from kg.model.reviews import Review, accepted
from kg.rdf.iris import kind_of, local_name
from kg.rdf.vocab import A, term
from kg.store import Store

_STATES, _EVIDENCE, _IN_DOCUMENT, _REVIEW_OF = (
    term(f"sl:{name}") for name in ("states", "evidence", "inDocument", "reviewOf")
)
# Of a thing in more facts than this, conflicts are sought among the first ones only.
_MOST_COMPARED = 500


def facts_about(thing: NamedNode, about: list[Quad], names: Names) -> list[NamedNode]:
    """Find the facts that a thing has to do with: accepted ones first, then the kinds with fewest first.

    A fact has to do with itself; a claim, its evidence and its review with what it states; a document with
    what it claims; a fact kind with all its facts; anything else with the facts in which it fills a role.
    """
    store = names.store
    match kind_of(thing):
        case "fact":
            found = {thing} if about else set()
        case "claim":
            found = _facts_stated_by(store, [thing])
        case "evidence":
            found = _facts_stated_by(store, _subjects(store.quads(predicate=_EVIDENCE, object=thing)))
        case "review":
            found = _facts_stated_by(store, {q.object for q in about if q.predicate == _REVIEW_OF})
        case "document":
            found = _facts_stated_by(store, _subjects(store.quads(predicate=_IN_DOCUMENT, object=thing)))
        case _:
            found = _with_role(thing, names)
    return in_order(found, names)


def in_order(facts: set[NamedNode], names: Names) -> list[NamedNode]:
    """Put accepted facts first, then the kinds with fewest facts, and in a kind what is numbered by number.

    A ranking or a headquarters is not to be lost behind twenty appraisals.
    """
    counts = Counter(_slug(fact) for fact in facts)
    are_few = len(facts) <= _MOST_COMPARED

    def key(iri: NamedNode) -> tuple[object, ...]:
        fact = names.fact(iri) if are_few else None
        order = (not is_accepted(names.store, iri), counts[_slug(iri)], _slug(iri))
        position = fact.position() if fact else None
        return (*order, position is None, position or (), names.label(iri) if are_few else "", iri.value)

    return sorted(facts, key=key)


def _with_role(thing: NamedNode, names: Names) -> set[NamedNode]:
    paths = {role.path for kind in names.kinds.values() for role in kind.roles.values()}
    if any(kind.iri == thing for kind in names.kinds.values()):
        paths |= {A}
    quads = names.store.quads(object=thing)
    return {fact for fact in _subjects(q for q in quads if q.predicate in paths) if kind_of(fact) == "fact"}


def _facts_stated_by(store: Store, claims: Iterable[object]) -> set[NamedNode]:
    return {
        q.object
        for claim in claims
        if isinstance(claim, NamedNode)
        for q in store.quads(subject=claim, predicate=_STATES)
        if isinstance(q.object, NamedNode)
    }


def _subjects(quads: Iterable[Quad]) -> set[NamedNode]:
    return {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}


def _slug(fact: NamedNode) -> str:
    return local_name(fact).rpartition("-")[0]


def is_accepted(store: Store, fact: NamedNode) -> bool:
    """Say whether the accepted view has a fact."""
    return next(store.quads(subject=fact, predicate=A, graph=DefaultGraph()), None) is not None


@dataclass(frozen=True, slots=True)
class Passage:
    """Where in its document a claim is made, and in which words where the document is at hand."""

    start: int
    end: int
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A claim that states a fact, what was decided about it, and where its document makes it."""

    claim: Claim
    passages: tuple[Passage, ...]
    reviews: tuple[Review, ...]
    """Oldest first."""

    @property
    def state(self) -> Literal["accepted", "pending", "rejected"]:
        """What was decided about the claim."""
        if not self.reviews:
            return "pending"
        return "accepted" if accepted([self.claim], self.reviews) else "rejected"


@dataclass(frozen=True, slots=True)
class SourcedFact:
    """A fact with its sources."""

    iri: NamedNode
    fact: Fact | None
    """None where it is not as its kind wants it."""
    is_accepted: bool
    sources: tuple[Source, ...]


def read_sources(
    store: Store,
    passages: Passages,
    fact: NamedNode,
    *,
    only: NamedNode | None = None,
    is_checked: bool = True,
) -> tuple[Source, ...]:
    """Read the claims of a fact, in order of their IRIs.

    Args:
        store: Where claims and reviews are.
        passages: The documents, where they are at hand.
        fact: The fact.
        only: A claim or a document: where it states the fact, only that claim, or those of the document.
        is_checked: Whether the IRIs of claims are checked; see `kg.model.claims.read_claims`.
    """
    claims = claims_of(store, fact, is_checked=is_checked)
    mine = [claim for claim in claims if only in (claim.iri, claim.document)] or claims
    reviews: dict[NamedNode, list[Review]] = {claim.iri: [] for claim in mine}
    for review in sorted(reviews_of(store, reviews), key=lambda r: (r.reviewed, r.iri.value)):
        reviews.setdefault(review.claim, []).append(review)
    return tuple(
        Source(
            claim,
            tuple(Passage(s.start, s.end, passages.passage(claim.document, s)) for s in claim.spans),
            tuple(reviews[claim.iri]),
        )
        for claim in mine
    )


def conflicts_among(facts: list[NamedNode], names: Names) -> tuple[Conflict, ...]:
    """Find the conflicts that some facts are in; of many facts, those of the first."""
    store = names.store
    mine = [f for iri in facts[:_MOST_COMPARED] if (f := names.fact(iri)) is not None]
    rivals = {iri for fact in mine if is_accepted(store, fact.iri) for iri in _rivals(store, fact)}
    compared = [f for iri in sorted(rivals, key=str) if (f := names.fact(iri)) is not None]
    about = {fact.iri for fact in mine}
    found = find_conflicts(compared, reckoning_of(store))
    return tuple(c for c in found if about & {f.iri for f in c.facts})


def _rivals(store: Store, fact: Fact) -> set[NamedNode]:
    """Give the accepted facts that may contradict one: of its kind, with the same determining roles."""
    found = {fact.iri}
    for names in _determinants(fact.kind):
        given = [(fact.kind.roles[name].path, fact.roles[name]) for name in names if name in fact.roles]
        alike = [
            _subjects(store.quads(predicate=path, object=value, graph=DefaultGraph()))
            for path, value in given
        ]
        if alike:
            found |= set.intersection(*alike)
    return found


def _determinants(kind: FactKind) -> list[list[str]]:
    whole = [list(rule.determinants) for rule in kind.dependencies]
    # A part and its whole differ in the role that they are part and whole along.
    parts = [[n for n in names if n not in kind.parts_along] for names in whole] if kind.parts_along else []
    return whole + parts
