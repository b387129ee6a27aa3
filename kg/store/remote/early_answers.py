"""Hearing what an endpoint says though it does not listen to the end.

Who refuses a large request, for want of a token or of room, often answers before all of it has come, and
hangs up. Then sending fails while the answer is there to be read, which says more than a broken connection.
"""

import http.client
import ssl
import urllib.request
from http.client import HTTPResponse
from typing import Any

_REFUSED = 400


class _Hearing(http.client.HTTPConnection):
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
        if self._broken is not None and response.status < _REFUSED:
            response.close()
            raise self._broken
        return response


class _SecureHearing(_Hearing, http.client.HTTPSConnection):
    pass


class Http(urllib.request.HTTPHandler):
    """Opens addresses without TLS."""

    def http_open(self, request: urllib.request.Request) -> HTTPResponse:
        """Send a request and give its answer."""
        return self.do_open(_Hearing, request)


class Https(urllib.request.HTTPSHandler):
    """Opens addresses with TLS."""

    def https_open(self, request: urllib.request.Request) -> HTTPResponse:
        """Send a request and give its answer."""
        return self.do_open(_SecureHearing, request)
