"""Bodies too large, too deep, packed or in the wrong letters: refused or answered, in little memory."""

import gzip
import shutil
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from support.hostile import Answer, Weighing, connect, head, is_alive, posted, send
from support.processes import MEBIBYTE
from support.served import Served, served

QUERY, UPDATE, FORM = (
    "application/sparql-query",
    "application/sparql-update",
    "application/x-www-form-urlencoded",
)
STORE, FORMS = "/store?graph=urn:g", "/store?graph=urn:forms"
LARGE = 100 * MEBIBYTE


@pytest.fixture(scope="module")
def service(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("bodies") / "store"
    shutil.copytree(demo_folder, folder)
    with served(folder, "--time", "1", "--memory", "700", "--body", "200", has_all_workers=True) as running:
        yield running
        assert "Traceback" not in running.logged()


@pytest.fixture(autouse=True)
def service_lives(service: Served) -> Iterator[None]:
    yield
    assert is_alive(service.url)


@pytest.fixture
def right(service: Served) -> str:
    return f"Authorization: Bearer {service.token}"


def answered(service: Served, data: bytes) -> Answer:
    answer = send(service.url, data, "POST", patience_s=40)
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("path", "media_type", "begin", "piece"),
    [
        ("/sparql", QUERY, b"ASK {} #", b"a"),
        ("/sparql", QUERY, b"", b"{"),
        ("/sparql", QUERY, b"ASK { ?s ?p '", b"SERVICE "),
        ("/sparql", UPDATE, b"INSERT DATA { <urn:a> <urn:b> '", b"a"),
        ("/sparql", FORM, b"query=", b"%20"),
        ("/sparql", FORM, b"query=", b"+"),
        ("/sparql", FORM, b"", b"a=b&"),
        ("/update", UPDATE, b"INSERT DATA { <urn:a> <urn:b> '", b"a"),
        ("/store", "text/turtle", b"", b"#aaaaaaaaaaaaaaa\n"),
    ],
)
def test_a_hundred_megabytes_of_a_stranger_are_not_taken_in(
    service: Served, path: str, media_type: str, begin: bytes, piece: bytes
):
    body = begin + piece * (LARGE // len(piece))
    with Weighing(service.process.pid) as weighed:
        answer = send(service.url, posted(path, body, media_type), "POST", patience_s=40)
    # Where it is refused before it was sent the connection may be closed before the answer is read.
    assert answer is None or answer.status in (400, 401, 413)
    assert weighed.most_of_root < 150 * MEBIBYTE


def test_a_hundred_megabytes_of_a_graph_are_done_or_refused(service: Served, right: str):
    body = b"".join(
        b'<urn:%d> <urn:b> "%s" .\n' % (number, b"a" * 10_000) for number in range(LARGE // 10_000)
    )
    with Weighing(service.process.pid) as weighed:
        answer = send(service.url, posted(STORE, body, "application/n-triples", right), "PUT", patience_s=60)
    assert answer is not None
    assert answer.status in (201, 204, 413, 507)
    assert weighed.most_of_root < 150 * MEBIBYTE
    # The tests that follow need not carry it along.
    assert answered(service, posted("/update", b"CLEAR SILENT GRAPH <urn:g>", UPDATE, right)).status == 204


def test_what_is_promised_to_be_too_long_is_refused_and_not_waited_for(service: Served, right: str):
    lengths = ["200000000000", "99999999999999", "9" * 18]
    places = [("/sparql", QUERY), ("/update", UPDATE), (STORE, "text/turtle")]
    promised = [
        head(f"POST {path} HTTP/1.1", f"Content-Type: {media_type}", f"Content-Length: {length}", right)
        for length in lengths
        for path, media_type in places
    ]
    with ThreadPoolExecutor(len(promised)) as pool:
        found = list(pool.map(lambda asked: answered(service, asked), promised))
    assert {answer.status for answer in found} <= {400, 413}


PACKED = gzip.compress(b"ASK {}", mtime=0)


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (PACKED, "gzip", 200),
        (PACKED, "GZIP", 200),
        (gzip.compress(b"ASK", mtime=0) + gzip.compress(b" {}", mtime=0), "gzip", 200),
        (PACKED[:-4], "gzip", 400),
        (PACKED[:12], "gzip", 400),
        (b"", "gzip", 400),
        (b"\x1f\x8c" + PACKED[2:], "gzip", 400),
        (b"ASK {}", "gzip", 400),
        (PACKED[:-8] + bytes(8), "gzip", 400),
        (PACKED + b"garbage", "gzip", 400),
        (gzip.compress(PACKED, mtime=0), "gzip", 400),
        (gzip.compress(PACKED, mtime=0), "gzip, gzip", 415),
        (zlib.compress(b"ASK {}"), "deflate", 415),
        (b"ASK {}", "br", 415),
        (b"ASK {}", "zstd", 415),
        (PACKED, "identity", 400),
        (gzip.compress(b"", mtime=0) * 20_000 + PACKED, "gzip", 200),
    ],
)
def test_packed_bodies_are_read_if_they_are_whole_gzip(
    service: Served, body: bytes, encoding: str, status: int
):
    data = posted("/sparql", body, QUERY, f"Content-Encoding: {encoding}")
    assert answered(service, data).status == status


