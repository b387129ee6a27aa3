"""What single queries mean: on the demo graph, on one with facts that quarrel, on one under review."""

import pytest
from pyoxigraph import Quad
from support.named_queries import QUERIES, cell, sparql

from kg.graph.records import conflicts_of
from kg.model.facts import make_fact
from kg.model.kinds import FactKind
from kg.rdf.iris import shorten
from kg.store import EmbeddedStore

MARKET = {"measure": "measure:ai-market", "area": "country:china", "period": "2022", "unit": "unit:usd"}
CITIES = "ranking:idc-ai-cities-2018-2019"
ZONE = "programme:ai-application-pilot-zone"
QUARRELS: list[tuple[str, dict[str, object]]] = [
    # A figure for what was forecast, and figures of another thing and of no year, which are no later figures.
    ("Statistic", MARKET | {"value": 8_000_000_000, "bound": "bound:about", "isForecast": False}),
    ("Statistic", MARKET | {"value": 7, "bound": "bound:about", "isForecast": False, "about": "company:idc"}),
    ("Statistic", MARKET | {"value": 3, "bound": "bound:about", "isForecast": False, "period": None}),
    # Beijing, once second, is now first too, as Hangzhou is; two that are only listed share no rank.
    ("RankingEntry", {"ranking": CITIES, "place": "city:beijing", "rank": 1}),
    ("RankingEntry", {"ranking": CITIES, "place": "city:jinan", "order": 11}),
    # Two headquarters are one too many, two branches are not.
    *(
        ("Location", {"organisation": "company:jd", "place": f"city:{city}", "role": f"site:{role}"})
        for city in ("beijing", "nanjing")
        for role in ("headquarters", "branch")
    ),
    ("Designation", {"programme": ZONE, "place": "city:tianjin", "date": "2019-10"}),
    ("Event", {"occasion": "occasion:aicc-2021", "date": "2021-10-27"}),
    ("Event", {"occasion": "occasion:aicc-2021"}),
]


@pytest.fixture(scope="session")
def quarrelling(demo_store: EmbeddedStore, kinds: dict[str, FactKind]) -> EmbeddedStore:
    """The demo graph with facts that quarrel with it, and some that only look as if they did."""
    store = EmbeddedStore.in_memory()
    store.add(demo_store.quads())
    for name, roles in QUARRELS:
        triples = make_fact(kinds[name], roles).triples()
        store.add([Quad(t.subject, t.predicate, t.object) for t in triples])
    return store


def test_conflicts_agree_with_what_the_program_finds(quarrelling: EmbeddedStore) -> None:
    found = {frozenset(f.iri for f in c.facts) for c in conflicts_of(quarrelling) if c.difference != "part"}
    rows = quarrelling.select(QUERIES["conflicts"].bind({})).rows
    assert {frozenset((row["one"], row["other"])) for row in rows} == found
    kinds = {shorten(row["kind"]).removeprefix("sl:") for row in rows}
    assert kinds == {"Designation", "Event", "Location", "RankingEntry", "Statistic"}


def test_conflicts_can_be_asked_of_one_kind_of_fact(quarrelling: EmbeddedStore) -> None:
    rows = quarrelling.select(sparql(QUERIES["conflicts"], {"kind": "sl:Location"})).rows
    assert [shorten(row["determined"]) for row in rows] == ["sl:place"]


def test_parts_above_wholes_agree_with_what_the_program_finds(quarrelling: EmbeddedStore) -> None:
    found = {tuple(f.iri for f in c.facts) for c in conflicts_of(quarrelling) if c.difference == "part"}
    rows = quarrelling.select(QUERIES["parts-above-wholes"].bind({}))
    assert len(found) == 2 and {(row["part"], row["whole"]) for row in rows} == found


def test_a_forecast_meets_the_figure_that_was_given_later_for_the_same_thing(
    quarrelling: EmbeddedStore,
) -> None:
    rows = quarrelling.select(sparql(QUERIES["forecasts"], {"measure": "measure:ai-market"})).rows
    assert [(row["value"].value, row["laterValue"].value) for row in rows] == [("10000000000", "8000000000")]


