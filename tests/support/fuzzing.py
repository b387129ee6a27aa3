"""Requests made up from a grammar of what the service takes and of what nobody should send, by a seed.

`python tests/support/fuzzing.py --seconds 600 --seed 7` goes on for longer than the test does, over an empty
store or, with `--store FOLDER`, over a copy of another; KG_FUZZ_S in the environment lengthens the test.
What goes wrong is told with the number of the request, and that number makes the very same request again.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import h11

from support.hostile import Answer, head, is_alive, send
from support.served import TOKEN, Served, served

SLOWEST_S = 20.0
"""A request that is answered neither within this time is a hang: the service is given shorter limits."""
GIVEN_UP_S = 1.0
"""A request of which the rest never comes is left after this time."""
LIMITS = ("--time", "4", "--memory", "700", "--body", "8", "--answer", "16")
EXPLAINED = {503, 504, 507}
"""What is no fault of the program from 500 on."""

METHODS = ["GET"] * 8 + ["POST"] * 5 + ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "X"]
PATHS = [
    "/",
    "/search",
    "/conflicts",
    "/queries",
    "/queries/companies-in-city",
    "/queries/everything-about",
    "/queries/nothing",
    "/id/city/hangzhou",
    "/id/city/",
    "/id/fact/x",
    "/ontology/City",
    "/ontology/",
    "/picture",
    "/sparql",
    "/update",
    "/store",
    "/store/a/b",
    "/.well-known/void",
    "/static/site.css",
    "/static/yasgui.min.js",
    "/static/../pages.py",
    "//",
    "/%00",
    "/%ff",
    "/" + "a" * 3000,
]
NAMES = [
    "query",
    "update",
    "default-graph-uri",
    "named-graph-uri",
    "using-graph-uri",
    "using-named-graph-uri",
    "graph",
    "default",
    "format",
    "output",
    "lang",
    "q",
    "kind",
    "page",
    "limit",
    "theme",
    "name",
    "city",
    "thing",
    "field",
    "facts",
    "incoming",
    "sort",
]
QUERIES = [
    "ASK {}",
    "SELECT * { ?s ?p ?o } LIMIT 3",
    "SELECT * { ?s ?p ?o . ?a ?b ?c }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }",
    "SELECT ?x { VALUES ?x { 1 2 } } ORDER BY ?x",
    "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5",
    "DESCRIBE <https://w3id.org/suanli/id/city/hangzhou>",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s a sl:City ; skos:prefLabel ?l FILTER REGEX(?l, '(a+)+$') }",
    "SELECT (REPLACE('aaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(a|aa)+$', 'b') AS ?x) {}",
    "SELECT (GROUP_CONCAT(?o) AS ?x) { ?s ?p ?o }",
    "SELECT * { ?s (<a:>|!<b:>)* ?o } LIMIT 2",
    "INSERT DATA { <urn:a> <urn:b> 1 }",
    "DELETE WHERE { <urn:a> ?p ?o }",
    "CLEAR SILENT GRAPH <urn:g> ; LOAD <file:///etc/passwd>",
    "SELECT",
    "{",
]
WORDS = [
    "",
    "杭州",
    "city:hangzhou",
    "<urn:x>",
    "urn:g",
    "not an iri",
    "csv",
    "json",
    "turtle",
    "svg",
    "zh",
    "0",
    "-1",
    "99999999999999999999",
    "1e999",
    "NaN",
    "\x00",
    "\r\nX: y",
    "\u202e",
    "\ud800",
    "🧨",
    "'\"><script>",
    "../../etc/passwd",
    "%s%n{0}{{7*7}}",
    "a" * 5000,
]
TYPES = [
    "",
    "application/sparql-query",
    "application/sparql-update",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
    "text/n3",
    "text/turtle; charset=utf-16",
    "application/json",
    "/;;=",
]
BODIES = [
    b"",
    b"<urn:a> <urn:b> 1 .",
    b"<urn:g> { <urn:a> <urn:b> 1 }",
    b'{"@id": "urn:a", "urn:b": {"@id": "urn:c"}}',
    b'{"@context": "http://127.0.0.1:9/", "@id": "urn:a"}',
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    b'--x\r\nContent-Disposition: form-data; name="a"; filename="../a.ttl"\r\n\r\n<urn:a> <urn:b> 1 .'
    b"\r\n--x--\r\n",
    b"--x\r\nContent-Dis",
    b"a=b&" * 2000,
    b"query=%",
    b"\xff\xfe\x00",
    b"[" * 20_000,
    b"\x1f\x8b\x08\x00garbage",
    b"a" * 100_000,
]
HEADERS: dict[str, list[str]] = {
    "Accept": [
        "text/html",
        "*/*",
        "text/csv",
        "application/json;q=0",
        "a/b",
        "image/png",
        ";;,",
        "text/html," * 400,
    ],
    "Accept-Language": ["zh", "en;q=x", "*", ",,,"],
    "Accept-Encoding": ["gzip", "gzip;q=0", "br", "gzip, gzip", "*"],
    "Authorization": [f"Bearer {TOKEN}"] * 3 + ["Bearer x", "Basic eDp5", ""],
    "Content-Encoding": ["gzip", "identity", "br", "gzip, gzip"],
    "Content-Length": ["0", "5", "-1", "99999999999", "x"],
    "Transfer-Encoding": ["chunked", "identity", "gzip, chunked"],
    "If-None-Match": ["*", '"x"', 'W/"1-0-0"', "x"],
    "If-Match": ["*", '"x"', "W/"],
    "Host": ["localhost", "[::1]:80", "x y", "", "a/b", "杭州".encode().decode("latin-1")],
    "Connection": ["close", "keep-alive", "upgrade", "x"],
    "Expect": ["100-continue", "x"],
    "Range": ["bytes=0-1", "x"],
    "Upgrade": ["websocket", "h2c"],
    "Slug": ["a", "../a"],
    "X-A": ["a" * 30_000, "\t", "\x80\xff"],
}


@dataclass(frozen=True)
class Made:
    """A request as bytes, and the method that its answer must be read by."""

    data: bytes
    method: str


def request(seed: int, number: int) -> Made:
    """Make a request; the same for the same two numbers."""
    dice = random.Random(f"{seed}/{number}")
    method = dice.choice(METHODS)
    target = dice.choice(PATHS)
    fields = [(dice.choice(NAMES), _value(dice)) for _ in range(dice.choice([0, 0, 1, 1, 2, 5]))]
    if fields:
        target += f"?{_form(dice, fields)}"
    body, headers = _body(dice) if method in ("POST", "PUT", "PATCH") else (b"", [])
    for name in dice.sample(sorted(HEADERS), dice.choice([0, 0, 1, 2, 4])):
        headers.append(f"{name}: {dice.choice(HEADERS[name])}")
    data = head(f"{method} {target} HTTP/1.1", *headers) + body
    return Made(_damaged(dice, data) if dice.random() < 0.1 else data, method)


def _value(dice: random.Random) -> str:
    return dice.choice(QUERIES if dice.random() < 0.5 else WORDS)


def _form(dice: random.Random, fields: list[tuple[str, str]]) -> str:
    told = urlencode(fields, errors="surrogatepass")
    return (
        told
        if dice.random() < 0.9
        else quote(told, safe="=&%+;") + dice.choice(["%", "%zz", "&&&", "=", "%00"])
    )


def _body(dice: random.Random) -> tuple[bytes, list[str]]:
    media_type = dice.choice(TYPES)
    if media_type.startswith("application/sparql"):
        body = dice.choice(QUERIES).encode()
    elif media_type == "application/x-www-form-urlencoded" and dice.random() < 0.7:
        body = _form(dice, [(dice.choice(["query", "update"]), _value(dice))]).encode()
    else:
        body = dice.choice(BODIES)
    return body, [f"Content-Type: {media_type}", f"Content-Length: {len(body)}"]


def _damaged(dice: random.Random, data: bytes) -> bytes:
    changes: list[Callable[[bytes, int], bytes]] = [
        lambda data, at: data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :],
        lambda data, at: data[:at] + data[at + dice.randrange(20) :],
        lambda data, at: data[:at] + data[: dice.randrange(200)] + data[at:],
        lambda data, at: data.replace(b"\r\n", b"\n", 1),
    ]
    return dice.choice(changes)(data, dice.randrange(len(data)))


def trouble(service: Served, made: Made) -> str | None:
    """Send a request; say what is wrong with how it was answered, or None."""
    begun = time.monotonic()
    answer: Answer | None = None
    try:
        # A request that promises more than it sends waits for the rest, as it should: we go away before.
        patience_s = GIVEN_UP_S if _is_incomplete(made) else SLOWEST_S
        answer = send(service.url, made.data, made.method, patience_s=patience_s)
    except TimeoutError:
        return None if _is_incomplete(made) else f"nothing came for {SLOWEST_S:g} s"
    except h11.RemoteProtocolError as error:
        return None if made.method not in ("GET", "POST", "PUT", "DELETE", "OPTIONS") else f"no HTTP: {error}"
    if answer is not None and answer.status >= 500 and answer.status not in EXPLAINED:
        return f"{answer.status}: {answer.body[:500]!r}"
    took = time.monotonic() - begun
    return f"it took {took:.1f} s" if took > SLOWEST_S and not _is_incomplete(made) else None


def _is_incomplete(made: Made) -> bool:
    """Say whether a request, as a strict reader sees it, is not all there or none."""
    reader = h11.Connection(h11.SERVER)
    reader.receive_data(made.data)
    try:
        while (event := reader.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
            if isinstance(event, h11.EndOfMessage):
                return False
    except h11.RemoteProtocolError:
        return True
    return True


def run(service: Served, seed: int, seconds: float, first: int = 0) -> tuple[int, list[str]]:
    """Send requests for so many seconds; give how many they were, and all that went wrong."""
    until = time.monotonic() + seconds
    number, found = first, []
    while time.monotonic() < until and len(found) < 10:
        said = trouble(service, request(seed, number))
        if said is not None:
            found.append(f"seed {seed}, request {number}: {said}\n  {request(seed, number).data[:400]!r}")
        number += 1
        if number % 50 == 0 and not is_alive(service.url):
            found.append(f"seed {seed}: no answer to a small query after request {number}")
    if "Traceback" in service.logged():
        found.append(f"seed {seed}: {service.logged()[-3000:]}")
    return number - first, found


def main() -> int:
    """Run from the command line."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--seconds", type=float, default=60)
    told.add_argument("--seed", type=int, default=int(time.time()))
    told.add_argument("--first", type=int, default=0, help="begin with this request")
    told.add_argument("--store", type=Path)
    given = told.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        store = None
        if given.store:
            store = Path(aside) / "store"
            shutil.copytree(given.store, store)
        with served(store, *LIMITS) as service:
            count, found = run(service, given.seed, given.seconds, given.first)
    print(f"{count} requests from seed {given.seed}, {len(found)} troubles", *found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
