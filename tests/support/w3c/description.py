"""The schema of service descriptions: which terms there are, of what, and to what.

Source: https://www.w3.org/TR/sparql11-service-description/#vocab
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from support.w3c.manifest import RDF

SD = "http://www.w3.org/ns/sparql-service-description#"

PROPERTIES = {
    # property: the class of what has it, the class of what it leads to (None where that is any IRI)
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "languageExtension": ("Service", "Feature"),
    "propertyFeature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "supportedLanguage": ("Service", "Language"),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
}
PARENTS = {"Dataset": "GraphCollection", "Aggregate": "Function"}
INDIVIDUALS = {
    "DereferencesURIs": "Feature",
    "UnionDefaultGraph": "Feature",
    "RequiresDataset": "Feature",
    "EmptyGraphs": "Feature",
    "BasicFederatedQuery": "Feature",
    "SPARQL10Query": "Language",
    "SPARQL11Query": "Language",
    "SPARQL11Update": "Language",
}
ONCE = ("endpoint", "defaultDataset", "defaultGraph", "name", "graph")
"""Properties that one thing has once at most."""

CLASSES = {name for pair in PROPERTIES.values() for name in pair if name} | set(PARENTS)
NAMED_BY_IRI = {"Feature", "Language", "Function", "Aggregate", "EntailmentRegime", "EntailmentProfile"}
"""Classes whose members are known by IRI, and not described."""


def faults(triples: Iterable[ox.Quad | ox.Triple]) -> list[str]:
    """Everything in a service description that the schema does not have."""
    graph = list(triples)
    types = classes_of(graph)
    found = [fault for triple in graph for fault in faults_of(triple, types)]
    times = Counter((triple.subject, triple.predicate.value) for triple in graph)
    found += [f"{node} has {times[node, SD + name]} of sd:{name}" for node, name in too_often(times)]
    services = [node for node, names in types.items() if "Service" in names]
    found += ["there is no sd:Service"] if not services else []
    found += [f"{node} has no sd:endpoint" for node in services if not times[node, SD + "endpoint"]]
    return found


def too_often(times: Counter[tuple[ox.NamedNode | ox.BlankNode, str]]) -> Iterator[tuple[object, str]]:
    for (node, predicate), count in times.items():
        name = predicate.removeprefix(SD)
        if name in ONCE and count > 1:
            yield node, name


def classes_of(graph: list[ox.Quad | ox.Triple]) -> dict[object, set[str]]:
    """The classes of the vocabulary that each node is said to be of, with the classes above them."""
    found: dict[object, set[str]] = {}
    for triple in graph:
        if triple.predicate.value == RDF + "type" and triple.object.value.startswith(SD):
            name = triple.object.value.removeprefix(SD)
            found.setdefault(triple.subject, set()).update({name, PARENTS.get(name, name)})
    for name, kind in INDIVIDUALS.items():
        found.setdefault(ox.NamedNode(SD + name), set()).add(kind)
    return found


def faults_of(triple: ox.Quad | ox.Triple, types: dict[object, set[str]]) -> Iterator[str]:
    """What is wrong with one triple."""
    predicate, value = triple.predicate.value, triple.object
    if predicate == RDF + "type" and value.value.startswith(SD):
        if value.value.removeprefix(SD) not in CLASSES:
            yield f"there is no class {value}"
    elif predicate.startswith(SD):
        name = predicate.removeprefix(SD)
        if name not in PROPERTIES:
            yield f"there is no property {predicate}"
            return
        domain, range_ = PROPERTIES[name]
        if domain not in types.get(triple.subject, set()):
            yield f"{triple.subject} has sd:{name} and is no sd:{domain}"
        yield from faults_of_value(value, name, range_, types)


def faults_of_value(
    value: object, name: str, range_: str | None, types: dict[object, set[str]]
) -> Iterator[str]:
    """What is wrong with what a property leads to."""
    must_be_iri = range_ is None or range_ in NAMED_BY_IRI
    if isinstance(value, ox.Literal) or (must_be_iri and not isinstance(value, ox.NamedNode)):
        yield f"sd:{name} leads to {value}, which is no IRI"
    elif isinstance(value, ox.NamedNode) and value.value.startswith(SD):
        if value.value.removeprefix(SD) not in INDIVIDUALS:
            yield f"there is no {value}"
        elif range_ not in types[value]:
            yield f"sd:{name} leads to {value}, which is no sd:{range_}"
    elif range_ is not None and range_ not in NAMED_BY_IRI and range_ not in types.get(value, set()):
        yield f"sd:{name} leads to {value}, which is no sd:{range_}"
