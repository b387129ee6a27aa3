"""Terms of the ontology are deprecated, never deleted, and say what replaces them."""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.disk import folder
from kg.rdf.iris import expand, shorten
from kg.rdf.turtle import read


def deprecations(quads: Iterable[Quad | Triple]) -> list[str]:
    """Say what is wrong with how terms are deprecated."""
    said: dict[NamedNode, set[str]] = defaultdict(set)
    listed = set()
    for quad in quads:
        if quad.subject == expand("sl:Deprecated") and quad.predicate == expand("skos:member"):
            listed.add(quad.object)
        said[quad.subject].add(shorten(quad.predicate))
    wanted = {"owl:deprecated", "dcterms:isReplacedBy", "skos:changeNote"}
    found = [f"{shorten(term)} lacks {p}" for term in listed for p in wanted - said[term]]
    found += [
        f"{shorten(t)} is not listed" for t, p in said.items() if "owl:deprecated" in p and t not in listed
    ]
    return sorted(found)


def test_a_deprecated_term_is_listed_and_says_what_replaces_it_and_why():
    ontology = [q for path in sorted(folder("ontology").glob("*.ttl")) for q in read(path)]
    assert deprecations(ontology) == []


def test_a_term_that_is_deprecated_by_halves_is_found():
    quads = [
        Triple(expand("sl:Deprecated"), expand("skos:member"), expand("sl:old")),
        Triple(expand("sl:old"), expand("dcterms:isReplacedBy"), expand("sl:new")),
        Triple(expand("sl:gone"), expand("owl:deprecated"), Literal(True)),
    ]
    expected = ["sl:gone is not listed", "sl:old lacks owl:deprecated", "sl:old lacks skos:changeNote"]
    assert deprecations(quads) == expected
