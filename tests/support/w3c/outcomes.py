"""What the suites' tests come to where they do not simply pass: a table, and tests made from it.

`miss` is a fault of the engine: the test is expected to fail, and a miss that passes is a failure.
A number is the status of a refusal that is meant: the request is well-formed, and the service does not do it.
`out` is a folder of tests that is not run.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import SHARED

from support.w3c.manifest import SUITES, Case, cases

TABLE = Path(__file__).parents[2] / "cases" / "w3c-outcomes.tsv"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Why a test does not pass."""

    test: str
    outcome: str
    reason: str


def read_outcomes() -> dict[str, Outcome]:
    """The table, by name of the test or of the folder."""
    with TABLE.open(encoding="utf-8") as file:
        rows = [Outcome(**row) for row in csv.DictReader(file, delimiter="\t")]
    assert len({row.test for row in rows}) == len(rows), "a test stands twice in the table"
    return {row.test: row for row in rows}


OUTCOMES = read_outcomes()


def listed(suite: str) -> tuple[Case, ...]:
    """All tests of a suite by its manifest's name; none where the suites are not there."""
    if not SHARED.is_dir():
        return ()
    return cases(SHARED / SUITES / f"manifest-sparql11-{suite}.ttl")


def of_kind(suite: Iterable[Case], *kinds: str) -> list[object]:
    """Parameters for pytest: the tests of these kinds, marked where they are known to fail."""
    found = [parameter(case) for case in suite if case.kind in kinds]
    # One parameter remains where the suites are missing, so that the fixture `shared` skips with its reason.
    return found or [pytest.param(None, id="the-suites-are-not-here")]


def parameter(case: Case) -> object:
    known = OUTCOMES.get(case.name)
    is_miss = known is not None and known.outcome == "miss"
    # Only a wrong answer is a miss: no answer at all is a failure.
    marks = [pytest.mark.xfail(reason=known.reason, raises=AssertionError, strict=True)] if is_miss else []
    return pytest.param(case, id=case.name, marks=marks)


def refusal(case: Case) -> int | None:
    """The status by which the service is meant to refuse a well-formed request; None where it is to do it."""
    known = OUTCOMES.get(case.name)
    return int(known.outcome) if known is not None and known.outcome.isdigit() else None
