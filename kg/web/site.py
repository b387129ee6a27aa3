"""The whole site: the endpoints, the pages and the files, each at its path."""

from collections.abc import Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from kg.errors import BadRequest
from kg.language import Text
from kg.service.endpoints import App, endpoint, sparql, update, void
from kg.service.graph_store import PATH as STORE
from kg.service.graph_store import graph_store
from kg.service.negotiation import best_language
from kg.service.requests import HttpRequest, Service
from kg.service.respond import Receive, Scope, Send
from kg.service.sparql_protocol import parameters
from kg.web.queries import editor_files as assets

_STATIC = "/static/"


class Site:
    """The ASGI application of `kg serve`.

    Args:
        service: What the endpoints share.
        aside: A folder for what clients send, while it is read.
        cache: The folder of the editor's files; see `kg.web.queries.editor_files`.
        documents: A folder with the documents as received, or None.
    """

    def __init__(self, service: Service, aside: Path, cache: Path, documents: Path | None = None) -> None:
        pages = _pages(service, cache, documents)
        self._exact: Mapping[str, App] = {
            "/sparql": sparql(service, pages),
            "/update": update(service),
            "/.well-known/void": void(service),
            STORE: graph_store(service, aside),
        }
        self._under: Mapping[str, App] = {
            f"{STORE}/": graph_store(service, aside),
            _STATIC: _files(service, cache),
        }
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path: str = scope["path"]
        app = self._exact.get(path)
        if app is None:
            app = next((app for begin, app in self._under.items() if path.startswith(begin)), self._pages)
        await app(scope, receive, send)


def _pages(service: Service, cache: Path, documents: Path | None) -> App:
    has_editor = assets.ready(cache)

    async def answer(request: HttpRequest) -> None:
        fields = parameters(request.call())
        said = dict(fields).get("lang")
        language = said if said in ("zh", "en") else best_language(request.language, ("en", "zh"))
        job = {
            "job": "page",
            "path": request.scope["path"],
            "parameters": fields,
            "language": language,
            "documents": str(documents) if documents else None,
            "has_editor": has_editor,
        }
        asked = request.scope["query_string"].decode("latin-1")
        await request.read(job, request.tag(request.scope["path"], asked, str(has_editor)))

    return endpoint(service, ("GET", "HEAD"), answer)


def _files(service: Service, cache: Path) -> App:
    ours = StaticFiles(packages=[("kg.web", "static")])
    editor = StaticFiles(directory=assets.folder(cache), check_dir=False)

    async def answer(request: HttpRequest) -> None:
        name = request.scope["path"].removeprefix(_STATIC)
        files = editor if name in assets.NAMES else ours
        scope = {**request.scope, "path": f"/{name}", "root_path": ""}
        try:
            response = await files.get_response(files.get_path(scope), scope)
        except HTTPException as error:
            raise BadRequest(
                status=error.status_code,
                problem=Text(f"there is no file {name[:80]!r}", f"没有文件 {name[:80]!r}"),
                remedy=Text("the pages begin at /", "页面从 / 开始"),
            ) from error
        response.headers["X-Content-Type-Options"] = "nosniff"
        await response(scope, request.receive, request.send)

    return endpoint(service, ("GET", "HEAD"), answer)
