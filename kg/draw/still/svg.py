"""A still picture: heading and legend on the left, the picture on the right, sources at the foot."""

from typing import Any

from kg.draw.layout.geometry import Box, Layout, clip, shorten, text_width
from kg.draw.page.record import caption, counts
from kg.draw.palette import Entry, legend
from kg.draw.still.elements import Xml
from kg.draw.still.picture import Picture
from kg.draw.texts import both, text

WIDTH, HEIGHT = 1480, 940
"""Size of the sheet, pixels."""

_LEFT, _COLUMN = 36.0, 236.0
_PICTURE_BOX = Box(300.0, 28.0, 1456.0, 874.0)
_ROW = 25.0


def svg(graph: Any, layout: Layout, *, language: str, theme: str, title: str) -> str:
    """Write the SVG of a laid out graph.

    Args:
        graph: A networkx graph as `kg.graph.network` makes it.
        layout: Where its nodes stand.
        language: "zh" or "en".
        theme: "light" or "dark".
        title: The heading; any text, it is escaped here.
    """
    entries = legend(graph)
    out = Xml()
    picture = Picture(graph, layout, entries, box=_PICTURE_BOX, language=language, theme=theme)
    out.add("rect", width=WIDTH, height=HEIGHT, fill=picture.paper["paper"])
    picture.draw(out)
    top = _heading(out, picture, graph, layout, title)
    _legend(out, picture, entries, top)
    _foot(out, picture, graph, layout)
    return out.document(WIDTH, HEIGHT, title=title, language=language)


def _heading(out: Xml, picture: Picture, graph: Any, layout: Layout, title: str) -> float:
    y = 58.0
    for line in _balanced(title, 21, _COLUMN)[:4]:
        out.text(line, _LEFT, y, size=21, weight=700, fill=picture.paper["ink"])
        y += 28
    said = counts(graph, layout, picture.language).splitlines()
    said += [str(note[picture.language]) for note in graph.graph.get("notes", ())]
    for sentence in said:
        for line in _wrapped(sentence, 12, _COLUMN):
            out.text(line, _LEFT, y, size=12, fill=picture.paper["soft"])
            y += 18
    return y + 22


def _legend(out: Xml, picture: Picture, entries: list[Entry], top: float) -> None:
    most = int((HEIGHT - 110 - top) // _ROW)
    shown = entries if len(entries) <= most else entries[: most - 1]
    y, family = top, ""
    for entry in shown:
        new = entry.key.partition(":")[0]
        if family and new != family:
            out.add("path", d=f"M{_LEFT} {y - 12}H{_LEFT + _COLUMN}", stroke=picture.paper["line"])
            y += 8
        family = new
        out.mark(entry.mark, _LEFT + 7, y, 5.4, colour=picture.colour(entry), paper=picture.paper["paper"])
        name = entry.en if picture.language == "en" else entry.zh
        out.text(shorten(name, 13, _COLUMN - 50), _LEFT + 24, y + 4.5, size=13, fill=picture.paper["ink"])
        count = str(entry.count)
        out.text(
            count, _LEFT + _COLUMN - text_width(count, 12), y + 4.5, size=12, fill=picture.paper["faint"]
        )
        y += _ROW
    if len(shown) < len(entries):
        more = text("more", picture.language).format(count=len(entries) - len(shown))
        out.text(more, _LEFT, y + 4, size=12, fill=picture.paper["faint"])


def _foot(out: Xml, picture: Picture, graph: Any, layout: Layout) -> None:
    y = HEIGHT - 32.0
    documents = [both(each, "document")[picture.language] for each in graph.graph.get("documents", ())]
    lines = [caption(graph, layout, picture.language)]
    if documents:
        joint = "；" if picture.language == "zh" else "; "
        lines.append(text("sources", picture.language).format(documents=joint.join(documents)))
    for line in reversed([line for line in lines if line]):
        said = clip(line, 11.5, WIDTH - 2 * _LEFT)
        out.text(said, _LEFT, y, size=11.5, fill=picture.paper["faint"])
        y -= 18


def _balanced(said: str, size: float, width: float) -> list[str]:
    """Break text into as few lines as `width` allows, each as narrow as that number of lines allows."""
    lines = _wrapped(said, size, width)
    narrower = width
    while len(_wrapped(said, size, narrower - size / 2)) == len(lines) and narrower > 4 * size:
        narrower -= size / 2
    return _wrapped(said, size, narrower)


def _wrapped(said: str, size: float, width: float) -> list[str]:
    """Break text into lines: at blanks, and between Chinese characters."""
    lines, line = [], ""
    for word in _words(said):
        if line and text_width(line + word.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    lines.append(line.rstrip())
    return [clip(each, size, width) for each in lines]


def _words(said: str) -> list[str]:
    words: list[str] = []
    for character in said:
        joins = words and not words[-1].endswith(" ") and character < "\u2e80" and words[-1][-1] < "\u2e80"
        # Closing punctuation never begins a line.
        if joins or (words and character in "，。；：！？、）》”… "):
            words[-1] += character
        else:
            words.append(character)
    return words
