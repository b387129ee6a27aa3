"""Facts with who says them and where, and with what contradicts them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import NamedNode

from kg.graph.describe.conflicts import converted_value, rate_text
from kg.graph.describe.facts import Source, is_accepted, read_sources
from kg.graph.passages import Passages
from kg.language import best, quantity
from kg.model.conflicts import DIFFERENCES, READINGS, meaning
from kg.web.linked_text import (
    Phrase,
    Sentence,
    fact_sentence,
    phrase_of,
    plain_text,
    split_around,
    split_at_difference,
)
from kg.web.snapshot_cache import SnapshotCache
from kg.web.summary import Difference


@dataclass(frozen=True, slots=True)
class LinkedSource:
    """A source of a fact, with its document and whom that names for it as phrases."""

    source: Source
    document: Phrase
    attributed_to: Phrase | None


@dataclass(frozen=True, slots=True)
class Rival:
    """What differs from a fact, and how."""

    meaning: str
    is_contradiction: bool
    iri: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class FactOnPage:
    """A fact in a sentence, with its sources and rivals."""

    iri: str
    kind: Phrase
    sentence: Sentence
    is_accepted: bool
    sources: tuple[LinkedSource, ...]
    rivals: tuple[Rival, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two facts that differ, its sentence in three parts: the middle one is where they do.

    Attributes:
        converted: Its value in the other's unit, or "".
        rate: The exchange rate at which it was converted, or None.
        part_or_whole: "part" or "whole" where one exceeds the other; else "".
    """

    iri: str
    before: str
    differs: str
    after: str
    converted: str
    sources: tuple[LinkedSource, ...]
    part_or_whole: str = ""
    rate: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two facts that differ, side by side."""

    meaning: str
    is_contradiction: bool
    sides: tuple[Side, Side]
    reading: str = ""
    """On what reading it is a contradiction, where its bounds alone would let both hold."""


class Sources:
    """Facts, their sources and their conflicts, for the page of one thing.

    Args:
        cache: What was read of the graph before.
        passages: The documents, where they are at hand.
        here: The thing whose page it is, which is no link there; None for a page of many things.
    """

    def __init__(self, cache: SnapshotCache, passages: Passages, here: NamedNode | None = None) -> None:
        self._cache = cache
        self._names = cache.names
        self._passages = passages
        self._here = here

    def facts(self, iris: Iterable[str]) -> tuple[FactOnPage, ...]:
        """Give facts with their sources; on the page of a claim or a document only those of that."""
        return tuple(self._fact(NamedNode(iri)) for iri in iris)

    def sentence(self, iri: NamedNode) -> Sentence:
        """Write a fact without its sources."""
        return fact_sentence(iri, self._cache.fact(iri), self._names, self._here)

    def conflicts(self, facts: Iterable[str], most: int = 20) -> tuple[Conflict, ...]:
        """Give the conflicts that some facts are in, contradictions first, each once."""
        found = dict.fromkeys(each for iri in facts for each in self._differences(iri))
        worst_first = sorted(found, key=lambda each: not each.is_contradiction)
        return tuple(self.conflict(each) for each in worst_first[:most])

    def conflict(self, difference: Difference) -> Conflict:
        """Give one difference with both its sides."""
        one, other = (NamedNode(iri) for iri in difference.facts)
        said, against = plain_text(self.sentence(one)), plain_text(self.sentence(other))
        # A part and its whole are two things: that their names differ is not what is wrong.
        are_two = difference.difference == "part"
        first, second = split_at_difference(said, against)
        if are_two:
            first, second = split_around(said, self._value(one)), split_around(against, self._value(other))
        parts = ("part", "whole") if are_two else ("", "")
        return Conflict(
            DIFFERENCES[difference.difference][self._names.language],
            difference.is_contradiction,
            (
                Side(
                    one.value,
                    *first,
                    self._converted(difference),
                    self._sources(one),
                    parts[0],
                    self._rate(difference),
                ),
                Side(other.value, *second, "", self._sources(other), parts[1]),
            ),
            READINGS[difference.reading][self._names.language] if difference.reading else "",
        )

    def _converted(self, difference: Difference) -> str:
        """Give the first value in the second's unit, where it had to be converted."""
        one, other = (self._cache.fact(NamedNode(iri)) for iri in difference.facts)
        return converted_value(difference.conflict(one, other), self._names) if one and other else ""

    def _rate(self, difference: Difference) -> Phrase | None:
        rate = difference.rate
        return Phrase(rate_text(NamedNode(rate), self._names), rate) if rate else None

    def _value(self, iri: NamedNode) -> str:
        """Give how the sentence of a fact writes its quantity; "" where it has none."""
        fact = self._cache.fact(iri)
        if fact is None or "unit" not in fact.roles or "value" not in fact.roles:
            return ""
        unit, language = self._names.label(fact.roles["unit"]), self._names.language
        return quantity(Decimal(fact.roles["value"].value), unit, language)

    def _fact(self, iri: NamedNode) -> FactOnPage:
        fact = self._cache.fact(iri)
        kind = (
            Phrase(best(fact.kind.labels, self._names.language) or "", fact.kind.iri.value)
            if fact
            else Phrase("")
        )
        return FactOnPage(
            iri.value,
            kind,
            self.sentence(iri),
            is_accepted(self._names.store, iri),
            self._sources(iri, only=self._here),
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

    def _sources(self, fact: NamedNode, only: NamedNode | None = None) -> tuple[LinkedSource, ...]:
        sources = read_sources(self._names.store, self._passages, fact, only=only)
        return tuple(self._source(source) for source in sources)

    def _source(self, source: Source) -> LinkedSource:
        by = source.claim.attributed_to
        document = self._document(source.claim.document)
        return LinkedSource(source, document, phrase_of(by, self._names) if by else None)

    def _document(self, iri: NamedNode) -> Phrase:
        phrase = phrase_of(iri, self._names)
        return Phrase(phrase.text) if iri == self._here else phrase
