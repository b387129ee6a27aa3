"""SPARQL cut into tokens, whatever the text is, and soon."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.random_patterns import TEXTS, groups

from kg.sparql.structure import skeleton
from kg.sparql.tokens import tokens


@given(text=st.one_of(TEXTS, groups(with_minus=True).map(lambda pair: pair.given)))
def test_tokens_joined_again_are_the_text(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text


@pytest.mark.parametrize("noise", ["算力", "a-", "a.", '"\\', "'a\n", '"""a', "{(", "<", "a:%2"])
def test_a_large_file_that_is_no_sparql_is_read_at_once(noise: str) -> None:
    text = noise * (200_000 // len(noise))
    before = time.process_time()
    assert "".join(token.text for token in skeleton(text).tokens) == text
    # A token that looked ahead to the end each time would take minutes here.
    assert time.process_time() - before < 10
