"""The facts about a thing: found by the roles that it fills, told in sentences, with claims and conflicts."""

from collections import Counter
from collections.abc import Iterable

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.graph.describe.parts import Page, Passage, ShownClaim, ShownConflict, ShownFact, ShownReview, page_of
from kg.graph.names import Names
from kg.graph.passages import Passages
from kg.graph.records import claims_of, reckoning_of, reviews_of
from kg.language import best
from kg.model.claims import Claim, Review, accepted
from kg.model.conflicts import Conflict, find_conflicts, meaning
from kg.model.facts import Fact
from kg.model.kinds import FactKind
from kg.rdf.terms import kind_of, local_name, shorten
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
            found = _stated(store, [thing])
        case "evidence":
            found = _stated(store, _subjects(store.quads(predicate=_EVIDENCE, object=thing)))
        case "review":
            found = _stated(store, {q.object for q in about if q.predicate == _REVIEW_OF})
        case "document":
            found = _stated(store, _subjects(store.quads(predicate=_IN_DOCUMENT, object=thing)))
        case _:
            found = _with_role(thing, names)
    return in_order(found, names)


def in_order(facts: set[NamedNode], names: Names) -> list[NamedNode]:
    """Put accepted facts first, then the kinds with fewest facts, and in a kind what is numbered by number.

    A ranking or a headquarters is not to be lost behind twenty appraisals.
    """
    many = Counter(_slug(fact) for fact in facts)
    are_few = len(facts) <= _MOST_COMPARED

    def key(iri: NamedNode) -> tuple[object, ...]:
        fact = names.fact(iri) if are_few else None
        order = (not _is_accepted(names.store, iri), many[_slug(iri)], _slug(iri))
        return (*order, *_position(fact), names.label(iri) if are_few else "", iri.value)

    return sorted(facts, key=key)


def _position(fact: Fact | None) -> tuple[int, int]:
    """Say which of its positions a fact has, and which it is: ranks come before places in a list."""
    roles = (
        [role.name for role in fact.kind.roles.values() if role.compared_as == "AsPosition"] if fact else []
    )
    for number, name in enumerate(roles):
        if fact and name in fact.roles:
            return number, int(fact.roles[name].value)
    return len(roles), 0


def _with_role(thing: NamedNode, names: Names) -> set[NamedNode]:
    paths = {role.path for kind in names.kinds.values() for role in kind.roles.values()}
    if any(kind.iri == thing for kind in names.kinds.values()):
        paths |= {A}
    quads = names.store.quads(object=thing)
    return {fact for fact in _subjects(q for q in quads if q.predicate in paths) if kind_of(fact) == "fact"}


def _stated(store: Store, claims: Iterable[object]) -> set[NamedNode]:
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


def _is_accepted(store: Store, fact: NamedNode) -> bool:
    return next(store.quads(subject=fact, predicate=A, graph=DefaultGraph()), None) is not None


class Facts:
    """Tells facts, their claims and their conflicts."""

    def __init__(self, names: Names, passages: Passages) -> None:
        self._names = names
        self._passages = passages

    def page(self, facts: list[NamedNode], number: int, size: int, thing: NamedNode) -> Page[ShownFact]:
        """Tell a page of facts; of a claim, its evidence or its document only the claims of that."""
        return page_of(facts, number, size).map(lambda fact: self._fact(fact, thing))

    def conflicts(self, store: Store, facts: list[NamedNode]) -> tuple[ShownConflict, ...]:
        """Tell the conflicts that some facts are in."""
        mine = [f for iri in facts[:_MOST_COMPARED] if (f := self._names.fact(iri)) is not None]
        rivals = {iri for fact in mine if _is_accepted(store, fact.iri) for iri in _rivals(store, fact)}
        compared = [f for iri in sorted(rivals, key=str) if (f := self._names.fact(iri)) is not None]
        about = {fact.iri for fact in mine}
        found = find_conflicts(compared, reckoning_of(store))
        return tuple(self._conflict(c) for c in found if about & {f.iri for f in c.facts})

    def _fact(self, iri: NamedNode, thing: NamedNode) -> ShownFact:
        fact = self._names.fact(iri)
        claims = claims_of(self._names.store, iri)
        mine = [claim for claim in claims if thing in (claim.iri, claim.document)] or claims
        kind = best(fact.kind.labels, self._names.language) if fact else ""
        return ShownFact(
            fact=shorten(iri),
            kind=kind or "",
            sentence=self._names.label(iri),
            claims=tuple(self._claim(claim) for claim in mine),
        )

    def _claim(self, claim: Claim) -> ShownClaim:
        names = self._names
        reviews = sorted(reviews_of(names.store, claim.iri), key=lambda r: (r.reviewed, r.iri.value))
        return ShownClaim(
            claim=shorten(claim.iri),
            document=names.label(claim.document),
            state=_state(claim, reviews),
            passages=tuple(
                Passage(span.start, span.end, self._passages.passage(claim.document, span))
                for span in claim.spans
            ),
            reviews=tuple(_shown_review(review, names.language) for review in reviews),
            as_written=claim.as_written or "",
            attributed_to=names.label(claim.attributed_to) if claim.attributed_to else "",
            rule=f"{claim.rule} {claim.rule_version}",
            confidence=str(claim.confidence),
        )

    def _conflict(self, conflict: Conflict) -> ShownConflict:
        one, other = (fact.iri for fact in conflict.facts)
        return ShownConflict(
            difference=meaning(conflict.difference, conflict.reading, self._names.language),
            is_contradiction=conflict.is_contradiction,
            facts=(shorten(one), shorten(other)),
            sentences=(self._names.label(one), self._names.label(other)),
        )


def _state(claim: Claim, reviews: list[Review]) -> str:
    if not reviews:
        return "pending"
    return "accepted" if accepted([claim], reviews) else "rejected"


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


def _shown_review(review: Review, language: str) -> ShownReview:
    verdict = "accepted" if review.is_accepted else "rejected"
    return ShownReview(verdict, review.reviewed, review.reviewer, review.reason_in(language))
