"""A store behind any SPARQL 1.1 endpoint, through SPARQLWrapper.

`connect` gives one, with every verb of the Store protocol. What engines do differently is
in `kg.store.remote.dialects`.
"""

from typing import TYPE_CHECKING, Any

from kg.store.remote.addresses import is_url, lacks_scheme

if TYPE_CHECKING:
    from kg.store.remote.remote_store import RemoteStore

__all__ = ["connect", "is_url", "lacks_scheme"]


def connect(url: str, **options: Any) -> "RemoteStore":
    """Open the store behind an endpoint; see `kg.store.remote.discovery.connect` for the options.

    Raises:
        BadTerm: It is no address.
        StoreError: Nobody answers there, or something that is no SPARQL endpoint.
    """
    # SPARQLWrapper takes 180 ms to import, and who uses a folder does not need it.
    from kg.store.remote.discovery import connect as open_endpoint

    return open_endpoint(url, **options)
