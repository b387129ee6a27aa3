"""The URLs of an endpoint, and the login of who asks there, which no `repr` shows.

The only module that takes the URL of a store apart.
"""

from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit, urlunsplit

from kg.errors import BadTerm
from kg.language import Text

_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Login:
    """Who asks: a name and a password, or a token. None of them is in its `repr`."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The three URLs of an endpoint; None is one that is not known, or that it does not have."""

    query: str
    update: str | None = None
    graph_store: str | None = None


def split_login(url: str, login: Login) -> tuple[str, Login]:
    """Take a login that is written into a URL out of it; one that is given besides counts more.

    Raises:
        BadTerm: It is not an HTTP address of a host.

    >>> url, login = split_login("http://ann:pw@localhost:8890/sparql", Login())
    >>> url, login.user
    ('http://localhost:8890/sparql', 'ann')
    """
    parts = urlsplit(_checked(url))
    if "@" not in parts.netloc:
        return urlunsplit(parts), login
    written, _, host = parts.netloc.rpartition("@")
    user, _, password = written.partition(":")
    if not (login.user or login.token):
        login = replace(login, user=unquote(user), password=unquote(password))
    return urlunsplit(parts._replace(netloc=host)), login


def _checked(url: str) -> str:
    """Give a URL back, without its fragment, if it is one that can be asked."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise _no_url(url) from error
    if parts.scheme.lower() not in _SCHEMES or not parts.hostname or any(c.isspace() for c in url):
        raise _no_url(url)
    return urlunsplit(parts._replace(fragment=""))


def _no_url(url: str) -> BadTerm:
    return BadTerm(
        # What may be a password in it is not repeated.
        value=url.rpartition("@")[2],
        wanted=Text("the address of an endpoint", "端点的地址"),
        remedy=Text("write it like https://example.org/sparql", "请写成 https://example.org/sparql 的形式"),
    )
