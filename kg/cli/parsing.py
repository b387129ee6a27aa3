"""Reading the words of a command; its help, and what is wrong with them, in the reader's language."""

import argparse
import re
from typing import Any, NoReturn

from kg.cli.arguments import ENDPOINT, HELP, LANG, STORE, Argument
from kg.cli.commands import COMMANDS
from kg.errors import nearest
from kg.language import Text, did_you_mean

WORDS = {
    "usage": Text("usage: ", "用法："),
    "command": Text("COMMAND", "命令"),
    "commands": Text("commands", "命令"),
    "arguments": Text("arguments", "参数"),
    "options": Text("options", "选项"),
    "endpoint": Text(
        "with the URL of an endpoint (a login: KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN)",
        "使用端点 URL 时（登录：KG_STORE_USER 与 KG_STORE_PASSWORD，或 KG_STORE_TOKEN）",
    ),
    "example": Text("example", "示例"),
    "colon": Text(":", "："),
    "after": Text(": ", "："),
    "purpose": Text(
        "A knowledge graph of China's AI computing power: every fact with the documents that claim it.",
        "中国人工智能算力知识图谱：每条事实都附有提出它的文档。",
    ),
    "more": Text("`kg COMMAND --help` describes a command.", "`kg 命令 --help` 说明该命令。"),
    "no-command": Text("there is no command {value!r}", "没有命令 {value!r}"),
    "stopped": Text("stopped", "已中止"),
}
"""What the command line itself says."""

# What argparse says, and what that is in English and Chinese.
_COMPLAINTS = tuple(
    (re.compile(pattern), en, zh)
    for pattern, en, zh in (
        (r"the following arguments are required: (.*)", "it lacks {0}", "缺少参数 {0}"),
        (r"unrecognized arguments: (.*)", "{0} means nothing here", "无法识别的参数 {0}"),
        (
            r"argument (\S+): invalid choice: (.*) \(choose from (.*)\)",
            "{0} cannot be {1}; it is one of {2}",
            "{0} 不能是 {1}，可选 {2}",
        ),
        (r"argument (\S+): expected one argument", "{0} needs a value", "{0} 需要一个值"),
        (r"argument (\S+): expected at least one argument", "{0} needs a value", "{0} 至少需要一个值"),
        (r"argument (\S+): ignored explicit argument (.*)", "{0} takes no value, not {1}", "{0} 不带值 {1}"),
        (
            r"argument (\S+): (.*) is not a whole number from (\d+) on",
            "{0}: {1} is not a whole number from {2} on",
            "{0}：{1} 不是不小于 {2} 的整数",
        ),
        (
            r"argument (\S+): (.*) is not a port from 0 to 65535",
            "{0}: {1} is not a port from 0 to 65535",
            "{0}：{1} 不是 0 至 65535 的端口",
        ),
        (r"argument (\S+): (.*) is not a host, .*", "{0}: {1} is not a host", "{0}：{1} 不是主机名"),
        (
            r"argument (\S+): (.*) is not an address such as (.*)",
            "{0}: {1} is not an address such as {2}",
            "{0}：{1} 不是形如 {2} 的地址",
        ),
        (
            r"argument (\S+): (.*) is not a number of seconds above 0",
            "{0}: {1} is not a number of seconds above 0",
            "{0}：{1} 不是大于 0 的秒数",
        ),
    )
)


def overview(language: str) -> str:
    """Give what `kg --help` prints."""
    say = {key: word[language] for key, word in WORDS.items()}
    lines = [f"{say['usage']}kg {say['command']} …", "", say["purpose"], "", say["commands"] + say["colon"]]
    lines += [f"  {name:<10} {command.help[language]}" for name, command in COMMANDS.items()]
    return "\n".join([*lines, "", say["more"]])


def parser(name: str, language: str) -> argparse.ArgumentParser:
    """Make the parser of one command, its help in one language."""
    command = COMMANDS[name]
    made = _Parser(
        language,
        prog=f"kg {name}",
        description=command.help[language],
        epilog=f"{WORDS['example'][language]}{WORDS['after'][language]}{command.example}",
        add_help=False,
        allow_abbrev=False,
        formatter_class=_formatter(language),
    )
    positional = made.add_argument_group(WORDS["arguments"][language])
    optional = made.add_argument_group(WORDS["options"][language])
    for argument in (*command.arguments, LANG, HELP):
        group = optional if argument.flags[0].startswith("-") else positional
        _add(group, argument, language)
    if STORE in command.arguments:
        endpoint = made.add_argument_group(WORDS["endpoint"][language])
        for argument in ENDPOINT:
            _add(endpoint, argument, language)
    return made


def complaint(message: str, language: str) -> str:
    """Tell what argparse found wrong, in the reader's language; a complaint that we do not know stays.

    >>> complaint("the following arguments are required: QUERY", "zh")
    '缺少参数 QUERY'
    """
    for pattern, en, zh in _COMPLAINTS:
        found = pattern.fullmatch(message)
        if found is not None:
            return (zh if language == "zh" else en).format(*found.groups())
    return message


class _Parser(argparse.ArgumentParser):
    def __init__(self, language: str, **options: Any) -> None:
        super().__init__(**options)
        self.language = language

    def error(self, message: str) -> NoReturn:
        wrong = next((word for word in message.split() if word.startswith("--")), "")
        is_unknown = message.startswith("unrecognized")
        near = nearest(wrong, self._option_string_actions) if is_unknown and wrong else []
        command = f"`{self.prog} --help`"
        see = did_you_mean(near, Text(f"{command} says what there is", f"{command} 列出可用的写法"))
        self.exit(2, f"kg: {complaint(message, self.language)}\n  {see[self.language]}\n")

    def format_help(self) -> str:
        # argparse puts a colon of its own after the heading of a group.
        colon = WORDS["colon"][self.language]
        return re.sub(r"^(\S.*):$", rf"\1{colon}", super().format_help(), flags=re.MULTILINE)


def _formatter(language: str) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.HelpFormatter):
        def __init__(self, prog: str) -> None:
            # A fixed width: the CLI reference is made from this text.
            super().__init__(prog, width=100, max_help_position=30)

        def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
            super().add_usage(usage, actions, groups, WORDS["usage"][language])

    return Formatter


def _add(group: "argparse._ArgumentGroup", argument: Argument, language: str) -> None:
    text = argument.help[language].replace("%", "%%")
    group.add_argument(*argument.flags, help=text, **argument.options)
