"""The accepted view holds every clear fact of the two gold files, with evidence where they have it."""

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pyoxigraph import NamedNode

from kg.rdf.iris import expand, kind_of, local_name
from kg.rdf.vocab import KINDS
from kg.store import Store

SHARED = Path(__file__).resolve().parents[3] / "shared"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the gold files are not at hand: no {SHARED}")

CLEAR_FACTS = {"seed_000": 120, "seed_003": 34}
"""How many clear facts each gold file has."""

Gold = Mapping[str, Any]


@dataclass(frozen=True)
class Named:
    """A thing that goes by this name."""

    name: str


class Wanted(NamedTuple):
    """A fact that the accepted view should hold; None in a role means that it should be empty."""

    kind: str
    roles: Mapping[str, Any]
    overlaps: bool = True
    """False where the article says this part of a gold fact in another place than the rest."""


class Found(NamedTuple):
    """A fact of the accepted view: what fills its roles, and where each document says it."""

    roles: Mapping[str, set[Any]]
    spans: Mapping[NamedNode, list[tuple[int, int]]]


# What stands in the gold, and what it is called in the graph.

REPORTS = {
    "idc-ai-compute-2018-2019": "report:idc-ai-compute-2018-2019",
    "idc-ai-infra-tracker-2018H1": "report:idc-ai-infrastructure-tracker-2018-h1",
    "idc-ai-compute-2021-2022": "report:idc-ai-compute-2021-2022",
}
CITY_RANKINGS = {years: f"ranking:idc-ai-cities-{years}" for years in ("2018-2019", "2021-2022")}
INDUSTRY_RANKINGS = {
    "中国人工智能算力发展": "ranking:idc-ai-industries-2018-2019",
    "投资总量": "ranking:ai-investment-by-industry-2018-2019",
}
MEASURES = {
    "人工智能市场中用于算力的投资": "measure:ai-compute-investment",
    "人工智能算力投资": "measure:ai-compute-investment",
    "人工智能算力投资复合增长率": "measure:ai-compute-investment-cagr",
    "人工智能市场投资规模": "measure:ai-market",
    "人工智能市场投资复合增长率": "measure:ai-market-cagr",
    # One quantity under two names: its two figures contradict, and only as one measure can that be seen.
    "基础架构硬件(算力)占人工智能市场投资比重": "measure:compute-share-of-ai-market",
    "算力投资占人工智能市场投资比重": "measure:compute-share-of-ai-market",
    "人工智能基础架构硬件市场规模": "measure:ai-hardware-market",
    "人工智能市场接受度": "measure:ai-adoption",
    "未来两年计划使用人工智能的企业比例": "measure:planned-ai-adoption",
    "监控摄像头总量": "measure:surveillance-cameras",
    "出台人工智能政策的国家和地区数": "measure:countries-with-ai-policy",
    "人工智能软件、硬件和服务总投资": "measure:ai-total-investment",
    "人工智能总投资五年复合增长率": "measure:ai-total-investment-cagr",
    "人工智能创新应用先导区数量": "measure:ai-application-pilot-zones",
    "人工智能核心产业规模": "measure:ai-core-industry",
    "人工智能企业数量": "measure:ai-companies",
    "人工智能对GDP的提升": "measure:ai-gdp-gain",
}
UNITS = {
    "亿美元": "unit:usd",
    "亿元": "unit:cny",
    "%": "unit:percent",
    "个": "unit:count",
    "亿个": "unit:count",
    "家": "unit:companies",
}
BOUNDS = {
    None: "bound:exactly",
    "约": "bound:about",
    "超过": "bound:at-least",
    "以上": "bound:at-least",
    "多": "bound:at-least",
    "近": "bound:nearly",
}
CHANGES = {"首次进入": "change:entered-first", "唯一的二线城市": "change:only-second-tier-city"}
NUMERALS = {"三": 3, "四": 4, "五": 5, "十": 10, "5": 5}


# What each type of gold fact asks of the graph.


