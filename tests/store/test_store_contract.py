"""The one contract of every store: each verb means the same, whatever engine is behind it."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad
from support.store_contract import ENGINES, Engine

from kg.errors import BadFile, BadInput, BadQuery, BadTerm, KgError
from kg.rdf.vocab import PREFIXES
from kg.store import Store

XSD = PREFIXES["xsd"]
S, P, T = (NamedNode(f"https://example.org/{name}") for name in "spt")
G, H = NamedNode("https://example.org/graph"), NamedNode("https://example.org/other-graph")
VALUES = [
    Literal("杭州"),
    Literal("杭州", language="zh-hans"),
    Literal("Hangzhou", language="en"),
    Literal("two\nlines, a \"quote\", a 'quote', a \\ and a tab\t."),
    Literal("\\u0041 is no A, nor is \\\\u0041"),
    Literal("</literal><script>&amp;"),
    Literal("🐉 beyond the first plane"),
    Literal(""),
    Literal("7", datatype=NamedNode(f"{XSD}integer")),
    Literal("-1.5", datatype=NamedNode(f"{XSD}decimal")),
    Literal("2018-12-20", datatype=NamedNode(f"{XSD}date")),
    Literal("2018", datatype=NamedNode(f"{XSD}gYear")),
    Literal("2018-12-20T10:00:00Z", datatype=NamedNode(f"{XSD}dateTime")),
    Literal("odd", datatype=NamedNode("https://example.org/type")),
    NamedNode("https://example.org/杭州?a=b&c=(d)#e"),
]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with ENGINES[request.param](tmp_path_factory.mktemp("store")) as store:
        yield Engine(request.param, store)


@pytest.fixture
def store(engine: Engine) -> Store:
    """A store with nothing in it."""
    engine.clear()
    return engine.store


@pytest.mark.parametrize("value", VALUES, ids=[f"value {n}" for n in range(len(VALUES))])
def test_a_value_comes_back_as_it_went_in(store: Store, value: Literal | NamedNode) -> None:
    store.add([Quad(S, P, value)])

    assert [row["o"] for row in store.select(f"SELECT ?o {{ {S} {P} ?o }}")] == [value]
    assert [triple.object for triple in store.construct("CONSTRUCT WHERE { ?s ?p ?o }")] == [value]
    assert list(store.quads(S, P, value)) == [Quad(S, P, value)]
    assert list(store.quads(object=value)) == [Quad(S, P, value)]


def test_true_is_true_and_no_number(store: Store) -> None:
    store.update(f"INSERT DATA {{ {S} {P} true }}")

    assert store.ask(f"ASK {{ {S} {P} ?o FILTER(?o) }}")
    assert [row["o"].value for row in store.select(f"SELECT ?o {{ {S} {P} ?o }}")] == ["true"]


def test_a_select_has_its_columns_and_leaves_unbound_what_is_unbound(store: Store) -> None:
    store.add([Quad(S, P, Literal("a")), Quad(T, P, Literal("b")), Quad(T, S, Literal("c"))])

    found = store.select(f"SELECT ?s ?v ?w {{ ?s {P} ?v OPTIONAL {{ ?s {S} ?w }} }} ORDER BY ?v")

    assert found.columns == ("s", "v", "w")
    assert [(row[0], row["v"], row["w"]) for row in found] == [
        (S, Literal("a"), None),
        (T, Literal("b"), Literal("c")),
    ]


def test_what_finds_nothing_is_empty(store: Store) -> None:
    assert store.select("SELECT ?s ?o { ?s sl:basedIn ?o }").columns == ("s", "o")
    assert store.select("SELECT ?s { ?s sl:basedIn ?o }").rows == []
    assert list(store.construct("CONSTRUCT WHERE { ?s sl:basedIn ?o }")) == []
    assert list(store.quads()) == []
    assert not store.ask("ASK { ?s ?p ?o }")


def test_the_known_prefixes_need_no_declaration_and_a_declared_one_means_what_it_says(store: Store) -> None:
    store.update("INSERT DATA { city:hangzhou skos:prefLabel '杭州'@zh-hans }")

    assert store.ask("ASK { city:hangzhou skos:prefLabel ?name }")
    assert not store.ask("PREFIX skos: <https://example.org/> ASK { ?city skos:prefLabel ?name }")


def test_a_describe_gives_what_is_said_of_a_thing(store: Store) -> None:
    store.add([Quad(S, P, T), Quad(T, P, Literal("else"))])

    assert ox.Triple(S, P, T) in list(store.construct(f"DESCRIBE {S}"))


def test_the_default_graph_does_not_see_into_named_graphs(store: Store) -> None:
    store.add([Quad(S, P, Literal("plain")), Quad(S, P, Literal("named"), G)])

    assert [row["o"].value for row in store.select("SELECT ?o { ?s ?p ?o }")] == ["plain"]
    assert [t.object.value for t in store.construct("CONSTRUCT WHERE { ?s ?p ?o }")] == ["plain"]
    assert list(store.quads(graph=DefaultGraph())) == [Quad(S, P, Literal("plain"))]


def test_a_variable_graph_is_every_named_graph_and_not_the_default_graph(store: Store) -> None:
    store.add([Quad(S, P, Literal("plain")), Quad(S, P, Literal("1"), G), Quad(S, P, Literal("2"), H)])

    found = store.select("SELECT ?g ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o")
    assert [(row["g"], row["o"].value) for row in found] == [(G, "1"), (H, "2")]
    assert [row["o"].value for row in store.select(f"SELECT ?o {{ GRAPH {G} {{ ?s ?p ?o }} }}")] == ["1"]


def test_from_and_from_named_choose_the_graphs(store: Store) -> None:
    store.add([Quad(S, P, Literal("plain")), Quad(S, P, Literal("1"), G), Quad(S, P, Literal("2"), H)])

    found = store.select(f"SELECT ?o FROM {G} FROM NAMED {H} {{ ?s ?p ?o }}")
    assert [row["o"].value for row in found] == ["1"]
    found = store.select(f"SELECT ?o FROM {G} FROM NAMED {H} {{ GRAPH ?g {{ ?s ?p ?o }} }}")
    assert [row["o"].value for row in found] == ["2"]


def test_quads_are_found_by_any_of_their_terms(store: Store) -> None:
    quads = [Quad(S, P, T), Quad(T, P, S), Quad(S, P, T, G), Quad(S, T, Literal("x"), H)]
    store.add(quads)

    assert set(store.quads()) == set(quads)
    assert set(store.quads(S)) == {quads[0], quads[2], quads[3]}
    assert set(store.quads(predicate=P)) == set(quads[:3])
    assert set(store.quads(object=T)) == {quads[0], quads[2]}
    assert set(store.quads(graph=G)) == {quads[2]}
    assert set(store.quads(S, P, T)) == {quads[0], quads[2]}
    assert set(store.quads(S, P, T, DefaultGraph())) == {quads[0]}
    assert set(store.quads(S, P, S, G)) == set()


def test_what_is_there_can_be_added_again_and_what_is_not_removed(store: Store) -> None:
    store.add([Quad(S, P, T), Quad(S, P, T, G)])
    store.add([Quad(S, P, T)])
    store.remove([Quad(T, P, S), Quad(S, P, T, G)])

    assert list(store.quads()) == [Quad(S, P, T)]


def test_nothing_can_be_added_and_nothing_removed(store: Store) -> None:
    store.add([])
    store.remove([])

    assert list(store.quads()) == []


def test_blank_nodes_keep_what_they_join(store: Store) -> None:
    one, other = BlankNode(), BlankNode()
    store.add([Quad(S, P, one), Quad(one, P, Literal("1")), Quad(S, P, other), Quad(other, P, Literal("2"))])

    found = store.select(f"SELECT ?v {{ {S} {P} ?b . ?b {P} ?v FILTER(isBlank(?b)) }} ORDER BY ?v")
    assert [row["v"].value for row in found] == ["1", "2"]
    node = next(store.quads(object=Literal("1"))).subject
    assert isinstance(node, BlankNode)
    assert list(store.quads(node)) == [Quad(node, P, Literal("1"))]
    assert len(list(store.construct("CONSTRUCT WHERE { ?s ?p ?o }"))) == 4


def test_a_blank_node_of_an_endpoint_is_not_removed_by_its_label(engine: Engine, store: Store) -> None:
    store.add([Quad(S, P, BlankNode()), Quad(S, P, T)])
    blank = next(quad for quad in store.quads(S) if isinstance(quad.object, BlankNode))

    if engine.is_remote:
        with pytest.raises(BadTerm, match="blank node has no name"):
            store.remove([Quad(S, P, T), blank])
        assert len(list(store.quads())) == 2
    else:
        store.remove([blank])
        assert list(store.quads()) == [Quad(S, P, T)]


def test_an_update_changes_both_kinds_of_graph(store: Store) -> None:
    store.update(f"INSERT DATA {{ {S} {P} 1 . GRAPH {G} {{ {S} {P} 2 }} }}")
    store.update(
        f"DELETE {{ {S} {P} ?o }} INSERT {{ {S} {P} ?more }} WHERE {{ {S} {P} ?o BIND(?o + 9 AS ?more) }}"
    )
    assert [row["o"].value for row in store.select(f"SELECT ?o {{ {S} {P} ?o }}")] == ["10"]

    store.update(f"INSERT {{ GRAPH {H} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {G} {{ ?s ?p ?o }} }}")
    assert [quad.object.value for quad in store.quads(graph=H)] == ["2"]

    store.update(f"DELETE WHERE {{ {S} {P} ?o }}")
    assert {quad.graph_name for quad in store.quads()} == {G, H}
    store.update(f"CLEAR GRAPH {G} ; DELETE DATA {{ GRAPH {H} {{ {S} {P} 2 }} }}")
    assert list(store.quads()) == []


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?s { ?s ?p }",
        "SELECT * { ?s ?p ?o",
        "no SPARQL at all",
        "ASK {}",
        "SELECT ?x { ?s nowhere:known ?o }",
    ],
)
def test_a_query_that_is_none_is_refused(store: Store, sparql: str) -> None:
    with pytest.raises(BadQuery):
        store.select(sparql)


def test_what_is_wrong_with_a_query_is_told_with_its_place_in_the_text(store: Store) -> None:
    with pytest.raises(BadQuery, match="line 2, column"):
        store.select("SELECT ?name {\n  ?city skos:prefLabel }")


def test_an_update_that_is_none_changes_nothing(store: Store) -> None:
    with pytest.raises(BadQuery):
        store.update(f"INSERT DATA {{ {S} {P} 1 }} ; INSERT DATA {{ {S} {P} }}")
    assert list(store.quads()) == []


def test_an_update_is_carried_out_whole_or_not_at_all(engine: Engine, store: Store) -> None:
    store.add([Quad(T, P, Literal("there"), G)])

    with pytest.raises(KgError):
        store.update(f"INSERT DATA {{ {S} {P} 1 }} ; CREATE GRAPH {G}")

    # Virtuoso commits each operation by itself: what came before the one that fails stays.
    assert store.ask(f"ASK {{ {S} {P} 1 }}") is (engine.name == "virtuoso")


def test_an_optional_that_finds_nothing_is_found_once(engine: Engine, store: Store) -> None:
    store.update(f"DELETE {{ {S} {P} ?o }} INSERT {{ {S} {P} 1 }} WHERE {{ OPTIONAL {{ {S} {P} ?o }} }}")

    # Virtuoso takes the template as a whole for unbound.
    assert store.ask(f"ASK {{ {S} {P} 1 }}") is (engine.name != "virtuoso")


def test_files_of_every_kind_are_loaded(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("@prefix : <https://example.org/> . :s :p '杭州', [ :p 1 ] .", "utf-8")
    (tmp_path / "b.nq").write_text(f"{S} {P} {T} {G} .\n{S} {P} {T} {H} .\n{S} {P} {T} .\n", "utf-8")
    (tmp_path / "c.trig").write_text(f"{H} {{ {S} {P} 'trig' }}", "utf-8")
    (tmp_path / "d.jsonld").write_text(
        '{"@id": "https://example.org/s", "https://example.org/p": "ld"}', "utf-8"
    )

    store.load([tmp_path / "a.ttl"], graph=G)
    store.load([tmp_path / "b.nq", tmp_path / "c.trig", tmp_path / "d.jsonld"])

    assert len(list(store.quads(graph=G))) == 4
    assert {quad.object for quad in store.quads(graph=H)} == {T, Literal("trig")}
    assert {quad.object for quad in store.quads(graph=DefaultGraph())} == {T, Literal("ld")}
    assert store.ask(f"ASK {{ GRAPH {G} {{ {S} {P} ?b . ?b {P} 1 }} }}")


def test_of_files_of_which_one_is_malformed_none_is_loaded(store: Store, tmp_path: Path) -> None:
    (tmp_path / "good.ttl").write_text(f"{S} {P} {T} .", "utf-8")
    (tmp_path / "bad.ttl").write_text(f"{S} {P} {T} .\n{S} {P} .", "utf-8")

    with pytest.raises(BadFile, match=r"bad\.ttl:2:"):
        store.load([tmp_path / "good.ttl", tmp_path / "bad.ttl"])
    assert list(store.quads()) == []


def test_more_quads_than_go_into_one_request_are_added_and_removed(store: Store) -> None:
    quads = [Quad(NamedNode(f"https://example.org/{n}"), P, Literal(f"数 {n}"), G) for n in range(1_200)]

    store.add(iter(quads))
    assert set(store.quads()) == set(quads)
    store.remove(quads[1:])
    assert list(store.quads()) == quads[:1]


def test_quads_that_cannot_be_made_add_nothing(store: Store) -> None:
    def quads() -> Iterator[Quad]:
        yield Quad(S, P, T)
        raise BadInput(problem={"en": "no more", "zh": "没有了"})

    with pytest.raises(BadInput, match="no more"):
        store.add(quads())
    assert list(store.quads()) == []


def test_an_answer_of_any_form_may_be_over_chosen_graphs(store: Store) -> None:
    store.add([Quad(S, P, Literal("plain")), Quad(S, P, Literal("1"), G), Quad(S, P, Literal("2"), H)])

    rows = store.answer("SELECT ?o { ?s ?p ?o }", default_graphs=[G], named_graphs=[])
    assert isinstance(rows, ox.QuerySolutions)
    assert [row["o"].value for row in rows] == ["1"]
    triples = store.answer("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(triples, ox.QueryTriples)
    assert [triple.object.value for triple in triples] == ["plain"]
    assert bool(store.answer("ASK { GRAPH ?g { ?s ?p '2' } }", default_graphs=[], named_graphs=[H]))


def test_what_was_written_is_read_at_once(store: Store) -> None:
    for number in range(5):
        store.update(f"DELETE WHERE {{ {S} {P} ?o }} ; INSERT DATA {{ {S} {P} {number} }}")
        assert [row["o"].value for row in store.select(f"SELECT ?o {{ {S} {P} ?o }}")] == [str(number)]


# The last of all, for to clear so much afterwards takes Virtuoso long.
def test_tens_of_thousands_of_triples_go_in_and_come_out(store: Store, tmp_path: Path) -> None:
    many = 30_000  # more than go into one request
    with (tmp_path / "many.nt").open("w", encoding="utf-8") as file:
        file.writelines(f'<https://example.org/{n}> {P} "数 {n}"@zh .\n' for n in range(many))

    store.load([tmp_path / "many.nt"])

    assert sum(1 for _ in store.select("SELECT ?s ?o { ?s ?p ?o }")) == many
    assert sum(1 for _ in store.construct("CONSTRUCT WHERE { ?s ?p ?o }")) == many
