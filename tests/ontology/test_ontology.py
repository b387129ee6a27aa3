"""The ontology: every term described, used and spelled as declared, in the vocabularies that we name."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg import __version__
from kg.disk import folder
from kg.model.kinds import FactKind
from kg.rdf.index import Index
from kg.rdf.iris import expand, local_name, shorten
from kg.rdf.turtle import check, read
from kg.rdf.vocab import KINDS, ONTOLOGY, PREFIXES, A, term

ONTOLOGY_FILES = sorted(folder("ontology").glob("*.ttl"))
DATA_FILES = sorted(folder("data").rglob("*.ttl"))
QUERY_FILES = sorted(folder("queries").glob("*.rq"))
PROPERTY_CLASSES = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")


@pytest.fixture(scope="module")
def ontology() -> list[Quad]:
    return [quad for path in ONTOLOGY_FILES for quad in read(path)]


@pytest.fixture(scope="module")
def index(ontology: list[Quad]) -> Index:
    return Index(ontology)


@pytest.fixture(scope="module")
def data() -> list[Quad]:
    return [quad for path in DATA_FILES for quad in read(path)]


@pytest.fixture(scope="module")
def classes(index: Index) -> set[NamedNode]:
    return set(index.subjects(A, expand("owl:Class")))


@pytest.fixture(scope="module")
def properties(index: Index) -> set[NamedNode]:
    return {p for name in PROPERTY_CLASSES for p in index.subjects(A, expand(name))}


@pytest.mark.parametrize("path", [*ONTOLOGY_FILES, *DATA_FILES], ids=lambda path: path.name)
def test_the_file_is_in_canonical_form(path: Path) -> None:
    assert check(path) is None


def test_the_header_says_version_licence_and_prefix(index: Index) -> None:
    header = NamedNode(ONTOLOGY)
    assert index.one(header, term("owl:versionInfo")).value == __version__
    assert index.one(header, term("owl:versionIRI")).value == ONTOLOGY + __version__
    assert index.one(header, term("dcterms:license")) is not None
    assert index.one(header, term("vann:preferredNamespacePrefix")).value == "sl"
    assert index.one(header, term("vann:preferredNamespaceUri")).value == ONTOLOGY


def test_every_term_has_label_and_definition_in_both_languages_an_example_and_who_defines_it(
    classes: set[NamedNode], properties: set[NamedNode], index: Index
) -> None:
    assert len(classes) > 70 and len(properties) > 100
    for each in classes | properties:
        for name in ("rdfs:label", "skos:definition"):
            texts = index.objects(each, expand(name))
            assert sorted(t.language.lower() for t in texts) == ["en", "zh-hans"], f"{each} {name}"
            assert all(t.value.strip() for t in texts)
        assert index.objects(each, expand("skos:example")), each
        assert index.objects(each, expand("rdfs:isDefinedBy")) == [NamedNode(ONTOLOGY)], each


def test_no_two_classes_and_no_two_properties_have_one_label(
    classes: set[NamedNode], properties: set[NamedNode], index: Index
) -> None:
    for terms in (classes, properties):
        bearers: dict[Literal, list[NamedNode]] = defaultdict(list)
        for each in terms:
            for label in index.objects(each, expand("rdfs:label")):
                bearers[label].append(each)
        assert {label: found for label, found in bearers.items() if len(found) > 1} == {}


def test_a_property_belongs_to_classes_that_are_there_and_takes_classes_or_datatypes_that_are_known(
    classes: set[NamedNode], properties: set[NamedNode], index: Index
) -> None:
    for each in properties:
        ends = [e for name in ("rdfs:domain", "rdfs:range") for e in index.objects(each, expand(name))]
        for end in ends:
            assert end in classes or end.value.startswith(PREFIXES["xsd"]), f"{each} {end}"


def test_an_object_property_takes_things_and_a_datatype_property_values(index: Index) -> None:
    for name, are_values in (("owl:ObjectProperty", False), ("owl:DatatypeProperty", True)):
        for each in index.subjects(A, expand(name)):
            for end in index.objects(each, expand("rdfs:range")):
                assert end.value.startswith(PREFIXES["xsd"]) is are_values, f"{each} {end}"


def test_classes_are_below_classes_of_ours_or_of_a_vocabulary_that_we_name(
    classes: set[NamedNode], index: Index
) -> None:
    for each in classes:
        for above in index.objects(each, expand("rdfs:subClassOf")):
            assert above in classes or not shorten(above).startswith("<"), f"{each} {above}"


def test_no_class_is_below_itself(classes: set[NamedNode], index: Index) -> None:
    for each in classes:
        above, waiting = set(), index.objects(each, expand("rdfs:subClassOf"))
        while waiting:
            parent = waiting.pop()
            if parent not in above:
                above.add(parent)
                waiting = waiting + index.objects(parent, expand("rdfs:subClassOf"))
        assert each not in above


def test_every_kind_of_thing_has_its_class_and_the_class_its_prefix(
    classes: set[NamedNode], index: Index
) -> None:
    said = {
        prefix.value: local_name(each)
        for each in classes
        for prefix in index.objects(each, expand("vann:preferredNamespacePrefix"))
    }
    assert said == KINDS


def test_the_roles_and_shortcuts_of_every_fact_kind_are_properties_of_the_right_sort(
    kinds: dict[str, FactKind], index: Index
) -> None:
    for kind in kinds.values():
        for role in kind.roles.values():
            wanted = "owl:DatatypeProperty" if role.datatype else "owl:ObjectProperty"
            assert expand(wanted) in index.objects(role.path, A), f"{kind.name} {role.name}"
            if role.datatype:
                assert index.objects(role.path, expand("rdfs:range")) == [role.datatype]
        for shortcut in kind.shortcuts:
            assert expand("owl:ObjectProperty") in index.objects(shortcut.predicate, A)


def test_what_fills_a_role_is_a_class_that_is_there(
    kinds: dict[str, FactKind], classes: set[NamedNode]
) -> None:
    for kind in kinds.values():
        assert kind.iri in classes
        assert {role.filler for role in kind.roles.values() if role.filler} <= classes


def test_every_term_of_ours_that_ontology_and_data_use_is_defined(
    ontology: list[Quad], data: list[Quad], index: Index
) -> None:
    used = {
        each
        for quad in (*ontology, *data)
        for each in (quad.predicate, quad.object)
        if isinstance(each, NamedNode) and re.fullmatch(re.escape(ONTOLOGY) + r"\w+", each.value)
    }
    defined = {each for each in used if index.objects(each, expand("rdfs:isDefinedBy"))}
    assert len(used) > 150
    assert used - defined == set()


def test_every_term_of_ours_that_queries_use_is_defined(index: Index) -> None:
    assert len(QUERY_FILES) >= 35
    for path in QUERY_FILES:
        for name in re.findall(r"\bsl:\w+", path.read_text(encoding="utf-8")):
            assert index.objects(expand(name), expand("rdfs:isDefinedBy")), f"{path.name} {name}"


def test_every_iri_is_of_a_namespace_that_we_name(ontology: list[Quad], data: list[Quad]) -> None:
    # What a document was taken from, and the licence, are addresses and no terms.
    addresses = {expand("dcterms:source"), expand("dcterms:license"), expand("rdfs:seeAlso")}
    for quad in (*ontology, *data):
        terms = (quad.subject, quad.predicate, *([] if quad.predicate in addresses else [quad.object]))
        for each in terms:
            if isinstance(each, NamedNode):
                assert each.value == ONTOLOGY or not shorten(each).startswith("<"), each


def test_there_are_no_blank_nodes_but_in_lists(ontology: list[Quad], data: list[Quad]) -> None:
    inside = {expand("rdf:first"), expand("rdf:rest"), expand("sh:alternativePath")}
    for quad in (*ontology, *data):
        if not isinstance(quad.subject, NamedNode):
            assert quad.predicate in inside, quad


# ---- the checks


@pytest.fixture(scope="module")
def checks() -> Index:
    return Index(read(folder("ontology") / "checks.ttl"))


def test_every_message_is_in_both_languages_and_says_what_is_wrong_and_what_to_do(checks: Index) -> None:
    found = [s for s in checks.by_subject if checks.objects(s, expand("sh:message"))]
    assert len(found) > 80
    for shape in found:
        messages = checks.texts(shape, term("sh:message"))
        assert {tag.lower() for tag in messages} == {"zh-hans", "en"}, shape
        for message in messages.values():
            problem, remedy = message.split("\n")
            assert problem.strip() and remedy.strip(), shape


def test_the_placeholders_of_a_message_are_bound_by_its_query(checks: Index) -> None:
    asked = [s for s in checks.by_subject if checks.objects(s, expand("sh:select"))]
    assert len(asked) > 40
    for constraint in asked:
        select = checks.one(constraint, term("sh:select")).value
        head = select.partition("WHERE")[0]
        for message in checks.texts(constraint, term("sh:message")).values():
            for name in re.findall(r"\{\?(\w+)\}", message):
                # A circle is put together from the links that the query finds.
                assert name == "cycle" or re.search(rf"[?$]{name}\b", head), f"{constraint} {name}"


def test_every_shape_says_how_bad_it_is_and_every_constraint_belongs_to_one(checks: Index) -> None:
    shapes = {s for name in ("sh:NodeShape", "sh:PropertyShape") for s in checks.subjects(A, expand(name))}
    for shape in shapes:
        assert len(checks.objects(shape, expand("sh:severity"))) == 1, shape
    owned = {c for shape in shapes for c in checks.objects(shape, expand("sh:sparql"))}
    owned |= {c for shape in shapes for c in checks.objects(shape, expand("sh:property"))}
    parts = {s for s in checks.by_subject if checks.objects(s, expand("sh:message"))}
    assert parts - owned == set()


def test_the_shapes_are_shacl(ontology: list[Quad]) -> None:
    from pyshacl import validate

    from kg.validate.shapes import _rdflib_graph

    graph = _rdflib_graph(quad.triple for quad in ontology)
    conforms, _, text = validate(_rdflib_graph([]), shacl_graph=graph, meta_shacl=True)
    assert conforms, text
