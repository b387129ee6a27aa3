"""Named queries: what a file says of itself, and what each of ours answers on the demo graph."""

import io
import re
from collections import Counter
from pathlib import Path

import pytest
from golden_files import Golden
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.bundle import folder
from kg.errors import BadFile, BadQuery, MissingParameter, UnknownParameter, UnknownQuery
from kg.facts import make_fact
from kg.kinds import FactKind
from kg.knowledge import conflicts_of
from kg.parameters import IRI, LITERALS, SCHEME, Parameter, resolve
from kg.queries import (
    NamedQuery,
    by_topic,
    first,
    parse_query,
    query_names,
    read_queries,
    read_query,
    read_query_file,
)
from kg.sparql import tokens
from kg.store import EmbeddedStore, Store
from kg.terms import mint, shorten
from kg.turtle import write_turtle
from kg.vocab import GRAPH_ONTOLOGY, LABEL_PROPERTIES, PREFIXES, A

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


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden("queries", rewrite=request.config.getoption("--golden"))


@pytest.fixture(scope="session")
def unlabelled(demo_store: EmbeddedStore) -> EmbeddedStore:
    """The demo graph, in which nothing has a name."""
    store = EmbeddedStore.in_memory()
    store.add(quad for quad in demo_store.quads() if quad.predicate not in LABEL_PROPERTIES)
    return store


@pytest.fixture(scope="session")
def two_graphs() -> EmbeddedStore:
    """Three triples in two named graphs, for what counts the triples of a graph."""
    store = EmbeddedStore.in_memory()
    for slug, graph in (("a", "one"), ("b", "one"), ("c", "two")):
        store.add([Quad(mint("city", slug), A, NamedNode(PREFIXES["sl"] + "City"), mint("graph", graph))])
    return store


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


# --- what a file says of itself -------------------------------------------------------------------------


def test_there_are_as_many_queries_as_files_and_the_promised_ones_are_among_them() -> None:
    files = list(folder("queries").glob("*.rq"))
    assert len(QUERIES) == len(files) >= 40
    assert {"city-ranking", "companies-in-city", "statistics", "conflicts"} <= QUERIES.keys()
    assert query_names() == sorted(QUERIES)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_has_a_title_and_a_description_in_chinese_and_in_english(query: NamedQuery) -> None:
    for said in (query.title, query.topic, query.description, query.returns):
        assert re.search(r"[\u4e00-\u9fff]", said["zh"])
        assert re.search(r"[a-z]{2}", said["en"]) and not re.search(r"[\u4e00-\u9fff]", said["en"])
    for name in ("title", "description", "returns"):
        assert len(re.findall(rf"^# {name}\b", query.text, re.MULTILINE)) == 1


def test_queries_stand_under_a_few_topics_that_are_the_same_in_both_languages() -> None:
    zh, en = by_topic(QUERIES.values(), "zh"), by_topic(QUERIES.values(), "en")
    assert len(zh) == len(en) < 12 and list(zh.values()) == list(en.values())
    assert sum(len(some) for some in zh.values()) == len(QUERIES)


def test_no_two_queries_have_one_title() -> None:
    for language in ("zh", "en"):
        assert max(Counter(query.title[language] for query in QUERIES.values()).values()) == 1


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_parameter_says_what_it_is_for_is_of_a_known_type_and_is_used(
    query: NamedQuery, demo_store: EmbeddedStore
) -> None:
    written = {token.text for token in tokens(query.text) if token.text.startswith("$")}
    for parameter in query.parameters.values():
        assert parameter.about["zh"] != parameter.about["en"] and parameter.about["en"].isascii()
        is_class = next(
            demo_store.quads(NamedNode(PREFIXES["sl"] + parameter.type), A, None, GRAPH_ONTOLOGY), None
        )
        assert parameter.type in (*LITERALS, IRI, SCHEME) or is_class
        assert f"${parameter.name}" in written, (
            f"{parameter.name} is declared and not written as ${parameter.name}"
        )
    assert written == {f"${name}" for name in query.parameters}


@pytest.mark.parametrize("query", SELECTS, ids=lambda query: query.name)
def test_every_column_has_a_title_in_both_languages(query: NamedQuery, demo_store: EmbeddedStore) -> None:
    columns = demo_store.select(sparql(query)).columns
    assert tuple(query.columns) == columns
    for said in query.columns.values():
        assert said["zh"] and said["en"].isascii()
    returned = re.search(r"^# returns (.*?) — ", query.text, re.MULTILINE)
    assert returned and tuple(returned[1].replace("?", "").split()) == columns


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_file_is_plain_and_declares_no_prefix(query: NamedQuery) -> None:
    assert "PREFIX" not in query.text and query.text.endswith("\n") and "\t" not in query.text
    assert all(len(line) <= 120 for line in query.text.splitlines() if not line.startswith("#"))


