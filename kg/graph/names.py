"""What to call a thing when speaking of it: its label in the reader's language, and its CURIE.

Facts are told in their sentences, accepted or not; claims by what they state and where; documents by title.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.errors import KgError
from kg.graph.records import kinds_of
from kg.language import Text, best
from kg.model.facts import Fact, make_fact
from kg.model.kinds import FactKind
from kg.rdf.terms import kind_of, local_name, mint, shorten
from kg.rdf.vocab import GRAPH_DOCUMENT, LABEL, PREF_LABEL, PREFIXES, A
from kg.store import Store

AnyTerm = NamedNode | Literal | BlankNode | Triple

_BORROWED: dict[str, dict[str, str]] = {
    # Terms of other vocabularies, which our ontology uses and does not define.
    "rdf:type": Text("is a", "类别"),
    "rdfs:comment": Text("note", "说明"),
    "rdfs:label": Text("sentence", "语句"),
    "rdfs:subClassOf": Text("kind of", "上级类"),
    "rdfs:subPropertyOf": Text("special case of", "上级属性"),
    "rdfs:domain": Text("belongs to", "主语类别"),
    "rdfs:range": Text("takes", "取值类别"),
    "rdfs:isDefinedBy": Text("defined by", "定义于"),
    "rdfs:seeAlso": Text("see also", "参见"),
    "skos:prefLabel": Text("label", "名称"),
    "skos:altLabel": Text("alias", "别名"),
    "skos:hiddenLabel": Text("misspelling", "误写"),
    "skos:definition": Text("definition", "定义"),
    "skos:example": Text("example", "例子"),
    "skos:notation": Text("code", "代码"),
    "skos:scopeNote": Text("scope", "范围说明"),
    "skos:inScheme": Text("in scheme", "所属体系"),
    "skos:broader": Text("falls under", "从属于"),
    "skos:related": Text("related to", "相关于"),
    "skos:member": Text("has the member", "成员有"),
    "skos:exactMatch": Text("same as", "等同于"),
    "skos:closeMatch": Text("much like", "近于"),
    "skos:broadMatch": Text("falls under", "从属于"),
    "skos:narrowMatch": Text("comprises", "包含"),
    "skos:relatedMatch": Text("related to", "相关于"),
    "dcterms:title": Text("title", "题名"),
    "dcterms:date": Text("date", "日期"),
    "dcterms:source": Text("source", "来源"),
    "dcterms:publisher": Text("publisher", "发布者"),
    "dcterms:creator": Text("author", "作者"),
    "dcterms:description": Text("description", "描述"),
    "wgs84:lat": Text("latitude", "纬度"),
    "wgs84:long": Text("longitude", "经度"),
    "oa:start": Text("start", "起"),
    "oa:end": Text("end", "止"),
    "oa:hasSource": Text("of the document", "所在文档"),
    "owl:Class": Text("class", "类"),
    "owl:ObjectProperty": Text("property between things", "事物间的属性"),
    "owl:DatatypeProperty": Text("property with values", "取值的属性"),
    "owl:AnnotationProperty": Text("annotation property", "注释属性"),
    "owl:Ontology": Text("ontology", "本体"),
    "skos:Concept": Text("concept", "概念"),
    "skos:ConceptScheme": Text("scheme of concepts", "概念体系"),
    "skos:Collection": Text("collection", "集合"),
    "graph:ontology": Text("ontology", "本体"),
    "graph:reviews": Text("reviews", "审核"),
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
