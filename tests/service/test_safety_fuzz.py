"""Requests made up by the thousand: none is a fault of the program, and the service goes on."""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import fuzzing
from support.hostile import is_alive, send
from support.served import Served, served

SECONDS = float(os.environ.get("KG_FUZZ_S", "8"))


@pytest.fixture(scope="module")
def service(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("fuzz") / "store"
    shutil.copytree(demo_folder, folder)
    with served(folder, *fuzzing.LIMITS, has_all_workers=True) as running:
        yield running


@pytest.mark.slow
def test_no_request_is_a_fault_a_hang_or_the_end(service: Served):
    # In CI the same requests come each time, as far as the time goes.
    seed = 1 if os.environ.get("CI") == "true" else random.randrange(1_000_000)
    count, found = fuzzing.run(service, seed, SECONDS)
    assert found == [], "\n".join(found)
    assert count > SECONDS
    assert is_alive(service.url)


def test_a_request_can_be_made_again_from_its_numbers():
    made = [fuzzing.request(7, number) for number in range(300)]
    assert made == [fuzzing.request(7, number) for number in range(300)]
    assert len({one.data for one in made}) > 250
    assert {one.method for one in made} > {"GET", "POST", "PUT", "DELETE"}


def test_what_it_sends_reaches_further_than_refusals(service: Served):
    statuses = {send(service.url, one.data, one.method).status for one in _plain() if one is not None}  # type: ignore[union-attr]
    assert statuses >= {200, 400, 404}


def _plain() -> list[fuzzing.Made]:
    """Some requests to read something, which are whole."""
    made = [fuzzing.request(3, number) for number in range(400)]
    return [one for one in made if one.data.startswith(b"GET /") and one.data.count(b"\r\n") == 3][:30]
