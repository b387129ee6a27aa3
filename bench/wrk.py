"""Load from wrk: 16 connections of one thread that send given requests in turn, and what came of it.

wrk (https://github.com/wg/wrk) is the Debian package of that name.
"""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from record import program

CONNECTIONS = 16

_SCRIPT = """
local paths = {{}}
for line in io.lines("{paths}") do paths[#paths + 1] = line end
local headers = {{ ["Accept"] = "{accept}" }}
local next_one = 0

function request()
  next_one = next_one % #paths + 1
  return wrk.format("GET", paths[next_one], headers)
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\n{{"requests": %d, "taken_us": %d, "p50_us": %d, "p99_us": %d, "errors": %d}}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did with the requests of one run."""

    per_s: float
    p50_s: float
    p99_s: float
    errors: int
    """Answers other than 2xx and 3xx, and connections that failed."""


def drive(address: str, paths: Sequence[str], accept: str, seconds: int, folder: Path) -> Load:
    """Send GET requests for these paths in turn, as fast as answers come, for so many whole seconds.

    Raises:
        RuntimeError: wrk did not say what came of it.
    """
    listed, script = folder / "paths.txt", folder / "requests.lua"
    listed.write_text("".join(f"{path}\n" for path in paths), encoding="ascii")
    script.write_text(_SCRIPT.format(paths=listed, accept=accept), encoding="ascii")
    connections = ["--connections", str(CONNECTIONS), "--threads", "1"]
    command = [program("wrk"), *connections, "--duration", f"{seconds}s", "--script", str(script), address]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    said = ran.stdout.strip().rpartition("\n")[2]
    if ran.returncode or not said.startswith("{"):
        raise RuntimeError(f"wrk failed: {ran.stdout}{ran.stderr}")
    return _load(json.loads(said))


def _load(told: dict[str, int]) -> Load:
    per_s = told["requests"] / (told["taken_us"] / 1e6)
    return Load(per_s, told["p50_us"] / 1e6, told["p99_us"] / 1e6, told["errors"])
