"""Paths between two things, over the facts and reference links that join them, each step with its sources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.graph.names import Names, read_any_fact
from kg.model.facts import Fact
from kg.model.kinds import FactKind
from kg.rdf.iris import kind_of, shorten
from kg.rdf.vocab import QUALIFIER_KINDS, RECORD_KINDS, A, term
from kg.store import Store

# Everything is "in China", "in yuan" or "at least": that joins nothing.
_JOINS_NOTHING = QUALIFIER_KINDS | RECORD_KINDS | {"country"}
# A thing with more links than this joins everything with everything.
_HUB = 2_000
# The search ends after so many steps of unfinished paths, and says that it did.
_BUDGET = 50_000
_CLAIMED_IN = term("sl:claimedIn")


@dataclass(frozen=True, slots=True)
class Link:
    """One reason why two things are joined: a fact, or a reference link."""

    sentence: str
    fact: str = ""
    """The fact's CURIE; empty for a reference link."""
    documents: tuple[str, ...] = ()
    """The titles of the documents that claim the fact."""


@dataclass(frozen=True, slots=True)
class Step:
    """From one thing to the next, with every link between them."""

    start: str
    end: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths that were found between two things, shortest first."""

    start: str
    end: str
    most_steps: int
    paths: tuple[tuple[Step, ...], ...]
    was_cut: bool = False
    """Whether the search ended before everything was looked at."""

    def lines(self, language: str = "en") -> Iterator[str]:
        """Tell the paths, in "zh" or "en"."""
        if not self.paths:
            yield _no_path(self, language)
        for number, path in enumerate(self.paths, 1):
            steps = f"{len(path)} 步" if language == "zh" else f"{len(path)} step{'s' * (len(path) != 1)}"
            yield f"{number}. {path[0].start}" + "".join(f" → {step.end}" for step in path) + f"  [{steps}]"
            for step in path:
                yield from _step_lines(step, language)
        if self.was_cut:
            yield "… 链接过多，未全部查看" if language == "zh" else "… too many links to look at all of them"

    def as_json(self) -> dict[str, Any]:
        """Give the paths for machines."""
        return {
            "start": self.start,
            "end": self.end,
            "paths": [
                [
                    {
                        "start": step.start,
                        "end": step.end,
                        "links": [
                            {"sentence": n.sentence, "fact": n.fact, "documents": list(n.documents)}
                            for n in step.links
                        ],
                    }
                    for step in path
                ]
                for path in self.paths
            ],
            "cut": self.was_cut,
        }


def find_paths(
    store: Store, start: NamedNode, end: NamedNode, *, most: int = 3, steps: int = 6, language: str = "en"
) -> Paths:
    """Find the shortest paths between two things, and longer ones until there are enough.

    A step is a fact of the accepted view that both play a role in, or a reference link such as "part of".
    Countries, units and the like join nothing, unless they are an end. Of paths of one length those come
    first whose things have fewer links; the order is always the same.

    Args:
        store: The store.
        start: Where to begin.
        end: Where to arrive.
        most: How many paths at most.
        steps: How many steps a path may have.
        language: "zh" or "en".
    """
    names = Names(store, language)
    adjacency = _Adjacency(store, names.kinds, frozenset([start, end]))
    search = _Search(adjacency, start, end)
    chains: list[tuple[NamedNode, ...]] = []
    if start != end:
        for length in range(1, steps + 1):
            if len(chains) >= most or search.is_spent:
                break
            chains += search.of_length(length)
    return Paths(
        start=names.with_curie(start),
        end=names.with_curie(end),
        most_steps=steps,
        paths=tuple(_steps_of(chain, adjacency, names) for chain in chains[:most]),
        was_cut=search.is_spent,
    )


class _Adjacency:
    """What is joined with what, looked up in the store when first asked for."""

    def __init__(self, store: Store, kinds: Mapping[str, FactKind], ends: frozenset[NamedNode]) -> None:
        self._store = store
        self._ends = ends
        self._kinds = kinds
        self._by_class = {kind.iri: kind for kind in kinds.values()}
        self._paths = {role.path for kind in kinds.values() for role in kind.roles.values()}
        # A shortcut says again what a fact says.
        self._shortcuts = {shortcut.predicate for kind in kinds.values() for shortcut in kind.shortcuts}
        self._neighbours: dict[NamedNode, dict[NamedNode, list[NamedNode | Quad]]] = {}
        self._facts: dict[NamedNode, list[Quad]] = {}

    def neighbours(self, node: NamedNode) -> dict[NamedNode, list[NamedNode | Quad]]:
        """Give what a thing is joined with, each with the facts and reference links that join them."""
        if node not in self._neighbours:
            self._neighbours[node] = self._look_up(node)
        return self._neighbours[node]

    def fact(self, iri: NamedNode) -> Fact | None:
        """Read a fact that joins two things."""
        return read_any_fact(self._kinds, self._facts[iri])

    def documents(self, fact: NamedNode) -> list[NamedNode]:
        """Give the documents that claim a fact."""
        found = {q.object for q in self._facts[fact] if q.predicate == _CLAIMED_IN}
        return sorted((d for d in found if isinstance(d, NamedNode)), key=lambda d: d.value)

    def _look_up(self, node: NamedNode) -> dict[NamedNode, list[NamedNode | Quad]]:
        found: dict[NamedNode, list[NamedNode | Quad]] = {}
        shortcuts: list[tuple[NamedNode, Quad]] = []
        for number, (quad, other) in enumerate(self._links(node)):
            if number > _HUB and node not in self._ends:
                return {}
            if isinstance(other, NamedNode) and kind_of(other) == "fact":
                for filler in self._fillers(other) if quad.predicate in self._paths else ():
                    if filler != node and self._joins(filler):
                        links = found.setdefault(filler, [])
                        if other not in links:
                            links.append(other)
            elif isinstance(other, NamedNode) and other != node and self._joins(other):
                if quad.predicate in self._shortcuts:
                    shortcuts.append((other, quad))
                else:
                    found.setdefault(other, []).append(quad)
        for other, quad in shortcuts:
            if other not in found:
                found[other] = [quad]
        return found

    def _links(self, node: NamedNode) -> Iterator[tuple[Quad, object]]:
        for quad in self._store.quads(object=node, graph=DefaultGraph()):
            yield quad, quad.subject
        for quad in self._store.quads(subject=node, graph=DefaultGraph()):
            if quad.predicate != A:
                yield quad, quad.object

    def _fillers(self, fact: NamedNode) -> list[NamedNode]:
        if fact not in self._facts:
            self._facts[fact] = list(self._store.quads(subject=fact, graph=DefaultGraph()))
        return [
            q.object
            for q in self._facts[fact]
            if q.predicate in self._paths and isinstance(q.object, NamedNode)
        ]

    def _joins(self, node: NamedNode) -> bool:
        kind = kind_of(node)
        return node in self._ends or (kind is not None and kind not in _JOINS_NOTHING)


class _Search:
    """Breadth first from both ends, then along what both have seen."""

    def __init__(self, adjacency: _Adjacency, start: NamedNode, end: NamedNode) -> None:
        self._adjacency = adjacency
        self._ends = (start, end)
        # How far each thing is from the start, and from the end, as far as was looked.
        self._distances = ({start: 0}, {end: 0})
        self._frontiers: list[set[NamedNode]] = [{start}, {end}]
        self._radius = [0, 0]
        self._budget = _BUDGET

    @property
    def is_spent(self) -> bool:
        """Whether more was to be looked at than is allowed."""
        return self._budget <= 0

    def of_length(self, length: int) -> list[tuple[NamedNode, ...]]:
        """Give the paths of just that many steps, none through a thing twice, in their order."""
        while sum(self._radius) < length and all(self._frontiers):
            self._widen(0 if len(self._frontiers[0]) <= len(self._frontiers[1]) else 1)
        found = self._extend((self._ends[0],), length)
        return sorted(found, key=self._order)

    def _widen(self, side: int) -> None:
        distances, frontier = self._distances[side], self._frontiers[side]
        self._radius[side] += 1
        self._frontiers[side] = set()
        for node in frontier:
            for other in self._adjacency.neighbours(node):
                if other not in distances:
                    distances[other] = self._radius[side]
                    self._frontiers[side].add(other)

    def _extend(self, chain: tuple[NamedNode, ...], length: int) -> Iterator[tuple[NamedNode, ...]]:
        left = length - len(chain) + 1
        for other in sorted(self._adjacency.neighbours(chain[-1]), key=lambda n: n.value):
            if self.is_spent:
                return
            if other in chain or not self._can_arrive(other, left - 1):
                continue
            self._budget -= 1
            if other == self._ends[1]:
                if left == 1:
                    yield (*chain, other)
            elif left > 1:
                yield from self._extend((*chain, other), length)

    def _can_arrive(self, node: NamedNode, left: int) -> bool:
        known = self._distances[1].get(node)
        if known is not None:
            return known <= left
        # What was not seen from the end is farther than was looked; nothing is, once all was seen.
        return left > self._radius[1] and bool(self._frontiers[1])

    def _order(self, chain: tuple[NamedNode, ...]) -> tuple[int, tuple[str, ...]]:
        links = sum(len(self._adjacency.neighbours(node)) for node in chain[1:-1])
        return links, tuple(node.value for node in chain)


def _steps_of(chain: tuple[NamedNode, ...], adjacency: _Adjacency, names: Names) -> tuple[Step, ...]:
    return tuple(
        Step(
            names.with_curie(one),
            names.with_curie(other),
            tuple(_links(one, other, adjacency, names)),
        )
        for one, other in pairwise(chain)
    )


def _links(one: NamedNode, other: NamedNode, adjacency: _Adjacency, names: Names) -> Iterator[Link]:
    for joint in sorted(adjacency.neighbours(one)[other], key=str):
        if isinstance(joint, Quad):
            parts = (names.label(joint.subject), names.label(joint.predicate), names.label(joint.object))
            yield Link(" ".join(parts))
            continue
        fact = adjacency.fact(joint)
        sentence = fact.sentence(names.language, names.label) if fact else names.label(joint)
        documents = tuple(names.label(document) for document in adjacency.documents(joint))
        yield Link(sentence, shorten(joint), documents)


def _no_path(paths: Paths, language: str) -> str:
    if paths.start == paths.end:
        return f"{paths.start} 是同一事物" if language == "zh" else f"{paths.start} is one and the same thing"
    if language == "zh":
        return f"{paths.start} 与 {paths.end} 之间在 {paths.most_steps} 步之内没有路径"
    return f"there is no path between {paths.start} and {paths.end} within {paths.most_steps} steps"


def _step_lines(step: Step, language: str, most: int = 3) -> Iterator[str]:
    for number, link in zip(count(1), step.links, strict=False):
        if number > most:
            more = len(step.links) - most
            yield f"     … 另有 {more} 条" if language == "zh" else f"     … and {more} more"
            return
        sources = ("；" if language == "zh" else "; ").join(link.documents)
        yield f"   · {link.sentence}" + (f"  — {sources}" if sources else "")
