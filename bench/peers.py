"""SPARQL servers over the same file of triples: ours, Oxigraph's own, and rdflib-endpoint.

Each is started as its documentation says, on a free port of this machine, and stopped at the end of a block.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from record import program

_PATIENCE_S = 120.0
"""rdflib reads 100 thousand triples at each start."""
_RDFLIB_ENDPOINT = """
import sys
import uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
graph = Graph().parse(sys.argv[1], format="nt")
app = SparqlEndpoint(graph=graph, path="/query")
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error", access_log=False)
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running SPARQL server."""

    name: str
    address: str
    """Of its query endpoint: http://127.0.0.1:34567/query"""
    process: subprocess.Popen[str]

    def path(self, query: str) -> str:
        """Give the path of a GET request for a query, from the first slash on."""
        return f"/{self.address.rsplit('/', 1)[1]}?{urlencode({'query': query})}"

    def ask(self, query: str, accept: str, timeout_s: float = 30.0) -> bytes:
        """Send a query and give the body of the answer.

        Raises:
            urllib.error.HTTPError: The answer is not 2xx.
        """
        url = f"{self.address}?{urlencode({'query': query})}"
        request = urllib.request.Request(url, headers={"Accept": accept})
        with urllib.request.urlopen(request, timeout=timeout_s) as answer:
            body: bytes = answer.read()
        return body


@contextmanager
def ours(file: Path, folder: Path, *arguments: str) -> Iterator[Server]:
    """`kg load`, then `kg serve`."""
    store = folder / "ours"
    if not store.exists():
        _run([sys.executable, "-m", "kg", "load", str(file), "--store", str(store)])
    with our_service(store, folder, *arguments) as server:
        yield server


@contextmanager
def our_service(
    store: Path,
    folder: Path,
    *arguments: str,
    token: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """`kg serve` over a store that is there; what it complains of is in serve.log in the folder."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", *arguments]
    variables = {**os.environ, "KG_LANG": "en", **(environment or {})}
    if token:
        variables["KG_TOKEN"] = token
        command.append("--writable")
    with (
        (folder / "serve.log").open("a", encoding="utf-8") as log,
        _started(command, variables, stdout=subprocess.PIPE, stderr=log) as process,
    ):
        assert process.stdout is not None
        address = process.stdout.readline().strip().rstrip("/")
        if not address.startswith("http"):
            raise RuntimeError(f"`kg serve` did not start: {(folder / 'serve.log').read_text()}")
        yield Server("kg serve", f"{address}/sparql", process)


@contextmanager
def oxigraph(file: Path, folder: Path, *arguments: str) -> Iterator[Server]:
    """`oxigraph load` and, as it then advises, `optimize`; then `oxigraph serve-read-only`."""
    where = ["--location", str(folder / "oxigraph")]
    if not (folder / "oxigraph").exists():
        _run([program("oxigraph"), "load", *where, "--file", str(file)])
        _run([program("oxigraph"), "optimize", *where])
    port = _free_port()
    command = [program("oxigraph"), "serve-read-only", *where, "--bind", f"127.0.0.1:{port}", *arguments]
    with _listening("oxigraph serve-read-only", command, port) as server:
        yield server


@contextmanager
def rdflib_endpoint(file: Path, folder: Path) -> Iterator[Server]:
    """An rdflib graph in memory behind rdflib-endpoint, under uvicorn."""
    script = folder / "endpoint.py"
    script.write_text(_RDFLIB_ENDPOINT, encoding="utf-8")
    port = _free_port()
    with _listening("rdflib-endpoint", [sys.executable, str(script), str(file), str(port)], port) as server:
        yield server


ALL = (ours, oxigraph, rdflib_endpoint)


@contextmanager
def all_started(file: Path, folder: Path) -> Iterator[list[Server]]:
    """Start all three over one file of N-Quads that has only triples, in the default graph."""
    with ExitStack() as stack:
        yield [stack.enter_context(start(file, folder)) for start in ALL]


@contextmanager
def _listening(name: str, command: list[str], port: int) -> Iterator[Server]:
    with _started(command, dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _wait_for(port, process)
        yield Server(name, f"http://127.0.0.1:{port}/query", process)


@contextmanager
def _started(command: list[str], environment: dict[str, str], **streams: object) -> Iterator:
    process = subprocess.Popen(command, env=environment, text=True, **streams)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{process.args} did not start")


def _free_port() -> int:
    with socket.socket() as any_free:
        any_free.bind(("127.0.0.1", 0))
        port: int = any_free.getsockname()[1]
    return port


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
