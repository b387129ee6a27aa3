"""Reading pages as a person does: their words, tables, links and fields, from the HTML."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img", "source", "wbr"}


@dataclass
class Element:
    """An element of a page."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)

    def all(self, name: str, /, **wanted: str) -> list["Element"]:
        """Give every element of a name below this one that has these attributes; `class_` is for class."""
        asked = {key.rstrip("_"): value for key, value in wanted.items()}
        return [e for e in self._below() if e.name == name and asked.items() <= e.attributes.items()]

    def one(self, name: str, /, **wanted: str) -> "Element":
        """Give the first of `all`; there must be one."""
        found = self.all(name, **wanted)
        assert found, (name, wanted)
        return found[0]

    @property
    def text(self) -> str:
        """Its words, with one space between them."""
        return " ".join(self.raw.split())

    @property
    def raw(self) -> str:
        """Its words as they are written."""
        return "".join(one if isinstance(one, str) else one.raw for one in self.inside)

    def _below(self) -> Iterator["Element"]:
        for one in self.inside:
            if isinstance(one, Element):
                yield one
                yield from one._below()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("page")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> ends <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read_page(html: bytes | str) -> Element:
    """Read a page; every element of it must be ended."""
    reader = _Reader()
    reader.feed(html if isinstance(html, str) else html.decode())
    reader.close()
    assert len(reader.open) == 1, [each.name for each in reader.open]
    return reader.open[0]


def table_of(page: Element) -> list[list[str]]:
    """Give the words of the first table with an answer: the heads, then the rows."""
    rows = page.one("table", class_="answer").all("tr")
    return [[cell.text for cell in (*row.all("th"), *row.all("td"))] for row in rows]
