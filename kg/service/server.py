"""Running the service: the HTTP server, its start and its end.

The only module that knows uvicorn.
"""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, MutableMapping
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.errors import StoreError, TooBusy, WorkerFault
from kg.language import Text
from kg.service.endpoints import App
from kg.service.inline.supervisor import Adopt, InlineProcesses
from kg.service.respond import BREAK_OFF, KNOWN_LONG, SERVER, ClientGone, Receive, Scope, Send, send_error
from kg.service.workers import Pool

_HEAD_S = 15.0
"""A client that has not sent the whole head of a request so long after its beginning is cut off."""
_IDLE_S = 30
_LONGEST_HEAD = 64 * 1024
_BACKLOG = 2048
_BREAK_OFF_S = 5.0

_STOPPING = {
    "problem": Text("this service is being stopped", "本服务正在停止"),
    "remedy": Text("try again when it is back", "请待其恢复后再试"),
}

log = logging.getLogger("kg.service")


class _Protocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, but a client that sends nothing is cut off after a while."""

    received = b""
    """What an inline process received over the connection before it gave it back."""
    unsent = b""
    """What an inline process had not sent yet; it goes out before anything else."""

    _waiting: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if self.unsent:
            transport.write(self.unsent)
        # Here and no later: what the client sent since may have arrived, and is delivered right after this.
        if self.received:
            self.data_received(self.received)
        else:
            self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        is_begin = self.cycle is None or self.cycle.response_complete
        super().data_received(_in_ascii(data) if is_begin and not data.isascii() else data)
        if self._waiting is not None:
            self._head += len(data)
            if self._head > _LONGEST_HEAD:
                self.transport.abort()

    def on_message_begin(self) -> None:
        self._stop_waiting()
        self._wait_for_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        self._head = 0
        self._waiting = self.loop.call_later(_HEAD_S, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def _in_ascii(data: bytes) -> bytes:
    """Escape the address in a request's first line, where people write 杭州 as it is and curl sends it so."""
    line, end, rest = data.partition(b"\r\n")
    if not line.isascii() and b" HTTP/1" in line:
        line = b"".join(bytes([byte]) if byte < 128 else b"%%%02X" % byte for byte in line)
    return line + end + rest


def listen(host: str, port: int) -> socket.socket:
    """Listen on an address; port 0 is any that is free.

    Raises:
        StoreError: It cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise StoreError(
            problem=Text(
                f"{host} port {port} cannot be listened on: {error.strerror}",
                f"无法监听 {host} 的端口 {port}：{error.strerror}",
            ),
            remedy=Text(
                "name another with `--host` and `--port`; port 0 is any that is free",
                "请用 `--host` 和 `--port` 另选；端口 0 表示任选一个空闲端口",
            ),
        ) from error
    listening.listen(_BACKLOG)
    return listening


def run(
    app: App,
    pool: Pool,
    processes: Callable[[Adopt], InlineProcesses],
    on_ready: Callable[[], None],
    on_stop: Callable[[int], None],
) -> None:
    """Serve until SIGTERM or SIGINT, then finish what runs.

    Args:
        app: The service.
        pool: Its workers, started here and stopped at the end.
        processes: Makes its inline processes, given what takes over the connections that they do not serve.
        on_ready: Called when requests are answered.
        on_stop: Called with the number of requests that are still to be finished when it is to stop.
    """
    # We log cut answers and faults ourselves, in plainer words than uvicorn.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        _with_faults_answered(app),
        http=_Protocol,
        ws="none",
        lifespan="off",
        loop="uvloop",
        log_config=None,
        access_log=False,
        server_header=False,
        headers=[("server", SERVER)],
        proxy_headers=False,
        date_header=True,
        timeout_keep_alive=_IDLE_S,
        timeout_graceful_shutdown=int(pool.limits.time_s) + 1,
    )
    # uvicorn raises the signal again once it has finished; by then there is nothing more to stop.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    _Server(config, pool, processes, on_ready, on_stop).run(sockets=[])


def _with_faults_answered(app: App) -> App:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def sending(message: MutableMapping[str, Any]) -> None:
            nonlocal has_begun
            has_begun = True
            if message["type"] == BREAK_OFF:
                _break_off(send)
                return
            try:
                await send(message)
            except RuntimeError as error:
                # So uvloop reports a connection that was cut while something was being sent over it.
                raise ClientGone from error

        try:
            await app(scope, receive, sending)
        except asyncio.CancelledError:
            if not has_begun:
                await send_error(send, TooBusy(**_STOPPING), "")
            raise
        except ClientGone:
            pass
        except Exception as error:
            log.exception("a fault of this program")
            if not has_begun:
                await send_error(send, WorkerFault(why=type(error).__name__), "")

    return answer


def _break_off(send: Any) -> None:
    transport = send.__self__.transport
    # Closing waits until the client has read what was sent, and this one may never do so.
    transport.close()
    asyncio.get_running_loop().call_later(_BREAK_OFF_S, transport.abort)


class _Server(uvicorn.Server):
    """uvicorn, but it gets its connections from the inline processes."""

    def __init__(
        self,
        config: uvicorn.Config,
        pool: Pool,
        processes: Callable[[Adopt], InlineProcesses],
        on_ready: Callable[[], None],
        on_stop: Callable[[int], None],
    ) -> None:
        super().__init__(config)
        self._on_stop = on_stop
        self._pool = pool
        self._processes = processes(self._adopt)
        self._on_ready = on_ready
        self._adopting: set[asyncio.Task[None]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await self._pool.open()
        await super().startup(sockets)
        await self._processes.open()
        self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        waiting = len(self.server_state.tasks)
        if waiting and not self.force_exit:
            self._on_stop(waiting)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._processes.close()
        await super().shutdown(sockets)
        await self._pool.close()

    def _adopt(self, connection: socket.socket, request: bytes, unsent: bytes, is_long: bool) -> None:
        adopting = asyncio.ensure_future(self._take_over(connection, request, unsent, is_long))
        self._adopting.add(adopting)
        adopting.add_done_callback(self._adopting.discard)

    async def _take_over(
        self, connection: socket.socket, request: bytes, unsent: bytes, is_long: bool
    ) -> None:
        # It holds for the first request alone: whoever reads it removes it.
        known_long = [True] if is_long else []
        protocol = _Protocol(self.config, self.server_state, {KNOWN_LONG: known_long})
        protocol.received, protocol.unsent = request, unsent
        try:
            await asyncio.get_running_loop().connect_accepted_socket(lambda: protocol, connection)
        except OSError:
            connection.close()  # the client has closed it meanwhile