def test_every_class_of_the_ontology_is_asked_for_by_some_query(demo_store: EmbeddedStore) -> None:
    owl = NamedNode(PREFIXES["owl"] + "Class")
    own = {q.subject.value for q in demo_store.quads(None, A, owl, GRAPH_ONTOLOGY)}  # type: ignore[union-attr]
    classes = {iri.removeprefix(PREFIXES["sl"]) for iri in own if iri.startswith(PREFIXES["sl"])}
    asked = {
        token.text.removeprefix("sl:")
        for query in QUERIES.values()
        for token in tokens(query.text)
        if token.kind == "name"
    }
    assert len(classes) > 70
    assert (
        classes - asked - {parameter.type for q in QUERIES.values() for parameter in q.parameters.values()}
        == set()
    )


# --- what it answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_answers_as_it_did_when_its_answer_was_looked_at(
    query: NamedQuery, demo_store: EmbeddedStore, two_graphs: EmbeddedStore, golden: Golden
) -> None:
    # How many triples a graph has changes with each word of the ontology, and says nothing.
    counts_triples = query.name in ("graphs", "dataset-description")
    ending, now = answer(query, two_graphs if counts_triples else demo_store)
    golden.check(f"{query.name}.{ending}", now)


def test_there_is_a_golden_answer_for_every_query_and_no_other(golden: Golden) -> None:
    assert {name.rpartition(".")[0] for name in golden.names()} == set(QUERIES)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_runs_with_each_parameter_alone_and_with_all_of_them(
    query: NamedQuery, demo_store: EmbeddedStore
) -> None:
    every = {name: EXAMPLES[parameter.type] for name, parameter in query.parameters.items()}
    needed = {name: every[name] for name, parameter in query.parameters.items() if parameter.is_needed}
    for given in (needed, every, *(needed | {name: value} for name, value in every.items())):
        text = sparql(query, given)
        match query.form:
            case "SELECT":
                assert demo_store.select(text).columns == tuple(query.columns)
            case "CONSTRUCT":
                list(demo_store.construct(text))
            case _:
                demo_store.ask(text)


@pytest.mark.parametrize("query", SELECTS, ids=lambda query: query.name)
def test_the_order_of_the_rows_is_decided_to_the_last(query: NamedQuery, demo_store: EmbeddedStore) -> None:
    modifiers = query.text.rpartition("ORDER BY")[2]
    assert "ORDER BY" in query.text and "WHERE" not in modifiers
    found = demo_store.select(sparql(query))
    sorted_by = [
        found.columns.index(name) for name in re.findall(r"\?(\w+)", modifiers) if name in found.columns
    ]
    keys = Counter(tuple(str(row[i]) for i in sorted_by) for row in found)
    assert max(keys.values(), default=1) == 1


@pytest.mark.parametrize("query", SELECTS, ids=lambda query: query.name)
def test_no_row_is_lost_where_nothing_has_a_label(
    query: NamedQuery, demo_store: EmbeddedStore, unlabelled: EmbeddedStore
) -> None:
    text = sparql(query)
    if query.name in ("graphs", "classes"):
        return  # these count triples, and labels are triples
    assert len(unlabelled.select(text)) == len(demo_store.select(text))


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


# --- reading and binding --------------------------------------------------------------------------------

HEAD = """# title: 企业 · Companies
# description: 在一座城市的企业。 · Companies of a city.
# param city: City — 城市 · the city
# param year: Year? = 2018 — 年份 · the year
# returns ?company — 每行一家 · a row each
# column ?company: 企业 · Company
SELECT ?company { ?company sl:basedIn $city ; sl:from $year }
"""


def test_a_head_is_read_as_it_is_written() -> None:
    query = parse_query(HEAD, "mine")
    assert (query.title["zh"], query.title["en"], query.form) == ("企业", "Companies", "SELECT")
    city, year = query.parameters.values()
    assert (city.type, city.is_needed, city.about["en"]) == ("City", True, "the city")
    assert (year.type, year.is_needed, year.default) == ("Year", False, "2018")
    assert query.columns == {"company": {"zh": "企业", "en": "Company"}}


def test_only_comments_before_the_query_are_its_head() -> None:
    assert parse_query("ASK {}\n# title: 无 · none\n", "mine").title == {}


