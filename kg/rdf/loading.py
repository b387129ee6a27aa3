"""Loading RDF files into a store, compressed or not, on all cores; errors name file, line and column."""

import gzip
import os
import re
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg.disk import unreadable
from kg.errors import BadFile
from kg.language import Text
from kg.rdf.reading import format_of

Progress = Callable[[int, int], None]
"""Called as (bytes read, bytes in all) while files are read, packed files counted as packed."""

_GZIP = b"\x1f\x8b"
# A smaller file is loaded as a transaction; bulk loading would leave many small tables, which slow reading.
_SMALL = 1 << 18
# From this size on lines are worth splitting over the cores.
_SPLIT = 4 << 20
_REPORT_EVERY = 1 << 18
_LINES = (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)
_QUADS = (ox.RdfFormat.TRIG, ox.RdfFormat.N_QUADS)
_BLANK = re.compile(rb"(?:^|\s)_:", re.MULTILINE)
_AT = re.compile(r"Parser error (?:at|between) line .*?: ", re.DOTALL)

_REMEDIES: dict[str, dict[str, str]] = {
    # what the parser says: what to do
    "Invalid UTF-8": Text("save the file as UTF-8 and try again", "请将文件另存为 UTF-8 后重试"),
    "No scheme found": Text(
        "write the IRI in full, or say what it is relative to with `--base`",
        "请写出完整 IRI，或用 `--base` 指明其相对的基准",
    ),
    "LoadDocumentCallback": Text(
        "write the context into the file itself; nothing is fetched from elsewhere",
        "请把上下文写入文件本身；本程序不会从别处获取",
    ),
}
_MEND = Text("mend the file and try again; nothing was loaded", "请修正文件后重试；未加载任何内容")


def load_files(
    store: ox.Store,
    files: Sequence[str | os.PathLike[str]],
    *,
    graph: ox.NamedNode | None = None,
    base: str | None = None,
    progress: Progress | None = None,
) -> int:
    """Read RDF files into a store; when one is not right, some of them may be in it and others not.

    A file's format is what its name says; whether it is packed with gzip, what its first bytes say. Large
    N-Triples and N-Quads files without blank nodes are split at line ends and read on all cores.

    Args:
        store: What they go into.
        files: Their paths.
        graph: Where triples go; the default graph if None. The named graphs in a JSON-LD file stay what
            they are; N-Quads and TriG name their graphs themselves and are refused.
        base: The IRI that relative ones are relative to.
        progress: Called as (bytes read, bytes in all), from one thread at a time.

    Returns:
        How many stretches of large files were read, each of which left its own tables in the store.

    Raises:
        BadFile: One cannot be read, is of an unknown format, or is malformed. Of several faults the first in
            the order of the files is reported.
    """
    sources = [_inspect(Path(file), graph) for file in files]
    state = _State(sum(source.size for source in sources), progress)
    stretches = [stretch for source in sources for stretch in _split(source)]
    run = _Run(store, graph, base, state)
    workers = min(len(stretches), _cores())
    if workers < 2 or all(source.is_small for source in sources):
        for order, stretch in enumerate(stretches):
            run.read(order, stretch)
    else:
        _load_in_parallel(run, stretches, workers)
    state.finish()
    return sum(not stretch.source.is_small for stretch in stretches)


def read_files(
    files: Sequence[str | os.PathLike[str]],
    *,
    graph: ox.NamedNode | None = None,
    base: str | None = None,
    progress: Progress | None = None,
) -> Iterator[Iterator[ox.Quad]]:
    """Read RDF files one after the other without a store; arguments and errors as `load_files`.

    Blank nodes of two files are different, though their labels may be the same.
    """
    sources = [_inspect(Path(file), graph) for file in files]
    state = _State(sum(source.size for source in sources), progress)
    for source in sources:
        yield _quads(_Stretch(source), graph, base, state)
    state.finish()


@dataclass(frozen=True, slots=True)
class _Source:
    path: Path
    format: ox.RdfFormat
    size: int
    is_packed: bool

    @property
    def is_small(self) -> bool:
        return self.size < _SMALL and not self.is_packed


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Bytes of a source from `start` to `end`, end left out; None is to its end, wherever that is."""

    source: _Source
    start: int = 0
    end: int | None = None


def _inspect(path: Path, graph: ox.NamedNode | None) -> _Source:
    known = format_of(path)
    if graph is not None and known in _QUADS:
        raise BadFile(
            where=path,
            why=Text("it names its own graphs", "文件自带命名图"),
            remedy=Text("load it without `--graph`", "请去掉 `--graph` 再加载"),
        )
    try:
        with path.open("rb") as file:
            return _Source(path, known, os.fstat(file.fileno()).st_size, file.peek(2)[:2] == _GZIP)
    except OSError as error:
        raise unreadable(path, error) from error


def _split(source: _Source) -> Iterator[_Stretch]:
    parts = _cores()
    if source.format not in _LINES or source.is_packed or source.size < _SPLIT or parts < 2:
        yield _Stretch(source)
        return
    with source.path.open("rb") as file:
        if _has_blank_nodes(file):
            # Two readers would make two nodes of one label.
            yield _Stretch(source)
            return
        start = 0
        for part in range(1, parts + 1):
            file.seek(source.size * part // parts)
            file.readline()
            end = min(file.tell(), source.size)
            if end > start:
                yield _Stretch(source, start, end)
            start = end


def _has_blank_nodes(file: IO[bytes]) -> bool:
    # Searching for two bytes is far faster than for the pattern, and nearly always enough.
    before = b"\n"
    while chunk := file.read(1 << 20):
        chunk = before + chunk
        if b"_:" in chunk and _BLANK.search(chunk):
            return True
        before = chunk[-2:]
    return False


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _State:
    """How much was read, and where reading failed: shared by all threads that read."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.failed_at: int | None = None
        self._total = total
        self._progress = progress
        self._done = self._reported = 0
        self._lock = threading.Lock()

    def fail(self, order: int) -> None:
        with self._lock:
            self.failed_at = order if self.failed_at is None else min(order, self.failed_at)

    def advance(self, count: int) -> None:
        if self._progress is None:
            return
        with self._lock:
            self._done += count
            if self._done - self._reported >= _REPORT_EVERY:
                self._reported = self._done
                self._progress(min(self._done, self._total), self._total)

    def finish(self) -> None:
        if self._progress is not None:
            self._progress(self._total, self._total)


