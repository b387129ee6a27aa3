"""Writing through the service: who wrote sees it at once, writers queue, and a write is whole or was not."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from support.many_clients import Told, ask, at_once, change, opened, send, target
from support.processes import wait_until
from support.served import Served, served

from kg.store import open_store

COUNTER = "SELECT ?n { <urn:counter> <urn:at> ?n }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
STEP = """DELETE { <urn:counter> <urn:at> ?n } INSERT { <urn:counter> <urn:at> ?next }
WHERE { <urn:counter> <urn:at> ?n BIND (?n + 1 AS ?next) }"""
THINGS = 1000
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("writing") / "store"
    with open_store(folder, create=True) as empty:
        things = " ".join(f"<urn:{n}> <urn:n> {n} ." for n in range(THINGS))
        empty.update(f"INSERT DATA {{ <urn:counter> <urn:at> 0 . GRAPH <urn:things> {{ {things} }} }}")
    return folder


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Served]:
    with served(folder, "--memory", "150") as running:
        yield running


@pytest.fixture
def write(service: Served) -> Callable[[str], Told]:
    return lambda update: change(service.url, update, service.token)


def number(told: Told) -> int:
    """The one number that an answer in CSV holds."""
    assert told.status == 200, told.body
    return int(told.body.split("\r\n")[1])


def seen(service: Served, query: str) -> int:
    return number(ask(service.url, query))


def kg(*words: str) -> None:
    done = subprocess.run([sys.executable, "-m", "kg", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_two_hundred_connections_see_a_write_as_soon_as_it_is_answered(
    service: Served, write: Callable[[str], Told]
) -> None:
    for value in (1001, 1002, 1003):
        update = (
            f"DELETE WHERE {{ <urn:counter> <urn:at> ?n }} ; INSERT DATA {{ <urn:counter> <urn:at> {value} }}"
        )
        assert write(update).status == 204

        told = at_once([partial(ask, service.url, COUNTER)] * 200)

        assert {number(one) for one in told} == {value}


def test_a_connection_that_was_there_before_sees_it_too(
    service: Served, write: Callable[[str], Told]
) -> None:
    query = "SELECT (MAX(?n) AS ?most) { <urn:kept> <urn:at> ?n }"
    with ExitStack() as until_the_end:
        connections = [until_the_end.enter_context(opened(service.url)) for _ in range(20)]
        for value in range(5):
            assert write(f"INSERT DATA {{ <urn:kept> <urn:at> {value} }}").status == 204
            for connection in connections:
                connection.request("GET", target(query), headers={"Accept": "text/csv"})
                assert connection.getresponse().read() == f"most\r\n{value}\r\n".encode()


def test_an_update_over_a_kept_connection_is_seen_by_the_query_after_it(service: Served) -> None:
    headers = {"Content-Type": "application/sparql-update", **service.bearer}
    with opened(service.url) as connection:
        for value in range(10):
            connection.request("POST", "/update", f"INSERT DATA {{ <urn:own> <urn:at> {value} }}", headers)
            assert connection.getresponse().read() == b""
            connection.request("GET", target(f"ASK {{ <urn:own> <urn:at> {value} }}"))
            assert b"true" in connection.getresponse().read()


def test_twenty_writers_queue_and_all_land(service: Served) -> None:
    before = seen(service, COUNT)
    writers = [
        partial(change, service.url, f"INSERT DATA {{ <urn:writer> <urn:landed> {n} }}", service.token)
        for n in range(20)
    ]

    told = at_once(writers)

    assert {one.status for one in told} == {204}
    assert seen(service, COUNT) == before + 20


def test_no_step_is_lost_when_twenty_read_and_write_the_same_value(
    service: Served, write: Callable[[str], Told]
) -> None:
    write("DELETE WHERE { <urn:counter> <urn:at> ?n } ; INSERT DATA { <urn:counter> <urn:at> 0 }")

    told = at_once([partial(change, service.url, STEP, service.token)] * 20)

    assert {one.status for one in told} == {204}
    assert seen(service, COUNTER) == 20


def test_who_reads_while_others_write_sees_each_write_whole(service: Served) -> None:
    """A write puts in two triples; nobody ever sees one of them."""
    done = threading.Event()
    counts = set()

    def read() -> None:
        while not done.is_set():
            counts.add(seen(service, "SELECT (COUNT(*) AS ?n) { ?s <urn:pair> ?o }"))

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(8):
        update = f"INSERT DATA {{ <urn:{n}> <urn:pair> 1, 2 }}"
        assert change(service.url, update, service.token).status == 204
    done.set()
    reader.join()

    assert counts <= set(range(0, 17, 2))
    assert len(counts) > 1


def test_an_update_that_fails_half_way_leaves_nothing(service: Served, write: Callable[[str], Told]) -> None:
    before = seen(service, COUNT)

    told = write("INSERT DATA { <urn:half> <urn:way> 1 } ; CREATE GRAPH <urn:things>")

    assert told.status == 400
    assert seen(service, COUNT) == before


@pytest.mark.slow
def test_a_write_stopped_at_the_memory_limit_leaves_nothing_and_the_next_one_works(
    service: Served, write: Callable[[str], Told]
) -> None:
    before = seen(service, COUNT)
    pairs = "GRAPH <urn:things> { ?a <urn:n> ?x . ?b <urn:n> ?y . ?c <urn:n> ?z }"

    told = write(
        f"INSERT {{ ?a <urn:much> ?o }} WHERE {{ {pairs} BIND (?x + 1000 * ?y + 1000000 * ?z AS ?o) }}"
    )

    assert told.status == 507
    assert "150 MiB" in told.body
    assert seen(service, COUNT) == before
    assert write("INSERT DATA { <urn:after> <urn:it> 1 }").status == 204
    assert seen(service, COUNT) == before + 1


def test_a_malformed_graph_leaves_what_was_there(service: Served) -> None:
    graph = "/store?graph=urn:put"
    headers = TURTLE | service.bearer
    assert send(service.url, "PUT", graph, "<urn:a> <urn:b> 1 .", headers).status == 201

    told = send(service.url, "PUT", graph, "<urn:a> <urn:b> 2 .\n<urn:c> nonsense", headers)

    assert told.status == 400
    assert seen(service, "SELECT ?o { GRAPH <urn:put> { ?s ?p ?o } }") == 1


def test_who_goes_away_while_sending_a_graph_changes_nothing(service: Served) -> None:
    parts = urlsplit(service.url)
    head = (
        "PUT /store?graph=urn:broken HTTP/1.1\r\nHost: x\r\nContent-Type: application/n-triples\r\n"
        f"Authorization: Bearer {service.token}\r\nContent-Length: 1000000\r\n\r\n"
    )
    with socket.create_connection((str(parts.hostname), parts.port or 0)) as wire:
        wire.sendall(head.encode() + b"<urn:a> <urn:b> <urn:c> .\n")
        time.sleep(0.2)

    assert change(service.url, "INSERT DATA { <urn:gone> <urn:on> 1 }", service.token).status == 204
    assert send(service.url, "GET", "/store?graph=urn:broken").status == 404


def test_who_goes_away_before_the_answer_to_an_update_has_written_all_or_nothing(service: Served) -> None:
    triples = " ".join(f"<urn:{n}> <urn:unheard> {n} ." for n in range(1000))
    headers = {"Content-Type": "application/sparql-update", **service.bearer}
    with opened(service.url) as connection:
        connection.request("POST", "/update", f"INSERT DATA {{ {triples} }}", headers)

    query = "SELECT (COUNT(*) AS ?n) { ?s <urn:unheard> ?o }"
    counts = {seen(service, query)}
    wait_until(lambda: counts.add(seen(service, query)) is None and 1000 in counts, seconds=5)
    assert counts <= {0, 1000}


def test_a_condition_that_holds_lets_a_write_through_once(service: Served) -> None:
    graph = "/store?graph=urn:conditional"
    headers = TURTLE | service.bearer
    send(service.url, "PUT", graph, "<urn:a> <urn:b> 1 .", headers)
    tag = send(service.url, "GET", graph).headers["etag"]

    first = send(service.url, "PUT", graph, "<urn:a> <urn:b> 2 .", headers | {"If-Match": tag})
    second = send(service.url, "PUT", graph, "<urn:a> <urn:b> 3 .", headers | {"If-Match": tag})

    assert (first.status, second.status) == (204, 412)
    assert "changed since" in second.body
    assert seen(service, "SELECT ?o { GRAPH <urn:conditional> { ?s ?p ?o } }") == 2


def test_of_writers_with_the_same_condition_one_wins(service: Served) -> None:
    graph = "/store?graph=urn:contended"
    headers = TURTLE | service.bearer
    send(service.url, "PUT", graph, "<urn:a> <urn:b> 0 .", headers)
    tag = send(service.url, "GET", graph).headers["etag"]

    told = at_once(
        [
            partial(send, service.url, "PUT", graph, f"<urn:a> <urn:b> {n} .", headers | {"If-Match": tag})
            for n in range(1, 9)
        ]
    )

    assert sorted(one.status for one in told) == [204] + [412] * 7


@pytest.mark.slow
def test_what_is_loaded_and_built_beside_the_service_is_seen_by_it(
    service: Served, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "more.ttl"
    file.write_text("<urn:loaded> <urn:beside> 1 .", encoding="utf-8")
    loaded = "SELECT (COUNT(*) AS ?n) { GRAPH <urn:more> { ?s ?p ?o } }"
    assert seen(service, loaded) == 0

    kg("load", str(file), "--graph", "urn:more", "--store", str(folder))
    assert seen(service, loaded) == 1
    assert change(service.url, "INSERT DATA { <urn:loaded> <urn:then> 2 }", service.token).status == 204

    kg("build", "--store", str(folder))
    assert seen(service, loaded) == 0
    assert seen(service, "SELECT (COUNT(*) AS ?n) { city:hangzhou a sl:City }") == 1


def test_each_change_tells_the_condition_for_the_next(service: Served) -> None:
    graph, condition = "/store?graph=urn:chain", {}
    for n in range(3):
        told = send(service.url, "PUT", graph, f"<urn:a> <urn:b> {n} .", TURTLE | service.bearer | condition)
        assert told.status in (201, 204)
        condition = {"If-Match": told.headers["etag"]}
    update = "INSERT DATA { <urn:c> <urn:d> 1 }"
    assert change(service.url, update, service.token).headers["etag"] != condition["If-Match"]
    told = send(service.url, "PUT", graph, "<urn:a> <urn:b> 9 .", TURTLE | service.bearer | condition)
    assert told.status == 412
