"""InlineProcesses: who holds a connection, who answers, and that none is lost when a process ends."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from kg.service.inline import supervisor
from kg.service.inline.supervisor import InlineProcesses
from kg.service.workers.limits import MEBIBYTE
from kg.service.workers.processes import preload

SETTINGS = {"memory": 500 * MEBIBYTE, "is_offline": True}


class Side:
    """InlineProcesses, and what came back from them."""

    def __init__(self, count: int) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = self.listening.getsockname()
        self.adopted: list[tuple[bytes, bytes]] = []
        self.processes = InlineProcesses(
            self.listening, count, "support.inline_answers", SETTINGS, self._adopt
        )
        self._held: list[socket.socket] = []

    def _adopt(self, connection: socket.socket, request: bytes, unsent: bytes, is_long: bool) -> None:
        self.adopted.append((request, unsent))
        self._held.append(connection)
        connection.setblocking(True)
        # The client that reads it runs in this thread.
        told = unsent + b"adopted " + request
        threading.Thread(target=connection.sendall, args=(told,), daemon=True).start()

    async def close(self) -> None:
        await self.processes.close()
        for connection in self._held:
            connection.close()


@asynccontextmanager
async def opened(count: int) -> AsyncIterator[Side]:
    preload(["support.inline_answers", "kg.service.inline.process"])
    side = Side(count)
    await side.processes.open()
    try:
        yield side
    finally:
        await side.close()


def with_processes(test: Callable[[Side], Coroutine[Any, Any, None]], count: int = 2) -> None:
    async def run() -> None:
        async with opened(count) as side:
            await asyncio.wait_for(test(side), 60)

    asyncio.run(run())


class Client:
    """A connection, and what is said over it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def of(cls, side: Side) -> "Client":
        return cls(*await asyncio.open_connection(*side.address))

    @classmethod
    async def in_a_process(cls, side: Side) -> "Client":
        """Connect until a process answers: where one has just ended nobody waits for the next."""
        while True:
            client = await cls.of(side)
            if (await client.ask(b"pid")).isdigit():
                return client
            await client.close()
            await asyncio.sleep(0.02)

    async def ask(self, request: bytes) -> bytes:
        self._writer.write(request)
        return await self._reader.read(100_000)

    async def read(self, size: int) -> bytes:
        return await self._reader.readexactly(size)

    def send(self, request: bytes) -> None:
        self._writer.write(request)

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


def test_a_connection_stays_in_its_inline_process_and_others_go_to_the_next() -> None:
    async def test(side: Side) -> None:
        clients = [await Client.of(side) for _ in range(8)]
        pids = [await client.ask(b"pid") for client in clients]
        assert [await client.ask(b"pid") for client in clients] == pids
        assert sorted(pids.count(pid) for pid in set(pids)) == [4, 4]
        for client in clients:
            await client.close()

    with_processes(test)


def test_what_a_inline_process_leaves_is_adopted_with_what_came() -> None:
    async def test(side: Side) -> None:
        client = await Client.of(side)
        assert await client.ask(b"echo 1") == b"echo 1"
        assert await client.ask(b"leave 2") == b"adopted leave 2"
        assert side.adopted == [(b"leave 2", b"")]
        await client.close()

    with_processes(test)


def test_what_a_client_does_not_take_at_once_is_not_waited_for() -> None:
    async def test(side: Side) -> None:
        slow, quick = await Client.of(side), await Client.of(side)
        slow.send(b"large")
        assert await quick.ask(b"echo") == b"echo"
        told = await slow.read(5_000_000 + len(b"adopted "))
        assert told == b"x" * 5_000_000 + b"adopted "
        ((request, unsent),) = side.adopted
        assert request == b"" and 0 < len(unsent) < 5_000_000
        for client in (slow, quick):
            await client.close()

    with_processes(test, count=1)


def test_when_a_request_takes_long_no_other_connection_is_lost() -> None:
    async def test(side: Side) -> None:
        clients = [await Client.of(side) for _ in range(20)]
        pid = await clients[0].ask(b"pid")
        # While it works others come and others speak.
        clients[0].send(b"work 1")
        late = [await Client.of(side) for _ in range(20)]
        answers = await asyncio.gather(*(client.ask(b"pid") for client in (*clients[1:], *late)))
        assert pid not in answers
        assert all(answer.isdigit() or answer == b"adopted pid" for answer in answers)
        assert await clients[0].read(len(b"adopted work 1")) == b"adopted work 1"
        for client in (*clients, *late):
            await client.close()

    with_processes(test)


def test_a_request_that_ended_a_inline_process_ends_no_second_one() -> None:
    async def test(side: Side) -> None:
        first = await Client.of(side)
        assert await first.ask(b"work 2") == b"adopted work 2"
        other, again = await Client.in_a_process(side), await Client.in_a_process(side)
        pid = await other.ask(b"pid")
        for _ in range(50):  # until the process that was started in place of the other knows
            if (await again.ask(b"echo")) == b"echo":
                break
            await asyncio.sleep(0.05)
        assert await again.ask(b"work 2") == b"adopted work 2"
        assert await other.ask(b"pid") == pid
        for client in (first, other, again):
            await client.close()

    with_processes(test, count=1)


def test_a_inline_process_that_dies_is_replaced() -> None:
    async def test(side: Side) -> None:
        client = await Client.of(side)
        assert await client.ask(b"die") == b""
        fresh = await Client.in_a_process(side)
        for one in (client, fresh):
            await one.close()

    with_processes(test, count=1)


def test_a_inline_process_that_does_not_even_say_that_it_is_alive_is_stopped(monkeypatch: Any) -> None:
    monkeypatch.setattr(supervisor, "_DEAD_S", 1.0)

    async def test(side: Side) -> None:
        client = await Client.of(side)
        assert await client.ask(b"hang") == b""
        await client.close()

    with_processes(test, count=1)


def test_without_inline_process_every_connection_is_adopted() -> None:
    async def test(side: Side) -> None:
        client = await Client.of(side)
        assert await client.read(len(b"adopted ")) == b"adopted "
        await client.close()

    with_processes(test, count=0)
