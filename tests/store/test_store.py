"""The store's verbs, the same in memory, over a folder and in a draft of a snapshot."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.errors import BadFile, BadQuery, NotAStore, StoreError
from kg.rdf.iris import mint
from kg.rdf.vocab import GRAPH_REVIEWS, LABEL, PREF_LABEL
from kg.store import EmbeddedStore, Solutions, building, open_store

HANGZHOU, BEIJING = mint("city", "hangzhou"), mint("city", "beijing")
ALIBABA = mint("company", "alibaba")
BASED_IN = NamedNode("https://w3id.org/suanli/ontology/basedIn")
G = NamedNode("https://example.org/graph")
TWO_CITIES = [
    Quad(HANGZHOU, PREF_LABEL, Literal("杭州", language="zh-hans")),
    Quad(BEIJING, PREF_LABEL, Literal("北京", language="zh-hans")),
    Quad(ALIBABA, BASED_IN, HANGZHOU),
    Quad(ALIBABA, LABEL, Literal("reviewed"), GRAPH_REVIEWS),
]


@pytest.fixture(params=["in memory", "over a folder", "in a draft"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedStore]:
    if request.param == "in memory":
        yield EmbeddedStore.in_memory()
    elif request.param == "over a folder":
        yield open_store(tmp_path / "store", create=True)
    else:
        # Some tests fail a load on purpose, after which the draft refuses to be published.
        with suppress(StoreError), building(tmp_path / "store") as draft:
            yield draft


@pytest.fixture
def two_cities(empty: EmbeddedStore) -> EmbeddedStore:
    empty.add(TWO_CITIES)
    return empty


def test_a_select_gives_named_columns_and_rows_of_terms(two_cities: EmbeddedStore) -> None:
    found = two_cities.select("SELECT ?city ?name ?none { ?city skos:prefLabel ?name } ORDER BY ?name")

    assert found.columns == ("city", "name", "none")
    assert [(row["city"], row[1], row["none"]) for row in found] == [
        (BEIJING, Literal("北京", language="zh-hans"), None),
        (HANGZHOU, Literal("杭州", language="zh-hans"), None),
    ]


def test_rows_that_are_kept_can_be_read_again(two_cities: EmbeddedStore) -> None:
    found = two_cities.select("SELECT ?city { ?city skos:prefLabel ?name }")

    assert len(found) == 2
    assert len(list(found)) == 2
    assert found
    assert found[0]["city"] in (HANGZHOU, BEIJING)
    assert found.rows is found.rows


def test_a_list_of_solutions_is_all_of_them(two_cities: EmbeddedStore) -> None:
    # `list` asks for the iterator first and for the length second.
    assert len(list(two_cities.select("SELECT ?city { ?city skos:prefLabel ?name }"))) == 2


def test_rows_that_were_read_and_not_kept_are_not_silently_gone(two_cities: EmbeddedStore) -> None:
    found = two_cities.select("SELECT ?city { ?city skos:prefLabel ?name }")
    for _ in iter(found):
        break

    with pytest.raises(RuntimeError, match="read already"):
        len(found)


def test_no_solutions_are_false(empty: EmbeddedStore) -> None:
    assert not empty.select("SELECT ?s { ?s ?p ?o }")


def test_a_construct_gives_triples(two_cities: EmbeddedStore) -> None:
    triples = two_cities.construct("CONSTRUCT { ?c a sl:City } WHERE { ?c skos:prefLabel ?n }")

    assert {triple.subject for triple in triples} == {HANGZHOU, BEIJING}


def test_a_describe_gives_triples(two_cities: EmbeddedStore) -> None:
    assert Triple(*TWO_CITIES[2].triple) in list(two_cities.construct("DESCRIBE company:alibaba"))


def test_an_ask_is_true_or_false(two_cities: EmbeddedStore) -> None:
    assert two_cities.ask("ASK { company:alibaba sl:basedIn city:hangzhou }") is True
    assert two_cities.ask("ASK { company:alibaba sl:basedIn city:beijing }") is False


def test_quads_are_found_by_any_of_their_terms(two_cities: EmbeddedStore) -> None:
    assert set(two_cities.quads()) == set(TWO_CITIES)
    assert list(two_cities.quads(ALIBABA, graph=DefaultGraph())) == [TWO_CITIES[2]]
    assert list(two_cities.quads(graph=GRAPH_REVIEWS)) == [TWO_CITIES[3]]
    assert list(two_cities.quads(object=HANGZHOU)) == [TWO_CITIES[2]]
    assert len(two_cities) == 4


def test_a_prefix_that_the_query_declares_means_what_it_says(two_cities: EmbeddedStore) -> None:
    assert not two_cities.ask("PREFIX sl: <https://example.org/> ASK { ?company sl:basedIn ?city }")


@pytest.mark.parametrize(
    ("verb", "sparql"),
    [
        ("select", "ASK {}"),
        ("select", "CONSTRUCT WHERE { ?s ?p ?o }"),
        ("construct", "SELECT * {}"),
        ("ask", "SELECT * {}"),
    ],
)
def test_a_query_of_another_form_is_refused(empty: EmbeddedStore, verb: str, sparql: str) -> None:
    with pytest.raises(BadQuery, match="it is not a"):
        getattr(empty, verb)(sparql)


@pytest.mark.parametrize(
    ("sparql", "line", "column", "said"),
    [
        ("SELECT * {\n  ?s ?p ?o }}", 2, 14, "does not parse near '?s ?p ?o }}'"),
        ("SELECT ?s {\n ?s nope:x ?o }", 2, 11, "the prefix 'nope' is not declared"),
        ("SELECT ?s {\n ?s skso:x ?o }", 2, 11, "did you mean skos?"),
        ("SELECT ?s {\n", 2, 1, "ends where more was expected"),
        ("", 1, 1, "ends where more was expected"),
        ("SELECT ?s ?o { ?s ?p ?o } GROUP BY ?s", 1, 38, "not grouped by"),
        ("PREFIX x: <a b> SELECT * {}", 1, 16, "an IRI is malformed"),
    ],
)
def test_a_query_that_does_not_parse_is_told_where_and_why(
    empty: EmbeddedStore, sparql: str, line: int, column: int, said: str
) -> None:
    with pytest.raises(BadQuery) as refused:
        empty.select(sparql)

    assert said in refused.value.sentence("en")
    assert (refused.value.values["line"], refused.value.values["column"]) == (line, column)
    assert f"第 {line} 行第 {column} 列" in refused.value.sentence("zh")
    # Not the page of character classes that the parser would have liked.
    assert len(refused.value.sentence("en")) < 200


def test_a_function_that_nobody_knows_is_named(two_cities: EmbeddedStore) -> None:
    with pytest.raises(BadQuery, match=r"https://example\.org/f"):
        list(two_cities.select("SELECT * { ?s ?p ?o FILTER(<https://example.org/f>(?s)) }"))


@pytest.fixture
def nobody_there() -> str:
    """An address on this machine at which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"


