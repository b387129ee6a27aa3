"""Writing networks: GraphML and GEXF open again, with typed attributes."""

import datetime
import io
import itertools
import math
from decimal import Decimal

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.written_world import BLANKS, EX, FEW, LITERALS, RDF, node, same, typed, written

from kg.errors import BadFile
from kg.graph import Graph
from kg.graph.export import accepted_view, around, export_network, whole, write_gexf, write_graphml
from kg.graph.network import from_triples
from kg.rdf.iris import expand
from kg.sparql.named_queries import read_queries
from kg.store import EmbeddedStore


def through(graph, form: str):
    """Write a graph and read it with networkx."""
    out = io.BytesIO()
    {"graphml": write_graphml, "gexf": write_gexf}[form](graph, out)
    out.seek(0)
    return nx.read_graphml(out) if form == "graphml" else nx.read_gexf(out)


FORMS = pytest.mark.parametrize("form", ["graphml", "gexf"])


@FORMS
def test_attributes_keep_their_types(form):
    graph = nx.MultiDiGraph()
    graph.add_node("a", label="杭州", lat=30.25, rank=1, big=True, share=1)
    graph.add_node("b", label="宁波", lat=29, rank=2, big=False, share=0.5)
    graph.add_edge("a", "b", label="sl:near", weight=2.5)
    graph.add_edge("a", "b", label="sl:like", weight=1)
    read_back = through(graph, form)
    wanted = {"label": "杭州", "lat": 30.25, "rank": 1, "big": True, "share": 1.0}
    assert dict(read_back.nodes["a"]) == wanted
    assert [type(read_back.nodes["b"][key]) for key in wanted] == [str, float, int, bool, float]
    assert read_back.is_directed()
    edges = sorted((data["label"], data["weight"]) for _, _, data in read_back.edges(data=True))
    assert edges == [("sl:like", 1.0), ("sl:near", 2.5)]


@FORMS
def test_terms_are_told_as_iris_numbers_and_texts(form):
    graph = nx.DiGraph()
    graph.add_node(expand("city:hangzhou"), kind=expand("sl:City"), since=typed("2018", "integer"))
    graph.add_node(
        ox.Literal("a text", language="en"), share=typed("0.5", "decimal"), odd=typed("x", "integer")
    )
    graph.add_edge(*graph.nodes, year=typed("2018", "gYear"))
    read_back = through(graph, form)
    hangzhou = read_back.nodes["https://w3id.org/suanli/id/city/hangzhou"]
    assert (hangzhou["kind"], hangzhou["since"]) == ("sl:City", 2018)
    text = read_back.nodes['"a text"@en']
    assert (text["share"], text["odd"]) == (0.5, "x")
    assert next(iter(read_back.edges(data=True)))[2]["year"] == "2018"


@FORMS
def test_what_says_nothing_or_has_parts_is_left_out_and_lists_are_joined(form):
    graph = nx.Graph()
    graph.add_node(
        "a", label="a", nothing=None, empty="", many=["x", None, 3], nested=[{"k": [1]}], map={"k": "杭"}
    )
    data = through(graph, form).nodes["a"]
    assert data == {"label": "a", "many": "x | 3"}


@FORMS
def test_what_has_labels_in_two_languages_is_shown_by_both(form):
    graph = nx.Graph()
    graph.add_node("a", label_zh="杭州", label_en="Hangzhou")
    graph.add_node("b", label_zh="ASIC", label_en="ASIC")
    labels = [data["label"] for _, data in through(graph, form).nodes(data=True)]
    assert labels == ["杭州 · Hangzhou", "ASIC"]


@FORMS
def test_mixed_types_become_text(form):
    graph = nx.Graph()
    for i, value in enumerate([1, "one", 1.5, True, Decimal("2"), datetime.date(2024, 1, 1), 2**70]):
        graph.add_node(i, value=value)
    values = [data["value"] for _, data in sorted(through(graph, form).nodes(data=True))]
    assert values == ["1", "one", "1.5", "true", "2.0", "2024-01-01", str(2**70)]


@FORMS
def test_numbers_too_large_for_other_programs_become_text(form):
    graph = nx.Graph()
    graph.add_node("a", largest=2**63 - 1, larger=2**63)
    data = through(graph, form).nodes["a"]
    assert (data["largest"], data["larger"]) == (2**63 - 1, str(2**63))


@FORMS
def test_what_is_no_number_and_what_has_no_end_are_read_as_numbers(form):
    graph = nx.Graph()
    graph.add_node("a", up=math.inf, down=-math.inf, odd=math.nan)
    data = through(graph, form).nodes["a"]
    assert (data["up"], data["down"]) == (math.inf, -math.inf)
    assert math.isnan(data["odd"])


@FORMS
def test_attributes_with_names_that_readers_use_do_no_harm(form):
    names = [
        "id",
        "key",
        "start",
        "end",
        "viz",
        "pid",
        "parents",
        "slices",
        "spells",
        "source",
        "target",
        "type",
    ]
    names += [
        "weight",
        "for",
        "self",
        "node_for_adding",
        "u_for_edge",
        "v_for_edge",
        "name",
        "networkx_key",
        "kind",
    ]
    graph = nx.MultiDiGraph()
    graph.add_node("a")
    graph.nodes["a"].update(dict.fromkeys(names, "v"))
    graph.add_edge("a", "a")
    graph["a"]["a"][0].update(dict.fromkeys(names, "v"))
    read_back = through(graph, form)
    assert list(read_back.nodes["a"].values()).count("v") == len(names)
    (edge,) = (data for _, _, data in read_back.edges(data=True))
    assert list(edge.values()).count("v") == len(names)


