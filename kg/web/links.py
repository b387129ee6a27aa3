"""Where a link leads: an IRI of ours to its page here, another IRI of the web to itself, all else nowhere."""

import re
from collections.abc import Iterable
from urllib.parse import quote, urlencode

from pyoxigraph import NamedNode

from kg.rdf.vocab import ID, ONTOLOGY

BASE = "https://w3id.org/suanli"
"""What stands before a page's path in the IRI of its thing, wherever the site is."""

_OURS = (ID, ONTOLOGY)
_WEB = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)
_MARKS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def iri_of(path: str) -> NamedNode | None:
    """Give the IRI whose page is at a path; None where the path is no page of a thing.

    >>> iri_of("/id/city/hangzhou").value
    'https://w3id.org/suanli/id/city/hangzhou'
    """
    if not path.startswith(("/id/", "/ontology/")):
        return None
    try:
        return NamedNode(BASE + path)
    except ValueError:
        return None


def path_of(iri: str) -> str | None:
    """Give the path, encoded, at which an IRI of ours has its page; None for what is not ours.

    >>> path_of("https://w3id.org/suanli/id/ranking/榜"), path_of("https://example.org/")
    ('/id/ranking/%E6%A6%9C', None)
    """
    return quote(iri.removeprefix(BASE)) if iri.startswith(_OURS) else None


def href(iri: str, parameters: Iterable[tuple[str, str]] = ()) -> str | None:
    """Give what a link to an IRI has for its address; None for what is no page and no address of the web.

    >>> href("javascript:alert(1)") is None
    True
    """
    path = path_of(iri)
    if path is not None:
        return url(path, parameters)
    return iri if _WEB.match(iri) else None


def url(path: str, parameters: Iterable[tuple[str, str]] = ()) -> str:
    """Put parameters behind a path that is encoded already; those without a value are left out.

    >>> url("/search", [("q", "a&b"), ("kind", "")])
    '/search?q=a%26b'
    """
    asked = urlencode([(name, value) for name, value in parameters if value != ""])
    return f"{path}?{asked}" if asked else path


def without_marks(text: str) -> str:
    """Leave out the signs that turn the direction of writing, for places where nothing can fence them in."""
    return _MARKS.sub("", text)
