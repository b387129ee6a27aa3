"""Every command by its name, in the order in which they are listed."""

from kg.cli.arguments import Command
from kg.cli.commands import (
    build,
    claim,
    conflicts,
    data,
    demo,
    draw,
    export,
    find,
    format,
    load,
    path,
    prefixes,
    push_pull,
    queries,
    query,
    review,
    serve,
    show,
    stats,
    validate,
)

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        build.BUILD,
        load.LOAD,
        data.DATA,
        query.QUERY,
        queries.QUERIES,
        find.FIND,
        prefixes.PREFIXES,
        show.SHOW,
        path.PATH,
        stats.STATS,
        conflicts.CONFLICTS,
        validate.VALIDATE,
        export.EXPORT,
        draw.DRAW,
        serve.SERVE,
        push_pull.PUSH,
        push_pull.PULL,
        claim.CLAIM,
        review.REVIEW,
        format.FORMAT,
        demo.DEMO,
    )
}
