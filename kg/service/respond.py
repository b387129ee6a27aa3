"""Sending answers: from a worker to the client, or an error in the client's language.

The only module that decides which status an error has.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
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
"""A client that takes nothing for so long is taken for gone."""

BREAK_OFF = "kg.response.break-off"
"""A message of our own to our own server: end the connection, whatever is still on its way."""

KNOWN_LONG = "kg.known-long"
"""Where the state of a request's scope has a list that is not empty if the request is known to take long."""

SERVER = "suanli"
"""What the service calls itself; `kg.store.remote` knows it by that."""

COMMON: tuple[tuple[bytes, bytes], ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Content-Disposition"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
"""Headers of every answer. Reading needs no rights, so that pages of other sites may read too."""


class Gone(Exception):
    """The client went away before it had sent, or taken, all."""


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
    """Send an answer that is all there; of one to HEAD only the head."""
    told = [*COMMON, *headers]
    # An answer without a body says neither its length nor its type.
    if status not in (204, 304):
        told.append((b"content-length", str(len(body)).encode()))
        if content_type:
            told.append((b"content-type", content_type.encode("latin-1", "replace")))
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": b"" if is_head else body})


async def send_error(
    send: Send, error: KgError, accept_language: str, headers: Headers = (), *, is_head: bool = False
) -> None:
    """Send an error as two sentences of plain text, in the language that the client likes best."""
    language = best_language(accept_language, ("en", "zh"))
    status = status_of(error)
    told = [*headers, (b"content-language", language.encode()), (b"vary", b"Accept-Language")]
    if status == 503:
        told.append((b"retry-after", b"5"))
    if status == 401:
        told.append((b"www-authenticate", b'Bearer realm="suanli"'))
    text = f"{over_http(error).sentence(language)}\n".encode()
    await send_whole(send, status, "text/plain; charset=utf-8", text, told, is_head=is_head)


async def relay(
    conversation: Conversation,
    receive: Receive,
    send: Send,
    accept_language: str,
    headers: Headers = (),
    *,
    is_head: bool = False,
) -> None:
    """Send on what a worker answers, as it comes; stop the worker when the client goes."""
    try:
        await _noticed(conversation, receive)
        head = await conversation.stream.begun
    except KgError as error:
        await send_error(send, error, accept_language, is_head=is_head)
        return
    except BaseException:
        conversation.give_up()
        raise
    told = [
        *headers,
        *((name.lower().encode(), value.encode("latin-1", "replace")) for name, value in head.headers),
    ]
    body = conversation.stream.whole()
    if body is not None:
        await send_whole(send, head.status, head.content_type, body, told, is_head=is_head)
        return
    try:
        await _stream(conversation, receive, send, head, told, is_head=is_head)
    except KgError as error:
        # Without its last chunk nobody can take the answer for a whole one.
        log.warning("an answer was cut: %s", error.sentence("en"))
        await send({"type": BREAK_OFF})
    except TimeoutError:
        log.warning("an answer was cut: its reader took nothing for %g s", _STALLED_S)
        await send({"type": BREAK_OFF})
    finally:
        conversation.give_up()


async def _noticed(conversation: Conversation, receive: Receive) -> None:
    """Wait for the answer; from when on it takes long, look whether the client is still there too.

    Raises:
        Gone: It is not.
    """
    stream = conversation.stream
    await stream.noticed
    if stream.begun.done():
        return
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait((stream.begun, gone), return_when=asyncio.FIRST_COMPLETED)
        if not stream.begun.done():
            raise Gone
    finally:
        gone.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await gone


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _stream(
    conversation: Conversation, receive: Receive, send: Send, head: Head, headers: Headers, *, is_head: bool
) -> None:
    content_type = head.content_type.encode("latin-1", "replace")
    start = [*COMMON, *headers, (b"content-type", content_type)]
    await send({"type": "http.response.start", "status": head.status, "headers": start})
    # Sending to who is gone is no error to uvicorn, so it has to be asked.
    gone = asyncio.ensure_future(_gone(receive))
    try:
        while not is_head and not gone.done() and (piece := await _piece_unless(conversation, gone)):
            async with asyncio.timeout(_STALLED_S):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        if not gone.done():
            await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await gone


async def _piece_unless(conversation: Conversation, gone: asyncio.Future[None]) -> bytes:
    """Wait for some more of the body; b"" at its end, or when the client is gone."""
    piece = asyncio.ensure_future(conversation.stream.piece())
    try:
        await asyncio.wait((piece, gone), return_when=asyncio.FIRST_COMPLETED)
        return await piece if piece.done() else b""
    finally:
        piece.cancel()
