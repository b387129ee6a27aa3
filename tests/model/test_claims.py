"""Claims, evidence and reviews."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.disk import folder
from kg.errors import BadClaim
from kg.model.claim_json import from_json, passage
from kg.model.claims import Claim, Span, read_claims
from kg.model.kinds import FactKind
from kg.model.reviews import Review, accepted, read_reviews
from kg.rdf.iris import mint
from kg.rdf.turtle import read

TEXT = "杭州、北京、深圳。北京第二。"
DOCUMENT = mint("document", "one")
FACT = mint("fact", "x")
ENTRY = {"fact": "RankingEntry", "roles": {"ranking": "ranking:r", "place": "city:beijing", "rank": 2}}


def _claim(start: int = 0, end: int = 2) -> Claim:
    return Claim(DOCUMENT, FACT, (Span(start, end),))


def test_a_claim_read_back_from_its_triples_is_the_same_claim() -> None:
    claim = Claim(
        DOCUMENT,
        FACT,
        (Span(0, 2), Span(4, 9)),
        as_written="约25亿美元",
        attributed_to=mint("company", "idc"),
    )
    assert read_claims(claim.triples()) == [claim]


def test_a_claim_that_was_edited_is_refused() -> None:
    triples = [t for t in _claim().triples() if "rule" not in t.predicate.value]
    triples += [
        t
        for t in Claim(DOCUMENT, FACT, (Span(0, 2),), rule="other").triples()
        if t.predicate.value.endswith("rule")
    ]
    edited = [
        type(t)(_claim().iri, t.predicate, t.object) if "rule" in t.predicate.value else t for t in triples
    ]
    with pytest.raises(BadClaim, match="was it edited"):
        read_claims(edited)


def test_a_claim_without_evidence_is_refused() -> None:
    with pytest.raises(BadClaim, match="needs evidence"):
        Claim(DOCUMENT, FACT, ())


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_the_newest_review_counts_whatever_order_they_arrive_in(order: tuple[int, ...]) -> None:
    claim = _claim()
    reviews = [
        Review(claim.iri, True, "2026-01-01T00:00:00Z", "a"),
        Review(claim.iri, False, "2026-01-02T00:00:00Z", "b"),
        Review(claim.iri, True, "2026-01-03T00:00:00Z", "a"),
    ]
    arriving = [reviews[i] for i in order]
    assert accepted([claim], arriving) == [claim]
    assert accepted([claim], [r for r in arriving if r.reviewed < "2026-01-03"]) == []


def test_of_two_reviews_at_one_time_the_rejection_counts() -> None:
    claim = _claim()
    both = [Review(claim.iri, verdict, "2026-01-01T00:00:00Z", "a") for verdict in (True, False)]
    assert accepted([claim], both) == accepted([claim], both[::-1]) == []


def test_a_claim_nobody_reviewed_is_not_accepted() -> None:
    assert accepted([_claim()], []) == []


def test_reviews_read_back_are_the_same() -> None:
    review = Review(_claim().iri, False, "2026-01-01T00:00:00Z", "张", "旧字形")
    assert read_reviews(review.triples()) == [review]


def test_a_review_says_why_in_the_language_of_its_reader_and_keeps_its_iri() -> None:
    plain = Review(_claim().iri, True, "2026-01-02T00:00:00Z", "a", "the passage says it")
    reasons = {"en": plain.reason, "zh-Hans": "原文如此"}
    (read,) = read_reviews(replace(plain, reasons=reasons).triples())
    assert read.iri == plain.iri
    assert [read.reason_in(language) for language in ("zh", "en")] == ["原文如此", "the passage says it"]
    assert plain.reason_in("zh") == "the passage says it"


def test_every_review_of_ours_says_why_in_both_languages() -> None:
    quads = list(read(folder("data") / "reviews.ttl"))
    reviews = read_reviews(quads)
    assert {review.iri for review in reviews} == {quad.subject for quad in quads}
    assert len(reviews) == 442 and {tuple(r.reasons) for r in reviews} == {("en", "zh-hans")}


def test_a_quote_is_found_where_it_stands(kinds: dict[str, FactKind]) -> None:
    _, claim = from_json(kinds, DOCUMENT, ENTRY | {"quote": "北京第二"}, TEXT)
    assert claim.spans == (Span(9, 13),) and passage(TEXT, claim.spans[0]) == "北京第二"


def test_a_part_that_is_null_is_as_if_it_was_not_there(kinds: dict[str, FactKind]) -> None:
    nothing = dict.fromkeys(
        ("confidence", "rule", "ruleVersion", "asWritten", "attributedTo", "nth", "quotes")
    )
    said = ENTRY | {"quote": "北京第二"}
    assert from_json(kinds, DOCUMENT, said | nothing, TEXT) == from_json(kinds, DOCUMENT, said, TEXT)


@pytest.mark.parametrize("said", [{"quote": "北京"}, {"quote": "上海"}, {"quote": "北京", "nth": 2}])
def test_a_quote_that_is_not_there_or_there_twice_is_refused(
    kinds: dict[str, FactKind], said: dict[str, object]
) -> None:
    with pytest.raises(BadClaim, match="stands in the document"):
        from_json(kinds, DOCUMENT, ENTRY | said, TEXT)


def test_the_second_of_two_quotes_can_be_named(kinds: dict[str, FactKind]) -> None:
    _, claim = from_json(kinds, DOCUMENT, ENTRY | {"quote": "北京", "nth": 1}, TEXT)
    assert claim.spans == (Span(9, 11),)


@pytest.mark.parametrize("span", [(0, 99), (5, 5), (-1, 2), (7, 3)])
def test_evidence_outside_its_document_is_refused(kinds: dict[str, FactKind], span: tuple[int, int]) -> None:
    evidence = {"evidence": {"start": span[0], "end": span[1]}}
    with pytest.raises(BadClaim, match="not in the document"):
        from_json(kinds, DOCUMENT, ENTRY | evidence, TEXT)


def test_an_unknown_kind_names_the_known_ones(kinds: dict[str, FactKind]) -> None:
    with pytest.raises(BadClaim, match="RankingEntry"):
        from_json(kinds, DOCUMENT, {"fact": "Rankng", "roles": {}}, TEXT)


@given(st.integers(0, 50), st.integers(1, 50))
def test_another_position_is_another_claim(start: int, length: int) -> None:
    one, other = _claim(start, start + length), _claim(start, start + length + 1)
    assert one.iri != other.iri and one.fact == other.fact
