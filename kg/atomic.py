"""Writing a file whole or not at all."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from kg.errors import BadFile

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_WHY = {
    errno.ENOENT: {"en": "there is no such folder", "zh": "没有这个文件夹"},
    errno.ENOTDIR: {"en": "there is no such folder", "zh": "没有这个文件夹"},
    errno.EISDIR: {"en": "that is a folder", "zh": "这是一个文件夹"},
    errno.EACCES: {"en": "you may not write there", "zh": "没有写入权限"},
    errno.EPERM: {"en": "you may not write there", "zh": "没有写入权限"},
    errno.EROFS: {"en": "nothing can be written there", "zh": "该处只读"},
    errno.EEXIST: {"en": "that is a file, and no folder", "zh": "这是文件而不是文件夹"},
    **{code: {"en": "no room is left on the disk", "zh": "磁盘已满"} for code in _FULL},
}
_ELSEWHERE = {"en": "name another place; nothing was written", "zh": "请换一处；未写入任何内容"}


@contextlib.contextmanager
def atomic_writer(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for binary writing that takes its name only when it is complete.

    What was at `path` stays until then, and stays for good when anything fails. The new file is written in
    the same folder, so that the last step is one rename. Of a link, what it leads to is replaced; a device or
    a pipe is written to as it is.

    Raises:
        BadFile: It cannot be written there, or the disk is full.
    """
    target = Path(os.path.realpath(path))
    is_file = target.is_file() or not target.exists() or target.is_dir()
    try:
        with _replacing(target) if is_file else target.open("wb") as file:
            yield file
    except OSError as error:
        if _is_about(error, target):
            raise refusal(path, error) from error
        raise


@contextlib.contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=_beside(target), suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.chmod(_mode_for(target))
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _beside(target: Path) -> str:
    return f".{target.name[:40]}."


def refusal(path: Path, error: OSError) -> BadFile:
    """Say in a sentence why nothing could be written at a place."""
    return BadFile(where=str(path), why=_WHY.get(error.errno or 0, error.strerror), remedy=_ELSEWHERE)


def _is_about(error: OSError, target: Path) -> bool:
    """Say whether it is this file that failed, and not something read to make it."""
    names = [Path(name) for name in (error.filename, error.filename2) if isinstance(name, str)]
    own = [
        n for n in names if n == target or (n.parent == target.parent and n.name.startswith(_beside(target)))
    ]
    return bool(own) or error.errno in _FULL


def _mode_for(path: Path) -> int:
    """Give the permissions of the file that is replaced, or those a new file would get."""
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
