"""What names a store: a folder, the URL of an endpoint, or a host without how to ask it."""

import re

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