@FORMS
def test_an_attribute_that_is_renamed_does_not_push_out_another(form):
    graph = nx.Graph()
    graph.add_node("a")
    graph.nodes["a"].update({"id": "x", "id_": "y"})
    assert {"x", "y"} <= set(through(graph, form).nodes["a"].values())


@FORMS
def test_line_ends_and_tabs_in_an_attribute_are_kept(form):
    graph = nx.Graph()
    graph.add_node("a\tb", text="a\r\nb\rc\nd\te", label="a\nb")
    data = through(graph, form).nodes["a\tb"]
    assert (data["text"], data["label"]) == ("a\r\nb\rc\nd\te", "a\nb")


@FORMS
def test_two_nodes_with_one_text_stay_two(form):
    graph = nx.DiGraph([(1, "1"), ("1", node("x")), (node("x"), EX + "x")])
    read_back = through(graph, form)
    assert read_back.number_of_nodes() == 4
    assert read_back.number_of_edges() == 3


@FORMS
def test_a_graph_is_not_changed_by_writing_it(form):
    graph = nx.MultiGraph(name="a", id="g", node_default={"x": 1})
    graph.add_edge("a", "b", key="k", label=None)
    before = (dict(graph.graph), list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)))
    through(graph, form)
    after = (dict(graph.graph), list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)))
    assert before == after


_ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | LITERALS
    | FEW
    | st.dates(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=3,
)
_DATA = st.dictionaries(
    st.text(max_size=4) | st.sampled_from(["label", "weight", "id", "key"]), _ANY, max_size=3
)
_NODES = st.text(max_size=3) | st.integers(0, 3) | FEW | BLANKS | LITERALS


@FORMS
@settings(deadline=None)
@given(
    st.lists(st.tuples(_NODES, _NODES, _DATA), max_size=5),
    st.lists(st.tuples(_NODES, _DATA), max_size=3),
    st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]),
)
def test_any_graph_opens_in_networkx_again_with_as_many_nodes_and_edges(form, edges, nodes, kind):
    graph = kind()
    for each, data in nodes:
        graph.add_node(each)
        graph.nodes[each].update(data)
    for i, (source, target, data) in enumerate(edges):
        named = {"key": i} if graph.is_multigraph() else {}
        graph.add_edge(source, target, **named)
        (graph[source][target][i] if named else graph[source][target]).update(data)
    read_back = through(graph, form)
    assert read_back.number_of_nodes() == graph.number_of_nodes()
    assert read_back.number_of_edges() == graph.number_of_edges()
    assert read_back.is_directed() == graph.is_directed()
    for scope in (read_back.nodes(data=True), ((0, data) for _, _, data in read_back.edges(data=True))):
        kinds: dict[str, set[type]] = {}
        for name, value in itertools.chain.from_iterable(data.items() for _, data in scope):
            kinds.setdefault(name, set()).add(type(value))
        assert all(len(types) == 1 for types in kinds.values())


@FORMS
def test_a_network_is_written_to_a_file(form, tmp_path):
    export_network(nx.path_graph(3), tmp_path / f"a.{form}")
    assert (tmp_path / f"a.{form}").read_bytes().startswith(b"<?xml")
    with pytest.raises(BadFile, match="graphml, gexf"):
        export_network(nx.path_graph(3), tmp_path / "a.ttl")


# The project's own graph


@pytest.mark.parametrize("form", sorted(RDF))
def test_the_projects_own_graph_survives_every_format(demo_store, form):
    quads = set(accepted_view(demo_store))
    assert len(quads) > 10_000
    assert set(ox.parse(written(quads, form), RDF[form])) == quads


def test_the_projects_whole_dataset_survives_every_format_that_has_graphs(demo_store):
    quads = list(whole(demo_store))
    for form in ("trig", "nquads", "jsonld"):
        assert same(ox.parse(written(quads, form), RDF[form]), quads), form


_ASKED = {"city": "city:hangzhou", "thing": "company:alibaba"}


def _networks(store: EmbeddedStore):
    """Give the network of every CONSTRUCT among the named queries."""
    graph = Graph(store)
    for name, query in read_queries().items():
        if query.form == "CONSTRUCT":
            values = {each: _ASKED.get(each) or _a_fact(store) for each in query.parameters}
            yield name, from_triples(store, graph.construct(name, **values))


def _a_fact(store: EmbeddedStore) -> str:
    return str(next(store.quads(None, expand("sl:organisation"), None, ox.DefaultGraph())).subject)


@FORMS
def test_the_network_of_every_query_opens_in_networkx_again(demo_store, form):
    seen = 0
    for name, network in _networks(demo_store):
        read_back = through(network, form)
        assert read_back.number_of_nodes() == network.number_of_nodes() > 0, name
        assert read_back.number_of_edges() == network.number_of_edges(), name
        seen += 1
    assert seen >= 5


@FORMS
def test_a_city_in_a_network_has_its_place_as_numbers(demo_store, form):
    network = from_triples(demo_store, (quad.triple for quad in around(demo_store, expand("city:hangzhou"))))
    hangzhou = through(network, form).nodes["city:hangzhou"]
    assert hangzhou["kind"] == "city"
    assert {type(value) for value in hangzhou.values()} <= {str, int, float, bool}
    assert [key for key, value in hangzhou.items() if isinstance(value, float)] != []
