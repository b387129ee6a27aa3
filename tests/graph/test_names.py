"""What things are called: by their label in the reader's language, or else by their CURIE."""

import pytest
from pyoxigraph import NamedNode

from kg.graph.names import Names
from kg.rdf.iris import expand
from kg.store import EmbeddedStore


@pytest.mark.parametrize(
    ("term", "en", "zh"),
    [
        ("rdf:type", "is a", "类别"),
        ("skos:Concept", "Concept", "概念"),
        ("dcterms:title", "title", "标题"),
        ("graph:ontology", "ontology", "本体"),
    ],
)
def test_a_reused_term_has_its_name_from_the_ontology_and_is_a_curie_where_a_store_has_none(
    demo_store: EmbeddedStore, term: str, en: str, zh: str
) -> None:
    iri = expand(term)
    assert [Names(demo_store, language).label(iri) for language in ("en", "zh")] == [en, zh]
    assert Names(EmbeddedStore.in_memory(), "en").label(iri) == term


def test_many_things_at_once_are_called_as_each_alone(demo_store: EmbeddedStore) -> None:
    names = Names(demo_store, "zh")
    things = [expand(term) for term in ("city:hangzhou", "sl:basedIn", "rdf:type", "owl:Class")]
    assert names.labels(things) == {thing: names.label(thing) for thing in things}
    assert names.labels([NamedNode("urn:nothing")]) == {}
