"""The command line: what is said, to whom, and with which exit code."""

import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli.commands import COMMANDS
from kg.cli.main import main, parser


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_explains_itself_in_both_languages(
    name: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--lang", language, name, "--help"])
    said = capsys.readouterr().out
    assert stop.value.code == 0
    assert "".join(COMMANDS[name].help[language].split()) in "".join(said.split())
    assert COMMANDS[name].example.split()[1] == name and COMMANDS[name].example in said


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_argument_says_what_it_is_for_in_both_languages(name: str) -> None:
    for argument in COMMANDS[name].arguments:
        assert set(argument.help) == {"zh", "en"} and all(argument.help.values())


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_example_is_one_that_its_command_understands(name: str) -> None:
    import shlex

    words = shlex.split(COMMANDS[name].example)
    parser(name, "en").parse_args(words[2:])


def test_a_misspelt_command_names_the_nearest_and_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "quary"]) == 2
    assert capsys.readouterr().err == "kg: there is no command 'quary'\n  did you mean query?\n"


def test_no_command_is_misuse_and_help_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().out == ""
    assert main(["--help"]) == 0
    said = capsys.readouterr()
    assert said.err == "" and all(name in said.out for name in COMMANDS)
    assert main(["--version"]) == 0


def test_an_unknown_option_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["stats", "--colour"])
    assert stop.value.code == 2 and "--colour" in capsys.readouterr().err


def test_a_missing_store_is_an_error_that_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "zh", "stats", "--store", str(tmp_path / "none")]) == 1
    said = capsys.readouterr()
    assert said.out == "" and "没有图库" in said.err and "kg build" in said.err


def test_the_language_is_that_of_the_environment_unless_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KG_LANG", "zh")
    main(["nothing-like-it"])
    assert "没有命令" in capsys.readouterr().err
    main(["--lang", "en", "nothing-like-it"])
    assert "there is no command" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_is_no_error(demo_folder: Path) -> None:
    command = f"{sys.executable} -m kg export --format ntriples --store {demo_folder} | head -n 1"
    ran = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert ran.returncode == 0 and ran.stderr == "" and ran.stdout.count("\n") == 1


def test_help_imports_nothing_that_takes_time() -> None:
    code = "import sys; from kg.cli.main import main; main(['--help']); print(sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = ran.stdout.splitlines()[-1]
    for dear in ("pyoxigraph", "rdflib", "networkx", "pyvis", "pandas", "SPARQLWrapper"):
        assert f"'{dear}'" not in loaded


def test_chinese_is_printed_in_the_c_locale() -> None:
    environment = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin"}
    ran = subprocess.run(
        [sys.executable, "-m", "kg", "--lang", "zh", "--help"],
        capture_output=True,
        env=environment,
        check=True,
    )
    assert "知识图谱" in ran.stdout.decode("utf-8")
