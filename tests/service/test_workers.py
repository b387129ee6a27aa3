"""Worker processes: what they answer, how they are stopped, and that one does not disturb another."""

import asyncio
import gzip
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from multiprocessing import active_children
from typing import Any

import pytest

from kg.errors import AnswerTooLong, BadQuery, KgError, TooBusy, TookTooLong, TookTooMuch, WorkerFault
from kg.service.workers import Limits, Pool
from kg.service.workers.frames import DATA, END, FrameReader, frame
from kg.service.workers.limits import MEBIBYTE
from kg.service.workers.processes import preload, reap, start

SETTINGS = {"is_offline": True}


@asynccontextmanager
async def open_pool(settings: dict[str, Any], **limits: Any) -> AsyncIterator[Pool]:
    pool = Pool("support.worker_jobs", SETTINGS | settings, Limits(**({"ready": 2} | limits)))
    await pool.open()
    try:
        yield pool
    finally:
        await pool.close()


def with_pool(
    test: Callable[[Pool], Coroutine[Any, Any, None]],
    settings: dict[str, Any] = {},  # noqa: B006 - nobody changes it
    **limits: Any,
) -> None:
    async def run() -> None:
        async with open_pool(settings, **limits) as pool:
            await test(pool)

    asyncio.run(run())


async def answer(pool: Pool, job: str, **request: Any) -> bytes:
    conversation = await pool.ask({"job": job, "gzip": False} | request)
    await conversation.stream.begun
    body = b""
    while piece := await conversation.stream.chunk():
        body += piece
    return body


async def failure(pool: Pool, job: str, **request: Any) -> KgError:
    with pytest.raises(KgError) as caught:
        await answer(pool, job, **request)
    return caught.value


def test_frames_are_put_together_however_they_arrive() -> None:
    sent = frame(DATA, b"abc") + frame(DATA, b"") + frame(END)
    for step in (1, 2, 3, 7, len(sent)):
        reader = FrameReader()
        got = [
            each for start in range(0, len(sent), step) for each in reader.feed(sent[start : start + step])
        ]
        assert got == [(DATA, b"abc"), (DATA, b""), (END, b"")]


def test_what_is_asked_is_answered_by_workers_that_stay() -> None:
    async def test(pool: Pool) -> None:
        pids = set()
        for number in range(20):
            conversation = await pool.ask({"job": "echo", "text": f"杭州 {number}", "gzip": False})
            head = await conversation.stream.begun
            await conversation.stream.over
            assert conversation.stream.whole() == f"杭州 {number}".encode()
            pids.add(dict(head.headers)["X-Pid"])
        assert len(pids) <= 2

    with_pool(test)


def test_errors_come_back_as_they_were_raised_and_faults_are_called_so() -> None:
    async def test(pool: Pool) -> None:
        refused = await failure(pool, "refuse")
        assert type(refused) is BadQuery
        assert "绝不" in refused.sentence("zh")
        fault = await failure(pool, "fail")
        assert type(fault) is WorkerFault
        assert "ZeroDivisionError" in str(fault)
        assert await answer(pool, "echo", text="alive") == b"alive"

    with_pool(test)


def test_a_request_over_its_time_is_stopped_in_time_and_others_go_on() -> None:
    async def test(pool: Pool) -> None:
        slow = asyncio.create_task(failure(pool, "sleep", seconds=60))
        began = time.monotonic()
        while not slow.done():
            assert await answer(pool, "echo", text="quick") == b"quick"
            await asyncio.sleep(0.05)
        assert type(slow.result()) is TookTooLong
        assert 1.0 <= time.monotonic() - began < 20

    with_pool(test, time_s=1.0)


def test_many_long_requests_leave_a_worker_for_short_ones() -> None:
    async def test(pool: Pool) -> None:
        slow = [asyncio.create_task(answer(pool, "sleep", seconds=4)) for _ in range(10)]
        await asyncio.sleep(1)
        assert await answer(pool, "echo", text="quick") == b"quick"
        assert not any(task.done() for task in slow)
        assert set(await asyncio.gather(*slow)) == {b"slept"}

    with_pool(test, long=10, long_after_s=0.05)