def _report(gold: Gold) -> Iterator[Wanted]:
    report = expand(REPORTS[gold["id"]])
    for publisher in gold["publisher"]:
        yield Wanted("Authorship", {"report": report, "organisation": Named(publisher)})
    if gold["published"]:
        yield Wanted("Publication", {"report": report, "date": gold["published"]})


def _ranking_entry(gold: Gold) -> Iterator[Wanted]:
    where = {"ranking": expand(CITY_RANKINGS[gold["edition"]]), "place": Named(gold["city"])}
    yield Wanted("RankingEntry", {**where, **_position(gold)})
    if "tier" in gold:
        tier = {"第一档": 1, "第二档": 2}[gold["tier"]]
        yield Wanted("RankingTier", {**where, "tier": tier}, overlaps=False)


def _position(gold: Gold) -> dict[str, int | None]:
    """A rank where the text states one, else the place in the list: never the one for the other."""
    if gold["rank"]:
        return {"rank": gold["rank"], "order": None}
    return {"rank": None, "order": gold["rank_by_order"]}


def _ranking_change(gold: Gold) -> Iterator[Wanted]:
    said = gold["change"]
    top, years = re.search(r"(?:前|TOP)([三五十5])", said), re.search(r"连续(.)年", said)
    change = next((curie for words, curie in CHANGES.items() if words in said), "change:kept")
    yield Wanted(
        "RankingChange",
        {
            "ranking": expand(CITY_RANKINGS[gold["edition"]]),
            "place": Named(gold["city"]),
            "change": expand(change),
            "within": NUMERALS[top[1]] if top else None,
            "years": NUMERALS[years[1]] if years else None,
        },
    )


def _company_located_in(gold: Gold) -> Iterator[Wanted]:
    sited = {"organisation": Named(gold["company"]), "place": Named(gold["city"])}
    yield Wanted("Location", {**sited, "role": expand("site:base")})


def _company_field(gold: Gold) -> Iterator[Wanted]:
    yield Wanted("Activity", {"organisation": Named(gold["company"]), "field": Named(gold["field"])})


def _industry_cluster(gold: Gold) -> Iterator[Wanted]:
    yield Wanted("ClusterLocation", {"cluster": Named(gold["cluster"]), "place": Named(gold["city"])})


def _policy(gold: Gold) -> Iterator[Wanted]:
    policy = Named(gold["name"])
    issuer = Named(gold["issuer"]) if gold["issuer"] else None
    yield Wanted("PolicyIssue", {"policy": policy, "issuer": issuer, "date": gold["date"]})
    for place in gold["places"]:
        yield Wanted("PolicyFocus", {"policy": policy, "place": Named(place)})


def _statistic(gold: Gold) -> Iterator[Wanted]:
    period = gold["period"]
    roles: dict[str, Any] = {
        "measure": expand(MEASURES[gold["measure"]]),
        "area": Named(gold["geography"]),
        "period": re.sub(r"^(\d{4})-(\d{4})$", r"\1/\2", period) if period else None,
        "value": Decimal(str(gold.get("value_abs") or gold["value"])),
        "unit": expand(UNITS[gold["unit"]]),
        "bound": expand(BOUNDS[gold.get("qualifier")]),
        "isForecast": gold["is_forecast"],
    }
    if gold["stated_by"] == "IDC":
        roles["statedBy"] = Named("IDC")
    yield Wanted("Statistic", roles)


def _industry_ranking(gold: Gold) -> Iterator[Wanted]:
    ranking = expand(INDUSTRY_RANKINGS[gold["scope"]])
    industry = Named(gold["industry"])
    yield Wanted("IndustryRankingEntry", {"ranking": ranking, "industry": industry, **_position(gold)})


def _industry_application(gold: Gold) -> Iterator[Wanted]:
    roles = {"industry": Named(gold["industry"]), "application": Named(gold["application"])}
    yield Wanted("Application", roles)


def _event(gold: Gold) -> Iterator[Wanted]:
    occasion = Named(gold["name"].partition("（")[0])
    place = Named(gold["place"]) if gold["place"] else None
    yield Wanted("Event", {"occasion": occasion, "date": gold["date"], "place": place})