def test_a_text_without_a_second_language_serves_for_both() -> None:
    assert parse_query("# title: mine\nASK {}", "mine").title == {"zh": "mine", "en": "mine"}


@pytest.mark.parametrize("line", ["# param city", "# param city = City", "# column rank"])
def test_a_malformed_line_of_a_head_is_shown_beside_a_right_one(line: str) -> None:
    with pytest.raises(BadFile, match=f"{line!r} does not say it right\n  write it like # "):
        parse_query(f"{line}\nASK {{}}", "mine")


def test_defaults_are_bound_and_what_is_given_goes_before_them() -> None:
    query, city = parse_query(HEAD, "mine"), {"city": "city:hangzhou"}
    assert query.resolve(city)["year"] == Literal("2018")
    assert query.resolve(city | {"year": "2021"})["year"] == Literal("2021")


def test_a_parameter_that_is_needed_and_not_given_is_asked_for() -> None:
    with pytest.raises(MissingParameter, match="'mine' needs the parameter 'city'"):
        parse_query(HEAD, "mine").resolve({})
    with pytest.raises(MissingParameter):
        parse_query(HEAD, "mine").bind({})


def test_a_misspelt_parameter_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownParameter, match="its parameters are: city"):
        parse_query(HEAD, "mine").resolve({"citi": "city:hangzhou"})


def test_every_parameter_is_listed_and_the_nearest_comes_first() -> None:
    query = parse_query("# param city: City?\n# param field: Field?\nASK { $city ?p $field }", "mine")
    with pytest.raises(UnknownParameter, match=r"did you mean field\? its parameters are: field, city$"):
        query.resolve({"feild": "industry:finance"})
    with pytest.raises(UnknownParameter, match=r"parameter 'nope'\n  its parameters are: city, field$"):
        query.resolve({"nope": "x"})
    with pytest.raises(UnknownParameter, match=r"it takes no parameters$"):
        parse_query("# title: mine\nASK {}", "mine").resolve({"city": "x"})


HZ = {"city": mint("city", "hangzhou")}
CITY = "# param city: City?\n"


@pytest.mark.parametrize(
    "body",
    [
        "SELECT ?c ?city { ?c a sl:Company OPTIONAL { ?c sl:basedIn ?city } }",
        "SELECT ?c $city { ?c a sl:Company OPTIONAL { ?c sl:basedIn $city } }",
        "SELECT * { ?c a sl:Company OPTIONAL { ?c sl:basedIn ?city } }",
        "SELECT ?c { ?c a sl:Company OPTIONAL { ?c sl:basedIn ?city } }",
        "SELECT ?c { ?c a sl:Company OPTIONAL { ?c sl:basedIn ?city } FILTER (BOUND(?city)) }",
        "SELECT ?c ?city { ?c a sl:Company OPTIONAL { { ?c sl:basedIn ?city } } FILTER (?city != sl:x) }",
        "SELECT ?c ?city { { ?c sl:basedIn ?city } UNION { ?c a sl:Institution } UNION { ?c sl:x ?city } }",
        "SELECT (COUNT(?city) AS ?n) { ?c a sl:Company OPTIONAL { ?c sl:basedIn ?city } }",
        "CONSTRUCT { ?c sl:basedIn ?city } { ?c a sl:Company OPTIONAL { ?c sl:basedIn ?city } }",
        "ASK { OPTIONAL { ?c sl:basedIn ?city } }",
    ],
)
def test_a_parameter_that_would_not_narrow_the_answer_is_refused(body: str) -> None:
    for head in (CITY, ""):
        with pytest.raises(
            BadQuery, match="would not narrow the answer\n  write its pattern outside as well"
        ):
            parse_query(head + body, "mine").bind(HZ)
        parse_query(head + body, "mine").bind({})


@pytest.mark.parametrize(
    "body",
    [
        "SELECT ?c ?city { ?c a sl:Company OPTIONAL { ?c sl:activeIn ?f } ?c sl:basedIn ?city }",
        "SELECT ?c ?city { ?c a sl:Company . { ?c sl:basedIn ?city } UNION { ?c sl:hasBranchIn ?city } }",
        "SELECT ?c ?city { ?c a sl:Company . { SELECT ?c ?city { ?c sl:basedIn ?city } } }",
        "SELECT ?c { ?c a sl:Company ; sl:basedIn ?o FILTER (?o = ?city) }",
        "SELECT ?c { ?c a sl:Company FILTER EXISTS { ?c sl:basedIn ?city } }",
        "SELECT ?c { ?c a sl:Company OPTIONAL { ?c sl:basedIn $city ; ?p ?o } FILTER (BOUND(?o)) }",
    ],
)
def test_both_ways_to_write_a_parameter_narrow_the_answer(body: str, demo_store: EmbeddedStore) -> None:
    found = {row["c"] for row in demo_store.select(parse_query(CITY + body, "mine").bind(HZ))}
    based = {
        row["c"] for row in demo_store.select("SELECT ?c { ?c a sl:Company ; sl:basedIn city:hangzhou }")
    }
    assert found == based and based


