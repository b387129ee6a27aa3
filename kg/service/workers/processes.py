"""Starting processes, and reading their exit codes.

The only module that does either, one thread at a time: the exit code of a forked process comes through a pipe
that can be read once, and `multiprocessing` reads it for all processes whenever another is started. A second
thread at the same pipe would find it empty, and take that for exit code 255.
"""

import threading
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from typing import Any

_CONTEXT = get_context("forkserver")
_lock = threading.Lock()


def preload(modules: list[str]) -> None:
    """Say which modules processes will need, before the first one is started.

    Processes are forked, in some 15 ms, from one that has imported these and has no threads.
    """
    _CONTEXT.set_forkserver_preload(modules)


def start(run: Callable[..., None], *arguments: Any) -> ForkServerProcess:
    """Start a process that runs a function, and ends with this one."""
    process = _CONTEXT.Process(target=run, args=arguments, daemon=True)
    with _lock:
        process.start()
    return process


def reap(process: ForkServerProcess, patience_s: float) -> int | None:
    """Wait until a process has ended; kill it when that takes too long.

    Returns:
        Its exit code, or the signal that ended it as a negative number. The process is closed afterwards.
    """
    if not wait([process.sentinel], patience_s):
        process.kill()
        wait([process.sentinel])
    with _lock:
        code = process.exitcode
        process.close()
    return code
