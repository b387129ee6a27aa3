"""Pictures: what they look like, and that no label can break a file."""

import base64
import hashlib
import itertools
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from math import dist
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.networks import five_cities

from kg.draw import draw, render
from kg.draw.layout import arrange
from kg.draw.layout.geometry import Layout, shorten, text_width
from kg.draw.page.html import script_safe
from kg.draw.palette import GREY, MARKS, TINTS, legend
from kg.draw.still.png import ZOOM, has_chinese_font, png
from kg.draw.still.svg import HEIGHT, WIDTH, svg
from kg.draw.texts import KINDS, TEXTS
from kg.errors import BadFile, KgError, Missing

HOSTILE = [
    "</script><script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=1>",
    "\"href=javascript:window.__pwned=1 '",
    "`${window.__pwned=1}` {{ vis }} \\u003c \u2028 \x00 ]]> &amp; -->",
]


def _layout(graph: Any) -> Layout:
    return arrange(graph, legend(graph))


# ---- colours and legend


def test_colours_stay_apart_for_every_kind_of_sight() -> None:
    for theme, tints in TINTS.items():
        for sight, matrix in SIGHTS.items():
            seen = [_oklab(_through(matrix, _linear(tint))) for tint in tints]
            nearest = min(dist(a, b) for a, b in itertools.combinations(seen, 2))
            assert nearest > 0.095, (theme, sight)


# Machado, Oliveira, Fernandes (2009), severity 1.0, on linear RGB.
SIGHTS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def _linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _through(matrix: Any, colour: list[float]) -> list[float]:
    return [min(1.0, max(0.0, sum(a * b for a, b in zip(row, colour, strict=True)))) for row in matrix]


def _oklab(colour: list[float]) -> tuple[float, ...]:
    """Source: https://bottosson.github.io/posts/oklab/."""
    cones = (
        (0.4122214708, 0.5363325363, 0.0514459929),
        (0.2119034982, 0.6806995451, 0.1073969566),
        (0.0883024619, 0.2817188376, 0.6299787005),
    )
    lab = (
        (0.2104542553, 0.7936177850, -0.0040720468),
        (1.9779984951, -2.4285922050, 0.4505937099),
        (0.0259040371, 0.7827717662, -0.8086757660),
    )
    roots = [value ** (1 / 3) for value in _through(cones, colour)]
    return tuple(sum(a * b for a, b in zip(row, roots, strict=True)) for row in lab)


def test_no_two_entries_of_a_legend_look_alike_up_to_thirty_two() -> None:
    graph = nx.MultiDiGraph()
    for number in range(len(MARKS) * len(TINTS["light"])):
        graph.add_node(f"company:{number}", kind="company", group=f"industry:{number}")
    looks = [(entry.tint, entry.mark) for entry in legend(graph)]
    assert len(looks) == 32 and len(set(looks)) == 32


def test_a_legend_counts_everything_once_and_puts_places_first_and_the_unstated_last() -> None:
    graph = five_cities()
    entries = legend(graph)
    assert sum(entry.count for entry in entries) == len(graph)
    assert entries[0].key == "kind:city" and entries[-1].key == "group:" and entries[-1].tint == GREY
    assert [entry.zh for entry in entries] == ["城市", "互联网", "芯片", "金融", "未载明行业"]


def test_an_entry_whose_things_are_of_several_classes_is_called_after_their_kind() -> None:
    graph = nx.MultiDiGraph()
    for number, name in enumerate(("Rank", "Rank", "Appraisal")):
        graph.add_node(f"fact:{number}", kind="fact", class_zh="名次", class_en=name)
    graph.add_node("ranking:x", kind="ranking", class_zh="榜单", class_en="Ranking")
    assert [(entry.zh, entry.count) for entry in legend(graph)] == [("事实", 3), ("榜单", 1)]
    graph.remove_node("fact:2")
    assert [entry.en for entry in legend(graph)] == ["Rank", "Ranking"]


# ---- files


@given(st.recursive(st.text() | st.integers(), lambda inner: st.dictionaries(st.text(), inner, max_size=3)))
def test_script_safe_json_says_the_same_and_cannot_end_a_script(value: object) -> None:
    written = script_safe(value)
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == value


@settings(max_examples=40, deadline=None)
@given(st.text(), st.text())
def test_an_svg_is_well_formed_whatever_a_label_says(label: str, title: str) -> None:
    graph = five_cities()
    graph.nodes["city:beijing"]["label_zh"] = label
    root = ElementTree.fromstring(svg(graph, _layout(graph), language="zh", theme="light", title=title))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert {child.tag.rpartition("}")[2] for child in root.iter()} <= {
        "svg", "title", "rect", "circle", "path", "text", "polygon",
    }  # fmt: skip


