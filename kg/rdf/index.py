"""A small graph in memory, indexed by subject and predicate."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Triple

Term = NamedNode | Literal


class Index:
    """Triples by subject and predicate, for reading small graphs whole."""

    def __init__(self, triples: Iterable[Triple | Quad]) -> None:
        self.by_subject: dict[Any, dict[NamedNode, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            self.by_subject[triple.subject][triple.predicate].append(triple.object)

    def subjects(self, predicate: NamedNode, value: Term) -> list[NamedNode]:
        """Give the subjects that have this value, in order."""
        found = (s for s, p in self.by_subject.items() if value in p.get(predicate, ()))
        return sorted((s for s in found if isinstance(s, NamedNode)), key=lambda s: s.value)

    def objects(self, subject: Any, predicate: NamedNode) -> list[Any]:
        """Give all values of a property."""
        about = self.by_subject.get(subject)
        return about.get(predicate, []) if about is not None else []

    def one(self, subject: Any, predicate: NamedNode) -> Any:
        """Give one value of a property, or None."""
        found = self.objects(subject, predicate)
        return found[0] if found else None

    def texts(self, subject: Any, predicate: NamedNode) -> dict[str, str]:
        """Give the texts of a property by language tag."""
        found = self.objects(subject, predicate)
        return {o.language or "": o.value for o in found if isinstance(o, Literal)}
