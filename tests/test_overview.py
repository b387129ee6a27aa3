"""Looking at a store: its numbers, everything about one thing, and the paths between two."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from kg.bundle import folder
from kg.claims import Claim, Review, Span
from kg.errors import BadFile, UnknownName
from kg.facts import Fact, make_fact
from kg.kinds import FactKind
from kg.knowledge import Labels, claims_of
from kg.names import Names
from kg.paths import Paths, find_paths
from kg.show import Shown, lines, show
from kg.show.parts import page_of
from kg.stats import stats
from kg.store import EmbeddedStore
from kg.terms import document_graph, expand, mint, shorten
from kg.turtle import read
from kg.view import accepted_view
from kg.vocab import GRAPH_ONTOLOGY, GRAPH_REVIEWS, PREFIXES

TEXT = "杭州列第一名，北京列第二名。阿里巴巴总部位于杭州。人工智能占比为70%以上，又说约66%。"
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
FIRST, COPY = mint("document", "first"), mint("document", "copy")
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()

REFERENCE = """
country:china a sl:Country ; skos:prefLabel "中国"@zh-Hans , "China"@en .
province:zhejiang a sl:Province ; sl:partOf country:china ;
    skos:prefLabel "浙江"@zh-Hans , "Zhejiang"@en .
city:hangzhou a sl:City ; skos:prefLabel "杭州"@zh-Hans , "Hangzhou"@en ;
    skos:altLabel "杭城"@zh-Hans ; skos:hiddenLabel "航州"@zh-Hans ; skos:notation "330100" ;
    sl:partOf province:zhejiang .
