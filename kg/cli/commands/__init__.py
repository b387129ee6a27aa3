"""Every command by its name, in the order in which they are listed."""

from kg.cli.arguments import Command
from kg.cli.commands import build, claim, copy, demo, draw, export, find, query, serve, show

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        build.BUILD,
        build.LOAD,
        build.DATA,
        query.QUERY,
        query.QUERIES,
        find.FIND,
        query.PREFIXES,
        show.SHOW,
        show.PATH,
        show.STATS,
        show.CONFLICTS,
        show.VALIDATE,
        export.EXPORT,
        draw.DRAW,
        serve.SERVE,
        copy.PUSH,
        copy.PULL,
        claim.CLAIM,
        claim.REVIEW,
        claim.FORMAT,
        demo.DEMO,
    )
}
