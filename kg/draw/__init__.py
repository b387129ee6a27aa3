"""Drawing a graph: one self-contained HTML file, an SVG or a PNG, after the suffix of the file's name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.errors import BadFile, KgError
from kg.language import Text

THEMES = ("light", "dark", "auto")
"""What `theme` may be; a picture that is not a page takes "auto" for "light"."""

SUFFIXES = (".html", ".svg", ".png")
"""The kinds of picture, by the suffix of the file's name."""


def draw(
    graph: Any,
    path: str | Path,
    *,
    language: str = "zh",
    theme: str = "auto",
    title: str | Mapping[str, str] | None = None,
) -> Path:
    """Draw a network graph into one file, which appears whole or not at all.

    Args:
        graph: A networkx graph as `kg.graph.network` makes it.
        path: Where the picture goes; its suffix says which kind: .html, .svg or .png.
        language: "zh" or "en"; in the page the reader can switch.
        theme: "light", "dark", or "auto" for what the reader's system prefers.
        title: The heading: one text for both languages, or {"zh": …, "en": …}.

    Returns:
        The path that was written.

    Raises:
        KgError: The graph has no nodes, so there is nothing to draw; no file is written.
        BadFile: The suffix is none of these, or the file cannot be written.
        Missing: What the picture needs is not installed: pyvis, or for a PNG a font with the characters.
    """
    from kg.disk import atomic_writer, unwritable

    target = Path(path)
    if target.suffix.lower() not in SUFFIXES:
        raise BadFile(
            where=str(target),
            why=Text("a picture is .html, .svg or .png", "图片应为 .html、.svg 或 .png"),
            remedy=Text("end the name with one of these", "请以其中之一作为文件名后缀"),
        )
    picture = render(graph, target.suffix.lower(), language=language, theme=theme, title=title)
    try:
        with atomic_writer(target) as file:
            file.write(picture)
    except OSError as error:
        raise unwritable(target, error) from error
    return target


def render(
    graph: Any,
    suffix: str,
    *,
    language: str = "zh",
    theme: str = "auto",
    title: str | Mapping[str, str] | None = None,
) -> bytes:
    """Give the bytes of a picture, text in UTF-8. Arguments, but for the suffix, and errors as in `draw`."""
    from kg.draw.layout import arrange
    from kg.draw.palette import legend
    from kg.draw.texts import titles

    if not len(graph):
        raise KgError(
            problem=Text("there is nothing to draw: nothing was found", "没有可画的内容：什么也没有找到"),
            remedy=Text(
                "give a CONSTRUCT that finds triples; `kg export --query` shows what one finds",
                "请给出能找到三元组的 CONSTRUCT；`kg export --query` 可查看它找到什么",
            ),
        )
    said = titles(title, graph.graph)
    layout = arrange(graph, legend(graph))
    if suffix == ".html":
        from kg.draw.page.html import page

        return page(graph, layout, language=language, theme=theme, title=said).encode()
    from kg.draw.still.svg import svg

    look = "dark" if theme == "dark" else "light"
    written = svg(graph, layout, language=language, theme=look, title=said[language])
    if suffix == ".svg":
        return written.encode()
    from kg.draw.still.png import png

    return png(written)
