"""`kg`: read the command line, call one function, print one result, explain what went wrong."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from kg import __version__
from kg.cli.grammar import COMMANDS, HELP, LANG, Argument, Command
from kg.errors import KgError, nearest

_LANGUAGE_VARIABLES = ("KG_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
_WORDS = {
    "usage": {"en": "usage: ", "zh": "用法："},
    "command": {"en": "COMMAND", "zh": "命令"},
    "commands": {"en": "commands", "zh": "命令"},
    "arguments": {"en": "arguments", "zh": "参数"},
    "options": {"en": "options", "zh": "选项"},
    "example": {"en": "example", "zh": "示例"},
    "purpose": {
        "en": "A knowledge graph of China's AI computing power: every fact with the documents that claim it.",
        "zh": "中国人工智能算力知识图谱：每条事实都附有提出它的文档。",
    },
    "more": {
        "en": "`kg COMMAND --help` describes a command.",
        "zh": "`kg 命令 --help` 说明该命令。",
    },
    "no-command": {"en": "there is no command {value!r}", "zh": "没有命令 {value!r}"},
    "mean": {"en": "did you mean {near}?", "zh": "是否指 {near}？"},
    "stopped": {"en": "stopped", "zh": "已中止"},
}


@dataclass(frozen=True, slots=True)
class Session:
    """What every command is given: where the store is, which language to speak, and whether to a terminal."""

    language: str
    store: Path
    is_terminal: bool

    def say(self, en: str, zh: str) -> None:
        """Tell the reader something that is no part of the result, on standard error."""
        print(zh if self.language == "zh" else en, file=sys.stderr)

    def choose(self, en: str, zh: str) -> str:
        """Give the text of the reader's language."""
        return zh if self.language == "zh" else en


def main(argv: Sequence[str] | None = None) -> int:
    """Run `kg` with these arguments, or those of the process.

    Returns:
        0 done, 1 an error that was explained, 2 misuse, 3 the answer is no.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    language = _language(words)
    _speak_utf8()
    try:
        return _run(words, language)
    except KgError as error:
        print(f"kg: {error.sentence(language)}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader (head, less) has seen enough; writing what is left at exit would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(f"kg: {_WORDS['stopped'][language]}", file=sys.stderr)
        return 130


def _run(words: list[str], language: str) -> int:
    name, rest = _split(words)
    if name is None:
        if "--version" in words:
            print(f"suanli-kg {__version__}")
            return 0
        asked = "-h" in words or "--help" in words
        print(overview(language), file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    if name not in COMMANDS:
        near = nearest(name, COMMANDS) or list(COMMANDS)
        problem = _WORDS["no-command"][language].format(value=name)
        print(f"kg: {problem}\n  {_WORDS['mean'][language].format(near=', '.join(near))}", file=sys.stderr)
        return 2
    given = parser(name, language).parse_args(rest)
    where = getattr(given, "store", None) or os.environ.get("KG_STORE") or "kg-store"
    session = Session(language, Path(where), sys.stdout.isatty())
    return _function(COMMANDS[name])(given, session)


def overview(language: str) -> str:
    """Give what `kg --help` prints."""
    say = {key: word[language] for key, word in _WORDS.items()}
    lines = [f"{say['usage']}kg {say['command']} …", "", say["purpose"], "", f"{say['commands']}:"]
    lines += [f"  {name:<10} {command.help[language]}" for name, command in COMMANDS.items()]
    return "\n".join([*lines, "", say["more"]])


def parser(name: str, language: str) -> argparse.ArgumentParser:
    """Make the parser of one command, its help in one language."""
    command = COMMANDS[name]
    made = _Parser(
        prog=f"kg {name}",
        description=command.help[language],
        epilog=f"{_WORDS['example'][language]}: {command.example}",
        add_help=False,
        allow_abbrev=False,
        formatter_class=_formatter(language),
    )
    positional = made.add_argument_group(_WORDS["arguments"][language])
    optional = made.add_argument_group(_WORDS["options"][language])
    for argument in (*command.arguments, LANG, HELP):
        group = optional if argument.flags[0].startswith("-") else positional
        _add(group, argument, language)
    return made


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"kg: {message}\n  `{self.prog} --help`\n")


def _formatter(language: str) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.HelpFormatter):
        def __init__(self, prog: str) -> None:
            # A fixed width: the CLI reference is made from this text.
            super().__init__(prog, width=100, max_help_position=30)

        def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
            super().add_usage(usage, actions, groups, _WORDS["usage"][language])

    return Formatter


def _add(group: "argparse._ArgumentGroup", argument: Argument, language: str) -> None:
    text = argument.help[language].replace("%", "%%")
    group.add_argument(*argument.flags, help=text, **argument.options)


def _split(words: list[str]) -> tuple[str | None, list[str]]:
    """Find the command; `--lang en` may stand before it."""
    skip = False
    for position, word in enumerate(words):
        if skip:
            skip = False
        elif word == "--lang":
            skip = True
        elif not word.startswith("-"):
            return word, words[position + 1 :] + words[:position]
    return None, words


def _language(words: list[str]) -> str:
    for position, word in enumerate(words):
        if word.startswith("--lang"):
            value = word.partition("=")[2] or (words[position + 1] if position + 1 < len(words) else "")
            if value in ("zh", "en"):
                return value
    told = next(
        (os.environ[n] for n in ("KG_LANG", "LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), ""
    )
    return "zh" if told.lower().startswith("zh") else "en"


def _speak_utf8() -> None:
    # A terminal in the C locale would fail on the first Chinese character.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _function(command: Command) -> Callable[[argparse.Namespace, Session], int]:
    module, _, function = command.function.partition(":")
    found: Callable[[argparse.Namespace, Session], int] = getattr(
        importlib.import_module(f"kg.cli.{module}"), function
    )
    return found


if __name__ == "__main__":
    sys.exit(main())
