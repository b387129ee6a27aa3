"""What a page is asked: the path, its parameters, and what its reader would rather have."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

LARGEST_PAGE = 1_000_000
"""A page's number beyond this is nobody's question."""


@dataclass(frozen=True, slots=True)
class Request:
    """One question to the site.

    Attributes:
        path: Decoded, as ASGI gives it: "/id/city/hangzhou".
        parameters: Names and values of the query string or of a form, decoded, in their order.
        language: "zh" or "en": what `?lang=` says, else what Accept-Language would rather have.
        origin: Where the site is, without a slash at its end: "http://127.0.0.1:8000".
        accept: The Accept header; "" is anything.
        is_writable: Whether updates are taken.
        documents: A folder with the documents as received, whose passages may be shown; None shows positions.
        has_editor: Whether the editor's files are there, see
            `kg.web.queries.editor_files.ready`; else it is a text area.
    """

    path: str
    parameters: tuple[tuple[str, str], ...] = ()
    language: Literal["zh", "en"] = "en"
    origin: str = ""
    accept: str = ""
    is_writable: bool = False
    documents: Path | None = None
    has_editor: bool = False

    def first(self, name: str, default: str = "") -> str:
        """Give the first value of a parameter.

        >>> Request("/search", (("q", "杭州"), ("q", "北京"))).first("q")
        '杭州'
        """
        return next((value for key, value in self.parameters if key == name), default)

    def number(self, name: str) -> int:
        """Give a page's number, from 1; what is no number, or none that a page could have, is 1.

        >>> Request("/search", (("page", "3"), ("facts", "x"))).number("page")
        3
        """
        value = self.first(name)
        is_one = value.isascii() and value.isdigit() and len(value) < 9
        return min(max(int(value), 1), LARGEST_PAGE) if is_one else 1

    @property
    def link_parameters(self) -> tuple[tuple[str, str], ...]:
        """What every link of the site has: the language, where the address names it."""
        return (("lang", self.language),) if any(name == "lang" for name, _ in self.parameters) else ()
