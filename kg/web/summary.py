"""What is computed once for a snapshot and written beside it: the counts, and the conflicts."""

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

Computed = TypeVar("Computed")


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
    return _read_or_compute(graph, "counts.json", _summary, lambda: _count(graph))


def differences_of(graph: Graph) -> Differences:
    """Compare all facts of a graph's snapshot, some seconds for each 50,000, or read what was found before.

    Whoever publishes a snapshot may call this, so that no reader waits.
    """
    return _read_or_compute(graph, "conflicts.json", _differences, lambda: list(_compare(graph)))


def known_differences_of(graph: Graph) -> Differences | None:
    """Give the differences that were found before; None if nobody has compared the facts yet."""
    path = _derived_file(graph, "conflicts.json")
    return _read(path, _differences) if path is not None else None


def _read_or_compute(
    graph: Graph, name: str, decode: Callable[[Any], Computed], compute: Callable[[], object]
) -> Computed:
    path = _derived_file(graph, name)
    found = _read(path, decode) if path is not None else None
    if found is not None:
        return found
    # What is given is what will be read: through JSON and back.
    held = json.dumps({"version": _VERSION, "held": compute()}, ensure_ascii=False)
    if path is not None:
        _write(held.encode(), path)
    return decode(json.loads(held)["held"])


def _derived_file(graph: Graph, name: str) -> Path | None:
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
    found = []
    for each in held:
        compared = tuple(each["compared"]) if each["compared"] else None
        found.append(Difference(**each | {"facts": tuple(each["facts"]), "compared": compared}))
    return Differences(tuple(found))


def _read(path: Path, decode: Callable[[Any], Computed]) -> Computed | None:
    try:
        found = json.loads(path.read_bytes())
        return decode(found["held"]) if found["version"] == _VERSION else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _write(held: bytes, path: Path) -> None:
    try:
        with atomic_writer(path) as file:
            file.write(held)
    except (OSError, KgError):
        # Where nothing can be written everyone computes for themselves.
        return
