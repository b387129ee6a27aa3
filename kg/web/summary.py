"""What is reckoned once for a snapshot and kept beside it: how many there are of what, and the conflicts."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import NamedNode

from kg.disk import atomic_writer
from kg.errors import KgError
from kg.graph import Graph
from kg.graph.records import documents_of
from kg.model.conflicts import Conflict
from kg.model.facts import Fact
from kg.rdf.vocab import GRAPH_REVIEWS, term
from kg.web.paging import counts_of

_VERSION = 2
_CLAIMS = "SELECT (COUNT(*) AS ?count) WHERE { GRAPH ?graph { ?claim sl:states ?fact } }"

Reckoned = TypeVar("Reckoned")


@dataclass(frozen=True, slots=True)
class Summary:
    """What there is in a snapshot, counted."""

    classes: dict[str, int]
    """Class IRI to how many things of it the accepted view has."""
    claims: int
    documents: tuple[str, ...]
    """IRIs, in order."""
    reviews: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Two facts that differ where they should not: a `kg.model.conflicts.Conflict` without the facts."""

    difference: str
    """A key of `kg.model.conflicts.DIFFERENCES`."""
    is_contradiction: bool
    kind: str
    """The name of the fact kind."""
    role: str
    facts: tuple[str, str]
    """Their IRIs."""
    compared: tuple[str, str] | None = None
    """The two values in the unit of the second, where a conversion was needed."""
    rate: str = ""
    """The IRI of the exchange rate of that conversion, where the currencies differ."""
    reading: str = ""
    """A key of `kg.model.conflicts.READINGS`, or empty."""

    def conflict(self, one: Fact, other: Fact) -> Conflict:
        """Give the conflict again, of its facts as they were read."""
        return Conflict(
            self.role,
            (one, other),
            self.difference,
            self.is_contradiction,
            (Decimal(self.compared[0]), Decimal(self.compared[1])) if self.compared else None,
            NamedNode(self.rate) if self.rate else None,
            self.reading,
        )


class Differences:
    """Every difference of a snapshot, contradictions first; `by_fact` has those that a fact is in."""

    def __init__(self, every: tuple[Difference, ...]) -> None:
        self.every = every
        self.contradictions = sum(difference.is_contradiction for difference in every)
        self.by_fact: dict[str, list[Difference]] = {}
        for difference in every:
            for fact in difference.facts:
                self.by_fact.setdefault(fact, []).append(difference)


def summary_of(graph: Graph) -> Summary:
    """Count what a graph's snapshot holds, or read what was counted before."""
    return _kept_or_reckoned(graph, "counts.json", _summary, lambda: _count(graph))


def differences_of(graph: Graph) -> Differences:
    """Compare all facts of a graph's snapshot, some seconds for each 50,000, or read what was found before.

    Whoever publishes a snapshot may call this, so that no reader waits.
    """
    return _kept_or_reckoned(graph, "conflicts.json", _differences, lambda: list(_compare(graph)))


def known_differences_of(graph: Graph) -> Differences | None:
    """Give the differences that were found before; None if nobody has compared the facts yet."""
    path = _beside(graph, "conflicts.json")
    return _read(path, _differences) if path is not None else None


def _kept_or_reckoned(
    graph: Graph, name: str, revive: Callable[[Any], Reckoned], reckon: Callable[[], object]
) -> Reckoned:
    path = _beside(graph, name)
    found = _read(path, revive) if path is not None else None
    if found is not None:
        return found
    # What is given is what will be read: through JSON and back.
    held = json.dumps({"version": _VERSION, "held": reckon()}, ensure_ascii=False)
    if path is not None:
        _keep(held.encode(), path)
    return revive(json.loads(held)["held"])


def _beside(graph: Graph, name: str) -> Path | None:
    # Only a store in a folder has snapshots.
    snapshot = getattr(graph.store, "snapshot", None)
    return snapshot.derived_file(name) if snapshot is not None else None


def _count(graph: Graph) -> dict[str, object]:
    store = graph.store
    return {
        "classes": counts_of(store, "class", "?thing a ?class"),
        "claims": sum(int(row["count"].value) for row in store.select(_CLAIMS)),
        "documents": [iri.value for iri in documents_of(store)],
        "reviews": sum(1 for _ in store.quads(predicate=term("sl:reviewOf"), graph=GRAPH_REVIEWS)),
    }


def _summary(held: Any) -> Summary:
    return Summary(held["classes"], held["claims"], tuple(held["documents"]), held["reviews"])


def _compare(graph: Graph) -> Iterator[dict[str, object]]:
    try:
        found = graph.conflicts()
    except KgError:
        # A fact that is not what its kind wants is what `kg validate` tells of; the rest is still shown.
        return
    for conflict in found:
        one, other = conflict.facts
        compared = conflict.compared
        difference = Difference(
            conflict.difference,
            conflict.is_contradiction,
            one.kind.name,
            conflict.role,
            (one.iri.value, other.iri.value),
            (str(compared[0]), str(compared[1])) if compared else None,
            conflict.rate.value if conflict.rate else "",
            conflict.reading,
        )
        yield asdict(difference)


def _differences(held: Any) -> Differences:
    return Differences(
        tuple(
            Difference(
                each["difference"],
                each["is_contradiction"],
                each["kind"],
                each["role"],
                (each["facts"][0], each["facts"][1]),
                (each["compared"][0], each["compared"][1]) if each["compared"] else None,
                each["rate"],
                each["reading"],
            )
            for each in held
        )
    )


def _read(path: Path, revive: Callable[[Any], Reckoned]) -> Reckoned | None:
    try:
        found = json.loads(path.read_bytes())
        return revive(found["held"]) if found["version"] == _VERSION else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _keep(held: bytes, path: Path) -> None:
    try:
        with atomic_writer(path) as file:
            file.write(held)
    except (OSError, KgError):
        # Where nothing can be written everyone reckons for themselves.
        return
