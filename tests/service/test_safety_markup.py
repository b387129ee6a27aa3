"""Names and addresses that are markup stay text: no page runs what is in the store or in its own address."""

import base64
import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree

import html5rdf  # the standard's parser, which rdflib reads rdf:HTML with
import pyoxigraph as ox
import pytest
from support.hostile import Answer, answers, connect, head, posted, send
from support.served import Served, served

import kg
from kg.rdf.vocab import KINDS, PREFIXES, term
from kg.sparql.named_queries import read_queries

HOSTILE = (
    "<script>zqx()</script>",
    "<img src=x onerror=zqx()>",
    "\"><zqx onclick='zqx()'>",
    "' onmouseover='zqx()' x='",
    "</title></style></textarea></script><zqx>",
    "--!><zqx>]]><zqx>",
    "<svg/onload=zqx()>",
    "{{ 7*7 }}{% zqx %}${zqx}",
    "&lt;zqx&gt;&#x3c;zqx&#62;",
    "javascript:zqx()",
    "\u202e\u2066zqx",
    "<!--<script>zqx",
)
ADDRESSES = (
    "javascript:zqx()",
    "JaVaScRiPt:zqx()",
    "data:text/html,zqx",
    "vbscript:zqx()",
    "https://zqx.test/'onclick='zqx()",
    "https://zqx.test/&quot;&gt;&lt;zqx&gt;",
    "https://w3id.org/suanli/id/city/zqx'onclick='zqx()",
    "https://w3id.org/suanli/id/city/&quot;&gt;zqx",
    "https://w3id.org/suanli/id/zqx/a%22%3E%3Czqx%3E",
    "urn:zqx:'",
)
LINKS = {"href", "src", "action", "formaction", "data", "cite", "poster", "xlink:href", "srcset", "manifest"}
NEVER = {"object", "embed", "applet", "base", "frame", "frameset", "portal"}
BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture(scope="module")
def service(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("markup") / "store"
    shutil.copytree(demo_folder, folder)
    with served(folder) as running:
        right = f"Authorization: Bearer {running.token}"
        body = ox.serialize(hostile_quads(folder), format=ox.RdfFormat.N_QUADS)
        assert body is not None
        update = "INSERT DATA { " + body.decode() + " }"
        answer = send(running.url, posted("/update", update.encode(), "application/sparql-update", right))
        assert answer is not None and answer.status == 204, answer
        yield running
        assert "Traceback" not in running.logged()


def hostile_quads(folder: Path) -> list[ox.Quad]:
    """Say hostile things of a new thing of every kind, with every property of the store that takes words."""
    with kg.open(folder, language="en") as graph:
        predicates = [row["p"] for row in graph.store.select("SELECT DISTINCT ?p { ?s ?p ?o } ORDER BY ?p")]
        classes = sorted(set(KINDS.values()))
    found = []
    for number, name in enumerate(classes):
        kind = next(kind for kind, of in KINDS.items() if of == name)
        thing = ox.NamedNode(f"{PREFIXES[kind]}zqx'{number}")
        found.append(ox.Quad(thing, term("rdf:type"), term(f"sl:{name}")))
        for place, predicate in enumerate(predicates):
            assert isinstance(predicate, ox.NamedNode)
            if re.search(r"\W(type|lat|long|scale|rateValue)$", predicate.value):
                continue
            text = HOSTILE[(number + place) % len(HOSTILE)]
            address = ADDRESSES[(number + place) % len(ADDRESSES)]
            # Once as what a property never has here, once as what it may have.
            found.append(ox.Quad(thing, predicate, ox.Literal(text, language=("zh-Hans", "en")[place % 2])))
            found.append(ox.Quad(thing, predicate, ox.NamedNode(address)))
    return found


def pages(service: Served, paths: list[str], *headers: str) -> list[Answer]:
    with connect(service.url, patience_s=60) as connection:
        found = []
        for path in paths:
            connection.sendall(head(f"GET {path} HTTP/1.1", *(headers or (BROWSER,))))
            found += answers(connection, ["GET"])
    assert len(found) == len(paths)
    return found


def troubles(answer: Answer) -> list[str]:
    """Give what a page has that could run what is not ours, and what it lacks that would stop it."""
    found = [f"status {answer.status}"] if answer.status >= 500 else []
    if answer.header("x-content-type-options") != "nosniff":
        found.append("may be sniffed")
    if not answer.header("content-type").startswith("text/html"):
        return found
    policy = answer.header("content-security-policy")
    if not policy or "unsafe" in policy or "*" in policy or "default-src 'none'" not in policy:
        found.append(f"policy {policy!r}")
    for element in html5rdf.parse(answer.text, namespaceHTMLElements=False).iter():
        if isinstance(element.tag, str):
            found += dangers(element.tag.lower(), element, policy)
    return found


def dangers(tag: str, element: object, policy: str) -> Iterator[str]:
    """Give what is dangerous about an element."""
    attributes = {str(name).lower(): value for name, value in element.attrib.items()}  # type: ignore[attr-defined]
    if tag in NEVER or "zqx" in tag or attributes.get("http-equiv", "").lower() == "refresh":
        yield f"<{tag}>"
    if any(name.startswith("on") or "zqx" in name or name == "srcdoc" for name in attributes):
        yield f"<{tag} {attributes}>"
    for name in LINKS & set(attributes):
        if urlsplit(attributes[name].strip()).scheme.lower() not in ("", "http", "https", "data"):
            yield f"<{tag} {name}={attributes[name]!r}>"
        if attributes[name].strip().lower().startswith("data:") and tag not in ("img", "image", "link"):
            yield f"<{tag} {name}={attributes[name]!r}>"
    code = element.text or ""  # type: ignore[attr-defined]
    if (
        tag == "script"
        and "src" not in attributes
        and attributes.get("type", "") in ("", "module", "text/javascript")
    ):
        sum_ = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        if f"'sha256-{sum_}'" not in policy:
            yield f"<script>{code[:80]}"
    if tag == "script" and urlsplit(attributes.get("src", "")).netloc:
        yield f"<script src={attributes['src']!r}>"


def assert_harmless(service: Served, paths: list[str], *headers: str) -> None:
    for path, answer in zip(paths, pages(service, paths, *headers), strict=True):
        assert troubles(answer) == [], f"{path}: {answer.text[:300]}"


def hostile_things() -> list[str]:
    return [
        f"/id/{kind}/zqx'{number}"
        for number, name in enumerate(sorted(set(KINDS.values())))
        for kind in [next(kind for kind, of in KINDS.items() if of == name)]
    ]


def test_dangers_are_seen_where_they_are():
    def seen(text: str) -> bool:
        headers = (("content-type", "text/html"), ("content-security-policy", "default-src 'none'"))
        return bool(troubles(Answer(200, (*headers, ("x-content-type-options", "nosniff")), text.encode())))

    assert not seen("<p>a <b>b</b> <a href='/x'>c</a> <script src='/static/a.js'></script>")
    for text in (
        *HOSTILE[:3],
        "<a href='javascript:1'>",
        "<p onclick=1>",
        "<script src='//x.test/'></script>",
        "<base href=/>",
    ):
        assert seen(f"<p>{text}"), text


def test_pages_of_things_show_hostile_names_as_text(service: Served):
    paths = [quote(path) for path in hostile_things()]
    found = pages(service, paths)
    for path, answer in zip(paths, found, strict=True):
        assert troubles(answer) == [], path
        assert answer.status == 200, f"{path}: {answer.text[:300]}"
    assert sum(b"&lt;script&gt;zqx()" in answer.body for answer in found) > 10
    assert_harmless(service, [f"{path}?lang=zh" for path in paths[:8]])


def test_other_pages_show_them_as_text_too(service: Served):
    listed = [
        "/",
        "/search?q=zqx",
        "/search?q=",
        "/conflicts",
        "/queries",
        "/sparql",
        "/ontology/City",
        "/id/city/hangzhou",
    ]
    asked = [
        "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o FILTER(CONTAINS(STR(?s), 'zqx')) }"}),
        "/sparql?"
        + urlencode({"query": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'zqx')) }"}),
        "/sparql?" + urlencode({"query": f"SELECT ('{HOSTILE[0]}' AS ?x) (<javascript:zqx()> AS ?y) {{}}"}),
        "/picture?"
        + urlencode(
            {"query": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(CONTAINS(STR(?s), 'zqx')) } LIMIT 300"}
        ),
    ]
    assert_harmless(
        service,
        [
            path
            for each in (*listed, *asked)
            for path in (each, f"{each}{'&' if '?' in each else '?'}lang=zh")
        ],
    )


