"""The door for Python."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg.errors import AmbiguousName, BadTerm, MissingParameter, NoStore, UnknownName, UnknownQuery
from kg.graph import Graph
from kg.rdf.iris import mint


@pytest.fixture
def graph(demo_folder: Path) -> Iterator[Graph]:
    with kg.open(demo_folder, language="zh") as opened:
        yield opened


def test_a_named_query_takes_a_chinese_name_an_english_one_a_curie_and_a_term(graph: Graph) -> None:
    answers = [
        graph.select("companies-in-city", city=city).values()
        for city in ("杭州", "杭州市", "Hangzhou", "city:hangzhou", mint("city", "hangzhou"))
    ]
    assert all(answer == answers[0] for answer in answers) and len(answers[0]) == 3


def test_sparql_needs_no_prefixes_and_its_variables_are_parameters(graph: Graph) -> None:
    found = graph.select("SELECT ?c { ?c sl:basedIn $city } ORDER BY ?c", city="合肥")
    assert found.labelled() == [["科大讯飞"], ["中国科学技术大学"]]


def test_a_row_without_a_label_is_not_lost(graph: Graph) -> None:
    found = graph.select("SELECT ?x ?y { VALUES (?x ?y) { (<urn:nobody> UNDEF) (city:hangzhou true) } }")
    assert found.labelled() == [["<urn:nobody>", ""], ["杭州", "是"]]
    assert found.values() == [["<urn:nobody>", None], ["city:hangzhou", True]]


def test_what_has_no_name_and_what_has_two_are_said(graph: Graph) -> None:
    with pytest.raises(UnknownName, match="'杭洲'"):
        graph.thing("杭洲")
    with pytest.raises(AmbiguousName, match="suzhou"):
        graph.thing("Suzhou")
    with pytest.raises(UnknownQuery, match="city-ranking"):
        graph.select("city-rankin")
    with pytest.raises(MissingParameter, match="needs the parameter"):
        list(graph.construct("everything-about"))


def test_a_value_of_the_wrong_class_is_refused(graph: Graph) -> None:
    with pytest.raises(BadTerm):
        graph.select("companies-in-city", city="company:alibaba")


def test_a_value_cannot_break_out_of_a_query(graph: Graph) -> None:
    query = "ASK { ?c skos:prefLabel ?l FILTER (STR(?l) = $text) }"
    assert not graph.ask(query, text='"x\\") } ; DROP ALL #"')


def test_pandas_gets_python_values(graph: Graph) -> None:
    frame = graph.select("city-ranking").to_pandas()
    assert list(frame.columns) and len(frame) == 20
    assert frame.isin(["city:hangzhou"]).any().any()


def test_pandas_gets_the_names_of_things_beside_them_when_asked(graph: Graph) -> None:
    query = "SELECT ?c ?n { VALUES (?c ?n) { (city:hangzhou 1) (<urn:nobody> 2) (UNDEF 3) } }"
    frame = graph.select(query).to_pandas(labels=True)
    assert list(frame.columns) == ["c", "cLabel", "n"] and list(frame["n"]) == [1, 2, 3]
    assert frame["cLabel"][0] == "杭州" and list(frame["cLabel"].isna()) == [False, True, True]


def test_a_plain_interpreter_shows_the_first_rows_and_how_many_more(graph: Graph) -> None:
    told = repr(graph.select("city-ranking"))
    assert "杭州" in told and told.endswith("… +10")
    assert repr(graph.select("companies-in-city", city="合肥")).splitlines()[2].split()[1] == "科大讯飞"


def test_a_table_whose_rows_were_read_away_says_so_and_does_not_fail(graph: Graph) -> None:
    found = graph.select("city-ranking")
    for _ in found:
        pass
    assert "city" in repr(found) and "read already" in repr(found)


def test_a_thing_that_nobody_speaks_of_is_unknown_and_its_neighbours_are_named(graph: Graph) -> None:
    with pytest.raises(UnknownName, match="city:hangzhou"):
        graph.thing("city:hangzou")
    with pytest.raises(UnknownName, match="city:suzhou-anhui, city:suzhou-jiangsu"):
        graph.thing("city:suzhou")
    with pytest.raises(UnknownName) as refused:
        graph.thing("city:nope")
    assert "mean" not in str(refused.value)


def test_a_name_with_a_slip_names_what_was_meant(graph: Graph) -> None:
    with pytest.raises(UnknownName, match="city:hangzhou"):
        graph.thing("Hangzhuo")


def test_a_notebook_shows_a_table_with_labels_and_nothing_runs(graph: Graph) -> None:
    shown = graph.select(
        "SELECT ?x { VALUES ?x { '<script>alert(1)</script>' city:hangzhou } }"
    )._repr_html_()
    assert "杭州" in shown and "<script>" not in shown and shown.count("<tr>") == 3


# rdflib 7.6 warns of what rdflib itself does.
@pytest.mark.filterwarnings("ignore:Dataset.*:DeprecationWarning")
def test_rdflib_reads_the_same_data_in_place(graph: Graph) -> None:
    dataset = graph.rdflib()
    found = dataset.query("PREFIX sl: <https://w3id.org/suanli/ontology/> SELECT ?c { ?c sl:basedIn ?city }")
    assert len(found) == len(graph.select("SELECT ?c { ?c sl:basedIn ?city }"))


def test_networkx_has_cities_and_companies_with_their_links(graph: Graph) -> None:
    network = graph.networkx()
    assert network.has_edge("company:alibaba", "city:hangzhou")
    assert network.nodes["city:hangzhou"]["label_zh"] == "杭州"


def test_facts_and_conflicts_are_at_hand(graph: Graph) -> None:
    assert sum(1 for _ in graph.facts()) > 300
    assert sum(c.is_contradiction for c in graph.conflicts()) == 2


def test_things_are_found_by_initials_and_facts_only_when_asked_for(graph: Graph) -> None:
    assert mint("city", "hangzhou") in [match.iri for match in graph.find("hz")]
    assert all("/fact/" not in match.iri.value for match in graph.find("海康威视"))
    assert all("/fact/" in match.iri.value for match in graph.find("海康威视", kinds=["fact"]))


def test_a_place_without_a_store_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoStore, match="kg build"):
        kg.open(tmp_path / "none")


def test_a_query_asked_again_is_bound_once(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    first = graph.sparql("companies-in-city", city="杭州")
    monkeypatch.setattr(Graph, "bind", None)
    assert graph.sparql("companies-in-city", city="杭州") == first
