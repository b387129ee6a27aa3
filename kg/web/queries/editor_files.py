"""The editor's files: fetched once from the server in the oxigraph package, on loopback, into a cache.

YASGUI ships inside that server and is not ours to copy into the project. Nothing else is asked for, and of
nobody but a process that we started ourselves.
"""

import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import metadata
from pathlib import Path

NAMES = ("yasgui.min.js", "yasgui.min.css")
"""What the server in the oxigraph package calls the editor's script and its style."""

_PACKAGE = "oxigraph"
_LISTENS = re.compile(rb"Listening for requests at http://127\.0\.0\.1:(\d+)")
# The script has a million bytes; what is far larger is not it.
_MOST_BYTES = 16_000_000


def ready(cache: Path) -> bool:
    """Say whether the editor's files are there, so that a page may ask for them."""
    return all((folder(cache) / name).is_file() for name in NAMES)


def folder(cache: Path) -> Path:
    """Give the folder of the files, which is called after the version of the package that they come from."""
    return cache / f"yasgui-{_PACKAGE}-{_version()}"


def fetch(cache: Path, *, patience_s: float = 10.0) -> dict[str, Path]:
    """Give the editor's files by name, fetching them if they are not there yet.

    Args:
        cache: The folder to keep them under, such as `~/.cache/suanli`; made if it is not there.
        patience_s: How long the server may take to start, and again to answer each request.

    Returns:
        A path for each of `NAMES`; empty where the package is not installed, its server does not start, or
        nothing can be written to the cache. The editor is a plain text area then, so this is no error.
    """
    if not ready(cache):
        with suppress(OSError, http.client.HTTPException):
            _fill(cache, patience_s)
    return {name: folder(cache) / name for name in NAMES} if ready(cache) else {}


def _version() -> str:
    try:
        return metadata.version(_PACKAGE)
    except metadata.PackageNotFoundError:
        return "none"


def _fill(cache: Path, patience_s: float) -> None:
    """Fetch all files into a folder beside, which takes its name only when they are complete."""
    program = _program()
    if program is None:
        return
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix=".yasgui-") as aside:
        whole = Path(aside) / "whole"
        whole.mkdir()
        with _serving(program, patience_s) as port:
            for name in NAMES:
                (whole / name).write_bytes(_get(port, name, patience_s))
        # Where another process was faster, its files are as good as ours.
        with suppress(OSError):
            whole.replace(folder(cache))


def _program() -> Path | None:
    """Find the server's binary: where the package put it, beside this Python, or on the path."""
    with suppress(metadata.PackageNotFoundError):
        for file in metadata.files(_PACKAGE) or ():
            path = Path(str(file.locate()))
            if path.stem == _PACKAGE and path.suffix in ("", ".exe") and os.access(path, os.X_OK):
                return path.resolve()
    beside = str(Path(sys.executable).parent)
    found = shutil.which(_PACKAGE, path=beside) or shutil.which(_PACKAGE)
    return Path(found) if found else None


@contextmanager
def _serving(program: Path, patience_s: float) -> Iterator[int]:
    """Run the server over an empty store in memory; give its port.

    Raises:
        OSError: It did not start in time.
    """
    port = _free_port()
    command = [str(program), "serve", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as server:
        # Reading its output has no time limit of its own; that it is killed ends it.
        clock = threading.Timer(patience_s, server.kill)
        clock.start()
        try:
            yield _announced_port(server)
        finally:
            clock.cancel()
            server.kill()
            server.wait()


def _announced_port(server: "subprocess.Popen[bytes]") -> int:
    # Only when our own process says that it listens is the port known to be its: another program may have
    # taken it meanwhile, and a script from there would run in our pages.
    assert server.stderr is not None
    for line in server.stderr:
        if said := _LISTENS.search(line):
            return int(said[1])
    raise OSError("the server of the oxigraph package did not start")


def _free_port() -> int:
    import socket

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _get(port: int, name: str, patience_s: float) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience_s)
    try:
        connection.request("GET", f"/{name}")
        answer = connection.getresponse()
        body = answer.read(_MOST_BYTES)
    finally:
        connection.close()
    if answer.status != http.HTTPStatus.OK or not body or len(body) == _MOST_BYTES:
        raise OSError(f"/{name} was answered with {answer.status}")
    return body
