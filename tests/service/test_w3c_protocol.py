"""The W3C's SPARQL 1.1 protocol suite through the service, a connection for every request."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import SHARED
from support.w3c.datasets import put
from support.w3c.exchanges import Exchange, Step, exchanges, run
from support.w3c.manifest import SUITES
from support.w3c.running import running
from support.w3c.wire import Service

PLACEHOLDER = "/sparql/"
GRAPHS = "<a:s> <a:p> 'd' GRAPH <a:g> { <a:s> <a:p> 'g' } GRAPH <a:h> { <a:s> <a:p> 'h' }"
MANIFEST = SHARED / SUITES / "protocol/manifest.ttl"
SUITE = exchanges(MANIFEST) if SHARED.is_dir() else ()
EACH = [pytest.param(test, id=test.name) for test in SUITE] or [
    pytest.param(None, id="the-suite-is-not-here")
]
REFUSED = [test for test in SUITE if test.name.startswith("bad_")]
EACH_REFUSED = [pytest.param(test, id=test.name) for test in REFUSED] or EACH


@pytest.fixture(scope="module", params=[False, True], ids=["at-once", "in-pieces"])
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with running(in_pieces=request.param) as one:
        yield one


def hold(service: Service) -> None:
    """Make the service hold GRAPHS and nothing else; an update costs more than a look."""
    if not holds(service):
        assert service.change(f"DROP ALL ; INSERT DATA {{ {GRAPHS} }}").status == 204


def holds(service: Service) -> bool:
    """Say whether the service holds GRAPHS and nothing else."""
    others = "GRAPH ?g { ?s ?p ?o } FILTER(?g NOT IN (<a:g>, <a:h>))"
    query = f"ASK {{ {GRAPHS} FILTER NOT EXISTS {{ {others} }} }}"
    return b"true" in service.ask_directly(query, "text/csv").body


def endpoint(service: Service, test: Exchange, step: Step) -> str:
    """Where a step is sent: the suite has one path for both endpoints, told apart by its tests' names."""
    is_query = "sparql-query" in dict(step.headers).get("content-type", "")
    root = service.update if "update" in test.name and not is_query else service.query
    return root + step.path.removeprefix(PLACEHOLDER)


def test_the_suite_has_as_many_tests_as_the_w3c_published(shared: Path) -> None:
    assert len(SUITE) == 34
    assert sum(len(test.steps) for test in SUITE) == 39


@pytest.mark.parametrize("test", EACH)
def test_requests_are_answered_as_the_suite_expects(service: Service, shared: Path, test: Exchange) -> None:
    if test.before.named:
        put(service, test.before)
    assert len(run(service, test, lambda step: endpoint(service, test, step))) == len(test.steps)


@pytest.mark.parametrize("test", EACH_REFUSED)
def test_a_refusal_says_why_and_changes_nothing(service: Service, shared: Path, test: Exchange) -> None:
    hold(service)
    (answer,) = run(service, test, lambda step: endpoint(service, test, step))
    assert len(answer.body) > 20
    assert holds(service)


IN_DEFAULT, IN_NAMED = "SELECT ?o { ?s ?p ?o } ORDER BY ?o", "SELECT ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o"

OVERRIDDEN = "SELECT ?o FROM <a:h> { ?s ?p ?o } ORDER BY ?o"
"""What the request says counts more. Source: https://www.w3.org/TR/sparql11-protocol/#dataset"""


@pytest.mark.parametrize(
    ("dataset", "default", "named"),
    [
        ("", "d", "gh"),
        ("default-graph-uri=a:g", "g", ""),
        ("default-graph-uri=a:g&default-graph-uri=a:h", "gh", ""),
        ("named-graph-uri=a:h", "", "h"),
        ("default-graph-uri=a:g&named-graph-uri=a:h", "g", "h"),
        ("default-graph-uri=a:none", "", ""),
    ],
)
def test_the_dataset_of_a_query_is_what_the_request_names_and_nothing_else(
    service: Service, dataset: str, default: str, named: str
) -> None:
    hold(service)
    for query, found in ((IN_DEFAULT, default), (IN_NAMED, named), (OVERRIDDEN, default if dataset else "h")):
        answer = service.send(
            "GET", f"{service.query}?query={quote(query)}&{dataset}", {"Accept": "text/csv"}
        )
        assert answer.body.decode().split() == ["o", *found], str(answer)


@pytest.mark.parametrize(
    ("dataset", "default", "named"),
    [
        ("", "d", "gh"),
        ("using-graph-uri=a:g", "g", ""),
        ("using-named-graph-uri=a:h", "", "h"),
        ("using-graph-uri=a:g&using-named-graph-uri=a:h", "g", "h"),
    ],
)
def test_the_dataset_of_an_update_is_what_the_request_names_and_nothing_else(
    service: Service, dataset: str, default: str, named: str
) -> None:
    copy = """INSERT { GRAPH <a:seen> { <a:default> <a:is> ?o } } WHERE { ?s ?p ?o } ;
        INSERT { GRAPH <a:seen> { <a:named> <a:is> ?o } } WHERE { GRAPH ?g { <a:s> ?p ?o } }"""
    hold(service)
    answer = service.send(
        "POST", f"{service.update}?{dataset}", {"Content-Type": "application/sparql-update"}, copy.encode()
    )
    assert answer.status == 204, str(answer)
    for node, found in (("default", default), ("named", named)):
        seen = f"SELECT ?o {{ GRAPH <a:seen> {{ <a:{node}> ?p ?o }} }} ORDER BY ?o"
        assert service.ask_directly(seen, "text/csv").body.decode().split() == ["o", *found]