def _zone_designation(gold: Gold) -> Iterator[Wanted]:
    programme, since = Named(gold["zone_type"]), gold["date"].replace("以来", "/..")
    yield Wanted("Designation", {"programme": programme, "place": Named(gold["city"]), "date": since})


ASKS: dict[str, Callable[[Gold], Iterator[Wanted]]] = {
    "report": _report,
    "ranking_entry": _ranking_entry,
    "ranking_change": _ranking_change,
    "company_located_in": _company_located_in,
    "company_field": _company_field,
    "industry_cluster": _industry_cluster,
    "policy": _policy,
    "statistic": _statistic,
    "industry_ranking": _industry_ranking,
    "industry_application": _industry_application,
    "event": _event,
    "zone_designation": _zone_designation,
}


@dataclass(frozen=True)
class View:
    """The accepted facts of a store by kind, and what each thing may be called."""

    facts: Mapping[str, list[Found]]
    names: Mapping[NamedNode, set[str]]

    def holds(self, wanted: Wanted, document: NamedNode, evidence: tuple[int, int]) -> bool:
        """Say whether a fact is there, and the document says it at a place that overlaps the evidence."""
        return any(
            self._fits(found, wanted)
            and bool(found.spans.get(document))
            and (not wanted.overlaps or any(_overlap(evidence, span) for span in found.spans[document]))
            for found in self.facts.get(wanted.kind, ())
        )

    def _fits(self, found: Found, wanted: Wanted) -> bool:
        return all(self._fills(found.roles.get(role, set()), value) for role, value in wanted.roles.items())

    def _fills(self, terms: set[Any], value: Any) -> bool:
        match value:
            case None:
                return not terms
            case Named(name):
                return any(plain(name) in self.names.get(term, ()) for term in terms)
            case NamedNode():
                return value in terms
            case bool():
                return {term.value for term in terms} == {str(value).lower()}
            case int() | Decimal():
                return [Decimal(term.value) for term in terms] == [value]
            case _:
                return {term.value for term in terms} == {value}


def plain(name: str) -> str:
    """A name without what writers vary: width, case, spaces, brackets and quotation marks."""
    return re.sub(r"[\s《》“”\"'()\[\]]", "", unicodedata.normalize("NFKC", name)).lower()


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


FACTS = """
SELECT DISTINCT ?fact ?class ?role ?value {
  GRAPH graph:ontology {
    ?shape a sl:FactKind ; sh:targetClass ?class .
    { ?shape sh:property/sh:path ?role } UNION { VALUES ?role { sl:statedBy } }
  }
  ?fact a ?class ; ?role ?value .
}"""

EVIDENCE = """
SELECT DISTINCT ?fact ?document ?start ?end {
  GRAPH graph:reviews {
    ?review sl:reviewOf ?claim ; sl:verdict verdict:accepted ; sl:reviewed ?when .
    FILTER NOT EXISTS { ?later sl:reviewOf ?claim ; sl:reviewed ?after . FILTER (?after > ?when) }
  }
  GRAPH ?graph {
    ?claim sl:states ?fact ; sl:inDocument ?document ; sl:evidence ?evidence .
    ?evidence oa:start ?start ; oa:end ?end .
  }
}"""

NAMES = """
SELECT ?thing ?name {
  { ?thing skos:prefLabel|skos:altLabel ?name } UNION
  { GRAPH graph:ontology { ?thing skos:prefLabel|skos:altLabel ?name } }
  FILTER (lang(?name) IN ("zh-Hans", "zh-hans", "en"))
}"""


