"""The commands with the URL of an endpoint: what they print over a folder they print over an engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.served import Served, served
from support.servers import oxigraph

from kg.cli.main import main

COMMANDS = [
    ["query", "companies-in-city", "--param", "city=杭州"],
    ["query", "ASK { city:hangzhou a sl:City }"],
    ["query", "DESCRIBE city:hangzhou"],
    ["find", "杭州"],
    ["show", "合肥"],
    ["path", "阿里巴巴", "北京"],
    ["stats"],
    ["conflicts"],
    ["validate"],
    ["export"],
    ["export", "--graph", "all"],
    ["export", "--thing", "杭州"],
    ["export", "--graph", "graph:reviews"],
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Oxigraph with the project's own graph in it, put there by `kg build`."""
    with oxigraph() as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        assert main(["build", "--store", running.url]) == 0
        yield running.url


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    """Our own service over an empty store, with a token."""
    with served(None) as running:
        yield running


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("KG_LANG", "zh")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=[" ".join(command) for command in COMMANDS])
def test_a_command_prints_over_an_endpoint_what_it_prints_over_a_folder(
    command: list[str], url: str, demo_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code = main([*command, "--store", str(demo_folder)])
    expected = capfd.readouterr().out
    assert main([*command, "--store", url]) == code

    printed = capfd.readouterr().out
    assert printed == expected
    assert printed


def test_a_picture_is_drawn_of_an_endpoint(url: str, demo_folder: Path) -> None:
    assert main(["draw", "-o", "far.svg", "--store", url]) == 0
    assert main(["draw", "-o", "near.svg", "--store", str(demo_folder)]) == 0

    assert Path("far.svg").read_bytes() == Path("near.svg").read_bytes()


def test_files_are_loaded_into_an_endpoint_all_or_none(capfd: pytest.CaptureFixture[str]) -> None:
    Path("good.ttl").write_text("<urn:s> <urn:p> '杭州' .", "utf-8")
    Path("bad.ttl").write_text("<urn:s> <urn:p> .", "utf-8")
    with oxigraph() as running:
        assert main(["load", "good.ttl", "bad.ttl", "--store", running.url]) == 1
        assert main(["query", "ASK { GRAPH ?g { ?s ?p ?o } }", "--store", running.url]) == 3
        assert main(["load", "good.ttl", "--store", running.url]) == 0
        assert main(["query", "ASK { GRAPH graph:good { <urn:s> ?p ?o } }", "--store", running.url]) == 0
    assert "新增 1 个四元组" in capfd.readouterr().err


def test_a_label_index_is_kept_for_the_next_command_and_made_anew_when_labels_change(
    surroundings: Path,
) -> None:
    name = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    Path("names.ttl").write_text(f"<https://w3id.org/suanli/id/city/x> {name} '某市' .", "utf-8")
    Path("more.ttl").write_text(f"<https://w3id.org/suanli/id/city/y> {name} '另一市' .", "utf-8")
    with oxigraph() as running:
        assert main(["load", "names.ttl", "--store", running.url]) == 0
        assert main(["find", "某市", "--store", running.url]) == 0
        first = list((surroundings / "cache").rglob("*.labels.sqlite"))
        assert main(["find", "某市", "--store", running.url]) == 0
        assert list((surroundings / "cache").rglob("*.labels.sqlite")) == first
        assert main(["find", "另一市", "--store", running.url]) == 3
        assert main(["load", "more.ttl", "--store", running.url]) == 0
        assert main(["find", "另一市", "--store", running.url]) == 0
    assert len(first) == 1
    assert len(list((surroundings / "cache").rglob("*.labels.sqlite"))) == 1


def test_a_token_of_the_environment_opens_our_service_for_writing(
    service: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("good.ttl").write_text("<urn:s> <urn:p> 1 .", "utf-8")
    url = f"{service.url}/sparql"
    assert main(["load", "good.ttl", "--store", url]) == 1
    monkeypatch.setenv("KG_STORE_TOKEN", service.token)
    assert main(["load", "good.ttl", "--store", url]) == 0
    assert main(["query", "ASK { GRAPH graph:good { ?s ?p 1 } }", "--store", url]) == 0
    assert service.token not in service.logged()


def test_what_our_service_refuses_is_told_in_one_language_with_what_to_do(
    service: Served, demo_folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(Path("state").absolute()))
    push = ["push", "--store", str(demo_folder)]
    with served(None, is_writable=False) as running:
        assert main([*push, running.url]) == 1
        told = capfd.readouterr().err
        assert "403：「本服务只读」）\n  请用 `kg serve --writable` 启动" in told
        assert "再次运行" not in told
    monkeypatch.setenv("KG_STORE_TOKEN", "not-the-right-token")
    assert main([*push, service.url]) == 1
    told = capfd.readouterr().err
    assert "401：「写入需要本服务的令牌」）\n  请把 KG_STORE_TOKEN 设为" in told
    assert "再次运行" not in told


def test_a_page_of_our_service_is_no_endpoint(service: Served, capfd: pytest.CaptureFixture[str]) -> None:
    page = f"{service.url}/id/city/hangzhou"
    assert main(["stats", "--store", page]) == 1
    told = capfd.readouterr().err
    assert f"{page} 不是 SPARQL 端点" in told
    assert f"{service.url}/sparql" in told


@pytest.mark.parametrize("command", [["stats", "--store", "127.0.0.1:7900"], ["push", "127.0.0.1:7900"]])
def test_an_address_without_its_scheme_is_no_folder(
    command: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 1
    assert (
        "127.0.0.1:7900 处没有图库\n  若是端点的地址，请写出协议：http://127.0.0.1:7900"
        in capfd.readouterr().err
    )
    assert not Path("127.0.0.1:7900").exists()


def test_half_a_login_is_refused(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("KG_STORE_USER", "ann")
    assert main(["stats", "--store", "http://127.0.0.1:9/sparql"]) == 2
    assert "KG_STORE_PASSWORD" in capfd.readouterr().err


def test_a_dead_endpoint_is_one_sentence_and_exit_1(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "--store", "http://127.0.0.1:9/sparql"]) == 1
    told = capfd.readouterr().err
    assert "http://127.0.0.1:9/sparql：无人应答" in told
    assert "Traceback" not in told
