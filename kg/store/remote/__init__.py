"""A store behind any SPARQL 1.1 endpoint, through SPARQLWrapper.

`connect` gives one, with every verb of the Store protocol. What engines do differently is
in `kg.store.remote.dialects`.
"""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.store.remote.remote_store import RemoteStore

__all__ = ["connect", "is_url", "lacks_scheme"]

_HOST = re.compile(r"(?:[\w-]+(?:\.[\w-]+)*|\[[\da-fA-F:]+\]):\d{1,5}(?:/|\Z)", re.ASCII)


def is_url(where: object) -> bool:
    """Say whether a place is the URL of an endpoint, and not a folder.

    >>> is_url("https://example.org/sparql"), is_url("kg-store")
    (True, False)
    """
    return isinstance(where, str) and where.lower().startswith(("http://", "https://"))


def lacks_scheme(where: str) -> bool:
    """Say whether a place looks like the address of a host, written without how to ask it.

    >>> lacks_scheme("127.0.0.1:7878"), lacks_scheme("localhost:3030/ds/query"), lacks_scheme("kg-store")
    (True, True, False)
    """
    return _HOST.match(where) is not None


def connect(url: str, **options: Any) -> "RemoteStore":
    """Open the store behind an endpoint; see `kg.store.remote.discovery.connect` for the options.

    Raises:
        BadTerm: It is no address.
        StoreError: Nobody answers there, or something that is no SPARQL endpoint.
    """
    # SPARQLWrapper takes 180 ms to import, and who uses a folder does not need it.
    from kg.store.remote.discovery import connect as open_endpoint

    return open_endpoint(url, **options)
