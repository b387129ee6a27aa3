"""What every command is given: the store, the language, the terminal."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kg.store.remote.addresses import is_url

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.store.remote.remote_store import RemoteStore


@dataclass(frozen=True, slots=True)
class Session:
    """What every command is given: where the store is, which language to speak, and to whom."""

    language: str
    store: str
    """Where the store is, as it was named: a folder, or the URL of an endpoint."""
    is_terminal: bool
    terminal_width: int | None = None
    """How many columns a table may take; None where nobody said."""

    connection: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What goes with the URL of an endpoint: its other addresses, who asks, how long to wait."""

    @property
    def is_remote(self) -> bool:
        """Whether the store is behind an endpoint."""
        return is_url(self.store)

    def open(self, *, whole: bool = False) -> "Graph":
        """Open the graph that the command is about; `whole` where it will look at much of it."""
        from kg.graph import open_graph

        return open_graph(self.store, language=self.language, whole=whole, **self.connection)

    def connect(self, url: str = "") -> "RemoteStore":
        """Open the store behind the endpoint that was named, or behind this one."""
        from kg.store.remote import connect

        return connect(url or self.store, language=self.language, **self.connection)

    def say(self, en: str, zh: str) -> None:
        """Tell the reader something that is no part of the result, on standard error."""
        print(zh if self.language == "zh" else en, file=sys.stderr)

    def choose(self, en: str, zh: str) -> str:
        """Give the text of the reader's language."""
        return zh if self.language == "zh" else en


def counted(number: int, one: str, many: str = "") -> str:
    """Tell a number of things in English.

    >>> counted(1, "row"), counted(2600, "row"), counted(0, "entry", "entries")
    ('1 row', '2,600 rows', '0 entries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