@pytest.mark.slow
def test_who_is_in_line_does_not_wait_until_all_before_are_over() -> None:
    async def test(pool: Pool) -> None:
        slow = [asyncio.create_task(answer(pool, "sleep", seconds=6)) for _ in range(8)]
        await asyncio.sleep(0.01)
        assert await answer(pool, "echo", text="quick") == b"quick"
        assert not any(task.done() for task in slow)
        assert set(await asyncio.gather(*slow)) == {b"slept"}
        # Of those that were started, as many stay as are kept ready.
        assert await _processes_left() == pool.limits.ready

    with_pool(test, long_after_s=60.0)


async def _processes_left() -> int:
    """Count the workers that are there when no more end."""
    counts = [-1]
    for _ in range(100):
        await asyncio.sleep(0.1)
        counts.append(len(active_children()))
        if counts[-3:] == [counts[-1]] * 3:
            break
    return counts[-1]


def test_what_a_new_worker_takes_to_get_ready_is_not_its_requests() -> None:
    async def test(pool: Pool) -> None:
        before = set(pool._idle)
        conversations = [await pool.ask({"job": "echo", "text": "a", "gzip": False}) for _ in range(2)]
        for each in conversations:
            await each.stream.over
        # One that had become long would have made room for another.
        assert set(pool._idle) == before and len(before) == 2

    with_pool(test, long_after_s=0.2, settings={"preparation_s": 1.0})


def test_who_waits_for_a_processor_is_told_from_who_waits_for_anything_else() -> None:
    async def test(pool: Pool) -> None:
        for job, could_run in (("spin", True), ("sleep", False)):
            task = asyncio.create_task(answer(pool, job, seconds=1.0))
            await asyncio.sleep(0.5)
            assert [worker.could_run() for worker in pool._busy] == [could_run], job
            await task

    with_pool(test, long_after_s=60.0)


def test_one_long_request_too_many_is_turned_away_and_says_so() -> None:
    async def test(pool: Pool) -> None:
        results = await asyncio.gather(
            *(answer(pool, "sleep", seconds=2) for _ in range(4)), return_exceptions=True
        )
        assert sorted(type(result).__name__ for result in results) == ["TooBusy", "TooBusy", "bytes", "bytes"]

    with_pool(test, long=2)


def test_who_waits_too_long_for_a_worker_is_turned_away() -> None:
    async def test(pool: Pool) -> None:
        slow = [asyncio.create_task(answer(pool, "sleep", seconds=1.5)) for _ in range(2)]
        await asyncio.sleep(0.1)
        assert type(await failure(pool, "echo", text="late")) is TooBusy
        await asyncio.gather(*slow)
        assert await answer(pool, "echo", text="in time") == b"in time"

    with_pool(test, wait_s=0.3, long_after_s=60.0, long=0)


def test_who_takes_too_much_memory_is_stopped() -> None:
    async def test(pool: Pool) -> None:
        # Far below what a process may address at all, so that it is the looking on that stops it.
        stopped = await failure(pool, "hoard", pieces=1500)
        assert type(stopped) is TookTooMuch
        assert "200 MiB" in str(stopped)
        assert await answer(pool, "hoard", pieces=20) == b"20"

    with_pool(test, memory=200 * MEBIBYTE)


@pytest.mark.parametrize(
    ("number", "error"),
    [(signal.SIGKILL, TookTooMuch), (signal.SIGSEGV, BadQuery), (signal.SIGABRT, TookTooMuch)],
)
def test_a_worker_that_dies_takes_only_its_request_with_it(number: int, error: type[KgError]) -> None:
    async def test(pool: Pool) -> None:
        beside = asyncio.create_task(answer(pool, "sleep", seconds=0.5))
        assert type(await failure(pool, "die", signal=int(number))) is error
        assert await beside == b"slept"
        assert await answer(pool, "echo", text="alive") == b"alive"

    with_pool(test)


