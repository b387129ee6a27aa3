"""What a client would rather have: Accept and Accept-Language, with q-values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.service.negotiation import best_language, best_type

OFFERS = ("application/json", "text/html", "text/csv")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("text/*", "text/html"),
        ("TEXT/CSV", "text/csv"),
        ("text/html;q=0.5, text/csv;q=0.6", "text/csv"),
        ("text/*;q=0.5, text/html;q=0.1", "text/csv"),
        ("*/*;q=0.1, text/html", "text/html"),
        ("application/json;q=0, */*", "text/html"),
        ("text/csv;charset=utf-8;q=0.9, image/png", "text/csv"),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("garbage;;;q=,,", None),
        ("application/json;q=nonsense", "application/json"),
    ],
)
def test_the_best_liked_type_wins_and_the_first_of_equals(accept: str, chosen: str | None) -> None:
    assert best_type(accept, OFFERS) == chosen


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB, zh;q=0.9", "en"),
        ("zh;q=0.5, en;q=0.4, zh-Hant;q=0.1", "zh"),
        ("fr, de;q=0.9", "en"),
        ("*", "en"),
        ("en;q=0, *", "zh"),
    ],
)
def test_the_best_liked_language_wins(accept: str, chosen: str) -> None:
    assert best_language(accept, ("en", "zh")) == chosen


@given(st.text(max_size=200))
def test_whatever_the_header_says_the_answer_is_an_offer_or_none(accept: str) -> None:
    assert best_type(accept, OFFERS) in (*OFFERS, None)
    assert best_language(accept, ("en", "zh")) in ("en", "zh")
