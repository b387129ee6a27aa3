"""Values on pages: numbers, dates, intervals and who read a claim, written as sentences write them."""

import re
from pathlib import Path

import pytest
from pyoxigraph import Literal
from support.pages_world import ask, body_of, graph_of, html, words

from kg.cli.main import main
from kg.graph import Graph
from kg.rdf.vocab import term
from kg.store import EmbeddedStore
from kg.web.linked_text import readable

_DECIMAL = term("xsd:decimal")


@pytest.fixture(scope="module")
def demo(demo_store: EmbeddedStore) -> Graph:
    return graph_of(demo_store)


def _subject(graph: Graph, predicate: str, value: Literal) -> str:
    """Give the path of the page of the first thing that has a value."""
    found = min(
        quad.subject.value for quad in graph.store.quads(predicate=term(f"sl:{predicate}"), object=value)
    )
    return "/" + found.removeprefix("https://w3id.org/suanli/")


def test_a_document_counts_its_characters_in_digits(demo: Graph) -> None:
    path = "/id/document/idc-2018-2019-csdn"
    assert re.search(r"字符数 \d\d,\d{3} ", words(html(demo, path, "zh")))
    assert "日期 2019年4月1日 " in words(html(demo, path, "zh"))


@pytest.mark.parametrize(("language", "figure"), [("en", "2,600"), ("zh", "2600")])
def test_a_figure_is_written_in_a_table_as_in_its_sentence(demo: Graph, language: str, figure: str) -> None:
    text = html(demo, "/queries/statistics", language, measure="measure:ai-companies")
    assert f"<bdi>{figure}</bdi>" in text
    path = _subject(demo, "value", Literal("2600", datatype=_DECIMAL))
    assert f"at least {figure} companies" in words(html(demo, path)) or language == "zh"
    assert words(html(demo, path, language)).count(figure) >= 2


def test_a_review_says_when_and_why_in_the_language_of_the_page(demo: Graph) -> None:
    review = _subject(demo, "reviewer", Literal("Suanli editors"))
    text = html(demo, review, "zh")
    assert '<time datetime="2026-11-21T19:44:00Z">2026年11月21日 19:44（UTC）</time>' in text
    assert "2026年11月21日</time> 采信</a>：<bdi>原文如此</bdi>" in re.sub(r"\s*\n\s*", "", text)
    text = html(demo, review)
    assert '<time datetime="2026-11-21T19:44:00Z">21 November 2026, 19:44 UTC</time>' in text
    assert "accepted 21 November 2026 by Suanli editors: the passage says it" in words(text)


@pytest.mark.parametrize(("language", "said"), [("en", "rule by hand"), ("zh", "规则 人工")])
def test_a_claim_says_in_words_that_a_person_read_it(demo: Graph, language: str, said: str) -> None:
    claim = _subject(demo, "asWritten", Literal("2019年以來"))
    assert said in words(html(demo, claim, language)) and "hand </" not in words(html(demo, claim, "zh"))


@pytest.mark.parametrize(("language", "said"), [("en", "2019 or later"), ("zh", "2019年或之后")])
def test_an_open_interval_is_said_in_words_on_pages_and_stays_as_it_is_in_files(
    demo: Graph, language: str, said: str
) -> None:
    table = html(demo, "/queries/zones", language)
    assert f"<bdi>{said}</bdi>" in table and "2019/.." not in words(table)
    fact = words(html(demo, _subject(demo, "date", Literal("2019/..")), language))
    assert fact.count(said) >= 2 and "2019/.." not in fact
    assert "2019/.." in body_of(ask(demo, "/queries/zones", language, format="csv")).decode()


def test_an_edition_is_of_years_in_words(demo: Graph) -> None:
    report = _subject(demo, "editionYears", Literal("2021/2022"))
    assert "2021 to 2022" in words(html(demo, report)) and "2021年至2022年" in words(html(demo, report, "zh"))


@pytest.mark.parametrize(
    ("language", "said", "other"), [("en", "part of", "属于"), ("zh", "属于", "part of")]
)
def test_a_text_that_a_query_writes_in_both_languages_is_shown_in_the_readers(
    demo: Graph, language: str, said: str, other: str
) -> None:
    table = words(html(demo, "/queries/industry-codes", language).split("<table")[1].split("</table>")[0])
    assert f" {said} " in table and other not in table and " · " not in table
    rows = body_of(ask(demo, "/queries/industry-codes", language, format="csv")).decode()
    assert "属于 · part of" in rows, "files keep the terms"


@pytest.mark.parametrize(
    ("language", "said", "other"), [("en", "part of", "属于"), ("zh", "属于", "part of")]
)
def test_the_terminal_shows_such_a_text_in_the_readers_language_too(
    capsys: pytest.CaptureFixture[str], demo_folder: Path, language: str, said: str, other: str
) -> None:
    assert main(["query", "industry-codes", "--store", str(demo_folder), "--lang", language]) == 0
    told = capsys.readouterr().out
    assert f"  {said}  " in told and other not in told


def test_how_long_a_thing_lasts_is_no_date() -> None:
    assert readable(Literal("2019/.."), "en", happens_once=False) == "since 2019"


@pytest.mark.parametrize("text", ["1/2", "2018", "6201", "2010/13", "a/b", "2010-13/2011"])
def test_what_is_no_interval_stays_as_it_is(text: str) -> None:
    assert readable(Literal(text), "zh") == text
