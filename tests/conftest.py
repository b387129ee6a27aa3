"""Small named worlds for the tests, and the rule that nothing is skipped silently in CI."""

import fcntl
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from support.browser import Browser, chromium

from kg.disk import folder
from kg.model.kinds import FactKind, read_kinds
from kg.populate.build import fill
from kg.rdf.turtle import read
from kg.store import EmbeddedStore

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Documents and test suites beside the checkout; not everybody has them."""

WITHOUT_SHARED = "shared/ is not beside the checkout"

# The tests start some hundreds of processes: what the first of them compiles, the others find.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# How long an example takes is the machine's matter. In CI the same examples come each time: what is tried
# elsewhere is new with every run.
settings.register_profile(
    "suanli",
    deadline=None,
    max_examples=50,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suanli")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="rewrite the golden files from what comes out now")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Give one more than there are cores: some tests wait for a limit to pass, and others run meanwhile."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with slow tests first, then those with many, so that nobody waits for one at the end."""
    slow = {
        item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")
    }
    counts = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in slow, -counts[item.path], item.path))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """Turn a skip into a failure in CI: whatever can be installed is there, and so is what lies beside."""
    report = yield
    is_excused = not SHARED.is_dir() and SHARED.name in str(report.longrepr)
    in_ci = os.environ.get("CI") == "true"
    if report.skipped and in_ci and not is_excused and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped in CI: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of documents and suites beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip(WITHOUT_SHARED)
    return SHARED


@pytest.fixture(scope="session")
def kinds() -> dict[str, FactKind]:
    """The project's own fact kinds."""
    return read_kinds(read(folder("ontology") / "shapes.ttl"))


@pytest.fixture(scope="session")
def demo_store() -> EmbeddedStore:
    """The project's own graph, built in memory. Nobody writes to it."""
    store = EmbeddedStore.in_memory()
    fill(store, folder("ontology"), folder("data"))
    return store


@pytest.fixture(scope="session")
def common_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run that those who run tests beside one another have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def demo_folder(common_folder: Path) -> Path:
    """The project's own graph as a store on disk, with the index of its labels. Nobody writes to it."""
    from kg.cli.main import main

    where = common_folder / "demo"
    with (common_folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not where.exists():
            assert main(["build", "--store", f"{where}-begun/kg-store"]) == 0
            Path(f"{where}-begun").rename(where)
    return where / "kg-store"


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def browser(_chromium: Browser) -> Browser:
    """A Chromium with a window of the usual size, on a system that is set to light."""
    _chromium.size(1280, 800)
    _chromium.prefer("light")
    return _chromium
