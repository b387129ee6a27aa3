"""Conflicts told to a reader: what kind of difference it is, both sides, and where each side stands."""

from collections.abc import Iterator
from typing import Any

from kg.claims import Claim
from kg.conflicts import DIFFERENCES, Conflict
from kg.facts import Fact
from kg.knowledge import claims_of
from kg.names import Names
from kg.passages import Passages
from kg.terms import local_name
from kg.words import quantity

_HEADS = {
    True: {"en": "contradiction", "zh": "矛盾"},
    False: {"en": "difference", "zh": "差异"},
}
_REVIEW = {"en": "characters", "zh": "字符"}


def tell(conflict: Conflict, names: Names, passages: Passages) -> Iterator[str]:
    """Tell a conflict in lines: its kind, then each fact with every claim's document and position.

    Args:
        conflict: The conflict.
        names: What to call things, and in which language.
        passages: The documents, where they are at hand; then the words at each position are told too.
    """
    language = names.language
    joint = "：" if language == "zh" else ": "
    yield _HEADS[conflict.is_contradiction][language] + joint + DIFFERENCES[conflict.difference][language]
    for side, fact in enumerate(conflict.facts):
        yield f"  {fact.sentence(language, names.label)}{_in_other_unit(conflict, side, names)}"
        for claim in claims_of(names.store, fact.iri):
            yield from _where(claim, names, passages)


def to_json(conflict: Conflict, names: Names) -> dict[str, Any]:
    """Give a conflict for machines."""
    return {
        "difference": conflict.difference,
        "isContradiction": conflict.is_contradiction,
        "meaning": DIFFERENCES[conflict.difference][names.language],
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


def _where(claim: Claim, names: Names, passages: Passages) -> Iterator[str]:
    spans = ", ".join(f"{span.start}–{span.end}" for span in claim.spans)
    written = f" “{claim.as_written}”" if claim.as_written else ""
    yield f"    {local_name(claim.document)} {_REVIEW[names.language]} {spans}{written}"
    for span in claim.spans:
        words = passages.passage(claim.document, span)
        if words is not None:
            yield f"      “{' '.join(words.split())}”"


def _in_other_unit(conflict: Conflict, side: int, names: Names) -> str:
    """Tell the first value in the second's unit, where it had to be converted."""
    if conflict.compared is None or side != 0:
        return ""
    unit = names.label(conflict.facts[1].roles["unit"])
    value = round(conflict.compared[0], -int(conflict.compared[0].adjusted()) + 2)
    return f" ≈ {quantity(value, unit, names.language)}"
