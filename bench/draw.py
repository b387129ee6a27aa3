"""`kg draw` at 1,000 and 5,000 nodes beside pyvis as it comes: seconds, megabytes, requests, ready time.

    python bench/draw.py

Ours is the page of `kg.draw`; the peer is pyvis 0.3 with the same nodes at the same places, physics off, its
scripts in line, written and opened in the same run. Ready is `performance.now()` of the page when its first
frame is drawn: ours says so itself, of the peer it is vis-network's first `afterDrawing`. Without physics off
the peer takes a minute at 1,000 nodes. Chromium has no network; what the peer asks for is counted.
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from record import Measurement, record

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from support.browser import Browser, chromium
from support.networks import many

from kg.draw import draw
from kg.draw.layout import arrange
from kg.draw.palette import legend

SIZES = ((1000, 120, 1.0), (5000, 300, 2.0))
TIMES = 3


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for count, cities, target in SIZES:
            graph = many(count, cities)
            ours, peer = Path(folder) / f"ours-{count}.html", Path(folder) / f"peer-{count}.html"
            took, peer_took = (
                _seconds(lambda g=graph, p=ours: draw(g, p)),
                _seconds(lambda g=graph, p=peer: _pyvis(g, p)),
            )
            ready = [(_ready(browser, ours), _ready(browser, peer)) for _ in range(TIMES)]
            mine, theirs = (min(column) / 1000 for column in zip(*ready, strict=True))
            asked = {path: _requests(browser, path) for path in (ours, peer)}
            size, peer_size = (path.stat().st_size / 1e6 for path in (ours, peer))
            note = f"{size:.2f} MB against {peer_size:.2f} MB; seconds to write the file"
            record(Measurement(f"draw {count} / pyvis", took, peer_took, took / peer_took, note))
            note = f"ready in Chromium, target {target} s; {asked[ours]} requests against {asked[peer]}"
            record(Measurement(f"draw {count} ready / pyvis", mine, theirs, mine / theirs, note))


def _pyvis(graph: Any, path: Path) -> None:
    """Draw the same nodes at the same places with pyvis alone."""
    from pyvis.network import Network

    layout = arrange(graph, legend(graph))
    network = Network(directed=True, cdn_resources="in_line")
    network.toggle_physics(False)
    for key, place in layout.places.items():
        network.add_node(
            key, label=graph.nodes[key]["label_en"], x=place.x, y=place.y, size=place.r, physics=False
        )
    for source, target, edge in graph.edges(data=True):
        if not edge["member"]:
            network.add_edge(source, target)
    # The page tells when its first frame is drawn, as ours does.
    told = 'network.once("afterDrawing", () => { window.__ready = performance.now(); }); return network;'
    path.write_text(network.generate_html().replace("return network;", told), encoding="utf-8")


def _seconds(run: Any) -> float:
    run()
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return min(taken)


def _ready(browser: Browser, path: Path) -> float:
    return browser.open(path)


def _requests(browser: Browser, path: Path) -> int:
    browser.open(path)
    return sum(not url.startswith("file:") for url in browser.asked_for())


if __name__ == "__main__":
    main()
