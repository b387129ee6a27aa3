"""Validation: IRIs against their parts, the view against its claims, evidence against documents."""

import hashlib
from pathlib import Path

import pytest
from pyoxigraph import Quad
from support.checked_world import (
    DOCUMENT,
    OF_DOCUMENT,
    VIEW,
    claimed,
    entry,
    findings,
    location,
    put,
    world,
    writer,
)

from kg.graph.passages import Passages
from kg.graph.records import kinds_of, reckoning_of
from kg.model.claims import Claim, Span
from kg.model.kinds import FactKind
from kg.model.reviews import Review
from kg.rdf.index import Index
from kg.rdf.iris import expand, local_name, mint, shorten
from kg.rdf.vocab import GRAPH_ONTOLOGY, GRAPH_REVIEWS, term
from kg.store import EmbeddedStore
from kg.validate import Finding, Report, validate, whole
from kg.validate.evidence import check_evidence
from kg.validate.identity import check_facts, check_view, sound_claims

# ---- identity and the accepted view


def test_a_fact_under_an_iri_that_its_roles_do_not_give_is_found(kinds: dict[str, FactKind]) -> None:
    store = world()
    fact = location(kinds)
    strange = mint("fact", "location-0123456789abcdef")
    quads = [Quad(strange, t.predicate, t.object, VIEW) for t in fact.triples()]
    (finding,) = check_facts(kinds, quads, writer(store))
    assert shorten(fact.iri) in finding.problem["en"] and finding.thing == shorten(strange)


def test_a_claim_that_was_edited_is_found_and_the_others_are_read(kinds: dict[str, FactKind]) -> None:
    store = world()
    one, other = claimed(store, location(kinds), entry(kinds, rank=1))
    put(store, f'<{one.iri.value}> sl:rule "another" .', OF_DOCUMENT)
    hand = term("sl:rule")
    quads = [
        q
        for q in store.quads()
        if not (q.subject == one.iri and q.predicate == hand and q.object.value == "hand")  # type: ignore[union-attr]
    ]
    claims, found = sound_claims(quads, writer(store))
    assert [claim.iri for claim in claims] == [other.iri]
    assert [finding.check for finding in found] == ["shape:claim-minted"]
    assert "was it edited?" in found[0].problem["en"] and "是否被改动过" in found[0].problem["zh"]


def test_an_accepted_fact_that_is_not_in_the_view_is_found(kinds: dict[str, FactKind]) -> None:
    store = world()
    fact = location(kinds)
    claims = claimed(store, fact)
    quads = [q for q in store.quads() if not (q.subject == fact.iri and q.graph_name == VIEW)]
    (finding,) = check_view(kinds, quads, claims, writer(store))
    assert (finding.check, finding.thing) == ("shape:view-complete", shorten(fact.iri))


def test_a_fact_in_the_view_whose_claim_was_rejected_since_is_found(kinds: dict[str, FactKind]) -> None:
    store = world()
    fact = location(kinds)
    (claim,) = claimed(store, fact)
    later = Review(claim.iri, False, "2026-02-01T00:00:00Z", "somebody", "it does not say so")
    store.add(Quad(t.subject, t.predicate, t.object, GRAPH_REVIEWS) for t in later.triples())
    (finding,) = check_view(kinds, store.quads(), [claim], writer(store))
    assert (finding.check, finding.thing) == ("shape:view-accepted", shorten(fact.iri))


def test_a_role_that_the_view_has_lost_or_changed_is_found(kinds: dict[str, FactKind]) -> None:
    store = world()
    fact = location(kinds)
    claims = claimed(store, fact)
    lost = [q for q in store.quads() if not (q.graph_name == VIEW and local_name(q.predicate) == "place")]
    (finding,) = check_view(kinds, lost, claims, writer(store))
    assert (finding.check, finding.thing) == ("shape:view-faithful", shorten(fact.iri))
    assert "place" in finding.problem["en"] and "地点" in finding.problem["zh"]
    other = Quad(fact.iri, term("sl:place"), mint("city", "harbin"), VIEW)
    assert [f.check for f in check_view(kinds, [*lost, other], claims, writer(store))] == [finding.check]


def test_a_kind_that_cannot_be_read_is_said_instead_of_ending_the_validation() -> None:
    store = world()
    put(store, "shape:Odd a sh:NodeShape , sl:FactKind .", GRAPH_ONTOLOGY)
    finding = findings(store)["shape:kinds-readable <https://w3id.org/suanli/ontology/>"]
    assert "Odd" in finding.problem["en"] and "shapes.ttl" in finding.remedy["zh"]


