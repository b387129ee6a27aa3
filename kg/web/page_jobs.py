"""What workers do for the whole site: the jobs of the service, and the making of pages."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from kg.service import description, graph_jobs
from kg.service import query_jobs as jobs
from kg.service.worker_state import WorkerState, prepare
from kg.service.workers.child import Job
from kg.service.workers.reply import Reply
from kg.web.page_routes import answer
from kg.web.request import Request
from kg.web.summary import differences_of
from kg.web.templates import compile_all

__all__ = ["JOBS", "prepare", "rehearse"]

LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""What a page may load: nothing that is not of this site, and nothing that stands in the page itself."""


def page(state: WorkerState, request: dict[str, Any]) -> Reply:
    """Make a page."""
    state.refresh(request["snapshot"])
    documents = request["documents"]
    asked = Request(
        path=request["path"],
        parameters=tuple((name, value) for name, value in request["parameters"]),
        language=request["language"],
        origin=request["origin"],
        accept=request["accept"],
        is_writable=state.is_writable,
        documents=Path(documents) if documents else None,
        has_editor=request["has_editor"],
    )
    reply = answer(state.graph(asked.language), asked)
    if any(name.lower() == "content-security-policy" for name, _ in reply.headers):
        return reply
    return replace(reply, headers=(*reply.headers, ("Content-Security-Policy", POLICY)))


def rehearse(state: WorkerState) -> None:
    """Make a page of each language that nobody asked for, so that the first one asked for is quick."""
    for language in LANGUAGES:
        graph = state.graph(language)
        for path in ("/", "/id/city/hangzhou"):
            answer(graph, Request(path, language=language))


def warm(state: WorkerState, request: dict[str, Any]) -> Reply:
    """Make what pages need once for each snapshot."""
    state.refresh(request["snapshot"])
    differences_of(state.graph("en"))
    for language in LANGUAGES:
        answer(state.graph(language), Request("/", language=language))
    return Reply(status=204, content_type="")


JOBS: dict[str, Job] = jobs.JOBS | graph_jobs.JOBS | description.JOBS | {"page": page, "warm": warm}

# This module is imported once, by the process that all workers are forked from.
compile_all()
