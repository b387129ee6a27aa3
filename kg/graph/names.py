"""What to call a thing when speaking of it: its label in the reader's language, and its CURIE.

Facts are told in their sentences, accepted or not; claims by what they state and where; documents by title.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.errors import KgError
from kg.graph.records import kinds_of
from kg.language import best
from kg.model.facts import Fact, make_fact
from kg.model.kinds import FactKind
from kg.rdf.terms import kind_of, local_name, mint, shorten
from kg.rdf.vocab import GRAPH_DOCUMENT, LABEL, PREF_LABEL, PREFIXES, A
from kg.store import Store

AnyTerm = NamedNode | Literal | BlankNode | Triple

_BORROWED: dict[str, dict[str, str]] = {
    # Terms of other vocabularies, which our ontology uses and does not define.
    "rdf:type": {"en": "is a", "zh": "类别"},
    "rdfs:comment": {"en": "note", "zh": "说明"},
    "rdfs:label": {"en": "sentence", "zh": "语句"},
    "rdfs:subClassOf": {"en": "kind of", "zh": "上级类"},
    "rdfs:subPropertyOf": {"en": "special case of", "zh": "上级属性"},
    "rdfs:domain": {"en": "belongs to", "zh": "主语类别"},
    "rdfs:range": {"en": "takes", "zh": "取值类别"},
    "rdfs:isDefinedBy": {"en": "defined by", "zh": "定义于"},
    "rdfs:seeAlso": {"en": "see also", "zh": "参见"},
    "skos:prefLabel": {"en": "label", "zh": "名称"},
    "skos:altLabel": {"en": "alias", "zh": "别名"},
    "skos:hiddenLabel": {"en": "misspelling", "zh": "误写"},
    "skos:definition": {"en": "definition", "zh": "定义"},
    "skos:example": {"en": "example", "zh": "例子"},
    "skos:notation": {"en": "code", "zh": "代码"},
    "skos:scopeNote": {"en": "scope", "zh": "范围说明"},
    "skos:inScheme": {"en": "in scheme", "zh": "所属体系"},
    "skos:broader": {"en": "falls under", "zh": "从属于"},
    "skos:related": {"en": "related to", "zh": "相关于"},
    "skos:member": {"en": "has the member", "zh": "成员有"},
    "skos:exactMatch": {"en": "same as", "zh": "等同于"},
    "skos:closeMatch": {"en": "much like", "zh": "近于"},
    "skos:broadMatch": {"en": "falls under", "zh": "从属于"},
    "skos:narrowMatch": {"en": "comprises", "zh": "包含"},
    "skos:relatedMatch": {"en": "related to", "zh": "相关于"},
    "dcterms:title": {"en": "title", "zh": "题名"},
    "dcterms:date": {"en": "date", "zh": "日期"},
    "dcterms:source": {"en": "source", "zh": "来源"},
    "dcterms:publisher": {"en": "publisher", "zh": "发布者"},
    "dcterms:creator": {"en": "author", "zh": "作者"},
    "dcterms:description": {"en": "description", "zh": "描述"},
    "wgs84:lat": {"en": "latitude", "zh": "纬度"},
    "wgs84:long": {"en": "longitude", "zh": "经度"},
    "oa:start": {"en": "start", "zh": "起"},
    "oa:end": {"en": "end", "zh": "止"},
    "oa:hasSource": {"en": "of the document", "zh": "所在文档"},
    "owl:Class": {"en": "class", "zh": "类"},
    "owl:ObjectProperty": {"en": "property between things", "zh": "事物间的属性"},
    "owl:DatatypeProperty": {"en": "property with values", "zh": "取值的属性"},
    "owl:AnnotationProperty": {"en": "annotation property", "zh": "注释属性"},
    "owl:Ontology": {"en": "ontology", "zh": "本体"},
    "skos:Concept": {"en": "concept", "zh": "概念"},
    "skos:ConceptScheme": {"en": "scheme of concepts", "zh": "概念体系"},
    "skos:Collection": {"en": "collection", "zh": "集合"},
    "graph:ontology": {"en": "ontology", "zh": "本体"},
    "graph:reviews": {"en": "reviews", "zh": "审核"},
}

_SL = PREFIXES["sl"]
_TITLE = NamedNode(PREFIXES["dcterms"] + "title")


class Names:
    """What to call things, in one language.

    Args:
        store: Where labels, titles, facts and claims are looked up, each once.
        language: "zh" or "en".
    """

    def __init__(self, store: Store, language: str) -> None:
        self.store = store
        self.language = language
        self._labels = Labels(store, language)
        self._known: dict[NamedNode, str] = {}

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

    def called(self, term: AnyTerm) -> str:
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
        label, curie = self._labels[iri], shorten(iri)
        if label != curie:
            return label
        if curie in _BORROWED:
            return _BORROWED[curie][self.language]
        if iri.value.startswith(GRAPH_DOCUMENT):
            return self.label(mint("document", local_name(iri)))
        match kind_of(iri):
            case "fact":
                fact = self.fact(iri)
                return fact.sentence(self.language, self.label) if fact else label
            case "claim":
                return self._claim(iri) or label
            case _:
                return self._title(iri) or label

    def _title(self, iri: NamedNode) -> str | None:
        found = (q.object for q in self.store.quads(subject=iri, predicate=_TITLE))
        return best({o.language or "": o.value for o in found if isinstance(o, Literal)}, self.language)

    def _claim(self, iri: NamedNode) -> str | None:
        stated, document = self._one(iri, "states"), self._one(iri, "inDocument")
        if stated is None or document is None:
            return None
        joint = "：" if self.language == "zh" else ": "
        return f"{self.label(document)}{joint}{self.label(stated)}"

    def _one(self, iri: NamedNode, name: str) -> NamedNode | None:
        found = self.store.quads(subject=iri, predicate=NamedNode(_SL + name))
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


class Labels(dict[NamedNode, str]):
    """The label to show for each thing in one language, looked up in the store when first asked for.

    What has no label shows its CURIE. Calling it does the same as indexing it.
    """

    def __init__(self, store: Store, language: str) -> None:
        super().__init__()
        self._store = store
        self.language = language

    def __missing__(self, iri: NamedNode) -> str:
        found = self._of(iri, PREF_LABEL) or self._of(iri, LABEL)
        self[iri] = best(found, self.language) or shorten(iri)
        return self[iri]

    def __call__(self, iri: NamedNode) -> str:
        """Give the label to show for a thing."""
        return self[iri]

    def _of(self, iri: NamedNode, predicate: NamedNode) -> dict[str, str]:
        literals = (q.object for q in self._store.quads(subject=iri, predicate=predicate))
        return {o.language or "": o.value for o in literals if isinstance(o, Literal)}