def test_pictures_that_are_files_run_nothing(service: Served):
    sparql = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(CONTAINS(STR(?s), 'zqx')) } LIMIT 300"
    (answer,) = pages(service, ["/picture?" + urlencode({"query": sparql, "format": "svg"})])
    assert answer.status == 200, answer.text[:300]
    assert "default-src 'none'" in answer.header("content-security-policy")
    elements = list(ElementTree.fromstring(answer.text).iter())
    assert len(elements) > 50
    for element in elements:
        tag = element.tag.rpartition("}")[2].lower()
        assert tag not in ("script", "foreignobject", "iframe", "zqx")
        assert not any(name.rpartition("}")[2].lower().startswith(("on", "href")) for name in element.attrib)


@pytest.mark.parametrize("half", [0, 1])
def test_pages_of_queries_show_them_as_text(service: Served, half: int):
    paths = [f"/queries/{name}" for name in list(read_queries())[half::2]]
    assert_harmless(service, paths)


ECHOES = [
    # where an address is shown again on a page; {} is what somebody puts in
    "/search?q={}",
    "/search?q=a&kind={}",
    "/search?q=a&page={}",
    "/queries?q={}",
    "/queries/{}",
    "/queries/companies-in-city?city={}",
    "/queries/companies-in-city?{}=x",
    "/queries/companies-in-city?city=city:hangzhou&page={}",
    "/queries/companies-in-city?city=city:hangzhou&x%3D{}",
    "/queries/everything-about?thing={}",
    "/queries/everything-about?format={}",
    "/sparql?query={}",
    "/sparql?name={}",
    "/sparql?query=SELECT+%2A+%7B+%3Fs+%3Fp+{}",
    "/picture?query={}",
    "/picture?name={}",
    "/picture?name=everything-about&thing={}",
    "/picture?query=CONSTRUCT+WHERE+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+3&theme={}",
    "/conflicts?page={}",
    "/conflicts?kind={}",
    "/id/city/{}",
    "/id/{}/a",
    "/ontology/{}",
    "/id/city/hangzhou?facts={}",
    "/id/city/hangzhou?lang={}",
    "/id/city/hangzhou?{}=1",
    "/{}",
    "/store?graph={}",
    "/store/{}",
    "/static/{}",
    "/sparql?{}",
]


@pytest.mark.parametrize("place", ECHOES)
def test_an_address_is_shown_as_text(service: Served, place: str):
    values = [*HOSTILE, ADDRESSES[0], ADDRESSES[4]]
    # Half of them in each place, and the other half in the next.
    values = values[ECHOES.index(place) % 2 :: 2]
    paths = [place.format(quote(value, safe="")) for value in values]
    assert_harmless(service, paths, "Accept: text/html")
    for answer in pages(service, paths[:3], "Accept: */*"):
        # What is no page is never taken for one.
        assert answer.header("x-content-type-options") == "nosniff"
        assert answer.header("content-type").startswith("text/html") <= bool(
            answer.header("content-security-policy")
        )


def test_a_header_is_shown_as_text(service: Served):
    for name in ("Accept-Language", "User-Agent", "Referer", "Origin", "X-Forwarded-Host", "X-Original-URL"):
        for value in HOSTILE:
            if value.isascii():
                assert_harmless(service, ["/", "/nothing"], BROWSER, f"{name}: {value}")
