"""The W3C's SPARQL 1.1 query suite through the service: evaluation, syntax, result formats, federation."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.w3c.evaluation import Bench
from support.w3c.federation import Endpoints, localised
from support.w3c.manifest import SUITES, Case
from support.w3c.outcomes import OUTCOMES, listed, of_kind, refusal
from support.w3c.running import running

QUERY, UPDATE, RESULTS, FEDERATED = map(listed, ("query", "update", "results", "fed"))
EVALUATION, POSITIVE, NEGATIVE = "QueryEvaluationTest", "PositiveSyntaxTest11", "NegativeSyntaxTest11"


@pytest.fixture(scope="module")
def bench(shared: Path) -> Iterator[Bench]:
    with running() as service:
        yield Bench(service)


@pytest.fixture(scope="module")
def endpoints(shared: Path) -> Iterator[Endpoints]:
    with Endpoints() as running_endpoints:
        yield running_endpoints


@pytest.fixture(scope="module")
def federated_bench(endpoints: Endpoints) -> Iterator[Bench]:
    with running("--allow", endpoints.authority) as service:
        yield Bench(service)


def test_the_suites_have_as_many_tests_as_the_w3c_published(shared: Path) -> None:
    assert [len(suite) for suite in (QUERY, UPDATE, RESULTS, FEDERATED)] == [328, 157, 10, 10]


def test_every_kind_of_test_of_the_query_suites_is_run(shared: Path) -> None:
    kinds = {case.kind for case in (*QUERY, *RESULTS, *FEDERATED)}
    assert kinds == {EVALUATION, POSITIVE, NEGATIVE, "CSVResultFormatTest"}


def test_whatever_does_not_pass_is_a_test_that_there_is(shared: Path) -> None:
    names = {case.name for case in (*QUERY, *UPDATE, *RESULTS, *FEDERATED)}
    left_out = {name for name, known in OUTCOMES.items() if known.outcome == "out"}
    assert OUTCOMES.keys() - left_out <= names
    assert all(known.reason for known in OUTCOMES.values())


def test_a_folder_of_tests_that_is_not_run_is_named_with_its_reason(shared: Path) -> None:
    run = {case.name.partition("/")[0] for case in (*QUERY, *UPDATE, *RESULTS, *FEDERATED)}
    run |= {"protocol", "graph-store-protocol", "service-description"}
    folders = {manifest.parent.name for manifest in (shared / SUITES).glob("*/manifest.ttl")}
    assert folders - run == {name for name, known in OUTCOMES.items() if known.outcome == "out"}


@pytest.mark.parametrize("case", of_kind(QUERY, EVALUATION))
def test_a_query_gives_the_result_that_the_suite_expects(bench: Bench, case: Case) -> None:
    bench.query(case)


@pytest.mark.parametrize("case", of_kind(RESULTS, EVALUATION))
def test_a_result_in_json_or_tsv_is_the_one_that_the_suite_expects(bench: Bench, case: Case) -> None:
    bench.query_in_its_format(case)


@pytest.mark.parametrize("case", of_kind(RESULTS, "CSVResultFormatTest"))
def test_a_result_in_csv_is_the_one_that_the_suite_expects(bench: Bench, case: Case) -> None:
    bench.query_in_csv(case)


@pytest.mark.parametrize("case", of_kind((*QUERY, *FEDERATED), POSITIVE))
def test_a_well_formed_query_is_answered(bench: Bench, case: Case) -> None:
    answer = bench.service.ask_directly(case.request.read_bytes(), "*/*")
    assert answer.status == (refusal(case) or 200), str(answer)


@pytest.mark.parametrize("case", of_kind(QUERY, NEGATIVE))
def test_a_malformed_query_is_refused_as_such(bench: Bench, case: Case) -> None:
    answer = bench.service.ask_directly(case.request.read_bytes(), "*/*")
    assert answer.status == 400, str(answer)
    assert answer.body, "an error without a word"


@pytest.mark.parametrize("case", of_kind(FEDERATED, EVALUATION))
def test_a_query_asks_other_endpoints_as_the_suite_expects(
    federated_bench: Bench, endpoints: Endpoints, case: Case, tmp_path: Path
) -> None:
    here = localised(case, endpoints, tmp_path)
    status = refusal(case)
    if status is None:
        federated_bench.query(here)
    else:
        federated_bench.hold(here.before)
        answer = federated_bench.service.ask_directly(here.request.read_bytes(), "*/*")
        assert answer.status == status, str(answer)
