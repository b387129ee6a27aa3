"""Sending answers: what a worker gives, passed on to the client, or an error in the client's language.

The only module that decides which status an error has; pages have a table in `web.page_routes`.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from kg.errors import (
    AnswerTooLong,
    BadInput,
    BadQuery,
    BadRequest,
    KgError,
    NoStore,
    NotAllowed,
    NotAStore,
    StoreFull,
    StoreLocked,
    TooBusy,
    TookTooLong,
    TookTooMuch,
    UnknownName,
    UnknownQuery,
)
from kg.language import Text
from kg.service.negotiation import best_language
from kg.service.workers import Conversation, Head

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

_STATUS: dict[type[KgError], int] = {
    NotAllowed: 403,
    UnknownName: 404,
    UnknownQuery: 404,
    BadInput: 400,
    TookTooLong: 504,
    TookTooMuch: 507,
    AnswerTooLong: 507,
    TooBusy: 503,
    StoreLocked: 503,
    StoreFull: 507,
    NoStore: 503,
    NotAStore: 503,
}
log = logging.getLogger("kg.service")

_STALLED_S = 60.0
"""A client that reads nothing for so long is cut off."""

BREAK_OFF = "kg.response.break-off"
"""An ASGI message of ours to our own server: cut the connection, whatever is still to be sent."""

KNOWN_LONG = "kg.known-long"
"""The key in the state of a request's scope of a list, not empty if the request is known to take long."""

SERVER = "suanli"
"""What the service calls itself; `kg.store.remote` knows it by that."""

COMMON: tuple[tuple[bytes, bytes], ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Content-Disposition"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
"""Headers of every answer. Reading needs no rights, so that pages of other sites may read too."""


class ClientGone(Exception):
    """The client went away before it had sent its request, or received its answer."""


def status_of(error: KgError) -> int:
    """Give the status that an error is answered with."""
    if isinstance(error, BadRequest):
        return int(error.values["status"])  # type: ignore[call-overload, no-any-return]
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)


def over_http(error: KgError) -> KgError:
    """Give an error without the advice that only helps at a command line."""
    if type(error) is not BadQuery or "remedy" in error.values:
        return error
    remedy = Text("mend it and send it again", "请改正后重新发送")
    return BadQuery(**error.values, remedy=remedy)


async def send_whole(
    send: Send, status: int, content_type: str, body: bytes, headers: Headers = (), *, is_head: bool = False
) -> None:
    """Send an answer whose body is complete; to HEAD only its head."""
    all_headers = [*COMMON, *headers]
    # An answer without a body says neither its length nor its type.
    if status not in (204, 304):
        all_headers.append((b"content-length", str(len(body)).encode()))
        if content_type:
            all_headers.append((b"content-type", content_type.encode("latin-1", "replace")))
    await send({"type": "http.response.start", "status": status, "headers": all_headers})
    await send({"type": "http.response.body", "body": b"" if is_head else body})


async def send_error(
    send: Send, error: KgError, accept_language: str, headers: Headers = (), *, is_head: bool = False
) -> None:
    """Send an error as two sentences of plain text, in the language that the client likes best."""
    language = best_language(accept_language, ("en", "zh"))
    status = status_of(error)
    more = [*headers, (b"content-language", language.encode()), (b"vary", b"Accept-Language")]
    if status == 503:
        more.append((b"retry-after", b"5"))
    if status == 401:
        more.append((b"www-authenticate", b'Bearer realm="suanli"'))
    text = f"{over_http(error).sentence(language)}\n".encode()
    await send_whole(send, status, "text/plain; charset=utf-8", text, more, is_head=is_head)


async def relay(
    conversation: Conversation,
    receive: Receive,
    send: Send,
    accept_language: str,
    headers: Headers = (),
    *,
    is_head: bool = False,
) -> None:
    """Pass on what a worker answers, as it comes; stop the worker when the client goes away."""
    try:
        await _wait_for_answer(conversation, receive)
        head = await conversation.stream.begun
    except KgError as error:
        await send_error(send, error, accept_language, is_head=is_head)
        return
    except BaseException:
        conversation.give_up()
        raise
    all_headers = [
        *headers,
        *((name.lower().encode(), value.encode("latin-1", "replace")) for name, value in head.headers),
    ]
    body = conversation.stream.whole()
    if body is not None:
        await send_whole(send, head.status, head.content_type, body, all_headers, is_head=is_head)
        return
    try:
        await _stream(conversation, receive, send, head, all_headers, is_head=is_head)
    except KgError as error:
        # Without its last chunk no client mistakes the answer for a complete one.
        log.warning("an answer was cut: %s", error.sentence("en"))
        await send({"type": BREAK_OFF})
    except TimeoutError:
        log.warning("an answer was cut: its reader took nothing for %g s", _STALLED_S)
        await send({"type": BREAK_OFF})
    finally:
        conversation.give_up()


async def _wait_for_answer(conversation: Conversation, receive: Receive) -> None:
    """Wait until the answer begins; once that takes long, watch whether the client is still there too.

    Raises:
        ClientGone: It is not.
    """
    stream = conversation.stream
    await stream.noticed
    if stream.begun.done():
        return
    async with _disconnection(receive) as gone:
        await asyncio.wait((stream.begun, gone), return_when=asyncio.FIRST_COMPLETED)
        if not stream.begun.done():
            raise ClientGone


@contextlib.asynccontextmanager
async def _disconnection(receive: Receive) -> AsyncIterator[asyncio.Future[None]]:
    """Give a future that is done when the client has gone away."""

    async def wait() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    gone = asyncio.ensure_future(wait())
    try:
        yield gone
    finally:
        gone.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await gone


async def _stream(
    conversation: Conversation, receive: Receive, send: Send, head: Head, headers: Headers, *, is_head: bool
) -> None:
    content_type = head.content_type.encode("latin-1", "replace")
    start = [*COMMON, *headers, (b"content-type", content_type)]
    await send({"type": "http.response.start", "status": head.status, "headers": start})
    # uvicorn raises no error when something is sent to a client that is gone.
    async with _disconnection(receive) as gone:
        while not is_head and not gone.done() and (chunk := await _next_chunk(conversation, gone)):
            async with asyncio.timeout(_STALLED_S):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        if not gone.done():
            await send({"type": "http.response.body", "body": b""})


async def _next_chunk(conversation: Conversation, gone: asyncio.Future[None]) -> bytes:
    """Wait for some more of the body; b"" at its end, or when the client is gone."""
    chunk = asyncio.ensure_future(conversation.stream.chunk())
    try:
        await asyncio.wait((chunk, gone), return_when=asyncio.FIRST_COMPLETED)
        return await chunk if chunk.done() else b""
    finally:
        chunk.cancel()
