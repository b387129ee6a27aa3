"""Passages: the words at a position, where the documents as received are at hand.

A document is known by the SHA-256 of its bytes, so a file may have any name.
"""

import hashlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg.errors import BadFile
from kg.language import Text
from kg.model.claims import Span
from kg.model.documents import receive
from kg.rdf.iris import local_name
from kg.rdf.vocab import term
from kg.store import Store

_SHA256 = term("sl:sha256")


class Passages:
    """The texts of documents, found in a folder and those below it.

    Args:
        store: Says which SHA-256 each document has.
        folder: Where the documents lie; None where none are at hand.

    Raises:
        BadFile: There is no such folder.
    """

    def __init__(self, store: Store, folder: Path | None) -> None:
        if folder is not None and not folder.is_dir():
            raise BadFile(
                where=folder,
                why=Text("there is no such folder", "没有这个文件夹"),
                remedy=Text(
                    "give the folder that the documents as received lie in", "请给出存放原文的文件夹"
                ),
            )
        self.folder = folder
        self._store = store
        self._texts: dict[NamedNode, str | None] = {}

    def text(self, document: NamedNode) -> str | None:
        """Give a document's text as received; None where it is not at hand."""
        if document not in self._texts:
            path = self._by_hash.get(self.sha256(document) or "")
            self._texts[document] = receive(path).text if path is not None else None
        return self._texts[document]

    def passage(self, document: NamedNode, span: Span) -> str | None:
        """Give the words at a span; None where the text is not at hand, or is too short."""
        text = self.text(document)
        if text is None or not 0 <= span.start < span.end <= len(text):
            return None
        return text[span.start : span.end]

    def namesake(self, document: NamedNode) -> Path | None:
        """Find a file that bears the document's name, whatever text is in it."""
        return next((path for path in self._files() if path.stem == local_name(document)), None)

    def sha256(self, document: NamedNode) -> str | None:
        """Give the SHA-256 that the store says the document has."""
        found = (q.object for q in self._store.quads(subject=document, predicate=_SHA256))
        return next((o.value for o in found if isinstance(o, Literal)), None)

    @cached_property
    def _by_hash(self) -> dict[str, Path]:
        return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in self._files()}

    def _files(self) -> Iterator[Path]:
        if self.folder is not None:
            yield from sorted(path for path in self.folder.rglob("*") if path.is_file())
