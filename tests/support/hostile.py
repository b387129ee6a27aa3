"""A client without manners: any bytes over a socket, answers read strictly, and a trap for fetches."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import h11

from support.processes import descendants, memory

PATIENCE_S = 20.0


@dataclass(frozen=True)
class Answer:
    """One response, as far as it came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key == name)

    @property
    def text(self) -> str:
        return self.body.decode()


def connect(url: str, patience_s: float = PATIENCE_S) -> socket.socket:
    """Open a connection to where an address is."""
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 80), timeout=patience_s)


def head(request_line: str, *headers: str) -> bytes:
    """Write the head of a request; it has a Host unless one is among the headers."""
    named = any(line.lower().startswith("host:") for line in headers)
    lines = [request_line, *([] if named else ["Host: localhost"]), *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def posted(path: str, body: bytes, content_type: str, *headers: str) -> bytes:
    """Write a POST as it should be."""
    return (
        head(
            f"POST {path} HTTP/1.1", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *headers
        )
        + body
    )


def asked(query: str) -> bytes:
    """Write a query by GET, as programs do."""
    return head(f"GET /sparql?query={quote(query, safe='')} HTTP/1.1")


def send(url: str, data: bytes, method: str = "GET", patience_s: float = PATIENCE_S) -> Answer | None:
    """Send bytes over a connection of their own; give the answer, None where the connection was just closed.

    Raises:
        h11.RemoteProtocolError: What came is no HTTP.
        TimeoutError: Nothing came.
    """
    with connect(url, patience_s) as connection:
        # What was answered before the connection was closed is read all the same.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(data)
        return next(answers(connection, [method]), None)


def answers(connection: socket.socket, methods: list[str]) -> Iterator[Answer]:
    """Read the answers to requests by these methods, in their order, until the connection is closed."""
    held = b""
    for method in methods:
        reader = h11.Connection(h11.CLIENT)
        reader.send(h11.Request(method=method, target="/", headers=[("Host", "localhost")]))
        reader.send(h11.EndOfMessage())
        if held:
            reader.receive_data(held)
        answer = _answer(reader, connection)
        if answer is None:
            return
        held = reader.trailing_data[0]
        yield answer


def _answer(reader: h11.Connection, connection: socket.socket) -> Answer | None:
    response: h11.Response | None = None
    body = bytearray()
    while True:
        event = reader.next_event()
        if event is h11.NEED_DATA:
            try:
                data = connection.recv(1 << 16)
            except ConnectionResetError:
                data = b""
            if not data and response is None:
                return None
            reader.receive_data(data)
        elif isinstance(event, h11.Response):
            response = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            assert response is not None
            headers = tuple((name.decode(), value.decode("latin-1")) for name, value in response.headers)
            return Answer(response.status_code, headers, bytes(body))


def is_alive(url: str) -> bool:
    """Say whether a small query is answered, over a new connection."""
    answer = send(url, asked("ASK { ?s ?p ?o }"), patience_s=PATIENCE_S)
    return answer is not None and answer.status == 200


@dataclass
class Canary:
    """A server that nobody should ever talk to, and what it was sent nevertheless."""

    port: int
    heard: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@contextmanager
def canary(
    answer: bytes = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
) -> Iterator[Canary]:
    """Listen on loopback, and answer everybody in the same way, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        trap = Canary(listening.getsockname()[1])
        thread = threading.Thread(target=_listen, args=(listening, trap, answer), daemon=True)
        thread.start()
        yield trap
        # The one who is asleep in `accept` is woken by a visitor who says nothing.
        socket.create_connection(("127.0.0.1", trap.port)).close()
        thread.join()


def _listen(listening: socket.socket, trap: Canary, answer: bytes) -> None:
    while True:
        connection, _ = listening.accept()
        with connection:
            connection.settimeout(5)
            heard = connection.recv(1 << 16)
            if not heard:
                return
            trap.heard.append(heard)
            connection.sendall(answer)


class Weighing:
    """Looks at the memory of a process, and of all that come from it, for as long as the block goes on."""

    def __init__(self, root: int) -> None:
        self.root = root
        self.most_of_root = self.most_of_all = 0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Weighing":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._is_over.is_set():
            alone = memory([self.root])
            self.most_of_root = max(self.most_of_root, alone)
            self.most_of_all = max(self.most_of_all, alone + memory(descendants(self.root)))
            time.sleep(0.05)
