"""curl against the service, as people type it: queries, graphs put and posted, compression, conditions."""

import gzip
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from support.served import Served

from clients.world import DEFAULT, EX, FIRST, PEOPLE, triples

TURTLE = b'@prefix ex: <http://example.org/> . ex:a ex:b ex:c , "\xe6\x9d\xad\xe5\xb7\x9e"@zh .\n'
SENT = triples(TURTLE, ox.RdfFormat.TURTLE)
PUT_HERE = EX + "graph/put"
CSV = ["-H", "Accept: text/csv"]


@pytest.fixture(scope="module", autouse=True)
def _curl() -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")


@pytest.fixture
def turtle(tmp_path: Path) -> Path:
    path = tmp_path / "cities.ttl"
    path.write_bytes(TURTLE)
    return path


@pytest.fixture
def graph(service: Served) -> Iterator[str]:
    """The address of a graph that is there for one test."""
    address = f"{service.url}/store?graph={PUT_HERE}"
    yield address
    curl("-X", "DELETE", *bearer(service), address)


def curl(*words: object, stdin: bytes = b"") -> bytes:
    """What curl prints; it must end well."""
    command = ["curl", "--silent", "--show-error", "--max-time", "30", *map(str, words)]
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def status(*words: object, stdin: bytes = b"") -> int:
    return int(curl("--output", "/dev/null", "--write-out", "%{http_code}", *words, stdin=stdin))


def bearer(service: Served) -> list[str]:
    return ["-H", f"Authorization: Bearer {service.token}"]


def held(address: str) -> frozenset[ox.Triple]:
    """What a graph holds."""
    return triples(curl("--fail", "-H", "Accept: application/n-triples", address))


def csv_rows(answer: bytes) -> list[str]:
    return answer.decode().split("\r\n")[1:-1]


@pytest.mark.parametrize(
    "how",
    [
        ["-G", "--data-urlencode", f"query={PEOPLE}"],
        ["--data-urlencode", f"query={PEOPLE}"],
        ["-H", "Content-Type: application/sparql-query", "--data-binary", PEOPLE],
        ["--http1.0", "--data-urlencode", f"query={PEOPLE}"],
        ["--http1.0", "-G", "--data-urlencode", f"query={PEOPLE}"],
        ["--http2", "-G", "--data-urlencode", f"query={PEOPLE}"],
        ["--compressed", "-G", "--data-urlencode", f"query={PEOPLE}"],
        ["-H", "Expect: 100-continue", "--data-urlencode", f"query={PEOPLE}"],
        ["-H", "Transfer-Encoding: chunked", "--data-urlencode", f"query={PEOPLE}"],
        ["-H", "Connection: close", "-G", "--data-urlencode", f"query={PEOPLE}"],
    ],
    ids=lambda how: " ".join(word for word in how if len(word) < 40 and not word.startswith("SELECT")),
)
def test_a_query_however_it_is_sent(service: Served, how: list[str]) -> None:
    rows = csv_rows(curl(*CSV, *how, f"{service.url}/sparql"))

    assert rows == [f"{EX}beijing,21830000", f"{EX}hangzhou,12520000", f"{EX}shenzhen,17790000"]


def test_a_query_from_a_file(service: Served, tmp_path: Path) -> None:
    (tmp_path / "people.rq").write_text(PEOPLE, encoding="utf-8")

    rows = csv_rows(
        curl(*CSV, "--data-urlencode", f"query@{tmp_path / 'people.rq'}", f"{service.url}/sparql")
    )

    assert len(rows) == 3


def test_an_update_is_answered_without_a_body(service: Served) -> None:
    update = f"INSERT DATA {{ GRAPH <{PUT_HERE}> {{ <{EX}a> <{EX}b> 1 }} }} ; DROP GRAPH <{PUT_HERE}>"

    said = curl(
        "-w",
        "%{http_code}",
        *bearer(service),
        "--data-urlencode",
        f"update={update}",
        f"{service.url}/update",
    )

    assert said == b"204"


def test_without_the_token_an_update_is_refused_in_two_sentences(service: Served) -> None:
    said = curl("-w", "%{http_code}", "-d", "update=CLEAR+ALL", f"{service.url}/update").decode()

    assert said.endswith("401")
    assert "token" in said


