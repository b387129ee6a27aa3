"""Starting the site as the command line asks for it, and preparing each new snapshot in the background."""

import asyncio
import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kg.disk import cache_folder
from kg.errors import KgError
from kg.graph import open_graph
from kg.service.inline.supervisor import InlineProcesses
from kg.service.newest_snapshot import Newest
from kg.service.requests import Service
from kg.service.server import listen, run
from kg.service.workers import Limits, Pool
from kg.store.remote.addresses import is_url
from kg.web.queries import editor_files as assets
from kg.web.site import Site


@dataclass(frozen=True, slots=True)
class Plan:
    """What to serve, to whom, and within which limits."""

    store: str
    """The folder of a store, or the address of an endpoint."""
    host: str = "127.0.0.1"
    port: int = 7878
    """0 is any that is free."""
    token: str | None = None
    """Whoever says this may write; None where nobody may."""
    allowed: tuple[str, ...] = ()
    """Hosts that SERVICE and LOAD may name."""
    origin: str | None = None
    """The address under which the world knows the service; None for the one that a request names."""
    documents: Path | None = None
    """A folder with the documents as received."""
    cache: Path = field(default_factory=cache_folder)
    """Where the editor's files are kept."""
    connection: dict[str, Any] = field(default_factory=dict)
    """What to connect to an endpoint with."""
    limits: Limits = field(default_factory=Limits)


def serve(plan: Plan, on_ready: Callable[[str], None], on_stop: Callable[[int], None]) -> None:
    """Serve until SIGTERM or SIGINT, then finish what runs.

    Args:
        plan: What to serve.
        on_ready: Called with the address when requests are answered.
        on_stop: Called with the number of requests that are waited for when it is to stop.

    Raises:
        StoreError: The store cannot be opened, or the address cannot be had.
    """
    is_folder = not is_url(plan.store)
    # Said now and not to the first who asks: there is no such store, or nobody there who answers.
    open_graph(plan.store, **plan.connection).store.close()
    newest = Newest(Path(plan.store) if is_folder else None)
    settings = {
        "store": plan.store,
        "connection": plan.connection,
        "allowed": list(plan.allowed),
        "is_writable": plan.token is not None,
        "origin": plan.origin,
        # Whoever may ask nobody has no need of a network.
        "is_offline": is_folder and not plan.allowed,
    }
    taken = listen(plan.host, plan.port)
    port = taken.getsockname()[1]
    host = f"[{plan.host}]" if ":" in plan.host else plan.host
    assets.fetch(plan.cache)
    with tempfile.TemporaryDirectory(prefix="suanli-") as aside:
        pool = Pool("kg.web.page_jobs", settings, plan.limits)
        site = Site(Service(pool, newest, plan.token, plan.origin), Path(aside), plan.cache, plan.documents)
        processes = partial(
            InlineProcesses,
            taken,
            plan.limits.processes if is_folder else 0,
            "kg.service.inline.answer",
            pool.settings,
        )
        background: list[asyncio.Task[None]] = []

        def ready() -> None:
            if is_folder:
                background.append(asyncio.ensure_future(keep_warm(pool, newest)))
            on_ready(plan.origin or f"http://{host}:{port}")

        run(site, pool, processes, ready, on_stop)


log = logging.getLogger("kg.service")

_LOOK_S = 0.5
# While changes follow one another nothing is made that the next one would make stale.
_QUIET_S = 2.0


async def keep_warm(pool: Pool, newest: Newest) -> None:
    """Have a worker prepare for each new snapshot once no newer one has come for a while; for ever."""
    warmed = seen = -1
    since = 0.0
    loop = asyncio.get_running_loop()
    while True:
        number = newest.number()
        if number != seen:
            since = loop.time() if seen >= 0 else 0.0
            seen = number
        if number != warmed and loop.time() - since >= _QUIET_S:
            warmed = number
            await _warm(pool, number)
        await asyncio.sleep(_LOOK_S)


async def _warm(pool: Pool, number: int) -> None:
    job: dict[str, Any] = {"job": "warm", "snapshot": number, "gzip": False}
    try:
        conversation = await pool.ask(job)
        await conversation.stream.begun
    except KgError as error:
        # Pages make it themselves then, and say what is wrong to who asks for them.
        log.warning("could not prepare for snapshot %d: %s", number, error.sentence("en"))
