"""What to call a thing: its label in the reader's language, or else its CURIE.

The only reader of labels. What has none is told by what it says: a fact by its sentence, a claim by what it
states and where, a document by its title. `ontology/reused.ttl` labels the terms of other vocabularies.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.errors import KgError
from kg.graph.records import kinds_of
from kg.graph.search import LabelIndex, index_of
from kg.language import best
from kg.model.facts import Fact, make_fact
from kg.model.kinds import FactKind
from kg.rdf.iris import kind_of, local_name, mint, shorten
from kg.rdf.vocab import GRAPH_DOCUMENT, LABEL, PREF_LABEL, A, term
from kg.store import Store

AnyTerm = NamedNode | Literal | BlankNode | Triple

_TITLE = term("dcterms:title")


class Names:
    """What to call things, in one language.

    Args:
        store: Where labels, titles, facts and claims are looked up, each once.
        language: "zh" or "en".
    """

    def __init__(self, store: Store, language: str) -> None:
        self.store = store
        self.language = language
        self._known: dict[NamedNode, str] = {}

    @cached_property
    def index(self) -> LabelIndex:
        """The index of every label, made when it is first needed."""
        return index_of(self.store)

    @cached_property
    def kinds(self) -> Mapping[str, FactKind]:
        """The fact kinds that the store declares, by name; none where its shapes cannot be read."""
        try:
            return kinds_of(self.store)
        except KgError:
            return {}

    def label(self, term: AnyTerm) -> str:
        """Give what to show for a term alone: a label, a sentence, a title, a value, or at last its CURIE."""
        if not isinstance(term, NamedNode):
            return term.value if isinstance(term, Literal) else str(term)
        if term not in self._known:
            # What a thing is called may lead back to it; while it is looked up, its CURIE must do.
            self._known[term] = shorten(term)
            self._known[term] = self._look_up(term)
        return self._known[term]

    def labels(self, iris: Iterable[NamedNode]) -> dict[NamedNode, str]:
        """Give the labels of many things at once, from the index; what has none is left out."""
        return self.index.labels(iris, self.language)

    def forget(self) -> None:
        """Let go what was looked up of single things; the index and the kinds stay."""
        self._known.clear()

    def with_curie(self, term: AnyTerm) -> str:
        """Give what to call a term in a sentence: its label, and its CURIE in brackets.

        >>> # "杭州 (city:hangzhou)", "Hangzhou (city:hangzhou)", "2018"
        """
        label = self.label(term)
        if not isinstance(term, NamedNode):
            return label
        curie = shorten(term)
        return curie if label == curie else f"{label} ({curie})"

    def fact(self, iri: NamedNode) -> Fact | None:
        """Read a fact, accepted or not; None if it is none, or not as its kind wants it."""
        return read_any_fact(self.kinds, self.store.quads(subject=iri))

    def _look_up(self, iri: NamedNode) -> str:
        label = self._text(iri, PREF_LABEL) or self._text(iri, LABEL)
        if label:
            return label
        if iri.value.startswith(GRAPH_DOCUMENT):
            return self.label(mint("document", local_name(iri)))
        match kind_of(iri):
            case "fact":
                fact = self.fact(iri)
                return fact.sentence(self.language, self.label) if fact else shorten(iri)
            case "claim":
                return self._claim(iri) or shorten(iri)
            case _:
                return self._text(iri, _TITLE) or shorten(iri)

    def _text(self, iri: NamedNode, predicate: NamedNode) -> str | None:
        found = (q.object for q in self.store.quads(subject=iri, predicate=predicate))
        return best({o.language or "": o.value for o in found if isinstance(o, Literal)}, self.language)

    def _claim(self, iri: NamedNode) -> str | None:
        stated, document = self._one(iri, "states"), self._one(iri, "inDocument")
        if stated is None or document is None:
            return None
        joint = "：" if self.language == "zh" else ": "
        return f"{self.label(document)}{joint}{self.label(stated)}"

    def _one(self, iri: NamedNode, name: str) -> NamedNode | None:
        found = self.store.quads(subject=iri, predicate=term(f"sl:{name}"))
        return next((q.object for q in found if isinstance(q.object, NamedNode)), None)


def read_any_fact(kinds: Mapping[str, FactKind], quads: Iterable[Quad]) -> Fact | None:
    """Read a fact from the quads about it, whatever graphs they are in.

    Returns:
        The fact that its roles give; None where there is no kind for it or its roles are not right.
    """
    about = list(quads)
    classes = {q.object for q in about if q.predicate == A}
    kind = next((kind for kind in kinds.values() if kind.iri in classes), None)
    if kind is None:
        return None
    roles = {name: value for name, values in roles_in(kind, about).items() for value in values[:1]}
    try:
        return make_fact(kind, roles)
    except KgError:
        return None


def roles_in(kind: FactKind, about: list[Quad]) -> dict[str, list[AnyTerm]]:
    """Give the different values of each role that some quads about one fact have, by the role's name."""
    by_path = {role.path: name for name, role in kind.roles.items()}
    found: dict[str, list[AnyTerm]] = {}
    for quad in about:
        name = by_path.get(quad.predicate)
        if name is not None and quad.object not in found.setdefault(name, []):
            found[name].append(quad.object)
    return found
