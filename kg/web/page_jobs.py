"""What workers do for the whole site: the jobs of the service, and the making of pages."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from kg.service import description, graph_jobs
from kg.service import query_jobs as jobs
from kg.service.worker_state import Desk, prepare
from kg.service.workers.child import Job
from kg.service.workers.reply import Reply
from kg.web.request import Request
from kg.web.routes import answer
from kg.web.summary import differences_of
from kg.web.templates import compile_all

__all__ = ["JOBS", "prepare", "rehearse"]

LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""What a page may load: nothing that is not of this site, and nothing that stands in the page itself."""


def page(desk: Desk, request: dict[str, Any]) -> Reply:
    """Make a page."""
    desk.refresh(request["snapshot"])
    documents = request["documents"]
    asked = Request(
        path=request["path"],
        parameters=tuple((name, value) for name, value in request["parameters"]),
        language=request["language"],
        origin=request["origin"],
        accept=request["accept"],
        is_writable=desk.is_writable,
        documents=Path(documents) if documents else None,
        has_editor=request["has_editor"],
    )
    reply = answer(desk.graph(asked.language), asked)
    if any(name.lower() == "content-security-policy" for name, _ in reply.headers):
        return reply
    return replace(reply, headers=(*reply.headers, ("Content-Security-Policy", POLICY)))


def rehearse(desk: Desk) -> None:
    """Make a page of each language that nobody asked for, so that the first one asked for is quick."""
    for language in LANGUAGES:
        graph = desk.graph(language)
        for path in ("/", "/id/city/hangzhou"):
            answer(graph, Request(path, language=language))


def warm(desk: Desk, request: dict[str, Any]) -> Reply:
    """Make what pages need once for each snapshot."""
    desk.refresh(request["snapshot"])
    differences_of(desk.graph("en"))
    for language in LANGUAGES:
        answer(desk.graph(language), Request("/", language=language))
    return Reply(status=204, content_type="")


JOBS: dict[str, Job] = jobs.JOBS | graph_jobs.JOBS | description.JOBS | {"page": page, "warm": warm}

# This module is imported once, by the process that all workers are forked from.
compile_all()
