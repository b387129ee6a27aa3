"""The data of a page as one JSON value: nodes, links, and the details that the panel shows.

Every string, fact and document is written once and named by its number, so that a fact that two nodes share,
or a document that a thousand facts cite, costs its text once.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from kg.draw.layout.geometry import Layout
from kg.draw.layout.map import FARTHEST
from kg.draw.links import is_always_linked, is_shown_otherwise, links_to_draw
from kg.draw.palette import PAPER, TINTS, entry_key, has_groups, is_member_kind, legend
from kg.draw.texts import TEXTS, both, counted, is_sentence, kind_text
from kg.draw.texts import text as words
from kg.language import Text

_SAFE_URL = re.compile(r"https?://[^\s<>\"'`]+\Z")
_DROPPED = re.compile(r"[\s'’·.\-]")


class _Numbered:
    """Items that are written once and named by their number, in the order they came."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._numbers: dict[Any, int] = {}

    def number_of(self, key: Any) -> int | None:
        return self._numbers.get(key)

    def number(self, key: Any, item: Any) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.items)
            self.items.append(item)
        return self._numbers[key]


class _Writer:
    """Turns attributes of a graph into numbered records."""

    def __init__(self, graph: Any) -> None:
        self.index = {key: number for number, key in enumerate(graph)}
        self.strings, self.facts, self.documents = _Numbered(), _Numbered(), _Numbered()

    def string(self, said: Mapping[str, Any], name: str) -> int:
        pair = _pair(both(said, name))
        return self.strings.number(tuple(pair), pair)

    def fact(self, fact: Mapping[str, Any]) -> int:
        key = fact["fact"]
        known = self.facts.number_of(key)
        if known is not None:
            return known
        roles = [
            [self.string(role, "label"), self.string(role, "value"), self.index.get(role.get("node"), -1)]
            for role in fact.get("roles", ())
        ]
        evidence = [
            [self.document(passage), passage["start"], passage["end"]] for passage in fact.get("evidence", ())
        ]
        kind = self.string(fact, "kind")
        sentence = self.string(fact, "sentence")
        item = {"key": key, "kind": kind, "sentence": sentence, "roles": roles, "evidence": evidence}
        return self.facts.number(key, item)

    def document(self, passage: Mapping[str, Any]) -> int:
        url = str(passage.get("url") or "")
        item = {
            "key": passage["document"],
            "label": _pair(both(passage, "document")),
            "url": url if _SAFE_URL.match(url) else "",
        }
        return self.documents.number(passage["document"], item)


def record(
    graph: Any, layout: Layout, *, language: str, theme: str, title: Mapping[str, str]
) -> dict[str, Any]:
    """Gather all that the page needs. Coordinates are nominal pixels, rounded to hundredths."""
    entries = legend(graph)
    writer = _Writer(graph)
    things = _things(graph, layout, writer)
    links = [_link(graph, *edge, layout, writer) for edge in links_to_draw(graph)]
    return {
        "language": language,
        "theme": theme,
        "title": [title["zh"], title["en"]],
        "counts": [counts(graph, layout, each) for each in ("zh", "en")],
        "focus": writer.index.get(graph.graph.get("focus"), -1),
        "notes": [[note["zh"], note["en"]] for note in graph.graph.get("notes", ())],
        "caption": [caption(graph, layout, each) for each in ("zh", "en")],
        "texts": {key: [words["zh"], words["en"]] for key, words in TEXTS.items()},
        "tints": dict(TINTS),
        "paper": dict(PAPER),
        "entries": [
            {"key": e.key, "zh": e.zh, "en": e.en, "tint": e.tint, "mark": e.mark, "count": e.count}
            for e in entries
        ],
        **_geometry(layout, writer),
        "always": is_always_linked(graph, layout),
        "nodes": _nodes(layout, writer),
        "edges": _edges(graph, writer),
        "things": things,
        "links": links,
        "facts": writer.facts.items,
        "documents": writer.documents.items,
        "strings": writer.strings.items,
    }


def search_key(said: str) -> str:
    """Give what search compares: no accents, no case, no blanks or hyphens.

    >>> search_key("Xī'ān"), search_key("Suzhou (Jiangsu)")
    ('xian', 'suzhou(jiangsu)')
    """
    bare = "".join(c for c in unicodedata.normalize("NFD", said) if not unicodedata.combining(c))
    return _DROPPED.sub("", bare.lower())


def _nodes(layout: Layout, writer: _Writer) -> list[dict[str, float]]:
    """Give the nodes as vis-network takes them: the page draws marks and names itself."""
    places = ((layout.places[key], number) for key, number in writer.index.items())
    return [
        {"x": _rounded(place.x), "y": _rounded(place.y), "size": _rounded(place.r), "id": number}
        for place, number in places
    ]


