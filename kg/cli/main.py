"""`kg`: read the command line, call one function, print one result, explain what went wrong."""

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace

from kg import __version__
from kg.cli.commands import COMMANDS
from kg.cli.connecting import checked_store, connection
from kg.cli.parsing import WORDS, overview, parser
from kg.cli.session import Session
from kg.errors import KgError, Misuse, nearest
from kg.language import Text, did_you_mean

_SHOWN = "backslashreplace"
_LANGUAGE_VARIABLES = ("KG_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def main(argv: Sequence[str] | None = None) -> int:
    """Run `kg` with these arguments, or those of the process.

    Returns:
        0 done, 1 an error that was explained, 2 misuse, 3 the answer is no.
    """
    words = [_utf8(word) for word in (sys.argv[1:] if argv is None else argv)]
    language = _language(words)
    _speak_utf8()
    try:
        return _run(words, language)
    except KgError as error:
        print(f"kg: {error.sentence(language)}", file=sys.stderr)
        return 2 if isinstance(error, Misuse) else 1
    except UnicodeEncodeError as error:
        print(f"kg: {_unencodable(error).sentence(language)}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader (head, less) has seen enough; writing what is left at exit would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"kg: {_disk_error(error).sentence(language)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"kg: {WORDS['stopped'][language]}", file=sys.stderr)
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
        problem = WORDS["no-command"][language].format(value=name)
        mean = did_you_mean(nearest(name, COMMANDS) or COMMANDS)[language]
        print(f"kg: {problem}\n  {mean}", file=sys.stderr)
        return 2
    given = parser(name, language).parse_args(rest)
    where = getattr(given, "store", None) or os.environ.get("KG_STORE") or "kg-store"
    session = Session(language, checked_store(where), sys.stdout.isatty(), _terminal_width())
    if session.is_remote:
        session = replace(session, connection=connection(given))
    return COMMANDS[name].run(given, session)


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
    told = next((os.environ[n] for n in _LANGUAGE_VARIABLES if os.environ.get(n)), "")
    return "zh" if told.lower().startswith("zh") else "en"


def _terminal_width() -> int | None:
    """Give the columns that there are: those of the terminal, or those that COLUMNS says."""
    said = os.environ.get("COLUMNS", "")
    if not sys.stdout.isatty() and not (said.isdecimal() and int(said)):
        return None
    return shutil.get_terminal_size().columns


def _utf8(word: str) -> str:
    """Read an argument as UTF-8 where the locale, such as C, could not."""
    if word.isascii():
        return word
    try:
        return os.fsencode(word).decode()
    except UnicodeEncodeError:
        return word  # not from the command line: it is text already
    except UnicodeDecodeError:
        return word.encode("ascii", "backslashreplace").decode()


def _unencodable(error: UnicodeEncodeError) -> Misuse:
    return Misuse(
        problem=Text(
            f"this system's locale has no way to write {error.object!r}",
            f"当前系统的区域设置无法写出 {error.object!r}",
        ),
        remedy=Text(
            "set LC_ALL to C.UTF-8 and leave PYTHONUTF8 alone",
            "请把 LC_ALL 设为 C.UTF-8，并且不要设置 PYTHONUTF8",
        ),
    )


def _disk_error(error: OSError) -> KgError:
    from kg.disk import unreadable

    return unreadable(error.filename or "kg", error)


def _speak_utf8() -> None:
    # A terminal in the C locale would fail on the first Chinese character.
    for stream, errors in ((sys.stdin, "strict"), (sys.stdout, _SHOWN), (sys.stderr, _SHOWN)):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors=errors)


if __name__ == "__main__":
    sys.exit(main())
