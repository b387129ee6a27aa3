"""The whole site: the endpoints, the pages and the files, each at its path."""

from kg.serve.endpoints import App, Service, sparql, update, void
from kg.serve.respond import Receive, Scope, Send


class Site:
    """The ASGI application of `kg serve`."""

    def __init__(self, service: Service) -> None:
        self._exact: dict[str, App] = {
            "/sparql": sparql(service),
            "/update": update(service),
            "/.well-known/void": void(service),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._exact[scope["path"]](scope, receive, send)