def test_an_endpoint_that_does_not_answer_is_an_error_and_not_no_rows(
    two_cities: EmbeddedStore, nobody_there: str
) -> None:
    with pytest.raises(StoreError, match="see that it answers"):
        list(two_cities.select(f"SELECT * {{ SERVICE <{nobody_there}> {{ ?s ?p ?o }} }}"))
    with pytest.raises(StoreError, match="see that it answers"):
        two_cities.update(f"LOAD <{nobody_there}>")

    assert len(two_cities) == 4


def test_what_is_added_is_there_and_what_is_removed_is_not(empty: EmbeddedStore) -> None:
    empty.add(TWO_CITIES)
    empty.remove([TWO_CITIES[0], Quad(BEIJING, LABEL, Literal("never there"))])

    assert set(empty.quads()) == set(TWO_CITIES[1:])


def test_what_is_removed_may_come_from_the_store_itself(two_cities: EmbeddedStore) -> None:
    two_cities.remove(two_cities.quads(ALIBABA))

    assert set(two_cities.quads()) == set(TWO_CITIES[:2])


def test_an_add_that_fails_half_way_adds_nothing(empty: EmbeddedStore) -> None:
    def half() -> Iterator[Quad]:
        yield TWO_CITIES[0]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        empty.add(half())

    assert len(empty) == 0


def test_more_quads_than_the_log_takes_are_added_all_the_same(empty: EmbeddedStore) -> None:
    empty.add(Quad(BlankNode(), LABEL, Literal(str(number))) for number in range(12_000))

    assert len(empty) == 12_000


def test_an_update_changes_the_store(two_cities: EmbeddedStore) -> None:
    two_cities.update(
        "DELETE { ?c sl:basedIn ?x } INSERT { ?c sl:basedIn city:beijing } WHERE { ?c sl:basedIn ?x }"
    )

    assert [quad.object for quad in two_cities.quads(None, BASED_IN)] == [BEIJING]