# ---- evidence against documents


TEXT = "阿里巴巴总部位于杭州。" * 5


@pytest.fixture
def with_text(tmp_path: Path, kinds: dict[str, FactKind]) -> tuple[EmbeddedStore, Path]:
    """A store whose only document lies in a folder, under a name of its own."""
    (tmp_path / "saved page.txt").write_text(TEXT, encoding="utf-8")
    store = EmbeddedStore.in_memory()
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    put(store, f'document:d a sl:Article ; sl:sha256 "{sha256}" ; sl:codePoints {len(TEXT)} .', OF_DOCUMENT)
    return store, tmp_path


def evidence_found(store: EmbeddedStore, where: Path, *claims: Claim) -> list[Finding]:
    index = Index(store.quads())
    return list(check_evidence([DOCUMENT], claims, index, Passages(store, where), writer(store)))


def test_evidence_that_is_in_its_document_is_left_alone(
    with_text: tuple[EmbeddedStore, Path], kinds: dict[str, FactKind]
) -> None:
    claim = Claim(DOCUMENT, location(kinds).iri, (Span(0, 11),), as_written="总部位于杭州")
    assert evidence_found(*with_text, claim) == []


def test_evidence_beyond_the_end_of_its_document_is_found(
    with_text: tuple[EmbeddedStore, Path], kinds: dict[str, FactKind]
) -> None:
    claim = Claim(DOCUMENT, location(kinds).iri, (Span(50, 60),), as_written="70%")
    (finding,) = evidence_found(*with_text, claim)
    assert finding.check == "shape:evidence-in-document"
    assert finding.problem["en"] == "its evidence at 50–60 is not in the document, which has 55 code points"


def test_a_figure_that_does_not_stand_in_its_evidence_is_found(
    with_text: tuple[EmbeddedStore, Path], kinds: dict[str, FactKind]
) -> None:
    claim = Claim(DOCUMENT, location(kinds).iri, (Span(0, 4),), as_written="约25亿美元")
    (finding,) = evidence_found(*with_text, claim)
    assert (finding.check, finding.severity) == ("shape:as-written", "warning")


def test_a_document_of_another_length_than_is_said_is_found(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(TEXT, encoding="utf-8")
    store = EmbeddedStore.in_memory()
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    put(store, f'document:d a sl:Article ; sl:sha256 "{sha256}" ; sl:codePoints 54 .', OF_DOCUMENT)
    (finding,) = evidence_found(store, tmp_path)
    assert finding.problem["en"] == "it is said to have 54 code points, and has 55"


def test_a_document_that_is_not_at_hand_is_noted(tmp_path: Path) -> None:
    (finding,) = evidence_found(world(), tmp_path)
    assert (finding.check, finding.severity) == ("shape:document-at-hand", "info")


def test_a_file_of_the_documents_name_with_another_text_is_found(tmp_path: Path) -> None:
    (tmp_path / "d.txt").write_text("别的文章", encoding="utf-8")
    (finding,) = evidence_found(world(), tmp_path)
    assert (finding.check, finding.severity) == ("shape:document-as-received", "violation")
    assert "d.txt" in finding.problem["zh"] and "SHA-256" in finding.problem["zh"]


def test_the_evidence_of_the_projects_own_claims_is_in_the_articles(
    demo_store: EmbeddedStore, shared: Path
) -> None:
    found = validate(demo_store, shared / "seeds").findings
    assert [
        f.sentence() for f in found if f.check in ("shape:evidence-in-document", "shape:as-written")
    ] == []
    assert not any(f.check == "shape:document-at-hand" for f in found)


def test_the_whole_of_a_graph_is_every_triple_once(kinds: dict[str, FactKind]) -> None:
    store = world()
    claimed(store, location(kinds))
    fact = location(kinds)
    place = expand("sl:place")
    assert sum(t.subject == fact.iri and t.predicate == place for t in whole(store.quads())) == 1


def test_the_kinds_of_the_little_world_are_those_of_the_project(kinds: dict[str, FactKind]) -> None:
    assert kinds_of(world()).keys() == kinds.keys()
    assert reckoning_of(world()).wholes[mint("city", "hangzhou")]
    assert isinstance(validate(world()), Report)
