"""The accepted view: what is in it, and what is derived."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Triple

from kg.errors import BadClaim
from kg.model.accepted_view import accepted_view
from kg.model.claims import Claim, Span
from kg.model.facts import Fact, make_fact
from kg.model.kinds import FactKind
from kg.model.reviews import Review
from kg.rdf.iris import local_name, mint

LABELS = {"zh": local_name, "en": local_name}
ONE, COPY, OTHER = (mint("document", name) for name in ("one", "copy", "other"))


def _fact(kinds: dict[str, FactKind]) -> Fact:
    return make_fact(kinds["RankingEntry"], {"ranking": "ranking:r", "place": "city:beijing", "rank": 2})


def _claims(fact: Fact, *documents: NamedNode) -> list[Claim]:
    return [Claim(d, fact.iri, (Span(0, 2),), attributed_to=mint("company", "idc")) for d in documents]


def _accept(claim: Claim, verdict: bool = True) -> Review:
    return Review(claim.iri, verdict, "2026-01-01T00:00:00Z", "me")


def _values(view: list[Triple], name: str) -> set[str]:
    return {
        local_name(t.object)
        for t in view
        if local_name(t.predicate) == name and isinstance(t.object, NamedNode)
    }


def _origins(view: list[Triple]) -> str:
    return next(t.object.value for t in view if local_name(t.predicate) == "originCount")


def test_a_fact_nobody_accepted_is_not_in_the_view(kinds: dict[str, FactKind]) -> None:
    fact = _fact(kinds)
    claims = _claims(fact, ONE)
    assert list(accepted_view({fact.iri: fact}, claims, [], {}, LABELS)) == []
    assert list(accepted_view({fact.iri: fact}, claims, [_accept(claims[0], False)], {}, LABELS)) == []


def test_one_accepted_claim_is_enough_and_only_accepted_documents_are_named(
    kinds: dict[str, FactKind],
) -> None:
    fact = _fact(kinds)
    claims = _claims(fact, ONE, OTHER)
    reviews = [_accept(claims[0]), _accept(claims[1], False)]
    view = list(accepted_view({fact.iri: fact}, claims, reviews, {}, LABELS))
    assert _values(view, "claimedIn") == {"one"} and _values(view, "statedBy") == {"idc"}
    assert (
        Triple(
            mint("city", "beijing"),
            NamedNode("https://w3id.org/suanli/ontology/rankedIn"),
            mint("ranking", "r"),
        )
        in view
    )


def test_copies_are_one_origin(kinds: dict[str, FactKind]) -> None:
    fact = _fact(kinds)
    claims = _claims(fact, ONE, COPY, OTHER)
    reviews = [_accept(c) for c in claims]
    assert _origins(list(accepted_view({fact.iri: fact}, claims, reviews, {COPY: ONE}, LABELS))) == "2"
    assert _origins(list(accepted_view({fact.iri: fact}, claims, reviews, {}, LABELS))) == "3"


def test_documents_copied_in_a_ring_are_one_origin_and_do_not_hang(kinds: dict[str, FactKind]) -> None:
    fact = _fact(kinds)
    claims = _claims(fact, ONE, COPY)
    view = list(
        accepted_view({fact.iri: fact}, claims, [_accept(c) for c in claims], {ONE: COPY, COPY: ONE}, LABELS)
    )
    assert _origins(view) == "1"


def test_an_accepted_claim_of_a_fact_that_is_nowhere_is_refused(kinds: dict[str, FactKind]) -> None:
    claims = _claims(_fact(kinds), ONE)
    with pytest.raises(BadClaim, match="which is nowhere"):
        list(accepted_view({}, claims, [_accept(claims[0])], {}, LABELS))


@given(st.permutations(range(3)))
def test_the_order_of_claims_does_not_show(kinds: dict[str, FactKind], order: list[int]) -> None:
    fact = _fact(kinds)
    claims = _claims(fact, ONE, COPY, OTHER)
    reviews = [_accept(c) for c in claims]
    again = accepted_view({fact.iri: fact}, [claims[i] for i in order], reviews, {}, LABELS)
    assert list(again) == list(accepted_view({fact.iri: fact}, claims, reviews, {}, LABELS))
