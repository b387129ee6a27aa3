"""Facts with who says them and where, and with what contradicts them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import DefaultGraph, NamedNode

from kg.graph.describe.conflicts import converted, rate_told
from kg.graph.passages import Passages
from kg.graph.records import claims_of, reviews_of
from kg.language import best, clock, quantity
from kg.model.claims import BY_HAND, Claim, Review, accepted
from kg.model.conflicts import DIFFERENCES, READINGS, meaning
from kg.rdf.vocab import A
from kg.web.sentences import Piece, Sentence, around, named, parted, plain, told
from kg.web.snapshot_cache import SnapshotCache
from kg.web.summary import Difference


@dataclass(frozen=True, slots=True)
class Position:
    """Characters start to end of a document, end left out, and what stands there where that is at hand."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who accepted or rejected a claim, when and why; the day for machines and for people."""

    is_accepted: bool
    when: str
    day: str
    who: str
    why: str
    iri: str


@dataclass(frozen=True, slots=True)
class Source:
    """A claim, as a source of a fact: which document says it, where, and what was decided about it.

    Attributes:
        claim: Its IRI.
        document: The document.
        positions: Where it is said.
        state: "accepted", "pending" or "rejected".
        as_written: The figure as the document writes it, or "".
        stated_by: Whom the document names for it, or None.
        rule: By which rule it was read, with its version; "" where a person read it.
        confidence: From 0 to 1.
        verdicts: Its reviews, oldest first.
    """

    claim: str
    document: Piece
    positions: tuple[Position, ...]
    state: str
    as_written: str
    stated_by: Piece | None
    rule: str
    confidence: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Rival:
    """What differs from a fact, and how."""

    meaning: str
    is_contradiction: bool
    iri: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact in a sentence, with its sources and rivals."""

    iri: str
    kind: Piece
    sentence: Sentence
    is_accepted: bool
    sources: tuple[Source, ...]
    rivals: tuple[Rival, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two facts that differ, its sentence in three parts: the middle one is where they do.

    Attributes:
        converted: Its value in the other's unit, or "".
        rate: The exchange rate at which it was converted, or None.
        place: "part" or "whole" where one exceeds the other; else "".
    """

    iri: str
    before: str
    differs: str
    after: str
    converted: str
    sources: tuple[Source, ...]
    place: str = ""
    rate: Piece | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two facts that differ, side by side."""

    meaning: str
    is_contradiction: bool
    sides: tuple[Side, Side]
    reading: str = ""
    """On what reading it is a contradiction, where its bounds alone would let both hold."""


class Sources:
    """Tells facts, their sources and their conflicts, on the page of one thing.

    Args:
        kept: What is kept of the graph.
        passages: The documents, where they are at hand.
        here: The thing whose page it is, which is no link there; None for a page of many things.
    """

    def __init__(self, cache: SnapshotCache, passages: Passages, here: NamedNode | None = None) -> None:
        self._cache = cache
        self._names = cache.names
        self._passages = passages
        self._here = here

    def facts(self, iris: Iterable[str]) -> tuple[ToldFact, ...]:
        """Tell facts; on the page of a claim or a document only with the claims of that."""
        return tuple(self._fact(NamedNode(iri)) for iri in iris)

    def sentence(self, iri: NamedNode) -> Sentence:
        """Tell a fact without its sources."""
        return told(iri, self._cache.fact(iri), self._names, self._here)

    def conflicts(self, facts: Iterable[str], most: int = 20) -> tuple[Conflict, ...]:
        """Tell the conflicts that some facts are in, contradictions first, each once."""
        found = dict.fromkeys(each for iri in facts for each in self._differences(iri))
        worst_first = sorted(found, key=lambda each: not each.is_contradiction)
        return tuple(self.conflict(each) for each in worst_first[:most])

    def conflict(self, difference: Difference) -> Conflict:
        """Tell one difference with both its sides."""
        one, other = (NamedNode(iri) for iri in difference.facts)
        said, against = plain(self.sentence(one)), plain(self.sentence(other))
        # A part and its whole are two things: that their names differ is not what is wrong.
        are_two = difference.difference == "part"
        first, second = parted(said, against)
        if are_two:
            first, second = (around(text, self._value(iri)) for text, iri in ((said, one), (against, other)))
        places = ("part", "whole") if are_two else ("", "")
        return Conflict(
            DIFFERENCES[difference.difference][self._names.language],
            difference.is_contradiction,
            (
                Side(
                    one.value,
                    *first,
                    self._converted(difference),
                    self._sources(one, whole=True),
                    places[0],
                    self._rate(difference),
                ),
                Side(other.value, *second, "", self._sources(other, whole=True), places[1]),
            ),
            READINGS[difference.reading][self._names.language] if difference.reading else "",
        )

    def _converted(self, difference: Difference) -> str:
        """Give the first value in the second's unit, where it had to be converted."""
        one, other = (self._cache.fact(NamedNode(iri)) for iri in difference.facts)
        return converted(difference.conflict(one, other), self._names) if one and other else ""

    def _rate(self, difference: Difference) -> Piece | None:
        rate = difference.rate
        return Piece(rate_told(NamedNode(rate), self._names), rate) if rate else None

    def _value(self, iri: NamedNode) -> str:
        """Give how the sentence of a fact writes its quantity; "" where it has none."""
        fact = self._cache.fact(iri)
        if fact is None or "unit" not in fact.roles or "value" not in fact.roles:
            return ""
        unit, language = self._names.label(fact.roles["unit"]), self._names.language
        return quantity(Decimal(fact.roles["value"].value), unit, language)

    def _fact(self, iri: NamedNode) -> ToldFact:
        fact = self._cache.fact(iri)
        kind = (
            Piece(best(fact.kind.labels, self._names.language) or "", fact.kind.iri.value)
            if fact
            else Piece("")
        )
        return ToldFact(
            iri.value,
            kind,
            self.sentence(iri),
            next(self._cache.graph.store.quads(iri, A, None, DefaultGraph()), None) is not None,
            self._sources(iri),
            tuple(self._rival(iri, each) for each in self._differences(iri.value)),
        )

    def _differences(self, fact: str) -> Sequence[Difference]:
        known = self._cache.known_differences
        return known.by_fact.get(fact, ()) if known is not None else ()

    def _rival(self, iri: NamedNode, difference: Difference) -> Rival:
        one, other = difference.facts
        rival = NamedNode(other if one == iri.value else one)
        said = meaning(difference.difference, difference.reading, self._names.language)
        return Rival(said, difference.is_contradiction, rival.value, self.sentence(rival))

    def _sources(self, fact: NamedNode, *, whole: bool = False) -> tuple[Source, ...]:
        claims = claims_of(self._names.store, fact)
        mine = [] if whole else [claim for claim in claims if self._here in (claim.iri, claim.document)]
        return tuple(self._source(claim) for claim in mine or claims)

    def _source(self, claim: Claim) -> Source:
        reviews = sorted(
            reviews_of(self._names.store, claim.iri), key=lambda review: (review.reviewed, review.iri.value)
        )
        is_by_hand = claim.rule == BY_HAND
        return Source(
            claim.iri.value,
            self._document(claim.document),
            tuple(
                Position(span.start, span.end, self._passages.passage(claim.document, span) or "")
                for span in claim.spans
            ),
            ("accepted" if accepted([claim], reviews) else "rejected") if reviews else "pending",
            claim.as_written or "",
            named(claim.attributed_to, self._names) if claim.attributed_to else None,
            "" if is_by_hand else f"{claim.rule} {claim.rule_version}",
            f"{claim.confidence.normalize():f}",
            tuple(self._verdict(review) for review in reviews),
        )

    def _verdict(self, review: Review) -> Verdict:
        why = review.reason_in(self._names.language)
        day = review.reviewed[:10]
        told = clock(day, self._names.language)
        return Verdict(review.is_accepted, day, told, review.reviewer, why, review.iri.value)

    def _document(self, iri: NamedNode) -> Piece:
        piece = named(iri, self._names)
        return Piece(piece.text) if iri == self._here else piece
