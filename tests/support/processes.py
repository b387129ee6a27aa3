"""Processes as Linux shows them in /proc: who descends from whom, what they hold, what they use."""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
MEBIBYTE = 1 << 20

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


def cpu_share(pid: int, seconds: float) -> float:
    """How many cores a process and its descendants keep busy from now on, looked at for so long."""
    before = {one: cpu_s([one]) for one in [pid, *descendants(pid)]}
    time.sleep(seconds)
    return sum(cpu_s([one]) - before.get(one, 0.0) for one in [pid, *descendants(pid)]) / seconds


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


def _stat(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()
