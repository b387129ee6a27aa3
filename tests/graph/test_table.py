"""Columns as people see them: what was given in titles, places in brackets, moves, links; none is empty."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad
from support.pages_world import body_of, check
from support.read_pages import Element, read_page, table_of

import kg
from kg.cli.main import main
from kg.errors import BadFile
from kg.graph import Graph
from kg.graph.table import differing
from kg.rdf.iris import mint
from kg.rdf.vocab import LANGUAGES, A, term
from kg.service.workers.reply import Reply
from kg.sparql.named_queries import Shown, parse_query, read_queries
from kg.store import EmbeddedStore
from kg.web.page_routes import answer
from kg.web.request import Request

HEADS = {
    "en": ["City", "Before (2018-2019)", "After (2021-2022)", "Places gained"],
    "zh": ["城市", "前一期（2018-2019）", "后一期（2021-2022）", "上升位次"],
}
GUANGZHOU = {"en": ["Guangzhou", "(9)", "7", ""], "zh": ["广州", "(9)", "7", ""]}
HEFEI = {"en": ["Hefei", "5", "10", "↓ 5"], "zh": ["合肥", "5", "10", "↓ 5"]}
EDITIONS = "editions-side-by-side"


@pytest.fixture(scope="module")
def graphs(demo_folder: Path) -> Iterator[dict[str, Graph]]:
    with kg.open(demo_folder, language="en") as en, kg.open(demo_folder, language="zh") as zh:
        yield {"en": en, "zh": zh}


def ask(graph: Graph, name: str, **parameters: str) -> Reply:
    given = tuple(parameters.items())
    return answer(graph, Request(f"/queries/{name}", given, graph.language, "http://here", ""))


def page(graph: Graph, name: str, **parameters: str) -> Element:
    reply = ask(graph, name, **parameters)
    assert reply.status == 200
    check(body_of(reply).decode())
    return read_page(body_of(reply)).one("main")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_names_the_editions_and_brackets_a_place_in_a_list(
    graphs: dict[str, Graph], language: str
) -> None:
    heads, *rows = table_of(page(graphs[language], EDITIONS))
    assert heads == HEADS[language]
    assert GUANGZHOU[language] in rows and HEFEI[language] in rows


def test_the_editions_that_were_asked_for_are_those_that_are_named(graphs: dict[str, Graph]) -> None:
    given = {"later": "ranking:idc-ai-cities-2018-2019", "earlier": "ranking:idc-ai-cities-2021-2022"}
    told = ["Before (2021-2022)", "After (2018-2019)"]
    assert table_of(page(graphs["en"], EDITIONS, **given))[0][1:3] == told
    assert list(graphs["en"].select(EDITIONS, **given).titles.values())[1:3] == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_shows_the_same(
    demo_folder: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    assert main(["query", EDITIONS, "--store", str(demo_folder), "--lang", language]) == 0
    heads, _, *lines = [re.split(r"  +", one) for one in capsys.readouterr().out.strip().splitlines()]
    assert heads == HEADS[language]
    assert GUANGZHOU[language][:3] in lines and HEFEI[language] in lines


def test_files_have_the_terms_as_they_are(graphs: dict[str, Graph]) -> None:
    written = csv.DictReader(io.StringIO(body_of(ask(graphs["en"], EDITIONS, format="csv")).decode()))
    found = {row["city"].rpartition("/")[2]: row for row in written}
    assert found["guangzhou"] | {"city": ""} == {
        "city": "", "before": "9", "after": "7", "gain": "", "beforeIsOrder": "true", "afterIsOrder": "false"
    }  # fmt: skip
    assert found["hefei"]["gain"] == "-5"
    facts = json.loads(body_of(ask(graphs["en"], "statistics", format="json")))
    assert "about" in facts["head"]["vars"]
    assert facts["results"]["bindings"][0]["fact"]["value"].startswith("https://")


@pytest.mark.parametrize(("language", "about"), [("en", "About"), ("zh", "涉及对象")])
@pytest.mark.parametrize("name", ["statistics", "forecasts"])
def test_a_column_that_is_empty_in_every_row_is_left_out_and_named(
    graphs: dict[str, Graph], name: str, language: str, about: str
) -> None:
    shown = page(graphs[language], name)
    heads, *rows = table_of(shown)
    assert about not in heads and all(len(row) == len(heads) for row in rows)
    assert all(any(row[i] for row in rows) for i in range(len(heads)))
    (told,) = [p.text for p in shown.all("p", class_="soft") if about in p.text]
    assert told.startswith({"en": "Not shown", "zh": "各行皆空"}[language])


def test_a_column_that_is_filled_on_another_page_stays(demo_store: EmbeddedStore) -> None:
    store = EmbeddedStore.in_memory()
    store.add(demo_store.quads())
    last = demo_store.select("SELECT ?f { ?f a sl:Statistic } ORDER BY DESC(?f)")[0]["f"]
    store.add([Quad(last, term("sl:about"), mint("company", "idc"))])
    heads = [table_of(page(Graph(store), "statistics", limit="5", page=n))[0] for n in ("1", "2")]
    assert heads[0] == heads[1] and "About" in heads[0]


def test_an_answer_without_rows_names_no_column(graphs: dict[str, Graph]) -> None:
    assert "Not shown" not in page(graphs["en"], "statistics", year="1901").text


@pytest.mark.parametrize(("language", "word"), [("en", "fact"), ("zh", "事实")])
def test_a_fact_that_the_row_says_already_is_a_short_link(
    graphs: dict[str, Graph], language: str, word: str
) -> None:
    links = [a for a in page(graphs[language], "statistics").one("table").all("a") if a.text == word]
    count = len(graphs[language].select("statistics"))
    assert len(links) == count > 20
    for link in links:
        assert link.attributes["href"].startswith("/id/fact/statistic-")
        assert len(link.attributes["title"]) > 10
        assert link.attributes["aria-label"] == f"{word} {link.attributes['title']}"


def test_a_fact_that_is_all_that_a_row_says_is_its_sentence(graphs: dict[str, Graph]) -> None:
    assert all(len(row[2]) > 10 for row in table_of(page(graphs["en"], "timeline"))[1:])


def test_dates_are_in_order_of_when_they_begin() -> None:
    dates = ["2017/..", "2017", "2017-02", "2017-H1", "2017-Q2/2018", "2017-05-04", "2017-12", "2018"]
    store = EmbeddedStore.in_memory()
    for i, date in enumerate(reversed(dates)):
        fact = mint("fact", f"event-{i}")
        store.add([Quad(fact, term("sl:date"), Literal(date))])
        store.add([Quad(fact, A, term("sl:Event"))])
    found = [row["date"].value for row in store.select(read_queries()["timeline"].bind({}))]
    assert found == ["2017", "2017/..", "2017-H1", *dates[2:3], "2017-Q2/2018", *dates[5:]]


def test_what_was_converted_has_a_unit_and_a_rate(graphs: dict[str, Graph]) -> None:
    (row,) = graphs["en"].select("parts-above-wholes").labelled()
    assert row[-3:] == ["67261000000", "yuan", "US dollar to yuan, average of 2022"]


def test_what_a_head_says_of_a_column_is_of_a_column(graphs: dict[str, Graph]) -> None:
    for query in read_queries().values():
        named = {*query.shown, *(shown.mark for shown in query.shown.values() if shown.mark)}
        assert named <= query.columns.keys(), query.name
    assert parse_query("# shown ?a: order ?b\nSELECT ?a ?b {}", "q").shown == {"a": Shown("order", "b")}
    with pytest.raises(BadFile):
        parse_query("# shown ?a: upside-down\nSELECT ?a {}", "q")


@pytest.mark.parametrize(
    ("texts", "short"),
    [
        (["2018-2019年榜", "2021-2022年榜"], ["2018-2019", "2021-2022"]),
        (["Cities, 2018", "Industries, 2018"], ["Cities", "Industries"]),
        (["A", "A B"], ["A", "A B"]),
        (["alone"], ["alone"]),
        ([], []),
    ],
)
def test_names_that_are_alike_are_told_by_what_differs(texts: list[str], short: list[str]) -> None:
    assert differing(texts) == short