def test_growth_compares_figures_of_one_thing_only(quarrelling: EmbeddedStore) -> None:
    rows = quarrelling.select(sparql(QUERIES["growth"], {"measure": "measure:ai-market"})).rows
    assert sorted(row["times"].value for row in rows) == ["3.2", "4"]


def test_a_place_in_a_list_is_marked_and_never_counted_as_a_rank(demo_store: EmbeddedStore) -> None:
    rows = demo_store.select(sparql(QUERIES["editions-side-by-side"])).rows
    found = {shorten(row["city"]): [None if term is None else term.value for term in row][1:] for row in rows}
    assert found["city:hefei"] == ["5", "10", "-5", "false", "false"]
    assert found["city:guangzhou"] == ["9", "7", None, "true", "false"]
    assert found["city:guiyang"] == ["10", None, None, "true", None]
    assert found["city:nanjing"] == [None, "4", None, None, "false"]
    risen = {shorten(row["city"]) for row in demo_store.select(sparql(QUERIES["risers-and-fallers"]))}
    assert risen == {f"city:{city}" for city in ("hangzhou", "beijing", "shenzhen", "shanghai", "hefei")}


REJECTED = "claim:idc-2021-2022-ranking-be417454b921d0ac"
PENDING = "claim:idc-2018-2019-csdn-092248e777b38527"


@pytest.fixture(scope="session")
def under_review(demo_store: EmbeddedStore) -> EmbeddedStore:
    """The demo graph with one claim that nobody reviewed, and one that is rejected with its fact."""
    store = EmbeddedStore.in_memory()
    store.add(demo_store.quads())
    store.update(f"""
        DELETE {{ GRAPH ?g {{ ?review ?p ?o }} }} WHERE {{
          GRAPH ?g {{ ?review sl:reviewOf {PENDING} ; ?p ?o }} }} ;
        DELETE {{ ?fact ?p ?o }} WHERE {{ GRAPH ?g {{ {REJECTED} sl:states ?fact }} ?fact ?p ?o }} ;
        INSERT DATA {{ GRAPH graph:reviews {{
          review:no a sl:Review ; sl:verdict verdict:rejected ; sl:reviewOf {REJECTED} , claim:gone ;
            sl:reason "no" ; sl:reviewer "me" ; sl:reviewed "2099-01-01T00:00:00Z"^^xsd:dateTime }} }}
    """)
    return store


def test_a_rejected_claim_says_what_it_says_and_one_that_is_gone_keeps_its_row(
    under_review: EmbeddedStore,
) -> None:
    gone, rejected = under_review.select(sparql(QUERIES["claims-rejected"])).rows
    assert [cell(term) for term in gone][:6] == ["claim:gone", "", "", "", "", ""]
    assert [cell(rejected[name]) for name in ("claim", "kind")] == [REJECTED, "sl:RankingEntry"]
    assert {"地点：杭州", "名次：2"} < set(rejected["saidZh"].value.split("；"))
    assert {"place: Hangzhou", "rank: 2"} < set(rejected["saidEn"].value.split("; "))


def test_a_pending_claim_says_what_it_says(under_review: EmbeddedStore) -> None:
    (row,) = under_review.select(sparql(QUERIES["claims-pending"]))
    assert shorten(row["claim"]) == PENDING and row["saidEn"].value.startswith("organisation: ")


def test_growth_is_rounded_and_shows_the_bound_of_both_figures(demo_store: EmbeddedStore) -> None:
    given = {"measure": "measure:compute-share-of-ai-market"}
    rows = demo_store.select(sparql(QUERIES["growth"], given)).rows
    told = [[shorten(row["beforeBound"]), shorten(row["afterBound"]), row["times"].value] for row in rows]
    assert told == [["bound:about", "bound:nearly", "0.76"], ["bound:at-least", "bound:nearly", "0.71"]]
