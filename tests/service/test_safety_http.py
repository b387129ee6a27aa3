"""HTTP as it should not be: requests that split, smuggle, overflow or make no sense harm nobody else."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import h11
import pytest
from support.hostile import Answer, answers, asked, canary, connect, head, is_alive, posted, send
from support.served import Served, served

SPLIT = "\r\nX-Injected: yes\r\n\r\n<html>"
ASK = "ASK { ?s ?p ?o }"
TRUE = b'{"head":{},"boolean":true}'
FORM = "application/x-www-form-urlencoded"
DESCRIPTION = head("GET /sparql HTTP/1.1")


@pytest.fixture(scope="module")
def service(demo_folder: Path) -> Iterator[Served]:
    with served(demo_folder) as running:
        yield running
        # Nothing below is a fault of the program, whatever it is answered with.
        assert "Traceback" not in running.logged()


@pytest.fixture(autouse=True)
def service_lives(service: Served) -> Iterator[None]:
    yield
    assert is_alive(service.url)


def told(service: Served, data: bytes, method: str = "GET") -> Answer | None:
    """Send bytes; the answer, if there is one, is HTTP and is no fault of the service."""
    answer = send(service.url, data, method)
    assert answer is None or answer.status < 500
    return answer


REFUSED = {
    # no request; each is answered 400, or with nothing but the end of the connection
    "two lengths": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 30\r\n\r\nabc",
    "two equal lengths in one": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 4\r\n\r\nabc",
    "a length below nothing": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "a length with a sign": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
    "a length with a line below": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 1_0\r\n\r\nabc",
    "a length of many digits": asked(ASK)[:-2] + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "a length over what fits": asked(ASK)[:-2] + b"Content-Length: 99999999999999999999999\r\n\r\n",
    "a length and pieces": head("POST /sparql HTTP/1.1", "Content-Length: 4", "Transfer-Encoding: chunked")
    + b"0\r\n\r\n",
    "unknown pieces": head("POST /sparql HTTP/1.1", "Transfer-Encoding: xchunked") + b"0\r\n\r\n",
    "a bad size": head("POST /sparql HTTP/1.1", "Transfer-Encoding: chunked") + b"zz\r\nabc\r\n0\r\n\r\n",
    "a size below nothing": head("POST /sparql HTTP/1.1", "Transfer-Encoding: chunked") + b"-1\r\n\r\n",
    "a size over what fits": head("POST /sparql HTTP/1.1", "Transfer-Encoding: chunked")
    + b"f" * 20
    + b"\r\n",
    "a space before the colon": b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    "a name with a space": b"GET / HTTP/1.1\r\nHost: a\r\nX Y: b\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
    "NUL in a header": b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
    "a lone CR in a header": b"GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
    "an unknown version": b"GET / HTTP/9.7\r\nHost: a\r\n\r\n",
    "no version of HTTP": b"GET / FTP/1.1\r\nHost: a\r\n\r\n",
    "spaces in the address": b"GET / / HTTP/1.1\r\nHost: a\r\n\r\n",
    "letters without sense": b"\x00\xff\xfe\x80" * 50 + b"\r\n\r\n",
    "a hello of TLS": bytes.fromhex("16030100c6010000c20303") + bytes(190) + b"\r\n\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a line of a megabyte": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "a header of a megabyte": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
    "a method of a megabyte": b"G" * 1_000_000 + b" / HTTP/1.1\r\nHost: a\r\n\r\n",
}


@pytest.mark.parametrize("which", REFUSED)
def test_what_is_no_request_is_refused(service: Served, which: str):
    try:
        answer = told(service, REFUSED[which])
    except h11.RemoteProtocolError:
        pytest.fail("the answer is no HTTP")
    assert answer is None or answer.status in (400, 413, 414, 431)


@pytest.mark.parametrize(
    "data",
    [
        head("GET /sparql?query=ASK%7B%7D HTTP/1.1", *(f"X-{n}: {n}" for n in range(1000))),
        head("GET /sparql?query=ASK%7B%7D HTTP/1.1", *["X: 1"] * 1000),
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\nX: a\r\n  folded\r\n\r\n",
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\nHost: a\n\n",
        b"get /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n\r\n",
        b"GET http://localhost/sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET http://evil.test:99999999/sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET //sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /\xff\xfe?\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /sparql?query=%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /sparql?query=%C0%AF%ED%A0%80 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /sparql?%ff=%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET ?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\n\r\n",
        head("GET / HTTP/1.1", "Range: bytes=0-,0-,0-", "If-Match: *", "If-None-Match: " + '"a",' * 3000),
        head("GET / HTTP/1.1", "Accept: " + "a/b;q=0.5," * 4000),
        head("GET / HTTP/1.1", "Accept-Language: " + "zh-x;q=0." + "9" * 3000),
        head("GET / HTTP/1.1", "Accept: text/html;q=nan, */*;q=1e999", "Accept-Language: ;;;q=-1,*;q="),
        head("GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"),
        head("GET / HTTP/1.1", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMA"),
        head("GET / HTTP/1.1", "Expect: something"),
    ],
)
def test_what_is_odd_is_answered_or_refused(service: Served, data: bytes):
    with contextlib.suppress(h11.RemoteProtocolError):
        told(service, data)


@pytest.mark.parametrize("method", ["PATCH", "TRACE", "PROPFIND", "PURGE", "LINK", "QUERY", "X" * 20])
@pytest.mark.parametrize("path", ["/", "/sparql", "/update", "/store", "/static/site.css"])
def test_a_method_that_is_not_known_is_refused(service: Served, method: str, path: str):
    answer = told(service, head(f"{method} {path} HTTP/1.1", "Content-Length: 0"), method)
    assert answer is None or answer.status in (400, 405)
    if answer is not None and answer.status == 405:
        assert "GET" in answer.header("allow") or path == "/update"


def test_no_proxy_is_made_of_the_service(service: Served):
    with canary() as trap:
        there = trap.url.removeprefix("http://").rstrip("/")
        for line, method in (
            (f"CONNECT {there} HTTP/1.1", "CONNECT"),
            (f"GET {trap.url} HTTP/1.1", "GET"),
            (f"GET {trap.url}sparql?query=ASK%7B%7D HTTP/1.1", "GET"),
        ):
            told(service, head(line, f"Host: {there}", "Connection: close"), method)
        assert trap.heard == []


def test_options_of_all_is_answered(service: Served):
    for target in ("*", "/", "/sparql", "/nothing/here"):
        answer = told(service, head(f"OPTIONS {target} HTTP/1.1"), "OPTIONS")
        assert answer is None or answer.status in (204, 400, 404)


@pytest.mark.parametrize("count", [2, 500])
def test_requests_sent_at_once_are_answered_in_their_order(service: Served, count: int):
    texts = [f"SELECT ({number} AS ?n) {{}}" for number in range(count)]
    with connect(service.url) as connection:
        # One in ten goes another way than the rest, and none overtakes another.
        for number, text in enumerate(texts):
            connection.sendall(head("GET /static/icon.svg HTTP/1.1") if number % 10 == 9 else asked(text))
        found = list(answers(connection, ["GET"] * count))
    assert [answer.status for answer in found] == [200] * count
    for number, answer in enumerate(found):
        assert b"<svg" in answer.body if number % 10 == 9 else f'"value":"{number}"' in answer.text


def test_a_body_is_no_request(service: Served):
    inner = head("GET /static/icon.svg HTTP/1.1")
    for data in (
        posted("/sparql", inner, "application/sparql-query"),
        head("GET /sparql?query=ASK%7B%7D HTTP/1.1", f"Content-Length: {len(inner)}") + inner,
        head("GET / HTTP/1.1", "Transfer-Encoding: chunked") + b"%x\r\n%s\r\n0\r\n\r\n" % (len(inner), inner),
    ):
        with connect(service.url) as connection:
            connection.sendall(data + asked(ASK))
            found = list(answers(connection, ["GET", "GET"]))
        assert all(b"<svg" not in answer.body for answer in found)
        assert found[-1].body == TRUE or len(found) == 1


def test_http_1_0_is_answered_and_its_connection_closed(service: Served):
    with connect(service.url) as connection:
        connection.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n")
        (answer,) = answers(connection, ["GET"])
        assert answer.status == 200
        assert connection.recv(1) == b""


@pytest.mark.parametrize(
    "host", ['evil"><script>', "a b", "a/b", "a@b", "a,b", "杭州".encode().decode("latin-1"), "a" * 300, ""]
)
@pytest.mark.parametrize("path", ["/", "/id/city/hangzhou", "/sparql", "/.well-known/void", "/nothing"])
def test_a_host_that_is_none_is_refused_and_shown_nowhere(service: Served, path: str, host: str):
    answer = told(service, head(f"GET {path} HTTP/1.1", f"Host: {host}", "Accept: text/html, */*;q=0.1"))
    assert answer is None or answer.status == 400
    assert answer is None or b"<script>" not in answer.body


@pytest.mark.parametrize("host", ["[::::]", "[", "a:b:c", "..", "a:99999999", "-"])
def test_a_host_that_makes_no_address_is_no_fault(service: Served, host: str):
    for path in (
        "/",
        "/sparql",
        "/sparql?query=ASK%7B%7D",
        "/store?default",
        "/store/x",
        "/id/city/hangzhou",
    ):
        told(service, head(f"GET {path} HTTP/1.1", f"Host: {host}"))


PLACES = [
    # where a parameter reaches a header of the answer; {} is what somebody puts in
    "/sparql?query=ASK%7B%7D&format={}",
    "/sparql?query=ASK%7B%7D&output={}",
    "/sparql?lang={}",
    "/?lang={}",
    "/queries?lang={}",
    "/queries/{}",
    "/queries/{}?format=csv",
    "/queries/companies-in-city?city={}&format=csv",
    "/queries/companies-in-city?format={}",
    "/picture?name={}&format=svg",
    "/picture?query=CONSTRUCT+WHERE+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+3&format={}",
    "/id/city/{}",
    "/id/city/hangzhou?lang={}",
    "/id/city/hangzhou?format={}",
    "/store?graph={}",
    "/store/{}",
    "/static/{}",
    "/{}",
]


@pytest.mark.parametrize("place", PLACES)
def test_no_parameter_ends_a_header(service: Served, place: str):
    for value in (
        SPLIT,
        SPLIT.replace("\r", ""),
        SPLIT.replace("\n", ""),
        "\u560d\u560aX-Injected: yes",
        'a"; x="',
    ):
        for accept in ("text/html", "*/*"):
            answer = told(
                service, head(f"GET {place.format(quote(value, safe=''))} HTTP/1.1", f"Accept: {accept}")
            )
            assert answer is not None
            assert answer.header("x-injected") == ""
            assert not answer.body.startswith(b"<html>")


def test_no_name_of_a_graph_ends_a_header(service: Served):
    right = f"Authorization: Bearer {service.token}"
    for path in (f"/store?graph=urn:x{quote(SPLIT)}", f"/store/{quote(SPLIT)}", "/store"):
        for slug in ("a", "a\rX-Injected: yes"):
            data = posted(path, b"", "text/turtle", right, f"Slug: {slug}", f"Origin: {slug}")
            answer = told(service, data, "POST")
            assert answer is None or answer.header("x-injected") == ""
            assert answer is None or answer.status in (201, 204, 400)


STOLEN = [
    "/static/../pages.py",
    "/static/..%2fpages.py",
    "/static/%2e%2e/pages.py",
    "/static/%252e%252e/pages.py",
    "/static/..%252fpages.py",
    "/static/..%5cpages.py",
    "/static/..\\pages.py",
    "/static/....//pages.py",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/etc/passwd",
    "/static/file:///etc/passwd",
    "/static/site.css/../../pages.py",
    "/static/yasgui.min.js/../../../etc/passwd",
    "/static/site.css%00.py",
    "/static/%00",
    "/static/.",
    "/static/..",
    "/static/",
    "/static/" + "../" * 200 + "etc/passwd",
    "/static/" + "a" * 5000,
    "/static/" + "a/" * 2000,
    "/static/\u202e.css",
    "/store/../../etc/passwd",
    "/store/%2e%2e/%2e%2e/etc/passwd",
    "/../../../../etc/passwd",
    "/id/../../../etc/passwd",
    "/id/city/..%2f..%2f..%2fetc%2fpasswd",
    "/queries/../../pyproject.toml",
    "/queries/..%2f..%2fpyproject.toml",
    "/queries/%2fetc%2fpasswd",
    "/queries/about.rq",
    "/queries/./about",
    "/.well-known/../static/site.css",
]


@pytest.mark.parametrize("path", STOLEN)
def test_nothing_is_served_but_what_is_meant_to_be(service: Served, path: str):
    answer = told(service, head(f"GET {quote(path, safe='/%:.')} HTTP/1.1", "Accept: */*"))
    assert answer is not None
    assert answer.status in (400, 404), answer.text[:300]
    assert b"root:" not in answer.body
    assert b"import" not in answer.body


def test_a_link_out_of_the_folder_is_not_followed(service: Served, tmp_path: Path):
    from kg.web import site

    folder = Path(site.__file__).parent / "static"
    assert not any(path.is_symlink() for path in folder.rglob("*"))
    names = [path.name for path in folder.iterdir()]
    assert len(names) > 5
    for name in names:
        answer = told(service, head(f"GET /static/{name} HTTP/1.1"))
        assert answer is not None
        assert answer.status == 200
        assert answer.header("x-content-type-options") == "nosniff"
        assert answer.body == (folder / name).read_bytes()
