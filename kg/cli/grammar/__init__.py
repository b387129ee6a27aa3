"""What can be said on the command line: every command with its arguments, in English and Chinese.

Tables, a module for each module of `kg.cli` that runs the commands. Nothing is imported here that takes time,
so that `kg --help` is quick.
"""

from kg.cli.grammar.asking import ASKING
from kg.cli.grammar.looking import LOOKING
from kg.cli.grammar.moving import MOVING
from kg.cli.grammar.serving import SERVING
from kg.cli.grammar.showing import SHOWING
from kg.cli.grammar.storing import STORING
from kg.cli.grammar.telling import TELLING
from kg.cli.grammar.words import ENDPOINT, HELP, LANG, STORE, Argument, Command
from kg.cli.grammar.writing import WRITING

__all__ = ["COMMANDS", "ENDPOINT", "HELP", "LANG", "STORE", "Argument", "Command"]

COMMANDS: dict[str, Command] = STORING | ASKING | LOOKING | WRITING | SERVING | MOVING | TELLING | SHOWING
"""Every command by its name, in the order in which they are listed."""
