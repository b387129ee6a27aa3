"""Answers for the tests of processes: at once, late, never, and by dying."""

import os
import re
import time
from typing import Any

from kg.service.inline.process import Answer


def answerer(settings: dict[str, Any]) -> Answer:
    return _answer


def _answer(request: bytes) -> bytes | None:
    word = request.split(b" ", 1)[0]
    if word == b"pid":
        return b"%d" % os.getpid()
    if word == b"echo":
        return request
    if word == b"work":
        until = time.process_time() + 5
        while time.process_time() < until:
            pass
    if word == b"die":
        os._exit(1)
    if word == b"hang":
        # Something that no other thread can interrupt: it keeps Python's lock all the while.
        re.match(r"(a+)+$", "a" * 40 + "b")
    return None if word == b"leave" else b"x" * 5_000_000
