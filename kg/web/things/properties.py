"""What is said about a thing itself: its heading, names, classes, and properties with their values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode, Quad

from kg.graph.names import Names
from kg.language import DATA_TAGS, Text, clock, is_interval, language_tag
from kg.model.claims import BY_HAND
from kg.rdf.iris import kind_of, local_name
from kg.rdf.vocab import (
    ALT_LABEL,
    COMMENT,
    DEFINITION,
    HIDDEN_LABEL,
    LABEL,
    NOTATION,
    PREF_LABEL,
    A,
    term,
)
from kg.store import Store
from kg.web.linked_text import Phrase, Term, date_phrase, is_thing, phrase_of

MOST_READ = 5_000
"""Of a thing about which more is said than this, the others are in its Turtle and not on its page."""
MOST_VALUES = 60
"""How many values of one property a page shows."""

_TITLE = term("dcterms:title")
_LAT, _LONG = (term(f"wgs84:{name}") for name in ("lat", "long"))
_NAMES = {PREF_LABEL, LABEL, ALT_LABEL, HIDDEN_LABEL, A}
_SHOWN_ELSEWHERE = {_LAT, _LONG, term("sl:claimedIn"), term("sl:evidence")}
"""What a page shows elsewhere: as coordinates, and with the sources of a fact."""
_FIRST = (
    DEFINITION,
    COMMENT,
    NOTATION,
    term("dcterms:date"),
    term("sl:states"),
    term("sl:inDocument"),
    term("sl:partOf"),
)
_RULE, _DATE = term("sl:rule"), term("dcterms:date")
_BY_HAND = Text("by hand", "人工")
_LAST = (
    term("vann:preferredNamespacePrefix"),
    term("skos:example"),
    term("skos:inScheme"),
    term("sl:codePoints"),
    term("sl:encoding"),
    term("sl:sha256"),
    term("rdfs:isDefinedBy"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A property, its values, and how many more there are."""

    property: Phrase
    values: tuple[Phrase, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What is said about a thing itself.

    Attributes:
        name: What it is called in the reader's language; its CURIE at the worst.
        others: Its other preferred names, with their languages.
        classes: What it is.
        aliases: Its other names.
        misspellings: How others misspell it.
        coordinates: "30.2936° N, 120.1614° E", or "".
        rows: Its properties.
        is_cut: Whether more is said than was read.
    """

    name: Phrase
    others: tuple[Phrase, ...]
    classes: tuple[Phrase, ...]
    aliases: tuple[Phrase, ...]
    misspellings: tuple[Phrase, ...]
    coordinates: str
    rows: tuple[Row, ...]
    is_cut: bool


def read_about(store: Store, thing: NamedNode, names: Names) -> About:
    """Read what is said about a thing, in whichever graphs."""
    read = list(islice(store.quads(subject=thing), MOST_READ + 1))
    quads = read[:MOST_READ]
    name = heading(thing, names)
    preferred = _texts(quads, PREF_LABEL) or (_texts(quads, LABEL) if is_thing(thing) else ())
    tag = next((phrase.tag for phrase in preferred if phrase.text == name), "")
    return About(
        name=Phrase(name, tag=tag),
        others=tuple(phrase for phrase in _by_language(preferred, names.language) if phrase.text != name),
        classes=tuple(_unique(phrase_of(q.object, names) for q in quads if q.predicate == A)),
        aliases=_texts(quads, ALT_LABEL),
        misspellings=_texts(quads, HIDDEN_LABEL),
        coordinates=_coordinates(quads, names.language),
        rows=tuple(_rows(quads, names)),
        is_cut=len(read) > MOST_READ,
    )


def _texts(quads: Iterable[Quad], predicate: NamedNode) -> tuple[Phrase, ...]:
    found = (q.object for q in quads if q.predicate == predicate)
    phrases = {Phrase(o.value, tag=language_tag(o.language or "")) for o in found if isinstance(o, Literal)}
    return tuple(sorted(phrases, key=lambda phrase: (phrase.tag, phrase.text)))


def _by_language(phrases: Iterable[Phrase], language: str) -> list[Phrase]:
    """Put texts in the reader's language first, the others after it in a fixed order."""
    tags = DATA_TAGS[language]

    def key(phrase: Phrase) -> tuple[int, str, str]:
        tag = phrase.tag.lower()
        return (tags.index(tag) if tag in tags else len(tags), tag, phrase.text)

    return sorted(phrases, key=key)


def _unique(phrases: Iterable[Phrase]) -> list[Phrase]:
    return sorted(set(phrases), key=lambda phrase: (phrase.text, phrase.iri))


def _coordinates(quads: Sequence[Quad], language: str) -> str:
    lat, long = _degrees(quads, _LAT), _degrees(quads, _LONG)
    if lat is None or long is None:
        return ""
    if language == "zh":
        north, east = "北纬" if lat >= 0 else "南纬", "东经" if long >= 0 else "西经"
        return f"{north} {abs(lat):.9g}°，{east} {abs(long):.9g}°"
    return f"{abs(lat):.9g}° {'N' if lat >= 0 else 'S'}, {abs(long):.9g}° {'E' if long >= 0 else 'W'}"


def _degrees(quads: Iterable[Quad], predicate: NamedNode) -> float | None:
    for quad in quads:
        if quad.predicate == predicate and isinstance(quad.object, Literal):
            try:
                return round(float(quad.object.value), 6)
            except ValueError:
                return None
    return None


def _rows(quads: Iterable[Quad], names: Names) -> Iterable[Row]:
    values: dict[NamedNode, dict[Term, None]] = {}
    for quad in quads:
        is_name = quad.predicate == _TITLE and names.label(quad.subject) == phrase_of(quad.object, names).text
        if quad.predicate not in _NAMES | _SHOWN_ELSEWHERE and not is_name:
            values.setdefault(quad.predicate, {})[quad.object] = None
    # The order is that of IRIs, so that it is the same in every language.
    for predicate in sorted(
        values, key=lambda found: (_rank(found), local_name(found).casefold(), found.value)
    ):
        found = (_value(predicate, term, names) for term in values[predicate])
        phrases = _by_language(_unique(found), names.language)
        property_ = Phrase(names.label(predicate), predicate.value)
        yield Row(property_, tuple(phrases[:MOST_VALUES]), max(0, len(phrases) - MOST_VALUES))


def _value(predicate: NamedNode, term: Term, names: Names) -> Phrase:
    """Give a value as the sentences of facts say it."""
    if isinstance(term, Literal) and predicate == _RULE and term.value == BY_HAND:
        return Phrase(_BY_HAND[names.language])
    if isinstance(term, Literal) and predicate == _DATE:
        return date_phrase(term.value, clock(term.value, names.language))
    if not isinstance(term, Literal) or not is_interval(term.value):
        return phrase_of(term, names)
    roles = (role for kind in names.kinds.values() for role in kind.roles.values() if role.path == predicate)
    return phrase_of(term, names, happens_once=all(role.compared_as == "AsPeriod" for role in roles))


def _rank(predicate: NamedNode) -> int:
    if predicate in _FIRST:
        return _FIRST.index(predicate) - len(_FIRST)
    return 1 + _LAST.index(predicate) if predicate in _LAST else 0


_HEADINGS = {
    "claim": Text("Claim: {0}", "主张：{0}"),
    "review": Text("Review of the claim: {0}", "对主张的审核：{0}"),
    "evidence": Text("Evidence in: {0}", "证据，见：{0}"),
}
_SOURCE = term("oa:hasSource")


def heading(thing: NamedNode, names: Names) -> str:
    """Give what to write above a page: the name of a thing; of a claim and the like what it is about.

    Where a record speaks of nothing that is known, it is called by its CURIE.
    """
    kind = kind_of(thing)
    if kind not in _HEADINGS:
        return names.label(thing)
    about = _follow(thing, _SOURCE, names) if kind == "evidence" else _stated(thing, names)
    return _HEADINGS[kind][names.language].format(names.label(about)) if about else names.label(thing)


def _stated(record: NamedNode, names: Names) -> NamedNode | None:
    claim = _follow(record, term("sl:reviewOf"), names) or record
    return _follow(claim, term("sl:states"), names)


def _follow(thing: NamedNode, predicate: NamedNode, names: Names) -> NamedNode | None:
    found = (quad.object for quad in names.store.quads(thing, predicate))
    return next((end for end in found if isinstance(end, NamedNode)), None)
