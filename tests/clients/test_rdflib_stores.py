"""rdflib over the service: SPARQLStore to read, SPARQLUpdateStore to write, graphs and datasets on top."""

import urllib.error
import warnings
from collections.abc import Iterator

import pytest
from rdflib import BNode, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from support.served import Served

from clients.world import DEFAULT, FIRST, SECOND, SHENZHEN

EX = Namespace("http://example.org/")
SCRATCH = EX["graph/scratch"]
NOTE = Literal('a "b", <c> & d\n第二行')
METHODS = ["GET", "POST", "POST_FORM"]


@pytest.fixture(params=METHODS)
def reading(request: pytest.FixtureRequest, service: Served) -> Graph:
    return Graph(SPARQLStore(f"{service.url}/sparql", method=request.param))


def writing(service: Served, *, autocommit: bool = True, is_dataset: bool = True) -> SPARQLUpdateStore:
    return SPARQLUpdateStore(
        f"{service.url}/sparql",
        f"{service.url}/update",
        context_aware=is_dataset,
        autocommit=autocommit,
        headers=dict(service.bearer),
    )


@pytest.fixture
def dataset(service: Served) -> Iterator[Dataset]:
    """Write to `SCRATCH` only: that is taken away again."""
    made = Dataset(writing(service))
    yield made
    made.store.update(f"DROP SILENT GRAPH <{SCRATCH}>")


@pytest.fixture
def scratch(dataset: Dataset) -> Graph:
    return dataset.get_context(SCRATCH)


def test_a_select_gives_terms_of_rdflib(reading: Graph) -> None:
    rows = reading.query("SELECT ?o { <http://example.org/shenzhen> <http://example.org/note> ?o }")

    assert [row.o for row in rows] == [NOTE]


def test_a_construct_gives_a_graph(reading: Graph) -> None:
    found = reading.query("CONSTRUCT WHERE { ?s <http://example.org/people> ?o }").graph

    assert found is not None
    assert set(found) == {
        (EX.hangzhou, EX.people, Literal(12520000)),
        (EX.beijing, EX.people, Literal(21830000)),
        (EX.shenzhen, EX.people, Literal(17790000)),
    }


def test_ask_gives_a_boolean(reading: Graph) -> None:
    assert reading.query("ASK { <http://example.org/beijing> ?p ?o }").askAnswer is True
    assert reading.query("ASK { <http://example.org/nowhere> ?p ?o }").askAnswer is False


def test_init_bindings_and_prefixes_reach_the_query(reading: Graph) -> None:
    rows = reading.query(
        "SELECT ?name { ?city ex:name ?name FILTER (LANG(?name) = ?language) }",
        initNs={"ex": EX},
        initBindings={"city": EX.hangzhou},
    )
    assert list(rows) == []  # a value after the group does not reach into its filters

    rows = reading.query(
        "SELECT ?name { ?city ex:name ?name ; ex:people ?people }",
        initNs={"ex": EX},
        initBindings={"city": EX.hangzhou, "people": Literal(12520000)},
    )
    assert {row.name for row in rows} == {Literal("杭州", lang="zh"), Literal("Hangzhou", lang="en")}


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ((EX.hangzhou, None, None), 4),
        ((None, EX.people, None), 3),
        ((None, None, Literal("北京", lang="zh")), 1),
        ((EX.hangzhou, EX.share, None), 1),
        ((None, EX.note, NOTE), 1),
        ((EX.hangzhou, EX.people, Literal(12520000)), 1),
        ((EX.hangzhou, EX.people, Literal(1)), 0),
        ((None, None, None), len(DEFAULT)),
    ],
)
def test_triples_match_a_pattern(reading: Graph, pattern: tuple[None, None, None], count: int) -> None:
    found = list(reading.triples(pattern))

    assert len(found) == count
    for triple in found:
        assert all(wanted is None or wanted == got for wanted, got in zip(pattern, triple, strict=True))


def test_length_membership_and_values_are_asked_of_the_service(reading: Graph) -> None:
    assert len(reading) == len(DEFAULT)
    assert (EX.beijing, EX.people, Literal(21830000)) in reading
    assert (EX.beijing, EX.people, Literal(1)) not in reading
    assert reading.value(EX.hangzhou, EX.people) == Literal(12520000)
    assert set(reading.subjects(EX.people)) == {EX.hangzhou, EX.beijing, EX.shenzhen}


def test_a_limit_and_an_order_go_into_the_query(reading: Graph) -> None:
    reading.LIMIT, reading.OFFSET = 1, 1  # type: ignore[attr-defined]

    assert [city for city, *_ in reading.triples((None, EX.people, None))] == [EX.hangzhou]


def test_a_malformed_query_raises(service: Served) -> None:
    graph = Graph(SPARQLStore(f"{service.url}/sparql"))

    with warnings.catch_warnings(), pytest.raises(ValueError, match="formulating"):
        warnings.simplefilter("ignore", ResourceWarning)  # rdflib drops the answer without closing it
        graph.query("SELECT nonsense")


def test_the_contexts_of_a_dataset_are_the_named_graphs(service: Served) -> None:
    store = SPARQLStore(f"{service.url}/sparql", context_aware=True)

    assert set(store.contexts()) == {URIRef(FIRST), URIRef(SECOND)}
    assert list(store.contexts((EX.tencent, None, None))) == [URIRef(SECOND)]


def test_a_dataset_makes_a_new_graph_which_is_there_though_it_is_empty(dataset: Dataset) -> None:
    dataset.graph(SCRATCH)

    assert SCRATCH in set(dataset.store.contexts())


