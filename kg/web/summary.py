"""What is counted once for a snapshot and kept beside it: how many of each class, and the conflicts."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg.atomic import atomic_writer
from kg.errors import KgError
from kg.graph import Graph
from kg.knowledge import documents_of
from kg.vocab import GRAPH_REVIEWS, sl

_VERSION = 1
_CLASSES = "SELECT ?class (COUNT(?thing) AS ?count) WHERE { ?thing a ?class } GROUP BY ?class"
_CLAIMS = "SELECT (COUNT(*) AS ?count) WHERE { GRAPH ?graph { ?claim sl:states ?fact } }"


@dataclass(frozen=True, slots=True)
class Difference:
    """Two facts that differ where they should not: `kg.conflicts.Conflict` without the facts themselves."""

    difference: str
    """A key of `kg.conflicts.DIFFERENCES`."""
    is_contradiction: bool
    kind: str
    """The name of the fact kind."""
    role: str
    facts: tuple[str, str]
    """Their IRIs."""
    compared: tuple[str, str] | None = None
    """The two values in the unit of the second, where a conversion was needed."""


@dataclass(frozen=True)
class Summary:
    """What there is in a snapshot, counted."""

    classes: dict[str, int]
    """Class IRI to how many things of it the accepted view has."""
    claims: int
    documents: tuple[str, ...]
    """IRIs, in order."""
    reviews: int
    differences: tuple[Difference, ...]
    """Contradictions first; none where a fact is not as its kind wants it."""
    by_fact: dict[str, list[Difference]] = field(init=False, repr=False)
    """Fact IRI to the differences that it is in."""

    def __post_init__(self) -> None:
        found: dict[str, list[Difference]] = {}
        for difference in self.differences:
            for fact in difference.facts:
                found.setdefault(fact, []).append(difference)
        object.__setattr__(self, "by_fact", found)

    @cached_property
    def contradictions(self) -> int:
        """How many pairs of facts cannot both hold."""
        return sum(difference.is_contradiction for difference in self.differences)


def summary_of(graph: Graph) -> Summary:
    """Give the summary of a graph's snapshot: as it was kept, or counted now and kept for everyone.

    Where nothing can be written it is counted for this process alone.
    """
    snapshot = getattr(graph.store, "snapshot", None)
    path = snapshot.beside("pages.json") if snapshot is not None else None
    found = _read(path) if path is not None else None
    if found is None:
        found = _count(graph)
        if path is not None:
            _keep(found, path)
    return found


def _count(graph: Graph) -> Summary:
    store = graph.store
    classes = {}
    for row in store.select(_CLASSES):
        thing, count = row["class"], row["count"]
        if isinstance(thing, NamedNode) and isinstance(count, Literal):
            classes[thing.value] = int(count.value)
    return Summary(
        classes=classes,
        claims=sum(int(row["count"].value) for row in store.select(_CLAIMS)),
        documents=tuple(iri.value for iri in documents_of(store)),
        reviews=sum(1 for _ in store.quads(predicate=sl("reviewOf"), graph=GRAPH_REVIEWS)),
        differences=tuple(_differences(graph)),
    )


def _differences(graph: Graph) -> Iterator[Difference]:
    try:
        found = graph.conflicts()
    except KgError:
        # A fact that is not what its kind wants is what `kg validate` tells of; the rest is still shown.
        return
    for conflict in found:
        one, other = conflict.facts
        compared = conflict.compared
        yield Difference(
            conflict.difference,
            conflict.is_contradiction,
            one.kind.name,
            conflict.role,
            (one.iri.value, other.iri.value),
            (str(compared[0]), str(compared[1])) if compared else None,
        )


def _read(path: Path) -> Summary | None:
    try:
        held = json.loads(path.read_bytes())
        return _summary(held) if held.pop("version") == _VERSION else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _summary(held: dict[str, Any]) -> Summary:
    differences = tuple(
        Difference(
            each["difference"],
            each["is_contradiction"],
            each["kind"],
            each["role"],
            (each["facts"][0], each["facts"][1]),
            tuple(each["compared"]) if each["compared"] else None,
        )
        for each in held["differences"]
    )
    return Summary(held["classes"], held["claims"], tuple(held["documents"]), held["reviews"], differences)


def _keep(summary: Summary, path: Path) -> None:
    held = {
        "version": _VERSION,
        "classes": summary.classes,
        "claims": summary.claims,
        "documents": summary.documents,
        "reviews": summary.reviews,
        "differences": [asdict(difference) for difference in summary.differences],
    }
    try:
        with atomic_writer(path) as file:
            file.write(json.dumps(held, ensure_ascii=False).encode())
    except (OSError, KgError):
        return