def test_a_sentence_is_cut_at_its_end_and_a_name_in_its_middle() -> None:
    graph = nx.MultiDiGraph()
    graph.add_node("city:x", kind="city", label_en="X")
    for kind in ("fact", "ranking"):
        graph.add_node(f"{kind}:x", kind=kind, label_en=f"{kind} of {'very ' * 12}many things, 2018-2019")
        graph.add_edge("city:x", f"{kind}:x", label_en="is in")
    drawn = svg(graph, _layout(graph), language="en", theme="light", title="")
    sentence, name = sorted(text for text in ElementTree.fromstring(drawn).itertext() if "…" in text)
    assert sentence.startswith("fact of very very") and sentence.endswith("…")
    assert name.startswith("ranking of very") and name.endswith("…2018-2019")


def test_a_title_of_several_lines_has_lines_of_about_one_length() -> None:
    for title in ("上海：关于一个事物的全部", "Hangzhou: everything that is about a thing"):
        drawn = svg(five_cities(), _layout(five_cities()), language="zh", theme="light", title=title)
        lines = [e.text or "" for e in ElementTree.fromstring(drawn).iter() if e.get("font-size") == "21"]
        assert "".join(lines).replace(" ", "") == title.replace(" ", "") and len(lines) == 2
        assert min(map(len, lines)) > 0.6 * max(map(len, lines))


def test_an_svg_names_the_cities_the_companies_the_legend_and_the_sources() -> None:
    said = _texts(render(five_cities(), ".svg", title="算力").decode())
    assert {"算力", "杭州", "阿里巴巴", "互联网", "来源：第一篇", "四川"} <= set(said)
    english = _texts(render(five_cities(), ".svg", language="en").decode())
    assert {"Companies", "Alibaba", "Internet", "Sources: The first"} & set(english) >= {
        "Alibaba",
        "Internet",
    }


def test_the_heading_counts_in_words_that_agree_with_the_number() -> None:
    graph = five_cities()
    said = _texts(render(graph, ".svg", language="en").decode())
    assert {"5 cities · 8 organisations", "1 document"} <= set(said)
    graph.remove_nodes_from([key for key in list(graph) if key not in ("city:beijing", "company:baidu")])
    assert "1 city · 1 organisation" in _texts(render(graph, ".svg", language="en").decode())
    graph.remove_node("city:beijing")
    assert "1 thing · 0 links" in _texts(render(graph, ".svg", language="en").decode())


def test_terms_are_those_of_the_rest_of_the_project() -> None:
    said = "".join(words["zh"] for words in [*TEXTS.values(), *KINDS.values()])
    assert not [
        word
        for word in ("文献", "公司", "接受", "机构")
        if word in said.replace(KINDS["institution"]["zh"], "", 1)
    ]


def _ruled() -> Any:
    """Two companies in one field in one city, one of them in a second field too, with the fields shown."""
    graph = five_cities()
    for slug, (zh, en) in {"internet": ("互联网", "Internet"), "chips": ("芯片", "Chips")}.items():
        key = f"industry:{slug}"
        graph.add_node(key, label_zh=zh, label_en=en, kind="industry", group=key)
    for source, target in (("alibaba", "internet"), ("baidu", "internet"), ("baidu", "chips")):
        link = {"label_zh": "业务领域为", "label_en": "active in"}
        graph.add_edge(f"company:{source}", f"industry:{target}", "sl:activeIn", facts=[], **link)
    return graph


def test_a_colour_tells_a_link_and_what_no_colour_tells_is_a_line() -> None:
    lines = render(five_cities(), ".svg").decode().count('opacity="0.75"')
    assert lines == 1
    assert render(_ruled(), ".svg").decode().count('opacity="0.75"') == lines + 1


def test_a_field_that_is_shown_has_the_colour_of_its_group_and_is_not_one_of_it() -> None:
    entries = {entry.key: entry for entry in legend(_ruled())}
    assert entries["group:industry:internet"].count == 3 and "kind:industry" not in entries


@given(st.text(min_size=1), st.floats(40, 200))
def test_a_shortened_name_fits_and_keeps_both_its_ends(name: str, width: float) -> None:
    short = shorten(name, 10, width)
    assert text_width(short, 10) <= width
    head, _, tail = short.partition("…")
    assert short == name or (name.startswith(head) and name.endswith(tail))


def test_a_year_at_the_end_of_a_name_stays() -> None:
    names = [f"Ranking of China's AI cities, {years}" for years in ("2018-2019", "2021-2022")]
    assert [shorten(name, 12.5, 176)[-9:] for name in names] == ["2018-2019", "2021-2022"]


