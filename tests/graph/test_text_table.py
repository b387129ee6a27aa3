"""Tables on a terminal."""

from hypothesis import given
from hypothesis import strategies as st

from kg.graph.text_table import render, width

TEXTS = st.text(max_size=30)


def test_chinese_takes_two_columns_and_a_combining_mark_none() -> None:
    assert [width(t) for t in ("杭州", "ｶ", "é", "e\u0301", "a\u200bb", "：")] == [4, 1, 1, 1, 2, 2]


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=6), st.integers(30, 200))
def test_a_row_always_fits_the_room_and_stays_one_line(
    rows: list[tuple[str, str, str]], max_width: int
) -> None:
    lines = render(["a", "b", "c"], rows, max_width=max_width).split("\n")
    assert len(lines) == len(rows) + 2
    assert all(width(line) <= max_width for line in lines)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6))
def test_the_second_column_begins_at_one_place(rows: list[tuple[str, str]]) -> None:
    lines = render(["first", "second"], [(a, "|" + b) for a, b in rows]).split("\n")
    starts = {
        width(line[: line.rindex("  |") + 2])
        for line in lines[2:]
        if "  |" in line and "|" not in line[: line.rindex("  |")]
    }
    assert len(starts) <= 1


def test_a_cell_cannot_move_the_cursor() -> None:
    assert "\x1b" not in render(["a"], [["\x1b[31mred\r\n"]]) and "\u202e" not in render(
        ["a"], [["\u202eevil"]]
    )


def test_what_is_cut_says_so_and_the_narrow_columns_stay() -> None:
    told = render(["n", "text"], [["1", "杭州" * 40]], max_width=30).split("\n")[2]
    assert told.startswith("1  杭州") and told.endswith("…") and width(told) <= 30
