"""What clients of a service ask for, mixed: queries, pages, files, graphs, updates, mistakes, and worse.

A kind of request more is a line more in `KINDS`. Each says how often it comes and which status is right.
"""

import random
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Lock
from urllib.parse import quote, urlencode

from kg.sparql.named_queries import read_queries

JSON = "application/sparql-results+json"
SCRATCH = "https://w3id.org/suanli/id/graph/soak"
_SL = "https://w3id.org/suanli/ontology/"
_PREFIXES = f"PREFIX sl: <{_SL}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
_PATIENCE_S = 60.0
_CITIES = ("beijing", "shanghai", "hangzhou", "shenzhen", "guangzhou", "suzhou-jiangsu", "nanjing", "wuhan")
_NAMES = ("杭州", "阿里", "shen", "算力", "Beijing", "e", "<script>", "没有")
RUNAWAYS = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?a (<x:a>|!<x:a>)* ?b . ?c (<x:a>|!<x:a>)* ?d }",
    "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . FILTER(REGEX(CONCAT(STR(?c), STR(?f)), 'x{9}')) }",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; status 0 where nothing did."""

    status: int
    body: bytes
    etag: str | None = None


class Client:
    """One client: a connection that is kept, and a mind of its own.

    Args:
        host: "127.0.0.1:34567"
        token: What allows writing.
        number: Which client it is; decides what it asks for.
    """

    def __init__(self, host: str, token: str, number: int) -> None:
        self.host = host
        self.token = token
        self.number = number
        self.chance = random.Random(number)
        self.writes = 0
        self._etags: dict[str, str] = {}
        self._connection = HTTPConnection(host, timeout=_PATIENCE_S)

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def get(self, path: str, accept: str = "*/*", **headers: str) -> Answer:
        """Send a GET request."""
        return self.send("GET", path, headers={"Accept": accept, **headers})

    def get_again(self, path: str) -> Answer:
        """Send a GET request, with the ETag of the last answer to it where there was one."""
        known = {"If-None-Match": self._etags[path]} if path in self._etags else {}
        answer = self.get(path, "text/html", **known)
        if answer.etag:
            self._etags[path] = answer.etag
        return answer

    def query(self, sparql: str, accept: str = JSON) -> Answer:
        """Send a query."""
        return self.get(f"/sparql?{urlencode({'query': sparql})}", accept)

    def update(self, sparql: str) -> Answer:
        """Send an update, with the token."""
        return self.write("POST", "/update", sparql, "application/sparql-update")

    def write(self, method: str, path: str, body: str, content_type: str) -> Answer:
        """Send a request that changes the store."""
        headers = {"Content-Type": content_type, "Authorization": f"Bearer {self.token}"}
        return self.send(method, path, body.encode(), headers)

    def send(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] = {}) -> Answer:  # noqa: B006
        """Send a request and read the whole answer; a connection that breaks is status 0."""
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            return Answer(answer.status, answer.read(), answer.headers["ETag"])
        except (OSError, HTTPException) as error:
            self._connection.close()
            return Answer(0, repr(error).encode())


def _point(client: Client) -> Answer:
    return client.query(f"SELECT ?p ?o WHERE {{ <{_thing(client)}> ?p ?o }}")


def _join(client: Client) -> Answer:
    return client.query(
        f"{_PREFIXES}SELECT ?company ?name WHERE {{ ?company sl:basedIn ?city ; skos:prefLabel ?name . "
        f"?city sl:partOf ?province . FILTER(?city = <{_thing(client)}>) }}"
    )


def _construct(client: Client) -> Answer:
    query = f"CONSTRUCT {{ ?a ?p ?o }} WHERE {{ ?a ?q <{_thing(client)}> ; ?p ?o }}"
    return client.query(
        query, client.chance.choice(("text/turtle", "application/n-triples", "application/ld+json"))
    )


def _page(client: Client) -> Answer:
    language = client.chance.choice(("zh", "en"))
    pages = ("/", "/queries", "/conflicts", "/ontology/City", "/sparql", *[f"/id/city/{c}" for c in _CITIES])
    return client.get_again(f"{client.chance.choice(pages)}?lang={language}")


def _description(client: Client) -> Answer:
    path = f"/id/city/{client.chance.choice(_CITIES)}"
    return client.get(
        path, client.chance.choice(("text/turtle", "application/ld+json", "application/rdf+xml"))
    )


def _named_query(client: Client) -> Answer:
    accept = client.chance.choice(("text/html", "text/csv", "application/json"))
    return client.get(f"/queries/{client.chance.choice(_named())}", accept)


def _search(client: Client) -> Answer:
    return client.get(f"/search?q={quote(client.chance.choice(_NAMES))}", "text/html")


def _graph(client: Client) -> Answer:
    name = client.chance.choice(("ontology", "reviews"))
    path = f"/store?graph={quote(f'https://w3id.org/suanli/id/graph/{name}', safe='')}"
    return client.get(path, client.chance.choice(("text/turtle", "application/n-triples")))


def _write(client: Client) -> Answer:
    """Add triples, see that they can be read, and remove them."""
    client.writes += 1
    triple = f"<{SCRATCH}/{client.number}> <{_SL}note> '{client.writes}', '再写一次'"
    answer = client.update(f"INSERT DATA {{ GRAPH <{SCRATCH}> {{ {triple} }} }}")
    if answer.status != 204:
        return answer
    seen = client.query(f"ASK {{ GRAPH <{SCRATCH}> {{ {triple} }} }}")
    if seen.status != 200 or b"true" not in seen.body:
        return Answer(-1, b"a client did not read what it had written: " + seen.body[:200])
    return client.update(f"DELETE WHERE {{ GRAPH <{SCRATCH}> {{ <{SCRATCH}/{client.number}> ?p ?o }} }}")


def _put_graph(client: Client) -> Answer:
    path = f"/store?graph={quote(f'{SCRATCH}/graph/{client.number}', safe='')}"
    body = "".join(f"<{SCRATCH}/{n}> <{_SL}note> '{n}' .\n" for n in range(100))
    put = client.write("PUT", path, body, "text/turtle")
    return client.write("DELETE", path, "", "text/turtle") if put.status in (200, 201, 204) else put


def _mistake(client: Client) -> Answer:
    return client.query(client.chance.choice(("SELECT", "SELECT ?x WHERE { ?x a nope:Thing }", "DELETE {")))


def _nothing(client: Client) -> Answer:
    return client.get(f"/id/city/{client.chance.choice(('nowhere', '..%2f..', '%3Cscript%3E'))}", "text/html")


def _thief(client: Client) -> Answer:
    headers = {"Content-Type": "application/sparql-update", "Authorization": "Bearer guess"}
    return client.send("POST", "/update", b"CLEAR ALL", headers)


def _runaway(client: Client) -> Answer:
    return client.query(client.chance.choice(RUNAWAYS))


def _gone(client: Client) -> Answer:
    """Ask for something long, and hang up in the middle, some before the answer and some in it."""
    query = client.chance.choice((RUNAWAYS[0], "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"))
    host, _, port = client.host.partition(":")
    with socket.create_connection((host, int(port)), timeout=_PATIENCE_S) as connection:
        request = f"GET /sparql?{urlencode({'query': query})} HTTP/1.1\r\nHost: {client.host}\r\n\r\n"
        connection.sendall(request.encode())
        time.sleep(client.chance.random())
    return Answer(200, b"")


@dataclass(frozen=True, slots=True)
class Kind:
    """Requests of one kind."""

    ask: Callable[[Client], Answer]
    share: float
    """How often it comes, beside the others."""
    right: tuple[int, ...] = (200,)
    """The statuses that are right."""


KINDS = {
    "point lookup": Kind(_point, 40),
    "join": Kind(_join, 15),
    "CONSTRUCT": Kind(_construct, 10),
    "page": Kind(_page, 10, (200, 304)),
    "description": Kind(_description, 4),
    "named query": Kind(_named_query, 6),
    "search": Kind(_search, 5),
    "graph": Kind(_graph, 2),
    "write": Kind(_write, 0.3, (204,)),
    "put a graph": Kind(_put_graph, 0.1, (200, 204)),
    "mistake": Kind(_mistake, 2, (400,)),
    "page that is not": Kind(_nothing, 1, (404,)),
    "write without right": Kind(_thief, 1, (401,)),
    "runaway": Kind(_runaway, 0.1, (504,)),
    "gone in the middle": Kind(_gone, 0.3),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, and what became of it."""

    kind: str
    status: int
    taken_s: float
    trouble: str = ""
    """What came instead of the right status."""


