"""Which worker answers which request: a queue, a number of workers that stand ready, and limits.

When a worker has worked on a request for long, it yields the processor to the others from then on, and
another worker is started in its place. So however many runaway queries there are, a short one finds a worker,
until there are more long ones than the limits allow; then the next one that becomes long is turned away.
Where many requests begin at the same moment, and none is answered for a while, the queue gets further
workers: it is better that all are slow for a moment than that one waits behind all others. Requests that
write have a queue of their own, since a store has one writer at a time.
"""

import asyncio
import contextlib
import os
import time
from collections import deque
from typing import Any

from kg.errors import TooBusy, TookTooLong, TookTooMuch
from kg.service.workers.limits import Limits, in_words
from kg.service.workers.processes import preload
from kg.service.workers.reply_stream import ReplyStream
from kg.service.workers.worker import Worker

_TICK_S = 0.05
_STALLED_S = 0.1
_TOTAL = int(0.6 * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
"""Bytes that all workers may hold together: most of the machine, and not all of it."""


class Pool:
    """The worker processes of a service.

    Args:
        module: Has the jobs of the workers; see `kg.service.workers.child.work`.
        settings: What workers prepare with.
        limits: What one request may take.
    """

    def __init__(self, module: str, settings: dict[str, Any], limits: Limits) -> None:
        self.limits = limits
        self._module = module
        self.settings = {**settings, "memory": limits.memory, "answer": limits.answer}
        """What workers and inline processes prepare with."""
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._starting = 0
        self._starting_long = 0
        self._queue: deque[asyncio.Future[Worker]] = deque()
        self._progressed = 0.0
        """When a request was last finished, or the queue began."""
        self._writing = asyncio.Lock()
        self._writers_waiting = 0
        self._writer: Worker | None = None
        self._watch: asyncio.Task[None] | None = None
        self._starts: set[asyncio.Task[None]] = set()
        self._is_closing = False

    async def open(self) -> None:
        """Start the workers that stand ready."""
        preload([self._module, "kg.service.workers.child", "kg.service.inline.process"])
        self._watch = asyncio.create_task(self._watch_over())
        for _ in range(self.limits.ready):
            # Only these rehearse: workers that are started later are needed at once.
            self._starting += 1
            await self._start(self.settings | {"rehearses": True})

    async def close(self) -> None:
        """Stop every worker, whatever it is doing."""
        self._is_closing = True
        if self._watch is not None:
            self._watch.cancel()
        for start in list(self._starts):
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await start
        for worker in [*self._idle, *self._busy, *([self._writer] if self._writer else [])]:
            worker.stop(TooBusy())

    async def ask(self, request: dict[str, Any], *, is_long: bool = False) -> "Conversation":
        """Hand a request that reads to a worker, when one is free.

        Args:
            request: The arguments of the job.
            is_long: It is known to take long: it gets a new worker, and none of those that stand ready.

        Raises:
            TooBusy: Too many wait already, or this one has waited too long.
            TookTooLong: It has waited for as long as it may take altogether.
        """
        # The limit holds for the whole request, the time in the queue included.
        until = time.monotonic() + self.limits.time_s
        too_late = TookTooLong(limit=f"{self.limits.time_s:g}")
        worker = await (self._start_long() if is_long else self._take_worker(too_late))
        stream = ReplyStream(asyncio.get_running_loop())
        worker.ask(request, stream, max(until - time.monotonic(), 0.0), too_late)
        if is_long:
            stream.notice()
        return Conversation(stream, worker)

    async def write(self, request: dict[str, Any]) -> "Conversation":
        """Hand a request that writes to the one writer, in turn; wait until it is done.

        Raises:
            TooBusy: Too many wait already.
        """
        if self._writers_waiting >= self.limits.waiting:
            raise TooBusy()
        self._writers_waiting += 1
        try:
            async with self._writing:
                return await self._write(request)
        finally:
            self._writers_waiting -= 1

    async def _write(self, request: dict[str, Any]) -> "Conversation":
        if self._writer is None:
            self._writer = await Worker.start(self._module, self.settings, _nothing, self._lost)
            self._writer.is_writer = True
        stream = ReplyStream(asyncio.get_running_loop())
        limit = self.limits.write_time_s
        self._writer.ask(request, stream, limit, TookTooLong(limit=f"{limit:g}"))
        # It goes on when the client goes away: the change may have been made by then.
        await asyncio.shield(stream.over)
        return Conversation(stream, self._writer)

    async def _take_worker(self, too_late: TookTooLong) -> Worker:
        if self._idle:
            worker = self._idle.pop()
            self._busy.add(worker)
            return worker
        if len(self._queue) >= self.limits.waiting:
            raise TooBusy()
        self._fill_up()
        if not self._queue:
            self._progressed = time.monotonic()
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            async with asyncio.timeout(min(self.limits.wait_s, self.limits.time_s)):
                return await self._wait_for(turn)
        except TimeoutError as error:
            raise (too_late if self.limits.time_s < self.limits.wait_s else TooBusy()) from error

    async def _start_long(self) -> Worker:
        self._check_long_limit()
        self._starting_long += 1
        try:
            worker = await Worker.start(self._module, self.settings, self._free, self._lost)
        finally:
            self._starting_long -= 1
        worker.become_long()
        self._busy.add(worker)
        return worker

    def _check_long_limit(self) -> None:
        if sum(worker.is_long for worker in self._busy) + self._starting_long >= self.limits.long:
            raise TooBusy()

    async def _wait_for(self, turn: asyncio.Future[Worker]) -> Worker:
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                # It was given a worker just when it gave up.
                self._assign(turn.result())
            else:
                self._queue.remove(turn)
            raise

    def _count_ready(self) -> int:
        return len(self._idle) + self._starting + sum(not worker.is_long for worker in self._busy)

    def _fill_up(self) -> None:
        """Start workers until enough stand ready."""
        self._start_more(self.limits.ready - self._count_ready())

    def _start_more(self, count: int) -> None:
        for _ in range(count):
            self._starting += 1
            start = asyncio.create_task(self._start(self.settings))
            self._starts.add(start)
            start.add_done_callback(self._starts.discard)

    def _help_queue(self) -> None:
        """Start further workers for the queue where nothing has been finished for a while."""
        if self._queue and time.monotonic() - self._progressed > _STALLED_S:
            there = len(self._busy) + self._starting + self._starting_long
            room = self.limits.ready + self.limits.long - there
            self._start_more(min(len(self._queue) - self._starting, self.limits.ready, room))

    async def _start(self, settings: dict[str, Any]) -> None:
        try:
            worker = await Worker.start(self._module, settings, self._free, self._lost)
        finally:
            # From here on it is counted among the busy ones or the idle ones.
            self._starting -= 1
        if self._is_closing:
            worker.stop()
            return
        self._busy.add(worker)
        self._assign(worker)

    def _free(self, worker: Worker) -> None:
        self._progressed = time.monotonic()
        if worker.is_long:
            # Its priority is low for good, and it may hold much memory.
            worker.retire()
            return
        self._assign(worker)

    def _assign(self, worker: Worker) -> None:
        """Give a worker to the first in the queue, or let it stand ready, or end where enough do."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(worker)
                return
        self._busy.discard(worker)
        if self._count_ready() < self.limits.ready:
            self._idle.append(worker)
        else:
            worker.retire()

    def _lost(self, worker: Worker) -> None:
        self._busy.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        if worker is self._writer:
            self._writer = None
        elif not self._is_closing:
            self._fill_up()

    async def _watch_over(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            for worker in [w for w in self._busy if w.stream is not None and not w.is_long]:
                if worker.has_gone_on_for(self.limits.long_after_s):
                    self._let_run_long(worker)
            self._help_queue()
            self._check_memory()

    def _let_run_long(self, worker: Worker) -> None:
        try:
            self._check_long_limit()
        except TooBusy as error:
            worker.stop(error)
            return
        worker.become_long()
        self._fill_up()

    def _check_memory(self) -> None:
        """Stop workers that hold too much memory, and the one with most when all together hold too much."""
        working = [worker for worker in self._busy if worker.stream is not None]
        held = {
            worker: worker.memory_held() for worker in (*working, *([self._writer] if self._writer else []))
        }
        for worker, size in held.items():
            if size > self.limits.memory:
                worker.stop(TookTooMuch(limit=in_words(self.limits.memory)))
        if sum(held.values()) > _TOTAL:
            most = max(held, key=held.__getitem__)
            most.stop(TookTooMuch(limit=in_words(held[most])))


class Conversation:
    """A request at a worker: its answer, and a way to give it up."""

    def __init__(self, stream: ReplyStream, worker: Worker) -> None:
        self.stream = stream
        self._worker = worker

    def give_up(self) -> None:
        """Stop the work: nobody wants the answer any more."""
        if self._worker.stream is self.stream and not self._worker.is_writer:
            self._worker.stop(TooBusy())
        self.stream.close()


def _nothing(worker: Worker) -> None:
    pass
