"""Facts, names and values in words: phrases that each know what thing they name, so that it can be a link."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.graph.names import Names
from kg.language import clock, grouped, is_interval, language_tag, period, truth
from kg.model.facts import Fact
from kg.rdf.iris import kind_of, local_name
from kg.rdf.vocab import STATEMENT_KINDS, term

Term = NamedNode | BlankNode | Literal | Triple

# What stands for a thing while its sentence is made: characters that no text uses.
_SLOT = re.compile("\ue000([0-9]+)\ue001")
_WITHIN = re.compile(r"[A-Za-z0-9.,%-]{2}")
_BOOLEAN = term("xsd:boolean")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some words, and what they speak of.

    Attributes:
        text: The words.
        iri: The IRI of the thing they name; "" where they name none.
        tag: The language they are in, as a language tag; "" where nobody says.
        note: What else is to be known of it: what it is part of, where another thing is called the same.
        machine: The value as machines read it, where it is a date; else "".
    """

    text: str
    iri: str = ""
    tag: str = ""
    note: str = ""
    machine: str = ""


Sentence = tuple[Phrase, ...]


def fact_sentence(iri: NamedNode, fact: Fact | None, names: Names, here: NamedNode | None = None) -> Sentence:
    """Write a fact in words, with the things that it links as phrases of their own.

    Args:
        iri: The fact.
        fact: It, as it was read; None where it is not as its kind wants it: then its label is a link.
        names: What to call things, and in which language.
        here: The thing whose page it is: its name is no link there.
    """
    if fact is None:
        return (Phrase(names.label(iri), "" if iri == here else iri.value),)
    things: list[NamedNode] = []
    unit = fact.roles.get("unit")

    def slot(iri: NamedNode) -> str:
        if iri == unit:
            return names.label(iri)
        things.append(iri)
        return f"\ue000{len(things) - 1}\ue001"

    return tuple(_phrases(fact.sentence(names.language, slot), things, names, here))


def _phrases(text: str, things: list[NamedNode], names: Names, here: NamedNode | None) -> Iterable[Phrase]:
    for position, part in enumerate(_SLOT.split(text)):
        if position % 2 == 0:
            if part:
                yield Phrase(part)
        elif int(part) < len(things):
            thing = things[int(part)]
            yield Phrase(names.label(thing), "" if thing == here else thing.value)


def phrase_of(term: Term, names: Names, *, happens_once: bool = True) -> Phrase:
    """Give a term as a phrase: a thing by its label, a value in words; an interval says when, or how long."""
    if isinstance(term, NamedNode):
        label = names.label(term)
        # In Turtle an IRI without a prefix stands in brackets; in a page it is its own link.
        return Phrase(term.value if label == f"<{term.value}>" else label, term.value)
    if not isinstance(term, Literal):
        return Phrase(str(term))
    if term.language:
        return Phrase(term.value, tag=language_tag(term.language))
    if term.datatype == _BOOLEAN:
        return Phrase(truth(term.value in ("true", "1"), names.language))
    text = readable(term, names.language, happens_once=happens_once)
    return date_phrase(term.value, text) if is_date(term) else Phrase(text)


def date_phrase(value: str, text: str) -> Phrase:
    """Give a date in words; what could not be put in words is none that machines would read."""
    return Phrase(text, machine=value if text != value else "")


def is_thing(iri: NamedNode) -> bool:
    """Say whether an IRI is of a thing that people speak of, and not of a record such as a claim."""
    return kind_of(iri) not in STATEMENT_KINDS


def split_at_difference(one: str, other: str) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """Split two sentences each into what stands in both before they differ, the difference, and what follows.

    No word or number is cut; of sentences that have little in common no part stands out.

    >>> split_at_difference("Hangzhou ranks 11 in A", "Hangzhou ranks 12 in A")
    (('Hangzhou ranks ', '11', ' in A'), ('Hangzhou ranks ', '12', ' in A'))
    """
    start = _common_length(one, other)
    while start and not (_can_split(one, start) and _can_split(other, start)):
        start -= 1
    end = _common_length(one[start:][::-1], other[start:][::-1])
    while end and not (_can_split(one, len(one) - end) and _can_split(other, len(other) - end)):
        end -= 1
    if start + end < min(len(one), len(other)) / 3:
        return (one, "", ""), (other, "", "")
    first, second = (
        (text[:start], text[start : len(text) - end], text[len(text) - end :]) for text in (one, other)
    )
    return first, second


def split_around(text: str, part: str) -> tuple[str, str, str]:
    """Split a text around a part of it; where it is not there, all stands before it.

    >>> split_around("It is 5 billion yuan large", "5 billion yuan"), split_around("It is so", "")
    (('It is ', '5 billion yuan', ' large'), ('It is so', '', ''))
    """
    return text.partition(part) if part else (text, "", "")


def _common_length(one: str, other: str) -> int:
    """Say how many characters two texts begin with that are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (first, second) in pairs if first != second), min(len(one), len(other)))


def _can_split(text: str, index: int) -> bool:
    """Say whether a text may be split at an index: not within a word of letters or a number."""
    return not _WITHIN.fullmatch(text[max(0, index - 1) : index + 1])


def plain_text(phrases: Sentence) -> str:
    """Give the words alone."""
    return "".join(phrase.text for phrase in phrases)


_WHOLE = frozenset({"integer", "int", "long", "nonNegativeInteger"})
_NUMERIC = _WHOLE | {"decimal", "double", "float"}
# Below this no whole number needs help to be read, for years are such numbers too; no decimal is a year.
_LONG, _NO_YEAR = 10_000, 1_000


def is_number(term: object) -> bool:
    """Say whether a term is a number."""
    return isinstance(term, Literal) and local_name(term.datatype) in _NUMERIC


def is_date(term: Literal) -> bool:
    """Say whether a value is a date, or a date and a time."""
    return local_name(term.datatype) in ("date", "dateTime")


def readable(term: Literal, language: str, *, happens_once: bool = True) -> str:
    """Write a value so that it can be read: a long number, a date, an interval; another stays as it is.

    Args:
        term: The value.
        language: "zh" or "en".
        happens_once: Whether an interval is when a thing happens, and not how long it lasts.

    >>> [readable(Literal(value), "en") for value in (100000000000, 2018, Decimal(2600), "2010/..", "2600")]
    ['100,000,000,000', '2018', '2,600', '2010 or later', '2600']
    >>> readable(Literal(12208), "zh"), readable(Literal(100000000000), "zh")
    ('12,208', '1000亿')
    """
    if is_number(term):
        return _number(term, language)
    if is_date(term):
        return clock(term.value, language)
    if local_name(term.datatype) == "string" and is_interval(term.value):
        return period(term.value, language, happens_once=happens_once)
    return term.value


def _number(term: Literal, language: str) -> str:
    try:
        value = Decimal(term.value)
    except InvalidOperation:
        return term.value
    least = _LONG if local_name(term.datatype) in _WHOLE else _NO_YEAR
    return grouped(value, language) if value.is_finite() and abs(value) >= least else term.value