class Tally:
    """All that was asked; clients add to it, each in its thread."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._lock = Lock()

    def add(self, asked: Asked) -> None:
        """Take what became of one request."""
        with self._lock:
            self.asked.append(asked)

    def troubles(self) -> list[Asked]:
        """Give the requests that had not the right status."""
        return [asked for asked in self.asked[:] if asked.trouble]


def keep_asking(client: Client, tally: Tally, goes_on: Callable[[], bool], pause_s: float) -> None:
    """Send one request after the other, of any kind, for as long as it goes on."""
    names = list(KINDS)
    shares = [kind.share for kind in KINDS.values()]
    while goes_on():
        tally.add(_ask(client, client.chance.choices(names, shares)[0]))
        time.sleep(client.chance.random() * 2 * pause_s)
    client.close()


def _ask(client: Client, name: str) -> Asked:
    start = time.perf_counter()
    try:
        answer = KINDS[name].ask(client)
    except OSError as error:
        answer = Answer(0, repr(error).encode())
    taken = time.perf_counter() - start
    is_right = answer.status in KINDS[name].right
    trouble = "" if is_right else answer.body[:300].decode(errors="replace").replace("\n", " ")
    return Asked(name, answer.status, taken, trouble or ("" if is_right else "nothing was said"))


def _thing(client: Client) -> str:
    return f"https://w3id.org/suanli/id/city/{client.chance.choice(_CITIES)}"


def _named() -> Sequence[str]:
    if not _NAMED:
        for name, query in read_queries().items():
            # What a CONSTRUCT gives is no table.
            if query.form == "SELECT" and not any(p.is_needed for p in query.parameters.values()):
                _NAMED.append(name)
    return _NAMED


_NAMED: list[str] = []