def test_a_parameter_that_is_declared_and_stands_nowhere_is_refused() -> None:
    with pytest.raises(BadQuery, match=r"city is declared and not written as \$city"):
        parse_query(CITY + "SELECT ?c { ?c a sl:Company }", "mine").bind(HZ)


def test_a_query_with_a_head_takes_no_other_variable_for_a_parameter() -> None:
    with pytest.raises(UnknownParameter):
        parse_query(HEAD, "mine").bind({"company": mint("company", "alibaba")})


def test_a_query_without_a_head_takes_any_of_its_variables_for_a_parameter() -> None:
    query = parse_query("ASK { ?company sl:basedIn ?city }", "mine")
    assert f"{mint('city', 'hangzhou')}" in query.bind(query.resolve({"city": "city:hangzhou"}))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("SELECT ?company {\n  ?company sl:basedIn $city ;;; }}", "line 2, column 35"),
        ("# mine\nSELECT ?company { ?company sl:basedIn $city } LIMIT x", "line 2, column 53"),
        ("PREFIX sl: <urn:e:>\n\nASK { $city }", "line 3, column 14"),
    ],
)
def test_an_error_names_the_place_in_the_text_as_it_was_written(
    text: str, where: str, demo_store: EmbeddedStore
) -> None:
    bound = parse_query(text, "mine").bind({"city": mint("city", "hangzhou")})
    for sent in (bound, parse_query(text, "mine").bind({})):
        with pytest.raises(BadQuery, match=where):
            demo_store.select(sent)


def test_known_prefixes_stand_on_lines_of_their_own_before_the_text() -> None:
    lines = parse_query("# mine\nASK { ?x a sl:City ; skos:prefLabel ?y }", "mine").bind({}).splitlines()
    assert [line.partition(" <")[0] for line in lines[:2]] == ["PREFIX skos:", "PREFIX sl:"]
    assert lines[2:] == ["# mine", "ASK { ?x a sl:City ; skos:prefLabel ?y }"]


@pytest.mark.parametrize(
    "text", ["INSERT DATA { sl:a sl:b sl:c }", "PREFIX x: <urn:x:>\nclear all", "WITH <urn:g> {"]
)
def test_an_update_is_no_query(text: str) -> None:
    with pytest.raises(BadQuery, match="only reading queries are run here"):
        parse_query(text, "mine").bind({})


def test_a_misspelt_query_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownQuery, match=f"did you mean city-ranking.* lists all {len(QUERIES)}"):
        read_query("city-ranks")


def test_a_query_name_that_is_near_to_none_suggests_none() -> None:
    with pytest.raises(UnknownQuery, match=f"named 'nope'\n  `kg queries` lists all {len(QUERIES)}$"):
        read_query("nope")


@pytest.mark.parametrize("name", ["../queries/zones", "/etc/passwd", "", "a b"])
def test_a_name_that_is_a_path_is_no_query(name: str) -> None:
    with pytest.raises(UnknownQuery):
        read_query(name)


def test_reading_one_query_opens_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "good.rq").write_text("ASK {}", encoding="utf-8")
    (tmp_path / "bad.rq").write_bytes(b"\xff")
    assert read_query("good", tmp_path).form == "ASK"
    with pytest.raises(BadFile, match="cannot be read"):
        read_query("bad", tmp_path)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="No such file"):
        read_query_file(tmp_path / "mine.rq")


def test_first_says_whether_there_is_more_and_reads_no_further() -> None:
    rows = iter(range(10))
    assert first(rows, 3) == ([0, 1, 2], True)
    assert next(rows) == 4
    assert first(range(3), 3) == ([0, 1, 2], False)
    assert first(range(3), None) == ([0, 1, 2], False)


def test_golden_triples_are_turtle(golden: Golden) -> None:
    files = [name for name in golden.names() if name.endswith(".ttl")]
    assert files and all(list(parse(path=golden.path(name), format=RdfFormat.TURTLE)) for name in files)


@pytest.mark.parametrize("name", sorted({p.type for q in QUERIES.values() for p in q.parameters.values()}))
def test_the_example_of_a_type_is_of_it(name: str) -> None:
    assert resolve(Parameter("x", name), EXAMPLES[name])
