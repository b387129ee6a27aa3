"""Rankings: how many entries each has, and the newest first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from kg.rdf.vocab import A, sl
from kg.web.asking import MOST_READ, counts_of, subjects_of
from kg.web.sentences import Piece
from kg.web.snapshot_cache import Kept

_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking, and how many entries it has: facts that say what stands where in it."""

    piece: Piece
    entries: int


def rankings(kept: Kept, most: int) -> tuple[list[Ranked], int]:
    """Give the newest rankings, by the years in their names, and how many there are besides."""
    found = subjects_of(islice(kept.graph.store.quads(predicate=A, object=sl("Ranking")), MOST_READ))
    labels = kept.labels(found)
    newest = sorted(found, key=lambda iri: (-_year(labels[iri]), labels[iri], iri))
    shown = newest[:most]
    counts = entries_of(kept, shown)
    return [Ranked(Piece(labels[iri], iri), counts[iri]) for iri in shown], len(newest) - len(shown)


def _year(name: str) -> int:
    return max(map(int, _YEAR.findall(name)), default=0)


def entries_of(kept: Kept, iris: Sequence[str]) -> dict[str, int]:
    """Count the accepted entries of rankings, by their IRIs."""
    counts = dict.fromkeys(iris, 0)
    things = " ".join(f"<{iri}>" for iri in iris)
    for kind in kept.names.kinds.values():
        if not iris or not any(role.compared_as == "AsPosition" for role in kind.roles.values()):
            continue
        for role in kind.roles.values():
            if role.filler == sl("Ranking"):
                pattern = f"VALUES ?ranking {{ {things} }} ?fact {role.path} ?ranking ; a {kind.iri}"
                for iri, count in counts_of(kept.graph.store, "ranking", pattern).items():
                    counts[iri] += count
    return counts
