"""Comunica, from node, over the service: what it finds is what the store itself finds."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from support.served import Served, served

from clients.world import DEFAULT, ENDLESS, EX, FIRST, HANGZHOU, PEOPLE, PREFIX
from kg.sparql.prefixes import with_prefixes
from kg.store import EmbeddedStore, open_store

HERE = Path(__file__).parent / "comunica"
INSTALLED = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "suanli" / "comunica"
QUERIES = {
    "a pattern": "SELECT ?city ?name { ?city a sl:City ; skos:prefLabel ?name FILTER (LANG(?name) = 'en') }",
    "an aggregate": "SELECT ?type (COUNT(?s) AS ?count) { ?s a ?type } GROUP BY ?type",
    "an optional part": "SELECT ?c ?p { ?c a sl:Company OPTIONAL { ?c sl:basedIn ?p } }",
    "a path": "SELECT DISTINCT ?part ?whole { ?part sl:partOf+ ?whole }",
}


class Comunica:
    """One node process with an engine in it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, query: str, *sources: Any) -> Any:
        """What the engine finds: a boolean, rows of terms by their names, or triples of terms."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"query": query, "sources": sources}) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        if "error" in said:
            raise RuntimeError(said["error"])
        return said["found"]


@pytest.fixture(scope="module")
def comunica() -> Iterator[Comunica]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    if not (INSTALLED / "node_modules" / "@comunica" / "query-sparql").is_dir():
        pytest.skip(f"Comunica is not installed in {INSTALLED}; .ci/run installs it")
    command = [node, str(HERE / "ask.mjs"), str(INSTALLED)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Comunica(process)
        assert process.stdin is not None
        process.stdin.close()


def endpoint(service: Served) -> dict[str, str]:
    return {"type": "sparql", "value": f"{service.url}/sparql"}


def term(said: dict[str, str]) -> Any:
    match said["type"]:
        case "NamedNode":
            return ox.NamedNode(said["value"])
        case "Literal" if "language" in said:
            return ox.Literal(said["value"], language=said["language"])
        case "Literal":
            return ox.Literal(said["value"], datatype=ox.NamedNode(said["datatype"]))
    raise AssertionError(said)


def rows(found: list[dict[str, Any]]) -> set[frozenset[tuple[str, Any]]]:
    """Rows whose order does not count."""
    assert len({json.dumps(row, sort_keys=True) for row in found}) == len(found)
    return {frozenset((name, term(said)) for name, said in row.items()) for row in found}


def embedded(store: EmbeddedStore, query: str) -> set[frozenset[tuple[str, Any]]]:
    found = store.select(query)
    return {frozenset((name, row[name]) for name in found.columns if row[name] is not None) for row in found}


def test_a_select(service: Served, comunica: Comunica) -> None:
    found = comunica.run(PEOPLE, endpoint(service))

    assert [(row["city"]["value"].removeprefix(EX), row["people"]["value"]) for row in found] == [
        ("beijing", "21830000"),
        ("hangzhou", "12520000"),
        ("shenzhen", "17790000"),
    ]


def test_it_sees_by_itself_that_an_address_is_an_endpoint(service: Served, comunica: Comunica) -> None:
    found = comunica.run(PEOPLE, f"{service.url}/sparql")

    assert [row["people"]["value"] for row in found] == ["21830000", "12520000", "17790000"]


def test_an_ask(service: Served, comunica: Comunica) -> None:
    assert comunica.run(PREFIX + "ASK { ex:hangzhou ex:people ?n }", endpoint(service)) is True
    assert comunica.run(PREFIX + "ASK { ex:nowhere ex:people ?n }", endpoint(service)) is False


def test_a_construct(service: Served, comunica: Comunica) -> None:
    found = comunica.run("CONSTRUCT WHERE { ?s ?p ?o }", endpoint(service))

    assert {ox.Triple(*map(term, triple)) for triple in found} == DEFAULT


def test_a_graph_of_the_graph_store_is_a_source_like_any_file(service: Served, comunica: Comunica) -> None:
    found = comunica.run("SELECT ?who { ?who ?p ?o } ", f"{service.url}/store?graph={FIRST}")

    assert {row["who"]["value"] for row in found} == {EX + "alibaba"}


def test_a_query_over_the_limit_is_an_error(service: Served, comunica: Comunica) -> None:
    with pytest.raises(RuntimeError, match="504"):
        comunica.run(ENDLESS, endpoint(service))


@pytest.fixture(scope="module")
def demo(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    copy = tmp_path_factory.mktemp("demo") / "store"
    shutil.copytree(demo_folder, copy)
    with served(copy, is_writable=False) as running:
        yield running


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_what_it_finds_in_the_demo_graph_is_what_the_store_finds(
    demo: Served, demo_store: EmbeddedStore, comunica: Comunica, query: str
) -> None:
    found = rows(comunica.run(with_prefixes(query), endpoint(demo)))

    assert found
    assert found == embedded(demo_store, query)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Another service, which knows in which province a city lies."""
    folder = tmp_path_factory.mktemp("second") / "store"
    with open_store(folder, create=True) as store:
        store.update(
            PREFIX + "INSERT DATA { ex:hangzhou ex:of ex:zhejiang . ex:shenzhen ex:of ex:guangdong . }"
        )
    with served(folder, is_writable=False) as running:
        yield running


def test_a_join_over_two_services(service: Served, second: Served, comunica: Comunica) -> None:
    query = PREFIX + "SELECT ?province ?people { ?city ex:of ?province ; ex:people ?people }"

    found = comunica.run(query, endpoint(service), endpoint(second))

    assert {(row["province"]["value"].removeprefix(EX), row["people"]["value"]) for row in found} == {
        ("zhejiang", "12520000"),
        ("guangdong", "17790000"),
    }


def test_a_service_clause_that_it_passes_on_is_refused_and_the_reason_is_told(
    service: Served, second: Served, comunica: Comunica
) -> None:
    query = PREFIX + f"SELECT ?city {{ SERVICE <{second.url}/sparql> {{ ?city ex:of ex:zhejiang }} }}"

    with pytest.raises(RuntimeError, match=r"(?s)403.*is not allowed here"):
        comunica.run(query, endpoint(service))


def test_the_city_that_both_services_know_is_one_and_the_same(
    service: Served, second: Served, comunica: Comunica
) -> None:
    found = comunica.run(f"SELECT DISTINCT ?p {{ <{HANGZHOU}> ?p ?o }}", endpoint(service), endpoint(second))

    assert {row["p"]["value"].removeprefix(EX) for row in found} == {"name", "people", "share", "of"}
