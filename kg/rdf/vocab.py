"""The vocabulary: namespaces, prefixes, kinds of thing, and the terms that Python code names.

Tables only. No fact kind is named here: those are read from `ontology/shapes.ttl`.
"""

from functools import lru_cache

from pyoxigraph import NamedNode

ONTOLOGY = "https://w3id.org/suanli/ontology/"
SHAPE = ONTOLOGY + "shape/"
ID = "https://w3id.org/suanli/id/"

KINDS: dict[str, str] = {
    # kind (the folder in the IRI, and its prefix): class in the ontology
    "country": "Country",
    "province": "Province",
    "city": "City",
    "district": "District",
    "company": "Company",
    "institution": "Institution",
    "government": "GovernmentBody",
    "group": "OrganisationGroup",
    "industry": "Industry",
    "technology": "Technology",
    "scenario": "Scenario",
    "cluster": "Cluster",
    "facility": "Facility",
    "policy": "Policy",
    "programme": "Programme",
    "series": "ReportSeries",
    "report": "Edition",
    "ranking": "Ranking",
    "measure": "Measure",
    "unit": "Unit",
    "dimension": "AssessmentDimension",
    "factor": "AssessmentFactor",
    "element": "Element",
    "workload": "Workload",
    "accelerator": "Accelerator",
    "occasion": "Occasion",
    "bound": "Bound",
    "site": "SiteRole",
    "change": "RankChange",
    "standing": "Standing",
    "strength": "Strength",
    "verdict": "Verdict",
    "rate": "ExchangeRate",
    "document": "Document",
    "fact": "Fact",
    "claim": "Claim",
    "evidence": "Evidence",
    "review": "Review",
    "graph": "Graph",
}
"""What each kind of thing is called in its IRI, and the class it belongs to."""
STATEMENT_KINDS = frozenset({"fact", "claim", "evidence", "review"})
"""Kinds of what is stated, by whom and where: they have sentences, and no names of their own."""
RECORD_KINDS = STATEMENT_KINDS | {"document", "graph"}
"""Kinds of record about what is known, which are no things of the field."""
QUALIFIER_KINDS = frozenset({"bound", "change", "rate", "site", "strength", "unit", "verdict"})
"""Kinds of what says how a fact is meant, which link nothing."""

PREFIXES: dict[str, str] = {
    "sl": ONTOLOGY,
    "shape": SHAPE,
    **{kind: f"{ID}{kind}/" for kind in KINDS},
    "adms": "http://www.w3.org/ns/adms#",
    "cc": "http://creativecommons.org/ns#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix to namespace, for every namespace that the ontology, the data and the queries use."""

REUSED = tuple(namespace for namespace in PREFIXES.values() if not namespace.startswith((ONTOLOGY, ID)))
"""The namespaces of the vocabularies that are not ours."""

LANGUAGES = ("zh", "en")
"""The languages of the interface. In data, zh is written zh-Hans, and zh-Hant where it differs."""


@lru_cache(maxsize=1024)
def term(curie: str) -> NamedNode:
    """Give the term of a CURIE whose prefix is one of `PREFIXES`.

    >>> term("sl:basedIn").value
    'https://w3id.org/suanli/ontology/basedIn'
    """
    prefix, _, name = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + name)


A = term("rdf:type")
LABEL = term("rdfs:label")
PREF_LABEL = term("skos:prefLabel")
ALT_LABEL = term("skos:altLabel")
HIDDEN_LABEL = term("skos:hiddenLabel")
NOTATION = term("skos:notation")
DEFINITION = term("skos:definition")
COMMENT = term("rdfs:comment")

GRAPH_ONTOLOGY = term("graph:ontology")
GRAPH_REVIEWS = term("graph:reviews")
GRAPH_DOCUMENT = PREFIXES["graph"] + "document/"
"""A document's graph is this and the document's slug."""

LABEL_PROPERTIES = (PREF_LABEL, LABEL, ALT_LABEL, HIDDEN_LABEL)
"""What a thing can be found by, best name first."""