def test_a_file_put_is_the_graph(service: Served, graph: str, turtle: Path) -> None:
    first = status(*bearer(service), "-H", "Content-Type: text/turtle", "-T", turtle, graph)
    again = status(*bearer(service), "-H", "Content-Type: text/turtle", "-T", turtle, graph)

    assert (first, again) == (201, 204)
    assert held(graph) == SENT


def test_a_file_put_without_a_type_is_turtle(service: Served, graph: str, turtle: Path) -> None:
    assert status(*bearer(service), "-T", turtle, graph) == 201
    assert held(graph) == SENT


def test_a_file_put_into_a_folder_of_the_store_is_a_graph_of_that_name(service: Served, turtle: Path) -> None:
    """The address ends with a slash, and curl adds the name of the file."""
    address = f"{service.url}/store/cities.ttl"
    assert status(*bearer(service), "-T", turtle, f"{service.url}/store/") == 201

    assert held(address) == SENT
    assert status("-X", "DELETE", *bearer(service), address) == 204
    assert status(address) == 404


def test_the_ending_of_the_name_tells_the_format(service: Served, tmp_path: Path) -> None:
    file = tmp_path / "cities.nt"
    file.write_text(f"<{EX}a> <{EX}b> <{EX}c> .\n", encoding="utf-8")
    malformed_as_triples = tmp_path / "malformed.nt"
    malformed_as_triples.write_bytes(TURTLE)

    assert status(*bearer(service), "-T", file, f"{service.url}/store/") == 201
    assert status(*bearer(service), "-T", malformed_as_triples, f"{service.url}/store/") == 400
    assert status("-X", "DELETE", *bearer(service), f"{service.url}/store/cities.nt") == 204


def test_a_put_from_a_pipe_is_chunked_and_taken(service: Served, graph: str) -> None:
    assert status(*bearer(service), "-H", "Content-Type: text/turtle", "-T", "-", graph, stdin=TURTLE) == 201
    assert held(graph) == SENT


def test_a_compressed_file_is_taken(service: Served, graph: str) -> None:
    words = ["-H", "Content-Type: text/turtle", "-H", "Content-Encoding: gzip", "--data-binary", "@-"]

    assert status("-X", "PUT", *bearer(service), *words, graph, stdin=gzip.compress(TURTLE)) == 201
    assert held(graph) == SENT


def test_a_post_adds_to_a_graph(service: Served, graph: str, turtle: Path) -> None:
    more = f"<{EX}x> <{EX}y> <{EX}z> ."
    status(*bearer(service), "-T", turtle, graph)

    said = status(*bearer(service), "-H", "Content-Type: text/turtle", "--data-binary", more, graph)

    assert said == 204
    assert held(graph) == SENT | triples(more)


