"""The named queries over engines of others: the answers are those of ours, but for those in a table."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.named_queries import QUERIES, answer
from support.servers import oxigraph, virtuoso

from kg.errors import KgError
from kg.populate.build import build_into
from kg.store import EmbeddedStore
from kg.store.remote import connect
from kg.store.remote.remote_store import RemoteStore

_TABLE = Path(__file__).parents[1] / "cases" / "engine-queries.tsv"
_STARTED = {"oxigraph": oxigraph, "virtuoso": virtuoso}
_PATIENCE_S = 60.0


def outcomes(engine: str) -> dict[str, str]:
    """Give what becomes of those queries that an engine does not answer as the embedded store does."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {row["query"]: row["outcome"] for row in rows if row["engine"] == engine}


@pytest.fixture(scope="module", params=_STARTED)
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[str, RemoteStore]]:
    """An engine with the project's own graph in it."""
    with _STARTED[request.param]() as running:
        store = connect(running.url, timeout_s=_PATIENCE_S)
        build_into(store)
        yield request.param, store


def test_the_table_names_queries_that_there_are() -> None:
    for name in _STARTED:
        assert outcomes(name).keys() <= QUERIES.keys()


@pytest.mark.slow
def test_every_named_query_answers_as_it_does_embedded_or_is_named_in_the_table(
    engine: tuple[str, RemoteStore], demo_store: EmbeddedStore
) -> None:
    name, store = engine
    told = outcomes(name)
    # What takes minutes is not waited for; what varies from one filling to the next proves nothing.
    found = {query: outcome for query, outcome in told.items() if outcome in ("slow", "varies")}
    for query in QUERIES.values():
        if query.name in found:
            continue
        try:
            if answer(query, store) != answer(query, demo_store):
                found[query.name] = "differs"
        except KgError:
            found[query.name] = "fails"

    assert found == told
    assert len(QUERIES) - len(found) >= 70


def test_the_whole_graph_comes_out_as_it_went_in(
    engine: tuple[str, RemoteStore], demo_store: EmbeddedStore
) -> None:
    _, store = engine

    assert len(store) == len(demo_store)
    copied = store.at_hand()
    assert copied is not None
    # Blank nodes have other labels there; the ontology has sixteen triples with one.
    missing = {quad for quad in demo_store.quads() if quad not in copied.raw}
    assert len(missing) < 40
    assert all("_:" in str(quad) for quad in missing)


def test_a_second_build_leaves_the_same_graph(
    engine: tuple[str, RemoteStore], demo_store: EmbeddedStore
) -> None:
    _, store = engine
    build_into(store)

    assert len(store) == len(demo_store)
