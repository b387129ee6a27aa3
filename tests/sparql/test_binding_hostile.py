"""Texts and IRIs bound as parameters: they come back as they went in, and nothing breaks out of them."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode
from support.dense_world import answers, rows
from support.random_patterns import TEXTS

from kg.errors import BadTerm
from kg.sparql.binding import bind, written_term
from kg.sparql.tokens import tokens


@given(text=TEXTS)
def test_a_text_comes_back_as_it_went_in(text: str) -> None:
    sparql = bind("SELECT ?v (STR($v) AS ?same) (STRLEN(?v) AS ?length) {}", {"v": Literal(text)})
    assert answers(sparql) == [text, text, str(len(text))]


@given(text=TEXTS)
def test_a_text_is_one_token_of_the_bound_query(text: str) -> None:
    before = tokens("ASK { ?s ?p $v . FILTER(?s<?v) }")
    after = tokens(bind("ASK { ?s ?p $v . FILTER(?s<?v) }", {"v": Literal(text)}))
    kinds = [[t.kind for t in side if t.kind != "space"] for side in (before, after)]
    assert [("string" if kind == "variable" else kind) for kind in kinds[0]] == [
        ("string" if kind == "variable" else kind) for kind in kinds[1]
    ]


@given(text=TEXTS)
def test_no_backslash_in_a_bound_text_can_be_taken_for_a_code_point(text: str) -> None:
    # A processor may resolve \\uXXXX before it reads strings, as the SPARQL grammar allows.
    written = written_term(Literal(text))
    resolved = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda m: chr(int(m[1], 16)), written)
    if not any(ord(c) < 32 or ord(c) == 127 for c in text):
        assert answers(f"SELECT ({resolved} AS ?x) {{}}") == [text]


@given(text=TEXTS, tag=st.sampled_from(["zh-hans", "en", "zh-latn-pinyin"]))
def test_a_tagged_text_keeps_its_tag_and_its_text(text: str, tag: str) -> None:
    found = answers(bind("SELECT ?v (LANG(?v) AS ?tag) {}", {"v": Literal(text, language=tag)}))
    assert found == [text, tag]


@given(text=TEXTS)
def test_an_iri_is_either_refused_or_comes_back_as_it_went_in(text: str) -> None:
    try:
        iri = NamedNode("urn:e:" + text)
    except ValueError:
        return  # no such term can be made
    assert answers(bind("SELECT ?v (STR(?v) AS ?same) {}", {"v": iri})) == [iri.value, iri.value]


@pytest.mark.parametrize(
    "hostile",
    [
        '" } ; DROP ALL #',
        "' } UNION { ?s ?p ?o } #",
        '\\" . ?s ?p ?o #',
        "\\u0022 } #",
        '"""',
        "\\",
        "\n} #",
        "\u2028}",
        "?v $v",
        "<urn:e:x>",
    ],
)
def test_a_hostile_text_asks_nothing_but_itself(hostile: str) -> None:
    assert rows(bind("SELECT ?s { ?s ?p ?o FILTER(STR(?o) = $v) }", {"v": Literal(hostile)})) == Counter()


def test_a_blank_node_cannot_be_bound() -> None:
    with pytest.raises(BadTerm, match="blank node has no name"):
        bind("ASK { $v ?p ?o }", {"v": BlankNode("b")})  # type: ignore[dict-item]
