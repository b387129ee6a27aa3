"""A service over the small world, for each file of tests its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.served import Served, served

from clients.world import make


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Writable. A test that writes does so to things and graphs of its own, and takes them away again."""
    with served(make(tmp_path_factory.mktemp("world") / "store"), "--time", "3") as running:
        yield running


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Nobody may write."""
    store: Path = make(tmp_path_factory.mktemp("world") / "store")
    with served(store, is_writable=False) as running:
        yield running
