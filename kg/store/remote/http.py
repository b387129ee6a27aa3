"""Opening the URLs of an endpoint: logging in the way it asks, and reading an answer that comes early.

Over TLS a name and a password are sent at once; otherwise only when the endpoint asks for them, so that one
which wants a digest never sees the password. A redirection is not followed: no login goes to another host.
An endpoint may refuse before it has read all that is sent; what it says then is read all the same.
"""

import base64
import http.client
import ssl
import urllib.request
from email.message import Message
from http.client import HTTPResponse
from typing import IO, Any
from urllib.parse import urlsplit
from urllib.request import OpenerDirector, Request
from weakref import WeakSet

from kg.store.remote.login import Login

_AUTHORIZATION = "Authorization"
_FIRST_ERROR_STATUS = 400


def opener(login: Login, urls: list[str]) -> OpenerDirector:
    """Make what opens the URLs of an endpoint."""
    return urllib.request.build_opener(_Http(), _Https(), _NoRedirects(), _Authentication(login, urls))


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:
        """Follow nothing: a POST would become a GET on the way, and its text would be lost."""


class _Authentication(urllib.request.AbstractDigestAuthHandler, urllib.request.BaseHandler):
    """Sends a login: bearer, digest or basic."""

    auth_header = _AUTHORIZATION
    handler_order = 490

    def __init__(self, login: Login, urls: list[str]) -> None:
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, urls, login.user, login.password)
        super().__init__(passwords)
        self._login = login
        self._challenged = WeakSet[Request]()
        self._digest_challenge: dict[str, str] | None = None
        self._is_basic = all(urlsplit(url).scheme == "https" for url in urls)

    def http_request(self, request: Request) -> Request:
        """Send what is known to be wanted."""
        authorization = self._authorization(request)
        if authorization:
            request.add_unredirected_header(_AUTHORIZATION, authorization)
        return request

    https_request = http_request

    def http_error_401(
        self, request: Request, fp: IO[bytes], code: int, msg: str, headers: Message
    ) -> HTTPResponse | None:
        """Answer a challenge, once a request."""
        if not self._login.user or self._login.token or request in self._challenged:
            return None
        self._challenged.add(request)
        if not self._understands(headers.get_all("WWW-Authenticate") or []):
            return None
        fp.close()
        answer: HTTPResponse = self.parent.open(request, timeout=request.timeout)
        return answer

    def _understands(self, challenges: list[str]) -> bool:
        """Remember how the endpoint wants the login; False where it is no way that we know."""
        schemes = {scheme.lower(): rest for scheme, _, rest in (c.strip().partition(" ") for c in challenges)}
        if "digest" in schemes:
            parts = urllib.request.parse_http_list(schemes["digest"])
            self._digest_challenge = urllib.request.parse_keqv_list([part for part in parts if part])
        elif "basic" in schemes:
            self._is_basic = True
        return "digest" in schemes or "basic" in schemes

    def _authorization(self, request: Request) -> str | None:
        if self._login.token:
            return f"Bearer {self._login.token}"
        if not self._login.user:
            return None
        if self._digest_challenge is not None:
            answered = self.get_authorization(request, self._digest_challenge)
            return f"Digest {answered}" if answered else None
        if self._is_basic:
            both = f"{self._login.user}:{self._login.password}"
            return f"Basic {base64.b64encode(both.encode()).decode()}"
        return None


class _Http(urllib.request.HTTPHandler):
    def http_open(self, request: Request) -> HTTPResponse:
        """Send a request and give its answer."""
        return self.do_open(_Connection, request)


class _Https(urllib.request.HTTPSHandler):
    def https_open(self, request: Request) -> HTTPResponse:
        """Send a request and give its answer."""
        return self.do_open(_SecureConnection, request)


class _Connection(http.client.HTTPConnection):
    """A connection on which an answer is read also where the request could not be sent to its end."""

    _broken: OSError | None = None

    def request(self, *arguments: Any, **options: Any) -> None:
        """Send a request; that it could not be sent to the end is told once there is no answer either."""
        try:
            super().request(*arguments, **options)
        except (ConnectionError, ssl.SSLEOFError) as error:
            if self.sock is None:  # it was never connected
                raise
            self._broken = error

    def getresponse(self) -> HTTPResponse:
        """Give the answer; after half a request only a refusal is one."""
        response = super().getresponse()
        if self._broken is not None and response.status < _FIRST_ERROR_STATUS:
            response.close()
            raise self._broken
        return response


class _SecureConnection(_Connection, http.client.HTTPSConnection):
    pass
