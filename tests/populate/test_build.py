"""Building the store, and adding claims and reviews to the data files."""

import io
import json
import shutil
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph

from kg.disk import folder
from kg.errors import BadClaim, BadFile
from kg.graph.describe import describe, lines
from kg.graph.export import accepted_view, around, write_triples
from kg.graph.names import Names
from kg.graph.records import claims_of, conflicts_of, facts_of
from kg.model.documents import receive
from kg.model.kinds import FactKind
from kg.model.reviews import Review
from kg.populate.build import build, fill
from kg.populate.data_files import add_claims, add_document, add_reviews, make_claims, read_lines
from kg.rdf.iris import mint
from kg.rdf.turtle import check
from kg.store import EmbeddedStore, open_store
from kg.validate import validate

ARTICLE = "甲报告说：杭州排名第一，北京排名第二。算力占比70%以上。"
LINES = [
    {
        "fact": "RankingEntry",
        "roles": {"ranking": "ranking:r", "place": f"city:{city}", "rank": rank},
        "quote": quote,
    }
    for city, rank, quote in (("hangzhou", 1, "杭州排名第一"), ("beijing", 2, "北京排名第二"))
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the project's places and nothing claimed."""
    where = tmp_path / "data"
    where.mkdir()
    shutil.copy(folder("data") / "places.ttl", where)
    return where


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A short article of our own."""
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def _add(data: Path, article: Path, kinds: dict[str, FactKind], accept: bool = True) -> None:
    received = receive(article)
    document = add_document(data, "jia", received, {"title": "甲"})
    made = make_claims(kinds, document, LINES, received.text)
    add_claims(data, document, made)
    if accept:
        add_reviews(data, [Review(c.iri, True, "2026-01-01T00:00:00Z", "me") for _, c in made])


def _filled(data: Path) -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    fill(store, folder("ontology"), data)
    return store


def test_what_is_added_is_in_the_view_with_its_position(
    data: Path, article: Path, kinds: dict[str, FactKind]
) -> None:
    _add(data, article, kinds)
    store = _filled(data)
    facts = {str(f.roles["place"]): f for f in facts_of(store)}
    assert len(facts) == 2
    (claim,) = claims_of(store, facts[str(mint("city", "beijing"))].iri)
    assert ARTICLE[claim.spans[0].start : claim.spans[0].end] == "北京排名第二"


def test_what_nobody_accepted_is_claimed_and_not_in_the_view(
    data: Path, article: Path, kinds: dict[str, FactKind]
) -> None:
    _add(data, article, kinds, accept=False)
    store = _filled(data)
    assert list(facts_of(store)) == [] and len(claims_of(store)) == 2


def test_adding_the_same_claims_again_adds_nothing(
    data: Path, article: Path, kinds: dict[str, FactKind]
) -> None:
    _add(data, article, kinds)
    before = {p.name: p.read_bytes() for p in data.rglob("*.ttl")}
    _add(data, article, kinds)
    assert {p.name: p.read_bytes() for p in data.rglob("*.ttl")} == before
    assert all(check(p) is None for p in data.rglob("*.ttl"))


def test_a_document_of_the_same_name_with_another_text_is_refused(
    data: Path, article: Path, kinds: dict[str, FactKind]
) -> None:
    _add(data, article, kinds)
    article.write_text(ARTICLE + "改。", encoding="utf-8")
    with pytest.raises(BadFile, match="another text"):
        add_document(data, "jia", receive(article), {})


def test_one_bad_claim_adds_none(data: Path, article: Path, kinds: dict[str, FactKind]) -> None:
    bad = [*LINES, LINES[0] | {"quote": "上海排名第三"}]
    with pytest.raises(BadClaim, match="claim 3"):
        make_claims(kinds, mint("document", "jia"), bad, ARTICLE)
    assert not (data / "claims").exists()


def test_a_line_that_is_not_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text(json.dumps(LINES[0]) + "\n{oops\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"claims\.jsonl:2"):
        read_lines(path)


def test_a_fact_edited_by_hand_is_refused_and_the_old_store_stays(
    tmp_path: Path, data: Path, article: Path, kinds: dict[str, FactKind]
) -> None:
    _add(data, article, kinds)
    where = tmp_path / "store"
    build(where, data=data)
    path = data / "claims" / "jia.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace("sl:rank 2", "sl:rank 3"), encoding="utf-8")
    with pytest.raises(BadFile, match="not the IRI that its roles give"):
        build(where, data=data)
    with open_store(where) as store:
        assert len(list(facts_of(store))) == 2


def test_claims_of_a_document_nobody_described_are_refused(
    data: Path, article: Path, kinds: dict[str, FactKind]
) -> None:
    _add(data, article, kinds)
    (data / "claims" / "jia.ttl").rename(data / "claims" / "yi.ttl")
    with pytest.raises(BadFile, match="does not speak of 'yi'"):
        _filled(data)


def test_an_empty_folder_is_no_data(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no Turtle files"):
        build(tmp_path / "store", data=tmp_path)


def test_the_projects_own_graph_keeps_its_contradictions(demo_store: EmbeddedStore) -> None:
    found = [(c.difference, c.is_contradiction) for c in conflicts_of(demo_store)]
    assert ("value", True) in found and ("part", True) in found


def test_the_projects_own_data_has_no_blank_nodes_and_is_canonical() -> None:
    files = [p for name in ("ontology", "data") for p in folder(name).rglob("*.ttl")]
    assert len(files) > 10
    assert {p.name: check(p) for p in files} == {p.name: None for p in files}


def test_the_default_graph_holds_no_claims(demo_store: EmbeddedStore) -> None:
    assert not demo_store.ask("ASK { ?c a sl:Claim }")
    assert demo_store.ask("ASK { GRAPH ?g { ?c a sl:Claim } }")
    assert sum(1 for _ in demo_store.quads(graph=DefaultGraph())) > 5000


def test_a_new_fact_kind_needs_a_shape_and_a_claim_and_no_python(
    tmp_path: Path, data: Path, article: Path
) -> None:
    """A kind that the project does not have: validated, shown, in conflict, exported."""
    from kg.model.kinds import read_kinds
    from kg.rdf.turtle import read

    ontology = tmp_path / "ontology"
    shutil.copytree(folder("ontology"), ontology)
    (ontology / "rent.ttl").write_text(_RENT, encoding="utf-8")
    kinds = read_kinds([*read(folder("ontology") / "shapes.ttl"), *read(ontology / "rent.ttl")])
    received = receive(article)
    document = add_document(data, "jia", received, {"title": "甲"})
    lines = [
        {"fact": "Rent", "roles": {"place": "city:hangzhou", "rent": rent}, "quote": quote}
        for rent, quote in ((70, "70%以上"), (80, "杭州排名第一"))
    ]
    made = make_claims(kinds, document, lines, received.text)
    add_claims(data, document, made)
    add_reviews(data, [Review(c.iri, True, "2026-01-01T00:00:00Z", "me") for _, c in made])
    store = EmbeddedStore.in_memory()
    fill(store, ontology, data)
    assert [c.facts[0].kind.name for c in conflicts_of(store)] == ["Rent"]
    assert store.ask("ASK { city:hangzhou sl:rentsAt 70 }")
    _shown_validated_and_exported(store)


_RENT = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/suanli/ontology/shape/> .
@prefix sl: <https://w3id.org/suanli/ontology/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
shape:Rent a sh:NodeShape, sl:FactKind ; sh:targetClass sl:Rent ; sl:slug "rent" ;
    rdfs:label "租金"@zh-Hans, "Rent"@en ;
    sl:sentence "{place}租金{rent}"@zh-Hans, "{place} rents at {rent}"@en ;
    sh:property shape:Rent-place, shape:Rent-rent ;
    sl:dependency shape:Rent-rent-dependency ; sl:shortcut shape:Rent-rentsAt .
shape:Rent-place a sh:PropertyShape, sl:Role ; sh:path sl:place ; sh:class sl:Place ; sh:order 1 ;
    sh:minCount 1 ; sh:maxCount 1 ; sh:name "地点"@zh-Hans, "place"@en .
shape:Rent-rent a sh:PropertyShape, sl:Role ; sh:path sl:rent ; sh:datatype xsd:integer ; sh:order 2 ;
    sh:minCount 1 ; sh:maxCount 1 ; sh:maxInclusive 75 ; sh:name "租金"@zh-Hans, "rent"@en .
shape:Rent-rent-dependency a sl:Dependency ; sl:determinant sl:place ; sl:determined sl:rent .
shape:Rent-rentsAt a sl:Shortcut ; sl:shortcutSubject sl:place ; sl:shortcutPredicate sl:rentsAt ;
    sl:shortcutObject sl:rent .
"""


def _shown_validated_and_exported(store: EmbeddedStore) -> None:
    """Look at the new kind with every tool that reads shapes."""
    hangzhou = mint("city", "hangzhou")
    names = Names(store, "zh")
    shown = "\n".join(lines(describe(names, hangzhou), names))
    assert "杭州租金70" in shown and "杭州租金80" in shown
    found = [f for f in validate(store).findings if "Rent" in f.check]
    assert len(found) == 1 and "80" in found[0].sentence("en") and found[0].severity == "violation"
    out = io.BytesIO()
    write_triples(accepted_view(store), "turtle", out)
    assert out.getvalue().count(b"a sl:Rent ;") == 2
    assert any("rentsAt" in str(t.predicate) for t in around(store, hangzhou))
