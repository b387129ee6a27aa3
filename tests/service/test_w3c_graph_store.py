"""The W3C's graph store protocol suite through the service: graphs by parameter, and by their own address."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SHARED
from support.w3c.datasets import put
from support.w3c.exchanges import Exchange, exchanges, run
from support.w3c.manifest import SUITES
from support.w3c.running import running
from support.w3c.wire import Service

PLACEHOLDER = "/gsp"
TURTLE, N_TRIPLES = "text/turtle", "application/n-triples"
TRIPLE = b"<http://example.org/s> <http://example.org/p> <http://example.org/o> ."
FOLDER = SHARED / SUITES / "graph-store-protocol"
INDIRECT = exchanges(FOLDER / "manifest-indirect.ttl") if SHARED.is_dir() else ()
DIRECT = exchanges(FOLDER / "manifest-direct.ttl") if SHARED.is_dir() else ()
EACH = [pytest.param(test, id=test.name) for test in (*INDIRECT, *DIRECT)] or [
    pytest.param(None, id="the-suite-is-not-here")
]


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running() as one:
        yield one


def test_the_suite_has_as_many_tests_as_the_w3c_published(shared: Path) -> None:
    assert (len(INDIRECT), len(DIRECT)) == (9, 4)


@pytest.mark.parametrize("test", EACH)
def test_requests_are_answered_as_the_suite_expects(service: Service, shared: Path, test: Exchange) -> None:
    put(service, test.before)
    answers = run(service, test, lambda step: service.store + step.path.removeprefix(PLACEHOLDER))
    assert len(answers) == len(test.steps)


def test_head_of_a_graph_that_is_not_there_is_404_at_its_own_address_too(service: Service) -> None:
    # The manifest has this test and forgets to list it.
    answer = service.send("HEAD", f"{service.store}/person/4.ttl", {"Accept": "text/turtle; charset=utf-8"})
    assert (answer.status, answer.body) == (404, b"")


def test_head_has_the_headers_of_get(service: Service) -> None:
    target = f"{service.store}?graph=http%3A%2F%2Fexample.org%2Fhead"
    assert service.send("PUT", target, {"Content-Type": TURTLE}, TRIPLE).status in (201, 204)
    got = service.send("GET", target, {"Accept": TURTLE})
    head = service.send("HEAD", target, {"Accept": TURTLE})
    assert (head.status, head.headers["content-type"]) == (got.status, got.headers["content-type"])
    assert (head.body, bool(got.body)) == (b"", True)


def test_a_graph_that_post_creates_is_found_at_the_address_that_is_told(service: Service) -> None:
    created = service.send("POST", service.store, {"Content-Type": TURTLE}, TRIPLE)
    assert created.status == 201, str(created)
    address = created.headers["location"]
    assert address.startswith(f"{service.url}{service.store}/"), str(created)
    got = service.send("GET", address.removeprefix(service.url), {"Accept": N_TRIPLES})
    assert got.body.split() == TRIPLE.split(), str(got)
    asked = service.ask_directly(f"ASK {{ GRAPH <{address}> {{ {TRIPLE.decode()} }} }}", "text/csv")
    assert asked.body.strip() == b"true"


def test_two_posts_without_a_name_create_two_graphs(service: Service) -> None:
    first, second = (service.send("POST", service.store, {"Content-Type": TURTLE}, TRIPLE) for _ in range(2))
    assert first.headers["location"] != second.headers["location"]


def test_post_adds_to_a_graph_and_put_replaces_it(service: Service) -> None:
    target = f"{service.store}?graph=http%3A%2F%2Fexample.org%2Fgrows"
    other = TRIPLE.replace(b"/o>", b"/other>")
    service.send("PUT", target, {"Content-Type": N_TRIPLES}, TRIPLE)
    service.send("POST", target, {"Content-Type": N_TRIPLES}, other)
    both = service.send("GET", target, {"Accept": N_TRIPLES}).body
    service.send("PUT", target, {"Content-Type": N_TRIPLES}, other)
    one = service.send("GET", target, {"Accept": N_TRIPLES}).body
    assert (len(both.splitlines()), one.split()) == (2, other.split())


def test_deleting_one_graph_leaves_the_others(service: Service) -> None:
    for name in ("kept", "gone"):
        target = f"{service.store}?graph=http%3A%2F%2Fexample.org%2F{name}"
        assert service.send("PUT", target, {"Content-Type": TURTLE}, TRIPLE).status in (201, 204)
    assert service.send("DELETE", f"{service.store}?graph=http%3A%2F%2Fexample.org%2Fgone").status in (
        200,
        204,
    )
    assert service.send("GET", f"{service.store}?graph=http%3A%2F%2Fexample.org%2Fgone").status == 404
    assert service.send("GET", f"{service.store}?graph=http%3A%2F%2Fexample.org%2Fkept").status == 200


def test_an_empty_graph_can_be_put_and_got(service: Service) -> None:
    target = f"{service.store}?graph=http%3A%2F%2Fexample.org%2Fempty"
    assert service.send("PUT", target, {"Content-Type": TURTLE}, b"").status == 201
    got = service.send("GET", target, {"Accept": N_TRIPLES})
    assert (got.status, got.body.strip()) == (200, b""), str(got)


def test_the_default_graph_is_always_there(service: Service) -> None:
    assert service.send("DELETE", f"{service.store}?default").status in (200, 204)
    got = service.send("GET", f"{service.store}?default", {"Accept": N_TRIPLES})
    assert (got.status, got.body.strip()) == (200, b""), str(got)


@pytest.mark.parametrize(
    ("method", "query", "status"),
    [
        ("GET", "?default&graph=http%3A%2F%2Fexample.org%2Fg", 400),
        ("GET", "?graph=http%3A%2F%2Fexample.org%2Fg&graph=http%3A%2F%2Fexample.org%2Fh", 400),
        ("GET", "?graph=not%20an%20iri", 400),
        ("GET", "?graph=", 400),
        ("PUT", "", 400),
        ("DELETE", "", 400),
        ("PATCH", "?default", 405),
    ],
)
def test_a_request_that_names_no_graph_or_too_many_is_refused(
    service: Service, method: str, query: str, status: int
) -> None:
    body = TRIPLE if method in ("PUT", "PATCH") else None
    answer = service.send(method, f"{service.store}{query}", {"Content-Type": TURTLE} if body else {}, body)
    assert answer.status == status, str(answer)