def test_files_of_a_form_are_added_together(
    service: Served, graph: str, turtle: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.nt"
    other.write_text(f"<{EX}x> <{EX}y> <{EX}z> .\n", encoding="utf-8")

    said = status(*bearer(service), "-F", f"one=@{turtle};type=text/turtle", "-F", f"two=@{other}", graph)

    assert said == 201
    assert held(graph) == SENT | triples(other.read_bytes())


def test_a_form_with_one_malformed_file_changes_nothing(
    service: Served, graph: str, turtle: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("this is\nnot turtle", encoding="utf-8")

    said = curl(
        "-w", "%{http_code}", *bearer(service), "-F", f"one=@{turtle}", "-F", f"two=@{broken}", graph
    ).decode()

    assert said.endswith("400")
    assert "broken.ttl" in said
    assert status(graph) == 404


def test_a_large_body_waits_for_the_go_ahead(service: Served, graph: str, tmp_path: Path) -> None:
    """Above a megabyte curl sends the head alone and waits for 100 Continue."""
    large = tmp_path / "large.nt"
    large.write_text(
        "".join(f"<{EX}s{number}> <{EX}p> <{EX}o> .\n" for number in range(50_000)), encoding="utf-8"
    )
    words = ["-H", "Content-Type: application/n-triples", "-H", "Expect: 100-continue", "-T", large]

    told = curl("--verbose", "--stderr", "-", *bearer(service), *words, graph).decode()

    assert "HTTP/1.1 100 Continue" in told
    assert "HTTP/1.1 201" in told
    assert len(held(graph)) == 50_000


def test_a_large_body_without_the_token_is_refused_before_it_is_sent(service: Served, graph: str) -> None:
    body = b"<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n" * 50_000
    words = ["-H", "Content-Type: application/n-triples", "-H", "Expect: 100-continue", "--data-binary", "@-"]

    told = curl("-w", "\n%{http_code} %{size_upload}", "-X", "PUT", *words, graph, stdin=body).decode()

    said, sent = told.rsplit("\n", 1)[1].split()
    assert said == "401"
    assert int(sent) < len(body)


def test_the_head_of_an_answer_has_no_body(service: Served) -> None:
    whole = curl("-i", f"{service.url}/store?graph={FIRST}")
    head = curl("-I", f"{service.url}/store?graph={FIRST}")

    assert head.startswith(b"HTTP/1.1 200")
    assert head.endswith(b"\r\n\r\n")
    assert {line.lower() for line in head.split(b"\r\n")} >= {b"content-type: text/turtle; charset=utf-8"}
    assert whole.partition(b"\r\n\r\n")[2]


def test_an_etag_of_now_is_answered_with_not_modified(service: Served, graph: str, tmp_path: Path) -> None:
    etag = tmp_path / "etag"
    words = ["-G", "--data-urlencode", f"query={PEOPLE}", f"{service.url}/sparql"]
    assert status("--etag-save", etag, *words) == 200
    assert etag.read_text().strip()

    assert status("--etag-compare", etag, *words) == 304

    status(*bearer(service), "-X", "PUT", "-H", "Content-Type: text/turtle", "-d", "", graph)
    assert status("--etag-compare", etag, *words) == 200


def test_compression_is_only_for_who_asks(service: Served) -> None:
    query = ["--data-urlencode", "query=SELECT * { ?s ?p ?o . ?a ?b ?c }", f"{service.url}/sparql"]
    plain = curl(*CSV, *query)

    packed = curl(*CSV, "-H", "Accept-Encoding: gzip", *query)
    unpacked = curl(*CSV, "--compressed", *query)

    assert packed[:2] == b"\x1f\x8b"
    assert len(packed) < len(plain) / 4
    assert gzip.decompress(packed) == unpacked == plain
    assert len(csv_rows(plain)) == len(DEFAULT) ** 2


def test_not_buffered_an_answer_flows(service: Served) -> None:
    query = "query=SELECT ?s ?d ?x { ?s ?p ?o . ?d ?e ?f . ?x ?y ?z }"
    command = ["curl", "-sN", *CSV, "--data-urlencode", query, f"{service.url}/sparql"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        head = process.stdout.readline()
        rows = sum(1 for _ in process.stdout)

    assert (head, rows, process.returncode) == (b"s,d,x\r\n", len(DEFAULT) ** 3, 0)


def test_the_whole_store_comes_with_its_graphs(service: Served) -> None:
    quads = list(ox.parse(curl(f"{service.url}/store"), format=ox.RdfFormat.TRIG))

    assert ox.NamedNode(FIRST) in {quad.graph_name for quad in quads}
    assert {quad.triple for quad in quads if quad.graph_name == ox.DefaultGraph()} == DEFAULT


@pytest.mark.parametrize(("words", "expected"), [
    (["/nowhere"], 404),
    (["/sparql", "-X", "PATCH"], 405),
    (["/update"], 405),
    (["/sparql", "-d", "nothing=known"], 400),
    (["/sparql", "-H", "Content-Type: text/plain", "-d", "ASK {}"], 415),
    (["/sparql?query=ASK%20%7B%7D", "-H", "Accept: image/png"], 406),
    (["/store?graph=http://example.org/nowhere"], 404),
    (["/store?graph=http://example.org/nowhere", "-T", "-"], 401),
])  # fmt: skip
def test_what_cannot_be_has_its_status(service: Served, words: list[str], expected: int) -> None:
    assert status(service.url + words[0], *words[1:]) == expected
