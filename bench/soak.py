"""One hour of mixed load on the service, and whether it stands it: no error, and nothing that grows.

    python bench/soak.py        # an hour
    python bench/soak.py 2      # two minutes

Eight clients ask for what `traffic.py` lists, over the demo graph. Every ten seconds a line says what the
service holds. It has stood it if every status was the right one, nothing was logged as a fault, and neither
memory nor file descriptors nor the store on disk grew; and if nothing is left when it has been stopped.

Every ten minutes, or three times in a shorter run, the clients rest until the last runaway query is over, and
what the service holds then is what is compared: a query may hold much for the ten seconds that it has, one at
a time or three, and that is no leak. Memory is that of all processes, what they share counted once. The rests
of the last third are held against those of the first: an hour has forty minutes in which to grow by a fifth.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from threading import Thread

from peers import Server, our_service
from record import Measurement, record
from traffic import KINDS, Client, Tally, keep_asking
from tree import descriptors, members, started, usage

from kg.populate.build import build
from kg.store.snapshots import KEEP

MINUTES = 60.0
CLIENTS = 8
PAUSE_S = 0.05
EVERY_S = 10.0
LIMIT_S = 10
TOKEN = "a-token-for-the-soak"
GROWTH = 1.2
# In two minutes not every worker has served every kind of request: some of what it takes is no leak.
SHORT_GROWTH = 1.6
# A connection or two more may be open in one sample than in another; a leak adds some each minute.
MORE_DESCRIPTORS = 1.5
# A worker that rests keeps the snapshot that it read last; a leak adds one with every write, 20 in a minute.
MORE_DISK = 2
LEG_MINUTES = 10.0
LEAST_LEGS = 3
REST_S = 12.0
"""By then the last runaway query is over."""
ENDING_S = 10.0


@dataclass(frozen=True, slots=True)
class Sample:
    """What the service held at one time."""

    at_s: float
    memory: int
    """Bytes, at the least of the time since the sample before."""
    most: int
    """And at the most."""
    processes: int
    descriptors: int
    disk: int
    snapshots: int
    asked: int
    errors: int
    is_at_rest: bool = False
    """Whether nothing was asked for."""

    def line(self) -> str:
        """Say it in one line."""
        return (
            f"{'rest' if self.is_at_rest else '    '}{self.at_s / 60:6.1f} min  "
            f"{self.asked:8d} asked  {self.errors} wrong  "
            f"{self.memory / 1e6:6.0f} MB (most {self.most / 1e6:.0f})  {self.processes} processes  "
            f"{self.descriptors} descriptors  {self.snapshots} snapshots  {self.disk / 1e6:.1f} MB on disk"
        )


def main() -> int:
    minutes = float(sys.argv[1]) if sys.argv[1:] else MINUTES
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        (folder / "tmp").mkdir()
        build(folder / "store")
        limits = ("--time", str(LIMIT_S))
        aside = {"TMPDIR": str(folder / "tmp")}
        with our_service(folder / "store", folder, *limits, token=TOKEN, environment=aside) as server:
            soak = Soak(server, folder)
            soak.run(minutes * 60)
        failures = [*soak.failures(), *soak.left_behind()]
    _tell(soak.tally)
    if minutes >= MINUTES:
        _record(soak, failures)
    _tell_rests(soak.rests)
    for failure in failures:
        print(f"soak: {failure}", file=sys.stderr)
    print(
        "failed" if failures else f"stood {minutes:g} minutes: {len(soak.tally.asked)} requests, none wrong"
    )
    return 1 if failures else 0


class Soak:
    """One run.

    Args:
        server: The service.
        folder: Where its store and its log are.
    """

    def __init__(self, server: Server, folder: Path) -> None:
        self.tally = Tally()
        self.samples: list[Sample] = []
        self._server = server
        self._folder = folder
        self._store = folder / "store"
        self._root = server.process.pid
        self._host = server.address.removeprefix("http://").partition("/")[0]
        self._seen: dict[int, str | None] = {}
        self._triples = (0, 0)
        self._resting = (0, 0)

    @property
    def rests(self) -> list[Sample]:
        """What it held when nothing was asked for."""
        return [sample for sample in self.samples if sample.is_at_rest]

    def run(self, seconds: float) -> None:
        """Let the clients ask for so long, with rests between, and look on."""
        triples, resting = self._count(), descriptors(self._root)
        self._begun = time.monotonic()
        clients = [Client(self._host, TOKEN, number) for number in range(CLIENTS)]
        legs = max(LEAST_LEGS, round(seconds / 60 / LEG_MINUTES))
        for _ in range(legs):
            self._ask(clients, seconds / legs)
            time.sleep(REST_S)
            self._look(time.monotonic() + 1.0, is_at_rest=True)
        self._triples = triples, self._count()
        self._resting = resting, descriptors(self._root)

    def _ask(self, clients: Sequence[Client], seconds: float) -> None:
        until = time.monotonic() + seconds

        def goes_on() -> bool:
            return time.monotonic() < until

        threads = [Thread(target=keep_asking, args=(c, self.tally, goes_on, PAUSE_S)) for c in clients]
        for thread in threads:
            thread.start()
        while goes_on():
            self._look(min(until, time.monotonic() + EVERY_S))
        for thread in threads:
            thread.join()

    def failures(self) -> list[str]:
        """Say what was not as it should be; nothing if all was."""
        early, late = _parts(self.rests)
        growth = SHORT_GROWTH if late[-1].at_s < 2 * LEG_MINUTES * 60 else GROWTH
        checks = (
            *(f"{a.kind}: status {a.status} ({a.trouble})" for a in self.tally.troubles()[:20]),
            _grown("memory in MB", [s.memory / 1e6 for s in early], [s.memory / 1e6 for s in late], growth),
            _grown(
                "descriptors", [s.descriptors for s in early], [s.descriptors for s in late], MORE_DESCRIPTORS
            ),
            _grown("MB on disk", [s.disk / 1e6 for s in early], [s.disk / 1e6 for s in late], MORE_DISK),
            self._unpruned(),
            self._not_at_rest(),
            self._fault_logged(),
        )
        return [check for check in checks if check]

    def left_behind(self) -> list[str]:
        """Say what is still there when the service has been stopped."""
        until = time.monotonic() + ENDING_S
        while (left := self._still_there()) and time.monotonic() < until:
            time.sleep(0.1)
        files = [path.name for path in (self._folder / "tmp").iterdir()]
        drafts = [path.name for path in self._store.glob("staging-*")]
        code = self._server.process.returncode
        checks = (
            f"processes are left: {left}" if left else "",
            f"files are left: {files + drafts}" if files or drafts else "",
            f"the service ended with {code}" if code else "",
        )
        return [check for check in checks if check]

    def _still_there(self) -> list[int]:
        return [process for process, began in self._seen.items() if began and started(process) == began]

    def _look(self, until: float, is_at_rest: bool = False) -> None:
        """Look on for a while, and print a line."""
        held = []
        while time.monotonic() < until:
            time.sleep(min(1.0, max(0.0, until - time.monotonic())))
            held.append(usage(self._root))
            self._seen |= {process: started(process) for process in members(self._root)}
        sample = Sample(
            at_s=time.monotonic() - self._begun,
            memory=min(one.pss for one in held),
            most=max(one.pss for one in held),
            processes=held[-1].processes,
            descriptors=descriptors(self._root),
            disk=_disk(self._store),
            snapshots=sum(path.name.isdigit() for path in (self._store / "snapshots").iterdir()),
            asked=len(self.tally.asked),
            errors=len(self.tally.troubles()),
            is_at_rest=is_at_rest,
        )
        self.samples.append(sample)
        print(sample.line(), flush=True)

    def _count(self) -> int:
        client = Client(self._host, TOKEN, 0)
        answer = client.query(
            "SELECT (COUNT(*) AS ?n) WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", "text/csv"
        )
        client.close()
        if answer.status != 200:
            raise SystemExit(f"soak: the triples cannot be counted: {answer}")
        return int(answer.body.split()[1])

    def _unpruned(self) -> str:
        # Those that are kept, and one that each process may still read from.
        for sample in self.samples:
            if sample.snapshots > KEEP + sample.processes:
                return f"{sample.snapshots} snapshots at once, with {sample.processes} processes"
        return ""

    def _not_at_rest(self) -> str:
        before, after = self._triples
        if before != after:
            return f"there were {before} triples before, and {after} after everything written was removed"
        before, after = self._resting
        return f"at rest {after} descriptors are open, and {before} were" if after > before + CLIENTS else ""

    def _fault_logged(self) -> str:
        log = (self._folder / "serve.log").read_text(encoding="utf-8", errors="replace")
        at = log.find("Traceback")
        return f"a fault was logged: {log[at:][:2000]}" if at >= 0 else ""


def _parts(rests: Sequence[Sample]) -> tuple[Sequence[Sample], Sequence[Sample]]:
    """Give the first third of the rests, and the last."""
    third = max(1, len(rests) // 3)
    return rests[:third], rests[-third:]


def _grown(what: str, early: Sequence[float], late: Sequence[float], most: float) -> str:
    before, after = median(early), median(late)
    return f"{what}: {before:.1f} became {after:.1f}, more than {most} times" if after > most * before else ""


def _disk(folder: Path) -> int:
    """Give the bytes that a folder takes, each file counted once under however many names."""
    sizes: dict[int, int] = {}
    # What goes while it is looked at is no error: drafts and old snapshots come and go.
    for where, _, names in os.walk(folder, onerror=lambda _: None):
        for name in names:
            with suppress(FileNotFoundError):
                told = (Path(where) / name).stat()
                sizes[told.st_ino] = told.st_blocks * 512
    return sum(sizes.values())


def _tell(tally: Tally) -> None:
    for name in KINDS:
        asked = [one for one in tally.asked if one.kind == name]
        taken = sorted(one.taken_s * 1000 for one in asked) or [0.0]
        p99 = quantiles(taken, n=100)[98] if len(taken) > 1 else taken[0]
        statuses = ", ".join(
            f"{status}: {count}" for status, count in sorted(Counter(a.status for a in asked).items())
        )
        print(f"{name:22}{len(asked):8d}  p50 {median(taken):7.1f} ms  p99 {p99:7.1f} ms  {statuses}")


def _tell_rests(rests: Sequence[Sample]) -> None:
    memory = ", ".join(f"{rest.memory / 1e6:.0f}" for rest in rests)
    print(f"memory at rest, in MB: {memory}")


def _record(soak: Soak, failures: Sequence[str]) -> None:
    early, late = (median(sample.memory for sample in part) for part in _parts(soak.rests))
    point = median(asked.taken_s for asked in soak.tally.asked if asked.kind == "point lookup")
    minutes = soak.samples[-1].at_s / 60
    note = (
        f"times the memory of its first rests ({early / 1e6:.0f} MB); seconds of a point lookup; "
        f"{len(soak.tally.asked)} requests in {minutes:.0f} min; {'; '.join(failures) or 'no failure'}"
    )
    record(Measurement("soak: memory at the end", point, None, late / early, note))


if __name__ == "__main__":
    sys.exit(main())
