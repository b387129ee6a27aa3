"""Starting a service of the project's own for the suites: over an empty store on disk, writable."""

from collections.abc import Iterator
from contextlib import contextmanager

from support.served import served
from support.w3c.wire import Service


@contextmanager
def running(*arguments: str, in_pieces: bool = False) -> Iterator[Service]:
    """`kg serve` over an empty store, until the end of the block."""
    with served(None, *arguments) as one:
        yield Service(one.url, token=one.token, in_pieces=in_pieces)