def test_an_update_that_cannot_be_done_changes_nothing(two_cities: EmbeddedStore) -> None:
    for update in (
        "INSERT DATA { city:x a sl:City } ; DROP GRAPH <https://example.org/none>",
        "INSERT DATA { city:x a sl:City ",
    ):
        with pytest.raises(BadQuery):
            two_cities.update(update)

    assert set(two_cities.quads()) == set(TWO_CITIES)


def test_merging_tables_changes_nothing(two_cities: EmbeddedStore) -> None:
    two_cities.optimize()

    assert set(two_cities.quads()) == set(TWO_CITIES)


def test_a_store_over_a_folder_sees_what_others_publish_after_refresh(tmp_path: Path) -> None:
    mine = open_store(tmp_path / "store", create=True)
    theirs = open_store(tmp_path / "store")
    theirs.add(TWO_CITIES)

    assert len(mine) == 0
    assert mine.refresh() is True
    assert len(mine) == 4
    assert mine.refresh() is False


def test_rows_that_are_being_read_go_on_while_the_store_moves_on(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    store.keep = 1
    store.add(TWO_CITIES)
    found = store.select("SELECT * { ?s ?p ?o }")
    rest = iter(found)
    next(rest)
    quads = store.quads()
    read = store.snapshot.path  # type: ignore[union-attr]
    for _ in range(3):
        store.update("DELETE WHERE { ?s ?p ?o }")

    assert read.exists()
    assert len(list(rest)) == 2
    assert len(list(quads)) == 4
    assert len(store) == 1


def test_a_store_that_is_read_cannot_be_written_to_behind_its_back(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)

    with pytest.raises(RuntimeError):
        store.raw.add(TWO_CITIES[0])


def test_several_changes_are_published_as_one(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    with store.change() as draft:
        draft.add(TWO_CITIES)
        draft.update("DELETE WHERE { ?c sl:basedIn ?x }")
        assert len(draft) == 3
        assert len(store) == 0

    assert len(store) == 3
    assert store.snapshot is not None
    assert store.snapshot.number == 2


def test_a_change_that_fails_publishes_none_of_it(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    with pytest.raises(ZeroDivisionError), store.change() as draft:
        draft.add(TWO_CITIES)
        _ = 1 / 0

    assert store.refresh() is False
    assert len(store) == 0


def test_a_draft_with_half_a_load_in_it_is_not_published(tmp_path: Path) -> None:
    bad = tmp_path / "bad.nt"
    bad.write_text("<https://example.org/a> <https://example.org/b> 'unclosed\n")
    store = open_store(tmp_path / "store", create=True)
    with pytest.raises(StoreError, match="begin again"), store.change() as draft, suppress(BadFile):
        draft.load([bad])

    assert store.refresh() is False


def test_a_build_replaces_what_was_there_at_its_end(tmp_path: Path) -> None:
    where = tmp_path / "store"
    open_store(where, create=True).add(TWO_CITIES)
    reading = open_store(where)
    with building(where) as draft:
        draft.add(TWO_CITIES[:1])
        assert len(open_store(where)) == 4

    assert len(open_store(where)) == 1
    assert len(reading) == 4


def test_a_place_that_is_not_ours_is_not_built_in(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")

    with pytest.raises(NotAStore), building(tmp_path):
        pytest.fail("the block must not begin")

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_solutions_are_what_pyoxigraph_finds() -> None:
    store = ox.Store()
    store.extend(TWO_CITIES)
    found = store.query("SELECT ?s { ?s ?p ?o }")
    assert isinstance(found, ox.QuerySolutions)

    assert len(Solutions(found)) == 3


def test_each_operation_of_an_update_may_declare_prefixes() -> None:
    store = EmbeddedStore.in_memory()
    store.update(
        "PREFIX a: <http://a/> INSERT DATA { a:s a:p 1 } ; PREFIX b: <http://b/> INSERT DATA { b:s a:p 2 }"
    )
    assert sorted(quad.subject.value for quad in store.quads()) == ["http://a/s", "http://b/s"]


def test_prefixes_that_change_their_meaning_are_refused_and_nothing_is_done() -> None:
    store = EmbeddedStore.in_memory()
    with pytest.raises(BadQuery):
        store.update(
            "PREFIX : <http://a/> INSERT DATA { :s :p 1 } ; PREFIX : <http://b/> INSERT DATA { :s :p 2 }"
        )
    assert len(store) == 0
