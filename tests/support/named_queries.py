"""Our named queries, what they are asked with, and their answers as text."""

import io
import re

from pyoxigraph import NamedNode

from kg.rdf.iris import shorten
from kg.rdf.turtle import write_turtle
from kg.sparql.named_queries import NamedQuery, read_queries
from kg.store import Store

QUERIES = read_queries()
SELECTS = [query for query in QUERIES.values() if query.form == "SELECT"]
CONFLICT = "fact:statistic-28501fe48ac86676"
SMALL = "document:idc-2021-2022-ranking"

# What the golden answers are asked with; the other queries are asked with nothing.
GIVEN: dict[str, dict[str, str]] = {
    "cities-two-companies-share": {"one": "company:alibaba"},
    "city-over-editions": {"city": "city:hefei"},
    "city-surroundings": {"city": "city:hefei"},
    "claims-of-document": {"document": SMALL},
    "everything-about": {"thing": "cluster:china-speech-valley"},
    "evidence": {"fact": CONFLICT},
    "facts-about": {"thing": "city:hefei"},
    "facts-with-one-origin": {"kind": "sl:Statistic"},
    "is-ranked": {"city": "city:hangzhou"},
    "provenance-of": {"fact": CONFLICT},
}

# One value of each type of parameter.
EXAMPLES = {
    "AssessmentFactor": "factor:talent", "City": "city:hangzhou", "Company": "company:alibaba",
    "ConceptScheme": "sl:FactorScheme",
    "Criterion": "dimension:region", "Decimal": "0.9", "Document": SMALL, "Element": "element:compute",
    "Fact": CONFLICT,
    "Field": "industry:internet", "Industry": "industry:finance", "IRI": "sl:Statistic",
    "Measure": "measure:ai-market", "Organisation": "company:idc", "Place": "country:china",
    "Programme": "programme:ai-application-pilot-zone", "Ranking": "ranking:idc-ai-cities-2021-2022",
    "Report": "report:idc-ai-compute-2021-2022", "Scenario": "scenario:smart-city",
    "Standing": "standing:unicorn", "Technology": "technology:face-recognition",
    "Workload": "workload:training", "Year": "2018",
}  # fmt: skip

# A query of somebody's own, whose head has a line of each kind.
HEAD = """# title: 企业 · Companies
# description: 在一座城市的企业。 · Companies of a city.
# param city: City — 城市 · the city
# param year: Year? = 2018 — 年份 · the year
# returns ?company — 每行一家 · a row each
# column ?company: 企业 · Company
SELECT ?company { ?company sl:basedIn $city ; sl:from $year }
"""


def sparql(query: NamedQuery, given: dict[str, str] | None = None) -> str:
    return query.bind(query.resolve(GIVEN.get(query.name, {}) if given is None else given))


def answer(query: NamedQuery, store: Store) -> tuple[str, str]:
    """Give a query's answer as text, and the ending of a file for it."""
    if query.form == "ASK":
        return "txt", f"{store.ask(sparql(query))}\n"
    if query.form == "CONSTRUCT":
        out = io.BytesIO()
        write_turtle(store.construct(sparql(query)), out)
        return "ttl", out.getvalue().decode()
    found = store.select(sparql(query))
    lines = [found.columns, *([cell(term) for term in row] for row in found)]
    return "tsv", "".join("\t".join(line) + "\n" for line in lines)


def cell(term: object) -> str:
    if term is None:
        return ""
    return shorten(term) if isinstance(term, NamedNode) else re.sub(r"\s", " ", term.value)  # type: ignore[attr-defined]
