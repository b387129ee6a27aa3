"""Clients that are slow on purpose are waited for, but not for ever, and nobody waits because of them."""

import contextlib
import resource
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.hostile import Weighing, answers, asked, connect, head, is_alive
from support.processes import MEBIBYTE
from support.served import Served, served

HEAD_S = 15.0
"""So long the service waits for a head; see kg/service/server.py."""
IDLE_S = 30.0
SLACK_S = 20.0
MANY = 200
CROSSED = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 2000000"
WITHOUT_END = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def service(demo_folder: Path) -> Iterator[Served]:
    with served(demo_folder, "--time", "30", has_all_workers=True) as running:
        yield running
        assert "Traceback" not in running.logged()


@pytest.fixture(scope="module", autouse=True)
def idle(service: Served) -> Iterator[socket.socket]:
    """A connection over which requests were answered when the tests began, and nothing comes any more."""
    with connect(service.url) as connection:
        connection.sendall(asked("ASK {}") * 3)
        assert [answer.status for answer in answers(connection, ["GET"] * 3)] == [200] * 3
        assert not is_closed(connection)
        yield connection


def is_closed(connection: socket.socket) -> bool:
    """Say whether the other side has closed a connection over which nothing more is awaited."""
    connection.settimeout(0.05)
    try:
        return connection.recv(1 << 16) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def until_closed(connections: list[socket.socket], drip: bytes, most_s: float) -> float:
    """Send a little over each now and then; give the seconds until all are closed."""
    begun = time.monotonic()
    left = list(connections)
    while left and time.monotonic() - begun < most_s:
        for connection in list(left):
            with contextlib.suppress(OSError):
                connection.send(drip)
            if is_closed(connection):
                left.remove(connection)
        time.sleep(0.5)
    return time.monotonic() - begun if not left else float("inf")


@pytest.mark.slow
def test_a_head_that_comes_byte_by_byte_is_not_waited_for(service: Served):
    with contextlib.ExitStack() as stack:
        begun = {
            "first": b"GET /sparql HTTP/1.1\r\nX: ",
            "of another page": b"GET / HTTP/1.1\r\nX: ",
            "after a query": asked("ASK {}") + b"GET / HTTP/1.1\r\nX: ",
            "after a page": head("GET /static/icon.svg HTTP/1.1") + b"GET / HTTP/1.1\r\nX: ",
        }
        slow = []
        for data in begun.values():
            connection = stack.enter_context(connect(service.url))
            connection.sendall(data)
            slow.append(connection)
        # The ones that come first are answered, and what remains of them is read away with the rest.
        assert until_closed(slow, b"a", HEAD_S + SLACK_S) < HEAD_S + SLACK_S
    assert is_alive(service.url)


def test_many_slow_heads_keep_nobody_from_being_served(service: Served):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4 * MANY)), hard))
    with contextlib.ExitStack() as stack:
        for number in range(MANY):
            connection = stack.enter_context(connect(service.url))
            connection.sendall(b"GET /sparql HTTP/1.1\r\nX: "[: number % 24])
        for _ in range(20):
            begun = time.monotonic()
            assert is_alive(service.url)
            assert time.monotonic() - begun < HEAD_S


def test_many_slow_bodies_keep_nobody_from_being_served(service: Served):
    with contextlib.ExitStack() as stack:
        for _ in range(MANY):
            connection = stack.enter_context(connect(service.url))
            told = ("Content-Type: application/sparql-query", "Content-Length: 100000")
            connection.sendall(head("POST /sparql HTTP/1.1", *told) + b"ASK {")
        for _ in range(20):
            begun = time.monotonic()
            assert is_alive(service.url)
            assert time.monotonic() - begun < HEAD_S


def test_readers_who_never_read_hold_no_worker_and_no_memory(service: Served):
    with contextlib.ExitStack() as stack, Weighing(service.process.pid) as weighed:
        for number in range(6):
            connection = stack.enter_context(connect(service.url))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(asked(f"{CROSSED} OFFSET {number}"))
        for _ in range(10):
            assert is_alive(service.url)
            time.sleep(0.2)
    assert weighed.most_of_root < 150 * MEBIBYTE
    assert is_alive(service.url)


def test_whoever_never_reads_many_small_answers_is_not_answered_for_ever(service: Served):
    request = asked("SELECT * { ?s ?p ?o } LIMIT 500")
    with Weighing(service.process.pid) as weighed, connect(service.url, patience_s=2) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with contextlib.suppress(OSError):
            for _ in range(100_000):
                connection.sendall(request)
        assert is_alive(service.url)
    assert weighed.most_of_root < 150 * MEBIBYTE


def test_a_head_sent_while_an_answer_is_awaited_has_its_limits_too(service: Served):
    with Weighing(service.process.pid) as weighed, connect(service.url, patience_s=5) as connection:
        connection.sendall(asked(WITHOUT_END))
        time.sleep(1)
        with contextlib.suppress(OSError):
            connection.sendall(b"GET / HTTP/1.1\r\n")
            for number in range(200):
                connection.sendall(b"X-%d: " % number + b"a" * MEBIBYTE + b"\r\n")
    assert weighed.most_of_root < 150 * MEBIBYTE
    assert is_alive(service.url)


def test_a_client_that_leaves_in_the_middle_leaves_nothing_behind(service: Served):
    for data in (
        asked(WITHOUT_END),
        asked(CROSSED),
        asked("ASK {}")[:-2],
        head("POST /sparql HTTP/1.1", "Content-Type: application/sparql-query", "Content-Length: 50")
        + b"ASK",
    ):
        for _ in range(5):
            with connect(service.url) as connection:
                connection.sendall(data)
    assert is_alive(service.url)


@pytest.mark.slow
def test_an_idle_connection_is_closed(service: Served, idle: socket.socket):
    assert until_closed([idle], b"", IDLE_S + SLACK_S) < IDLE_S + SLACK_S