@cache
def bomb() -> bytes:
    """A gigabyte of zeros in five megabytes of gzip."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    zeros = bytes(MEBIBYTE)
    return b"".join(packer.compress(zeros) for _ in range(1024)) + packer.flush()


@pytest.mark.parametrize(
    ("path", "media_type"), [("/sparql", QUERY), ("/update", UPDATE), (STORE, "text/turtle")]
)
def test_a_bomb_of_a_gigabyte_does_not_go_off(service: Served, right: str, path: str, media_type: str):
    with Weighing(service.process.pid) as weighed:
        answer = answered(service, posted(path, bomb(), media_type, "Content-Encoding: gzip", right))
    assert answer.status in (400, 413)
    assert weighed.most_of_root < 250 * MEBIBYTE


N = 10_000
DEEP = {
    "parentheses": "ASK { FILTER(" + "(" * N + "true" + ")" * N + ") }",
    "open parentheses": "ASK { FILTER(" + "(" * N,
    "braces": "ASK " + "{" * N + "}" * N,
    "brackets": "ASK { ?s ?p " + "[" * N + "]" * N + " }",
    "brackets with content": "ASK { ?s ?p " + "[?p " * N + "1" + "]" * N + " }",
    "lists": "ASK { ?s ?p " + "(" * N + "1" + ")" * N + " }",
    "negations": "ASK { FILTER(" + "!" * N + "true) }",
    "OPTIONAL": "ASK {" + "OPTIONAL {" * N + "}" * N + "}",
    "MINUS": "ASK {" + "MINUS {" * N + "}" * N + "}",
    "EXISTS": "ASK {" + "FILTER EXISTS {" * N + "}" * N + "}",
    "EXISTS, not so deep": "ASK {" + "FILTER EXISTS {" * 900 + "}" * 900 + "}",
    "UNION": "ASK { {}" + "UNION {}" * N + "}",
    "GRAPH": "ASK {" + "GRAPH ?g {" * N + "}" * N + "}",
    "queries": "SELECT * " + "{ SELECT * " * N + "{}" + "}" * N,
    "functions": "SELECT (" + "CONCAT('a'," * 990 + "'b'" + ")" * 990 + " AS ?x) {}",
    "sums": "SELECT (1" + "+1" * N * 2 + " AS ?x) {}",
    "paths": "ASK { ?s <a:>" + "/<a:>" * N + " ?o }",
    "paths to choose from": "ASK { ?s <a:>" + "|<a:>" * N + " ?o }",
    "paths in parentheses": "ASK { ?s " + "(" * N + "<a:>" + ")*" * N + " ?o }",
    "quoted triples": "ASK { " + "<<" * N + "?s ?p ?o" + ">>" * N + " ?p ?o }",
    "a list of 100,000": "ASK { ?s ?p ?o FILTER(?o IN (" + ",".join(map(str, range(100_000))) + ")) }",
    "values": "ASK { VALUES ?x { " + " ".join(map(str, range(100_000))) + " } }",
    "a comment of 5 MB": "ASK {} #" + "a" * 5_000_000,
    "a string of 5 MB": "SELECT ('" + "a" * 5_000_000 + "' AS ?x) {}",
    "a pattern without end": "SELECT (REGEX('" + "a" * 40 + "!', '^(a+)+$') AS ?x) {}",
    "a replacement without end": "SELECT (REPLACE('" + "a" * 40 + "!', '(a|aa|a?)+$', 'b') AS ?x) {}",
    "a pattern that grows": "SELECT (REGEX('a', '((((a{1,100}){1,100}){1,100}){1,100})') AS ?x) {}",
    "a string that doubles": "SELECT ?x { BIND('" + "a" * 1000 + "' AS ?a0) "
    + " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(30))
    + " BIND(STRLEN(?a30) AS ?x) }",
}  # fmt: skip


@pytest.mark.parametrize("which", DEEP)
def test_a_query_that_is_deep_or_long_disturbs_nobody(service: Served, which: str):
    data = posted("/sparql", DEEP[which].encode(), QUERY)
    with connect(service.url, patience_s=20) as beside:
        # Whoever is connected to the same process must not lose the connection with it.
        beside.sendall(head("GET /sparql?query=ASK%7B%7D HTTP/1.1"))
        assert beside.recv(1 << 16).startswith(b"HTTP/1.1 200")
        assert answered(service, data).status in (200, 400, 413, 504, 507)
        beside.sendall(head("GET /sparql?query=ASK%7B%7D HTTP/1.1"))
        assert beside.recv(1 << 16).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "body",
    [b"ASK { ?s ?p '\xff\xfe' }", b"ASK { ?s ?p '\xed\xa0\x80' }", b"ASK { ?s ?p '\xc0\xaf' }", b"\x80"],
)
def test_letters_that_are_no_utf8_are_refused(service: Served, body: bytes):
    raw = answered(service, posted("/sparql", body, QUERY))
    escaped = answered(service, posted("/sparql", f"query={quote(body)}".encode(), FORM))
    by_get = answered(service, head(f"GET /sparql?query={quote(body)} HTTP/1.1"))
    for answer in (raw, escaped, by_get):
        assert answer.status == 400
        assert "UTF-8" in answer.text


def test_other_letters_than_utf8_are_refused_or_named(service: Served, right: str):
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        assert answered(service, posted("/sparql", "ASK {}".encode(encoding), QUERY)).status == 400
        said = answered(service, posted("/sparql", "ASK {}".encode(encoding), f"{QUERY}; charset={encoding}"))
        assert said.status in (400, 415)
        graph = answered(service, posted(STORE, "<urn:a> <urn:b> 1 .".encode(encoding), "text/turtle", right))
        assert graph.status == 400
    marked = answered(service, posted("/sparql", "\ufeffASK {}".encode(), QUERY))
    assert marked.status in (200, 400)


PART = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.ttl"\r\n\r\n<urn:a> <urn:b> 1 .\r\n'
MULTIPART = "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (PART + b"--x--\r\n", "multipart/form-data"),
        (PART + b"--x--\r\n", "multipart/form-data; boundary="),
        (PART + b"--x--\r\n", "multipart/form-data; boundary=" + "y" * 2000),
        (PART, MULTIPART),
        (PART[:-5], MULTIPART),
        (b"--x\r\n", MULTIPART),
        (b"nothing of the kind", MULTIPART),
        (PART * 3000 + b"--x--\r\n", MULTIPART),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--\r\n", MULTIPART),
        (b"--x\r\n" + b"X: y\r\n" * 100_000 + b"\r\n\r\n--x--\r\n", MULTIPART),
        (b"--x\r\n" + b"X" * 1_000_000 + b": y\r\n\r\n\r\n--x--\r\n", MULTIPART),
    ],
)
def test_a_form_that_is_broken_changes_nothing(service: Served, right: str, body: bytes, media_type: str):
    first = answered(service, posted(FORMS, b"<urn:kept> <urn:b> 1 .", "text/turtle", right))
    assert first.status in (201, 204)
    asked = posted(FORMS, body, media_type, right).replace(b"POST", b"PUT", 1)
    answer = send(service.url, asked, "PUT")
    assert answer is None or answer.status in (400, 413, 415)
    kept = send(service.url, head(f"GET {FORMS} HTTP/1.1"))
    assert kept is not None and b"urn:kept" in kept.body


def test_a_file_s_name_is_no_path(service: Served, right: str, tmp_path: Path):
    for name in (
        f"../../../../../..{tmp_path}/a.ttl",
        f"{tmp_path}/a.ttl",
        "..\\a.ttl",
        "a\x00.ttl",
        "x" * 5000,
    ):
        body = PART.replace(b"a.ttl", name.encode()) + b"--x--\r\n"
        assert answered(service, posted(STORE, body, MULTIPART, right)).status in (201, 204, 400, 415)
    assert list(tmp_path.iterdir()) == []


RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:u:"'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + f']><rdf:RDF {RDF}><rdf:Description rdf:about="urn:a"><u:b>&m;</u:b></rdf:Description></rdf:RDF>'
)


@pytest.mark.parametrize(
    ("body", "media_type", "statuses"),
    [
        (LAUGHS, "application/rdf+xml", {400, 413, 507}),
        ("{" + '"urn:a": {' * 5000 + "}" * 5001, "application/ld+json", {400, 413, 507}),
        ("[" * 200_000, "application/ld+json", {400, 413, 507}),
        ("<urn:a> <urn:b> " + "(" * N + ")" * N + " .", "text/turtle", {201, 204, 400}),
        ("<urn:a> <urn:b> " + "[<urn:b> " * N + "1" + "]" * N + " .", "text/turtle", {201, 204, 400}),
        ("<http://a b> <urn:b> 1 .", "text/turtle", {400}),
        ("<a> <b> <\x00> .", "text/turtle", {400}),
        ("<urn:a> <urn:b> '" + "a" * 3_000_000 + "' .", "text/turtle", {201, 204, 413}),
        ("<urn:g> { <urn:a> <urn:b> 1 }", "application/trig", {400}),
    ],
)
def test_a_graph_that_is_a_trap_is_refused(
    service: Served, right: str, body: str, media_type: str, statuses: set[int]
):
    assert answered(service, posted(STORE, body.encode(), media_type, right)).status in statuses
