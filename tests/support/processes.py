"""Processes as Linux shows them in /proc: who descends from whom, what they hold, what they use."""

import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
MEBIBYTE = 1 << 20

_LOOKS = 20
_PARENT, _USER, _SYSTEM = 1, 11, 12  # places in /proc/PID/stat, after the name; see proc(5)


def descendants(pid: int) -> list[int]:
    """The processes that this one started, and those that they did; not itself."""
    children = defaultdict(list)
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and (stat := _stat(int(folder.name))):
            children[int(stat[_PARENT])].append(int(folder.name))
    found = []
    line = [pid]
    while line:
        found += (more := children[line.pop()])
        line += more
    return found


def workers(pid: int) -> list[int]:
    """The workers of a service: the processes that its own children forked."""
    direct = [child for child in descendants(pid) if int((_stat(child) or "00")[_PARENT]) == pid]
    return [child for child in descendants(pid) if child not in direct]


def command_line(pid: int) -> str:
    """What a process was started with, its environment left out."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def is_running(pid: int) -> bool:
    """Whether there is such a process and it is more than an entry that nobody has asked for yet."""
    stat = _stat(pid)
    return stat is not None and stat[0] not in "ZX"


def cpu_s(pids: Iterable[int]) -> float:
    """The seconds of processor time that these processes have had so far."""
    stats = [stat for stat in map(_stat, pids) if stat]
    return sum(int(stat[_USER]) + int(stat[_SYSTEM]) for stat in stats) / TICKS_A_SECOND


def memory(pids: Iterable[int]) -> int:
    """The bytes that these processes hold together, what several share counted once."""
    return sum(map(_proportional, pids))


def at_work(pid: int, seconds: float = 0.3) -> Counter[int]:
    """Of a process and its descendants, at how much of the moments from now on each runs or could run.

    Unlike the time that they get it does not change with what others leave of the processors.
    """
    pids, seen = [pid, *descendants(pid)], Counter[int]()
    for _ in range(_LOOKS):
        time.sleep(seconds / _LOOKS)
        seen.update(one for one in pids if _could_run(one))
    return Counter({one: count / _LOOKS for one, count in seen.items()})


def is_at_work(pid: int) -> bool:
    """Whether a process or a descendant is, for a while, rather at work than not."""
    return max(at_work(pid).values(), default=0.0) > 0.3


def is_idle(pid: int) -> bool:
    """Whether a process and its descendants, for a while, have next to nothing to do."""
    return sum(at_work(pid).values()) <= 0.2


def wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds, but not for longer than this; say whether it does."""
    until = time.monotonic() + seconds
    while not (now := holds()) and time.monotonic() < until:
        time.sleep(0.02)
    return now


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _could_run(pid: int) -> bool:
    try:
        threads = [
            thread.read_text("utf-8", "replace") for thread in Path(f"/proc/{pid}/task").glob("*/stat")
        ]
    except OSError:
        return False
    return any(text.rpartition(")")[2].split()[0] == "R" for text in threads)


def _stat(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()
