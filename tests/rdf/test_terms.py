"""Minting IRIs, and moving between IRIs and CURIEs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kg.errors import BadIri, BadTerm, UnknownPrefix
from kg.rdf.iris import digest, expand, kind_of, mint, parse_term, shorten
from kg.rdf.vocab import KINDS, PREFIXES


@given(st.sampled_from(sorted(KINDS)), st.text(min_size=1))
def test_minting_is_stable_and_gives_an_iri_that_parses(kind: str, name: str) -> None:
    try:
        minted = mint(kind, name)
    except BadIri:
        assert not any(c.isalnum() for c in name.replace("'", "").replace("’", ""))
        return
    assert minted == mint(kind, name)
    assert kind_of(minted) == kind
    assert mint(kind, minted.value.rsplit("/", 1)[1]) == minted


@given(
    st.sampled_from(sorted(PREFIXES)), st.from_regex(r"[a-z0-9杭州][a-z0-9-]{0,12}[a-z0-9]", fullmatch=True)
)
def test_expanding_what_was_shortened_gives_the_iri_again(prefix: str, local: str) -> None:
    iri = NamedNode(PREFIXES[prefix] + local)
    assert expand(shorten(iri)) == iri


def test_an_apostrophe_and_width_do_not_make_another_city() -> None:
    assert mint("city", "Xi'an") == mint("city", "xi’an") == mint("city", "ＸＩＡＮ")


def test_a_name_without_letters_cannot_be_minted() -> None:
    with pytest.raises(BadIri, match="'!!'"):
        mint("city", "!!")


def test_an_unknown_prefix_names_the_nearest() -> None:
    with pytest.raises(UnknownPrefix, match="did you mean city"):
        expand("citi:hangzhou")


@pytest.mark.parametrize("written", ["no iri", "<no iri>", "city:hang zhou", "https://a b", ""])
def test_what_is_no_iri_is_refused(written: str) -> None:
    with pytest.raises(BadTerm):
        expand(written)


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("2018", Literal(2018)),
        ("true", Literal(True)),
        ('"a\\"b"', Literal('a"b')),
        ('"云"@zh-Hans', Literal("云", language="zh-Hans")),
        ("city:hangzhou", mint("city", "hangzhou")),
        ("<urn:x>", NamedNode("urn:x")),
    ],
)
def test_a_term_is_read_as_turtle_writes_it(written: str, term: Literal | NamedNode) -> None:
    assert parse_term(written) == term


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_two_lists_of_parts_have_one_digest_only_if_they_are_one(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)
