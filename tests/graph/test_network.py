"""Networks: organisations and cities, a neighbourhood, a query's triples, with facts and evidence."""

from collections.abc import Iterator
from itertools import chain

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.draw import render
from kg.graph.describe.picture_details import Details
from kg.graph.network import company_city, from_triples, neighbourhood
from kg.graph.records import claims_of
from kg.model.claims import Claim, Span
from kg.model.facts import Fact, make_fact
from kg.model.kinds import FactKind
from kg.model.reviews import Review
from kg.rdf.iris import document_graph, expand, mint, shorten
from kg.rdf.vocab import GRAPH_ONTOLOGY, GRAPH_REVIEWS, PREF_LABEL, PREFIXES, A, term
from kg.sparql.named_queries import read_queries
from kg.store import EmbeddedStore

FIRST, SECOND = (mint("document", name) for name in ("first", "second"))
SL = PREFIXES["sl"]


class Quads:
    """The least of a store that a network asks for."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store

    def quads(self, subject=None, predicate=None, object=None, graph=None) -> Iterator[Quad]:  # type: ignore[no-untyped-def]
        return self._store.quads(subject, predicate, object, graph)


def _claimed(fact: Fact, document: NamedNode, span: Span, *verdicts: bool) -> Iterator[Quad]:
    """A claim of a fact with one review after the other, and the fact in the accepted view."""
    claim = Claim(document, fact.iri, (span,))
    yield from (Quad(*t, document_graph(document)) for t in claim.triples())
    for day, verdict in enumerate(verdicts, 1):
        review = Review(claim.iri, verdict, f"2026-01-0{day}T00:00:00Z", "me")
        yield from (Quad(*t, GRAPH_REVIEWS) for t in review.triples())
    yield from (Quad(*t, DefaultGraph()) for t in chain(fact.triples(), fact.shortcuts()))


def _thing(curie: str, name: str, zh: str, **more: str) -> Iterator[Quad]:
    iri = expand(curie)
    yield Quad(iri, A, NamedNode(SL + name), DefaultGraph())
    yield Quad(iri, PREF_LABEL, Literal(zh, language="zh-Hans"), DefaultGraph())
    for predicate, value in more.items():
        prefix = "wgs84" if predicate in ("lat", "long") else "sl"
        decimal = Literal(value, datatype=expand("xsd:decimal")) if prefix == "wgs84" else expand(value)
        yield Quad(iri, expand(f"{prefix}:{predicate}"), decimal, DefaultGraph())


@pytest.fixture
def world(kinds: dict[str, FactKind], demo_store: EmbeddedStore) -> EmbeddedStore:
    """Two cities and a lonely one; one company in both, one in a district, one abroad, one nobody claims."""
    store = EmbeddedStore.in_memory()
    store.add(demo_store.quads(graph=GRAPH_ONTOLOGY))
    store.add(_thing("city:one", "City", "一城", lat="30", long="120"))
    store.add(_thing("city:two", "City", "二城", lat="40", long="116"))
    store.add(_thing("city:lonely", "City", "孤城", lat="35", long="110"))
    store.add(_thing("district:inner", "District", "内区", partOf="city:two"))
    store.add(_thing("country:far", "Country", "远国"))
    for slug, zh in (("both", "两处"), ("inner", "区里"), ("abroad", "国外"), ("nobody", "无人")):
        store.add(_thing(f"company:{slug}", "Company", zh))
    store.add(_thing("industry:big", "Industry", "大行业"))

    def at(company: str, place: str, role: str = "headquarters") -> Fact:
        roles = {"organisation": f"company:{company}", "place": place, "role": f"site:{role}"}
        return make_fact(kinds["Location"], roles)

    store.add(_claimed(at("both", "city:one"), FIRST, Span(1, 5), True))
    store.add(_claimed(at("both", "city:one"), SECOND, Span(7, 9), True, False))
    store.add(_claimed(at("both", "city:two", "branch"), FIRST, Span(11, 15), True))
    store.add(_claimed(at("inner", "district:inner"), FIRST, Span(21, 25), True))
    store.add(_claimed(at("abroad", "country:far"), FIRST, Span(31, 35), True))
    active = make_fact(kinds["Activity"], {"organisation": "company:both", "field": "industry:big"})
    store.add(_claimed(active, FIRST, Span(41, 45), True))
    return store


def _edges(graph: object) -> set[tuple[str, str, str]]:
    return {(s, p, t) for s, t, p in graph.edges(keys=True)}  # type: ignore[attr-defined]


# ---- organisations and cities


def test_an_organisation_belongs_to_one_city_and_its_branches_are_links(world: EmbeddedStore) -> None:
    graph = company_city(world)
    member = {(s, t): edge["member"] for s, t, edge in graph.edges(data=True)}
    assert member[("company:both", "city:one")] is True
    assert member[("company:both", "city:two")] is False


def test_what_is_in_a_district_belongs_to_its_city(world: EmbeddedStore) -> None:
    edge = company_city(world).edges["company:inner", "city:two", "sl:basedIn"]
    assert edge["member"] and [fact["kind_en"] for fact in edge["facts"]] == ["Location"]


def test_what_is_abroad_says_in_which_country(world: EmbeddedStore) -> None:
    node = company_city(world).nodes["company:abroad"]
    assert (node["shelf"], node["shelf_zh"]) == ("country:far", "远国")


def test_a_city_of_which_nothing_is_claimed_is_backdrop(world: EmbeddedStore) -> None:
    graph = company_city(world)
    assert "city:lonely" not in graph and graph.graph["backdrop"] == [(110.0, 35.0)]
    assert "company:nobody" not in graph


def test_a_group_is_an_industry_with_its_names(world: EmbeddedStore) -> None:
    graph = company_city(world)
    assert graph.nodes["company:both"]["group"] == "industry:big"
    assert graph.graph["groups"] == {"industry:big": {"zh": "大行业", "en": "大行业"}}


def test_evidence_is_the_accepted_passages_and_no_others(world: EmbeddedStore) -> None:
    edge = company_city(world).edges["company:both", "city:one", "sl:basedIn"]
    (fact,) = edge["facts"]
    assert [(p["document"], p["start"], p["end"]) for p in fact["evidence"]] == [("document:first", 1, 5)]
    assert [role["node"] for role in fact["roles"]] == ["company:both", "city:one", "site:headquarters"]


def test_a_picture_says_an_open_interval_in_words(demo_store: EmbeddedStore) -> None:
    dated = demo_store.quads(predicate=term("sl:date"), object=Literal("2019/.."), graph=DefaultGraph())
    roles = Details(demo_store).fact(next(dated).subject)["roles"]
    assert [(r["value_zh"], r["value_en"]) for r in roles if not r["node"]] == [
        ("2019年或之后", "2019 or later")
    ]


def test_a_network_asks_a_store_for_quads_and_nothing_else(world: EmbeddedStore) -> None:
    fake = Quads(world)
    assert _edges(company_city(fake)) == _edges(company_city(world))  # type: ignore[arg-type]
    assert len(neighbourhood(fake, expand("city:one"), depth=2)) > 2  # type: ignore[arg-type]


def test_the_projects_own_companies_stand_in_their_cities(demo_store: EmbeddedStore) -> None:
    graph = company_city(demo_store)
    home = {s: t for s, t, edge in graph.edges(data=True) if edge["member"]}
    assert home["company:alibaba"] == "city:hangzhou" and home["institution:ustc"] == "city:hefei"
    assert home["company:baidu"] == "city:beijing" and home["company:tencent"] == "city:shenzhen"
    assert len(set(home.values())) >= 5 and len(home) >= 25
    assert all(graph.nodes[city]["kind"] == "city" for city in home.values())
    assert graph.nodes["company:alibaba"]["group"] == "industry:internet"
    assert len(graph.graph["backdrop"]) > 300 and len(graph.graph["areas"]) > 20


def test_positions_in_a_picture_are_those_of_the_claims(demo_store: EmbeddedStore) -> None:
    graph = company_city(demo_store)
    checked = 0
    for _, node in graph.nodes(data=True):
        for fact in node["details"]:
            claims = claims_of(demo_store, fact=expand(fact["fact"]))
            expected = {(shorten(c.document), s.start, s.end) for c in claims for s in c.spans}
            shown = {(p["document"], p["start"], p["end"]) for p in fact["evidence"]}
            assert shown and shown <= expected
            checked += 1
    assert checked > 150


def test_everything_in_the_picture_has_names_in_both_languages(demo_store: EmbeddedStore) -> None:
    for key, node in company_city(demo_store).nodes(data=True):
        assert node["label_zh"] and node["label_en"] and node["class_zh"] and node["class_en"], key
        assert "hz" in node["search"] if key == "city:hangzhou" else True


# ---- a neighbourhood


def test_a_neighbourhood_has_what_is_as_near_as_was_asked(world: EmbeddedStore) -> None:
    near = neighbourhood(world, expand("city:one"), depth=1)
    assert set(near) == {"city:one", "company:both"} and near.graph["focus"] == "city:one"
    far = neighbourhood(world, expand("city:one"), depth=2)
    assert set(far) == {"city:one", "company:both", "city:two", "industry:big"}


def test_a_fact_that_no_triple_tells_is_a_link_between_its_values(demo_store: EmbeddedStore) -> None:
    graph = neighbourhood(demo_store, expand("city:hangzhou"), limit=500)
    links = {p for _, p, t in _edges(graph) if t.startswith("factor:")}
    assert links == {"sl:Appraisal strength:strong"}
    edge = next(e for _, t, e in graph.edges(data=True) if t.startswith("factor:"))
    assert edge["facts"] and edge["label_zh"]
    assert not [key for key in graph if key.startswith(("fact:", "strength:", "claim:"))]


def test_a_fact_that_says_strong_and_one_that_says_weak_are_links_of_different_names(
    demo_store: EmbeddedStore,
) -> None:
    graph = neighbourhood(demo_store, expand("city:shanghai"), limit=500)
    names = {t: e["label_en"] for _, t, e in graph.edges(data=True) if t.startswith("factor:")}
    assert names["factor:talent"] == "Appraisal: strong"
    assert names["factor:ecosystem"] == names["factor:leading-companies"] == "Appraisal: weak"
    said = set(names.values())
    assert said == {"Appraisal: strong", "Appraisal: weak"} and said <= _captions(graph)


def _captions(graph: object) -> set[str]:
    from kg.draw.layout import arrange
    from kg.draw.palette import legend

    return {caption.en for caption in arrange(graph, legend(graph)).captions}


def test_only_documents_that_back_what_is_drawn_are_cited(
    world: EmbeddedStore, demo_store: EmbeddedStore
) -> None:
    assert neighbourhood(demo_store, expand("city:lasa"), depth=2).graph["documents"] == []
    assert neighbourhood(demo_store, expand("city:shanghai")).graph["documents"] != []
    triple = Triple(expand("district:inner"), NamedNode(SL + "partOf"), expand("city:two"))
    assert from_triples(world, [triple]).graph["documents"] == []
    assert [d["document"] for d in company_city(world).graph["documents"]] == ["document:first"]


def test_what_is_hidden_is_counted(demo_store: EmbeddedStore) -> None:
    whole = neighbourhood(demo_store, expand("city:hangzhou"), depth=2, limit=10_000)
    assert whole.graph["notes"] == []
    part = neighbourhood(demo_store, expand("city:hangzhou"), depth=2, limit=12)
    assert len(part) == 12
    assert part.graph["notes"] == [{"en": f"12 of {len(whole)} shown", "zh": f"{len(whole)} 项中显示 12 项"}]
    assert set(part) <= set(neighbourhood(demo_store, expand("city:hangzhou"), depth=1, limit=10_000))


def test_the_focus_is_shown_even_where_nothing_is_around_it(world: EmbeddedStore) -> None:
    assert list(neighbourhood(world, expand("city:lonely"), depth=2)) == ["city:lonely"]


# ---- triples of a query


def test_the_triples_of_a_query_are_links_and_their_values_tell_of_things(world: EmbeddedStore) -> None:
    triples = [
        Triple(expand("company:both"), NamedNode(SL + "basedIn"), expand("city:one")),
        Triple(expand("company:both"), NamedNode("https://example.org/size"), Literal("12")),
        Triple(expand("company:both"), A, NamedNode(SL + "Company")),
        Triple(expand("https://example.org/x"), PREF_LABEL, Literal("X 公司")),
        Triple(expand("https://example.org/x"), NamedNode("https://example.org/knows"), expand("city:one")),
    ]
    graph = from_triples(world, iter(triples))
    assert _edges(graph) == {
        ("company:both", "sl:basedIn", "city:one"),
        ("<https://example.org/x>", "<https://example.org/knows>", "city:one"),
    }
    assert graph.nodes["<https://example.org/x>"]["label_zh"] == "X 公司"
    assert {"label_en": "size", "value_en": "12"}.items() <= {
        k: v for row in graph.nodes["company:both"]["plain"] for k, v in row.items()
    }.items()
    assert graph.edges["company:both", "city:one", "sl:basedIn"]["facts"][0]["evidence"]


def test_a_network_of_triples_is_called_as_asked_or_after_its_links(world: EmbeddedStore) -> None:
    triples = [Triple(expand("company:both"), NamedNode(SL + "basedIn"), expand("city:one"))]
    assert from_triples(world, triples).graph["title_en"] == "Based in"
    asked = from_triples(world, triples, title={"zh": "网络", "en": "Network"}).graph
    assert (asked["title_zh"], asked["title_en"]) == ("网络", "Network")


def test_fields_that_are_shown_on_a_map_colour_the_companies_in_them(world: EmbeddedStore) -> None:
    based = Triple(expand("company:both"), NamedNode(SL + "basedIn"), expand("city:one"))
    active = Triple(expand("company:both"), NamedNode(SL + "activeIn"), expand("industry:big"))
    graph = from_triples(world, [based, active])
    assert {graph.nodes[key].get("group") for key in ("company:both", "industry:big")} == {"industry:big"}
    assert "group" not in from_triples(world, [active]).nodes["company:both"]


def test_what_would_be_a_map_of_little_is_drawn_around_what_is_linked_best(demo_store: EmbeddedStore) -> None:
    around = read_queries()["city-surroundings"].bind({"city": expand("city:hangzhou")})
    graph = from_triples(demo_store, demo_store.construct(around), title={"zh": "周边", "en": "Around"})
    assert graph.graph["focus"] == "city:hangzhou"
    assert (graph.graph["title_zh"], graph.graph["title_en"]) == ("杭州：周边", "Hangzhou: Around")
    assert "backdrop" not in graph.graph and not any(e["member"] for _, _, e in graph.edges(data=True))
    # Companies in their cities are a map, whatever else there is; and what falls apart has no middle.
    cities = demo_store.construct(read_queries()["company-city"].bind({}))
    assert "focus" not in from_triples(demo_store, cities).graph
    apart = Triple(expand("policy:x"), NamedNode(SL + "issuedBy"), expand("government:x"))
    links = [*demo_store.construct(around), apart]
    assert "focus" not in from_triples(demo_store, links).graph


def test_the_order_of_triples_makes_no_difference(demo_store: EmbeddedStore) -> None:
    triples = list(demo_store.construct(read_queries()["company-city"].bind({})))
    orders = triples, triples[::-1], triples[1::2] + triples[::2]
    assert len({render(from_triples(demo_store, order), ".html") for order in orders}) == 1


def test_a_country_that_is_shown_has_the_shelf_of_what_is_in_it(world: EmbeddedStore) -> None:
    graph = from_triples(
        world, [Triple(expand("company:abroad"), NamedNode(SL + "basedIn"), expand("country:far"))]
    )
    assert {graph.nodes[key]["shelf"] for key in graph} == {"country:far"}


def test_a_query_that_finds_nothing_gives_an_empty_network(world: EmbeddedStore) -> None:
    assert len(from_triples(world, [])) == 0


@pytest.mark.parametrize("suffix", [".html", ".svg"])
def test_every_network_of_the_project_can_be_drawn(demo_store: EmbeddedStore, suffix: str) -> None:
    zones = "CONSTRUCT { ?c sl:designated ?p } WHERE { ?c sl:designated ?p }"
    for graph in (
        company_city(demo_store),
        neighbourhood(demo_store, expand("city:hangzhou"), depth=2),
        from_triples(demo_store, demo_store.construct(zones)),
    ):
        assert len(graph) > 5 and "杭州" in render(graph, suffix).decode()


def test_the_same_store_gives_the_same_network(demo_store: EmbeddedStore) -> None:
    for make in (company_city, lambda s: neighbourhood(s, expand("city:beijing"), depth=2)):
        one, two = make(demo_store), make(demo_store)
        assert list(one.nodes(data=True)) == list(two.nodes(data=True))
        assert list(one.edges(keys=True, data=True)) == list(two.edges(keys=True, data=True))
