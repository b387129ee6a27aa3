"""The tree of errors: every one explains itself in both languages."""

import copy
import pickle
import re

import pytest

import kg.errors as errors
from kg.errors import KgError, StoreLocked, UnknownQuery, nearest


def _tree(kind: type[KgError]) -> list[type[KgError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in _tree(child))]


@pytest.mark.parametrize("kind", _tree(KgError), ids=lambda kind: kind.__name__)
def test_an_error_stands_in_the_tree_that_the_module_draws(kind: type[KgError]) -> None:
    assert re.search(rf"[ ─]{kind.__name__}\b", errors.__doc__ or "")


@pytest.mark.parametrize("kind", _tree(KgError), ids=lambda kind: kind.__name__)
def test_an_error_has_both_halves_in_both_languages(kind: type[KgError]) -> None:
    for half in (kind.problem, kind.remedy):
        assert set(half) == {"zh", "en"}
        slots = {language: set(re.findall(r"\{(\w+)", text)) for language, text in half.items()}
        assert slots["zh"] == slots["en"], "a value is named in one language only"


def test_a_value_that_is_a_phrase_is_told_in_the_readers_language() -> None:
    error = KgError(problem={"en": "no", "zh": "不"}, remedy="")
    assert (error.sentence("en"), error.sentence("zh")) == ("no", "不")


def test_an_error_survives_being_sent_to_another_process() -> None:
    error = UnknownQuery(value="city-ranks", near="city-ranking", count=3)
    assert str(pickle.loads(pickle.dumps(error))) == str(copy.copy(error)) == str(error)


def test_a_value_that_was_not_given_leaves_a_gap_and_does_not_fail() -> None:
    assert "process" in str(StoreLocked(where="here"))


def test_the_nearest_name_comes_first() -> None:
    assert nearest("statistic", ["conflicts", "statistics", "static"])[0] == "statistics"
