"""Pages asked for as a browser would, and held against the rules of HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import html5rdf  # the standard's parser, which rdflib reads rdf:HTML with

from kg.graph import Graph
from kg.service.workers.reply import Reply
from kg.store import EmbeddedStore
from kg.web.page_routes import answer
from kg.web.request import Request

INLINE = {"a", "b", "bdi", "cite", "code", "span", "strong", "time"}
VOID = {"meta", "link", "input", "br", "img", "hr", "source", "wbr", "col", "area", "base", "embed", "track"}


def ask(graph: Graph, path: str, language: str = "en", accept: str = "text/html", **given: str) -> Reply:
    """Ask for a page, whose path is decoded; parameters are given by name."""
    parameters = tuple(given.items())
    return answer(graph, Request(path, parameters, language, "http://localhost:8000", accept))  # type: ignore[arg-type]


class Taken:
    """What a body writes itself into, with no more to it than a worker's sink has."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass


def body_of(reply: Reply) -> bytes:
    """Give the body of a reply, be it there or yet to be written."""
    if isinstance(reply.body, bytes):
        return reply.body
    taken = Taken()
    reply.body(taken)
    return b"".join(taken.pieces)


def html(graph: Graph, path: str, language: str = "en", **given: str) -> str:
    """Give a page's HTML, which must be valid."""
    reply = ask(graph, path, language, **given)
    assert isinstance(reply.body, bytes)
    assert reply.content_type == "text/html; charset=utf-8", reply.body[:300]
    text = reply.body.decode()
    check(text)
    return text


def words(text: str) -> str:
    """Give what a page says, without its markup, on one line."""
    page = Page()
    page.feed(text)
    return " ".join("".join(page.said).split())


@dataclass
class Link:
    """A link of a page."""

    href: str
    text: str


def links(text: str) -> list[Link]:
    """Give the links of a page."""
    page = Page()
    page.feed(text)
    return page.links


class Page(HTMLParser):
    """Reads a page as it is written: every element must be closed by its own end, though a browser would."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.headings: list[int] = []
        self.said: list[str] = []
        self.links: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in INLINE:
            self.said.append(" ")
        self.faults += [f"{name}= in <{tag}>" for name in given if name == "style" or name.startswith("on")]
        if len(given) != len(attrs):
            self.faults.append(f"an attribute twice in <{tag}>")
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(Link(given.get("href") or "", ""))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if given.get("id"):
            self.ids.append(given["id"] or "")
        for name in ("for", "aria-labelledby", "aria-controls"):
            self.refers += (given.get(name) or "").split()

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.said.append(" ")
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> within {self.open[-3:]}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.said.append(data)
        if "a" in self.open and self.links:
            self.links[-1].text += data


def faults_of(text: str) -> Iterator[str]:
    """Give what is wrong with a page's HTML."""
    page = Page()
    page.feed(text)
    page.close()
    yield from page.faults
    if page.open:
        yield f"left open: {page.open}"
    yield from (f"id twice: {each}" for each in set(page.ids) if page.ids.count(each) > 1)
    yield from (f"refers to no id: {each}" for each in set(page.refers) - set(page.ids))
    if page.headings.count(1) != 1 or page.headings[0] != 1:
        yield f"not one first heading: {page.headings}"
    yield from (
        f"h{a} then h{b}" for a, b in zip(page.headings, page.headings[1:], strict=False) if b > a + 1
    )
    if re.search(r"<script(?![^>]*\ssrc=)", text):
        yield "a script in the page"
    if len(re.findall(r"<main\b", text)) != 1 or not text.startswith("<!doctype html>\n<html lang="):
        yield "no frame"


def check(text: str) -> None:
    """Hold a page against the rules of HTML: those of the standard's parser, and some of its validator."""
    html5rdf.HTMLParser(strict=True).parse(text)
    assert list(faults_of(text)) == []


def graph_of(store: EmbeddedStore, language: str = "en") -> Graph:
    """Give a graph as a worker keeps one."""
    return Graph(store, language)
