"""Endpoints on loopback that stand for those that the federated tests name."""

import re
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

from support.w3c.manifest import Case, Graphs

ENDPOINT = re.compile(r"http://([\w.]+\.org)/sparql")
"""How the suite's files name an endpoint."""


class Endpoints:
    """One server for all endpoints: the first part of a path is the host that it stands for."""

    def __init__(self) -> None:
        self.stores: dict[str, ox.Store] = {}
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    @property
    def authority(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "Endpoints":
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """The class that answers requests out of these endpoints' stores."""
        endpoints = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(parse_qs(urlsplit(self.path).query).get("query", [""])[0])

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                is_form = "form" in self.headers["Content-Type"]
                self.answer(parse_qs(body)["query"][0] if is_form else body)

            def answer(self, query: str) -> None:
                host = urlsplit(self.path).path.split("/")[1]
                endpoints.asked.append(host)
                if host not in endpoints.stores:
                    self.send_error(404)
                    return
                results = endpoints.stores[host].query(query)
                assert isinstance(results, ox.QuerySolutions)
                content = results.serialize(format=ox.QueryResultsFormat.JSON)
                self.send_response(200)
                self.send_header("Content-Type", "application/sparql-results+json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *values: object) -> None:
                """Nothing: a test's output is its own."""

        return Handler


def localised(case: Case, endpoints: Endpoints, folder: Path) -> Case:
    """A federated test whose files name the endpoints on loopback, which hold what the test says."""

    def here(file: Path) -> Path:
        text = ENDPOINT.sub(rf"http://{endpoints.authority}/\1/sparql", file.read_text("utf-8"))
        (folder / file.name).write_text(text, "utf-8")
        return folder / file.name

    endpoints.stores = {}
    for address, file in case.endpoints:
        store = endpoints.stores[urlsplit(address).hostname or ""] = ox.Store()
        if file is not None:
            store.load(path=here(file))
    assert case.result is not None
    before = Graphs(
        tuple(map(here, case.before.default)), tuple((name, here(file)) for name, file in case.before.named)
    )
    return replace(case, request=here(case.request), before=before, result=here(case.result))
