"""What can be said: demo."""

from kg.cli.grammar.words import STORE, Command, argument

SHOWING: dict[str, Command] = {
    "demo": Command(
        "showing:demo",
        {
            "en": "Build the store and show what it can do: rankings, a contradiction, a file, a picture.",
            "zh": "建立图库并展示其能力：排名、一处矛盾、一个文件、一张图。",
        },
        "kg demo",
        (
            argument(
                "--output",
                metavar="FOLDER",
                default="out",
                en="where the file and the picture go",
                zh="文件和图的存放处",
            ),
            STORE,
        ),
    ),
}