city:beijing a sl:City ; skos:prefLabel "北京"@zh-Hans , "Beijing"@en ; sl:partOf country:china .
unit:percent a sl:Unit ; skos:prefLabel "%"@zh-Hans , "%"@en .
city:lhasa a sl:City ; skos:prefLabel "拉萨"@zh-Hans , "Lhasa"@en ; sl:partOf country:china .
company:alibaba a sl:Company ; skos:prefLabel "阿里巴巴"@zh-Hans , "Alibaba"@en .
company:baidu a sl:Company ; skos:prefLabel "百度"@zh-Hans , "Baidu"@en .
industry:internet a sl:Industry ; skos:prefLabel "互联网"@zh-Hans , "Internet"@en .
technology:ai a sl:Technology ; skos:prefLabel "人工智能"@zh-Hans , "AI"@en .
ranking:r a sl:Ranking ; skos:prefLabel "榜单"@zh-Hans , "the ranking"@en .
measure:share a sl:Measure ; skos:prefLabel "占比"@zh-Hans , "share"@en .
"""


def put(store: EmbeddedStore, turtle: str, graph: NamedNode | DefaultGraph) -> None:
    found = parse(HEAD + turtle, format=RdfFormat.TURTLE)
    store.add(Quad(q.subject, q.predicate, q.object, graph) for q in found)


def make_world(kinds: dict[str, FactKind]) -> EmbeddedStore:
    """A ranking of two cities, companies, a contradiction, a copied document, and claims of every state."""
    store = EmbeddedStore.in_memory()
    for name in ("suanli", "shapes", "schemes"):
        quads = read(folder("ontology") / f"{name}.ttl")
        store.add(Quad(q.subject, q.predicate, q.object, GRAPH_ONTOLOGY) for q in quads)
    put(store, REFERENCE, DefaultGraph())
    for document, title in ((FIRST, "第一篇"), (COPY, "转载")):
        said = f'a sl:Article ; dcterms:title "{title}" ; sl:sha256 "{SHA256}" ; sl:codePoints {len(TEXT)} .'
        put(store, f"<{document.value}> {said}", document_graph(document))
    facts = facts_of_the_world(kinds)
    share = {"attributed_to": mint("company", "baidu"), "as_written": "70%以上"}
    claims = [
        Claim(FIRST, facts["hangzhou"].iri, (Span(0, 6),)),
        Claim(COPY, facts["hangzhou"].iri, (Span(0, 6),)),
        Claim(FIRST, facts["beijing"].iri, (Span(7, 13),)),
        Claim(FIRST, facts["base"].iri, (Span(14, 24),)),
        Claim(FIRST, facts["alibaba"].iri, (Span(14, 18),)),
        Claim(FIRST, facts["baidu"].iri, (Span(14, 18),)),
        Claim(FIRST, facts["city field"].iri, (Span(25, 29),)),
        Claim(FIRST, facts["seventy"].iri, (Span(25, 37),), **share),  # type: ignore[arg-type]
        Claim(FIRST, facts["sixty-six"].iri, (Span(38, 43),)),
        Claim(FIRST, facts["rejected"].iri, (Span(0, 2),), rule="guess", rule_version="3"),
        Claim(FIRST, facts["pending"].iri, (Span(0, 2),)),
    ]
    reviews = [Review(c.iri, True, "2026-01-02T03:04:05Z", "Wang", "it says so") for c in claims[:9]]
    reviews.append(Review(claims[9].iri, False, "2026-01-02T03:04:05Z", "Wang", "it says nothing of it"))
    by_iri = {fact.iri: fact for fact in facts.values()}
    for claim in claims:
        mine = (*by_iri[claim.fact].triples(), *claim.triples())
        graph = document_graph(claim.document)
        store.add(Quad(t.subject, t.predicate, t.object, graph) for t in mine)
    store.add(Quad(t.subject, t.predicate, t.object, GRAPH_REVIEWS) for r in reviews for t in r.triples())
    labels = {language: Labels(store, language) for language in ("zh", "en")}
    view = list(accepted_view(by_iri, claims, reviews, {COPY: FIRST}, labels))
    store.add(Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in view)
    return store


def facts_of_the_world(kinds: dict[str, FactKind]) -> dict[str, Fact]:
    def made(kind: str, **roles: object) -> Fact:
        return make_fact(kinds[kind], roles)

    share = {"measure": "measure:share", "area": "country:china", "unit": "unit:percent", "isForecast": False}
    base = {"organisation": "company:alibaba", "place": "city:hangzhou", "role": "site:headquarters"}
    return {
        "hangzhou": made("RankingEntry", ranking="ranking:r", place="city:hangzhou", rank=1),
        "beijing": made("RankingEntry", ranking="ranking:r", place="city:beijing", rank=2),
        "base": made("Location", **base),
        "alibaba": made("Activity", organisation="company:alibaba", field="industry:internet"),
        "baidu": made("Activity", organisation="company:baidu", field="industry:internet"),
        "city field": made("PlaceField", place="city:hangzhou", field="technology:ai"),
        "seventy": made("Statistic", **share, value=70, bound="bound:at-least"),
        "sixty-six": made("Statistic", **share, value=66, bound="bound:about"),
        "rejected": made("Location", **{**base, "place": "city:beijing"}),
        "pending": made("Location", **{**base, "organisation": "company:baidu"}),
    }


@pytest.fixture(scope="module")
def world(kinds: dict[str, FactKind]) -> EmbeddedStore:
    return make_world(kinds)


@pytest.fixture(scope="module")
def facts(kinds: dict[str, FactKind]) -> dict[str, Fact]:
    return facts_of_the_world(kinds)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with the document as received, under a name of its own, and something else."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "page.html").write_text(TEXT, encoding="utf-8")
    (tmp_path / "other.txt").write_bytes(b"\x00\x01")
    return tmp_path


def shown_of(store: EmbeddedStore, curie: str, **options: object) -> Shown:
    return show(store, expand(curie), **options)  # type: ignore[arg-type]


def told(store: EmbeddedStore, curie: str, language: str = "en", **options: object) -> str:
    return "\n".join(lines(shown_of(store, curie, language=language, **options), language))


# ---- numbers


def test_stats_count_claims_by_what_was_decided_about_them(world: EmbeddedStore) -> None:
    counts = {counted.name: counted.count for counted in stats(world).claims}
    assert counts == {"accepted": 9, "pending": 1, "rejected": 1, "total": 11, "reviews": 10}


def test_stats_count_facts_by_kind_and_classes_and_properties_of_the_view(world: EmbeddedStore) -> None:
    found = stats(world, "zh")
    assert [(c.name, c.label, c.count) for c in found.facts] == [
        ("sl:Activity", "业务领域", 2),
        ("sl:RankingEntry", "排名", 2),
        ("sl:Statistic", "统计数字", 2),
        ("sl:Location", "所在地", 1),
        ("sl:PlaceField", "地方重点领域", 1),
    ]
    assert ("sl:City", 3) in {(c.name, c.count) for c in found.classes}
    assert ("sl:partOf", 4) in {(c.name, c.count) for c in found.properties}


def test_stats_count_documents_with_their_claims_and_graphs_with_their_quads(world: EmbeddedStore) -> None:
    found = stats(world)
    assert [(c.label, c.count) for c in found.documents] == [("第一篇", 10), ("转载", 1)]
    view = sum(1 for _ in world.quads(graph=DefaultGraph()))
    assert found.graphs[0].count == view
    assert sum(counted.count for counted in found.graphs) == len(world)


def test_stats_count_contradictions_apart_from_what_can_be_reconciled(world: EmbeddedStore) -> None:
    assert [(c.name, c.count) for c in stats(world).conflicts] == [("contradictions", 1), ("differences", 0)]


def test_stats_are_told_in_both_languages_and_for_machines(world: EmbeddedStore) -> None:
    assert "          1  contradictions" in list(stats(world, "en").lines("en"))
    assert "          1  相互矛盾" in list(stats(world, "zh").lines("zh"))
    assert json.loads(json.dumps(stats(world).as_json()))["facts"]["sl:Statistic"] == 2
    rows = list(stats(world).rows())
    assert ("claims", "pending", "awaiting review", 1) in rows


def test_stats_of_an_empty_store_are_zeros() -> None:
    found = stats(EmbeddedStore.in_memory())
    assert {row[3] for row in found.rows()} == {0}
    assert found.classes == () and list(found.lines("en"))


def test_stats_count_what_they_can_where_a_fact_lacks_a_role(kinds: dict[str, FactKind]) -> None:
    store = make_world(kinds)
    put(store, "fact:location-odd a sl:Location .", DefaultGraph())
    found = stats(store)
    assert found.conflicts == ()
    assert ("sl:Location", 2) in {(c.name, c.count) for c in found.facts}


@given(st.permutations([(True, "2026-01-01"), (False, "2026-01-02"), (True, "2026-01-02")]))
def test_the_newest_review_counts_and_of_two_at_once_the_one_that_rejects(
    reviews: list[tuple[bool, str]],
) -> None:
    store = EmbeddedStore.in_memory()
    put(store, "claim:c a sl:Claim ; sl:inDocument document:d .", document_graph(mint("document", "d")))
    for is_accepted, day in reviews:
        review = Review(mint("claim", "c"), is_accepted, f"{day}T00:00:00Z", "Wang")
        store.add(Quad(t.subject, t.predicate, t.object, GRAPH_REVIEWS) for t in review.triples())
    counts = {counted.name: counted.count for counted in stats(store).claims}
    assert counts == {"accepted": 0, "pending": 0, "rejected": 1, "total": 1, "reviews": 3}


# ---- one thing


def test_a_city_is_shown_with_names_reference_facts_and_facts_in_sentences(world: EmbeddedStore) -> None:
    shown = shown_of(world, "city:hangzhou")
    assert (shown.name, shown.thing) == ("Hangzhou", "city:hangzhou")
    assert shown.classes == ("City (sl:City)",)
    assert ("zh-Hans", "杭州") in shown.labels
    assert shown.aliases == (("zh-Hans", "杭城"),) and shown.misspellings == (("zh-Hans", "航州"),)
    assert {p.name: p.values for p in shown.properties} == {
        "code": ("330100",),
        "part of": ("Zhejiang (province:zhejiang)",),
    }
    assert "Hangzhou ranks 1 in the ranking" in [fact.sentence for fact in shown.facts.items]


def test_what_a_fact_says_is_not_said_again_as_a_link(world: EmbeddedStore) -> None:
    shown = shown_of(world, "city:hangzhou")
    assert shown.links.total == 0
    assert "based in" not in told(world, "city:hangzhou")


def test_accepted_facts_come_first_and_the_others_say_that_they_are_not(world: EmbeddedStore) -> None:
    states = [fact.claims[0].state for fact in shown_of(world, "city:hangzhou").facts.items]
    assert states == ["accepted", "accepted", "accepted", "pending"]
    states = [fact.claims[0].state for fact in shown_of(world, "city:beijing").facts.items]
    assert states == ["accepted", "rejected"]
    assert "awaits review" in told(world, "city:hangzhou")
    assert "已拒绝" in told(world, "city:beijing", "zh")
    assert "it says nothing of it" in told(world, "city:beijing")


def test_each_claim_says_document_position_speaker_and_wording(world: EmbeddedStore) -> None:
    text = told(world, "measure:share")
    assert "第一篇 25–37; written “70%以上”; stated by Baidu" in text
    assert "第一篇 25–37；原文写作“70%以上”；数据方：百度" in told(world, "measure:share", "zh")


def test_the_passage_is_shown_where_the_document_is_at_hand_under_any_name(
    world: EmbeddedStore, texts: Path
) -> None:
    assert "“阿里巴巴总部位于杭州”" in told(world, "company:alibaba", documents=texts)
    assert "总部位于" not in told(world, "company:alibaba")


def test_a_folder_that_is_not_there_is_refused_by_a_sentence(world: EmbeddedStore, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="there is no such folder"):
        shown_of(world, "city:hangzhou", documents=tmp_path / "nowhere")


def test_conflicts_in_sight_are_shown_with_both_sentences(world: EmbeddedStore) -> None:
    (conflict,) = shown_of(world, "measure:share").conflicts
    assert conflict.is_contradiction
    assert {s.rpartition(": ")[2] for s in conflict.sentences} == {"at least 70%", "about 66%"}
    assert shown_of(world, "country:china").conflicts == (conflict,)
    assert shown_of(world, "city:hangzhou").conflicts == ()


def test_a_conflict_is_in_sight_of_either_of_its_facts(world: EmbeddedStore, facts: dict[str, Fact]) -> None:
    for name in ("seventy", "sixty-six"):
        assert len(shown_of(world, shorten(facts[name].iri)).conflicts) == 1


def test_a_fact_is_shown_with_its_roles_all_its_claims_and_their_reviews(
    world: EmbeddedStore, facts: dict[str, Fact]
) -> None:
    shown = shown_of(world, shorten(facts["hangzhou"].iri))
    assert {p.name for p in shown.properties} == {"ranking", "place", "rank", "independent origins"}
    assert [c.document for c in shown.facts.items[0].claims] == ["转载", "第一篇"]
    assert "accepted 2026-01-02 by Wang: it says so" in told(world, shorten(facts["hangzhou"].iri))


def test_a_claim_its_evidence_and_its_review_lead_to_the_fact(
    world: EmbeddedStore, facts: dict[str, Fact]
) -> None:
    (claim,) = claims_of(world, facts["base"].iri)
    review = next(q.subject for q in world.quads(predicate=expand("sl:reviewOf"), object=claim.iri))
    for iri in (claim.iri, mint("evidence", "first-14-24"), review):
        shown = show(world, iri)  # type: ignore[arg-type]
        assert [fact.fact for fact in shown.facts.items] == [shorten(facts["base"].iri)]


def test_of_a_document_only_its_own_claims_are_shown(world: EmbeddedStore) -> None:
    shown = shown_of(world, "document:copy")
    assert shown.name == "转载"
    assert [[c.document for c in fact.claims] for fact in shown.facts.items] == [["转载"]]
    assert shown_of(world, "document:first").facts.total == 10


def test_a_class_shows_its_things_counted_and_in_pages(world: EmbeddedStore) -> None:
    shown = shown_of(world, "sl:City")
    assert shown.links.total == 3 and shown.facts.total == 0
    assert "Beijing (city:beijing) — is a" in told(world, "sl:City")


def test_a_fact_kind_shows_its_roles_and_its_facts(world: EmbeddedStore) -> None:
    shown = shown_of(world, "sl:RankingEntry")
    assert ("ranking", "place", "rank", "order in the list") in [p.values for p in shown.properties]
    assert shown.facts.total == 2


def test_a_property_says_how_often_it_is_used(world: EmbeddedStore) -> None:
    assert "used in: 4 triples" in told(world, "sl:partOf")
    assert "用于：4 个三元组" in told(world, "sl:partOf", "zh")


def test_many_links_are_shown_in_pages_that_together_are_all_of_them(world: EmbeddedStore) -> None:
    put(world, "country:far a sl:Country .", DefaultGraph())
    put(world, "".join(f"city:n{n:02} sl:partOf country:far . " for n in range(30)), DefaultGraph())
    pages = [shown_of(world, "country:far", page=number).links for number in (1, 2, 3, 4)]
    assert [len(page.items) for page in pages] == [12, 12, 6, 0]
    assert len({link.subject for page in pages for link in page.items}) == 30
    assert "links to it: 12 of 30, page 1 of 3" in told(world, "country:far")
    assert "指向它的链接：30 条中的 6 条，第 3/3 页" in told(world, "country:far", "zh", page=3)
    assert "the next page: --page 2" in told(world, "country:far")
    assert "the next page" not in told(world, "country:far", page=3)


@given(st.lists(st.integers(), max_size=50), st.integers(1, 9))
def test_pages_put_together_are_always_the_list(items: list[int], size: int) -> None:
    pages = [page_of(items, number, size) for number in range(1, page_of(items, 1, size).pages + 1)]
    assert [item for page in pages for item in page.items] == items


def test_a_thing_that_nobody_speaks_of_is_refused_with_what_looks_like_it(world: EmbeddedStore) -> None:
    with pytest.raises(UnknownName, match="did you mean city:hangzhou"):
        shown_of(world, "city:hangzou")


def test_what_is_shown_is_given_for_machines_too(world: EmbeddedStore) -> None:
    said = json.loads(json.dumps(shown_of(world, "city:hangzhou").as_json()))
    assert said["facts"]["items"][0]["claims"][0]["passages"][0].keys() == {"start", "end", "text"}


def test_a_new_fact_kind_is_shown_without_a_line_of_python(kinds: dict[str, FactKind]) -> None:
    store = make_world(kinds)
    shape = """
    sl:Twinning a owl:Class ; rdfs:label "结好"@zh-Hans , "Twinning"@en .
    shape:Twinning a sh:NodeShape , sl:FactKind ; sh:targetClass sl:Twinning ; sl:slug "twinning" ;
        rdfs:label "结好"@zh-Hans , "Twinning"@en ;
        sl:sentence "{place}与{district}结好"@zh-Hans , "{place} is twinned with {district}"@en ;
        sh:property shape:Twinning-place , shape:Twinning-district .
    shape:Twinning-place sh:path sl:place ; sh:name "地点"@zh-Hans , "place"@en ; sh:class sl:Place .
    shape:Twinning-district sh:path sl:district ; sh:name "对方"@zh-Hans , "twin"@en ; sh:class sl:Place .
    """
    put(store, shape, GRAPH_ONTOLOGY)
    fact = make_fact(
        Names(store, "en").kinds["Twinning"], {"place": "city:hangzhou", "district": "city:lhasa"}
    )
    store.add(Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in fact.triples())
    assert "Hangzhou is twinned with Lhasa" in told(store, "city:lhasa")
    assert "杭州与拉萨结好" in told(store, "sl:Twinning", "zh")
    assert len(find_paths(store, expand("city:hangzhou"), expand("city:lhasa")).paths) == 1


# ---- paths


def chains(found: Paths) -> list[list[str]]:
    return [[path[0].start, *(step.end for step in path)] for path in found.paths]


def paths_between(store: EmbeddedStore, start: str, end: str, **options: object) -> Paths:
    return find_paths(store, expand(start), expand(end), **options)  # type: ignore[arg-type]


def test_the_shortest_path_comes_first_with_its_fact_and_documents(world: EmbeddedStore) -> None:
    found = paths_between(world, "company:alibaba", "city:hangzhou")
    (step,) = found.paths[0]
    assert [link.sentence for link in step.links] == ["Alibaba is in Hangzhou (headquarters)"]
    assert step.links[0].documents == ("第一篇",) and step.links[0].fact.startswith("fact:location-")


def test_a_path_goes_over_facts_and_reference_links(world: EmbeddedStore) -> None:
    found = paths_between(world, "company:baidu", "province:zhejiang", language="zh")
    (chain,) = chains(found)
    assert [name.partition(" ")[0] for name in chain] == ["百度", "互联网", "阿里巴巴", "杭州", "浙江"]
    assert found.paths[0][3].links[0].sentence == "杭州 属于 浙江"
    assert found.paths[0][3].links[0].documents == ()


def test_countries_and_units_join_nothing(world: EmbeddedStore) -> None:
    found = paths_between(world, "city:lhasa", "city:beijing")
    assert found.paths == ()
    assert list(found.lines("en")) == [
        "there is no path between Lhasa (city:lhasa) and Beijing (city:beijing) within 6 steps"
    ]
    assert "没有路径" in "".join(found.lines("zh"))


def test_a_country_is_a_fine_end_of_a_path(world: EmbeddedStore) -> None:
    assert chains(paths_between(world, "city:lhasa", "country:china"))[0][1] == "China (country:china)"


def test_facts_that_were_rejected_or_await_review_join_nothing(world: EmbeddedStore) -> None:
    found = paths_between(world, "company:baidu", "city:hangzhou", steps=1)
    assert found.paths == ()
    assert all(
        "Beijing" not in name
        for chain in chains(paths_between(world, "company:alibaba", "ranking:r"))
        for name in chain
    )


def test_a_path_longer_than_is_allowed_is_not_found(world: EmbeddedStore) -> None:
    assert paths_between(world, "company:baidu", "province:zhejiang", steps=3).paths == ()
    assert len(paths_between(world, "company:baidu", "province:zhejiang", steps=4).paths) == 1


def test_a_thing_and_itself_are_said_to_be_one(world: EmbeddedStore) -> None:
    found = paths_between(world, "city:hangzhou", "city:hangzhou")
    assert list(found.lines("en")) == ["Hangzhou (city:hangzhou) is one and the same thing"]


def test_paths_are_told_for_people_and_for_machines(world: EmbeddedStore) -> None:
    found = paths_between(world, "company:alibaba", "city:hangzhou", most=1)
    assert list(found.lines("en")) == [
        "1. Alibaba (company:alibaba) → Hangzhou (city:hangzhou)  [1 step]",
        "   · Alibaba is in Hangzhou (headquarters)  — 第一篇",
    ]
    assert json.loads(json.dumps(found.as_json()))["paths"][0][0]["links"][0]["documents"] == ["第一篇"]


def web(links: list[tuple[int, int]]) -> EmbeddedStore:
    """Things numbered and linked, without facts."""
    store = EmbeddedStore.in_memory()
    turtle = "".join(f"cluster:n{one} sl:partOf cluster:n{other} . " for one, other in links)
    put(store, turtle, DefaultGraph())
    return store


def test_several_paths_come_shortest_first_and_of_one_length_the_less_frequented_first() -> None:
    # 0-1-5 and 0-2-5; 1 is joined to much else. 0-3-4-5 is longer.
    store = web([(0, 1), (1, 5), (0, 2), (2, 5), (1, 6), (1, 7), (0, 3), (3, 4), (4, 5)])
    found = paths_between(store, "cluster:n0", "cluster:n5", most=3)
    expected = ([0, 2, 5], [0, 1, 5], [0, 3, 4, 5])
    assert chains(found) == [[f"cluster:n{n}" for n in chain] for chain in expected]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20), st.integers(1, 6), st.randoms()
)
def test_paths_are_always_all_simple_paths_up_to_the_length_whatever_the_order(
    links: list[tuple[int, int]], steps: int, random: object
) -> None:
    shuffled = list(links)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = paths_between(web(links), "cluster:n0", "cluster:n1", most=10_000, steps=steps)
    other = paths_between(web(shuffled), "cluster:n0", "cluster:n1", most=10_000, steps=steps)
    assert chains(one) == chains(other)
    expected = {tuple(f"cluster:n{n}" for n in chain) for chain in simple_paths(links, (0,), 1, steps)}
    assert {tuple(chain) for chain in chains(one)} == expected
    assert len(expected) == len(one.paths)
    lengths = [len(path) for path in one.paths]
    assert lengths == sorted(lengths)


def simple_paths(
    links: list[tuple[int, int]], chain: tuple[int, ...], end: int, steps: int
) -> list[tuple[int, ...]]:
    if chain[-1] == end:
        return [chain]
    if len(chain) > steps:
        return []
    both = {pair for one, other in links for pair in ((one, other), (other, one))}
    nexts = sorted({other for one, other in both if one == chain[-1] and other not in chain})
    return [path for other in nexts for path in simple_paths(links, (*chain, other), end, steps)]


def test_a_thing_joined_to_thousands_joins_nothing_and_the_search_ends() -> None:
    store = web([(0, 1), (1, 2), *((n, 1) for n in range(10, 2500))])
    assert paths_between(store, "cluster:n0", "cluster:n2").paths == ()
    assert len(paths_between(store, "cluster:n0", "cluster:n1").paths) == 1


def test_a_search_that_is_cut_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.paths._BUDGET", 500)
    store = web([(one, other) for one in range(9) for other in range(one)])
    found = paths_between(store, "cluster:n0", "cluster:n1", most=100_000, steps=8)
    assert found.was_cut
    assert list(found.lines("en"))[-1] == "… too many links to look at all of them"


def test_the_projects_own_things_are_shown_and_joined_without_an_error(demo_store: EmbeddedStore) -> None:
    for curie in (
        "city:hangzhou",
        "company:alibaba",
        "sl:Fact",
        "document:idc-2021-2022-ranking",
        "unit:usd",
    ):
        for language in ("zh", "en"):
            assert told(demo_store, curie, language)
    assert paths_between(demo_store, "company:alibaba", "city:hangzhou").paths