@dataclass(frozen=True, slots=True)
class _Run:
    store: ox.Store
    graph: ox.NamedNode | None
    base: str | None
    state: _State

    def read(self, order: int, stretch: _Stretch) -> None:
        """Read one stretch into the store."""
        source = stretch.source
        load = self.store.load if source.is_small else self.store.bulk_load
        with ExitStack() as opened:
            reader = _Reader(stretch, order, self.state, opened)
            try:
                load(
                    cast(IO[bytes], reader),
                    source.format,
                    base_iri=self.base,
                    to_graph=self.graph,
                )
            except SyntaxError as error:
                raise _malformed(stretch, error) from error


def _quads(
    stretch: _Stretch, graph: ox.NamedNode | None, base: str | None, state: _State
) -> Iterator[ox.Quad]:
    with ExitStack() as opened:
        reader = cast(IO[bytes], _Reader(stretch, 0, state, opened))
        try:
            for quad in ox.parse(reader, stretch.source.format, base_iri=base):
                if graph is not None and isinstance(quad.graph_name, ox.DefaultGraph):
                    yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
                else:
                    yield quad
        except SyntaxError as error:
            raise _malformed(stretch, error) from error


class _Reader:
    """The bytes of a stretch, unpacked, as pyoxigraph asks for them."""

    def __init__(self, stretch: _Stretch, order: int, state: _State, opened: ExitStack) -> None:
        self._path = stretch.source.path
        self._order = order
        self._state = state
        self._left = (stretch.end or sys.maxsize) - stretch.start
        self._raw = opened.enter_context(self._path.open("rb", buffering=1 << 18))
        if stretch.start:
            self._raw.seek(stretch.start)
        self._read = self._raw.read
        self._at = 0
        self._packed = stretch.source.is_packed
        if self._packed:
            self._read = opened.enter_context(gzip.GzipFile(fileobj=self._raw)).read

    def read(self, size: int) -> bytes:
        """Give up to `size` bytes; none at the end, and when a stretch before this one has failed."""
        failed = self._state.failed_at
        if failed is not None and failed < self._order:
            return b""
        try:
            found = self._read(min(size, self._left))
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            why = Text(f"it is damaged, or was cut short ({error})", f"文件已损坏或不完整（{error}）")
            raise BadFile(where=self._path, why=why, remedy=_MEND) from error
        except OSError as error:
            raise unreadable(self._path, error) from error
        self._left -= len(found)
        self._state.advance(self._raw.tell() - self._at if self._packed else len(found))
        self._at = self._raw.tell() if self._packed else 0
        return found


def _load_in_parallel(run: _Run, stretches: Sequence[_Stretch], workers: int) -> None:
    with ThreadPoolExecutor(workers) as pool:
        reading = [pool.submit(_read_or_fail, run, *numbered) for numbered in enumerate(stretches)]
        try:
            wait(reading)
        except BaseException:
            # Interrupted: every reader then finds the end of its file.
            run.state.fail(-1)
            raise
    for read in reading:
        read.result()


def _read_or_fail(run: _Run, order: int, stretch: _Stretch) -> None:
    try:
        run.read(order, stretch)
    except BaseException:
        # Readers of earlier stretches go on, so that the first fault in order is reported.
        run.state.fail(order)
        raise


def _malformed(stretch: _Stretch, error: SyntaxError) -> BadFile:
    source = stretch.source
    said = _AT.sub("", error.msg)
    why = Text(said, f"内容有误（{said}）")
    remedy = next((told for words, told in _REMEDIES.items() if words in said), _MEND)
    if error.lineno is None:
        return BadFile(where=source.path, why=why, remedy=remedy)
    line = error.lineno + _lines_before(stretch)
    where = f"{source.path}:{line}:{error.offset}"
    return BadFile(where=where, why=why, remedy=remedy, path=source.path, line=line, column=error.offset)


def _lines_before(stretch: _Stretch) -> int:
    with stretch.source.path.open("rb") as file:
        whole, rest = divmod(stretch.start, 1 << 20)
        return sum(file.read(1 << 20).count(b"\n") for _ in range(whole)) + file.read(rest).count(b"\n")
