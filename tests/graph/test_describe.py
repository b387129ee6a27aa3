"""Everything about one thing."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Quad
from support.small_world import TEXT, facts_of_the_world, make_world, put

from kg.errors import BadFile, UnknownName
from kg.graph.describe import Description, describe, lines, to_json
from kg.graph.describe.description import page_of
from kg.graph.describe.facts import SourcedFact
from kg.graph.names import Names
from kg.graph.paths import find_paths
from kg.graph.records import claims_of
from kg.model.facts import Fact, make_fact
from kg.model.kinds import FactKind
from kg.rdf.iris import expand, local_name, mint, shorten
from kg.rdf.vocab import GRAPH_ONTOLOGY
from kg.store import EmbeddedStore


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


def shown_of(store: EmbeddedStore, curie: str, **options: object) -> Description:
    return describe(Names(store, "en"), expand(curie), **options)  # type: ignore[arg-type]


def told(store: EmbeddedStore, curie: str, language: str = "en", **options: object) -> str:
    names = Names(store, language)
    return "\n".join(lines(describe(names, expand(curie), **options), names))  # type: ignore[arg-type]


def json_of(store: EmbeddedStore, curie: str) -> dict[str, Any]:
    return json.loads(json.dumps(to_json(shown_of(store, curie), Names(store, "en"))))  # type: ignore[no-any-return]


def documents_of(fact: SourcedFact) -> list[str]:
    return [local_name(source.claim.document) for source in fact.sources]


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
    facts = json_of(world, "city:hangzhou")["facts"]["items"]
    assert "Hangzhou ranks 1 in the Ranking" in [fact["sentence"] for fact in facts]


def test_what_a_fact_says_is_not_said_again_as_a_link(world: EmbeddedStore) -> None:
    shown = shown_of(world, "city:hangzhou")
    assert shown.links.total == 0
    assert "based in" not in told(world, "city:hangzhou")


def test_accepted_facts_come_first_and_the_others_say_that_they_are_not(world: EmbeddedStore) -> None:
    states = [fact.sources[0].state for fact in shown_of(world, "city:hangzhou").facts.items]
    assert states == ["accepted", "accepted", "accepted", "pending"]
    states = [fact.sources[0].state for fact in shown_of(world, "city:beijing").facts.items]
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
    sentences = json_of(world, "measure:share")["conflicts"][0]["sentences"]
    assert {s.rpartition(": ")[2] for s in sentences} == {"at least 70%", "about 66%"}
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
    assert documents_of(shown.facts.items[0]) == ["copy", "first"]
    assert "accepted 2026-01-02 by Wang: it says so" in told(world, shorten(facts["hangzhou"].iri))


def test_a_claim_its_evidence_and_its_review_lead_to_the_fact(
    world: EmbeddedStore, facts: dict[str, Fact]
) -> None:
    (claim,) = claims_of(world, facts["base"].iri)
    review = next(q.subject for q in world.quads(predicate=expand("sl:reviewOf"), object=claim.iri))
    for iri in (claim.iri, mint("evidence", "first-14-24"), review):
        shown = describe(Names(world, "en"), iri)  # type: ignore[arg-type]
        assert [fact.iri for fact in shown.facts.items] == [facts["base"].iri]


def test_of_a_document_only_its_own_claims_are_shown(world: EmbeddedStore) -> None:
    shown = shown_of(world, "document:copy")
    assert shown.name == "转载"
    assert [documents_of(fact) for fact in shown.facts.items] == [["copy"]]
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
    said = json_of(world, "city:hangzhou")
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


def test_the_projects_own_things_are_shown_without_an_error(demo_store: EmbeddedStore) -> None:
    for curie in (
        "city:hangzhou",
        "company:alibaba",
        "sl:Fact",
        "document:idc-2021-2022-ranking",
        "unit:usd",
    ):
        for language in ("zh", "en"):
            assert told(demo_store, curie, language)
