"""Colours, marks and the legend: which entry of the legend each node belongs to.

Nodes with a group (an industry) are coloured by it and everything else keeps to ink and a mark of its kind;
where no node has a group, kinds are coloured. Eight colours, then the same eight with another mark, so that
no two entries look alike until there are thirty-two.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.draw.texts import KINDS, kind_text, text

TINTS: Mapping[str, tuple[str, ...]] = {
    # blue, brick, teal, ochre, purple, pink, sky, olive
    "light": ("#0284BB", "#B03819", "#0B715C", "#A88835", "#6D3996", "#F586A1", "#54A6FE", "#BCB23E"),
    "dark": ("#52AFD8", "#D2513B", "#96DAB3", "#D8AE56", "#A65AAB", "#F4709D", "#567CE7", "#E6DA61"),
}
"""Found by search: no two nearer than 0.10 in OKLab for normal sight, protanopia, deuteranopia or tritanopia.
`tests/draw/test_draw.py` measures it again."""

PAPER: Mapping[str, dict[str, str]] = {
    "light": {
        "paper": "#FBFAF7",
        "panel": "#FFFFFF",
        "ink": "#1D232B",
        "body": "#3B444E",
        "soft": "#5B6570",
        "faint": "#646D77",
        "line": "#DEDCD5",
        "disc": "#F1EFE8",
        "dot": "#D3D0C6",
        "grid": "#EFEDE6",
        "area": "#6C6A62",
        "grey": "#9AA1A9",
        "accent": "#B03819",
        "link": "#7C8792",
    },
    "dark": {
        "paper": "#14181D",
        "panel": "#1B2027",
        "ink": "#EEF0F2",
        "body": "#CBD2D9",
        "soft": "#A9B2BC",
        "faint": "#86909A",
        "line": "#2E353E",
        "disc": "#1E242B",
        "dot": "#39414B",
        "grid": "#1B2027",
        "area": "#848D97",
        "grey": "#7E8790",
        "accent": "#F08A6C",
        "link": "#75808B",
    },
}
"""Colours that are not data, by theme."""

MARKS = ("circle", "square", "triangle", "diamond")
CITY, RING = 4, 5
"""The marks of a city (a ringed point) and of a wider area (an open ring)."""
INK, GREY = -1, -2
"""Tints of what is not coloured by data, and of what has no group although others have."""

_PLACES = {"city": CITY, "district": RING, "province": RING, "country": RING}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the legend.

    Attributes:
        key: "group:…" or "kind:…".
        zh: Its Chinese name.
        en: Its English name.
        tint: Index into `TINTS`, or `INK` or `GREY`.
        mark: Index into `MARKS`, or `CITY` or `RING`.
        count: How many nodes it has.
    """

    key: str
    zh: str
    en: str
    tint: int
    mark: int
    count: int


def entry_key(attributes: Mapping[str, Any], grouped: bool) -> str:
    """Name the legend entry of a node from its attributes; `grouped` where any node has a group."""
    if grouped and attributes.get("group"):
        return f"group:{attributes['group']}"
    if grouped and is_member_kind(str(attributes.get("kind") or "")):
        return "group:"
    return f"kind:{attributes.get('kind') or ''}"


def is_member_kind(kind: str) -> bool:
    """Say whether things of this kind are what a map colours by group."""
    return kind in ("company", "institution", "government")


def has_groups(graph: Any) -> bool:
    """Say whether any node of the graph has a group."""
    return any(attributes.get("group") for _, attributes in graph.nodes(data=True))


def legend(graph: Any) -> list[Entry]:
    """Make the legend of a graph: places first, then the largest entry first, "none stated" last."""
    grouped = has_groups(graph)
    counts = Counter({entry_key(attributes, grouped): 0 for _, attributes in graph.nodes(data=True)})
    # A field that is shown itself is the key to its colour, and none of those that it counts.
    counts.update(
        entry_key(attributes, grouped)
        for key, attributes in graph.nodes(data=True)
        if attributes.get("group") != key
    )
    names = _names(graph, grouped)
    order = sorted(counts, key=lambda key: (_rank(key), -counts[key], key))
    entries, coloured = [], 0
    for key in order:
        tint, mark, coloured = _tint_and_mark(key, grouped, coloured)
        zh, en = names[key]
        entries.append(Entry(key, zh, en, tint, mark, counts[key]))
    return entries


def _rank(key: str) -> int:
    if key == "group:":
        return 3
    if key.startswith("group:"):
        return 1
    return 0 if key.removeprefix("kind:") in _PLACES else 2


def _tint_and_mark(key: str, grouped: bool, coloured: int) -> tuple[int, int, int]:
    """Give tint, mark, and how many colours are in use after this entry."""
    kind = key.removeprefix("kind:")
    if key == "group:":
        return GREY, 0, coloured
    if key.startswith("kind:") and kind in _PLACES:
        return INK, _PLACES[kind], coloured
    if key.startswith("kind:") and grouped:
        return INK, 1, coloured
    round_, tint = divmod(coloured, len(TINTS["light"]))
    return tint, round_ % len(MARKS), coloured + 1


def _names(graph: Any, grouped: bool) -> dict[str, tuple[str, str]]:
    groups = graph.graph.get("groups", {})
    names: dict[str, tuple[str, str]] = {"group:": (text("no_group", "zh"), text("no_group", "en"))}
    several = _of_several_classes(graph, grouped)
    for _, attributes in graph.nodes(data=True):
        key = entry_key(attributes, grouped)
        if key in names:
            continue
        if key in several:
            names[key] = (kind_text(attributes["kind"], "zh"), kind_text(attributes["kind"], "en"))
        elif key.startswith("group:"):
            given = groups.get(attributes["group"], {})
            names[key] = (
                str(given.get("zh") or given.get("en") or attributes["group"]),
                str(given.get("en") or given.get("zh") or attributes["group"]),
            )
        else:
            kind = str(attributes.get("kind") or "")
            names[key] = (
                str(attributes.get("class_zh") or kind_text(kind, "zh")),
                str(attributes.get("class_en") or kind_text(kind, "en")),
            )
    return names


def _of_several_classes(graph: Any, grouped: bool) -> set[str]:
    """Give the entries whose nodes are of several classes, where their kind has a name for them all."""
    classes: dict[str, set[str]] = {}
    for _, attributes in graph.nodes(data=True):
        if attributes.get("kind") in KINDS:
            found = classes.setdefault(entry_key(attributes, grouped), set())
            found.add(str(attributes.get("class_en") or ""))
    return {key for key, found in classes.items() if key.startswith("kind:") and len(found) > 1}
