"""The W3C's SPARQL 1.1 update suite through the service: evaluation and syntax."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.w3c.evaluation import Bench
from support.w3c.manifest import Case
from support.w3c.outcomes import listed, of_kind, refusal
from support.w3c.running import running

UPDATE = listed("update")
EVALUATION = "UpdateEvaluationTest"
POSITIVE = "PositiveUpdateSyntaxTest11"
NEGATIVE = ("NegativeUpdateSyntaxTest11", "NegativeSyntaxTest11")


@pytest.fixture(scope="module")
def bench(shared: Path) -> Iterator[Bench]:
    with running() as service:
        yield Bench(service)


def test_the_suite_has_as_many_tests_as_the_w3c_published_each_of_a_kind_that_is_run(shared: Path) -> None:
    assert len(UPDATE) == 157
    assert {case.kind for case in UPDATE} == {EVALUATION, POSITIVE, *NEGATIVE}


@pytest.mark.parametrize("case", of_kind(UPDATE, EVALUATION))
def test_an_update_leaves_the_dataset_that_the_suite_expects(bench: Bench, case: Case) -> None:
    bench.update(case)


@pytest.mark.parametrize("case", of_kind(UPDATE, POSITIVE))
def test_a_well_formed_update_is_done(bench: Bench, case: Case) -> None:
    bench.prepare(case)
    answer = bench.change(case)
    expected = refusal(case)
    assert answer.status == expected if expected else 200 <= answer.status < 300, str(answer)


@pytest.mark.parametrize("case", of_kind(UPDATE, *NEGATIVE))
def test_a_malformed_update_is_refused_as_such(bench: Bench, case: Case) -> None:
    answer = bench.change(case)
    assert answer.status == 400, str(answer)
    assert answer.body, "an error without a word"