def test_how_a_process_ended_is_read_once_while_others_start() -> None:
    def run_one(code: int) -> tuple[int, int | None]:
        return code, reap(start(os._exit, code), 10.0)

    preload(["support.worker_jobs"])
    with ThreadPoolExecutor(8) as threads:
        ended = list(threads.map(run_one, [3, 5, 7] * 40))
    assert [code for wanted, code in ended if wanted != code] == []


def test_a_process_that_does_not_end_is_ended() -> None:
    preload(["support.worker_jobs"])
    assert reap(start(time.sleep, 60), 0.1) == -signal.SIGKILL


def test_an_answer_over_its_length_is_an_error_and_never_shorter() -> None:
    async def test(pool: Pool) -> None:
        assert len(await answer(pool, "long_answer", pieces=1024)) == MEBIBYTE
        assert type(await failure(pool, "long_answer", pieces=1025)) is AnswerTooLong
        assert type(await failure(pool, "breaks_off")) is BadQuery

    with_pool(test, answer=MEBIBYTE)


def test_a_long_answer_waits_for_its_reader_and_keeps_no_worker() -> None:
    async def test(pool: Pool) -> None:
        conversation = await pool.ask({"job": "long_answer", "pieces": 20_000, "gzip": False})
        # The worker is done before anything was read: the other one is busy all the while.
        await asyncio.wait_for(conversation.stream.over, 20)
        assert await answer(pool, "echo", text="beside") == b"beside"
        size = 0
        while piece := await conversation.stream.chunk():
            size += len(piece)
        assert size == 20_000 * 1024

    with_pool(test, ready=1)


def test_pieces_that_arrive_while_others_are_read_keep_their_order() -> None:
    async def test(pool: Pool) -> None:
        conversation = await pool.ask({"job": "long_answer", "pieces": 5_000, "gzip": True})
        head = await conversation.stream.begun
        assert ["Content-Encoding", "gzip"] in head.headers
        body = b""
        while piece := await conversation.stream.chunk():
            body += piece
            await asyncio.sleep(0)
        assert gzip.decompress(body) == b"x" * 5_000 * 1024

    with_pool(test)


def test_a_request_that_nobody_waits_for_any_more_is_stopped() -> None:
    async def test(pool: Pool) -> None:
        conversation = await pool.ask({"job": "sleep", "seconds": 60, "gzip": False})
        conversation.give_up()
        with pytest.raises(TooBusy):
            await asyncio.wait_for(conversation.stream.begun, 20)
        assert await answer(pool, "echo", text="alive") == b"alive"

    with_pool(test, ready=1)


def test_writers_queue_and_a_writer_that_dies_is_replaced() -> None:
    async def test(pool: Pool) -> None:
        async def write(job: str, **request: Any) -> bytes | None:
            conversation = await pool.write({"job": job, "gzip": False} | request)
            await conversation.stream.begun
            return conversation.stream.whole()

        results = await asyncio.gather(
            write("echo", text="1"),
            write("die", signal=int(signal.SIGKILL)),
            *(write("echo", text=str(number)) for number in range(2, 10)),
            return_exceptions=True,
        )
        assert isinstance(results[1], TookTooMuch)
        assert results[0] == b"1"
        assert results[2:] == [str(number).encode() for number in range(2, 10)]

    with_pool(test)


def test_no_process_is_left_when_the_pool_is_closed() -> None:
    pids: set[int] = set()

    async def test(pool: Pool) -> None:
        await pool.ask({"job": "sleep", "seconds": 60, "gzip": False})
        conversation = await pool.ask({"job": "echo", "text": "", "gzip": False})
        pids.add(int(dict((await conversation.stream.begun).headers)["X-Pid"]))
        await asyncio.sleep(0.3)

    with_pool(test)
    until = time.monotonic() + 20
    while any(_is_running(pid) for pid in pids):
        assert time.monotonic() < until
        time.sleep(0.05)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
