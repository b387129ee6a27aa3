"""Conflicts as lines and as JSON: what kind of difference it is, and both facts with their sources."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.graph.describe.facts import Source, read_sources
from kg.graph.names import Names
from kg.graph.passages import Passages
from kg.graph.records import claims_of
from kg.language import Text, quantity
from kg.model.conflicts import DIFFERENCES, READINGS, Conflict, meaning
from kg.model.facts import Fact
from kg.rdf.iris import local_name
from kg.rdf.vocab import term

_HEADINGS = {
    True: Text("contradiction", "矛盾"),
    False: Text("difference", "差异"),
}
_PUBLISHER = term("dcterms:publisher")
_CHARACTERS = Text("characters", "字符")


def conflict_lines(conflict: Conflict, names: Names, passages: Passages) -> Iterator[str]:
    """Give a conflict as lines: its kind, then each fact with every claim's document and position.

    Args:
        conflict: The conflict.
        names: What to call things, and in which language.
        passages: The documents, where they are at hand; then the words at each position are given too.
    """
    language = names.language
    joint = "：" if language == "zh" else ": "
    yield _HEADINGS[conflict.is_contradiction][language] + joint + meaning(conflict.difference, "", language)
    if conflict.reading:
        yield f"  {READINGS[conflict.reading][language]}"
    for side, fact in enumerate(conflict.facts):
        yield f"  {fact.sentence(language, names.label)}"
        if side == 0:
            yield from _in_other_unit(conflict, names)
        for source in read_sources(names.store, passages, fact.iri):
            yield from _source(source, names.language)


def to_json(conflict: Conflict, names: Names) -> dict[str, Any]:
    """Give a conflict for machines."""
    return {
        "difference": conflict.difference,
        "isContradiction": conflict.is_contradiction,
        "meaning": DIFFERENCES[conflict.difference][names.language],
        "reading": READINGS[conflict.reading][names.language] if conflict.reading else None,
        "converted": _converted_json(conflict),
        "kind": conflict.facts[0].kind.name,
        "role": conflict.role,
        "facts": [_fact_json(fact, names) for fact in conflict.facts],
    }


def _fact_json(fact: Fact, names: Names) -> dict[str, Any]:
    return {
        "iri": fact.iri.value,
        "sentence": fact.sentence(names.language, names.label),
        "claims": [
            {
                "iri": claim.iri.value,
                "document": claim.document.value,
                "evidence": [{"start": span.start, "end": span.end} for span in claim.spans],
                "asWritten": claim.as_written,
            }
            for claim in claims_of(names.store, fact.iri)
        ],
    }


def _source(source: Source, language: str) -> Iterator[str]:
    claim = source.claim
    positions = ", ".join(f"{passage.start}–{passage.end}" for passage in source.passages)
    written = f" “{claim.as_written}”" if claim.as_written else ""
    yield f"    {local_name(claim.document)} {_CHARACTERS[language]} {positions}{written}"
    for passage in source.passages:
        if passage.text is not None:
            yield f"      “{' '.join(passage.text.split())}”"


def converted_value(conflict: Conflict, names: Names) -> str:
    """Give the first value in the second's unit, to three digits; "" where nothing had to be converted."""
    if conflict.compared is None or "unit" not in conflict.facts[1].roles:
        return ""
    unit = names.label(conflict.facts[1].roles["unit"])
    value = conflict.compared[0]
    return quantity(round(value, 2 - int(value.adjusted())), unit, names.language)


def rate_text(iri: NamedNode, names: Names) -> str:
    """Write an exchange rate with its year and who published it; its label where it lacks one of these."""
    parts = {q.predicate: q.object for q in names.store.quads(subject=iri, graph=DefaultGraph())}
    needed = ("fromUnit", "toUnit", "ratePeriod", "rateValue")
    one, other, year, value = (parts.get(term(f"sl:{name}")) for name in needed)
    if not isinstance(year, Literal) or not isinstance(value, Literal):
        return names.label(iri)
    number, publisher = f"{Decimal(value.value).normalize():f}", parts.get(_PUBLISHER)
    if names.language == "zh":
        source = f"（{names.label(publisher)}）" if isinstance(publisher, NamedNode) else ""
        return f"按{year.value}年平均汇率1{_unit(one, names)}={number}{_unit(other, names)}{source}"
    source = f" ({names.label(publisher)})" if isinstance(publisher, NamedNode) else ""
    return f"at {_unit(one, names)} 1 = {_unit(other, names)} {number}, average of {year.value}{source}"


def _unit(iri: object, names: Names) -> str:
    """Give what to call a currency: in English its code, for a name would have to be put in the singular."""
    if not isinstance(iri, NamedNode):
        return ""
    codes = (q.object for q in names.store.quads(subject=iri, predicate=term("sl:currencyCode")))
    code = next((c.value for c in codes if isinstance(c, Literal)), "")
    return code if code and names.language == "en" else names.label(iri)


def _converted_json(conflict: Conflict) -> dict[str, Any] | None:
    if conflict.compared is None:
        return None
    unit = conflict.facts[1].roles.get("unit")
    return {
        "value": f"{round(conflict.compared[0], 2).normalize():f}",
        "unit": unit.value if unit is not None else None,
        "rate": conflict.rate.value if conflict.rate is not None else None,
    }


def _in_other_unit(conflict: Conflict, names: Names) -> Iterator[str]:
    """Write the first value in the second's unit, and at what rate, where it had to be converted."""
    value = converted_value(conflict, names)
    if value:
        comma = "，" if names.language == "zh" else ", "
        yield f"  ≈ {value}" + (comma + rate_text(conflict.rate, names) if conflict.rate else "")
