"""Jobs for the tests of workers: quick, slow, large, greedy, deadly."""

import os
import time
from typing import Any

from kg.errors import BadQuery
from kg.service.workers.limits import MEBIBYTE
from kg.service.workers.reply import Reply, Sink


def prepare(settings: dict[str, Any]) -> dict[str, Any]:
    _spin(settings.get("preparation_s", 0.0))
    return settings


def _spin(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def rehearse(state: dict[str, Any]) -> None:
    """Nothing is to be made ready."""


def echo(state: Any, request: dict[str, Any]) -> Reply:
    return Reply(request["text"].encode(), "text/plain", headers=(("X-Pid", str(os.getpid())),))


def sleep(state: Any, request: dict[str, Any]) -> Reply:
    time.sleep(request["seconds"])
    return Reply(b"slept", "text/plain")


def spin(state: Any, request: dict[str, Any]) -> Reply:
    _spin(request["seconds"])
    return Reply(b"spun", "text/plain")


def long_answer(state: Any, request: dict[str, Any]) -> Reply:
    def write(sink: Sink) -> None:
        for _ in range(request["pieces"]):
            sink.write(b"x" * 1024)

    return Reply(write, "text/plain")


def breaks_off(state: Any, request: dict[str, Any]) -> Reply:
    def write(sink: Sink) -> None:
        sink.write(b"x" * 100_000)
        raise BadQuery(why="enough")

    return Reply(write, "text/plain")


def refuse(state: Any, request: dict[str, Any]) -> Reply:
    raise BadQuery(why={"en": "never", "zh": "绝不"})


def fail(state: Any, request: dict[str, Any]) -> Reply:
    raise ZeroDivisionError("of course")


def hoard(state: Any, request: dict[str, Any]) -> Reply:
    held = []
    for _ in range(request["pieces"]):
        held.append(b"x" * MEBIBYTE)
        time.sleep(0.001)
    return Reply(str(len(held)).encode(), "text/plain")


def die(state: Any, request: dict[str, Any]) -> Reply:
    os.kill(os.getpid(), request["signal"])
    time.sleep(60)  # it is delivered to another thread
    raise AssertionError


JOBS = {
    "echo": echo,
    "sleep": sleep,
    "spin": spin,
    "long_answer": long_answer,
    "breaks_off": breaks_off,
    "refuse": refuse,
    "fail": fail,
    "hoard": hoard,
    "die": die,
}