def _edges(graph: Any, writer: _Writer) -> list[dict[str, Any]]:
    return [
        {"from": writer.index[source], "to": writer.index[target], "arrows": "to"}
        for source, target, _ in links_to_draw(graph)
    ]


def _things(graph: Any, layout: Layout, writer: _Writer) -> list[dict[str, Any]]:
    grouped = has_groups(graph)
    entry_numbers = {entry.key: number for number, entry in enumerate(legend(graph))}
    return [
        _thing(key, node, layout, writer, entry_numbers[entry_key(node, grouped)])
        for key, node in graph.nodes(data=True)
    ]


def _pair(text: Text) -> list[str]:
    """Write a text as the page's scripts read it, Chinese first."""
    return [text["zh"], text["en"]]


def _thing(key: str, node: Mapping[str, Any], layout: Layout, writer: _Writer, entry: int) -> dict[str, Any]:
    place = layout.places[key]
    zh, en = _pair(both(node, "label"))
    zh, en = zh or str(key), en or str(key)
    said = {search_key(each) for each in (zh, en, *node.get("search", ()))}
    kind = str(node.get("kind") or "")
    kinds = {
        "kind_zh": node.get("class_zh") or kind_text(kind, "zh"),
        "kind_en": node.get("class_en") or kind_text(kind, "en"),
    }
    return {
        "key": str(key),
        "label": [zh, en],
        "kind": writer.string(kinds, "kind"),
        "entry": entry,
        "weight": _rounded(float(node.get("weight") or 1)),
        "side": place.side,
        "row": place.in_row,
        "sentence": is_sentence(node),
        "room": _rounded(place.name_width),
        "home": writer.index.get(place.owner, -1),
        "also": [str(each) for each in node.get("also", ())],
        "search": sorted(said - {""}),
        "plain": [
            [writer.string(row, "label"), writer.string(row, "value")] for row in node.get("plain", ())
        ],
        "facts": [writer.fact(fact) for fact in node.get("details", ())],
        "total": node.get("details_total", len(node.get("details", ()))),
    }


def _link(
    graph: Any, source: str, target: str, edge: Mapping[str, Any], layout: Layout, writer: _Writer
) -> dict[str, Any]:
    return {
        "label": writer.string(edge, "label"),
        "facts": [writer.fact(fact) for fact in edge.get("facts", ())],
        "told": is_shown_otherwise(graph, source, target),
        "crosses": bool(layout.tree) and not {(source, target), (target, source)} & layout.tree,
    }


def _geometry(layout: Layout, writer: _Writer) -> dict[str, Any]:
    box = layout.box
    return {
        "style": layout.style,
        "box": [_rounded(side) for side in (box.left, box.top, box.right, box.bottom)],
        "discs": [
            [writer.index[d.owner], *map(_rounded, (d.x, d.y, d.r)), round(d.start, 3), round(d.end, 3)]
            for d in layout.discs
        ],
        "areas": [[a.zh, a.en, _rounded(a.x), _rounded(a.y)] for a in layout.areas],
        "spokes": any(place.side and place.owner for place in layout.places.values()),
        "frames": [
            [
                f.zh,
                f.en,
                *(_rounded(s) for s in (f.box.left, f.box.top, f.box.right, f.box.bottom)),
            ]
            for f in layout.frames
        ],
        "captions": [[c.zh, c.en, _rounded(c.x), _rounded(c.y), c.side] for c in layout.captions],
        "backdrop": [_rounded(part) for point in layout.backdrop for part in point],
        "graticule": [[_rounded(part) for point in line for part in point] for line in layout.graticule],
    }


def counts(graph: Any, layout: Layout, language: str) -> str:
    """Say how much there is in the picture: one line, and one for the documents behind it."""
    kinds = [str(node.get("kind") or "") for _, node in graph.nodes(data=True)]
    cities = kinds.count("city")
    members = sum(is_member_kind(kind) for kind in kinds)
    if cities and members and layout.style == "map":
        said = [counted("places", cities, language), counted("members", members, language)]
    else:
        links = len(links_to_draw(graph))
        said = [counted("things", len(kinds), language), counted("links", links, language)]
    lines = [" · ".join(said)]
    if documents := len(graph.graph.get("documents", ())):
        lines.append(counted("documents", documents, language))
    return "\n".join(lines)


def caption(graph: Any, layout: Layout, language: str) -> str:
    """Say how the map is to be read; empty where there is nothing to say."""
    said = []
    if layout.backdrop:
        said.append(words("backdrop", language))
    if layout.farthest > FARTHEST / 8:
        said.append(words("moved", language))
    return ("。" if language == "zh" else ". ").join(part.rstrip("。.") for part in said)


def _rounded(number: float) -> float:
    return round(number, 2)
