"""What can be said: build, load."""

from kg.cli.grammar.words import DATA, ONTOLOGY, STORE, Command, argument

STORING: dict[str, Command] = {
    "build": Command(
        "storing:build",
        {
            "en": "Build the store from the ontology and the data; it is swapped in when it is whole.",
            "zh": "由本体和数据建立图库；全部就绪后一次换入。",
        },
        "kg build",
        (
            ONTOLOGY,
            DATA,
            STORE,
        ),
    ),
    "load": Command(
        "storing:load",
        {
            "en": "Load RDF files into the store: all of them, or nothing.",
            "zh": "把 RDF 文件装入图库：全部装入，或一概不装。",
        },
        "kg load more.ttl --graph graph:more",
        (
            argument(
                "files",
                nargs="+",
                metavar="FILE",
                en="Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD, also with .gz",
                zh="Turtle、TriG、N-Triples、N-Quads、RDF/XML 或 JSON-LD，可加 .gz",
            ),
            argument(
                "--graph",
                metavar="IRI",
                en="the named graph that triples go into (else one named after the file)",
                zh="三元组装入的命名图（否则以文件名命名）",
            ),
            argument(
                "--base",
                metavar="IRI",
                en="what relative IRIs are relative to",
                zh="相对 IRI 的基准",
            ),
            STORE,
        ),
    ),
    "data": Command(
        "storing:data",
        {
            "en": "Copy the project's data to a folder of your own, to add claims and reviews to.",
            "zh": "把项目自带的数据复制到您自己的文件夹，以便添加主张和审核。",
        },
        "kg data my-data",
        (
            argument("folder", metavar="FOLDER", en="a new folder", zh="新文件夹"),
            argument(
                "--part",
                choices=("data", "ontology", "queries"),
                default="data",
                en="what to copy: the data (this, where nothing is said), the ontology or the queries",
                zh="复制什么：数据（默认）、本体或查询",
            ),
        ),
    ),
}
