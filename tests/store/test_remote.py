"""Endpoints that are not as they should be: each is a sentence that names its address and says what to do."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from support.servers import PASSWORD, USER, oxigraph, virtuoso

from kg.errors import BadQuery, BadTerm, KgError, NotAStore, StoreError
from kg.store.remote import connect
from kg.store.remote.login import Login
from kg.store.remote.remote_store import RemoteStore

_JSON = "Content-Type: application/sparql-results+json\r\n"
_ROWS = '{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"1"}}'


def _response(body: str, head: str = _JSON, status: str = "200 OK") -> bytes:
    length = f"Content-Length: {len(body.encode())}\r\n"
    return f"HTTP/1.1 {status}\r\n{head}{length}Connection: close\r\n\r\n{body}".encode()


@contextmanager
def answering(
    respond: bytes | Callable[[bytes], bytes], *, hangs: bool = False
) -> Iterator[tuple[str, list[bytes]]]:
    """Run a server that answers every request with these bytes; give its address, and what it was sent."""
    heard: list[bytes] = []
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)

        def run() -> None:
            while not over.is_set():
                try:
                    visitor, _ = listening.accept()
                except TimeoutError:
                    continue
                with visitor:
                    heard.append(visitor.recv(1 << 16))
                    visitor.sendall(respond if isinstance(respond, bytes) else respond(heard[-1]))
                    if hangs:
                        over.wait(5)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/sparql", heard
        finally:
            over.set()
            thread.join()


def standing(url: str, **options: object) -> RemoteStore:
    """Connect without asking the endpoint what it is."""
    return connect(url, engine="standard", **options)


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (
            _response("<h1>Welcome</h1>", "Content-Type: text/html\r\n"),
            "is no SPARQL endpoint: it is a web page",
        ),
        (
            _response("<!DOCTYPE html><a>Skip to the content</a>", "", "200 OK"),
            r"is no SPARQL endpoint: it is a web page\n  .* often http://127.0.0.1:\d+/query$",
        ),
        (_response("no rows here", "Content-Type: text/plain\r\n"), "it answers text/plain: “no rows here”"),
        (_response("<h1>Bad gateway</h1>", "Content-Type: text/html\r\n", "502 Oops"), r"it failed \(502\)"),
        (_response("", "", "406 Not Acceptable"), r"is no SPARQL endpoint: .* \(406\)"),
        (_response("", "WWW-Authenticate: Bearer\r\n", "401 Unauthorized"), "it wants to know who asks"),
        (_response("not you", "", "403 Forbidden"), r"it does not allow this \(403: “not you”\)"),
        (_response("", "", "404 Not Found"), "there is nothing at this address"),
        (_response("no such function", "", "400 Bad Request"), "no such function"),
        (_response("out of memory", "", "500 Oops"), r"it failed \(500: “out of memory”\)"),
        (_response("", "", "503 Busy"), "it is too busy"),
        (_response("", "", "504 Late"), "the query took longer than it allows"),
        (
            _response("", "Location: https://example.org/x\r\n", "301 Moved"),
            "has moved to https://example.org/x",
        ),
        (_response(_ROWS), "the answer cannot be read"),
        (_response('{"head":{},"boolean":true}'), "true or false where rows belong"),
        (b"", "hung up without an answer"),
        (b"220 mail.example.org ESMTP\r\n\r\n", "does not speak HTTP"),
        (
            f"HTTP/1.1 200 OK\r\n{_JSON}Content-Length: 5000\r\n\r\n{_ROWS}".encode(),
            "broke off after 82 bytes",
        ),
        (
            f"HTTP/1.1 200 OK\r\n{_JSON}Transfer-Encoding: chunked\r\n\r\n56\r\n{_ROWS}\r\n".encode(),
            "broke off after",
        ),
    ],
)
def test_what_is_no_answer_is_told_in_both_languages_with_the_address(response: bytes, said: str) -> None:
    with answering(response) as (url, _), pytest.raises(KgError, match=said) as caught:
        list(standing(url).select("SELECT ?s { ?s ?p ?o }"))

    for language in ("en", "zh"):
        first, second = caught.value.sentence(language).split("\n", 1)
        assert url in first
        assert second.strip()
    assert any(ord(letter) > 0x3000 for letter in caught.value.sentence("zh"))


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("one thing\n  and what to do\n", "one thing"),
        ("Parse error:\nnothing closes it\nat line 2", "Parse error: nothing closes it"),
        (f"A first sentence. {'word ' * 50}", "A first sentence."),
        ("word " * 50, f"{('word ' * 40).rstrip()}…"),
    ],
)
def test_of_what_an_endpoint_says_one_line_is_quoted_and_no_half_sentence(said: str, quoted: str) -> None:
    with answering(_response(said, "", "500 Oops")) as (url, _), pytest.raises(StoreError) as caught:
        standing(url).ask("ASK {}")
    assert f"(500: “{quoted}”)" in caught.value.sentence("en")
    assert f"（500：「{quoted}」）" in caught.value.sentence("zh")


def test_an_endpoint_is_asked_to_speak_the_language_of_the_reader() -> None:
    with answering(_response('{"head":{},"boolean":true}')) as (url, heard):
        store = standing(url, language="zh")
        assert store.ask("ASK {}")
        store.update("CLEAR ALL")
    assert [b"Accept-Language: zh" in request for request in heard] == [True, True]


def test_a_refusal_that_comes_before_all_was_sent_is_read() -> None:
    large = f"INSERT DATA {{ <urn:s> <urn:p> '{'x' * 20_000_000}' }}"
    refusal = _response("not you", "", "403 Forbidden")
    with answering(refusal) as (url, _), pytest.raises(StoreError, match="403: “not you”"):
        standing(url).update(large)


def test_an_answer_before_all_was_sent_counts_for_nothing_unless_it_refuses() -> None:
    large = f"INSERT DATA {{ <urn:s> <urn:p> '{'x' * 20_000_000}' }}"
    with answering(_response("")) as (url, _), pytest.raises(StoreError, match="hung up without an answer"):
        standing(url).update(large)


def test_triples_that_are_cut_between_two_lines_are_not_taken_for_all() -> None:
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\nContent-Length: 900\r\n\r\n"
    with answering(f"{head}<urn:s> <urn:p> <urn:o> .\n".encode()) as (url, _):
        triples = standing(url).construct("CONSTRUCT WHERE { ?s ?p ?o }")
        assert next(triples)
        with pytest.raises(StoreError, match="broke off"):
            list(triples)


def test_silence_before_and_in_the_middle_of_an_answer_ends_after_the_time_that_was_given() -> None:
    cut = f"HTTP/1.1 200 OK\r\n{_JSON}Content-Length: 5000\r\n\r\n{_ROWS}".encode()
    for begun in (b"", cut):
        with answering(begun, hangs=True) as (url, _), pytest.raises(StoreError, match=r"silent for 0\.3 s"):
            list(standing(url, timeout_s=0.3).select("SELECT ?s { ?s ?p ?o }"))


def test_a_dead_endpoint_and_a_host_that_is_none_are_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        dead = f"http://127.0.0.1:{probe.getsockname()[1]}/sparql"
    with pytest.raises(StoreError, match="nobody answers there"):
        connect(dead)
    with pytest.raises(StoreError, match="there is no host of that name"):
        connect("http://no-such-host.invalid/sparql")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/sparql", "http://", "http://h:port/", "http://a b/sparql"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(BadTerm, match="is not the address of an endpoint"):
        connect(url)


def test_a_password_is_in_no_sentence_and_in_no_repr() -> None:
    with answering(_response("", "", "403 Forbidden")) as (url, heard):
        written = url.replace("http://", "http://ann:s3cret@")
        with pytest.raises(StoreError) as caught:
            connect(written)
        store = standing(written)
    assert (
        "s3cret" not in f"{caught.value!r}{caught.value}{store!r}{store.endpoint!r}{Login('ann', 's3cret')!r}"
    )
    # It is shown only to who asks for it, and nobody did.
    assert all(b"Authorization" not in request for request in heard)
    with pytest.raises(BadTerm) as refused:
        connect("ftp://ann:s3cret@example.org/")
    assert "s3cret" not in str(refused.value)


def test_a_login_is_shown_when_it_is_asked_for_and_at_once_from_then_on() -> None:
    def respond(request: bytes) -> bytes:
        if b"Authorization: Basic YW5uOnB3" in request:
            return _response('{"head":{},"boolean":true}')
        return _response("", 'WWW-Authenticate: Basic realm="x"\r\n', "401 Unauthorized")

    with answering(respond) as (url, heard):
        store = standing(url, user="ann", password="pw")
        assert store.ask("ASK {}") and store.ask("ASK {}")
        assert len(heard) == 3
        with pytest.raises(StoreError, match="wants to know who asks"):
            standing(url, user="ann", password="wrong").ask("ASK {}")


def test_a_token_is_sent_with_every_request() -> None:
    with answering(_response('{"head":{},"boolean":true}')) as (url, heard):
        assert standing(url, token="abc").ask("ASK {}")
    assert b"Authorization: Bearer abc" in heard[0]


def test_a_long_query_goes_into_the_body_and_a_short_one_into_the_address() -> None:
    with answering(_response('{"head":{},"boolean":true}')) as (url, heard):
        standing(url).ask("ASK {}")
        standing(url).ask("ASK { VALUES ?city { " + '"杭州" ' * 400 + "} }")
    assert [request.partition(b" ")[0] for request in heard] == [b"GET", b"POST"]


def test_a_word_in_a_comment_makes_no_update_of_a_query() -> None:
    with answering(_response('{"head":{},"boolean":true}')) as (url, heard):
        assert standing(url).ask("PREFIX e: <https://example.org/> # INSERT\nASK { ?s e:drop 'DELETE' }")
    assert b"query=" in heard[0].partition(b"\r\n")[0]


def test_the_home_page_of_an_engine_leads_to_its_endpoint() -> None:
    with oxigraph() as running:
        store = connect(running.url.removesuffix("/query"))
        assert store.endpoint.addresses.query == running.url
        assert store.dialect.name == "oxigraph"


def test_virtuoso_lets_a_user_write_by_digest_and_nobody_else() -> None:
    with virtuoso(everybody_writes=False) as running:
        with pytest.raises(StoreError):
            connect(running.url).update("INSERT DATA { <urn:s> <urn:p> 1 }")
        with pytest.raises(StoreError, match="wants to know who asks"):
            connect(running.url, user=USER, password="wrong").ask("ASK {}")
        known = connect(running.url, user=USER, password=PASSWORD)
        known.update("INSERT DATA { <urn:s> <urn:p> 1 }")
        assert known.ask("ASK { <urn:s> <urn:p> 1 }")


def test_rows_that_an_engine_keeps_back_are_told_of() -> None:
    with virtuoso(most_rows=10) as running:
        store = connect(running.url)
        with pytest.raises(StoreError, match="it gives at most 10 rows"):
            store.select("SELECT ?s FROM <http://www.openlinksw.com/schemas/virtrdf#> { ?s ?p ?o }")
        assert (
            len(
                store.select(
                    "SELECT ?s FROM <http://www.openlinksw.com/schemas/virtrdf#> { ?s ?p ?o } LIMIT 5"
                )
            )
            == 5
        )


def test_a_build_does_not_replace_what_somebody_else_keeps_there() -> None:
    from kg.populate.build import build_into

    with oxigraph() as running:
        store = connect(running.url)
        store.update("INSERT DATA { <urn:somebody> <urn:keeps> <urn:this> }")
        with pytest.raises(NotAStore, match="holds something else"):
            build_into(store)
        assert len(store) == 1


def test_an_endpoint_without_an_address_for_updates_says_which_flag_names_it() -> None:
    with pytest.raises(StoreError, match="--update-url"):
        connect("http://127.0.0.1:9/strange", engine="standard").update("CLEAR ALL")


def test_a_query_that_only_the_endpoint_refuses_is_told_in_its_words() -> None:
    with answering(_response("no GeoSPARQL here\n\nSPARQL query:\nASK {}", "", "400 Bad Request")) as (
        url,
        _,
    ):
        with pytest.raises(BadQuery, match="no GeoSPARQL here") as caught:
            standing(url).ask("ASK {}")
        assert "ASK" not in str(caught.value)
