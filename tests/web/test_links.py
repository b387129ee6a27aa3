"""Every link of the pages that lead to others, followed in a running service: none fails."""

import http.client
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from support.pages_world import Page
from support.served import Served, served

from kg.sparql.named_queries import read_queries

STARTS = ("/", "/queries", "/conflicts", "/sparql", "/search?q=hangzhou", "/ontology/City")
THINGS = (
    "/id/city/hangzhou",
    "/id/company/alibaba",
    "/id/document/idc-2021-2022-ranking",
    "/id/graph/reviews",
)


@pytest.fixture(scope="module")
def service(demo_folder: Path) -> Iterator[Served]:
    with served(demo_folder, is_writable=False) as running:
        yield running


def asked(connection: http.client.HTTPConnection, path: str) -> tuple[int, str, bytes]:
    connection.request("GET", path, headers={"Accept": "text/html"})
    answer = connection.getresponse()
    return answer.status, answer.headers["Content-Type"] or "", answer.read()


def is_followed_in(language: str, link: str) -> bool:
    """Say whether a link is for this language to follow.

    Nearly all are of both, and each follows its share: of things, which are alike, a quarter, else a half.
    """
    anyhow = link.replace("lang=en", "lang=").replace("lang=zh", "lang=")
    return zlib.crc32(anyhow.encode()) % (4 if link.startswith("/id/") else 2) == (language == "zh")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_link_leads_nowhere(service: Served, language: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=60)
    pages = [*STARTS, *THINGS, *(f"/queries/{name}" for name in read_queries())]
    links: dict[str, str] = {}
    for path in pages:
        status, kind, body = asked(connection, f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert (status, kind) == (200, "text/html; charset=utf-8"), path
        page = Page()
        page.feed(body.decode())
        for link in page.links:
            whole = urldefrag(urljoin(service.url + path, link.href)).url
            if whole.startswith(service.url):
                links.setdefault(whole.removeprefix(service.url) or "/", path)
    wrong = {}
    followed = {link: where for link, where in links.items() if is_followed_in(language, link)}
    for link, where in followed.items():
        status, _, body = asked(connection, link)
        if status != 200:
            wrong[link] = (where, status, body[:200])
    connection.close()
    assert not wrong
    assert len(followed) > 500 and sum("format=" in link for link in followed) > 100
    assert "Traceback" not in service.logged()


@pytest.mark.parametrize("path", ["/id/city/hangzhou", "/queries/company-city"])
@pytest.mark.parametrize(
    ("name", "ending", "media_type"),
    [
        ("turtle", "ttl", "text/turtle; charset=utf-8"),
        ("ntriples", "nt", "application/n-triples"),
        ("rdfxml", "rdf", "application/rdf+xml"),
    ],
)
def test_a_format_goes_by_its_name_and_by_the_ending_of_its_files(
    service: Served, path: str, name: str, ending: str, media_type: str
) -> None:
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=60)
    by_name, by_ending = (asked(connection, f"{path}?format={each}") for each in (name, ending))
    connection.close()
    assert by_name == by_ending and by_name[:2] == (200, media_type) and len(by_name[2]) > 1000
