"""What every store can do, wherever its quads are."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, Self

import pyoxigraph as ox

from kg.rdf.loading import Progress
from kg.sparql.engine import Solutions

Subject = ox.NamedNode | ox.BlankNode | ox.Triple
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Where = str | os.PathLike[str]
Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Closing:
    """What our stores have in common: one closes when a `with` block ends, and is true even where empty."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __bool__(self) -> bool:
        return True

    def close(self) -> None:
        """Let go of what it reads from."""


class Store(Protocol):
    """What every store can do, embedded or remote."""

    def select(self, sparql: str) -> Solutions:
        """Answer a SELECT."""

    def construct(self, sparql: str) -> Iterator[ox.Triple]:
        """Answer a CONSTRUCT or a DESCRIBE."""

    def ask(self, sparql: str) -> bool:
        """Answer an ASK."""

    def answer(
        self,
        sparql: str,
        *,
        base: str | None = None,
        default_graphs: list[GraphName] | None = None,
        named_graphs: list[ox.NamedNode | ox.BlankNode] | None = None,
    ) -> Found:
        """Answer a query of any form, over the whole store or over these graphs of it."""

    def quads(
        self,
        subject: Subject | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[ox.Quad]:
        """Give the quads that have these terms; None is any, `DefaultGraph()` the default graph."""

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads: all, or none."""

    def remove(self, quads: Iterable[ox.Quad]) -> None:
        """Remove quads: all, or none; one that is not there is no error."""

    def update(self, sparql: str, *, base: str | None = None) -> None:
        """Carry out a SPARQL update: the whole, or nothing."""

    def load(
        self,
        files: Sequence[Where],
        *,
        graph: ox.NamedNode | None = None,
        base: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Load RDF files: all, or none."""

    def derived_file(self, name: str) -> Path | None:
        """Name the file that keeps something derived from what is read now; None where nothing is kept."""

    def refresh(self) -> bool:
        """Move to what is newest; True if there was something newer, as far as the store can tell."""

    def close(self) -> None:
        """Let go of what it reads from."""