def test_a_graph_of_a_dataset_holds_its_own_triples_only(dataset: Dataset) -> None:
    first = dataset.get_context(URIRef(FIRST))

    assert set(first) == {
        (EX.alibaba, EX["in"], EX.hangzhou),
        (EX.alibaba, EX.name, Literal("阿里巴巴", lang="zh")),
    }
    assert len(first) == 2
    assert len(dataset.default_graph) == len(DEFAULT)


def test_a_graph_of_a_dataset_answers_queries_about_itself(dataset: Dataset) -> None:
    rows = dataset.get_context(URIRef(SECOND)).query("SELECT ?where { ?who <http://example.org/in> ?where }")

    assert [row["where"] for row in rows] == [URIRef(SHENZHEN)]


def test_what_is_added_is_there_and_what_is_removed_is_not(scratch: Graph) -> None:
    one, two = (EX.a, EX.b, Literal("一", lang="zh")), (EX.a, EX.b, NOTE)
    scratch.add(one)
    scratch.add(two)
    assert set(scratch) == {one, two}

    scratch.remove(one)
    assert set(scratch) == {two}

    scratch.remove((None, None, None))
    assert len(scratch) == 0


def test_what_is_added_without_a_graph_goes_into_the_default_graph(service: Served) -> None:
    graph = Graph(writing(service, is_dataset=False))
    triple = (EX.new, EX.b, Literal(1))

    graph.add(triple)
    added = len(graph)
    graph.remove(triple)

    assert (added, len(graph)) == (len(DEFAULT) + 1, len(DEFAULT))


def test_many_are_added_in_one_request(service: Served, scratch: Graph) -> None:
    quads = [(EX[f"thing/{number}"], EX.number, Literal(number), scratch) for number in range(2000)]

    scratch.addN(quads)

    assert len(scratch) == 2000
    assert set(scratch.objects(EX["thing/1999"])) == {Literal(1999)}


def test_adding_to_several_named_graphs_at_once(service: Served, dataset: Dataset) -> None:
    other = dataset.get_context(EX["graph/other"])
    dataset.store.addN([(EX.a, EX.b, EX.c, dataset.get_context(SCRATCH)), (EX.d, EX.e, EX.f, other)])

    assert set(dataset.get_context(SCRATCH)) == {(EX.a, EX.b, EX.c)}
    assert set(other) == {(EX.d, EX.e, EX.f)}

    dataset.store.remove_graph(other)
    assert URIRef(EX["graph/other"]) not in set(dataset.store.contexts())


def test_an_update_with_prefixes_and_bindings(dataset: Dataset) -> None:
    dataset.store.update(
        "INSERT { GRAPH <http://example.org/graph/scratch> { ?city ex:copied ?people } } "
        "WHERE { ?city ex:people ?people }",
        initNs={"ex": EX},
        initBindings={"city": EX.beijing},
    )

    assert set(dataset.get_context(SCRATCH)) == {(EX.beijing, EX.copied, Literal(21830000))}


def test_an_update_through_a_graph_stays_in_that_graph(scratch: Graph) -> None:
    scratch.update("INSERT DATA { <http://example.org/x> <http://example.org/y> 1 }")
    scratch.update("DELETE { ?s ?p ?o } INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }")

    assert set(scratch) == {(EX.x, EX.y, Literal(2))}


def test_without_autocommit_nothing_is_sent_before_the_commit(service: Served, dataset: Dataset) -> None:
    store = writing(service, autocommit=False)
    store.dirty_reads = True
    patient = Dataset(store).get_context(SCRATCH)
    for number in range(3):
        patient.add((EX.a, EX.b, Literal(number)))
    before = len(dataset.get_context(SCRATCH))

    store.commit()

    assert (before, len(dataset.get_context(SCRATCH))) == (0, 3)


def test_a_rollback_forgets_what_was_not_sent(service: Served, dataset: Dataset) -> None:
    store = writing(service, autocommit=False)
    Dataset(store).get_context(SCRATCH).add((EX.a, EX.b, EX.c))

    store.rollback()
    store.commit()

    assert len(dataset.get_context(SCRATCH)) == 0


def test_parsing_into_a_graph_of_the_service(scratch: Graph) -> None:
    scratch.parse(data="@prefix ex: <http://example.org/> . ex:a ex:b ex:c , '丁' .", format="turtle")

    assert set(scratch) == {(EX.a, EX.b, EX.c), (EX.a, EX.b, Literal("丁"))}


def test_a_dataset_serialises_what_the_service_holds(dataset: Dataset) -> None:
    again = Graph().parse(data=dataset.get_context(URIRef(FIRST)).serialize(format="turtle"), format="turtle")

    assert set(again) == set(dataset.get_context(URIRef(FIRST)))


def test_writing_without_the_token_raises_and_changes_nothing(service: Served, dataset: Dataset) -> None:
    store = SPARQLUpdateStore(f"{service.url}/sparql", f"{service.url}/update", context_aware=True)

    with pytest.raises(urllib.error.HTTPError) as raised:
        Dataset(store).get_context(SCRATCH).add((EX.a, EX.b, EX.c))

    with raised.value as answer:
        assert answer.code == 401
    assert len(dataset.get_context(SCRATCH)) == 0


def test_rdflib_refuses_blank_nodes_itself_so_none_is_lost_silently(scratch: Graph) -> None:
    with pytest.raises(Exception, match="BNodes"):
        scratch.add((BNode(), EX.b, EX.c))

    assert len(scratch) == 0


def test_variables_that_are_not_bound_are_absent(reading: Graph) -> None:
    rows = list(reading.query("SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) } }"))

    assert rows[0].asdict() == {"a": Literal(1)}
    assert rows[0].b is None
