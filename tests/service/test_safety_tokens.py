"""Who may write, and who may know: tokens, other origins, and being open to the world."""

import hmac
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from support.hostile import Answer, head, posted, send
from support.served import TOKEN, Served, served

from kg.cli.main import main
from kg.errors import BadRequest
from kg.service import requests

UPDATE = "application/sparql-update"
CHANGE = b"INSERT DATA { <urn:a> <urn:b> <urn:c> }"
WRONG = [
    # an Authorization header that gives no right
    "",
    "Bearer",
    "Bearer ",
    "Bearer  ",
    f"Bearer {TOKEN}x",
    f"Bearer {TOKEN[:-1]}",
    f"Bearer {TOKEN.upper()}",
    f"Bearer {TOKEN}\u00e9",
    f"Bearer \u00ff{TOKEN}",
    f"Bearer {TOKEN},{TOKEN}",
    f"Bearer {TOKEN} {TOKEN}",
    f'Bearer "{TOKEN}"',
    f"Basic {TOKEN}",
    f"Token {TOKEN}",
    f"{TOKEN}",
    f"Bearer:{TOKEN}",
    f"Bearer={TOKEN}",
    f"BearerX {TOKEN}",
    f"Bearer\u00a0{TOKEN}",
    f"Bearer {'a' * 20_000}",
]


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    with served(None) as running:
        yield running
        # Nothing that anybody said in this file may have put the token into the log.
        assert TOKEN not in running.logged()
        assert "Traceback" not in running.logged()


def changed(service: Served, *headers: str, path: str = "/update") -> Answer:
    answer = send(service.url, posted(path, CHANGE, UPDATE, *headers), "POST")
    assert answer is not None
    return answer


@pytest.mark.parametrize("said", WRONG, ids=lambda said: ascii(said[:30]))
def test_a_token_that_is_not_quite_right_is_wrong(service: Served, said: str):
    for path in ("/update", "/sparql"):
        answer = changed(service, f"Authorization: {said}", path=path)
        assert answer.status == 401
        assert answer.header("www-authenticate").startswith("Bearer")
        assert TOKEN.encode() not in answer.body


def test_whoever_says_nothing_is_told_how(service: Served):
    for method, path in (("PUT", "/store?default"), ("POST", "/store"), ("DELETE", "/store?graph=urn:x")):
        answer = send(service.url, head(f"{method} {path} HTTP/1.1", "Content-Length: 0"), method)
        assert answer is not None
        assert answer.status == 401
        assert answer.header("www-authenticate").startswith("Bearer")


def test_two_headers_are_not_one(service: Served):
    right = f"Authorization: Bearer {TOKEN}"
    assert changed(service, right, "Authorization: Bearer wrong").status == 401
    assert changed(service, "Authorization: Bearer wrong", right).status == 401
    assert changed(service, right).status == 204


def test_an_address_is_no_place_for_a_token(service: Served):
    for name in ("token", "access_token", "bearer", "authorization", "api_key", "key"):
        told = urlencode({name: TOKEN})
        assert changed(service, path=f"/update?{told}").status == 401
        body = urlencode({"update": CHANGE.decode(), name: TOKEN}).encode()
        form = posted("/update", body, "application/x-www-form-urlencoded")
        answer = send(service.url, form, "POST")
        assert answer is not None and answer.status == 401
    cookie = changed(service, f"Cookie: token={TOKEN}; authorization=Bearer {TOKEN}", f"X-Token: {TOKEN}")
    assert cookie.status == 401


def test_tokens_are_compared_to_their_ends(monkeypatch: pytest.MonkeyPatch):
    compared = []
    whole = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return whole(one, other)

    monkeypatch.setattr(requests.hmac, "compare_digest", compare)
    for said in ("wrong", "", TOKEN[:5]):
        scope = {"method": "POST", "headers": [(b"authorization", f"Bearer {said}".encode())]}
        request = requests.HttpRequest(scope, None, None, requests.Service(None, None, TOKEN))  # type: ignore[arg-type]
        with pytest.raises(BadRequest, match="token"):
            request.check_right()
    assert len(compared) == 3
    assert all(TOKEN.encode() in pair for pair in compared)


def test_nobody_may_write_where_nobody_was_meant_to():
    with served(None, is_writable=False) as service:
        for said in (f"Bearer {TOKEN}", "Bearer ", "Bearer None", "Bearer null"):
            assert changed(service, f"Authorization: {said}").status == 403
        assert changed(service).status == 403


def test_errors_do_not_repeat_the_token(service: Served):
    right = f"Authorization: Bearer {TOKEN}"
    for data in (
        posted("/update", b"INSERT NONSENSE", UPDATE, right),
        posted("/store?graph=urn:x", b"nonsense", "text/turtle", right),
        posted("/store?graph=not an iri", b"", "text/turtle", right),
        posted("/nothing", b"", "text/turtle", right),
        head("BREW / HTTP/1.1", right),
        head("GET /sparql?query=nonsense HTTP/1.1", right),
    ):
        answer = send(service.url, data)
        assert answer is None or TOKEN.encode() not in answer.body
        assert answer is None or all(TOKEN not in value for _, value in answer.headers)


def test_other_sites_may_read_and_not_write(service: Served):
    origin = "Origin: https://evil.test"
    read = send(service.url, head("GET /sparql?query=ASK%7B%7D HTTP/1.1", origin))
    assert read is not None
    # Reading needs no rights; and a browser sends nothing that it keeps to a site that allows "*".
    assert read.header("access-control-allow-origin") == "*"
    assert read.header("access-control-allow-credentials") == ""
    asked = ("Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization")
    for path in ("/update", "/sparql", "/store"):
        preflight = send(service.url, head(f"OPTIONS {path} HTTP/1.1", origin, *asked), "OPTIONS")
        assert preflight is not None
        assert preflight.status == 204
        assert preflight.header("access-control-allow-credentials") == ""
    assert changed(service, origin).status == 401
    # A form of another site needs no preflight, and gets no further.
    body = urlencode({"update": CHANGE.decode()}).encode()
    for media_type in ("application/x-www-form-urlencoded", "text/plain"):
        answer = send(service.url, posted("/update", body, media_type, origin), "POST")
        assert answer is not None
        assert answer.status == 401


def test_the_command_line_does_not_show_the_token(tmp_path: Path):
    (tmp_path / "token").write_text(f"{TOKEN}-of-a-file\n")
    with served(None, "--token-file", str(tmp_path / "token")) as service:
        own = Path(f"/proc/{service.process.pid}/cmdline").read_bytes()
        assert f"{TOKEN}-of-a-file".encode() not in own
        assert changed(service, f"Authorization: Bearer {TOKEN}-of-a-file").status == 204


def test_being_open_to_the_world_is_warned_about():
    with served(None, "--host", "0.0.0.0") as service:
        said = service.logged()
    assert "0.0.0.0" in said
    assert "read" in said and "token" in said


def test_being_on_this_machine_alone_is_not_warned_about(service: Served):
    assert "everybody" not in service.logged()


def test_a_short_token_is_refused_where_the_world_can_guess(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("KG_TOKEN", "short")
    told = ["serve", "--store", str(tmp_path / "none"), "--writable", "--host", "0.0.0.0", "--port", "0"]
    assert main(told) == 2
    assert "5" in capsys.readouterr().err