def test_a_hub_is_named_before_what_stands_around_it() -> None:
    graph = nx.MultiDiGraph()
    graph.add_node("technology:ai", kind="technology", label_zh="人工智能", label_en="AI", weight=1)
    for number in range(20):
        graph.add_node(f"company:{number}", kind="company", label_en=f"Company {number}", weight=100)
        graph.add_edge(f"company:{number}", "technology:ai", label_en="active in")
    for key in ("a", "b", "c"):
        graph.add_edge(f"company:{key}", f"city:{key}")
    said = _texts(render(graph, ".svg").decode())
    assert _layout(graph).style == "discs" and "人工智能" in said
    assert said.index("人工智能") < min(said.index(each) for each in said if each.startswith("Company "))


def _texts(written: str) -> list[str]:
    root = ElementTree.fromstring(written)
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_dark_svg_differs_in_colours_alone() -> None:
    light, dark = (render(five_cities(), ".svg", theme=theme).decode() for theme in ("light", "dark"))
    assert light != dark
    assert re.sub(r"#[0-9A-F]{6}", "", light) == re.sub(r"#[0-9A-F]{6}", "", dark)


def test_a_page_allows_its_own_scripts_and_style_and_nothing_else() -> None:
    page = render(five_cities(), ".html").decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "unsafe" not in policy[1] and policy[1].startswith("default-src 'none'; ")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in scripts + styles]
    assert len(scripts) == 2 and len(styles) == 1
    assert re.findall(r"'sha256-([^']+)'", policy[1]) == hashes


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_title_adds_no_element_to_a_page(hostile: str) -> None:
    plain = render(five_cities(), ".html", title="x").decode()
    attacked = render(five_cities(), ".html", title=hostile).decode()
    for tag in ("<script", "</script", "<img", "<meta", "<style", "<a ", "<svg"):
        assert attacked.lower().count(tag) == plain.lower().count(tag), tag


def test_a_picture_is_the_same_bytes_every_time() -> None:
    for suffix in (".html", ".svg", ".png"):
        assert render(five_cities(), suffix) == render(five_cities(), suffix)


def test_a_png_has_the_size_of_its_sheet() -> None:
    picture = render(five_cities(), ".png", language="en")
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (WIDTH * ZOOM, HEIGHT * ZOOM)


def test_without_a_chinese_font_a_png_is_refused_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not has_chinese_font(skip_system_fonts=True)
    monkeypatch.setattr("kg.draw.still.png.has_chinese_font", lambda: False)
    with pytest.raises(Missing) as refused:
        render(five_cities(), ".png")
    assert "fonts-noto-cjk" in refused.value.sentence("en") and "字体" in refused.value.sentence("zh")
    assert png('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')[:4] == b"\x89PNG"


@pytest.mark.parametrize("suffix", [".html", ".svg", ".png"])
def test_an_empty_graph_is_refused_and_leaves_no_file(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(KgError, match="nothing to draw") as refused:
        draw(nx.MultiDiGraph(), tmp_path / f"empty{suffix}")
    assert "没有可画的内容" in refused.value.sentence("zh") and list(tmp_path.iterdir()) == []


def test_a_picture_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "x.svg"
    target.write_text("before")

    def full(self: Path, other: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(BadFile, match="no room is left"):
        draw(five_cities(), target)
    assert target.read_text() == "before" and list(tmp_path.iterdir()) == [target]


def test_a_picture_of_an_unknown_kind_or_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"\.html, \.svg or \.png"):
        draw(five_cities(), tmp_path / "x.pdf")
    with pytest.raises(BadFile, match="no such folder"):
        draw(five_cities(), tmp_path / "nowhere" / "x.svg")


def test_every_word_of_a_picture_is_in_both_languages() -> None:
    assert len(TEXTS) > 20
    slots: Callable[[str], list[str]] = lambda said: sorted(re.findall(r"\{(\w+)\}", said))  # noqa: E731
    for key, words in TEXTS.items():
        en, zh = words["en"], words["zh"]
        assert zh and en and slots(zh) == slots(en), key


def test_every_word_that_the_page_asks_for_is_there() -> None:
    page = Path(__file__).parents[2] / "kg/draw/page"
    code = "".join(path.read_text() for path in page.glob("*.js"))
    asked = set(re.findall(r'text\("(\w+)"', code))
    asked |= {form + what for what in re.findall(r'counted\("(\w+)"', code) for form in ("one_", "count_")}
    assert len(asked) > 10 and asked <= set(TEXTS)
