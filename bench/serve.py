"""The service beside `oxigraph serve-read-only` and rdflib-endpoint, all over the same 100 thousand triples.

    python bench/serve.py           # some two minutes
    python bench/serve.py 1         # one second of each, to see whether it works; nothing is kept

wrk sends three kinds of request over 16 connections: a point lookup, a two-hop join, a CONSTRUCT; each about
another thing than the one before, so that no server answers from what it has just parsed. All three are
running all the time and are asked in turn; the medians of five rounds count. That they give the same
answers is checked first.
"""

import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pyoxigraph as ox
from generate import CITIES, PROVINCES, write
from peers import Server, all_started
from record import RESULTS, Measurement, record
from tree import spent_s, usage
from wrk import Load, drive

TRIPLES = 100_000
COMPANIES = 1500
ROUNDS = 5
SECONDS = 2
WARM_S = 1
"""Before the first round, so that no cache is cold."""
JSON, N_TRIPLES = "application/sparql-results+json", "application/n-triples"

_PREFIXES = """PREFIX sl: <https://w3id.org/suanli/ontology/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_ID = "https://w3id.org/suanli/id"


@dataclass(frozen=True, slots=True)
class Kind:
    """Requests of one kind, each about another thing."""

    name: str
    queries: list[str]
    accept: str
    least: dict[str, float]
    """How many times as many requests/s as a peer the service must answer."""


KINDS = (
    Kind(
        "point lookup",
        [f"SELECT ?p ?o WHERE {{ <{_ID}/company/{n}> ?p ?o }}" for n in range(COMPANIES)],
        JSON,
        {"oxigraph serve-read-only": 0.5, "rdflib-endpoint": 15.0},
    ),
    Kind(
        "two-hop join",
        [
            f"{_PREFIXES}SELECT ?company ?city ?name WHERE {{ ?city sl:partOf <{_ID}/province/{n}> . "
            f"?company sl:basedIn ?city ; skos:prefLabel ?name . FILTER(LANG(?name) = 'en') }}"
            for n in range(PROVINCES)
        ],
        JSON,
        {},
    ),
    Kind(
        "CONSTRUCT",
        [
            f"{_PREFIXES}CONSTRUCT {{ ?company ?p ?o }} "
            f"WHERE {{ ?company sl:basedIn <{_ID}/city/{n}> ; ?p ?o }}"
            for n in range(CITIES)
        ],
        N_TRIPLES,
        {},
    ),
)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of some seconds of one kind of request to one server."""

    load: Load
    cpu_s: float
    """Seconds of CPU that the server had for each: they hold on a busy machine too."""


def main() -> None:
    seconds = int(sys.argv[1]) if sys.argv[1:] else SECONDS
    # A glance is not a measurement.
    to = Path(os.devnull) if sys.argv[1:] else RESULTS
    with tempfile.TemporaryDirectory(prefix="bench-serve-") as name:
        folder = Path(name)
        write(folder / "x.nt", TRIPLES)
        # Every N-Triples file is N-Quads, whose triples go into the default graph, by `kg load` as well.
        file = (folder / "x.nt").rename(folder / "x.nq")
        with all_started(file, folder) as servers:
            for kind in KINDS:
                print(f"{kind.name}: {_check(kind, servers)}", flush=True)
            for kind in KINDS:
                _report(kind, servers, _rounds(kind, servers, seconds, folder), to)


def _check(kind: Kind, servers: list[Server]) -> str:
    """See that all give the same answers, and say how long these are."""
    read = _rows if kind.accept == JSON else _triples
    sizes = []
    for query in kind.queries[:: max(1, len(kind.queries) // 20)]:
        answers = [read(server.ask(query, kind.accept)) for server in servers]
        if any(answer != answers[0] for answer in answers):
            counts = ", ".join(f"{s.name} {len(a)}" for s, a in zip(servers, answers, strict=True))
            raise SystemExit(f"the answers differ: {counts}, to {query}")
        sizes.append(len(answers[0]))
    return f"the same from all, {min(sizes)} to {max(sizes)} rows, {median(sizes):.0f} in the middle"


def _rows(body: bytes) -> set[str]:
    return {json.dumps(_plain(row), sort_keys=True) for row in json.loads(body)["results"]["bindings"]}


def _plain(row: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    # Large and small letters mean the same in a language tag.
    return {
        name: {key: text.lower() if key == "xml:lang" else text for key, text in term.items()}
        for name, term in row.items()
    }


def _triples(body: bytes) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES)}


def _rounds(kind: Kind, servers: list[Server], seconds: int, folder: Path) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {server.name: [] for server in servers}
    for server in servers:
        _drive(kind, server, WARM_S, folder)
    for _ in range(ROUNDS):
        for server in servers:
            runs[server.name].append(_drive(kind, server, seconds, folder))
    return runs


def _drive(kind: Kind, server: Server, seconds: int, folder: Path) -> Run:
    paths = [server.path(query) for query in kind.queries]
    before = spent_s(server.process.pid)
    load = drive(server.address, paths, kind.accept, seconds, folder)
    if load.errors:
        raise SystemExit(f"{server.name}: {load.errors} errors at the {kind.name}")
    # Two seconds can be too short for a slow server on a busy machine to answer anything.
    return Run(load, (spent_s(server.process.pid) - before) / max(1.0, load.per_s * seconds))


def _report(kind: Kind, servers: list[Server], runs: dict[str, list[Run]], to: Path) -> None:
    """Record how many requests we answer beside each peer, and what it took."""
    ours, *peers = servers
    mine = _per_s(runs[ours.name])
    for peer in peers:
        theirs = _per_s(runs[peer.name])
        least = kind.least.get(peer.name)
        target = f", target {least:g}" if least else ""
        told = "; ".join(_told(server, runs[server.name]) for server in (ours, peer))
        note = f"times as many requests/s{target}; {told}; no error"
        record(Measurement(f"serve {kind.name} / {peer.name}", 1 / mine, 1 / theirs, mine / theirs, note), to)
        if least and mine / theirs < least:
            print(f"{kind.name}: {mine / theirs:.2f} times {peer.name}, not {least:g}", file=sys.stderr)


def _told(server: Server, runs: list[Run]) -> str:
    p50, p99, cpu = (
        median(column)
        for column in zip(*((run.load.p50_s, run.load.p99_s, run.cpu_s) for run in runs), strict=True)
    )
    return (
        f"{server.name} {_per_s(runs):.0f}/s, p50 {p50 * 1000:.2f} ms, p99 {p99 * 1000:.2f} ms, "
        f"CPU {cpu * 1000:.2f} ms each, {usage(server.process.pid).in_words()}"
    )


def _per_s(runs: list[Run]) -> float:
    return median(max(run.load.per_s, 0.1) for run in runs)


if __name__ == "__main__":
    main()
