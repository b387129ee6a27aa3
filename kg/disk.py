"""Files of this machine: where the project's own lie, writing one whole or not at all, and why one cannot be.

The only module that says what an error of the file system means to a user.
"""

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kg.errors import BadFile, StoreError, StoreFull
from kg.language import Text

PACKAGE = Path(__file__).resolve().parent
"""The folder of the installed package, or of the package in a checkout."""

# A quota or a limit on file size is no different to the user than a disk without room.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_ROOM_WORDS = ("No space left", "Disk quota exceeded", "File too large")
_NO_RIGHT = (errno.EACCES, errno.EPERM)

_NO_PATH = (errno.ENOENT, errno.ENOTDIR)
_WHY = {
    errno.EISDIR: Text("that is a folder", "这是一个文件夹"),
    errno.EEXIST: Text("that is a file, and no folder", "这是文件而不是文件夹"),
    errno.ENAMETOOLONG: Text("no file can have so long a name", "文件名过长"),
    errno.EROFS: Text("nothing can be written there", "该处只读"),
    **dict.fromkeys(NO_ROOM, Text("no room is left on the disk", "磁盘已满")),
}
_WHY_NOT_READ = {
    **_WHY,
    **dict.fromkeys(_NO_PATH, Text("there is no such file", "没有这个文件")),
    **dict.fromkeys(_NO_RIGHT, Text("you may not read it", "没有读取权限")),
}
_WHY_NOT_WRITTEN = {
    **_WHY,
    **dict.fromkeys(_NO_PATH, Text("there is no such folder", "没有这个文件夹")),
    **dict.fromkeys(_NO_RIGHT, Text("you may not write there", "没有写入权限")),
}


def folder(name: str) -> Path:
    """Give the folder of "ontology", "data" or "queries".

    An installed wheel carries them inside the package; a checkout has them beside it.

    >>> folder("ontology").name
    'ontology'
    """
    inside = PACKAGE / "bundle" / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def cache_folder() -> Path:
    """Give the user's folder for what can be made again: the editor's files, and labels of endpoints."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "suanli"


def readable(name: str) -> Path:
    """Give the path of a file that can be read.

    Raises:
        BadFile: It cannot.
    """
    path = Path(name)
    try:
        # What is no file, such as a pipe, can be opened once only.
        if path.is_dir() or stat.S_ISREG(path.stat().st_mode):
            path.open("rb").close()
    except OSError as error:
        raise unreadable(name, error) from error
    return path


def unreadable(name: object, error: OSError) -> BadFile:
    """Say in a sentence why a file could not be read."""
    remedy = Text("see that its name is right; nothing was changed", "请核对文件名；未作任何改动")
    return BadFile(where=name, why=_reason(error, _WHY_NOT_READ), remedy=remedy)


def unwritable(path: Path, error: OSError) -> BadFile:
    """Say in a sentence why nothing could be written at a place."""
    remedy = Text("name another place; nothing was written", "请换一处；未写入任何内容")
    return BadFile(where=path, why=why_not_written(error), remedy=remedy)


def why_not_written(error: OSError) -> Text:
    """Give the reason alone."""
    return _reason(error, _WHY_NOT_WRITTEN)


def _reason(error: OSError, known: Mapping[int, Text]) -> Text:
    said = error.strerror or str(error)
    return known.get(error.errno or 0, Text(said, said))


@contextmanager
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
            raise unwritable(path, error) from error
        raise


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=part_prefix(target), suffix=".part")
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


def part_prefix(target: Path) -> str:
    """Give how the name of a hidden file or folder begins in which a target is made, beside it."""
    return f".{target.name[:40]}."


def _is_about(error: OSError, target: Path) -> bool:
    """Say whether it is this file that failed, and not something read to make it."""
    paths = (Path(name) for name in (error.filename, error.filename2) if isinstance(name, str))
    return error.errno in NO_ROOM or any(
        path == target or (path.parent == target.parent and path.name.startswith(part_prefix(target)))
        for path in paths
    )


def _mode_for(path: Path) -> int:
    """Give the permissions of the file that is replaced, or those a new file would get."""
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def full_disk_explained(where: Path) -> Iterator[None]:
    """Turn an error that says that the disk is full into StoreFull."""
    try:
        yield
    # pyoxigraph reports what RocksDB met as either of the two.
    except (OSError, RuntimeError) as error:
        if is_full(error):
            raise StoreFull(where=where) from error
        raise


def is_full(error: OSError | RuntimeError) -> bool:
    """Whether an error says that the disk has no room."""
    code = error.errno if isinstance(error, OSError) else None
    return code in NO_ROOM or any(words in str(error) for words in _NO_ROOM_WORDS)


@contextmanager
def refusal_explained(where: Path) -> Iterator[None]:
    """Turn an error that says that writing is not allowed into StoreError."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EROFS, *_NO_RIGHT):
            raise
        raise StoreError(
            problem=Text(f"{where} may not be written to", f"{where} 不可写"),
            remedy=Text(
                "ask its owner for the right to write, or build a store elsewhere; reading works",
                "请向所有者申请写权限，或在别处建立图库；读取不受影响",
            ),
        ) from error
