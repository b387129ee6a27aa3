"""The service over another engine: the same pages and endpoints, whoever holds the data."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from support.served import Served, served
from support.servers import oxigraph

from kg.store import open_store

SELECT = "SELECT ?company { ?company sl:basedIn city:hefei } ORDER BY ?company"


@pytest.fixture(scope="module")
def in_front(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Our service over a real Oxigraph server that holds the demo graph."""
    everything = tmp_path_factory.mktemp("engine") / "all.nq"
    with open_store(demo_folder) as store:
        store.raw.dump(str(everything))
    with oxigraph() as engine:
        request(
            engine.url, "POST", "/store", {"Content-Type": "application/n-quads"}, everything.read_bytes()
        )
        with served(engine.url) as running:
            yield running


def request(
    url: str, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
) -> tuple[int, bytes]:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def test_queries_are_answered_as_the_store_itself_answers(in_front: Served, demo_folder: Path) -> None:
    status, body = request(in_front.url, "GET", f"/sparql?query={quote(SELECT)}")
    told = [row["company"]["value"] for row in json.loads(body)["results"]["bindings"]]
    with open_store(demo_folder) as store:
        assert told == [row["company"].value for row in store.select(SELECT)]
    assert status == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/id/city/hangzhou", "/queries/city-ranking", "/conflicts", "/search?q=hz", "/sparql?format=ttl"],
)
def test_every_page_is_there(in_front: Served, path: str) -> None:
    status, body = request(in_front.url, "GET", path, {"Accept": "text/html", "Accept-Language": "zh"})
    assert status == 200
    assert len(body) > 1000


def test_what_is_written_through_the_service_is_in_the_engine(in_front: Served) -> None:
    change = (
        b"INSERT DATA { GRAPH <http://example.org/g> { <http://example.org/a> <http://example.org/b> 5 } }"
    )
    headers = {"Content-Type": "application/sparql-update"}
    assert request(in_front.url, "POST", "/update", headers, change)[0] == 401
    assert request(in_front.url, "POST", "/update", headers | in_front.bearer, change)[0] == 204
    ask = quote("ASK { GRAPH <http://example.org/g> { ?s ?p 5 } }")
    assert json.loads(request(in_front.url, "GET", f"/sparql?query={ask}")[1])["boolean"] is True
    graph = "/store?graph=http://example.org/g"
    assert b" 5 " in request(in_front.url, "GET", graph, {"Accept": "text/turtle"})[1]
    assert request(in_front.url, "DELETE", graph, in_front.bearer)[0] == 204
    assert request(in_front.url, "GET", graph)[0] == 404


def test_what_the_engine_complains_of_is_told(in_front: Served) -> None:
    status, body = request(in_front.url, "GET", f"/sparql?query={quote('SELECT nonsense')}")
    assert status == 400
    assert body
