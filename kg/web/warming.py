"""Making what pages need once for each snapshot before anybody waits for it."""

import asyncio
import logging
from typing import Any

from kg.errors import KgError
from kg.service.newest import Newest
from kg.service.workers import Pool

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
        await conversation.exchange.begun
    except KgError as error:
        # Pages make it themselves then, and say what is wrong to who asks for them.
        log.warning("could not prepare for snapshot %d: %s", number, error.sentence("en"))