@pytest.fixture(scope="module")
def view(demo_store: Store) -> View:
    spans: dict[Any, dict[Any, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for row in demo_store.select(EVIDENCE):
        spans[row["fact"]][row["document"]].append((int(row["start"].value), int(row["end"].value)))
    kinds: dict[Any, str] = {}
    roles: dict[Any, dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for row in demo_store.select(FACTS):
        kinds[row["fact"]] = local_name(row["class"])
        roles[row["fact"]][local_name(row["role"])].add(row["value"])
    facts: dict[str, list[Found]] = defaultdict(list)
    for iri, kind in kinds.items():
        facts[kind].append(Found(roles[iri], spans[iri]))
    names: dict[Any, set[str]] = defaultdict(set)
    for row in demo_store.select(NAMES):
        names[row["thing"]].add(plain(row["name"].value))
    return View(facts, names)


@dataclass(frozen=True)
class Case:
    """A gold file's clear facts, the document of the store they are about, and its text."""

    facts: list[Gold]
    document: NamedNode
    text: str

    def evidence(self, gold: Gold) -> tuple[int, int]:
        start = self.text.find(gold["evidence"])
        assert start >= 0, f"the gold's evidence is not in the document: {gold}"
        return start, start + len(gold["evidence"])


@pytest.fixture(params=CLEAR_FACTS)
def case(request: pytest.FixtureRequest, demo_store: Store) -> Case:
    gold = json.loads((SHARED / "corpus" / "gold" / f"{request.param}.json").read_text(encoding="utf-8"))
    received = (SHARED / gold["doc"]).read_bytes()
    # By its SHA-256, so that positions are known to count in this very text.
    digest = hashlib.sha256(received).hexdigest()
    asked = f'SELECT ?document {{ GRAPH ?graph {{ ?document sl:sha256 "{digest}" }} }}'
    rows = demo_store.select(asked).rows
    assert len(rows) == 1, f"the store does not hold {gold['doc']} once"
    clear = [fact for fact in gold["facts"] if fact["confidence"] == "clear"]
    assert len(clear) == CLEAR_FACTS[request.param]
    return Case(clear, rows[0]["document"], received.decode())


def test_every_clear_gold_fact_is_in_the_accepted_view_with_evidence_that_overlaps(
    case: Case, view: View
) -> None:
    walked, missing = 0, []
    for gold in case.facts:
        asked = list(ASKS[gold["type"]](gold))
        assert asked, f"nothing is asked of the graph for {gold}"
        missing += [w for w in asked if not view.holds(w, case.document, case.evidence(gold))]
        walked += 1
    assert missing == []
    assert walked == len(case.facts) > 0


def test_a_gold_fact_is_not_found_when_any_one_of_its_parts_is_another(case: Case, view: View) -> None:
    strangers = 0
    for gold in case.facts:
        for wanted in ASKS[gold["type"]](gold):
            for role, value in wanted.roles.items():
                changed = {**wanted.roles, role: _another(value)}
                assert not view.holds(wanted._replace(roles=changed), case.document, case.evidence(gold))
                strangers += 1
    assert strangers > 2 * len(case.facts)


def test_a_gold_fact_is_not_found_where_the_document_does_not_say_it(case: Case, view: View) -> None:
    beyond = (len(case.text), len(case.text) + 1)
    elsewhere = expand("document:another")
    for gold in case.facts:
        for wanted in ASKS[gold["type"]](gold):
            strict = wanted._replace(overlaps=True)
            assert not view.holds(strict, case.document, beyond)
            assert not view.holds(strict, elsewhere, case.evidence(gold))


def test_every_curie_that_the_gold_is_read_with_is_a_thing_of_the_graph(view: View) -> None:
    tables = (REPORTS, CITY_RANKINGS, INDUSTRY_RANKINGS, MEASURES, UNITS, BOUNDS, CHANGES)
    things = [expand(curie) for table in tables for curie in table.values()]
    assert all(kind_of(thing) in KINDS for thing in things)
    assert [thing.value for thing in things if thing not in view.names] == []


def _another(value: Any) -> Any:
    """A value of the same sort that no fact of the articles has."""
    match value:
        case None:
            return Named("没有的名字")
        case bool():
            return not value
        case int() | Decimal():
            return value + 1_000_003
        case NamedNode():
            return NamedNode(value.value + "-another")
        case Named():
            return Named("没有的名字")
        case _:
            return "1066"
