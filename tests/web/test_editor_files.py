"""The editor's files: fetched from the oxigraph package on loopback, once, whole or not at all."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import metadata
from pathlib import Path

import pytest

from kg.web.queries import editor_files as assets


def test_the_files_come_from_the_packages_own_server(tmp_path: Path) -> None:
    cache = tmp_path / "a" / "cache"
    assert not assets.ready(cache)
    files = assets.fetch(cache)
    assert sorted(files) == sorted(assets.NAMES) and assets.ready(cache)
    assert b"Yasgui" in files["yasgui.min.js"].read_bytes()
    assert b".yasqe" in files["yasgui.min.css"].read_bytes()
    assert metadata.version("oxigraph") in assets.folder(cache).name
    assert [each.name for each in cache.iterdir()] == [assets.folder(cache).name]


def test_they_are_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = assets.fetch(tmp_path)
    monkeypatch.setattr(assets, "_program", lambda: pytest.fail("the server was started again"))
    assert assets.fetch(tmp_path) == first


def test_several_at_once_agree(tmp_path: Path) -> None:
    found: list[dict[str, Path]] = []
    threads = [threading.Thread(target=lambda: found.append(assets.fetch(tmp_path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and all(each == found[0] and each for each in found)
    assert [each.name for each in tmp_path.iterdir()] == [assets.folder(tmp_path).name]


def test_without_the_package_there_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "_program", lambda: None)
    assert assets.fetch(tmp_path) == {} and not assets.ready(tmp_path)


def test_where_nothing_can_be_written_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert assets.fetch(tmp_path / "file" / "cache") == {}


def _program(folder: Path, code: str) -> Path:
    path = folder / "program"
    path.write_text(f"#!{sys.executable}\n{code}")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    "code", ["import time; time.sleep(60)", "raise SystemExit(1)", "print('Listening for nothing')"]
)
def test_a_server_that_does_not_start_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(assets, "_program", lambda: _program(tmp_path, code))
    begun = time.monotonic()
    assert assets.fetch(tmp_path / "cache", patience_s=0.5) == {}
    assert time.monotonic() - begun < 30
    assert list((tmp_path / "cache").iterdir()) == []


class _Odd(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        good = self.path == "/yasgui.min.js"
        self.send_response(200 if good else 404)
        self.end_headers()
        self.wfile.write(b"script" if good else b"")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _odd_server() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), _Odd) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_half_of_the_files_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with _odd_server() as port:
        says = f"Listening for requests at http://127.0.0.1:{port}"
        code = f"import sys, time; print({says!r}, file=sys.stderr, flush=True); time.sleep(30)"
        monkeypatch.setattr(assets, "_program", lambda: _program(tmp_path, code))
        assert assets.fetch(tmp_path / "cache") == {}
    assert list((tmp_path / "cache").iterdir()) == []
