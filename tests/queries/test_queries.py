"""Our named queries: what the file of each says of itself, and what each answers on the demo graph."""

import re
from collections import Counter

import pytest
from pyoxigraph import Quad, RdfFormat, parse
from support.golden_files import Golden
from support.named_queries import EXAMPLES, QUERIES, SELECTS, answer, sparql

from kg.disk import folder
from kg.graph import Graph
from kg.rdf.iris import mint
from kg.rdf.vocab import GRAPH_ONTOLOGY, LABEL_PROPERTIES, PREFIXES, A, term
from kg.sparql.named_queries import NamedQuery, by_topic, query_names
from kg.sparql.parameters import IRI, LITERALS, SCHEME, Parameter, resolve
from kg.sparql.tokens import tokens
from kg.store import EmbeddedStore


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
        store.add([Quad(mint("city", slug), A, term("sl:City"), mint("graph", graph))])
    return store


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


@pytest.mark.parametrize(("language", "last"), [("zh", "本体与数据集"), ("en", "Ontology and dataset")])
def test_what_the_data_is_made_of_is_asked_about_last(language: str, last: str) -> None:
    *others, told = by_topic(QUERIES.values(), language).items()
    assert told[0] == last
    counts = [len(some) for _, some in others]
    assert counts == sorted(counts, reverse=True)


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
        is_class = next(demo_store.quads(term(f"sl:{parameter.type}"), A, None, GRAPH_ONTOLOGY), None)
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
    owl = term("owl:Class")
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
    assert len(unlabelled.select(text)) == len(demo_store.select(text))


def test_golden_triples_are_turtle(golden: Golden) -> None:
    files = [name for name in golden.names() if name.endswith(".ttl")]
    assert files and all(list(parse(path=golden.path(name), format=RdfFormat.TURTLE)) for name in files)


@pytest.mark.parametrize("name", sorted({p.type for q in QUERIES.values() for p in q.parameters.values()}))
def test_the_example_of_a_type_is_of_it(name: str, demo_store: EmbeddedStore) -> None:
    assert resolve(Parameter("x", name), EXAMPLES[name], Graph(demo_store).lookup)
